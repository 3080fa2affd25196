"""Rules → ruled grids: which rules belong to one table, its rows and columns, and which cells are merged.

A grid is a set of rules that meet, with at least two columns; a frame around text is none. A cell is the largest rectangle
of elementary cells without a border between them. Tables without outer borders at the sides, and tables cut by a page end
without a closing rule, are closed where their rules end.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat
from typing import NamedTuple

from flows.readers.document import Box
from flows.readers.page.rulings import Rule, Rules

# Rules that should meet may miss each other by this much (points).
_TOUCH = 3.0
# An open side lies at least this far beyond the outermost rule: less is a rule that sticks out.
_OPEN_SIDE = 8.0
# The part of a cell's side that must be ruled to bound it.
_RULED = 0.6
# More rules than this are a drawing, not tables.
_MOST_RULES = 4000
_MOST_CELLS = 60_000


class GridCell(NamedTuple):
    """A cell: its first row and column, and how many it covers."""

    row: int
    col: int
    row_span: int
    col_span: int


@dataclass(frozen=True, slots=True)
class RuledGrid:
    """A ruled table. `xs` and `ys` are the positions of its column and row borders; `owner` leads to its cells."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]
    owner: tuple[tuple[int, ...], ...]  # number of the cell at each elementary row and column, -1 outside the table

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def cell_box(self, cell: GridCell) -> Box:
        return (
            self.xs[cell.col],
            self.ys[cell.row],
            self.xs[cell.col + cell.col_span],
            self.ys[cell.row + cell.row_span],
        )


def find_grids(rules: Rules) -> list[RuledGrid]:
    """All ruled tables of a page, smallest first, so that a table inside a cell of another is found before it."""
    if len(rules.horizontal) > _MOST_RULES or len(rules.vertical) > _MOST_RULES:
        return []
    grids = [grid for group in _groups(rules) if (grid := _grid(group)) is not None]
    return sorted(grids, key=lambda grid: (grid.xs[-1] - grid.xs[0]) * (grid.ys[-1] - grid.ys[0]))


