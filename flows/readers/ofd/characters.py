"""Placed runs of text → characters in reading coordinates (see page/geometry).

The frame is turned so that most characters stand upright. Those at another quarter keep their box on the page and get a
baseline that puts their middle where it is printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import atan2, hypot, pi

from flows.readers.ofd.content import PlacedRun
from flows.readers.ofd.text import Glyph
from flows.readers.page.geometry import Char, Frame, Matrix, times

# How far a baseline may be from level or upright before the text counts as set aslant.
_SLANT = pi / 18
# In parts of the size: what a character takes above and below its baseline, and where its middle is.
_ASCENT, _DESCENT, _MIDDLE = 0.85, 0.2, 0.35
_NO_WIDTH = "\u200b\ufeff"
# In coordinates with y downwards: the direction of the baseline after clockwise quarter turns.
_ALONG = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))


def quarter_of(placed: PlacedRun) -> int | None:
    """Clockwise quarter turns that would make the characters of a run upright; None for characters set aslant."""
    a, b, c, d, _, _ = placed.matrix
    x, y = _ALONG[placed.run.turned]
    angle = atan2(b * x + d * y, a * x + c * y)
    quarters = round(angle / (pi / 2))
    return quarters % 4 if abs(angle - quarters * pi / 2) <= _SLANT else None


def turned_of(runs: Sequence[PlacedRun]) -> int:
    """Clockwise quarter turns that make most of the characters upright."""
    votes: Counter[int] = Counter()
    for placed in runs:
        votes[quarter_of(placed) or 0] += len(placed.run.glyphs)
    return votes.most_common(1)[0][0] if votes else 0


def page_characters(runs: Sequence[PlacedRun], frame: Frame) -> tuple[list[Char], frozenset[int]]:
    """The characters on the page in the order they are drawn, and the numbers of those at another angle than the frame."""
    chars: list[Char] = []
    rotated: set[int] = set()
    after_blank = False
    for placed in runs:
        first = len(chars)
        if quarter_of(placed) == frame.turned:
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
    for text, x, y, advance, _ in _unclipped(placed):
        if text.isspace():
            after_blank = True
            continue
        x0, baseline = a * x + c * y + e, b * x + d * y + f
        x1 = x0 + advance * along
        if x1 < 0 or x0 > width or baseline < 0 or baseline > height + size or not text or text in _NO_WIDTH:
            continue
        if chars:
            last = chars[-1]
            if last.x0 < x0 < last.x1 and abs(last.y - baseline) < 1:
                # A width that had to be guessed is bounded by the next character.
                chars[-1] = last._replace(x1=x0)
        chars.append(Char(x0, x1, baseline, size, text, after_blank, len(chars)))
        after_blank = False
    return after_blank


def _add_rotated(chars: list[Char], placed: PlacedRun, frame: Frame, after_blank: bool) -> bool:
    matrix = times(placed.matrix, frame.matrix)
    _, upwards = _scales(placed)
    size = placed.run.size * upwards
    for glyph in _unclipped(placed):
        if glyph.text.isspace():
            after_blank = True
            continue
        x0, y0 = _point(glyph, placed.run.turned, 0.0, -_DESCENT * placed.run.size, matrix)
        x1, y1 = _point(glyph, placed.run.turned, glyph.width, _ASCENT * placed.run.size, matrix)
        left, right, top, bottom = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        if right < 0 or left > frame.width or bottom < 0 or top > frame.height:
            continue
        if glyph.text and glyph.text not in _NO_WIDTH:
            baseline = (top + bottom) / 2 + _MIDDLE * size
            chars.append(Char(left, right, baseline, size, glyph.text, after_blank, len(chars)))
            after_blank = False
    return after_blank


def _point(glyph: Glyph, turned: int, forth: float, up: float, matrix: Matrix) -> tuple[float, float]:
    """Where a point of a character lies, given by its distances along and above the baseline from the origin."""
    along_x, along_y = _ALONG[turned]
    x, y = glyph.x + along_x * forth + along_y * up, glyph.y + along_y * forth - along_x * up
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _unclipped(placed: PlacedRun) -> Iterator[Glyph] | list[Glyph]:
    """The characters whose middle the clip leaves."""
    if placed.clip is None:
        return placed.run.glyphs
    return (glyph for glyph in placed.run.glyphs if _is_left(glyph, placed))


def _is_left(glyph: Glyph, placed: PlacedRun) -> bool:
    if placed.clip is None:
        return True
    left, bottom, right, top = placed.clip
    x, y = _point(glyph, placed.run.turned, glyph.width / 2, _MIDDLE * placed.run.size, placed.matrix)
    return left <= x <= right and bottom <= y <= top
