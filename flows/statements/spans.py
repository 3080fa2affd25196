"""Merged headings of tables that lost their spans.

Text made from Word prints a horizontally merged cell once, so a heading row has fewer cells than the table has columns:
收入 | 支出 above 项目 | 行次 | 决算数 | 项目 | 行次 | 决算数. Which columns such a heading covers follows from the row below:
an empty cell below is one column (vertical merge), a run of filled cells are the parts of one heading, a row that starts
again with the same heading is divided there. Where no division gives the right number, the headings cannot be placed:
the text of all of them goes into each, which no reference data explains, so that no figure below is believed.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from operator import attrgetter

from flows.readers.document import Cell, Table
from flows.statements.grid import is_number
from flows.statements.layout import Layout, heading_key

_COL_SPAN = attrgetter("col_span")
_LABEL_ROLES = frozenset({"label", "code", "row_no"})


def restore_spans(table: Table, layout: Layout, statement: str) -> Table:
    """The table with column spans for headings that were printed once. Tables that have spans are returned as they are."""
    if max(map(_COL_SPAN, table.cells), default=1) > 1:
        return table
    rows = list(table.rows)
    has_headings = False
    position = 0
    while position < len(rows):
        end = position
        while end < len(rows) and _is_heading_row(rows[end], layout, statement):
            end += 1
        if end > position:
            has_headings = True
            headings = rows[position:end]
            width = max(_data_width(rows, end, layout, statement), *(len(row) for row in headings))
            rows[position:end] = _restored(headings, width, layout, statement)
        position = max(end, position + 1)
    return replace(table, cells=tuple(chain.from_iterable(rows))) if has_headings else table


def _is_heading_row(row: list[Cell], layout: Layout, statement: str) -> bool:
    texts = [cell.text for cell in row if cell.text]
    # Most rows hold a figure, and most figures stand at the end.
    for text in reversed(texts):
        if is_number(text):
            return False
    known = [heading for text in texts if (heading := layout.heading(text, statement)) is not None]
    if any(heading.role == "goal" for heading in known):
        return False
    return len(known) > 0 and len(known) * 2 >= len(texts)


def _data_width(rows: list[list[Cell]], first: int, layout: Layout, statement: str) -> int:
    """Filled columns of the rows right below the headings; a table may go on with other headings and widths."""
    width = 0
    for row in rows[first : first + 4]:
        if _is_heading_row(row, layout, statement):
            break
        width = max(width, 1 + max((cell.col for cell in row if cell.text), default=-1))
    return width


def _restored(rows: list[list[Cell]], width: int, layout: Layout, statement: str) -> list[list[Cell]]:
    """A block of heading rows with their spans, from the lowest up. One row that cannot be placed spoils the block."""
    restored: list[list[Cell]] = []
    for row in reversed(rows):
        placed = _placed(row, restored[0] if restored else None, width, layout, statement)
        if placed is None:
            unclear = " ".join(cell.text for cell in row)
            return [[cell._replace(text=f"{unclear} {cell.text}") for cell in row] for row in rows]
        restored.insert(0, placed)
    return restored


def _placed(row: list[Cell], below: list[Cell] | None, width: int, layout: Layout, statement: str) -> list[Cell] | None:
    if not 1 < len(row) < width:
        return row
    is_dense = all(cell.text for cell in row)
    if not is_dense and below is None:
        return row
    # Cells left empty by a merge downwards stand among the headings: only the row below tells what the others cover.
    divisions = (
        _divisions(row, below, width, layout, statement)
        if is_dense
        else [_by_empty_cells(_expanded(below or [], width))]
    )
    for spans in divisions:
        if len(spans) == len(row) and sum(spans) == width:
            placed, col = [], 0
            for cell, span in zip(row, spans, strict=True):
                placed.append(cell._replace(col=col, col_span=span))
                col += span
            return placed
    return None if is_dense else row


def _divisions(
    row: list[Cell], below: list[Cell] | None, width: int, layout: Layout, statement: str
) -> list[list[int]]:
    """Ways to divide the columns among the headings, most certain first; each a list of spans."""
    first = layout.heading(row[0].text, statement)
    label_first = (
        [[width - len(row) + 1] + [1] * (len(row) - 1)] if first is not None and first.role in _LABEL_ROLES else []
    )
    if below is None:
        return label_first
    lower = _expanded(below, width)
    return [_by_empty_cells(lower), _by_repetition(lower), _by_label_columns(lower, layout, statement), *label_first]


def _expanded(row: list[Cell], width: int) -> list[str]:
    """The heading over each column."""
    texts = [""] * width
    for cell in row:
        for col in range(cell.col, min(cell.col + cell.col_span, width)):
            texts[col] = cell.text
    return texts


def _by_empty_cells(lower: list[str]) -> list[int]:
    """An empty cell is a column of its own, a run of filled cells is one heading's."""
    spans: list[int] = []
    previous = ""
    for text in lower:
        if text and previous:
            spans[-1] += 1
        else:
            spans.append(1)
        previous = text
    return spans


def _by_repetition(lower: list[str]) -> list[int]:
    """A row that starts again (项目 | 行次 | 决算数 | 项目 …) is divided where it does."""
    starts = [
        col
        for col, text in enumerate(lower)
        if heading_key(text) == heading_key(lower[0]) and (not col or lower[col - 1] != text)
    ]
    return [end - start for start, end in zip(starts, [*starts[1:], len(lower)], strict=True)]


def _by_label_columns(lower: list[str], layout: Layout, statement: str) -> list[int]:
    """The leading code and name columns belong to one heading (项目), the rest to the other (本年支出)."""
    labels = 0
    for text in lower:
        heading = layout.heading(text, statement)
        if heading is None or heading.role not in _LABEL_ROLES:
            break
        labels += 1
    return [labels, len(lower) - labels] if 0 < labels < len(lower) else []
