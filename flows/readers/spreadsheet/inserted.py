"""A workbook inserted into a document (Word: Insert, Object): what the document shows of it, one sheet's visible part.

The rest of such a workbook is often the whole file somebody copied from: no reader of the report sees it. One that is shown
as an icon is an attachment, which readers open: all its visible sheets count.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    """What is shown of a workbook; `is_known` where it says which part of the sheet that is."""

    blocks: list[Block]
    is_known: bool


def read(data: bytes, limits: ReaderLimits, budget: CellBudget, *, is_icon: bool = False) -> Shown:
    """The shown part. Raises ReadError when the object is no workbook, damaged or over a limit."""
    if data.startswith(MAGIC):
        container = Container(data)
        if _PACKAGE in container.names():
            data = container.stream(_PACKAGE)
    if data.startswith(MAGIC):
        number, area = xls.shown(data)
        with xls.opened(data, limits, budget) as old:
            skipped = [sheet.skipped for sheet in old.sheets]
            found = [(old.sheets[no].name, old.read(no, part)) for no, part in _parts(skipped, number, area, is_icon)]
    elif data.startswith(_ZIP):
        workbook = Workbook(Package(data, limits))
        sheets, area = workbook.sheets, workbook.shown_area
        parts = _parts([sheet.skipped for sheet in sheets], workbook.shown_sheet, area, is_icon)
        found = [(sheets[no].name, workbook.read(sheets[no], limits.cells, part)) for no, part in parts]
    else:
        raise ReadError("嵌入的对象不是工作簿")
    blocks = [block for name, texts in found for block in _blocks(name if is_icon else "", texts, limits, budget)]
    return Shown(blocks, is_icon or area is not None)


def _parts(skipped: list[str], shown: int, area: Area | None, is_icon: bool) -> Iterator[tuple[int, Area | None]]:
    """The sheets, from 0, that are seen, and of which area."""
    for number, reason in enumerate(skipped):
        if not reason and (is_icon or number == shown):
            yield number, None if is_icon else area


def _blocks(name: str, found: SheetTexts | None, limits: ReaderLimits, budget: CellBudget) -> list[Block]:
    return [] if found is None else sheet_blocks(name, found.texts, found.spans, None, limits, budget)
