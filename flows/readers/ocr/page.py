"""A page's picture → its lines and tables: straightened, ruled, read piece by piece, put together as any other page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import cv2
import numpy as np
from PIL import Image

from flows.readers.ocr.characters import characters_of, column_characters
from flows.readers.ocr.engine import Gray, Reading, Rect, find_text, recognise
from flows.readers.ocr.figures import with_dashes
from flows.readers.ocr.picture import background_of, ink_of, picture_of
from flows.readers.ocr.pieces import Piece, pieces_of
from flows.readers.ocr.ruling import find_ruling
from flows.readers.ocr.turning import Turn, skew_of, turn_of
from flows.readers.page.columns import CharColumns
from flows.readers.page.content import PageItem, PageTable
from flows.readers.page.geometry import Char
from flows.readers.page.grid import find_grids
from flows.readers.page.items import page_items

# The detector needs no more than this resolution, and takes memory by the pixel: large pages are looked at in bands.
_DETECTOR_SIDE = 1600
_DETECTOR_PIXELS = 1_900_000
_DETECTOR_DPI = 135
# Lines whose confidence is compared to tell an upright page from one upside down, and what is high enough without it.
_SAMPLES = 6
_UPRIGHT = 0.9
# Below this the recogniser saw no letters: specks, a signature, a picture.
_LEAST_FOUND = 0.3
_LEAST_MISSED = 0.5
_WIDEST = 40.0


def scanned_items(
    image: Image.Image, *, page: int, width: float, height: float, most_pixels: int
) -> tuple[PageItem, ...]:
    """The items of a scanned page (number from 1) that is displayed width × height points."""
    grey, scale = picture_of(image, width, height, most_pixels)
    turn, upright, boxes = _upright(grey, scale)
    background = background_of(upright, scale)
    ink = ink_of(upright, background)
    ruling = find_ruling(ink, scale)
    text = np.where(ruling.ink > 0, background, upright).astype(np.uint8)
    letters = (ink & (1 - ruling.ink)).astype(np.uint8)
    pieces = pieces_of(boxes, letters, find_grids(ruling.rules), scale)
    chars, stacked = _read(pieces, text, letters, scale)
    items = page_items(
        CharColumns.of(chars),
        ruling.rules,
        page=page,
        height=turn.height / scale,
        displayed_box=partial(turn.displayed, scale=scale),
        is_rotated=lambda char: char.number in stacked,
    )
    return tuple(with_dashes(item) if isinstance(item, PageTable) else item for item in items)


def shows_ruled_table(image: Image.Image, *, width: float, height: float, most_pixels: int) -> bool:
    """Whether rules on a picture displayed width × height points make a table; takes a twentieth of the time of reading it."""
    grey, scale = picture_of(image, width, height, most_pixels)
    ruling = find_ruling(ink_of(grey, background_of(grey, scale)), scale)
    return any(len(grid.xs) > 2 and len(grid.ys) > 2 for grid in find_grids(ruling.rules))


def _upright(grey: Gray, scale: float) -> tuple[Turn, Gray, list[Rect]]:
    """How the page is turned upright, its picture then, and the boxes of its text."""
    height, width = grey.shape
    askew = skew_of(ink_of(grey, background_of(grey, scale)))
    turn = turn_of(width, height, askew, 0)
    upright = turn.applied(grey)
    boxes = _boxes(upright, scale)
    quarters = _quarters(upright, boxes)
    if quarters:
        turn = turn_of(width, height, askew, quarters)
        upright = turn.applied(grey)
        boxes = _boxes(upright, scale)
    return turn, upright, boxes


def _boxes(text: Gray, scale: float) -> list[Rect]:
    """The detector's boxes, of large pages band by band."""
    height, width = text.shape
    factor = min(1.0, _DETECTOR_DPI / 72 / scale)
    if max(height, width) * factor > _DETECTOR_SIDE and height * width * factor**2 <= _DETECTOR_PIXELS:
        factor = _DETECTOR_SIDE / max(height, width)
    small = cv2.resize(text, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA).astype(np.uint8)
    rows = max(200, _DETECTOR_PIXELS // small.shape[1])
    boxes: list[Rect] = []
    top = 0
    while top < small.shape[0]:
        bottom = _band_end(small, top, rows)
        for x0, y0, x1, y1 in find_text(np.ascontiguousarray(small[top:bottom])):
            boxes.append(
                (round(x0 / factor), round((y0 + top) / factor), round(x1 / factor), round((y1 + top) / factor))
            )
        top = bottom
    return boxes


def _band_end(image: Gray, top: int, rows: int) -> int:
    """Where a band of at most `rows` ends: at its lightest row in the last third, where no text is cut."""
    if top + rows >= image.shape[0]:
        return int(image.shape[0])
    first = top + rows * 2 // 3
    return first + int(image[first : top + rows].astype(np.int64).sum(axis=1).argmax()) + 1


def _quarters(text: Gray, boxes: Sequence[Rect]) -> int:
    """The clockwise quarters by which the page must be turned for its lines to be upright."""
    lying = [box for box in boxes if box[2] - box[0] > 1.5 * (box[3] - box[1])]
    standing = [box for box in boxes if box[3] - box[1] > 1.5 * (box[2] - box[0])]
    on_side = sum(b[3] - b[1] for b in standing) > sum(b[2] - b[0] for b in lying)
    sample = sorted(standing if on_side else lying, key=lambda box: abs(_aspect(box) - 6))[:_SAMPLES]
    crops = [_crop(text, box) for box in sample]
    if on_side:
        crops = [np.rot90(crop, -1) for crop in crops]
    if not crops:
        return 0
    here = _confidence(crops)
    if here < _UPRIGHT and _confidence([np.rot90(crop, 2) for crop in crops]) > here:
        return 3 if on_side else 2
    return 1 if on_side else 0


def _aspect(box: Rect) -> float:
    width, height = box[2] - box[0], box[3] - box[1]
    return max(width, height) / max(1, min(width, height))


def _confidence(crops: Sequence[Gray]) -> float:
    return sum(recognise(np.ascontiguousarray(crop)).confidence for crop in crops) / len(crops)


def _read(pieces: Sequence[Piece], text: Gray, ink: Gray, scale: float) -> tuple[list[Char], frozenset[int]]:
    """The characters of all pieces; and the numbers of those in vertical labels."""
    chars: list[Char] = []
    stacked: list[int] = []
    for piece in pieces:
        if piece.is_column:
            found = list(column_characters(piece, _column(piece, text, ink), scale, len(chars)))
            stacked.extend(char.number for char in found)
            chars.extend(found)
            continue
        for part in _cut(piece):
            reading = recognise(_crop(text, part.box))
            if reading.confidence >= (_LEAST_FOUND if piece.is_found else _LEAST_MISSED):
                chars.extend(characters_of(part, reading, scale, len(chars)))
    return chars, frozenset(stacked)


def _crop(text: Gray, box: Rect) -> Gray:
    left, top, right, bottom = box
    return np.ascontiguousarray(text[top:bottom, left:right])


def _cut(piece: Piece) -> Iterator[Piece]:
    """The piece in parts that the recogniser takes at once."""
    left, top, right, bottom = piece.box
    most = max(1, int(_WIDEST * (bottom - top)))
    for start in range(left, right, most):
        yield Piece((start, top, min(right, start + most), bottom), piece.size, False, piece.is_found)


def _column(piece: Piece, text: Gray, ink: Gray) -> list[Reading]:
    """A vertical label: characters below each other, or a line turned either way; what is read best."""
    crop = _crop(text, piece.box)
    stacked = [recognise(_crop(text, box)) for box in _characters_below(piece, ink)]
    turned = [[recognise(np.ascontiguousarray(np.rot90(crop, turn)))] for turn in (1, -1)]
    best = max([stacked, *turned], key=lambda readings: sum(r.confidence for r in readings) / max(1, len(readings)))
    return [reading for reading in best if reading.confidence >= _LEAST_FOUND]


def _characters_below(piece: Piece, ink: Gray) -> Iterator[Rect]:
    left, top, right, bottom = piece.box
    rows = np.nonzero(ink[top:bottom, left:right].any(axis=1))[0]
    start = None
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        start = row if start is None else start
        # 二 and 三 are rows of ink with gaps: a character ends at a gap once it is nearly as high as wide.
        if after is None or (after - row > 1 and after - start >= 0.75 * piece.size):
            yield left, top + max(0, int(start) - 2), right, min(bottom, top + int(row) + 3)
            start = None
