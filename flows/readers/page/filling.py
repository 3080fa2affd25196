"""Characters into the cells of ruled grids.

A run of characters that follow each other without a gap goes into one cell as a whole, the one that holds most of it: a
number wider than its column must not be cut at the border. Rotated labels are read in the order of the text layer.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from flows.readers.document import Box
from flows.readers.page.columns import CharColumns, Run
from flows.readers.page.content import PageCell, PageTable
from flows.readers.page.geometry import Char
from flows.readers.page.grid import RuledGrid
from flows.readers.page.lines import Line, confidence_of, lines_of

# The middle of a character above its baseline, as a part of its size.
_MIDDLE = 0.35
# A run that has less than this part in one cell stands in either.
_MOST_OF_RUN = 0.6
# A line whose end is nearer to the border than this is full: the margin of a cell, one more character, and one that may not begin a line
# and was taken along with it, do not fit.
_FULL = 2.75

Place = tuple[int, int]  # grid and cell
OUTSIDE: Place = (-1, -1)


def place_characters(columns: CharColumns, grids: Sequence[RuledGrid]) -> dict[Place, list[Run]]:
    """The runs of characters in each cell, and those outside all grids."""
    placed: defaultdict[Place, list[Run]] = defaultdict(list)
    undecided: list[tuple[Run, list[tuple[Place, int]]]] = []
    place_of = _places(columns, grids)
    for run in columns.runs():
        first, stop, is_plain = run
        place = place_of(first)
        if (
            stop - first > 1
            and not (is_plain and _ends_in(columns, stop - 1, place, grids))
            and place_of(stop - 1) != place
        ):
            shares = Counter(map(place_of, range(first, stop))).most_common()
            if shares[0][1] < _MOST_OF_RUN * (stop - first):
                undecided.append((run, shares))
                continue
            place = shares[0][0]
        placed[place].append(run)
    for run, shares in undecided:
        # A heading in the middle of columns that are printed on two pages lies half over the text of another cell.
        free = next((place for place, _ in shares if place != OUTSIDE and place not in placed), shares[0][0])
        placed[free].append(run)
    return placed


def _places(columns: CharColumns, grids: Sequence[RuledGrid]) -> Callable[[int], Place]:
    """What tells the place of a character by its position in the columns. Asked of every run, so all it needs is at hand."""
    starts, ends, lines, sizes, *_ = columns
    tables = [(number, grid.xs, grid.ys, grid.owner, *grid.box) for number, grid in enumerate(grids)]

    def place_of(at: int) -> Place:
        x, y = (starts[at] + ends[at]) / 2, lines[at] - _MIDDLE * sizes[at]
        for number, xs, ys, owner, left, top, right, bottom in tables:
            if left <= x < right and top <= y < bottom:
                cell = owner[bisect_right(ys, y) - 1][bisect_right(xs, x) - 1]
                if cell >= 0:
                    return number, cell
        return OUTSIDE

    return place_of


def _ends_in(columns: CharColumns, last: int, place: Place, grids: Sequence[RuledGrid]) -> bool:
    """Whether a plain run ends in the cell that it begins in: asked of the first grid, where nearly all do.

    False may mean that it is not known: a smaller grid may stand inside the cell of a larger one.
    """
    if place[0] != 0:
        return False
    grid = grids[0]
    _, col, _, col_span = grid.cells[place[1]]
    return (columns.starts[last] + columns.ends[last]) / 2 < grid.xs[col + col_span]


def filled_table(
    number: int,
    grid: RuledGrid,
    columns: CharColumns,
    placed: Mapping[Place, list[Run]],
    page: int,
    displayed_box: Callable[[Box], Box],
    is_rotated: Callable[[Char], bool],
) -> PageTable:
    """A grid with the text of its cells; lines of a cell are separated by line breaks."""
    xs, ys = grid.xs, grid.ys
    height = len(ys) - 1
    cells: list[PageCell] = []
    make = tuple.__new__  # as PageCell(...) does, without another call for each cell
    for position, (row, col, row_span, col_span) in enumerate(grid.cells):
        right = xs[col + col_span]
        box = displayed_box((xs[col], ys[row], right, ys[row + row_span]))
        runs = placed.get((number, position))
        if not runs:
            cells.append(make(PageCell, (row, col, row_span, col_span, "", page, box, None, False)))
            continue
        text = columns.text_in_order(runs)
        is_last = row + row_span == height
        if text is not None:
            is_full = is_last and _has_no_room(*columns.end_of(runs[-1]), right)
        else:
            lines = lines_of(columns.chars(runs))
            text = _text_of(lines, is_rotated)
            is_full = is_last and _has_no_room(lines[-1].right, lines[-1].size, right)
        confidence = None if columns.confidences is None else confidence_of(columns.chars(runs))
        cells.append(make(PageCell, (row, col, row_span, col_span, text, page, box, confidence, is_full)))
    return PageTable(page, ys[0], xs[0], xs, height, tuple(cells), True, page)


def _has_no_room(end: float, size: float, right: float) -> bool:
    """Whether a line ends where one more character would not fit before the border."""
    return right - end < _FULL * size


def _text_of(lines: Sequence[Line], is_rotated: Callable[[Char], bool]) -> str:
    # One character a line is a vertical label; turned by a quarter it may run upwards.
    if len(lines) > 1 and all(len(line.chars) == 1 for line in lines) and is_rotated(lines[0].chars[0]):
        return "".join(line.chars[0].text for line in sorted(lines, key=lambda line: line.chars[0].number))
    return "\n".join(line.text for line in lines)
