"""Where the columns of a table without column rules are: what of a line stands apart, which heading stands over which figures.

Sheets of a spreadsheet are printed without rules as often as with them. Their figures end at the right border of a cell, where
the label of the next cell begins, and their headings stand in the middle of cells that are wider than what is printed below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from flows.readers.page.lines import Line, segments_of

FIGURE = re.compile(r"^[△▲\-+(（]?[¥￥]?\d[\d,，]*(?:\.\d+)?[%％]?[)）]?$")
# 6,482.75一、基本支出: an amount and a label right behind it. A unit behind an amount is part of a sentence.
_GLUED = re.compile(r"\d\.\d{1,6}[^\d\s.,，%％万亿千百元个人次户年月日以)）]")
_AMOUNT = re.compile(r"-?[\d,]*\d\.\d{1,6}$")
# In characters: the least gap between two cells, which is no wider than between digits and Chinese in a sentence; how far two such
# gaps of one column border are apart. Fewer lines than this have it by chance.
_LEAST_GAP = 0.15
_SAME_BORDER = 0.2
_LEAST_LINES = 2
# A heading stands over the figures it is nearest to where every other one is farther by this factor.
_CLEARLY_FARTHER = 1.25

Interval = tuple[float, float]


def parts_of(lines: Sequence[Line], gap: float) -> list[tuple[Line, ...]]:
    """The parts of each line: between gaps wider than `gap` characters, and where a column border lies in several lines."""
    parts = [segments_of(line, gap) for line in lines]
    borders = [
        (part.chars[at - 1].x1, part.chars[at].x0) for of_line in parts for part in of_line for at in _glued(part)
    ]
    return [tuple(piece for part in of_line for piece in _divided(part, borders)) for of_line in parts]


def _glued(part: Line) -> Iterator[int]:
    """Where in a part a label begins right behind an amount."""
    if _GLUED.search(part.text) is None:
        return
    text = ""
    for at, char in enumerate(part.chars):
        apart = at > 0 and char.x0 - part.chars[at - 1].x1 > _LEAST_GAP * char.size
        if apart and _AMOUNT.search(text) and _GLUED.search(text + char.text):
            yield at
        text += char.text


def _divided(part: Line, borders: Sequence[Interval]) -> Iterator[Line]:
    near = _SAME_BORDER * part.size
    cuts = [
        at
        for at in _glued(part)
        if sum(
            abs(end - part.chars[at - 1].x1) <= near and abs(start - part.chars[at].x0) <= near
            for end, start in borders
        )
        >= _LEAST_LINES
    ]
    if not cuts:
        yield part
        return
    for first, stop in pairwise([0, *cuts, len(part.chars)]):
        yield Line(part.chars[first:stop], part.baseline, part.size)


def columns_with_headings(
    taken: Sequence[Interval], headings: Sequence[Interval], last: Sequence[Interval]
) -> list[Interval]:
    """The columns: those of figures and labels, and of headings over no figures.

    `headings`: the parts of all heading lines; `last`: those of lines that name single columns. A heading in the middle of a
    wide cell does not reach the figures at its right border: it is theirs where both have no other.
    """
    columns = list(taken)
    free = [part for part in last if not any(overlap(part, column) > 0 for column in taken)]
    unnamed = [column for column in taken if not any(overlap(column, heading) > 0 for heading in headings)]
    for column in unnamed:
        own = _nearest(column, headings)
        if own is None or own not in free or _nearest(own, unnamed) != column:
            continue
        both = min(own[0], column[0]), max(own[1], column[1])
        others = [*(c for c in columns if c != column), *(part for part in free if part != own)]
        if not any(overlap(both, other) > 0 for other in others):
            columns[columns.index(column)] = both
            free.remove(own)
    return sorted([*columns, *merged(free)])


def _nearest(one: Interval, others: Sequence[Interval]) -> Interval | None:
    """The one among others whose middle is clearly the nearest."""
    ranked = sorted(others, key=lambda other: abs(sum(other) - sum(one)))
    if not ranked:
        return None
    nearest, *rest = (abs(sum(other) - sum(one)) for other in ranked[:2])
    return None if rest and rest[0] < _CLEARLY_FARTHER * nearest else ranked[0]


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Intervals that overlap as one, in order."""
    found: list[Interval] = []
    for left, right in sorted(intervals):
        if found and left < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], right))
        else:
            found.append((left, right))
    return found


def overlap(one: Interval, other: Interval) -> float:
    return min(one[1], other[1]) - max(one[0], other[0])
