"""Merged headings of tables that lost their spans.

Text made from Word prints a horizontally merged cell once, so a heading row has fewer cells than the table has columns:
收入 | 支出 above 项目 | 行次 | 决算数 | 项目 | 行次 | 决算数. Which columns such a heading covers follows from the row below:
an empty cell below is one column (vertical merge), a run of filled cells are the parts of one heading, a row that starts
again with the same heading is divided there. Where no division gives the right number, the headings cannot be placed:
the text of all of them goes into each, which no reference data explains, so that no figure below is believed.
"""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter

from flows.readers.document import Cell, Table
from flows.statements.grid import is_number
from flows.statements.layout import Layout, heading_key

_COL_SPAN = itemgetter(4)
_LABEL_ROLES = frozenset({"label", "code", "row_no"})


def restore_spans(table: Table, layout: Layout, statement: str) -> Table:
    """The table with column spans for headings that were printed once. Tables that have spans are returned as they are."""
    if table.has_spans and max(map(_COL_SPAN, table.cells), default=1) > 1:
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
            rows[position:end] = _restored(
                headings, names, _widths(rows, position, end, layout, statement), layout, statement
            )
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
        if cell.text and is_number(cell.text):
            return False
    return _are_headings(tuple([cell.text for cell in row if cell.text]), layout, statement)


# Forms print the same headings; rows without a figure are few.
@lru_cache(maxsize=10_000)
def _are_headings(texts: tuple[str, ...], layout: Layout, statement: str) -> bool:
    headings = layout.headings_in[statement]
    known = [heading for text in texts if (heading := headings[text]) is not None]
    if any(heading.role == "goal" for heading in known):
        return False
    return len(known) > 0 and len(known) * 2 >= len(texts)


def _widths(rows: list[list[Cell]], first: int, end: int, layout: Layout, statement: str) -> list[int]:
    """How many columns the headings may stand over, the most likely first.

    All cells of the rows right below, where these agree (Word keeps the empty ones); else only what is filled of them, since
    a converter may end its rows with tabs.
    """
    below: list[list[Cell]] = []
    for row in rows[end : end + 4]:
        if _is_heading_row(row, layout, statement):
            break
        below.append(row)
    printed = max(len(row) for row in rows[first:end])
    filled = max((1 + max((cell.col for cell in row if cell.text), default=-1) for row in below), default=0)
    all_cells = {len(row) for row in below}
    agreed = all_cells if len(below) > 1 and len(all_cells) == 1 else set()
    return list(dict.fromkeys(max(width, printed) for width in (*agreed, filled)))


def _names_codes(row: list[Cell], layout: Layout, statement: str) -> bool:
    """类 | 款 | 项 | 合计 | 2,946.25: a total's row that also names the columns of the code, so that it is no heading row."""
    first = layout.heading(row[0].text, statement)
    second = layout.heading(row[1].text, statement) if len(row) > 1 else None
    return first is not None and first.role == "code" and second is not None and second.role == "code"


def _restored(
    rows: list[list[Cell]], names: list[Cell] | None, widths: list[int], layout: Layout, statement: str
) -> list[list[Cell]]:
    """A block of heading rows with their spans. One row that cannot be placed spoils the block.

    `names`: the row of figures below them that names the columns of codes.
    """
    *others, last = widths
    for width in others:
        restored = _restored_to(rows, names, width, layout, statement)
        if restored is not None and all(_is_placed(row, width) for row in restored):
            return restored
    restored = _restored_to(rows, names, last, layout, statement)
    if restored is not None:
        return restored
    unclear = [" ".join(cell.text for cell in row) for row in rows]
    unplaced = next(text for text, row in zip(unclear, rows, strict=True) if len(row) > 1)
    return [[cell._replace(text=f"{unplaced} {cell.text}") for cell in row] for row in rows]


def _restored_to(
    rows: list[list[Cell]], names: list[Cell] | None, width: int, layout: Layout, statement: str
) -> list[list[Cell]] | None:
    """The rows over so many columns, placed from the lowest up; None where one cannot be."""
    restored: list[list[Cell]] = []
    below = names
    for row in reversed(rows):
        placed = _placed(row, below, width, layout, statement)
        if placed is None:
            return None
        restored.insert(0, placed)
        below = placed if any(cell.text for cell in placed) else below
    return restored


def _is_placed(row: list[Cell], width: int) -> bool:
    """Whether a row reaches over all columns, or is a single heading or none at all."""
    return len(row) == 1 or row[-1].col + row[-1].col_span == width or not any(cell.text for cell in row)


def _placed(row: list[Cell], below: list[Cell] | None, width: int, layout: Layout, statement: str) -> list[Cell] | None:
    """The row over so many columns; None for headings that cannot be placed, as it is where that changes nothing."""
    if not 1 < len(row) < width or not any(cell.text for cell in row):
        return row
    is_dense = all(cell.text for cell in row)
    if not is_dense and below is None:
        return row
    # Cells left empty by a merge downwards stand among the headings: only the row below tells what the others cover.
    divisions = (
        _divisions(row, below, width, layout, statement)
        if is_dense
        else _divisions_below(below or [], width, layout, statement)
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
    return [
        *_divisions_below(below, width, layout, statement),
        _by_label_columns(lower, layout, statement),
        *label_first,
    ]


def _divisions_below(below: list[Cell], width: int, layout: Layout, statement: str) -> list[list[int]]:
    """Ways to divide the columns that hold for rows with empty cells, too."""
    lower = _expanded(below, width)
    return [_by_empty_cells(below, width), _by_repetition(lower), _by_code_columns(lower, layout, statement)]


def _expanded(row: list[Cell], width: int) -> list[str]:
    """The heading over each column."""
    texts = [""] * width
    for cell in row:
        for col in range(cell.col, min(cell.col + cell.col_span, width)):
            texts[col] = cell.text
    return texts


def _by_empty_cells(below: list[Cell], width: int) -> list[int]:
    """An empty cell is a heading's of its own, a run of filled cells is one heading's."""
    spans: list[int] = []
    was_filled = False
    for cell in below:
        if cell.text and was_filled:
            spans[-1] += cell.col_span
        else:
            spans.append(cell.col_span)
        was_filled = cell.text != ""
    return spans + [1] * (width - sum(spans))


def _by_code_columns(lower: list[str], layout: Layout, statement: str) -> list[int]:
    """类 | 款 | 项 belong to one heading (科目编码), every other column is its own."""
    spans: list[int] = []
    was_code = False
    for text in lower:
        heading = layout.heading(text, statement)
        is_code = heading is not None and heading.role == "code"
        if is_code and was_code:
            spans[-1] += 1
        else:
            spans.append(1)
        was_code = is_code
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
