"""Characters → printed lines, by their baselines.

Decides what stands on one line. Boxes of glyphs misplace commas and full stops, so only the origin counts; in some files
digits and Chinese stand on baselines up to half a character apart, so two baselines that near are one line when their
characters do not cover each other. Blanks are kept where they are printed or where a gap is wide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import inf
from operator import eq, itemgetter, sub

from flows.readers.document import Box
from flows.readers.page.geometry import Char

# All as parts of the character size. Same baseline; baselines of one line; a gap that is a blank; the same glyph printed
# twice to make it bold; how much two characters may overlap and still stand side by side.
_BASELINE = 0.12
NEAR_BASELINE = 0.62
_BLANK = 0.4
_TWICE = 0.12
_OVERLAP = 0.35
# Between letters of words a blank is narrower than between Chinese characters, and often not in the text layer.
_WORD_GAP = 0.18

_SURROGATE = re.compile("[\ud800-\udfff]")
_BY_BASELINE, _SIZE = itemgetter(2), itemgetter(3)


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: its characters from left to right. `tight`: its text, where it is known that no blank stands in it."""

    chars: tuple[Char, ...]
    baseline: float
    size: float
    tight: str | None = None

    @property
    def text(self) -> str:
        return text_of(self.chars) if self.tight is None else self.tight

    @property
    def confidence(self) -> float | None:
        # Of characters of a text layer none has one.
        return None if self.chars[0].confidence is None else confidence_of(self.chars)

    @property
    def left(self) -> float:
        return self.chars[0].x0

    @property
    def right(self) -> float:
        last = self.chars[-1].x1
        return last if len(self.chars) == 1 else max(last, self.chars[-2].x1)

    @property
    def middle(self) -> float:
        return self.baseline - 0.35 * self.size

    @property
    def box(self) -> Box:
        return (self.left, self.baseline - 0.85 * self.size, self.right, self.baseline + 0.2 * self.size)


def lines_of(chars: Iterable[Char]) -> list[Line]:
    """The printed lines of some characters, from top to bottom."""
    bands: list[list[Char]] = []
    ordered = sorted(chars, key=_BY_BASELINE)
    if ordered and ordered[0].y == ordered[-1].y:
        return [line_of(sorted(ordered))]
    band: list[Char] = []
    first, size_of_first = -inf, 0.0
    for y, same in groupby(ordered, key=_BY_BASELINE):
        level = [*same]
        if y - first > _BASELINE * max(size_of_first, *map(_SIZE, level)):  # most levels are lines of their own
            band, first, size_of_first = level, y, level[0].size
            bands.append(band)
            continue
        for char in level:
            if y != first and y - first > _BASELINE * max(char.size, size_of_first):
                band = []
                bands.append(band)
                first, size_of_first = y, char.size
            band.append(char)
    for band in bands:
        band.sort()
    position = 0
    while position + 1 < len(bands):
        upper, lower = bands[position], bands[position + 1]
        size = max(max([c.size for c in upper]), max([c.size for c in lower]))
        if abs(_baseline(lower) - _baseline(upper)) <= NEAR_BASELINE * size and _side_by_side(upper, lower):
            bands[position : position + 2] = [sorted(upper + lower)]
        else:
            position += 1
    return [line_of(band) for band in bands]


def text_of(chars: Sequence[Char]) -> str:
    """The text of characters that stand on one line, in that order."""
    parts: list[str] = []
    end = inf  # of the character before: nothing stands between the first and none
    least = 0.0  # its narrowest blank
    for position, (start, stop, _, size, text, after_blank, _, _) in enumerate(chars):
        # Side by side, as nearly all are: only the gap is asked for.
        is_apart = start > end and (start - end > least or start - end > _WORD_GAP * size)
        if (after_blank or is_apart) and position and _is_blank_between(chars[position - 1], chars[position]):
            parts.append(" ")
        parts.append(text)
        end, least = stop, _WORD_GAP * size
    return repaired("".join(parts))


def confidence_of(chars: Iterable[Char]) -> float | None:
    """The confidence of the least certain character; None where none was recognised in an image."""
    return min((char.confidence for char in chars if char.confidence is not None), default=None)


def _is_blank_between(before: Char, char: Char) -> bool:
    gap, size = char.x0 - before.x1, min(char.size, before.size)
    if char.after_blank or gap > _BLANK * size:
        return True
    return gap > _WORD_GAP * size and (before.text + char.text).isascii() and (before.text + char.text).isalpha()


def segments_of(line: Line, gap: float) -> list[Line]:
    """The parts of a line between gaps wider than `gap` characters."""
    if line.tight is not None and gap >= _WORD_GAP:
        return [line]
    starts = [0]
    end, size_before = line.chars[0].x1, line.chars[0].size
    for position, (start, stop, _, size, *_) in enumerate(line.chars):
        if start > end and start - end > gap * min(size, size_before):
            starts.append(position)
        end, size_before = stop, size
    if len(starts) == 1:
        return [line]
    return [Line(line.chars[i:j], line.baseline, line.size) for i, j in pairwise([*starts, len(line.chars)])]


def _baseline(band: list[Char]) -> float:
    """The baseline of most of the band's characters: the middle one."""
    return band[0].y if band[0].y == band[-1].y else sorted(char.y for char in band)[len(band) // 2]


def line_of(band: list[Char]) -> Line:
    # Column by column, which takes less time than character by character.
    lefts, rights, levels, sizes, texts, after_blank, _, _ = zip(*band, strict=True)
    if any(map(eq, texts, texts[1:])) and len(kept := _without_twice(band)) < len(band):
        return line_of(kept)
    size = sizes[0] if sizes.count(sizes[0]) == len(sizes) else sorted(sizes)[len(sizes) // 2]
    widest = max(map(sub, lefts[1:], rights), default=0.0)
    is_tight = widest <= _WORD_GAP * min(sizes) and True not in after_blank[1:]
    baseline = levels[0] if levels[0] == levels[-1] else sorted(levels)[len(levels) // 2]
    return Line(tuple(band), baseline, size, repaired("".join(texts)) if is_tight else None)


def _without_twice(band: list[Char]) -> list[Char]:
    """The characters of a line without those printed again to make them bold."""
    kept: list[Char] = []
    last_start, last_text = -inf, ""
    for char in band:
        start, text = char[0], char[4]
        if text == last_text and start - last_start < _TWICE * char[3]:
            continue
        kept.append(char)
        last_start, last_text = start, text
    return kept


def _side_by_side(upper: list[Char], lower: list[Char]) -> bool:
    """Whether no character of one stands over a character of the other."""
    both = sorted([*((c, 0) for c in upper), *((c, 1) for c in lower)])
    return all(
        first[1] == second[1] or second[0].x0 >= first[0].x1 - _OVERLAP * min(first[0].size, second[0].size)
        for first, second in pairwise(both)
    )


def repaired(text: str) -> str:
    """Two surrogates that pdfium gave as two characters are one; a lone one is a replacement character."""
    if text.isascii() or _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
