"""Tables without column rules, found by alignment: figures under each other with wide gaps between.

Decides from the rows that hold figures where the columns are; headings are then placed by what they stand over. Horizontal
rules, where there are any (three-line tables), bound the table. Lines with leaders (tables of contents), captions
(部门：… 单位：…) above and notes below stay text. Where fewer than three rows agree nothing is taken for a table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from statistics import median

from flows.readers.document import Box
from flows.readers.page.content import PageCell, PageTable
from flows.readers.page.lines import Line, confidence_of
from flows.readers.page.parts import FIGURE, Interval, columns_with_headings, merged, overlap, parts_of
from flows.readers.page.rulings import Rule

# In characters: the gap between two columns; the distance between two lines of one table; between two lines of one
# heading; how far a wrapped label may end before the edge of its column.
_COLUMN_GAP = 1.0
_ROW_DISTANCE = 4.0
_HEADING_DISTANCE = 1.5
_FULL = 1.2
# Part of the distance between rows within which a line belongs to the row beside it.
_WITHIN_ROW = 0.62
_LEAST_FIGURE_ROWS = 2
_HEADING_LINES = 4  # in characters, above the first line with columns
_LEAST_ROWS = 3
_MOST_TEXT_LINES = 4  # lines without a gap in a row (wrapped labels, headings) before the table ends
_PAGE = re.compile(r"^\d{1,3}$")
_LEADER = re.compile(r"\.{4,}|…{2,}|·{4,}|—{4,}|_{4,}")
_CAPTION = re.compile(r"[:：]")

_Printed = tuple[int, str]  # number of the line in its row, text


@dataclass(frozen=True, slots=True)
class _Row:
    """A printed line with its parts."""

    line: Line
    parts: tuple[Line, ...]

    @property
    def has_figures(self) -> bool:
        return len(self.parts) > 1 and any(FIGURE.match("".join(part.text.split())) for part in self.parts)


def take_tables(
    lines: list[Line], rules: Sequence[Rule], page: int, displayed_box: Callable[[Box], Box]
) -> tuple[list[PageTable], list[Line]]:
    """The tables among some lines (top to bottom), and the lines that are left."""
    tables: list[PageTable] = []
    left: list[Line] = []
    for block in _blocks(
        [_Row(line, parts) for line, parts in zip(lines, parts_of(lines, _COLUMN_GAP), strict=True)], rules
    ):
        before, rows, after = _bounded(block, rules)
        columns = _columns(rows) if _is_table(rows) else []
        if len(columns) < 2:
            left.extend(row.line for row in block)
            continue
        left.extend(row.line for row in (*before, *after))
        tables.append(_table(rows, columns, rules, page, displayed_box))
    return tables, left


def _blocks(rows: list[_Row], rules: Sequence[Rule]) -> Iterator[list[_Row]]:
    """Runs of lines that may be one table, and single lines; together they are all lines."""
    block: list[_Row] = []
    text_lines = 0
    for row in rows:
        is_open = len(row.parts) > 1 and not _LEADER.search(row.line.text)
        far = bool(block) and row.line.baseline - block[-1].line.baseline > _ROW_DISTANCE * row.line.size
        text_lines = 0 if is_open else text_lines + 1
        if block and (far or text_lines > _MOST_TEXT_LINES):
            yield from _closed(block, rules)
            block = []
        block.append(row)
    yield from _closed(block, rules)


def _closed(block: list[_Row], rules: Sequence[Rule]) -> Iterator[list[_Row]]:
    """The block without the lines of plain text around it, which are blocks of their own."""
    gaps = [i for i, row in enumerate(block) if len(row.parts) > 1 and not _LEADER.search(row.line.text)]
    if len(gaps) < _LEAST_ROWS:
        yield from ([row] for row in block)
        return
    first, last = gaps[0], gaps[-1]
    # A heading over several columns may stand alone on its line: it is one when a rule above it opens the table.
    opening = min((rule.at for rule in _rules_across(block[first : last + 1], rules)), default=None)
    while first > 0 and opening is not None and opening < block[first - 1].line.middle:
        first -= 1
    yield from ([row] for row in block[:first])
    # The last label may be wrapped: its further lines are narrower than the table and right below.
    while last + 1 < len(block) and _is_wrapped(block[last + 1], block[last], block[gaps[0] : gaps[-1] + 1]):
        last += 1
    yield block[first : last + 1]
    yield from ([row] for row in block[last + 1 :])


def _is_wrapped(row: _Row, above: _Row, block: list[_Row]) -> bool:
    line = row.line
    first_right = max(other.parts[0].right for other in block)
    near = line.baseline - above.line.baseline <= _HEADING_DISTANCE * line.size
    return near and line.right <= first_right + line.size and abs(line.left - above.line.left) <= line.size


def _is_table(rows: list[_Row]) -> bool:
    figure_rows = [row for row in rows if row.has_figures]
    if len(rows) < _LEAST_ROWS or len(figure_rows) < _LEAST_FIGURE_ROWS:
        return False
    # Titles with ascending page numbers are a table of contents.
    last = ["".join(row.parts[-1].text.split()) for row in figure_rows]
    if all(len(row.parts) == 2 for row in figure_rows) and all(_PAGE.match(text) for text in last):
        return any(int(later) < int(earlier) for earlier, later in pairwise(last))
    return True


def _bounded(block: list[_Row], rules: Sequence[Rule]) -> tuple[list[_Row], list[_Row], list[_Row]]:
    """Lines above the table, the table, lines below it: by its outer rules, else captions and notes are taken off."""
    if len(block) < _LEAST_ROWS:
        return [], block, []
    crossing = sorted(rule.at for rule in _rules_across(block, rules))
    if len(crossing) >= 2:
        inside = _without_notes([row for row in block if crossing[0] < row.line.middle < crossing[-1]])
        if _is_table(inside):
            first = block.index(inside[0])
            return block[:first], inside, block[first + len(inside) :]
    first, last = 0, len(block)
    while first < last and not block[first].has_figures and _CAPTION.search(block[first].line.text):
        first += 1
    while last > first and not block[last - 1].has_figures and _CAPTION.search(block[last - 1].line.text):
        last -= 1
    return block[:first], block[first:last], block[last:]


def _without_notes(rows: list[_Row]) -> list[_Row]:
    """The rows before the note below the table: what follows it there is the caption of the next one, whose rules are none of its."""
    last_figures = max((i for i, row in enumerate(rows) if row.has_figures), default=len(rows))
    notes = (i for i, row in enumerate(rows) if i > last_figures and _CAPTION.search(row.line.text))
    return rows[: next(notes, len(rows))]


def _rules_across(rows: Sequence[_Row], rules: Sequence[Rule]) -> list[Rule]:
    """Rules over most of the width of some lines, from the headings above the first to one line below the last."""
    left, right = min(row.line.left for row in rows), max(row.line.right for row in rows)
    size = rows[0].line.size
    top, bottom = rows[0].line.baseline - _HEADING_LINES * size, rows[-1].line.baseline + 2 * size
    return [
        rule
        for rule in rules
        if top <= rule.at <= bottom and min(rule.end, right) - max(rule.start, left) >= 0.6 * (right - left)
    ]


def _columns(rows: Sequence[_Row]) -> list[Interval]:
    """Where the columns are: the extents of the parts of figure rows, then of headings over columns without figures.

    Only the last line of headings names single columns: a heading above it that stands between two columns spans them.
    """
    taken = merged((part.left, part.right) for row in rows if row.has_figures for part in row.parts)
    first_figures = next((i for i, row in enumerate(rows) if row.has_figures), 0)
    headings = [(part.left, part.right) for row in rows[:first_figures] for part in row.parts]
    named = [row for row in rows[max(0, first_figures - 1) :] if not row.has_figures]
    others = [(part.left, part.right) for row in named for part in row.parts]
    return columns_with_headings(taken, headings, others)


def _table(
    rows: list[_Row],
    columns: list[Interval],
    rules: Sequence[Rule],
    page: int,
    displayed_box: Callable[[Box], Box],
) -> PageTable:
    edges = _edges(columns)
    cells: list[PageCell] = []
    groups = _grouped(rows, columns, [rule.at for rule in _rules_across(rows, rules)])
    for number, group in enumerate(groups):
        top = min(row.line.box[1] for row in group)
        bottom = max(row.line.box[3] for row in group)
        placed: dict[tuple[int, int], list[_Printed]] = {}
        confidence = confidence_of(char for row in group for char in row.line.chars)
        for at, row in enumerate(group):
            of_row: dict[tuple[int, int], list[str]] = {}
            for part in row.parts:
                of_row.setdefault(_span(part, columns), []).append(part.text)
            for span, texts in of_row.items():
                placed.setdefault(span, []).append((at, " ".join(texts)))
        cells.extend(
            PageCell(
                number,
                first,
                1,
                span,
                text,
                page,
                displayed_box((edges[first], top, edges[first + span], bottom)),
                confidence,
            )
            for first, span, text in _row_cells(placed, len(columns))
        )
    top = rows[0].line.baseline - rows[0].line.size
    return PageTable(page, top, edges[0], edges, len(groups), tuple(cells), False, page, tuple(columns))


def _edges(columns: list[Interval]) -> tuple[float, ...]:
    between = [(one[1] + other[0]) / 2 for one, other in pairwise(columns)]
    return (columns[0][0], *between, columns[-1][1])


def _span(part: Line, columns: list[Interval]) -> tuple[int, int]:
    """First and last column a part stands in. A figure stands in one; other text may stand over several."""
    extent = (part.left, part.right)
    overlaps = [overlap(extent, column) for column in columns]
    under = [i for i, overlap in enumerate(overlaps) if overlap > 0]
    best = max(range(len(columns)), key=lambda i: overlaps[i])
    if FIGURE.match("".join(part.text.split())) or len(under) == 1:
        return best, best
    if under:
        return under[0], under[-1]
    after = next((i for i, column in enumerate(columns) if column[0] >= part.right), len(columns))
    return (after - 1, after) if 0 < after < len(columns) else (best, best)


def _row_cells(placed: dict[tuple[int, int], list[_Printed]], width: int) -> Iterator[tuple[int, int, str]]:
    """Column, span and text of all cells of a row. Where two texts share a column, one cell holds both, the upper one first."""
    spans: list[tuple[int, int, list[_Printed]]] = []
    for (first, last), texts in sorted(placed.items()):
        if spans and first <= spans[-1][1]:
            before = spans.pop()
            first, last, texts = before[0], max(before[1], last), [*before[2], *texts]
        spans.append((first, last, texts))
    col = 0
    for first, last, texts in spans:
        yield from ((empty, 1, "") for empty in range(col, first))
        yield first, last - first + 1, "\n".join(text for _, text in sorted(texts, key=itemgetter(0)))
        col = last + 1
    yield from ((empty, 1, "") for empty in range(col, width))


def _grouped(rows: list[_Row], columns: list[Interval], rules: list[float]) -> list[list[_Row]]:
    """The lines of each table row: between rules where every row is ruled off, else by their distances."""
    bands: dict[int, list[_Row]] = {}
    for row in rows:
        bands.setdefault(sum(at < row.line.middle for at in rules), []).append(row)
    if len(bands) > 2 and all(sum(row.has_figures for row in band) <= 1 for band in bands.values()):
        return [bands[number] for number in sorted(bands)]
    baselines = [row.line.baseline for row in rows if row.has_figures]
    pitch = median(later - earlier for earlier, later in pairwise(baselines))
    first_figure = next(i for i, row in enumerate(rows) if row.has_figures)
    groups: list[list[_Row]] = []
    for position, row in enumerate(rows):
        if groups and _belongs_above(row, rows[position - 1], groups[-1], position <= first_figure, pitch, columns):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _belongs_above(
    row: _Row, above: _Row, group: list[_Row], in_heading: bool, pitch: float, columns: list[Interval]
) -> bool:
    """Whether a line is part of the row above it: a heading's further line, or a label's."""
    distance = row.line.baseline - above.line.baseline
    if in_heading and not row.has_figures:
        return not above.has_figures and distance <= _HEADING_DISTANCE * row.line.size
    if row.has_figures:
        # Figures stand in the middle of a label of two lines.
        return len(group) == 1 and len(above.parts) == 1 and not in_heading and distance <= _WITHIN_ROW * pitch
    if len(row.parts) > 1:
        return False
    part, column = row.parts[0], columns[_span(row.parts[0], columns)[0]]
    over = next((p for p in above.parts if overlap((p.left, p.right), (part.left, part.right)) > 0), None)
    wraps = over is not None and over.right >= column[1] - _FULL * part.size
    return any(r.has_figures for r in group) and (distance <= _WITHIN_ROW * pitch or wraps)
