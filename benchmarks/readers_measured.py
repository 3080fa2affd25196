"""What is measured, one function per contender: a file's bytes in, everything it has to give taken out of them.

`CONTENDERS` are the libraries that others read these formats with, asked for what our readers give. Each imports its
library when it is first used, so that a process that measures one does not hold the memory of all.
"""

from __future__ import annotations

import ctypes
import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

Contender = Callable[[bytes], object]


def ours() -> Contender:
    """Our reader: format detected, Document with cells, spans and places, personal data masked."""
    from flows.readers.formats import read_document
    from flows.settings import ReaderLimits

    limits = ReaderLimits()
    return lambda data: read_document(data, limits)


def are_converted(files: list[Path]) -> bool:
    """Whether these are files that LibreOffice converts before they are read."""
    from flows.readers import converted
    from flows.readers.formats import detect

    return all(detect(path.read_bytes()) in converted.EXTENSIONS for path in files)


def converted_documents(files: list[Path]) -> list[object]:
    """Our reader on files that LibreOffice converts, its start included."""
    from flows.readers.converted.batch import conversions
    from flows.readers.formats import read_document
    from flows.settings import ReaderLimits

    limits = ReaderLimits()
    hashes = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in files}
    with conversions(hashes.items(), limits) as made:
        return [read_document(path.read_bytes(), limits, made.get(key)) for key, path in hashes.items()]


def statements() -> Callable[[Any], object]:
    """Our statements code: Document in, lines, indicators, figures of the text and assets out."""
    from flows.settings import Settings
    from flows.statements.assets import load_asset_terms, read_assets
    from flows.statements.layout_seeds import load_layout
    from flows.statements.narrative import load_vocabulary, read_narrative
    from flows.statements.recognise import recognise

    seeds = Settings().seeds_dir
    layout, vocabulary, assets = load_layout(seeds), load_vocabulary(seeds), load_asset_terms(seeds)

    def lines(document: Any) -> object:  # noqa: ANN401 - the Document class is not imported here
        recognition = recognise(document, layout)
        narrative = read_narrative(document, vocabulary, used_blocks=frozenset(recognition.caption_blocks))
        return recognition, narrative, read_assets(document, assets)

    return lines


def pdfplumber() -> Contender:
    """Tables and text of every page."""
    import pdfplumber as library

    def read(data: bytes) -> object:
        with library.open(io.BytesIO(data)) as document:
            return [(page.extract_tables(), page.extract_text()) for page in document.pages]

    return read


def pdfium() -> Contender:
    """The floor: pdfium loads each page and gives every character with origin and box, and every point of every path.

    These are the raw calls our reader makes, through function pointers without argument checks as there; nothing is built
    of what they return. Unlike there they let other threads go on, as ctypes usually does.
    """
    import pypdfium2.raw as library

    def fast(function: Any) -> Any:  # noqa: ANN401 - a C function has no Python type
        return ctypes.cast(function, ctypes.CFUNCTYPE(function.restype))

    unicode_of, origin_of, box_of = map(
        fast, (library.FPDFText_GetUnicode, library.FPDFText_GetCharOrigin, library.FPDFText_GetLooseCharBox)
    )
    object_at, type_of, mode_of, matrix_of = map(
        fast,
        (
            library.FPDFPage_GetObject,
            library.FPDFPageObj_GetType,
            library.FPDFPath_GetDrawMode,
            library.FPDFPageObj_GetMatrix,
        ),
    )
    segments_of, segment_at, kind_of, point_of = map(
        fast,
        (
            library.FPDFPath_CountSegments,
            library.FPDFPath_GetPathSegment,
            library.FPDFPathSegment_GetType,
            library.FPDFPathSegment_GetPoint,
        ),
    )
    x, y, rect = ctypes.c_double(), ctypes.c_double(), library.FS_RECTF()
    fill, stroke, matrix = ctypes.c_int(), ctypes.c_int(), library.FS_MATRIX()
    px, py = ctypes.c_float(), ctypes.c_float()
    at_x, at_y, at_rect, at_fill, at_stroke, at_matrix, at_px, at_py = map(
        ctypes.byref, (x, y, rect, fill, stroke, matrix, px, py)
    )

    def read(data: bytes) -> object:
        document = library.FPDF_LoadMemDocument64(data, len(data), None)
        for number in range(library.FPDF_GetPageCount(document)):
            page = library.FPDF_LoadPage(document, number)
            text = library.FPDFText_LoadPage(page)
            for index in range(library.FPDFText_CountChars(text)):
                unicode_of(text, index)
                origin_of(text, index, at_x, at_y)
                box_of(text, index, at_rect)
            for index in range(library.FPDFPage_CountObjects(page)):
                item = object_at(page, index)
                if type_of(item) == library.FPDF_PAGEOBJ_PATH:
                    mode_of(item, at_fill, at_stroke)
                    matrix_of(item, at_matrix)
                    for place in range(segments_of(item)):
                        segment = segment_at(item, place)
                        kind_of(segment)
                        point_of(segment, at_px, at_py)
            library.FPDFText_ClosePage(text)
            library.FPDF_ClosePage(page)
        library.FPDF_CloseDocument(document)
        return None

    return read


def python_docx() -> Contender:
    """All paragraphs and the cells of all tables."""
    import docx as library

    def read(data: bytes) -> object:
        document = library.Document(io.BytesIO(data))
        texts = [paragraph.text for paragraph in document.paragraphs]
        return texts, [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]

    return read


def pandas_read_html() -> Contender:
    """The tables of a page; running text is not read."""
    import pandas as library

    return lambda data: library.read_html(io.BytesIO(data), encoding="utf-8")


def openpyxl() -> Contender:
    """The stored values of all cells and the merged ranges of all sheets, in the normal mode.

    The read-only mode is faster and knows no merged ranges, without which headings lose their columns.
    """
    import openpyxl as library

    def read(data: bytes) -> object:
        workbook = library.load_workbook(io.BytesIO(data), data_only=True)
        return [
            ([[cell.value for cell in row] for row in sheet.iter_rows()], [str(r) for r in sheet.merged_cells.ranges])
            for sheet in workbook.worksheets
        ]

    return read


CONTENDERS: dict[str, Callable[[], Callable[[Any], object]]] = {
    "ours": ours,
    "statements": statements,
    "pdfplumber": pdfplumber,
    "pdfium": pdfium,
    "python-docx": python_docx,
    "pandas": pandas_read_html,
    "openpyxl": openpyxl,
}
