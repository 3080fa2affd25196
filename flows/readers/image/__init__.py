"""Image files of scanned pages (PNG, JPEG, TIFF with one or more pages, BMP, GIF, WebP): recognised as the pages of a scan are.

Refuses images that are damaged, have more pixels than the limit, or show no text. Where the file does not say how large the
page is, its longer side is taken for that of an A4 page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from flows.readers import clock, ocr
from flows.readers.document import Block, Document
from flows.readers.errors import ReadError
from flows.readers.page.blocks import blocks_of_pages
from flows.readers.page.content import PageItem
from flows.readers.tools import OCR_ADVICE
from flows.settings import ReaderLimits

Page = Image.Image  # a page as a viewer shows it

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
_A4_LENGTH = 842.0
# Longer sides that pages have, A5 to A2: cameras and programs write resolutions that mean nothing.
_SHORTEST, _LONGEST = 550.0, 1700.0


def read(data: bytes, limits: ReaderLimits) -> Document:
    """The document in an image file's bytes. Raises ReadError with the reason when there is none to be had."""
    if not ocr.is_available():
        raise ReadError(f"文件是图像，{OCR_ADVICE}", outcome="needs_ocr")
    blocks, notes = recognised(images_of(data, limits), limits)
    if not blocks:
        raise ReadError("图像中没有识别出文字；请换用更清晰的图像或原始电子文件")
    return Document("pdf_scan", blocks, notes=("文件是图像，文字来自识别", *notes))


def recognised(images: Iterable[Page], limits: ReaderLimits) -> tuple[tuple[Block, ...], list[str]]:
    """The blocks on pages that are images, numbered through, and what is to be said of pages that were not read.

    Only to be called where OCR is available.
    """
    pages: list[tuple[PageItem, ...]] = []
    notes: list[str] = []
    for number, image in enumerate(images, 1):
        if number > limits.ocr_pages:
            notes.append(f"第 {number} 页起未识别：超过识别页数上限 {limits.ocr_pages} 页（FISCAL_LIMIT_OCR_PAGES）")
            break
        pages.append(_items(image, number, limits))
    return blocks_of_pages(pages, limits), notes


def recognised_page(image: Page, number: int, limits: ReaderLimits) -> tuple[Block, ...]:
    """The blocks of one page (number from 1) that is an image. Only to be called where OCR is available."""
    return blocks_of_pages([_items(image, number, limits)], limits)


def _items(image: Page, number: int, limits: ReaderLimits) -> tuple[PageItem, ...]:
    clock.grant(limits.page_seconds)
    width, height = page_size(image)
    return ocr.read_scan(image, page=number, width=width, height=height, limits=limits)


def images_of(data: bytes, limits: ReaderLimits) -> Iterator[Page]:
    """The pages of an image file as a viewer shows them. Raises ReadError where it is damaged or too large."""
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image, suppress(EOFError):
            for number in range(limits.ocr_pages + 1):
                image.seek(number)
                yield _loaded(image, limits)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise ReadError("图像文件已损坏或不完整，无法打开；请重新下载后放入") from None


def _loaded(image: Image.Image, limits: ReaderLimits) -> Page:
    pixels = image.width * image.height
    if pixels > limits.image_pixels:
        raise ReadError(f"图像过大：{pixels:,} 像素，上限 {limits.image_pixels:,} 像素（FISCAL_LIMIT_IMAGE_PIXELS）")
    shown = ImageOps.exif_transpose(image)
    shown.load()
    return shown


def page_size(image: Page) -> tuple[float, float]:
    """Width and height of the page in points."""
    stated = image.info.get("dpi", (0, 0))
    across, down = (float(value) for value in stated)
    if across > 0 and down > 0:
        width, height = image.width * 72 / across, image.height * 72 / down
        if _SHORTEST <= max(width, height) <= _LONGEST:
            return width, height
    scale = _A4_LENGTH / max(image.width, image.height)
    return image.width * scale, image.height * scale
