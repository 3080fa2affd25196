"""What is drawn on a page of a PDF beside text: straight lines of paths, and how large its images are."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from itertools import compress, repeat
from typing import NamedTuple

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from flows.readers.page.geometry import IDENTITY, Matrix, times
from flows.readers.page.rulings import Path, Segment
from flows.readers.pdf.calls import OBJECT_AT, TYPE_OF, Handle, TooManyError, unchecked

# Forms (reusable drawings) inside forms: real files nest two or three deep.
_MOST_NESTING = 6

_MATRIX_OF = unchecked(pdfium.FPDFPageObj_GetMatrix)
_DRAW_MODE = unchecked(pdfium.FPDFPath_GetDrawMode)
_SEGMENTS = unchecked(pdfium.FPDFPath_CountSegments)
_SEGMENT_AT = unchecked(pdfium.FPDFPath_GetPathSegment)
_SEGMENT_TYPE = unchecked(pdfium.FPDFPathSegment_GetType)
_POINT_OF = unchecked(pdfium.FPDFPathSegment_GetPoint)
_CLOSES = unchecked(pdfium.FPDFPathSegment_GetClose)
_MOVE: int = pdfium.FPDF_SEGMENT_MOVETO
_LINE: int = pdfium.FPDF_SEGMENT_LINETO
_TEXT: int = pdfium.FPDF_PAGEOBJ_TEXT
_PATH: int = pdfium.FPDF_PAGEOBJ_PATH
_IMAGE: int = pdfium.FPDF_PAGEOBJ_IMAGE
_FORM: int = pdfium.FPDF_PAGEOBJ_FORM
_NO_FILL: int = pdfium.FPDF_FILLMODE_NONE

# Fill and stroke of a path and its matrix; a point.
_MODE_AND_MATRIX, _POINT = struct.Struct("=2i6f"), struct.Struct("=2f")


class Drawing(NamedTuple):
    """What is drawn on a page beside text."""

    paths: list[Path]
    pictures: list[float]  # the area of each image, in square points


def drawing_of(page: Handle, most: int) -> Drawing:
    """Paths and images of a page, those inside forms included. Raises TooManyError beyond `most` objects and segments."""
    collector = _Collector(most)
    collector.collect(page, pdfium.FPDFPage_CountObjects, OBJECT_AT, IDENTITY, 0)
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
        # Most objects of a page are text: which are not is found out in C.
        items = list(map(object_at, repeat(owner), range(count)))
        kinds = list(map(TYPE_OF, items))
        for item, kind in compress(zip(items, kinds, strict=True), map(_TEXT.__ne__, kinds)):
            if kind == _PATH:
                self.paths.append(self._path(item, matrix))
            elif kind == _IMAGE:
                a, b, c, d, _, _ = times(self._matrix_of(item), matrix)
                self.pictures.append(abs(a * d - b * c))
            elif kind == _FORM and depth < _MOST_NESTING:
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
