"""The text layer of a page of a PDF: its characters with boxes, baselines and sizes, as columns.

A report has ten thousand characters, and a call into pdfium costs as much as a dozen lookups: what can be asked for at once,
or follows from what is known of another character, is not asked for each.
"""

from __future__ import annotations

import ctypes
import re
import struct
from collections import deque
from collections.abc import Sequence
from itertools import repeat
from math import hypot, nan
from typing import NamedTuple

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from flows.readers.pdf.calls import Handle, TooManyError, unchecked

_ANGLE_SAMPLES = 40

_UNICODE_OF = unchecked(pdfium.FPDFText_GetUnicode)
_ORIGIN_OF = unchecked(pdfium.FPDFText_GetCharOrigin)
_BOX_OF = unchecked(pdfium.FPDFText_GetLooseCharBox)
_IS_GENERATED = unchecked(pdfium.FPDFText_IsGenerated)
# The address alone: a pointer would be made for each call.
_TEXT_OBJECT_OF = unchecked(pdfium.FPDFText_GetTextObject, ctypes.c_void_p)
_FONT_SIZE = unchecked(pdfium.FPDFText_GetFontSize)
_ANGLE_OF = unchecked(pdfium.FPDFText_GetCharAngle)
_CHAR_MATRIX = unchecked(pdfium.FPDFText_GetMatrix)

_ORIGIN = struct.Struct("=2d")
_NOT_PRINTED = re.compile("[\r\n\t \u00a0\u2002\u2003\u2009\u200b\u3000\ufeff]+")
# A page's text has fewer bytes than this. ctypes makes a type for each size of buffer, which takes longer than a larger buffer.
_USUAL_TEXT = 16_384
# Boxes (FS_RECTF: left, top, right, bottom) are asked for many at a time, which makes the loop one in C. Places in a buffer
# take as long to make as to fill.
_BOXES_AT_ONCE = 2048
_BOXES = (ctypes.c_float * (4 * _BOXES_AT_ONCE))()
_BOX_PLACES = [ctypes.byref(_BOXES, 16 * place) for place in range(_BOXES_AT_ONCE)]
_BOX_SIDES = memoryview(_BOXES).cast("B").cast("f")


Placed = tuple[float, float, float]  # a character's origin and its font size


_UNKNOWN: tuple[float, None] = (nan, None)


class RawChars(NamedTuple):
    """The characters of a page in its own coordinates, as columns: what holds for each is at its place in each of them.

    `numbers` are those in the text layer. Of an origin on an upright page only y is the character's own.
    """

    texts: str
    after_blank: list[bool]
    numbers: list[int]
    lefts: list[float]  # the sides of their boxes
    tops: list[float]
    rights: list[float]
    feet: list[float]
    placed: list[Placed]


def char_count(text: Handle) -> int:
    return max(0, int(pdfium.FPDFText_CountChars(text)))


def char_angle(text: Handle, index: int) -> int:
    """Clockwise quarter turns that would make a character upright; characters at other angles count as the nearest."""
    angle = float(_ANGLE_OF(text, index))
    return -round(angle / 1.5707963) % 4 if angle > 0 else 0


