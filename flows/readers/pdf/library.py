"""The only module that reads PDF files with pdfium. Opens a document and hands out its pages' characters, drawn paths and images.

The raw functions are used because a call through the helper classes costs several times as much, and a page has a
thousand characters and four hundred rules. No form environment is created, so no script in a file can run, and pdfium
fetches nothing. Refuses files that need a password or that pdfium cannot repair. Not to be called from two threads.
"""

from __future__ import annotations

import ctypes
import re
import struct
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import compress, repeat
from math import hypot
from typing import Any, NamedTuple, NewType

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
from PIL import Image

from flows.readers.errors import ReadError
from flows.readers.page.geometry import IDENTITY, Matrix, times
from flows.readers.page.rulings import Path, Segment
from flows.readers.pdf import stand_in

# Forms (reusable drawings) inside forms: real files nest two or three deep.
_MOST_NESTING = 6
_ANGLE_SAMPLES = 40


def _unchecked(function: Any) -> Any:  # noqa: ANN401 - a C function has no Python type
    """A pdfium function whose arguments ctypes does not compare with their declared types.

    That comparison costs more than twice the call itself, and a page needs thousands of calls. Only for functions that
    take handles, plain ints and references to buffers.
    """
    return ctypes.cast(function, ctypes.CFUNCTYPE(function.restype))


_UNICODE_OF = _unchecked(pdfium.FPDFText_GetUnicode)
_ORIGIN_OF = _unchecked(pdfium.FPDFText_GetCharOrigin)
_BOX_OF = _unchecked(pdfium.FPDFText_GetLooseCharBox)
_IS_GENERATED = _unchecked(pdfium.FPDFText_IsGenerated)
# The address alone: a pointer would be made for each call.
_TEXT_OBJECT_OF = ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.CFUNCTYPE(ctypes.c_void_p))
_FONT_SIZE = _unchecked(pdfium.FPDFText_GetFontSize)
_ANGLE_OF = _unchecked(pdfium.FPDFText_GetCharAngle)
_CHAR_MATRIX = _unchecked(pdfium.FPDFText_GetMatrix)
_OBJECT_AT = _unchecked(pdfium.FPDFPage_GetObject)
_TYPE_OF = _unchecked(pdfium.FPDFPageObj_GetType)
_MATRIX_OF = _unchecked(pdfium.FPDFPageObj_GetMatrix)
_DRAW_MODE = _unchecked(pdfium.FPDFPath_GetDrawMode)
_SEGMENTS = _unchecked(pdfium.FPDFPath_CountSegments)
_SEGMENT_AT = _unchecked(pdfium.FPDFPath_GetPathSegment)
_SEGMENT_TYPE = _unchecked(pdfium.FPDFPathSegment_GetType)
_POINT_OF = _unchecked(pdfium.FPDFPathSegment_GetPoint)
_CLOSES = _unchecked(pdfium.FPDFPathSegment_GetClose)
_MOVE: int = pdfium.FPDF_SEGMENT_MOVETO
_LINE: int = pdfium.FPDF_SEGMENT_LINETO
_NO_FILL: int = pdfium.FPDF_FILLMODE_NONE

# What pdfium hands out: pointers that only this module looks behind.
Handle = NewType("Handle", object)


# Origin of a character; fill and stroke of a path and its matrix; a point.
_ORIGIN = struct.Struct("=2d")
_MODE_AND_MATRIX, _POINT = struct.Struct("=2i6f"), struct.Struct("=2f")
_NOT_PRINTED = re.compile("[\r\n\t \u00a0\u2002\u2003\u2009\u200b\u3000\ufeff]+")
# A page's text has fewer bytes than this. ctypes makes a type for each size of buffer, which takes longer than a larger buffer.
_USUAL_TEXT = 16_384
# Boxes (FS_RECTF: left, top, right, bottom) are asked for many at a time, which makes the loop one in C. Places in a buffer
# take as long to make as to fill.
_BOXES_AT_ONCE = 2048
_BOXES = (ctypes.c_float * (4 * _BOXES_AT_ONCE))()
_BOX_PLACES = [ctypes.byref(_BOXES, 16 * place) for place in range(_BOXES_AT_ONCE)]
_BOX_SIDES = memoryview(_BOXES).cast("B").cast("f")


class TooManyError(Exception):
    """A page holds more than the limit of characters or drawn paths."""


class RawChars(NamedTuple):
    """The characters of a page in its own coordinates, as columns: what holds for each is at its place in each of them.

    `numbers` are those in the text layer, `xs` (of turned pages only) and `ys` origins, `sizes` font sizes.
    """

    texts: str
    after_blank: list[bool]
    numbers: list[int]
    lefts: list[float]  # the sides of their boxes
    tops: list[float]
    rights: list[float]
    feet: list[float]
    xs: list[float]
    ys: list[float]
    sizes: list[float]


class Drawing(NamedTuple):
    """What is drawn on a page beside text."""

    paths: list[Path]
    pictures: list[float]  # the area of each image, in square points


