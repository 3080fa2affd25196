"""The only module that calls pdfium. Opens a document and hands out its pages' characters, drawn paths and images.

The raw functions are used because a call through the helper classes costs several times as much, and a page has a
thousand characters and four hundred rules. No form environment is created, so no script in a file can run, and pdfium
fetches nothing. Refuses files that need a password or that pdfium cannot repair. Not to be called from two threads.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import hypot, sqrt
from typing import Any, NamedTuple, NewType

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
from PIL import Image

from flows.readers.errors import ReadError
from flows.readers.page.geometry import Matrix
from flows.readers.page.rulings import Path, Segment
from flows.readers.pdf import stand_in

# Forms (reusable drawings) inside forms: real files nest two or three deep.
_MOST_NESTING = 6
_ANGLE_SAMPLES = 40
# What scanners of offices give; small print (7 points) is still read, and twice as much reads no better.
_PICTURE_DPI = 200


def _unchecked(function: Any) -> Any:  # noqa: ANN401 - a C function has no Python type
    """A pdfium function whose arguments ctypes does not compare with their declared types.

    That comparison costs more than twice the call itself, and a page needs thousands of calls. Only for functions that
    take handles, plain ints and references to buffers.
    """
    return ctypes.cast(function, ctypes.CFUNCTYPE(function.restype))


_UNICODE_OF = _unchecked(pdfium.FPDFText_GetUnicode)
_ORIGIN_OF = _unchecked(pdfium.FPDFText_GetCharOrigin)
_BOX_OF = _unchecked(pdfium.FPDFText_GetLooseCharBox)
_FONT_SIZE = _unchecked(pdfium.FPDFText_GetFontSize)
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

# What pdfium hands out: pointers that only this module looks behind.
Handle = NewType("Handle", object)

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class TooManyError(Exception):
    """A page holds more than the limit of characters or drawn paths."""


# A character in the page's own coordinates: code, number, origin x and y, left, bottom, right, top, font size.
RawChar = tuple[int, int, float, float, float, float, float, float, float]


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
    angle = float(pdfium.FPDFText_GetCharAngle(text, index))
    return -round(angle / 1.5707963) % 4 if angle > 0 else 0


def sampled_angles(text: Handle) -> list[int]:
    """`char_angle` of characters spread over the page."""
    count = char_count(text)
    step = max(1, count // _ANGLE_SAMPLES)
    unicode_of = pdfium.FPDFText_GetUnicode
    return [char_angle(text, i) for i in range(0, count, step) if unicode_of(text, i) > 32]


def is_invisible(text: Handle, index: int) -> bool:
    """Whether a character is there to be searched and not to be seen: the mark of a text layer made by OCR."""
    item = pdfium.FPDFText_GetTextObject(text, index)
    return bool(item) and pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE


def characters(text: Handle, most: int) -> Iterator[RawChar]:
    """The characters of a text layer. Line ends and the blanks that pdfium makes up are left out."""
    count = char_count(text)
    if count > most:
        raise TooManyError
    unicode_of, origin_of, box_of = _UNICODE_OF, _ORIGIN_OF, _BOX_OF
    is_generated = pdfium.FPDFText_IsGenerated
    size_of, matrix_of = _FONT_SIZE, _CHAR_MATRIX
    x, y, rect, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    at_x, at_y, at_rect, at_matrix = ctypes.byref(x), ctypes.byref(y), ctypes.byref(rect), ctypes.byref(matrix)
    size, line = 0.0, (0.0, 0.0)
    for index in range(count):
        code = unicode_of(text, index)
        if code in (13, 10) or (code == 32 and is_generated(text, index) == 1):
            continue
        if origin_of(text, index, at_x, at_y) and box_of(text, index, at_rect):
            # The box's height is no measure: fonts without proper metrics give a third or the double of the size. But
            # where baseline and foot of the box are those of the character before, so is the size.
            if line != (y.value, rect.bottom):
                line = (y.value, rect.bottom)
                scale = hypot(matrix.c, matrix.d) if matrix_of(text, index, at_matrix) else 1.0
                size = size_of(text, index) * scale
            yield code, index, x.value, y.value, rect.left, rect.bottom, rect.right, rect.top, size


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


def picture(page: Handle, width: float, height: float, most_pixels: int) -> Image.Image:
    """The page as displayed (width × height points), annotations included, at `_PICTURE_DPI` or what `most_pixels` allow."""
    scale = min(_PICTURE_DPI / 72, sqrt(most_pixels / (width * height)))
    wide, high = max(1, round(width * scale)), max(1, round(height * scale))
    bitmap = pdfium.FPDFBitmap_CreateEx(wide, high, pdfium.FPDFBitmap_BGR, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, wide, high, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, wide, high, 0, pdfium.FPDF_ANNOT)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * high)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return Image.frombuffer("RGB", (wide, high), pixels, "raw", "BGR", stride, 1)


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
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self._matrix = pdfium.FS_MATRIX()
        self._at_fill, self._at_stroke = ctypes.byref(self._fill), ctypes.byref(self._stroke)
        self._at_x, self._at_y = ctypes.byref(self._x), ctypes.byref(self._y)
        self._at_matrix = ctypes.byref(self._matrix)

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
                a, b, c, d, _, _ = _times(self._matrix_of(item), matrix)
                self.pictures.append(abs(a * d - b * c))
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MOST_NESTING:
                inner = _times(self._matrix_of(item), matrix)
                self.collect(item, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, inner, depth + 1)

    def _path(self, item: Handle, outer: Matrix) -> Path:
        _DRAW_MODE(item, self._at_fill, self._at_stroke)
        count = _SEGMENTS(item)
        self._spend(max(0, count))
        a, b, c, d, e, f = _times(self._matrix_of(item), outer)
        subpaths: list[list[Segment]] = []
        curves = 0
        px, py, at_x, at_y = self._x, self._y, self._at_x, self._at_y
        segment_at, point_of, type_of = _SEGMENT_AT, _POINT_OF, _SEGMENT_TYPE
        start = last = (0.0, 0.0)
        for number in range(count):
            segment = segment_at(item, number)
            point_of(segment, at_x, at_y)
            x, y = px.value, py.value
            here = (a * x + c * y + e, b * x + d * y + f)
            kind = type_of(segment)
            if kind == _MOVE:
                subpaths.append([])
                start = here
            else:
                if kind == _LINE and subpaths:
                    subpaths[-1].append((*last, *here))
                else:
                    curves += 1
                if subpaths and len(subpaths[-1]) > 1 and here != start and _CLOSES(segment):
                    subpaths[-1].append((*here, *start))
            last = here
        return Path(subpaths, bool(self._stroke.value), self._fill.value != pdfium.FPDF_FILLMODE_NONE, curves)

    def _matrix_of(self, item: Handle) -> Matrix:
        if not _MATRIX_OF(item, self._at_matrix):
            return IDENTITY
        matrix = self._matrix
        return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise TooManyError


def _times(inner: Matrix, outer: Matrix) -> Matrix:
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
