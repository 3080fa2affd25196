"""A page's picture → grey images to find rules and to read text in.

Every page is brought to one resolution with square pixels, whatever the scanner gave. Seals are taken off: red stamps
stand over figures in real reports. Red letters and red rules stay: a negative figure may be printed in red.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image

from flows.readers.ocr.engine import Gray

_DPI = 200  # small print (7 points) is read at it, and twice as much reads no better
# Red is what is this much redder than green and blue. A seal is 30 to 45 mm wide; half of one may be on the page.
_REDDER = 40
_REDDISH = 12  # at the blurred edges of a seal
_SEAL_LENGTH = 70.0
_SEAL_BREADTH = 25.0
_SEAL_ASPECT = 2.2
_SEAL_GAP = 3.0
# Darker than this part of its background is ink. Thin rules on a turned scan are no darker than half.
_INK = 0.8
_BACKGROUND = 7.0  # points: wider than a stroke, narrower than a shaded cell


class Picture(NamedTuple):
    """A page in grey, without seals; `scale` is pixels per point."""

    grey: Gray
    scale: float


def picture_of(image: Image.Image, width: float, height: float, most_pixels: int) -> Picture:
    """The picture of a page that is width × height points, with at most `most_pixels`."""
    scale = min(_DPI / 72, sqrt(most_pixels / (width * height)))
    size = max(32, round(width * scale)), max(32, round(height * scale))
    plain = _on_white(image)
    colour = np.asarray(plain.resize(size, Image.Resampling.BICUBIC, reducing_gap=3.0) if plain.size != size else plain)
    if colour.ndim == 2:
        return Picture(colour, scale)
    grey: Gray = cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    return Picture(_without_seals(colour, grey, scale), scale)


def _on_white(image: Image.Image) -> Image.Image:
    """The image in grey or RGB, transparent parts white."""
    if image.mode in ("1", "L"):
        return image.convert("L")
    if image.mode.startswith("I") or image.mode == "F":
        values = np.asarray(image, dtype=np.float32)
        return Image.fromarray((values * (255.0 / max(1.0, float(values.max())))).astype(np.uint8))
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")
    return image.convert("RGB")


def _without_seals(colour: Gray, grey: Gray, scale: float) -> Gray:
    red, green, blue = cv2.split(colour)
    redness = cv2.subtract(red, cv2.max(green, blue))
    is_red: Gray = (redness > _REDDER).astype(np.uint8)
    if not is_red.any():
        return grey
    long = round(_SEAL_LENGTH * scale)
    lines: Gray = cv2.max(
        cv2.morphologyEx(is_red, cv2.MORPH_OPEN, np.ones((1, long), np.uint8)),
        cv2.morphologyEx(is_red, cv2.MORPH_OPEN, np.ones((long, 1), np.uint8)),
    ).astype(np.uint8)
    near = 2 * round(_SEAL_GAP * scale / 2) + 1
    _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(is_red & ~lines, np.ones((near, near), np.uint8)))
    plain = grey.copy()
    for left, top, width, height, _ in stats[1:]:
        length, breadth = max(width, height) / scale, min(width, height) / scale
        if length < _SEAL_LENGTH or breadth < _SEAL_BREADTH or length > _SEAL_ASPECT * breadth:
            continue
        # In the red channel red ink is as light as paper, and what is black below it stays black.
        area = slice(top, top + height), slice(left, left + width)
        plain[area] = np.where(redness[area] > _REDDISH, np.maximum(grey[area], red[area]), grey[area])
    return plain


def background_of(grey: Gray, scale: float) -> Gray:
    """The shade of the paper at each pixel: shaded cells and the grey edges of copies included."""
    near = 2 * round(_BACKGROUND * scale / 2) + 1
    half = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    light = cv2.dilate(half, np.ones((near // 2, near // 2), np.uint8))
    smooth = cv2.erode(light, np.ones((near // 2, near // 2), np.uint8))
    blurred = cv2.medianBlur(smooth, 5)
    return cv2.resize(blurred, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR).astype(np.uint8)


def ink_of(grey: Gray, background: Gray) -> Gray:
    """1 where something is printed."""
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    return (smooth < background * _INK).astype(np.uint8)