@contextmanager
def opened(data: bytes) -> Iterator[Handle]:
    """The document handle of a file's bytes, closed at the end."""
    stand_in.install()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        raise ReadError(_refusal(pdfium.FPDF_GetLastError()))
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _refusal(error: int) -> str:
    if error == pdfium.FPDF_ERR_PASSWORD:
        return "PDF 已加密，需要密码才能打开；请去除密码后重新放入"
    if error == pdfium.FPDF_ERR_SECURITY:
        return "PDF 的加密方式不受支持；请去除加密后重新放入"
    return "PDF 文件已损坏或不完整，无法打开；请重新下载后放入"


def page_count(document: Handle) -> int:
    return int(pdfium.FPDF_GetPageCount(document))


@contextmanager
def page_of(document: Handle, number: int) -> Iterator[Handle | None]:
    """The handle of a page (from 0), or None when the page cannot be loaded."""
    page = pdfium.FPDF_LoadPage(document, number)
    try:
        yield page or None
    finally:
        if page:
            pdfium.FPDF_ClosePage(page)


@contextmanager
def text_of(page: Handle) -> Iterator[Handle | None]:
    """The handle of a page's text layer, or None when it has none."""
    text = pdfium.FPDFText_LoadPage(page)
    try:
        yield text or None
    finally:
        if text:
            pdfium.FPDFText_ClosePage(text)


def page_box(page: Handle) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of what a viewer shows of the page, in the page's own coordinates."""
    rect = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, rect)
    return rect.left, rect.bottom, rect.right, rect.top


def page_turn(page: Handle) -> int:
    """Clockwise quarter turns a viewer applies."""
    return int(pdfium.FPDFPage_GetRotation(page)) % 4


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
    is_printed = bytearray(b"\x01") * count
    after_blank = [False] * (count + 1)
    for match in _NOT_PRINTED.finditer(texts):
        first, end = match.span()
        is_printed[first:end] = bytes(end - first)
        signs = match.group()
        if signs != "\r\n":
            after_blank[end] = any(
                sign not in "\r\n" and (sign != " " or _IS_GENERATED(text, number) != 1)
                for number, sign in enumerate(signs, first)
            )
    numbers = list(compress(range(count), is_printed))
    boxes = _boxes(text, numbers)
    left, top, right, foot = (boxes[side::4] for side in range(4))
    placed = _placed(text, numbers, zip(top, foot, strict=True), is_upright=is_upright)
    printed = "".join(compress(texts, is_printed))
    return RawChars(printed, list(compress(after_blank, is_printed)), numbers, left, top, right, foot, *placed)


def _placed(
    text: Handle, numbers: Sequence[int], heights: Iterable[tuple[float, float]], *, is_upright: bool
) -> tuple[list[float], list[float], list[float]]:
    """Origins (x only where a page is turned, y) and sizes of characters with these numbers and heads and feet of boxes.

    A box reaches up and down from the baseline by what font and size say: where head and foot are those of another
    character on the line, so are baseline and size. Fonts that say nothing have the box of each glyph, and only the object
    that a character belongs to tells.
    """
    xs: list[float] = []
    ys: list[float] = []
    sizes: list[float] = []
    add_y, add_size = ys.append, sizes.append
    origin_of, object_of = _ORIGIN_OF, _TEXT_OBJECT_OF
    buffer, matrix = ctypes.create_string_buffer(_ORIGIN.size), pdfium.FS_MATRIX()
    at_x, at_y, at_matrix = ctypes.byref(buffer), ctypes.byref(buffer, 8), ctypes.byref(matrix)
    x = y = size = 0.0
    item: int | None = None
    is_level = False  # the characters of `item` stand on one baseline, as its first two did
    known: dict[tuple[float, float], float] = {}  # sizes by head and foot of the boxes on this baseline
    last_height = (0.0, 0.0)
    for number, height in zip(numbers, heights, strict=True):
        found = known.get(height)
        if found is not None:
            size = found
        else:
            before, item = item, object_of(text, number)
            if not is_level or item != before:
                last = y
                origin_of(text, number, at_x, at_y)  # given wherever a box is
                x, y = _ORIGIN.unpack_from(buffer)
                is_level = is_upright and item == before and y == last
                if item != before and not (y == last and height[1] == last_height[1]):
                    # The box's height is no measure: fonts without proper metrics give a third or the double of the size.
                    scale = hypot(matrix.c, matrix.d) if _CHAR_MATRIX(text, number, at_matrix) else 1.0
                    size = _FONT_SIZE(text, number) * scale
                if y != last:
                    known = {}
            if is_upright:
                known[height] = size
            else:
                xs.append(x)
        add_y(y)
        add_size(size)
        last_height = height
    return xs, ys, sizes


def picture(page: Handle, scale: float, most_pixels: int) -> Image.Image:
    """The page as a viewer shows it, annotations (stamps) included, at `scale` pixels a point.

    Raises ReadError when the page cannot be drawn, or would take more than `most_pixels`.
    """
    width, height = displayed_size(page)
    if not (width * scale >= 1 and height * scale >= 1 and width * height * scale * scale <= most_pixels):
        raise ReadError(
            f"页面尺寸无法绘制：{width:.0f} × {height:.0f} 点，上限 {most_pixels:,} 像素（FISCAL_LIMIT_PIXELS）"
        )
    size = (round(width * scale), round(height * scale))
    bitmap = pdfium.FPDFBitmap_CreateEx(*size, pdfium.FPDFBitmap_BGRx, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, *size, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, *size, 0, pdfium.FPDF_ANNOT)
        stride = int(pdfium.FPDFBitmap_GetStride(bitmap))
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * size[1])
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return Image.frombuffer("RGB", size, pixels, "raw", "BGRX", stride, 1)


