"""A workbook inserted into a document (Word: Insert, Object): what the document shows of it, one sheet's visible part.

The rest of such a workbook is often the whole file somebody copied from: no reader of the report sees it.
"""

from __future__ import annotations

from typing import NamedTuple

from flows.readers.document import Block
from flows.readers.errors import ReadError
from flows.readers.office.grid import CellBudget
from flows.readers.office.ole import MAGIC, Container
from flows.readers.office.package import Package
from flows.readers.spreadsheet import xls
from flows.readers.spreadsheet.sheet_grid import sheet_blocks
from flows.readers.spreadsheet.xlsx import Area, SheetTexts, Workbook
from flows.settings import ReaderLimits

_ZIP = b"PK\x03\x04"
_PACKAGE = "Package"  # the stream in which an OLE container keeps a file


class Shown(NamedTuple):
    """What is shown of a workbook; `is_whole` where it does not say which part of the sheet that is."""

    blocks: list[Block]
    is_whole: bool


def read(data: bytes, limits: ReaderLimits, budget: CellBudget) -> Shown:
    """The shown part. Raises ReadError when the object is no workbook, damaged or over a limit."""
    if data.startswith(MAGIC):
        container = Container(data)
        if _PACKAGE in container.names():
            data = container.stream(_PACKAGE)
    if data.startswith(MAGIC):
        found, area = _of_xls(data, limits, budget)
    elif data.startswith(_ZIP):
        found, area = _of_xlsx(data, limits)
    else:
        raise ReadError("嵌入的对象不是工作簿")
    blocks = [] if found is None else sheet_blocks("", found.texts, found.spans, None, limits, budget)
    return Shown(blocks, area is None)


def _of_xlsx(data: bytes, limits: ReaderLimits) -> tuple[SheetTexts | None, Area | None]:
    workbook = Workbook(Package(data, limits))
    number, area = workbook.shown_sheet, workbook.shown_area
    if number >= len(workbook.sheets) or workbook.sheets[number].skipped:
        return None, area
    return workbook.read(workbook.sheets[number], limits.cells, area), area


def _of_xls(data: bytes, limits: ReaderLimits, budget: CellBudget) -> tuple[SheetTexts | None, Area | None]:
    number, area = xls.shown(data)
    with xls.opened(data, limits, budget) as workbook:
        if number >= len(workbook.sheets) or workbook.sheets[number].skipped:
            return None, area
        return workbook.read(number, area), area