def sampled_angles(text: Handle) -> list[int]:
    """`char_angle` of characters spread over the page."""
    count = char_count(text)
    step = max(1, count // _ANGLE_SAMPLES)
    sampled = range(0, count, step)
    if max(map(_ANGLE_OF, repeat(text), sampled), default=0.0) <= 0:  # as on most pages
        return [0] if any(code > 32 for code in map(_UNICODE_OF, repeat(text), sampled)) else []
    return [char_angle(text, index) for index in sampled if _UNICODE_OF(text, index) > 32]


def is_invisible(text: Handle, index: int) -> bool:
    """Whether a character is there to be searched and not to be seen: the mark of a text layer made by OCR."""
    item = pdfium.FPDFText_GetTextObject(text, index)
    return bool(item) and pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE


def _texts(text: Handle, count: int) -> str:
    """The text of each character of a text layer, asked for at once where pdfium's text has one unit for each."""
    written = ctypes.create_string_buffer(max(_USUAL_TEXT, 2 * (count + 1)))
    # pdfium leaves out of the text what has no code, and writes a character of a higher plane as two surrogates.
    if pdfium.FPDFText_GetText(text, 0, count, ctypes.cast(written, ctypes.POINTER(ctypes.c_ushort))) == count + 1:
        texts = memoryview(written)[: 2 * count].tobytes().decode("utf-16-le", "surrogatepass")
        if len(texts) == count:
            return texts
    return "".join([chr(_UNICODE_OF(text, index)) for index in range(count)])


def _boxes(text: Handle, numbers: Sequence[int]) -> list[float]:
    """The loose boxes of some characters: left, top, right, bottom of each."""
    found: list[float] = []
    for first in range(0, len(numbers), _BOXES_AT_ONCE):
        some = numbers[first : first + _BOXES_AT_ONCE]
        deque(map(_BOX_OF, repeat(text), some, _BOX_PLACES), maxlen=0)
        found += _BOX_SIDES[: 4 * len(some)].tolist()
    return found


def characters(text: Handle, most: int, *, is_upright: bool) -> RawChars:
    """The printed characters of a text layer. Blanks are marks on the character after them, those aside that pdfium makes up.

    `is_upright`: the page is read as it is stored, and of a character's origin only its y counts.
    """
    count = char_count(text)
    if count > most:
        raise TooManyError
    texts = _texts(text, count)
    numbers: list[int] = []
    printed: list[str] = []
    after_blank: list[bool] = []
    end = 0
    is_after_blank = False
    for match in (*_NOT_PRINTED.finditer(texts), None):
        first = count if match is None else match.start()
        if first > end:
            numbers += range(end, first)
            printed.append(texts[end:first])
            after_blank.append(is_after_blank)
            after_blank += [False] * (first - end - 1)
            is_after_blank = False
        if match is None:
            break
        end, signs = match.end(), match.group()
        if signs == " ":  # most of them
            is_after_blank = _IS_GENERATED(text, first) != 1
        elif signs != "\r\n":
            is_after_blank = any(
                sign not in "\r\n" and (sign != " " or _IS_GENERATED(text, number) != 1)
                for number, sign in enumerate(signs, first)
            )
    boxes = _boxes(text, numbers)
    left, top, right, foot = (boxes[side::4] for side in range(4))
    placed = _placed(text, numbers, top, foot, is_upright=is_upright)
    return RawChars("".join(printed), after_blank, numbers, left, top, right, foot, placed)


def _placed(
    text: Handle, numbers: Sequence[int], tops: Sequence[float], feet: Sequence[float], *, is_upright: bool
) -> list[Placed]:
    """Origins and sizes of characters with these numbers and heads and feet of boxes.

    A box reaches up and down from the baseline by what font and size say: where head and foot are those of another
    character on the line, so are baseline and size. Fonts that say nothing have the box of each glyph, and only the object
    that a character belongs to tells.
    """
    found: list[Placed] = []
    add, origin_of, object_of = found.append, _ORIGIN_OF, _TEXT_OBJECT_OF
    buffer, matrix = ctypes.create_string_buffer(_ORIGIN.size), pdfium.FS_MATRIX()
    at_x, at_y, at_matrix = ctypes.byref(buffer), ctypes.byref(buffer, 8), ctypes.byref(matrix)
    x = y = size = 0.0
    item: int | None = None
    is_level = False  # the characters of `item` stand on one baseline, as its first two did
    known: dict[float, tuple[float, Placed]] = {}  # by the heads of the boxes on this baseline: their feet and the rest
    last_top, last_foot = nan, 0.0
    placed: Placed | None = None
    for number, top, foot in zip(numbers, tops, feet, strict=True):
        if top != last_top or foot != last_foot or placed is None or not is_upright:
            foot_known, placed = known.get(top, _UNKNOWN)
            if foot_known != foot or placed is None:
                before, item = item, object_of(text, number)
                if not is_level or item != before:
                    last = y
                    origin_of(text, number, at_x, at_y)  # given wherever a box is
                    x, y = _ORIGIN.unpack_from(buffer)
                    is_level = is_upright and item == before and y == last
                    if item != before and not (y == last and foot == last_foot):
                        # The box's height is no measure: fonts without proper metrics give a third or the double of the size.
                        scale = hypot(matrix.c, matrix.d) if _CHAR_MATRIX(text, number, at_matrix) else 1.0
                        size = _FONT_SIZE(text, number) * scale
                    if y != last:
                        known = {}
                placed = x, y, size
                if is_upright:
                    known[top] = foot, placed
            last_top, last_foot = top, foot
        add(placed)
    return found


def has_own_fonts(text: Handle) -> bool:
    """Whether the fonts of a text layer's characters are in the file, so that a picture of the page shows their shapes."""
    count = char_count(text)
    for index in range(0, count, max(1, count // _ANGLE_SAMPLES)):
        item = pdfium.FPDFText_GetTextObject(text, index)
        if item and pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(item)) == 0:
            return False
    return True
