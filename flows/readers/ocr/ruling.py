"""Ink → the horizontal and vertical rules of a page, and the ink that is theirs.

A rule is a long thin stretch of ink with nothing along its sides. Scans break rules, make them fade, bend them a little;
dotted borders are close rows of dots. The strokes of characters are as long as short rules: a short one counts only where
it runs without a break from rule to rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from flows.readers.ocr.engine import Gray
from flows.readers.page.geometry import Frame
from flows.readers.page.rulings import Path, Rules, Segment, find_rules

# All in points. Dots and breaks up to `_BREAK` apart are one line; stretches of it at least `_STRETCH` long.
_BREAK = 2.5
_STRETCH = 9.0
_THICKEST = 4.0
_THICKEST_BROKEN = 2.0
_LONG = 40.0
_LONG_BROKEN = 60.0
# How near the ends of a short rule are to the ink of those that hold it.
_TOUCH = 1.0
# Longer than a letter in a cell is high.
_LETTER = 14.0
# How far from the edge of a rule its sides are looked at, and the part of them that may be inked.
_SIDE = 1.2
_BUSY = 0.35
_BUSY_BROKEN = 0.15
# Rules sway within this much over a page that is bent in the scanner; over their whole length, by this part of it.
_SWAY = 1.0
_BENT = 0.8
_BEND = 0.012
# A long stretch without any break is a rule whatever stands beside it: shaded rows, figures that touch it.
_CERTAIN = 100.0
_SOLID = 0.95
# What is printed of the middle of a line of text, at most; how far letters reach to both sides of it.
_BROKEN = 0.6
_LETTER_SIDE = 4.0
# The part of a rule where letters may touch it; pixels of blur beside a rule.
_PATCHED = 0.5
_EDGE = 1.5
_MOST_STRETCHES = 20_000

Mask = npt.NDArray[np.uint8]


class _Stretch(NamedTuple):
    """A stretch of ink along one direction: its middle across (of all, and from `first` at each step along), start and end.

    From `first` at each step along: whether it is `printed` without a break, and what is `beside` it, above and below.
    """

    at: float
    start: int
    end: int
    first: int
    middles: npt.NDArray[np.float64]
    thickness: float
    is_solid: bool
    printed: npt.NDArray[np.bool_]
    beside: npt.NDArray[np.bool_]


class Ruling(NamedTuple):
    """`rules` in points, and `ink` that is 1 where they are drawn."""

    rules: Rules
    ink: Mask


def find_ruling(ink: Gray, scale: float) -> Ruling:
    """The rules in the ink of an upright page."""
    turned = np.ascontiguousarray(ink.T)
    # Figures below each other, each nearly as high as its row, would become a rule with the borders between them.
    across = _stretches(ink, ink & ~_solid(turned, scale).T, scale)
    down = _stretches(turned, turned & ~_solid(ink, scale).T, scale)
    long = _LONG * scale
    height, width = ink.shape
    rows = [s for s in across if s.end - s.start >= long]
    columns = [s for s in down if s.end - s.start >= long]
    rows += _held(across, _drawn(columns, width, height).T, long)
    columns += _held(down, _drawn(rows, height, width).T, long)
    rows, columns = _trimmed(rows, columns, scale), _trimmed(columns, rows, scale)
    segments: list[Segment] = [(s.start, height - s.at, s.end, height - s.at) for s in rows]
    segments += [(s.at, height - s.start, s.at, height - s.end) for s in columns]
    scaled = [(a / scale, b / scale, c / scale, d / scale) for a, b, c, d in segments]
    frame = Frame(0, 0, width / scale, height / scale, 0, 0)
    drawn = _drawn(rows, height, width) | _drawn(columns, width, height).T
    return Ruling(find_rules([Path([scaled], True, False, 0)], frame), drawn)


def _drawn(stretches: list[_Stretch], height: int, width: int) -> Mask:
    """1 where the stretches are, along the rows, with the blurred edges of their ink."""
    drawn = np.zeros((height, width), np.uint8)
    for stretch in stretches:
        columns = np.arange(stretch.start, stretch.end)
        middles = np.round(stretch.middles[stretch.start - stretch.first : stretch.end - stretch.first]).astype(int)
        reach = int(stretch.thickness / 2 + _EDGE)
        for step in range(-reach, reach + 1):
            drawn[np.clip(middles + step, 0, height - 1), columns] = 1
    return drawn


def _solid(ink: Mask, scale: float) -> Mask:
    """1 where there are long unbroken rules along the rows of `ink`."""
    return cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, round(_LONG * scale)), np.uint8)).astype(np.uint8)


def _stretches(ink: Mask, loose: Mask, scale: float) -> list[_Stretch]:
    """The stretches along the rows of `loose`, which is `ink` without the rules that cross them."""
    gaps = np.ones((1, 2 * round(_BREAK * scale / 2) + 1), np.uint8)
    closed = cv2.morphologyEx(loose, cv2.MORPH_CLOSE, gaps)
    straight = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, round(_STRETCH * scale)), np.uint8))
    sway = np.ones((2 * round(_SWAY * scale / 2) + 1, 1), np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(straight, sway))
    labels = np.where(straight > 0, labels, 0).astype(np.int32)
    unbroken = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, round(_STRETCH * scale)), np.uint8))
    # The rules that cross were taken out: a rule that ends at one of them goes on to its far side.
    reach = round(_THICKEST * scale)
    found: list[_Stretch] = []
    for number in range(1, min(count, _MOST_STRETCHES)):
        left, top, length, height, _ = (int(value) for value in stats[number])
        own = labels[top : top + height, left : left + length] == number
        thickness = own.sum(axis=0)
        rows = np.arange(top, top + height)[:, None]
        usual = float(np.median(thickness[thickness > 0]))
        # Letters that touch the rule make it thick there, and are not to be taken for it.
        columns = np.nonzero((thickness > 0) & (thickness <= usual + 2))[0]
        middles = (own * rows).sum(axis=0)[columns] / thickness[columns]
        printed = (own & (unbroken[top : top + height, left : left + length] > 0)).any(axis=0)
        is_solid = float(printed.mean()) >= _SOLID
        # Where gaps were closed, neighbouring strokes of letters run together into patches.
        thickest = (_THICKEST if is_solid else _THICKEST_BROKEN) * scale
        low, high = np.quantile(middles, (0.05, 0.95))
        if usual > thickest or np.mean(thickness > usual + 2) > _PATCHED or high - low > _BENT * scale + _BEND * length:
            continue
        if not is_solid and length < _LONG_BROKEN * scale:
            continue
        is_certain = is_solid and length >= _CERTAIN * scale
        busy = _BUSY if is_solid else _BUSY_BROKEN
        sides = _sides(ink, columns + left, middles, thickness[columns] / 2 + _SIDE * scale)
        if is_certain or sides.mean(axis=1).max() <= busy:
            along = np.interp(np.arange(length), columns, middles)
            beside = _beside(ink, np.arange(left, left + length), along, usual / 2, scale)
            before = _inked(ink[round(along[0]), max(0, left - reach) : left][::-1])
            after = _inked(ink[round(along[-1]), left + length : left + length + reach])
            along = np.pad(along, (before, after), mode="edge")
            found.append(
                _Stretch(
                    float(along.mean()),
                    left - before,
                    left + length + after,
                    left - before,
                    along,
                    usual,
                    is_solid,
                    np.pad(printed, (before, after), constant_values=True),
                    np.pad(beside, ((0, 0), (before, after))),
                )
            )
    return found


def _inked(pixels: Mask) -> int:
    """How many pixels are inked before the first that is not."""
    return int(pixels.argmin()) if not pixels.all() else len(pixels)


def _sides(
    ink: Mask, columns: npt.NDArray[np.int64], middles: npt.NDArray[np.float64], distance: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Where the two sides of a stretch are inked, `distance` pixels from its middle."""
    sides = [np.clip(np.round(middles + sign * distance).astype(int), 0, ink.shape[0] - 1) for sign in (-1, 1)]
    return np.stack([ink[rows, columns] > 0 for rows in sides])


