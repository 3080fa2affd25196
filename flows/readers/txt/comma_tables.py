"""Comma-separated text (.csv), as open data portals publish tables and spreadsheet programs save a sheet.

A text is one where every filled line has as many fields as the others: a spreadsheet program fills up the lines of a title
with commas. Text that only uses commas, thousands separators among them, does not.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import groupby

from flows.readers.document import Block
from flows.readers.office.grid import CellBudget, DraftCell, blocks_of, clean_lines
from flows.settings import ReaderLimits

_LEAST_COLUMNS, _LEAST_ROWS = 3, 2

# A record's first line, from 1, and its fields.
Record = tuple[int, list[str]]


def records_of(lines: Sequence[str]) -> list[Record] | None:
    """The records of comma-separated text, blank ones without fields; None where it is something else."""
    first = next((line for line in lines if line.strip()), "")
    if first.count(",") < _LEAST_COLUMNS - 1 or any("\t" in line for line in lines):
        return None
    reader = csv.reader((f"{line}\n" for line in lines), strict=True)
    records: list[Record] = []
    columns: set[int] = set()
    start = 1
    try:
        for fields in reader:
            records.append((start, fields if any(field.strip() for field in fields) else []))
            if fields:
                columns.add(len(fields))
            if len(columns) > 1:
                return None
            start = reader.line_num + 1
    except csv.Error:
        return None
    filled = sum(1 for _, fields in records if fields)
    return records if min(columns) >= _LEAST_COLUMNS and filled >= _LEAST_ROWS else None


def blocks(records: Sequence[Record], limits: ReaderLimits) -> Iterator[Block]:
    """The blocks of the records: blank ones separate tables. Raises ReadError when there are more cells than the limit."""
    budget = CellBudget(limits)
    for is_filled, group in groupby(records, key=lambda record: bool(record[1])):
        if not is_filled:
            continue
        region = list(group)
        budget.require(len(region) * len(region[0][1]))
        drafts = [
            DraftCell(row, col, clean_lines(text))
            for row, (_, fields) in enumerate(region)
            for col, text in enumerate(fields)
        ]
        yield from blocks_of(drafts, budget, lines=[line for line, _ in region])
