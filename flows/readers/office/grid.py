"""A table's cells put together within limits, and the rows around a table that a person does not see as its rows.

Titles, 部门：… and 单位：… lines stand inside the grid when a sheet was pasted into a document or saved as a web page; 注：…
and signatures stand below it. They become text blocks, so that what they say is found where captions and notes are.
Knows shapes only: how many cells of a row are filled, how much of the table they cover, whether they read 名称：值.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from flows.readers.document import Block, Cell, Table, TextBlock
from flows.readers.errors import ReadError
from flows.settings import ReaderLimits

# 其中：某项金额 is a heading, no field.
_FIELD = re.compile(r"^(?!其\s*中)[^：:]{1,20}[：:]\s*\S")
_OPEN_FIELD = re.compile(r"^(?!其\s*中)[^：:]{1,20}[：:]$")
_FIGURE = re.compile(r"^[-+−△▲(（]?[¥￥]?\d[\d,，]*(?:\.\d+)?[)）]?[%％]?$")
_SENTENCE = re.compile(r"[：:。；]")


@dataclass(slots=True)
class DraftCell:
    """A cell while its table is read: spans may still grow."""

    row: int
    col: int
    text: str
    row_span: int = 1
    col_span: int = 1


def clean_lines(text: str) -> str:
    """The lines of a cell's text without blanks at their ends and without empty lines."""
    if "\n" not in text:
        return text.strip()
    return "\n".join(line for part in text.split("\n") if (line := part.strip()))


def is_figure(text: str) -> bool:
    return _FIGURE.match(text) is not None


class CellBudget:
    """Counts the positions that a document's tables cover; spans count in full, as later steps expand them."""

    def __init__(self, limits: ReaderLimits) -> None:
        self._most = limits.cells
        self._used = 0

    def spend(self, positions: int) -> None:
        """Raises ReadError when the document's tables together cover more than the limit."""
        self.require(positions)
        self._used += positions

    def require(self, positions: int) -> None:
        """Raises ReadError when so many more would be too many; asked before they are allocated."""
        if self._used + positions > self._most:
            raise ReadError(f"表格单元格过多：超过上限 {self._most:,} 个（FISCAL_LIMIT_CELLS）")


def blocks_of(
    drafts: list[DraftCell], budget: CellBudget, page: int | None = None, lines: Sequence[int] | None = None
) -> list[Block]:
    """The table as blocks: caption lines above it, the table, notes below it. Nothing when no cell has text.

    `drafts` come row by row, each from left to right; `lines` are the lines of the file that the rows stand on.
    """
    if not any(draft.text for draft in drafts):
        return []
    width = _cut_spans(drafts)
    rows = [list(row) for _, row in groupby(drafts, key=attrgetter("row"))]
    first = 0
    while first < len(rows) and _is_caption(rows[first], width):
        first += 1
    last = len(rows)
    while last > first and _is_note(rows[last - 1], width):
        last -= 1
    blocks: list[Block] = [*_texts(rows[:first], page, lines)]
    if first < last:
        blocks.append(_table(rows[first:last], budget, page, lines))
    blocks.extend(_texts(rows[last:], page, lines))
    return blocks


def _table(rows: list[list[DraftCell]], budget: CellBudget, page: int | None, lines: Sequence[int] | None) -> Table:
    top, bottom = rows[0][0].row, rows[-1][0].row + 1
    placed: list[list[Cell]] = []
    covered = 0
    make = tuple.__new__  # as Cell(...) does, without another call for each cell
    for row in rows:
        cells: list[Cell] = []
        placed.append(cells)
        line = lines[row[0].row] if lines is not None else None
        for draft in row:
            if draft.row_span > 1:
                draft.row_span = min(draft.row_span, bottom - draft.row)
            row_span, col_span = draft.row_span, draft.col_span
            covered += row_span * col_span
            fields = (draft.row - top, draft.col, draft.text, row_span, col_span, line, page, None, None)
            cells.append(make(Cell, fields))
    budget.spend(covered)
    return Table.of_rows(placed, lines[top] if lines is not None else None, page)


def _cut_spans(drafts: list[DraftCell]) -> int:
    """Spans end where the table does: its last column is the last one in which a cell starts. Returns the width."""
    width = 1 + max([draft.col for draft in drafts])
    height = 1 + drafts[-1].row
    for draft in [draft for draft in drafts if draft.col_span > 1 or draft.row_span > 1]:
        draft.col_span = min(draft.col_span, width - draft.col)
        draft.row_span = min(draft.row_span, height - draft.row)
    return width


def _is_caption(row: list[DraftCell], width: int) -> bool:
    """A row above the headings: nothing, one text alone, or fields (部门：… 单位：…) that leave room between them."""
    filled = [draft for draft in row if draft.text]
    if any(draft.row_span > 1 for draft in filled):
        return False
    if len(filled) <= 1:
        return True
    if any(is_figure(draft.text) for draft in filled):
        return False
    if any(_FIELD.match(draft.text) for draft in filled):
        return True
    covers = sum(draft.col_span for draft in row if draft.text or draft.col_span > 1)
    return covers < width and any(_OPEN_FIELD.match(draft.text) for draft in filled)


def _is_note(row: list[DraftCell], width: int) -> bool:
    """A row below the figures: nothing, one wide text or sentence, or fields (填表人：… 填报日期：…)."""
    filled = [draft for draft in row if draft.text]
    if not filled:
        return True
    if len(filled) == 1:
        only = filled[0]
        is_wide = only.col_span * 2 > width > 1
        return only.row_span == 1 and not is_figure(only.text) and (is_wide or _SENTENCE.search(only.text) is not None)
    return all(_FIELD.match(draft.text) for draft in filled)


def _texts(rows: list[list[DraftCell]], page: int | None, lines: Sequence[int] | None) -> Iterator[TextBlock]:
    """Each filled cell's lines; a label that ends with a colon and its value are one line."""
    for row in rows:
        at = lines[row[0].row] if lines is not None else None
        label = ""
        for draft in row:
            if not draft.text:
                continue
            if _OPEN_FIELD.match(draft.text) and not label:
                label = draft.text
                continue
            for line in f"{label}{draft.text}".split("\n"):
                yield TextBlock(line, at, page)
            label = ""
        if label:
            yield TextBlock(label, at, page)
