"""Where to read: the detector's boxes cut at the borders of cells, and the ink in cells that the detector missed.

A piece is what the recogniser gets at once. It never reaches over a border: neighbouring figures would become one. Single
characters (类, 款, 项), a dash, a lone 0.00 are often not detected; once the grid is known, ink in a cell is enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import cv2
import numpy as np

from flows.readers.ocr.engine import Gray, Rect
from flows.readers.page.grid import RuledGrid

# In points. A cell's border takes this much of it; characters where nothing says otherwise; specks are smaller than the least.
_BORDER = 1.2
_CHARACTER = 10.5
_SMALLEST = 4.5
_LARGEST = 30.0
_SPECK = 0.9
# The detector's boxes are higher than what is printed in them.
_INFLATED = 1.35
# In character sizes: a gap that parts two pieces of a line; two rows of ink that are one character (二); a box that high
# is a column of characters.
_GAP = 2.5
_ONE_ROW = 1.2
_COLUMN = 1.7
_MARGIN = 0.12
_EDGE = 0.3
# A box that reaches into a cell by less than this part of its height belongs to the row above or below.
_TAIL = 0.5
_LINE = 1.2
# A box that reaches over the side of a cell by less than this part of its height is the neighbour's.
_REACH = 1.0
# Ink that goes on within this of a box belongs to its line; looked for in the middle, since lines above and below come near.
_NEAR = 0.5
_CORE = 0.3
# The least height of two lines, and what of a character's size is one line: the size is measured on inflated boxes.
_TWO_LINES = 1.8
_WHOLE = 0.8
# Flat ink at the border of a cell is what is left of the rule.
_FLAT = 0.4


@dataclass(frozen=True, slots=True)
class Piece:
    """A place to read. `is_column`: characters below each other, or a line turned by a quarter; `is_found`: by the detector."""

    box: Rect
    size: float  # of its characters, in pixels
    is_column: bool
    is_found: bool


def pieces_of(boxes: Sequence[Rect], ink: Gray, grids: Sequence[RuledGrid], scale: float) -> list[Piece]:
    """The pieces of a page. `ink` is without rules; `grids` are in points."""
    size = character_size(boxes, scale)
    outside = ink.copy()
    pieces: list[Piece] = []
    edge = round(2 * _BORDER * scale)
    for left, top, right, bottom in _cells(grids, scale):
        outside[max(0, top - edge) : bottom + edge, max(0, left - edge) : right + edge] = 0
    # Cells of a smaller grid inside a cell come first and take their ink with them.
    left_over = ink.copy()
    for cell in _cells(grids, scale):
        pieces.extend(_in_cell(cell, boxes, left_over, size, scale))
        left_over[cell[1] : cell[3], cell[0] : cell[2]] = 0
    for box in boxes:
        own = slice(box[1], box[3]), slice(box[0], box[2])
        if 2 * int(outside[own].sum()) < int(ink[own].sum()):
            continue
        for part in _parts(box, outside, size, scale):
            pieces.append(_piece(part, size, is_found=True))
    return pieces


def character_size(boxes: Sequence[Rect], scale: float) -> float:
    """The size of most of a page's characters, in pixels."""
    heights = [bottom - top for left, top, right, bottom in boxes if right - left > 1.5 * (bottom - top)]
    size = median(heights) / _INFLATED / scale if heights else _CHARACTER
    return min(max(size, _SMALLEST), _LARGEST) * scale


def _cells(grids: Sequence[RuledGrid], scale: float) -> Iterator[Rect]:
    """The insides of all cells, in pixels."""
    for grid in grids:
        for cell in grid.cells:
            left, top, right, bottom = grid.cell_box(cell)
            yield (
                round((left + _BORDER) * scale),
                round((top + _BORDER) * scale),
                round((right - _BORDER) * scale),
                round((bottom - _BORDER) * scale),
            )


