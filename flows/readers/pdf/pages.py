"""One page → its lines and tables in reading order, and what kind of page it is.

`scan`: no text, or no more than a stamp or page number, and something drawn that may be text (an image, or letters as
outlines). `ocr_text`: invisible text behind an image, as good as the OCR that made it. `unmapped`: the fonts do not say
what their glyphs mean; nothing is taken from it. `unreadable`: pdfium cannot load the page. Page numbers alone on a line
are dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.readers.pdf import library
from flows.readers.pdf.borderless import take_tables
from flows.readers.pdf.characters import frame_of, is_readable, page_characters
from flows.readers.pdf.content import PageItem, PageLine, line_item
from flows.readers.pdf.filling import OUTSIDE, filled_table, place_characters
from flows.readers.pdf.geometry import Char, Frame
from flows.readers.pdf.grid import find_grids
from flows.readers.pdf.lines import lines_of
from flows.readers.pdf.rulings import find_rules

# Letters drawn as outlines have a dozen curves each: this many on a page without text are more than an ornament.
_OUTLINE_CURVES = 400
# The part of a page an image covers when the page is a scan, and the characters a scan may carry as text (a page number,
# a registration stamp). A cover page with a picture behind its title looks the same: it is noted and its title read.
_COVERED = 0.5
_STAMPED = 40
# Tables side by side start within this many points of each other.
_SAME_HEIGHT = 3.0
_PAGE_NUMBER = re.compile(
    r"^[\s\-—–－_·.]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:[\s,，/]*共?\s*\d{1,3}(?:\s*页)?)?[\s\-—–－_·.]*$"
)


@dataclass(frozen=True, slots=True)
class PageContent:
    """What a page gives. `status` is text, ocr_text, scan, unmapped, unreadable or blank."""

    status: str
    items: tuple[PageItem, ...] = ()
    characters: int = 0


def read_page(document: library.Handle, number: int, most_characters: int, most_objects: int) -> PageContent:
    """The content of a page (from 0)."""
    with library.page_of(document, number) as page:
        if page is None:
            return PageContent("unreadable")
        with library.text_of(page) as text:
            frame = frame_of(page, text)
            chars = page_characters(text, frame, most_characters) if text is not None else []
            drawing = library.drawing(page, most_objects)
            status = _status(chars, drawing, frame, text)
            # A ruled page without text is the empty end of a table: it must not look like the end of the table.
            items = () if status == "unmapped" else _items(chars, drawing.paths, frame, text, number + 1)
            return PageContent(status, items, len(chars))


def _status(chars: list[Char], drawing: library.Drawing, frame: Frame, text: library.Handle | None) -> str:
    is_covered = max(drawing.pictures, default=0.0) >= _COVERED * frame.width * frame.height
    if not chars:
        is_drawn = bool(drawing.pictures) or sum(path.curves for path in drawing.paths) > _OUTLINE_CURVES
        return "scan" if is_drawn else "blank"
    if not is_readable(chars):
        return "unmapped"
    if is_covered and len(chars) <= _STAMPED:
        return "scan"
    if is_covered and text is not None and library.is_invisible(text, chars[len(chars) // 2].number):
        return "ocr_text"
    return "text"


def _items(
    chars: list[Char], paths: list[library.Path], frame: Frame, text: library.Handle | None, page: int
) -> tuple[PageItem, ...]:
    rules = find_rules(paths, frame)
    grids = find_grids(rules)
    placed = place_characters(chars, grids)

    def is_rotated(char: Char) -> bool:
        return text is not None and library.char_angle(text, char.number) != frame.turned

    tables = [
        filled_table(number, grid, placed, page, frame.displayed_box, is_rotated) for number, grid in enumerate(grids)
    ]
    outside = lines_of(placed.get(OUTSIDE, []))
    loose, lines = take_tables(outside, rules.horizontal, page, frame.displayed_box)
    right_margin = max((line.right for line in lines), default=0.0)
    printed = [line_item(line, page, right_margin, frame.height) for line in lines]
    return tuple(_without_page_number(_in_reading_order([*tables, *loose, *printed])))


def _in_reading_order(items: list[PageItem]) -> list[PageItem]:
    """From top to bottom; what starts at one height, from left to right."""
    ordered = sorted(items, key=lambda item: item.top)
    rows: list[list[PageItem]] = []
    for item in ordered:
        if rows and item.top - rows[-1][0].top <= _SAME_HEIGHT:
            rows[-1].append(item)
        else:
            rows.append([item])
    return [item for row in rows for item in sorted(row, key=lambda item: item.left)]


def _without_page_number(items: list[PageItem]) -> list[PageItem]:
    """The items without a page number alone on a line in the top or bottom margin."""
    return [
        item
        for position, item in enumerate(items)
        if not (
            isinstance(item, PageLine)
            and item.is_marginal
            and position in (0, 1, len(items) - 2, len(items) - 1)
            and _PAGE_NUMBER.match(item.text)
        )
    ]