def _beside(
    ink: Mask, columns: npt.NDArray[np.int64], middles: npt.NDArray[np.float64], half: float, scale: float
) -> npt.NDArray[np.bool_]:
    """Where anything is printed within the height of a letter of a stretch, above and below."""
    steps = np.arange(half + _SIDE * scale, half + _LETTER_SIDE * scale)
    printed = np.zeros((2, len(columns)), np.bool_)
    for step in steps:
        printed |= _sides(ink, columns, middles, np.full(len(columns), step))
    return printed


def _trimmed(stretches: list[_Stretch], crossing: list[_Stretch], scale: float) -> list[_Stretch]:
    """The stretches without letters that stand in line with the rule: a stroke that ends in the middle of a row, a line of
    text that goes on from rule to rule in a merged cell.

    What goes on beyond the last rule that crosses it stays: so do the rules of a table that the page cuts off.
    """
    near, letter = _TOUCH * scale, _LETTER * scale
    trimmed: list[_Stretch] = []
    for stretch in stretches:
        ats = sorted(s.at for s in crossing if s.start - near <= stretch.at <= s.end + near)
        inside = [at for at in ats if stretch.start - near <= at <= stretch.end + near]
        start, end = stretch.start, stretch.end
        if inside and ats[0] < inside[0] and near < inside[0] - start < letter:
            start = round(inside[0])
        if inside and ats[-1] > inside[-1] and near < end - inside[-1] < letter:
            end = round(inside[-1])
        edges = [start, *(round(at) for at in inside if start + near < at < end - near), end]
        trimmed.extend(stretch._replace(start=a, end=b) for a, b in _without_text(stretch, edges))
    return trimmed


def _without_text(stretch: _Stretch, edges: list[int]) -> Iterator[tuple[int, int]]:
    """Start and end of what is left of a stretch without the parts between crossing rules that are lines of text.

    A rule that has no break in one cell has few in another; letters stand above and below the line, strokes with gaps between.
    """
    start: int | None = None
    parts = [slice(left - stretch.first, right - stretch.first) for left, right in pairwise(edges)]
    printed = [float(stretch.printed[part].mean()) for part in parts]
    for part, share, left in zip(parts, printed, edges[:-1], strict=True):
        is_text = (
            share < _BROKEN and max(printed) >= _SOLID and float(stretch.beside[:, part].mean(axis=1).min()) > _BUSY
        )
        if is_text and start is not None:
            yield start, left
        start = None if is_text else left if start is None else start
    if start is not None:
        yield start, edges[-1]


def _held(stretches: list[_Stretch], crossing: Mask, long: float) -> list[_Stretch]:
    """The short solid stretches whose both ends are at the ink of crossing rules."""
    reached = cv2.dilate(crossing, np.ones((3, 3), np.uint8))
    last = reached.shape[1] - 1
    return [
        s
        for s in stretches
        if s.is_solid
        and s.end - s.start < long
        and reached[round(s.at), s.start]
        and reached[round(s.at), min(last, s.end)]
    ]
