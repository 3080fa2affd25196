"""One page → its lines and tables in reading order, and what kind of page it is.

`scan`: no text, or no more than a stamp or page number, and something drawn that may be text (an image, or letters as
outlines). `ocr_text`: invisible text behind an image, as good as the OCR that made it. `unmapped`: the fonts do not say
what their glyphs mean; nothing is taken from it. `unreadable`: pdfium cannot load the page.
"""

from __future__ import annotations

from dataclasses import dataclass

from flows.readers.page.columns import CharColumns
from flows.readers.page.content import PageItem
from flows.readers.page.geometry import Char, Frame
from flows.readers.page.items import page_items
from flows.readers.page.kinds import COVERED, LEAST_TABLE, OUTLINE_CURVES, STAMPED
from flows.readers.page.readable import is_readable
from flows.readers.page.rulings import Path, find_rules
from flows.readers.pdf import library, text_layer
from flows.readers.pdf.calls import Handle
from flows.readers.pdf.characters import frame_of, page_characters
from flows.readers.pdf.drawn import Drawing, drawing_of


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page gives. `status` is text, ocr_text, scan, unmapped, unreadable or blank.

    `is_illustrated`: among its text stands an image that is large enough to show a table, which was not read.
    """

    status: str
    items: tuple[PageItem, ...] = ()
    characters: int = 0
    is_illustrated: bool = False


def read_page(document: Handle, number: int, most_characters: int, most_objects: int) -> PageContent:
    """The content of a page (from 0)."""
    with library.page_of(document, number) as page:
        if page is None:
            return PageContent("unreadable")
        with library.text_of(page) as text:
            frame = frame_of(page, text)
            chars = page_characters(text, frame, most_characters) if text is not None else CharColumns.of(())
            drawing = drawing_of(page, most_objects)
            status = _status(chars, drawing, frame, text)
            # A ruled page without text is the empty end of a table: it must not look like the end of the table.
            items = () if status == "unmapped" else _items(chars, drawing.paths, frame, text, number + 1)
            return PageContent(status, items, len(chars.starts), status == "text" and _is_illustrated(drawing, frame))


def _is_illustrated(drawing: Drawing, frame: Frame) -> bool:
    return max(drawing.pictures, default=0.0) >= LEAST_TABLE * frame.width * frame.height


def _status(chars: CharColumns, drawing: Drawing, frame: Frame, text: Handle | None) -> str:
    is_covered = max(drawing.pictures, default=0.0) >= COVERED * frame.width * frame.height
    if not chars.starts:
        is_drawn = bool(drawing.pictures) or sum(path.curves for path in drawing.paths) > OUTLINE_CURVES
        return "scan" if is_drawn else "blank"
    if not is_readable(chars.texts):
        return "unmapped"
    if is_covered and len(chars.starts) <= STAMPED:
        return "scan"
    if is_covered and text is not None and text_layer.is_invisible(text, chars.numbers[len(chars.numbers) // 2]):
        return "ocr_text"
    return "text"


def _items(chars: CharColumns, paths: list[Path], frame: Frame, text: Handle | None, page: int) -> tuple[PageItem, ...]:
    def is_rotated(char: Char) -> bool:
        return text is not None and text_layer.char_angle(text, char.number) != frame.turned

    return page_items(
        chars,
        find_rules(paths, frame),
        page=page,
        height=frame.height,
        displayed_box=frame.displayed_box,
        is_rotated=is_rotated,
    )
