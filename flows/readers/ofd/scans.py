"""Pages that are pictures: put together from their images, scans in strips too, and recognised."""

from __future__ import annotations

from dataclasses import replace

from PIL import Image

from flows.readers import clock, ocr
from flows.readers.errors import ReadError
from flows.readers.ofd.package import OfdPackage
from flows.readers.ofd.pages import OfdPage
from flows.readers.ofd.pictures import open_picture, shown_part
from flows.readers.page.items import in_reading_order
from flows.settings import ReaderLimits

# Invisible text behind a scan knows no rules: its tables fall apart even where every character is right.
_PICTURES = frozenset({"scan", "ocr_text"})
_WHITE = (255, 255, 255)


def is_picture(page: OfdPage) -> bool:
    """Whether the page must be recognised, or is better recognised than taken from the text behind it."""
    return page.status in _PICTURES and bool(page.pictures)


def recognised(package: OfdPackage, number: int, page: OfdPage, limits: ReaderLimits) -> OfdPage:
    """A page (from 1) as its images show it: `recognised`, or `illegible` where nothing is found in them."""
    clock.grant(limits.page_seconds)
    picture = page_picture(package, number, page, limits)
    if picture is None:
        return page
    items = ocr.read_scan(picture, page=number, width=page.width, height=page.height, limits=limits)
    if not items:
        return replace(page, status="illegible") if page.status == "scan" else page
    printed = page.items if page.status == "scan" else ()
    return replace(page, status="recognised", items=(*items, *printed))


def with_pictured_tables(package: OfdPackage, number: int, page: OfdPage, limits: ReaderLimits) -> OfdPage:
    """A page (from 1) with text, and the tables that images among it show in their places."""
    picture = page_picture(package, number, page, limits)
    if picture is None:
        return page
    tables = ocr.read_tables(picture, page=number, width=page.width, height=page.height, limits=limits)
    if not tables:
        return page
    together = tuple(in_reading_order((*page.items, *tables)))
    return replace(page, status="recognised", items=together, is_illustrated=False)


def page_picture(package: OfdPackage, number: int, page: OfdPage, limits: ReaderLimits) -> Image.Image | None:
    """The images of a page (from 1) where they stand on it; None where none can be opened."""
    scale = ocr.picture_scale(page.width, page.height, limits)
    box = (0, 0, max(1, round(page.width * scale)), max(1, round(page.height * scale)))
    canvas = Image.new("RGB", box[2:], _WHITE)
    is_empty = True
    for picture in page.pictures:
        image = _image(package, number, picture.resource, limits)
        # Images have y upwards and their first row at the top, the page has y downwards.
        a, b, c, d, e, f = (value * scale for value in picture.matrix)
        shown = shown_part(image, (a, -b, c, -d, e, -f), box) if image is not None else None
        if shown is not None:
            canvas.paste(shown, (0, 0), shown)
            is_empty = False
    return None if is_empty else canvas


def _image(package: OfdPackage, number: int, resource: str, limits: ReaderLimits) -> Image.Image | None:
    part = package.pages[number - 1].document.resources.image(resource)
    try:
        data = package.part(part) if part is not None else None
    except ReadError:
        return None
    return open_picture(data, limits.image_pixels) if data is not None else None
