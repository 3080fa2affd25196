"""Workbooks (.xlsx, .xls): the visible sheets in their order, each as a person sees it: text lines and tables.

Decides what is one table (blank rows separate, unless what follows goes on with figures in the same columns) and merged
cells. In .xlsx numbers read as their cells show them (`xlsx`, `number_format`); the library for .xls does not give
formats, so there they are plain numbers. Formulas give their stored results; nothing is computed, no macro is run. Hidden
sheets are not read, and noted. `page` is the sheet's number in the file. Refuses encrypted and damaged files and sheets
that claim more cells than the limit.
"""

from __future__ import annotations

from flows.readers.document import Block, Document
from flows.readers.masked_blocks import mask_blocks
from flows.readers.masking import mask
from flows.readers.office.grid import CellBudget
from flows.readers.office.ole import MAGIC, ole_kind
from flows.readers.office.package import Package
from flows.readers.spreadsheet import xls
from flows.readers.spreadsheet.sheet_grid import sheet_blocks
from flows.readers.spreadsheet.xlsx import Workbook
from flows.settings import ReaderLimits


def read(data: bytes, limits: ReaderLimits) -> Document:
    """The document in a workbook's bytes. Raises ReadError when it is damaged, encrypted or over a limit."""
    notes: list[str] = []
    if data.startswith(MAGIC) and ole_kind(data) == "xls":
        blocks = _read_xls(data, limits, notes)
        return Document("xls", mask_blocks(blocks), notes=tuple(notes))
    return Document("xlsx", mask_blocks(_read_xlsx(data, limits, notes)), notes=tuple(notes))


def _read_xlsx(data: bytes, limits: ReaderLimits, notes: list[str]) -> list[Block]:
    package = Package(data, limits)
    workbook = Workbook(package)
    blocks: list[Block] = []
    budget = CellBudget(limits)
    for number, sheet in enumerate(workbook.sheets, start=1):
        if sheet.skipped:
            notes.append(f"第 {number} 张工作表“{mask(sheet.name)}”{sheet.skipped}，未读取")
            continue
        found = workbook.read(sheet, limits.cells)
        if found is None:
            continue
        if found.has_hidden:
            notes.append(f"第 {number} 张工作表“{mask(sheet.name)}”有隐藏的行或列，已一并读取")
        blocks.extend(sheet_blocks(sheet.name, found.texts, found.spans, number, limits, budget))
    pictures = package.count("xl/media/")
    if pictures:
        notes.append(f"工作簿里有 {pictures} 幅图片，未读取")
    return blocks


def _read_xls(data: bytes, limits: ReaderLimits, notes: list[str]) -> list[Block]:
    blocks: list[Block] = []
    budget = CellBudget(limits)
    with xls.opened(data, limits, budget) as workbook:
        for number, sheet in enumerate(workbook.sheets, start=1):
            if sheet.skipped:
                notes.append(f"第 {number} 张工作表“{mask(sheet.name)}”{sheet.skipped}，未读取")
                continue
            found = workbook.read(number - 1)
            if found is not None:
                blocks.extend(sheet_blocks(sheet.name, found.texts, found.spans, number, limits, budget))
    return blocks
