"""Pages that are pictures: what is printed on them, for every format that may hold a scan.

The engine is an optional part of the installation and is only loaded when a page is read. Its modules: `picture` (grey, no
seals), `turning` (straight and upright), `ruling` (rules), `pieces` (where to read), `engine` (rapidocr), `characters`.
"""

from __future__ import annotations

from math import sqrt

from PIL import Image

from flows.readers import clock, tools
from flows.readers.page.content import PageItem, PageTable
from flows.settings import ReaderLimits

# What scanners of offices give; small print (7 points) is still read, and twice as much reads no better.
_DPI = 200


def is_available() -> bool:
    """Whether pages can be recognised here."""
    return tools.OCR in tools.available_tools()


def picture_scale(width: float, height: float, limits: ReaderLimits) -> float:
    """Pixels a point for the picture of a page of width × height points that is to be recognised."""
    return min(_DPI / 72, sqrt(limits.ocr_pixels / max(width * height, 1.0)))


def read_scan(
    image: Image.Image, *, page: int, width: float, height: float, limits: ReaderLimits
) -> tuple[PageItem, ...]:
    """The lines and tables of a page (number from 1) that is a picture, displayed width × height points.

    Boxes are on the page as displayed, every text has its confidence. Only to be called where `is_available()`.
    """
    from flows.readers.ocr.page import scanned_items

    return scanned_items(image, page=page, width=width, height=height, most_pixels=limits.ocr_pixels)


def read_tables(
    image: Image.Image, *, page: int, width: float, height: float, limits: ReaderLimits
) -> tuple[PageItem, ...]:
    """As `read_scan` for the images among a page's text, where they show a ruled table with something in it; else nothing.

    Reports written with an office program hold their statements as pictures at times, pasted from where they were made.
    """
    from flows.readers.ocr.page import shows_ruled_table

    clock.grant(limits.page_seconds)
    if not shows_ruled_table(image, width=width, height=height, most_pixels=limits.ocr_pixels):
        return ()
    items = read_scan(image, page=page, width=width, height=height, limits=limits)
    has_table = any(isinstance(item, PageTable) and any(cell.text for cell in item.cells) for item in items)
    return items if has_table else ()
