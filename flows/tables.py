"""Tables for people: aligned in a terminal, where a Chinese character is two columns wide. Also CSV, JSON and XLSX of rows.

What a report says may begin with = or @: no export lets a spreadsheet take it for a formula.
"""

from __future__ import annotations

import csv
import io
import json
import math
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from flows.printable import printable

_LONGEST = 60
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
# A spreadsheet's bounds: rows of a sheet, characters of a cell, digits of a number.
_XLSX_ROWS = 1_048_576
_XLSX_CELL = 32_767
_EXACT_DIGITS = 15


def width(text: str) -> int:
    """Columns a text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def aligned(header: Sequence[str], rows: Iterable[Sequence[object]], longest: int = _LONGEST) -> str:
    """Rows under a header, columns aligned; numbers to the right, long texts shortened."""
    table = [[_shown(value, longest) for value in row] for row in rows]
    numeric = (
        [all(isinstance(row[i], int | float | Decimal | None) for row in rows) for i in range(len(header))]
        if table
        else []
    )
    widths = [max(width(line[i]) for line in [list(header), *table]) for i in range(len(header))]

    def line(cells: Sequence[str]) -> str:
        padded = []
        for i, cell in enumerate(cells):
            blank = " " * (widths[i] - width(cell))
            padded.append(blank + cell if numeric and numeric[i] else cell + blank)
        return "  ".join(padded).rstrip()

    return "\n".join([line(list(header)), "  ".join("─" * w for w in widths), *(line(row) for row in table)])


def _shown(value: object, longest: int) -> str:
    text = "" if value is None else printable(" ".join(str(value).split()))
    return text if len(text) <= longest else text[: longest - 1] + "…"


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV. Text that a spreadsheet would take for a formula is led in by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([[_no_formula(value) for value in row] for row in rows])
    return out.getvalue()


def _no_formula(value: object) -> object:
    return f"'{value}" if _looks_like_formula(value) else value


def _looks_like_formula(value: object) -> bool:
    return isinstance(value, str) and value.startswith(_FORMULA_SIGNS)


def as_xlsx(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as a workbook of one sheet. Amounts are numbers while a spreadsheet can hold them exactly, else text."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("查询结果")
        # The mark with which a spreadsheet itself keeps text that begins like a formula; it survives editing the cell.
        text = book.add_format({"quote_prefix": True})
        styles: dict[type, object] = {date: book.add_format({"num_format": "yyyy-mm-dd"})}
        styles[datetime] = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for col, name in enumerate(header):
            sheet.write_string(0, col, name, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for row, values in enumerate(rows, start=1):
            if row >= _XLSX_ROWS:
                raise ValueError(f"结果超过一个工作表的 {_XLSX_ROWS:,} 行；请缩小查询范围，或用 csv 导出")
            for col, value in enumerate(values):
                if value is None:
                    continue
                if isinstance(value, bool):
                    sheet.write_boolean(row, col, value)
                elif isinstance(value, int | float | Decimal) and _is_exact(value):
                    sheet.write_number(row, col, float(value))
                elif type(value) in styles:
                    sheet.write_datetime(row, col, value, styles[type(value)])
                else:
                    shown = str(value)[:_XLSX_CELL]
                    sheet.write_string(row, col, shown, text if _looks_like_formula(shown) else None)
        sheet.autofit()
    return out.getvalue()


def _is_exact(value: float | Decimal) -> bool:
    """Whether a spreadsheet, which counts in binary floating point, shows the same number: 15 digits are certain."""
    if isinstance(value, float):
        return math.isfinite(value)
    number = Decimal(value)
    return number.is_finite() and len(number.normalize().as_tuple().digits) <= _EXACT_DIGITS


def as_json(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as a JSON list of objects. Amounts stay exact: they are written as strings. No column is lost to another of
    its name (a join's select *): the second a is a_1."""
    names = _numbered(header)
    return json.dumps(
        [dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False, indent=1, default=_plain
    )


def _numbered(header: Sequence[str]) -> list[str]:
    taken = set(header)
    names: list[str] = []
    for name in header:
        number = 0
        shown = name
        while shown in names or (number and shown in taken):
            number += 1
            shown = f"{name}_{number}"
        names.append(shown)
    return names


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
