"""Characters into the cells of ruled grids.

A run of characters that follow each other without a gap goes into one cell as a whole, the one that holds most of it: a
number wider than its column must not be cut at the border. Rotated labels are read in the order of the text layer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from flows.readers.document import Box
from flows.readers.page.content import PageCell, PageTable
from flows.readers.page.geometry import Char
from flows.readers.page.grid import RuledGrid
from flows.readers.page.lines import confidence_of, lines_of, text_in_order

# As parts of the character size: the gap that ends a run, a baseline step that does, the middle above the baseline.
_GAP = 0.15
_STEP = 0.1
_MIDDLE = 0.35
# A line whose end is nearer to the border than this is full: the margin of a cell, one more character, and one that may not begin a line
# and was taken along with it, do not fit.
_FULL = 2.75

Place = tuple[int, int]  # grid and cell
OUTSIDE: Place = (-1, -1)


def place_characters(chars: Sequence[Char], grids: Sequence[RuledGrid]) -> dict[Place, list[Char]]:
    """The characters of each cell, and those outside all grids."""
    placed: defaultdict[Place, list[Char]] = defaultdict(list)
    boxes = [grid.box for grid in grids]
    for run in _runs(chars):
        place = _place(run[0], grids, boxes)
        if (
            len(run) > 1
            and not _is_in_same_cell(run[-1], run[0], place, grids)
            and _place(run[-1], grids, boxes) != place
        ):
            place = Counter(_place(char, grids, boxes) for char in run).most_common(1)[0][0]
        placed[place] += run
    return placed


def _runs(chars: Sequence[Char]) -> Iterator[Sequence[Char]]:
    first = 0
    end = line = 0.0
    for position, (start, stop, y, size, _, after_blank, _, _) in enumerate(chars):
        near = _GAP * size
        if after_blank or not -near <= start - end <= near or (y != line and abs(y - line) > _STEP * size):
            if position:
                yield chars[first:position]
            first = position
        end, line = stop, y
    if chars:
        yield chars[first:]


def _place(char: Char, grids: Sequence[RuledGrid], boxes: Sequence[Box]) -> Place:
    x, y = (char[0] + char[1]) / 2, char[2] - _MIDDLE * char[3]
    for number, (left, top, right, bottom) in enumerate(boxes):
        if left <= x <= right and top <= y <= bottom and (cell := grids[number].cell_at(x, y)) >= 0:
            return number, cell
    return OUTSIDE


def _is_in_same_cell(char: Char, first: Char, place: Place, grids: Sequence[RuledGrid]) -> bool:
    """Whether a character is in the place of one left of it on the same line: asked of the cell that nearly all runs end in.

    False may mean that it is not known: a smaller grid may stand inside the cell of a larger one.
    """
    if place[0] != 0 or char[2] != first[2] or char[3] != first[3] or char[0] < first[0]:
        return False
    grid = grids[0]
    _, col, _, col_span = grid.cells[place[1]]
    return (char[0] + char[1]) / 2 < grid.xs[col + col_span]


def filled_table(
    number: int,
    grid: RuledGrid,
    placed: Mapping[Place, list[Char]],
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
        chars = placed.get((number, position))
        if not chars:
            cells.append(make(PageCell, (row, col, row_span, col_span, "", page, box, None, False)))
            continue
        text = cell_text(chars, is_rotated)
        confidence = None if chars[0].confidence is None else confidence_of(chars)
        is_full = row + row_span == height and _is_full(chars, right)
        cells.append(make(PageCell, (row, col, row_span, col_span, text, page, box, confidence, is_full)))
    return PageTable(page, ys[0], xs[0], xs, height, tuple(cells), True, page)


def _is_full(chars: Sequence[Char], right: float) -> bool:
    """Whether the last line ends where one more character would not fit before the border."""
    last = lines_of(chars)[-1]
    return right - last.right < _FULL * last.size


def cell_text(chars: list[Char], is_rotated: Callable[[Char], bool]) -> str:
    text = text_in_order(chars)
    if text is not None:
        return text
    lines = lines_of(chars)
    # One character a line is a vertical label; turned by a quarter it may run upwards.
    if len(lines) > 1 and all(len(line.chars) == 1 for line in lines) and is_rotated(lines[0].chars[0]):
        return "".join(char.text for char in sorted(chars, key=lambda c: c.number))
    return "\n".join(line.text for line in lines)
