"""Recognised lines → characters with positions and confidence, in points of the upright page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.readers.ocr.engine import Reading
from flows.readers.ocr.figures import normalised
from flows.readers.ocr.pieces import Piece
from flows.readers.page.geometry import Char

# As parts of the character size: half of what a Chinese character and a digit take, and the middle above the baseline.
_HALF_WIDE = 0.55
_HALF_NARROW = 0.32
_MIDDLE = 0.35
_NARROW = re.compile(r"[\x20-\x7e]")


def characters_of(piece: Piece, reading: Reading, scale: float, first_number: int) -> Iterator[Char]:
    """The characters of a line read in a piece, from left to right."""
    left, top, right, bottom = (value / scale for value in piece.box)
    size = piece.size / scale
    baseline = (top + bottom) / 2 + _MIDDLE * size
    text = normalised(reading.text)
    printed = [i for i, char in enumerate(text) if not char.isspace()]
    places = [left + centre * (right - left) for centre in reading.centres]
    for order, i in enumerate(printed):
        half = (_HALF_NARROW if _NARROW.match(text[i]) else _HALF_WIDE) * size
        before = places[printed[order - 1]] if order else None
        after = places[printed[order + 1]] if order + 1 < len(printed) else None
        start = max(left, places[i] - half) if before is None else max((before + places[i]) / 2, places[i] - half)
        end = min(right, places[i] + half) if after is None else min((places[i] + after) / 2, places[i] + half)
        after_blank = order == 0 or printed[order - 1] != i - 1
        yield Char(start, end, baseline, size, text[i], after_blank, first_number + order, reading.confidences[i])


def column_characters(piece: Piece, readings: list[Reading], scale: float, first_number: int) -> Iterator[Char]:
    """The characters of a vertical label, spread over its height in the order in which they are read."""
    left, top, right, bottom = (value / scale for value in piece.box)
    read = [
        (char, sure)
        for reading in readings
        for char, sure in zip(normalised(reading.text), reading.confidences, strict=True)
    ]
    printed = [(char, sure) for char, sure in read if not char.isspace()]
    step = (bottom - top) / max(1, len(printed))
    size = min(piece.size / scale, step)
    for order, (char, sure) in enumerate(printed):
        baseline = top + (order + 0.5) * step + _MIDDLE * size
        yield Char(left, right, baseline, size, char, True, first_number + order, sure)
