"""A page of a PDF as a picture, and where its characters stand."""

from __future__ import annotations

from PIL import Image

from flows.readers.errors import ReadError
from flows.readers.page.lines import lines_of
from flows.readers.pdf import library
from flows.readers.pdf.characters import frame_of, page_characters
from flows.rendering.marking import PrintedChar
from flows.settings import ReaderLimits


def render_page(data: bytes, page: int, scale: float, limits: ReaderLimits) -> Image.Image:
    """Page `page` (from 1) at `scale` pixels a point. Raises ReadError when there is no such page or it cannot be drawn."""
    with library.opened(data) as document, library.page_of(document, page - 1) as handle:
        if handle is None:
            raise ReadError(f"第 {page} 页无法打开")
        return library.picture(handle, scale, limits.pixels)


def printed_characters(data: bytes, page: int, limits: ReaderLimits) -> list[PrintedChar]:
    """The characters of a page's text layer, line by line from left to right, with their boxes as displayed."""
    with library.opened(data) as document, library.page_of(document, page - 1) as handle:
        if handle is None:
            return []
        with library.text_of(handle) as text:
            if text is None:
                return []
            frame = frame_of(handle, text)
            lines = lines_of(page_characters(text, frame, limits.characters).all_chars)
    return [
        (char.text, frame.displayed_box((char.x0, line.box[1], char.x1, line.box[3])))
        for line in lines
        for char in line.chars
    ]
