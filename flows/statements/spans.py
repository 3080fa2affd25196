"""Merged headings of tables that lost their spans.

Text made from Word prints a horizontally merged cell once, so a heading row has fewer cells than the table has columns:
收入 | 支出 above 项目 | 行次 | 决算数 | 项目 | 行次 | 决算数. Which columns such a heading covers follows from the row below
(dividing.py). Where no division gives the right number, the headings cannot be placed: the text of all of them goes into
each, which no reference data explains, so that no figure below is believed.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter

from flows.readers.document import Cell, Table
from flows.statements.dividing import cells_below, division, label_columns, label_first
from flows.statements.grid import is_number, is_plain_number
from flows.statements.heading_rows import gives_field, known_count
from flows.statements.layout import Layout

_COL_SPAN = itemgetter(4)
# Rows below the headings that tell how wide the table is, and what its columns hold.
_ROWS_LOOKED_AT = 12
_MOST_BELOW = 60


def restore_spans(table: Table, layout: Layout, statement: str) -> Table:
    """The table with column spans for headings that were printed once. Tables that have spans are returned as they are."""
    if table.spanned_rows and max(map(_COL_SPAN, table.cells), default=1) > 1:
        return table
    rows = list(table.rows)
    has_headings = False
    position = 0
    while position < len(rows):
        end = _block_end(rows, position, layout, statement)
        if end > position:
            has_headings = True
            headings = rows[position:end]
            names = rows[end] if end < len(rows) and _names_codes(rows[end], layout, statement) else None
            widths = _widths(headings, _body(rows, end, layout, statement))
            rows[position:end] = _restored(headings, names, rows[end : end + _MOST_BELOW], widths, layout, statement)
        position = max(end, position + 1)
    return Table.of_rows(rows, table.line, table.page) if has_headings else table


def _block_end(rows: list[list[Cell]], first: int, layout: Layout, statement: str) -> int:
    """The row after a block of heading rows. A row that merges downwards left empty belongs to them where they go on below."""
    end = first
    while end < len(rows) and (
        _is_heading_row(rows[end], layout, statement)
        or (
            end > first
            and not any(cell.text for cell in rows[end])
            and end + 1 < len(rows)
            and _is_heading_row(rows[end + 1], layout, statement)
        )
    ):
        end += 1
    return end


def _is_heading_row(row: list[Cell], layout: Layout, statement: str) -> bool:
    # Most rows hold a figure, and most figures stand at the end.
    for cell in reversed(row):
        if (text := cell[2]) and (is_plain_number(text) or is_number(text)):
            return False
    return _are_headings(tuple([cell.text for cell in row if cell.text]), layout, statement)


# Forms print the same headings; rows without a figure are few.
@lru_cache(maxsize=10_000)
def _are_headings(texts: tuple[str, ...], layout: Layout, statement: str) -> bool:
    known = [layout.heading(text, statement) for text in texts]
    if any(heading is not None and heading.role == "goal" for heading in known):
        return False
    if gives_field(texts, known, layout):
        return False
    return known.count(None) < len(known) and known_count(texts, known, layout) * 2 >= len(texts)


def _body(rows: list[list[Cell]], end: int, layout: Layout, statement: str) -> list[list[Cell]]:
    """The first rows below a block of headings."""
    body: list[list[Cell]] = []
    for row in rows[end : end + _ROWS_LOOKED_AT]:
        if _is_heading_row(row, layout, statement):
            break
        body.append(row)
    return body


def _widths(headings: list[list[Cell]], body: list[list[Cell]]) -> list[int]:
    """How many columns the headings may stand over, the most likely first.

    All cells of the rows below, where several agree (Word keeps the empty ones; a total merged over its labels has fewer, a
    row that conversion gave a stray cell has more); else only what is filled of them, since a converter may end its rows
    with tabs.
    """
    printed = max(len(row) for row in headings)
    filled = max((1 + max((cell.col for cell in row if cell.text), default=-1) for row in body), default=0)
    shared = [width for width, count in Counter(map(len, body)).most_common() if count > 1]
    return list(dict.fromkeys(max(width, printed) for width in (*shared, filled)))


def _names_codes(row: list[Cell], layout: Layout, statement: str) -> bool:
    """类 | 款 | 项 | 合计 | 2,946.25: a total's row that also names the columns of the code, so that it is no heading row."""
    first = layout.heading(row[0].text, statement)
    second = layout.heading(row[1].text, statement) if len(row) > 1 else None
    return first is not None and first.role == "code" and second is not None and second.role == "code"


