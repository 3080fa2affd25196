"""Which way a scan lies: the small angle by which it is askew, and the turn back to the page as displayed.

Printed lines and rules make the rows of an upright page either full or empty; the angle is the one at which they differ
most, in rows or in columns (a page may lie on its side).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

import cv2
import numpy as np
import numpy.typing as npt

from flows.readers.document import Box
from flows.readers.ocr.engine import Gray

# In degrees: how far scans are askew, and the steps in which the angle is found.
_MOST_ASKEW = 6.0
_STEPS = (0.5, 0.1, 0.02)
_SAMPLES = 60_000
_WHITE = 255


@dataclass(frozen=True, slots=True)
class Turn:
    """How the displayed picture (width × height pixels) became the upright one: `matrix` takes its pixels there."""

    matrix: npt.NDArray[np.float64]
    width: int
    height: int

    def applied(self, image: Gray) -> Gray:
        return cv2.warpAffine(
            image, self.matrix[:2], (self.width, self.height), flags=cv2.INTER_LINEAR, borderValue=_WHITE
        ).astype(np.uint8)

    def displayed(self, box: Box, scale: float) -> Box:
        """The box around a box of the upright page (points), on the page as displayed."""
        x0, y0, x1, y1 = (value * scale for value in box)
        corners = np.array([[x0, y0, 1], [x1, y0, 1], [x0, y1, 1], [x1, y1, 1]])
        places = (np.linalg.inv(self.matrix) @ corners.T)[:2] / scale
        left, top = places.min(axis=1)
        right, bottom = places.max(axis=1)
        return (round(float(left), 2), round(float(top), 2), round(float(right), 2), round(float(bottom), 2))


def skew_of(ink: Gray) -> float:
    """By how many degrees the picture must be turned counter-clockwise to be straight."""
    ys, xs = np.nonzero(ink)
    if len(xs) == 0:
        return 0.0
    step = max(1, len(xs) // _SAMPLES)
    # Every so many pixels of a scan in row order: whole rows must not be preferred.
    order = np.random.default_rng(0).permutation(len(xs))[::step]
    x, y = xs[order].astype(np.float64), ys[order].astype(np.float64)
    size = ink.shape[0] + ink.shape[1]
    best = 0.0
    reach = _MOST_ASKEW
    for fineness in _STEPS:
        angles = np.arange(best - reach, best + reach + fineness / 2, fineness)
        best = float(max(angles, key=lambda angle: (_contrast(x, y, float(angle), size), -abs(angle))))
        reach = fineness
    return best


def _contrast(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], angle: float, size: int) -> float:
    c, s = cos(radians(angle)), sin(radians(angle))
    rows = np.bincount((y * c - x * s + size).astype(np.int64), minlength=3 * size).astype(np.float64)
    columns = np.bincount((x * c + y * s + size).astype(np.int64), minlength=3 * size).astype(np.float64)
    return float(max((np.diff(rows) ** 2).sum(), (np.diff(columns) ** 2).sum()))


def turn_of(width: int, height: int, angle: float, quarters: int) -> Turn:
    """The turn by `angle` degrees counter-clockwise and then by clockwise quarters. Nothing of the picture is cut off."""
    matrix = np.eye(3)
    matrix[:2] = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    c, s = abs(cos(radians(angle))), abs(sin(radians(angle)))
    wide, high = round(width * c + height * s), round(height * c + width * s)
    matrix[0, 2] += (wide - width) / 2
    matrix[1, 2] += (high - height) / 2
    for _ in range(quarters % 4):
        matrix = np.array([[0.0, -1.0, high - 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]) @ matrix
        wide, high = high, wide
    return Turn(matrix, wide, high)
