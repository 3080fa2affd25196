"""Workbooks in OLE containers (.xls): sheets as texts at their places, read by python-calamine.

The library does not give formats, so numbers are plain. What it makes of damaged files becomes a reason in one sentence.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from flows.readers.errors import ReadError
from flows.readers.office.grid import CellBudget
from flows.readers.office.ole import Container
from flows.readers.spreadsheet.records import globals_of, require_sane
from flows.readers.spreadsheet.values import printed
from flows.readers.spreadsheet.xlsx import Area, SheetInfo, SheetTexts
from flows.settings import ReaderLimits

_WINDOW, _ACTIVE_TAB = 0x003D, 10
_INSERTED_SIZE = 0x00DE


class Workbook:
    """An opened workbook. Its sheets are read one after the other, by their number from 0."""

    def __init__(self, workbook: CalamineWorkbook, budget: CellBudget) -> None:
        self._workbook, self._budget = workbook, budget
        self.sheets = [SheetInfo(printed(listed.name), "", _why_skipped(listed)) for listed in workbook.sheets_metadata]

    def read(self, number: int, area: Area | None = None) -> SheetTexts | None:
        """The texts of a sheet, or of an area of it; None when it has none."""
        sheet = self._workbook.get_sheet_by_index(number)
        if sheet.start is None:
            return None
        self._budget.require(sheet.height)
        texts = [[printed(value) if value != "" else "" for value in row] for row in sheet.to_python()]
        found = SheetTexts(texts, _spans(sheet, sheet.start), has_hidden=False)
        return found if area is None else _within(found, area, sheet.start)


@contextmanager
def opened(data: bytes, limits: ReaderLimits, budget: CellBudget) -> Iterator[Workbook]:
    """The workbook in a container's bytes. Raises ReadError when it is damaged, encrypted or over a limit."""
    require_sane(Container(data), limits.cells)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as workbook:
            yield Workbook(workbook, budget)
    except PasswordError as error:
        raise ReadError("文件已加密，需要密码；请去掉密码后重新放入") from error
    except CalamineError as error:
        raise ReadError("工作簿损坏或不完整；请用 Excel 打开后另存再放入") from error
    except BaseException as error:
        # The library reports a broken invariant of a damaged file as a panic, which is no Exception.
        if type(error).__name__ == "PanicException":
            raise ReadError("工作簿损坏，无法解析；请用 Excel 打开后另存再放入") from error
        raise


def shown(data: bytes) -> tuple[int, Area | None]:
    """What of a workbook is seen in the document it is inserted into: the sheet (from 0), and the area where that is said."""
    sheet, area = 0, None
    for kind, record in globals_of(Container(data)):
        if kind == _WINDOW and len(record) >= _ACTIVE_TAB + 2:
            (sheet,) = struct.unpack_from("<H", record, _ACTIVE_TAB)
        elif kind == _INSERTED_SIZE and len(record) >= 8:
            top, bottom, left, right = struct.unpack_from("<HHBB", record, 2)
            area = Area(top + 1, left + 1, bottom + 1, right + 1)
    return sheet, area


def _why_skipped(sheet: SheetMetadata) -> str:
    if sheet.visible != SheetVisibleEnum.Visible:
        return "是隐藏的"
    if sheet.typ != SheetTypeEnum.WorkSheet:
        return "不是表格（图表或宏）"
    return ""


def _spans(sheet: CalamineSheet, start: tuple[int, int]) -> dict[tuple[int, int], tuple[int, int]]:
    """Merged ranges by their first cell, counted from the first filled row and column."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if top >= start[0] and left >= start[1] and bottom >= top and right >= left:
            spans[top - start[0], left - start[1]] = (bottom - top + 1, right - left + 1)
    return spans


def _within(found: SheetTexts, area: Area, start: tuple[int, int]) -> SheetTexts | None:
    """The part of a sheet that lies in an area; `start` is its first filled row and column, from 0."""
    top, left = max(area.top - 1 - start[0], 0), max(area.left - 1 - start[1], 0)
    texts = [row[left : area.right - start[1]] for row in found.texts[top : area.bottom - start[0]]]
    spans = {(row - top, col - left): span for (row, col), span in found.spans.items() if row >= top and col >= left}
    return found._replace(texts=texts, spans=spans) if any(map(any, texts)) else None
