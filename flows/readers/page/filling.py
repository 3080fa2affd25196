"""Characters into the cells of ruled grids.

A run of characters that follow each other without a gap goes into one cell as a whole, the one that holds most of it: a
number wider than its column must not be cut at the border. Rotated labels are read in the order of the text layer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from flows.readers.document import Box
from flows.readers.page.columns import CharColumns, Run
from flows.readers.page.content import PageCell, PageTable
from flows.readers.page.geometry import Char
from flows.readers.page.grid import RuledGrid
from flows.readers.page.lines import confidence_of, lines_of

# The middle of a character above its baseline, as a part of its size.
_MIDDLE = 0.35
# A line whose end is nearer to the border than this is full: the margin of a cell, one more character, and one that may not begin a line
# and was taken along with it, do not fit.
_FULL = 2.75

Place = tuple[int, int]  # grid and cell
OUTSIDE: Place = (-1, -1)


def place_characters(columns: CharColumns, grids: Sequence[RuledGrid]) -> dict[Place, list[Run]]:
    """The runs of characters in each cell, and those outside all grids."""
    placed: defaultdict[Place, list[Run]] = defaultdict(list)
    boxes = [grid.box for grid in grids]
    for run in columns.runs():
        first, stop, is_plain = run
        place = _place(columns, first, grids, boxes)
        if (
            stop - first > 1
            and not (is_plain and _is_in_same_cell(columns, stop - 1, place, grids))
            and _place(columns, stop - 1, grids, boxes) != place
        ):
            place = Counter(_place(columns, at, grids, boxes) for at in range(first, stop)).most_common(1)[0][0]
        placed[place].append(run)
    return placed


def _place(columns: CharColumns, at: int, grids: Sequence[RuledGrid], boxes: Sequence[Box]) -> Place:
    x, y = (columns.starts[at] + columns.ends[at]) / 2, columns.lines[at] - _MIDDLE * columns.sizes[at]
    for number, (left, top, right, bottom) in enumerate(boxes):
        if left <= x <= right and top <= y <= bottom and (cell := grids[number].cell_at(x, y)) >= 0:
            return number, cell
    return OUTSIDE


def _is_in_same_cell(columns: CharColumns, at: int, place: Place, grids: Sequence[RuledGrid]) -> bool:
    """Whether a character is in the place of one left of it on the same line: asked of the cell that nearly all runs end in.

    False may mean that it is not known: a smaller grid may stand inside the cell of a larger one.
    """
    if place[0] != 0:
        return False
    grid = grids[0]
    _, col, _, col_span = grid.cells[place[1]]
    return (columns.starts[at] + columns.ends[at]) / 2 < grid.xs[col + col_span]


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
        if text is None:
            text = _text_by_lines(columns.chars(runs), is_rotated)
        confidence = None if columns.confidences is None else confidence_of(columns.chars(runs))
        is_full = row + row_span == height and _is_full(columns.chars(runs), right)
        cells.append(make(PageCell, (row, col, row_span, col_span, text, page, box, confidence, is_full)))
    return PageTable(page, ys[0], xs[0], xs, height, tuple(cells), True, page)


def _is_full(chars: Sequence[Char], right: float) -> bool:
    """Whether the last line ends where one more character would not fit before the border."""
    last = lines_of(chars)[-1]
    return right - last.right < _FULL * last.size


def _text_by_lines(chars: list[Char], is_rotated: Callable[[Char], bool]) -> str:
    lines = lines_of(chars)
    # One character a line is a vertical label; turned by a quarter it may run upwards.
    if len(lines) > 1 and all(len(line.chars) == 1 for line in lines) and is_rotated(lines[0].chars[0]):
        return "".join(char.text for char in sorted(chars, key=lambda c: c.number))
    return "\n".join(line.text for line in lines)
