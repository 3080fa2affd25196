"""Tables for people: aligned in a terminal, where a Chinese character is two columns wide. Also CSV and JSON of rows."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from flows.printable import printable

_LONGEST = 60


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
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


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
