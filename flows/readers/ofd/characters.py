"""Placed runs of text → characters in reading coordinates (see page/geometry).

The frame is turned so that most characters stand upright. Those at another quarter keep their box on the page and get a
baseline that puts their middle where it is printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import hypot

from flows.readers.ofd.content import PlacedRun
from flows.readers.ofd.text import ALONG, Glyph
from flows.readers.page.geometry import Char, Frame, Matrix, times

# In parts of the size: what a character takes above and below its baseline, and where its middle is.
_ASCENT, _DESCENT, _MIDDLE = 0.85, 0.2, 0.35
_NO_WIDTH = "\u200b\ufeff"


def turned_of(runs: Sequence[PlacedRun]) -> int:
    """Clockwise quarter turns that make most of the characters upright."""
    votes: Counter[int] = Counter()
    for placed in runs:
        votes[placed.quarter or 0] += len(placed.run.texts)
    return votes.most_common(1)[0][0] if votes else 0


def page_characters(runs: Sequence[PlacedRun], frame: Frame) -> tuple[list[Char], frozenset[int]]:
    """The characters on the page in the order they are drawn, and the numbers of those at another angle than the frame."""
    chars: list[Char] = []
    rotated: set[int] = set()
    after_blank = False
    for placed in runs:
        first = len(chars)
        if placed.quarter == frame.turned:
            after_blank = _add_upright(chars, placed, frame, after_blank)
        else:
            after_blank = _add_rotated(chars, placed, frame, after_blank)
            rotated.update(range(first, len(chars)))
    return chars, frozenset(rotated)


def _scales(placed: PlacedRun) -> tuple[float, float]:
    """How much the run's matrix stretches a character along its baseline and upwards."""
    a, b, c, d, _, _ = placed.matrix
    one, other = hypot(a, b), hypot(c, d)
    return (other, one) if placed.run.turned % 2 else (one, other)


def _add_upright(chars: list[Char], placed: PlacedRun, frame: Frame, after_blank: bool) -> bool:
    a, b, c, d, e, f = times(placed.matrix, frame.matrix)
    along, upwards = _scales(placed)
    size = placed.run.size * upwards
    width, height = frame.width, frame.height
    first = len(chars)
    for text, x, y, advance, _ in _unclipped(placed):
        if text.isspace():
            after_blank = True
            continue
        x0, baseline = a * x + c * y + e, b * x + d * y + f
        x1 = x0 + advance * along
        if x1 < 0 or x0 > width or baseline < 0 or baseline > height + size or not text or text in _NO_WIDTH:
            continue
        chars.append(Char(x0, x1, baseline, size, text, after_blank, len(chars)))
        after_blank = False
    if 0 < first < len(chars):
        before, char = chars[first - 1], chars[first]
        if before.x0 < char.x0 < before.x1 and abs(before.y - char.y) < 1:
            # The width of a run's last character is a guess that the next run bounds.
            chars[first - 1] = before._replace(x1=char.x0)
    return after_blank


def _add_rotated(chars: list[Char], placed: PlacedRun, frame: Frame, after_blank: bool) -> bool:
    matrix = times(placed.matrix, frame.matrix)
    _, upwards = _scales(placed)
    size = placed.run.size * upwards
    run = placed.run
    for text, x, y, advance, _ in _unclipped(placed):
        if text.isspace():
            after_blank = True
            continue
        x0, y0 = _point(x, y, run.turned, 0.0, -_DESCENT * run.size, matrix)
        x1, y1 = _point(x, y, run.turned, advance, _ASCENT * run.size, matrix)
        left, right, top, bottom = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        if right < 0 or left > frame.width or bottom < 0 or top > frame.height or not text or text in _NO_WIDTH:
            continue
        baseline = (top + bottom) / 2 + _MIDDLE * size
        chars.append(Char(left, right, baseline, size, text, after_blank, len(chars)))
        after_blank = False
    return after_blank


def _point(x: float, y: float, turned: int, forth: float, up: float, matrix: Matrix) -> tuple[float, float]:
    """Where a point of a character lies, given by its distances along and above the baseline from the origin."""
    along_x, along_y = ALONG[turned]
    x, y = x + along_x * forth + along_y * up, y + along_y * forth - along_x * up
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _unclipped(placed: PlacedRun) -> Iterator[Glyph]:
    """The characters whose middle the clip leaves."""
    if placed.clip is None:
        return placed.run.glyphs()
    left, bottom, right, top = placed.clip
    middle = _MIDDLE * placed.run.size
    return (
        glyph
        for glyph in placed.run.glyphs()
        for x, y in [_point(glyph[1], glyph[2], placed.run.turned, glyph[3] / 2, middle, placed.matrix)]
        if left <= x <= right and bottom <= y <= top
    )