def _restored(
    rows: list[list[Cell]],
    names: list[Cell] | None,
    body: list[list[Cell]],
    widths: list[int],
    layout: Layout,
    statement: str,
) -> list[list[Cell]]:
    """A block of heading rows with their spans. One row that cannot be placed spoils the block.

    `names`: the row of figures below them that names the columns of codes; `body`: the rows below them.
    """
    *others, last = widths
    for width in others:
        restored = _restored_to(rows, names, body, width, layout, statement)
        if restored is not None and all(_is_placed(row, width) for row in restored):
            return restored
    restored = _restored_to(rows, names, body, last, layout, statement)
    if restored is not None:
        return restored
    unclear = [" ".join(cell.text for cell in row) for row in rows]
    unplaced = next(text for text, row in zip(unclear, rows, strict=True) if len(row) > 1)
    return [[cell._replace(text=f"{unplaced} {cell.text}") for cell in row] for row in rows]


def _restored_to(
    rows: list[list[Cell]],
    names: list[Cell] | None,
    body: list[list[Cell]],
    width: int,
    layout: Layout,
    statement: str,
) -> list[list[Cell]] | None:
    """The rows over so many columns, placed from the lowest up; None where one cannot be."""
    restored: list[list[Cell]] = []
    below = names
    labels = label_columns(names, frozenset(), layout, statement) if names else frozenset()
    for row in reversed(rows):
        placed = row
        # A single heading stands over all of the table; a row as wide as the table, over its own columns.
        if 1 < len(row) < width and any(cell.text for cell in row):
            spans = _spans(row, below, body, width, labels, layout, statement)
            if spans is not None:
                placed = _with_spans(row, spans)
            elif all(layout.says_no_more(cell.text, statement) for cell in row):
                placed = [cell._replace(text="") for cell in row]
            elif not _keeps_spans(rows):
                return None
        restored.insert(0, placed)
        if any(cell.text for cell in placed):
            labels = label_columns(placed, labels, layout, statement)
            below = placed
    return restored


def _keeps_spans(rows: list[list[Cell]]) -> bool:
    """Whether the headings stand in their columns already: rows of tabs leave cells empty where a heading reaches to the right.

    In the first row of headings printed once nothing is empty: no cell above it could be merged downwards.
    """
    return not all(cell.text for cell in next((row for row in rows if len(row) > 1), []))


def _spans(
    row: list[Cell],
    below: list[Cell] | None,
    body: list[list[Cell]],
    width: int,
    labels: frozenset[int],
    layout: Layout,
    statement: str,
) -> list[int] | None:
    if below is not None:
        return division(row, cells_below(below, width, labels, layout, statement), body, layout, statement)
    # Cells left empty by a merge downwards stand among the headings: only a row below tells what the others cover.
    return label_first(row, body, width, layout, statement) if all(cell.text for cell in row) else None


def _with_spans(row: list[Cell], spans: list[int]) -> list[Cell]:
    starts = accumulate(spans, initial=0)
    return [cell._replace(col=col, col_span=span) for cell, col, span in zip(row, starts, spans, strict=False)]


def _is_placed(row: list[Cell], width: int) -> bool:
    """Whether a row reaches over all columns, or is a single heading or none at all."""
    return len(row) == 1 or row[-1].col + row[-1].col_span == width or not any(cell.text for cell in row)
