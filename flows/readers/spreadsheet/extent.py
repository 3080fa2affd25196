"""How large the sheets of an .xlsx file are, before a library builds them.

Two filled cells in opposite corners of a sheet are seventeen thousand million cells to a library that builds rectangles.
The references in the sheet's XML are looked through for the last row and column; the declared dimension may lie.
"""

from __future__ import annotations

import re

from flows.readers.errors import ReadError
from flows.readers.office.package import Package

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCES = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d+)["']""")
_ROWS = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["'](\d+)""")
_FILLED = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\br\s*=\s*["']([A-Z]{1,3})(\d+)["'][^<>]*(?<!/)>\s*<(?!/)""")
_UNFILLED = re.compile(rb"<(?:\w+:)?c\s[^<>]*(?:/>|>\s*</)")
_CELLS = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ALL_ROWS = re.compile(rb"<(?:\w+:)?row[\s/>]")
_LETTERS = 26
_PLAIN_ROWS = 9_999
_FAR = re.compile(rb' r="(?:[A-Z]{2}|[A-Z]?\d{5})')
# Other ways to write an attribute, and prefixes of elements.
_UNUSUAL = (b"'", b"\t", b" =", b"= ", b"\nr", b"\rr", b"\n=", b"\r=", b":c", b":row", b"<c\n", b"<c\r", b"<c/")


class SheetExtents:
    """The sheets of a workbook and their sizes. Raises ReadError when the workbook part is damaged or has a DTD."""

    def __init__(self, package: Package) -> None:
        self._package = package
        main = package.main_part()
        workbook = package.xml(main)
        by_id = {identity: part for _, identity, part in package.relations(main)}
        sheets = workbook.iter(_SHEET) if workbook is not None else ()
        self._parts = [by_id.get(sheet.get(_RELATION_ID, ""), "") for sheet in sheets]

    def require(self, index: int, name: str, most_cells: int) -> None:
        """Raises ReadError when the sheet covers more cells than the limit."""
        data = self._package.part(self._parts[index]) if index < len(self._parts) else None
        if data is None:
            return
        if b"<!DOCTYPE" in data:
            raise ReadError(f"工作表“{name}”含有文档类型声明（DTD），办公文档里不应有；未读取")
        if _is_plainly_small(data, most_cells):
            return
        last_row, last_column = _outermost(data)
        if last_row * last_column > most_cells:
            # Formats reach to the last row of many sheets; only filled cells count.
            last_row, last_column = _outermost_filled(data) or (last_row, last_column)
        if last_row * last_column > most_cells:
            raise ReadError(
                f"工作表“{name}”的单元格过多：到第 {last_row:,} 行、第 {last_column:,} 列，"
                f"上限 {most_cells:,} 个（FISCAL_LIMIT_CELLS）；请删去远处的多余单元格"
            )


def _is_plainly_small(data: bytes, most_cells: int) -> bool:
    """Whether every reference is written as office programs do, and none goes beyond column Z or row 9999."""
    if most_cells < _PLAIN_ROWS * _LETTERS or any(mark in data for mark in _UNUSUAL):
        return False
    references = data.count(b'<c r="') + data.count(b"<row ")
    return (
        references == data.count(b' r="') == data.count(b"<c ") + data.count(b"<row")
        and data.count(b"<c>") == 0
        and _FAR.search(data) is None
    )


def _outermost(data: bytes) -> tuple[int, int]:
    """An upper bound of the last row and column, from everything that could be a reference."""
    references = _REFERENCES.findall(data)
    rows = {row for _, row in references} | set(_ROWS.findall(data))
    last_row = max(max((_bounded(row) for row in rows), default=1), len(_ALL_ROWS.findall(data)))
    # Cells without a reference stand one after the other.
    unreferenced = max(0, len(_CELLS.findall(data)) - len(references))
    return last_row, _last_column({column for column, _ in references}) + unreferenced


def _outermost_filled(data: bytes) -> tuple[int, int] | None:
    """Last row and column with a value; None when some cell is written in a way that cannot be told apart."""
    filled = _FILLED.findall(data)
    if len(filled) + len(_UNFILLED.findall(data)) < len(_CELLS.findall(data)):
        return None
    last_row = max((_bounded(row) for _, row in filled), default=1)
    return last_row, _last_column({column for column, _ in filled})


def _bounded(digits: bytes) -> int:
    return int(digits[:8])


def _last_column(columns: set[bytes]) -> int:
    return max((_column_number(column) for column in columns), default=0)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + letter - ord("A") + 1
    return number