def has_own_fonts(text: Handle) -> bool:
    """Whether the fonts of a text layer's characters are in the file, so that a picture of the page shows their shapes."""
    count = char_count(text)
    for index in range(0, count, max(1, count // _ANGLE_SAMPLES)):
        item = pdfium.FPDFText_GetTextObject(text, index)
        if item and pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(item)) == 0:
            return False
    return True


def hide_text(page: Handle) -> None:
    """Leaves text out of pictures of the page."""
    for number in range(max(0, pdfium.FPDFPage_CountObjects(page))):
        item = _OBJECT_AT(page, number)
        if _TYPE_OF(item) == pdfium.FPDF_PAGEOBJ_TEXT:
            pdfium.FPDFPageObj_SetIsActive(item, 0)


def displayed_size(page: Handle) -> tuple[float, float]:
    """Width and height in points of the page as a viewer shows it."""
    left, bottom, right, top = page_box(page)
    return (top - bottom, right - left) if page_turn(page) % 2 else (right - left, top - bottom)


def drawing(page: Handle, most: int) -> Drawing:
    """Paths and images of a page, those inside forms included. Raises TooManyError beyond `most` objects and segments."""
    collector = _Collector(most)
    collector.collect(page, pdfium.FPDFPage_CountObjects, _OBJECT_AT, IDENTITY, 0)
    return Drawing(collector.paths, collector.pictures)


class _Collector:
    """Gathers what is drawn. Holds the buffers pdfium writes into: making them anew for each path doubles the time."""

    def __init__(self, most: int) -> None:
        self.paths: list[Path] = []
        self.pictures: list[float] = []
        self._left = most
        self._buffer = ctypes.create_string_buffer(_MODE_AND_MATRIX.size)
        self._point = ctypes.create_string_buffer(_POINT.size)
        self._at_fill, self._at_stroke = ctypes.byref(self._buffer), ctypes.byref(self._buffer, 4)
        self._at_matrix = ctypes.byref(self._buffer, 8)
        self._at_x, self._at_y = ctypes.byref(self._point), ctypes.byref(self._point, 4)

    def collect(
        self,
        owner: Handle,
        count_of: Callable[[Handle], int],
        object_at: Callable[[Handle, int], Handle],
        matrix: Matrix,
        depth: int,
    ) -> None:
        """Adds the drawings of a page or form whose coordinates `matrix` takes to the page's."""
        count = count_of(owner)
        self._spend(max(0, count))
        for number in range(count):
            item = object_at(owner, number)
            kind = _TYPE_OF(item)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self.paths.append(self._path(item, matrix))
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                a, b, c, d, _, _ = times(self._matrix_of(item), matrix)
                self.pictures.append(abs(a * d - b * c))
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MOST_NESTING:
                inner = times(self._matrix_of(item), matrix)
                self.collect(item, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, inner, depth + 1)

    def _path(self, item: Handle, outer: Matrix) -> Path:
        _DRAW_MODE(item, self._at_fill, self._at_stroke)
        count = _SEGMENTS(item)
        self._spend(max(0, count))
        has_matrix = _MATRIX_OF(item, self._at_matrix)
        fill, stroke, *inner = _MODE_AND_MATRIX.unpack_from(self._buffer)
        a, b, c, d, e, f = times(tuple(inner), outer) if has_matrix else outer
        subpaths: list[list[Segment]] = []
        subpath: list[Segment] | None = None
        curves = 0
        unpack, point, at_x, at_y = _POINT.unpack_from, self._point, self._at_x, self._at_y
        segment_at, point_of, type_of = _SEGMENT_AT, _POINT_OF, _SEGMENT_TYPE
        start = last = (0.0, 0.0)
        for number in range(count):
            segment = segment_at(item, number)
            point_of(segment, at_x, at_y)
            x, y = unpack(point)
            here = (a * x + c * y + e, b * x + d * y + f)
            kind = type_of(segment)
            if kind == _MOVE:
                subpath = []
                subpaths.append(subpath)
                start = here
            else:
                if kind == _LINE and subpath is not None:
                    subpath.append((*last, *here))
                else:
                    curves += 1
                if subpath is not None and len(subpath) > 1 and here != start and _CLOSES(segment):
                    subpath.append((*here, *start))
            last = here
        return Path(subpaths, bool(stroke), fill != _NO_FILL, curves)

    def _matrix_of(self, item: Handle) -> Matrix:
        if not _MATRIX_OF(item, self._at_matrix):
            return IDENTITY
        _, _, *matrix = _MODE_AND_MATRIX.unpack_from(self._buffer)
        return tuple(matrix)

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise TooManyError
