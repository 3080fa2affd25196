"""A page that is an image, of an image file or in a Word document, as a picture of the size its boxes are measured in."""

from __future__ import annotations

from itertools import islice
from math import sqrt

from PIL import Image

from flows.readers import docx
from flows.readers.errors import ReadError
from flows.readers.image import Page, images_of, page_size
from flows.settings import ReaderLimits


def render_page(data: bytes, page: int, scale: float, limits: ReaderLimits) -> Image.Image:
    """Page `page` (from 1) at `scale` pixels a point. Raises ReadError when there is no such page or it cannot be opened."""
    image = next(islice(images_of(data, limits), page - 1, None), None)
    if image is None:
        raise ReadError(f"图像文件没有第 {page} 页")
    return scaled(image, scale, limits)


def render_picture(data: bytes, page: int, scale: float, limits: ReaderLimits) -> Image.Image:
    """Picture `page` (from 1) among the text of a Word document, as `render_page`."""
    return scaled(docx.picture(data, page, limits), scale, limits)


def scaled(image: Page, scale: float, limits: ReaderLimits) -> Image.Image:
    """A page that is an image at `scale` pixels a point."""
    width, height = page_size(image)
    if scale > sqrt(limits.pixels / (width * height)):
        raise ReadError("页面过大，无法绘制（FISCAL_LIMIT_PIXELS）")
    return image.convert("RGB").resize((max(1, round(width * scale)), max(1, round(height * scale))))
