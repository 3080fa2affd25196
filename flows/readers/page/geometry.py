"""Where things stand on a page, in points from the top left corner of the page as it is read (y grows downwards).

A page may be stored turned (/Rotate), or its text may be set sideways on an upright page: landscape statements in
portrait reports come in both ways. Everything is read in the direction in which most characters stand upright (the
`Frame`), and only boxes that leave the reader are turned back to the page as it is displayed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from flows.readers.document import Box

# x' = a x + c y + e, y' = b x + d y + f
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Char(NamedTuple):
    """A printed character. `x0` to `x1` is its advance, `y` its baseline, `size` its height."""

    x0: float
    x1: float
    y: float
    size: float
    text: str
    after_blank: bool  # a blank is printed before it
    number: int  # its number in the text layer
    confidence: float | None = None  # where it was recognised in an image


@dataclass(frozen=True, slots=True)
class Frame:
    """How the page's own coordinates (left, bottom, right, top; y upwards) become reading coordinates.

    `turned` is the clockwise turn, in quarters, that makes the text upright; `displayed` the one a viewer applies.
    """

    left: float
    bottom: float
    right: float
    top: float
    turned: int
    displayed: int

    @property
    def width(self) -> float:
        return self.top - self.bottom if self.turned % 2 else self.right - self.left

    @property
    def height(self) -> float:
        return self.right - self.left if self.turned % 2 else self.top - self.bottom

    @property
    def matrix(self) -> Matrix:
        """The matrix that takes the page's own coordinates to reading coordinates."""
        if self.turned == 0:
            return 1.0, 0.0, 0.0, -1.0, -self.left, self.top
        if self.turned == 1:
            return 0.0, 1.0, 1.0, 0.0, -self.bottom, -self.left
        if self.turned == 2:
            return -1.0, 0.0, 0.0, 1.0, self.right, -self.bottom
        return 0.0, -1.0, -1.0, 0.0, self.top, self.right

    def displayed_box(self, box: Box) -> Box:
        """A box of reading coordinates on the page as a viewer shows it, rounded to a hundredth of a point."""
        if self.displayed != self.turned:
            quarters = (self.displayed - self.turned) % 4
            x0, y0 = _turn(box[0], box[1], self.width, self.height, quarters)
            x1, y1 = _turn(box[2], box[3], self.width, self.height, quarters)
            box = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
        x0, y0, x1, y1 = box
        return _HUNDREDTHS[x0], _HUNDREDTHS[y0], _HUNDREDTHS[x1], _HUNDREDTHS[y1]


class _Hundredths(dict[float, float]):
    """Position → the position rounded. The cells of a grid share their borders, and rounding takes longer than remembering."""

    MOST = 4096

    def __missing__(self, position: float) -> float:
        if len(self) >= self.MOST:
            self.clear()
        rounded = self[position] = round(position, 2)
        return rounded


_HUNDREDTHS = _Hundredths()


def _turn(x: float, y: float, width: float, height: float, quarters: int) -> tuple[float, float]:
    """A point of a width × height page after one, two or three clockwise quarter turns."""
    if quarters == 1:
        return height - y, x
    if quarters == 2:
        return width - x, height - y
    return y, width - x


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies `inner` and then `outer`."""
    if outer == IDENTITY:
        return inner
    a, b, c, d, e, f = inner
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc,
        a * ob + b * od,
        c * oa + d * oc,
        c * ob + d * od,
        e * oa + f * oc + oe,
        e * ob + f * od + of,
    )
