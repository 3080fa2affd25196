"""AbbreviatedData of a PathObject → its subpaths: M (or S) x y, L x y, Q 4 numbers, B 6 numbers, A 7 numbers, C (close).

Rules are straight: straight pieces are kept and curves only counted. A drawing takes a curve as the line between its ends.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from flows.readers.ofd.values import BadValueError, number
from flows.readers.page.geometry import Matrix
from flows.readers.page.rulings import Path, Segment

_WORD = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[^\s,]")
_NUMBERS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
_LONGEST_KNOWN = 200

Point = tuple[float, float]


class Subpath(NamedTuple):
    """A run of points; `is_curved[i]` says whether the piece to point i + 1 is a curve."""

    points: list[Point]
    is_curved: list[bool]


def subpaths(data: str, most: int) -> list[Subpath]:
    """The subpaths of an AbbreviatedData in its own coordinates. Not to be changed: equal data give the same lists.

    Raises BadValueError for what is no path, OverflowError for more than `most` pieces.
    """
    if len(data) > 40 * most:
        raise OverflowError
    found = _known(data) if len(data) <= _LONGEST_KNOWN else _parsed(data)
    if sum(len(each.points) for each in found) > most:
        raise OverflowError
    return found


@lru_cache(maxsize=4_096)
def _known(data: str) -> list[Subpath]:
    return _parsed(data)


def _parsed(data: str) -> list[Subpath]:
    words = _WORD.findall(data)
    found: list[Subpath] = []
    start: Point = (0.0, 0.0)
    at = 0
    while at < len(words):
        command = words[at]
        count = _NUMBERS.get(command)
        if count is None or at + count >= len(words):
            raise BadValueError
        values = [number(word) for word in words[at + 1 : at + 1 + count]]
        at += 1 + count
        if command in {"M", "S"}:
            start = (values[0], values[1])
            found.append(Subpath([start], []))
            continue
        if not found:
            found.append(Subpath([start], []))
        if command == "C":
            if found[-1].points[-1] != start:
                found[-1].points.append(start)
                found[-1].is_curved.append(False)
            continue
        found[-1].points.append((values[-2], values[-1]))
        found[-1].is_curved.append(command != "L")
    return found


def page_path(found: list[Subpath], matrix: Matrix, *, is_stroked: bool, is_filled: bool) -> Path:
    """The straight pieces of a path as `matrix` places them."""
    a, b, c, d, e, f = matrix
    curves = 0
    pieces: list[list[Segment]] = []
    for points, is_curved in found:
        placed = [(a * x + c * y + e, b * x + d * y + f) for x, y in points]
        if True in is_curved:
            curves += sum(is_curved)
            pieces.append([(*placed[i], *placed[i + 1]) for i, curved in enumerate(is_curved) if not curved])
        else:
            pieces.append([(*placed[i], *placed[i + 1]) for i in range(len(is_curved))])
    return Path(pieces, is_stroked, is_filled, curves)