def _in_cell(cell: Rect, boxes: Sequence[Rect], ink: Gray, size: float, scale: float) -> Iterator[Piece]:
    left, top, right, bottom = cell
    if right - left < _SPECK * scale or bottom - top < _SPECK * scale:
        return
    own = ink[top:bottom, left:right].copy()
    if not own.any():
        return
    edge = round(_EDGE * size)
    found: list[Rect] = []
    for box in boxes:
        inside = max(left, box[0]), max(top, box[1]), min(right, box[2]), min(bottom, box[3])
        if inside[0] >= inside[2] or inside[1] >= inside[3] or _is_of_neighbour(box, inside):
            continue
        if not top <= (box[1] + box[3]) / 2 < bottom:
            if inside[3] - inside[1] <= _TAIL * min(bottom - top, box[3] - box[1]):
                _clear(own, inside, cell, edge)
            continue
        local = inside[0] - left, inside[1] - top, inside[2] - left, inside[3] - top
        for part in _parts(local, own, size, scale):
            x0, y0, x1, y1 = _whole(part, own, size)
            # On a bent page a line may lie a little over the border: the box of one line is taken as it is.
            is_line = box[3] - box[1] <= _LINE * (bottom - top)
            found.append((x0 + left, box[1] if is_line else y0 + top, x1 + left, box[3] if is_line else y1 + top))
    lines = [line for part in _joined(found) for line in _lines_of(part, ink, size)]
    for part in _apart(lines, ink):
        yield _piece(part, size, is_found=True)
        _clear(own, part, cell, edge)
    for x0, y0, x1, y1 in _missed(own, size, scale):
        part = x0 + left, y0 + top, x1 + left, y1 + top
        if not any(_overlaps(part, other) for other in found):
            yield _piece(part, size, is_found=False)


def _is_of_neighbour(box: Rect, inside: Rect) -> bool:
    """Whether a box only reaches over the side of a cell: it would cut the first or last character in two."""
    width, height = inside[2] - inside[0], box[3] - box[1]
    return width < min(_REACH * height, _TAIL * (box[2] - box[0]))


def _whole(part: Rect, own: Gray, size: float) -> Rect:
    """A part as far as the ink of its line goes on without a gap: the detector cuts off digits and halves of characters."""
    x0, y0, x1, y1 = part
    if y1 - y0 > _COLUMN * size and y1 - y0 > x1 - x0:
        return part
    core = round((y1 - y0) * _CORE)
    inked = np.nonzero(own[y0 + core : y1 - core].any(axis=0))[0]
    most = _NEAR * size
    margin = round(_MARGIN * size)
    for column in inked[inked < x0][::-1]:
        if x0 - column > most:
            break
        x0 = max(0, int(column) - margin)
    for column in inked[inked >= x1]:
        if column - x1 > most:
            break
        x1 = min(own.shape[1], int(column) + 1 + margin)
    return x0, y0, x1, y1


def _joined(parts: Sequence[Rect]) -> list[Rect]:
    """Parts of one line that meet as one, with the height of the widest: a line found in two boxes is read at once."""
    joined: list[Rect] = []
    for part in sorted(parts, key=lambda each: each[0] - each[2]):
        for position, other in enumerate(joined):
            meets = min(part[2], other[2]) > max(part[0], other[0])
            beside = min(part[3], other[3]) - max(part[1], other[1]) > _TAIL * min(
                part[3] - part[1], other[3] - other[1]
            )
            if meets and beside:
                joined[position] = min(part[0], other[0]), other[1], max(part[2], other[2]), other[3]
                break
        else:
            joined.append(part)
    return joined