def _groups(rules: Rules) -> list[Rules]:
    """Rules that meet, directly or through others."""
    horizontal, vertical = rules
    verticals = sorted(range(len(vertical)), key=lambda i: vertical[i].at)
    positions = [vertical[i].at for i in verticals]
    parent = list(range(len(horizontal) + len(vertical)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for number, rule in enumerate(horizontal):
        first, last = bisect_left(positions, rule.start - _TOUCH), bisect_right(positions, rule.end + _TOUCH)
        at, own = rule.at, root(number)
        for other in verticals[first:last]:
            if vertical[other].start - _TOUCH <= at <= vertical[other].end + _TOUCH:
                node = len(horizontal) + other
                joined = parent[node] if parent[node] == own else root(node)
                if joined == node:
                    parent[node] = own
                elif joined != own:
                    parent[own] = joined
                    own = joined
    groups: dict[int, Rules] = {}
    for number, rule in enumerate(horizontal):
        groups.setdefault(root(number), Rules([], [])).horizontal.append(rule)
    for number, rule in enumerate(vertical):
        groups.setdefault(root(len(horizontal) + number), Rules([], [])).vertical.append(rule)
    return [group for group in groups.values() if group.horizontal and group.vertical]


def _grid(group: Rules) -> RuledGrid | None:
    xs, open_x = _borders(group.vertical, group.horizontal)
    ys, open_y = _borders(group.horizontal, group.vertical)
    width, height = len(xs) - 1, len(ys) - 1
    if width < 2 or height < 1 or width * height > _MOST_CELLS:
        return None
    # Whether the left side of column c (0 … width) is ruled in row r, and the top side of row r in column c.
    sides = _ruled(group.vertical, xs, ys)
    tops = _ruled(group.horizontal, ys, xs)
    for row in range(height):
        sides[0][row] |= open_x[0]
        sides[width][row] |= open_x[1]
    for col in range(width):
        tops[0][col] |= open_y[0]
        tops[height][col] |= open_y[1]
    owner = _outside(sides, tops, width, height)
    cells: list[GridCell] = []
    make = tuple.__new__  # as GridCell(...) does, without another call for each cell
    ones = [1] * width
    for row, (owners, right_sides) in enumerate(zip(owner, zip(*sides[1:], strict=True), strict=True)):
        below = tops[row + 1]
        # No cell reaches over others, as in most rows.
        if all(below) and all(right_sides) and owners.count(None) == width:
            owners[:] = range(len(cells), len(cells) + width)
            cells += map(make, repeat(GridCell), zip([row] * width, range(width), ones, ones, strict=True))
            continue
        for col in range(width):
            if owners[col] is not None:
                continue
            if below[col] and sides[col + 1][row]:  # most cells
                owners[col] = len(cells)
                cells.append(make(GridCell, (row, col, 1, 1)))
                continue
            cell = _cell_from(row, col, sides, tops, owner)
            for r in range(row, row + cell.row_span):
                owner[r][col : col + cell.col_span] = [len(cells)] * cell.col_span
            cells.append(cell)
    if max((cell.col for cell in cells), default=0) == 0:
        return None
    return RuledGrid(xs, ys, tuple(cells), tuple(tuple([-1 if n is None else n for n in row]) for row in owner))


def _borders(rules: Sequence[Rule], crossing: Sequence[Rule]) -> tuple[tuple[float, ...], tuple[bool, bool]]:
    """Positions of the borders that `rules` draw, closed at both ends where the crossing rules go on beyond them."""
    positions = sorted({rule.at for rule in rules})
    low = _end([rule.start for rule in crossing], positions[0], -1)
    high = _end([rule.end for rule in crossing], positions[-1], 1)
    closed = (*([low] if low is not None else []), *positions, *([high] if high is not None else []))
    return closed, (low is not None, high is not None)


def _end(ends: list[float], border: float, direction: int) -> float | None:
    """Where crossing rules end beyond the outermost border: at least two of them, and half of all, at the same place."""
    beyond = Counter(round(end / _TOUCH) for end in ends if (end - border) * direction > _OPEN_SIDE)
    if not beyond:
        return None
    place, count = beyond.most_common(1)[0]
    if count < 2 or count * 2 < len(ends):
        return None
    return max((end for end in ends if round(end / _TOUCH) == place), key=lambda end: end * direction)


def _ruled(rules: Sequence[Rule], borders: Sequence[float], along: Sequence[float]) -> list[list[bool]]:
    """For each border and each step along it, whether a rule covers it."""
    number = {at: i for i, at in enumerate(borders)}
    covered = [[0.0] * (len(along) - 1) for _ in borders]
    whole: set[int] = set()  # borders with one rule from end to end, as most are
    for at, start, end in rules:
        border = number[at]
        if start <= along[0] and end >= along[-1]:
            whole.add(border)
            continue
        line = covered[border]
        for step in range(max(0, bisect_right(along, start) - 1), len(along) - 1):
            low, high = along[step], along[step + 1]
            if low >= end:
                break
            line[step] += (end if end < high else high) - (start if start > low else low)
    needed = [_RULED * (high - low) for low, high in pairwise(along)]
    return [
        [True] * len(line) if border in whole else [length >= least for length, least in zip(line, needed, strict=True)]
        for border, line in enumerate(covered)
    ]


def _outside(sides: list[list[bool]], tops: list[list[bool]], width: int, height: int) -> list[list[int | None]]:
    """-1 for elementary cells outside the outline of the table: reached from the edge of its box, not ruled above and below."""
    owner: list[list[int | None]] = [[None] * width for _ in range(height)]
    waiting = [(row, col) for row in range(height) for col in (0, width - 1) if not sides[col + (col > 0)][row]]
    waiting += [(row, col) for col in range(width) for row in (0, height - 1) if not tops[row + (row > 0)][col]]
    while waiting:
        row, col = waiting.pop()
        between_rules = tops[row][col] and tops[row + 1][col]
        if owner[row][col] is not None or between_rules or (sides[col][row] and sides[col + 1][row]):
            continue
        owner[row][col] = -1
        if col > 0 and not sides[col][row]:
            waiting.append((row, col - 1))
        if col < width - 1 and not sides[col + 1][row]:
            waiting.append((row, col + 1))
        if row > 0 and not tops[row][col]:
            waiting.append((row - 1, col))
        if row < height - 1 and not tops[row + 1][col]:
            waiting.append((row + 1, col))
    return owner


def _cell_from(
    row: int, col: int, sides: list[list[bool]], tops: list[list[bool]], owner: list[list[int | None]]
) -> GridCell:
    """The largest rectangle from an elementary cell to the right and down that no border divides."""
    width, height = len(sides) - 1, len(tops) - 1
    last = col
    while last + 1 < width and not sides[last + 1][row] and owner[row][last + 1] is None:
        last += 1
    bottom = row
    while bottom + 1 < height and not any(
        tops[bottom + 1][c] or owner[bottom + 1][c] is not None or (c > col and sides[c][bottom + 1])
        for c in range(col, last + 1)
    ):
        bottom += 1
    return GridCell(row, col, bottom - row + 1, last - col + 1)
