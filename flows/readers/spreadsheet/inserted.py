"""A workbook inserted into a document (Word: Insert, Object): what the document shows of it, one sheet's visible part.

The rest of such a workbook is often the whole file somebody copied from: no reader of the report sees it.
"""

from __future__ import annotations

from flows.readers.document import Block
from flows.readers.errors import ReadError
from flows.readers.office.grid import CellBudget
from flows.readers.office.ole import MAGIC, Container
from flows.readers.office.package import Package
from flows.readers.spreadsheet import xls
from flows.readers.spreadsheet.sheet_grid import sheet_blocks
from flows.readers.spreadsheet.xlsx import SheetTexts, Workbook
from flows.settings import ReaderLimits

_ZIP = b"PK\x03\x04"
_PACKAGE = "Package"  # the stream in which an OLE container keeps a file


def read(data: bytes, limits: ReaderLimits, budget: CellBudget) -> list[Block]:
    """The blocks of the shown part. Raises ReadError when the object is no workbook, damaged or over a limit."""
    if data.startswith(MAGIC):
        container = Container(data)
        if _PACKAGE in container.names():
            data = container.stream(_PACKAGE)
    if data.startswith(MAGIC):
        found = _of_xls(data, limits, budget)
    elif data.startswith(_ZIP):
        found = _of_xlsx(data, limits)
    else:
        raise ReadError("嵌入的对象不是工作簿")
    return [] if found is None else sheet_blocks("", found.texts, found.spans, None, limits, budget)


def _of_xlsx(data: bytes, limits: ReaderLimits) -> SheetTexts | None:
    workbook = Workbook(Package(data, limits))
    if workbook.shown_sheet >= len(workbook.sheets) or workbook.sheets[workbook.shown_sheet].skipped:
        return None
    return workbook.read(workbook.sheets[workbook.shown_sheet], limits.cells, workbook.shown_area)


def _of_xls(data: bytes, limits: ReaderLimits, budget: CellBudget) -> SheetTexts | None:
    number, area = xls.shown(data)
    with xls.opened(data, limits, budget) as workbook:
        if number >= len(workbook.sheets) or workbook.sheets[number].skipped:
            return None
        return workbook.read(number, area)