def _lines_of(part: Rect, ink: Gray, size: float) -> list[Rect]:
    """The lines of a part: short ones below each other (执行 / 率) may be found as one, and would be read mixed together."""
    x0, y0, x1, y1 = part
    if y1 - y0 < _TWO_LINES * size or x1 - x0 < _LINE * size:
        return [part]
    rows: list[list[int]] = []
    for row in np.nonzero(ink[y0:y1, x0:x1].any(axis=1))[0]:
        if rows and (row - rows[-1][1] <= 1 or row - rows[-1][0] <= _WHOLE * size):
            rows[-1][1] = int(row)
        else:
            rows.append([int(row), int(row)])
    if len(rows) < 2 or min(end - start for start, end in rows) < _TAIL * size:
        return [part]
    cuts = [y0, *(y0 + (above[1] + below[0]) // 2 for above, below in pairwise(rows)), y1]
    return [(x0, top, x1, bottom) for top, bottom in pairwise(cuts)]


def _apart(parts: Sequence[Rect], ink: Gray) -> list[Rect]:
    """The parts with the boxes of lines below each other cut where least is printed between them: boxes are inflated, and
    the feet of the line above would be read as accents of this one.
    """
    apart = sorted(parts, key=lambda part: part[1] + part[3])
    for upper, lower in pairwise(range(len(apart))):
        (x0, y0, x1, y1), (u0, v0, u1, v1) = apart[upper], apart[lower]
        if v0 < y1 and min(x1, u1) > max(x0, u0) and y0 < v0 and y1 < v1:
            rows = ink[v0:y1, min(x0, u0) : max(x1, u1)].sum(axis=1).astype(np.int64)
            cut = v0 + round(float(np.mean(np.nonzero(rows == rows.min())[0])))
            apart[upper], apart[lower] = (x0, y0, x1, cut), (u0, cut, u1, v1)
    return apart


def _overlaps(one: Rect, other: Rect) -> bool:
    """Whether much of one part is in the other: what is left of a rule below a figure must not have it read twice."""
    width, height = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    return width > 0 and height > _TAIL * (one[3] - one[1]) * 0.6


def _clear(own: Gray, part: Rect, cell: Rect, edge: int) -> None:
    """Takes the ink of a part from a cell's, with the edges of letters that the box cut off."""
    left, top, right, bottom = part
    own[
        max(0, top - cell[1] - edge) : bottom - cell[1] + edge, max(0, left - cell[0] - edge) : right - cell[0] + edge
    ] = 0


def _parts(box: Rect, ink: Gray, size: float, scale: float) -> Iterator[Rect]:
    """A box cut at wide gaps and trimmed to its ink at the sides; nothing where it holds none."""
    left, top, right, bottom = box
    columns = np.nonzero(ink[top:bottom, left:right].sum(axis=0) > 0)[0]
    if len(columns) == 0 or ink[top:bottom, left:right].sum() < (_SPECK * scale) ** 2:
        return
    gaps = np.nonzero(np.diff(columns) > _GAP * max(size, (bottom - top) / _INFLATED))[0]
    starts, ends = [columns[0], *columns[gaps + 1]], [*columns[gaps], columns[-1]]
    margin = round(_MARGIN * size)
    for start, end in zip(starts, ends, strict=True):
        yield max(left, left + int(start) - margin), top, min(right, left + int(end) + 1 + margin), bottom


def _missed(own: Gray, size: float, scale: float) -> Iterator[Rect]:
    """The lines of ink of a cell that no box covers, in coordinates of the cell."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(own, connectivity=8)
    least = (_SPECK * scale) ** 2
    height, width = own.shape
    marks = [
        (int(x), int(y), int(x + w), int(y + h))
        for x, y, w, h, area in stats[1:]
        if area >= least and not (h < _FLAT * size and (y == 0 or y + h == height))
    ]
    rows: list[list[int]] = []
    for left, top, right, bottom in sorted(marks, key=lambda mark: mark[1]):
        last = rows[-1] if rows else None
        if last is not None and (top < last[3] or max(bottom, last[3]) - last[1] <= _ONE_ROW * size):
            last[:] = [min(left, last[0]), last[1], max(right, last[2]), max(bottom, last[3])]
        else:
            rows.append([left, top, right, bottom])
    margin = round(_MARGIN * size)
    for left, top, right, bottom in rows:
        # A dash alone must stay a dash: it is given the room of a character above and below.
        lacking = max(margin, round((size - (bottom - top)) / 2))
        yield max(0, left - margin), max(0, top - lacking), min(width, right + margin), min(height, bottom + lacking)


def _piece(box: Rect, size: float, *, is_found: bool) -> Piece:
    width, height = box[2] - box[0], box[3] - box[1]
    is_column = height >= _COLUMN * max(size, width / _INFLATED) and height > 1.5 * width
    own = min(width if is_column else height, max(width, height)) / (_INFLATED if is_found else 1.0)
    return Piece(box, own, is_column, is_found)
