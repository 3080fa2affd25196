"""Drawn paths → the horizontal and vertical rules of a page.

A rule comes as a stroke, as a side of a stroked rectangle, as a step of a long path, or as a thin filled rectangle; one
printed line may be hundreds of such pieces. Pieces on one line that touch become one rule. Slanted and curved strokes,
large filled areas (shading) and pieces too short to bound a cell are no rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from flows.readers.page.geometry import Frame

# All in points. A filled rectangle thinner than this is a line; rules in real files are 0.5 to 1.5.
_THICKEST = 3.0
# How far a stroke may be from straight, and how far apart two pieces of one line may lie across it: double rules and
# rounding of converters stay below, the lowest rows of real tables (8) are well above.
_SLANT = 1.0
_SAME_LINE = 2.0
_WIDEST_LINE = 3.5
# Gaps inside one line: missing corners of cell borders (0.75) and dots of dotted borders.
_GAP = 2.6
_SHORTEST = 5.0


Segment = tuple[float, float, float, float]


class Path(NamedTuple):
    """A drawn path: its straight segments, subpath by subpath. Curves are counted, not kept."""

    subpaths: list[list[Segment]]
    is_stroked: bool
    is_filled: bool
    curves: int


class Rule(NamedTuple):
    """A straight line. `at` is its y (horizontal) or x (vertical), `start` to `end` its extent."""

    at: float
    start: float
    end: float


class Rules(NamedTuple):
    horizontal: list[Rule]
    vertical: list[Rule]


def find_rules(paths: Iterable[Path], frame: Frame) -> Rules:
    """The rules of a page in reading coordinates."""
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    a, b, c, d, e, f = frame.matrix
    for path in paths:
        pieces: Iterable[Segment] = ()
        if path.is_stroked:
            pieces = path.subpaths[0] if len(path.subpaths) == 1 else chain.from_iterable(path.subpaths)
        elif path.is_filled:
            pieces = _filled(path)
        for x0, y0, x1, y1 in pieces:
            x0, y0, x1, y1 = a * x0 + c * y0 + e, b * x0 + d * y0 + f, a * x1 + c * y1 + e, b * x1 + d * y1 + f
            if x1 < x0:
                x0, x1 = x1, x0
            if y1 < y0:
                y0, y1 = y1, y0
            wide, high = x1 - x0, y1 - y0
            # A dot of a dotted border counts both ways: its neighbours decide what it is part of.
            if high <= _SLANT and wide >= high:
                horizontal.append(Rule((y0 + y1) / 2, x0, x1))
            if wide <= _SLANT and high >= wide:
                vertical.append(Rule((x0 + x1) / 2, y0, y1))
    return Rules(_merged(horizontal, frame.width, frame.height), _merged(vertical, frame.height, frame.width))


def _filled(path: Path) -> Iterator[Segment]:
    """The centre lines of thin rectangles."""
    for subpath in path.subpaths:
        if not 3 <= len(subpath) <= 5:
            continue
        xs = [x for segment in subpath for x in (segment[0], segment[2])]
        ys = [y for segment in subpath for y in (segment[1], segment[3])]
        left, right, bottom, top = min(xs), max(xs), min(ys), max(ys)
        if right - left <= _THICKEST and right - left <= top - bottom:
            yield ((left + right) / 2, bottom, (left + right) / 2, top)
        if top - bottom <= _THICKEST and top - bottom <= right - left:
            yield (left, (top + bottom) / 2, right, (top + bottom) / 2)


def _merged(pieces: list[Rule], length: float, across: float) -> list[Rule]:
    """One rule per printed line; what lies off the page (`across` wide, `length` long) is not printed."""
    lines: list[list[Rule]] = []
    for piece in sorted(pieces):
        if not -_GAP <= piece.at <= across + _GAP or piece.end < 0 or piece.start > length:
            continue
        if lines and piece.at - lines[-1][-1].at <= _SAME_LINE and piece.at - lines[-1][0].at <= _WIDEST_LINE:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [rule for line in lines for rule in _joined(line) if rule.end - rule.start >= _SHORTEST]


def _joined(line: list[Rule]) -> Iterable[Rule]:
    if len(line) == 1:
        return line
    return _pieces_joined(line)


def _pieces_joined(line: list[Rule]) -> Iterator[Rule]:
    at = sum(piece.at for piece in line) / len(line)
    start = end = None
    for _, first, last in sorted(line, key=lambda piece: piece.start):
        if start is None or end is None:
            start, end = first, last
        elif first - end <= _GAP:
            end = max(end, last)
        else:
            yield Rule(at, start, end)
            start, end = first, last
    if start is not None and end is not None:
        yield Rule(at, start, end)
