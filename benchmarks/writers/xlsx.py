"""Workbooks: a sheet per table with its caption above it, sheets of running text between them, amounts as numbers.

A short line directly above a table belongs to its sheet; anything longer, and what is further away, is running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from benchmarks.reports.facts import Spot
from benchmarks.writers.written import Written
from flows.readers.document import Document, Table, TextBlock

_AMOUNT = re.compile(r"^-?(?:\d+|\d{1,3}(?:,\d{3})+)\.\d{1,2}$")
_MOST_CAPTION_LINES = 4
_LONGEST_CAPTION = 40
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\'\s]")
_LONGEST_NAME = 25
_CREATED = datetime(2024, 8, 30, tzinfo=UTC)  # the same report gives the same bytes


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Lines of text, and the table below them, if any; each with its block number."""

    lines: tuple[tuple[int, str], ...]
    table: tuple[int, Table] | None


def write(document: Document) -> Written:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": _CREATED})
    pages: dict[Spot, int] = {}
    with book:
        printer = _SheetPrinter(book)
        for number, sheet in enumerate(_sheets(document), 1):
            for no, _ in sheet.lines:
                pages[Spot(no)] = number
            if sheet.table is not None:
                no, table = sheet.table
                pages.update({Spot(no, cell.row, cell.col): number for cell in table.cells})
            printer.add(number, sheet)
    return Written(buffer.getvalue(), page_of=pages.get)


def _sheets(document: Document) -> Iterator[_Sheet]:
    waiting: list[tuple[int, str]] = []
    for no, block in enumerate(document.blocks):
        if isinstance(block, TextBlock):
            waiting.append((no, block.text))
            continue
        start = len(waiting)
        while start and len(waiting) - start < _MOST_CAPTION_LINES and _is_caption(waiting[start - 1][1]):
            start -= 1
        if start:
            yield _Sheet(tuple(waiting[:start]), None)
        yield _Sheet(tuple(waiting[start:]), (no, block))
        waiting = []
    if waiting:
        yield _Sheet(tuple(waiting), None)


def _is_caption(text: str) -> bool:
    return len(text) <= _LONGEST_CAPTION and not text.endswith(("。", "；", "，"))


class _SheetPrinter:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._text = book.add_format({"text_wrap": True, "border": 1, "num_format": "@"})
        self._plain = book.add_format({"text_wrap": True})
        self._amounts: dict[str, Format] = {}

    def add(self, number: int, sheet: _Sheet) -> None:
        page = self._book.add_worksheet(self._name(number, sheet))
        width = 1
        if sheet.table is not None:
            width = max((cell.col + cell.col_span for cell in sheet.table[1].cells), default=1)
        page.set_column(0, max(0, width - 1), 18 if width > 1 else 100)
        for row, (_, text) in enumerate(sheet.lines):
            self._put(page, row, 0, row, width - 1, text, self._plain)
        if sheet.table is not None:
            self._add_table(page, len(sheet.lines), sheet.table[1])

    def _add_table(self, page: Worksheet, top: int, table: Table) -> None:
        for cell in table.cells:
            row = top + cell.row
            last_row, last_col = row + cell.row_span - 1, cell.col + cell.col_span - 1
            self._put(page, row, cell.col, last_row, last_col, cell.text, self._text)

    def _put(
        self, page: Worksheet, row: int, col: int, last_row: int, last_col: int, text: str, text_format: Format
    ) -> None:
        is_amount = text_format is self._text and _AMOUNT.match(text) is not None
        cell_format = self._amount(text) if is_amount else text_format
        if (last_row, last_col) != (row, col):
            page.merge_range(row, col, last_row, last_col, "", cell_format)
        if is_amount:
            page.write_number(row, col, float(Decimal(text.replace(",", ""))), cell_format)
        elif text:
            page.write_string(row, col, text, cell_format)
        else:
            page.write_blank(row, col, None, cell_format)

    def _amount(self, text: str) -> Format:
        code = ("#,##0." if "," in text else "0.") + "0" * len(text.partition(".")[2])
        if code not in self._amounts:
            self._amounts[code] = self._book.add_format({"border": 1, "num_format": code})
        return self._amounts[code]

    @staticmethod
    def _name(number: int, sheet: _Sheet) -> str:
        title = sheet.lines[0][1] if sheet.lines and sheet.table is not None else "说明"
        return f"{number:02d}" + _NOT_IN_A_NAME.sub("", title)[:_LONGEST_NAME]
