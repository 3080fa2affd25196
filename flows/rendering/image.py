"""A page of an image file as a picture of the size its boxes are measured in."""

from __future__ import annotations

from itertools import islice
from math import sqrt

from PIL import Image

from flows.readers.errors import ReadError
from flows.readers.image import images_of, page_size
from flows.settings import ReaderLimits


def render_page(data: bytes, page: int, scale: float, limits: ReaderLimits) -> Image.Image:
    """Page `page` (from 1) at `scale` pixels a point. Raises ReadError when there is no such page or it cannot be opened."""
    image = next(islice(images_of(data, limits), page - 1, None), None)
    if image is None:
        raise ReadError(f"图像文件没有第 {page} 页")
    width, height = page_size(image)
    most = sqrt(limits.pixels / (width * height))
    if scale > most:
        raise ReadError(f"第 {page} 页过大，无法绘制（FISCAL_LIMIT_PIXELS）")
    return image.convert("RGB").resize((max(1, round(width * scale)), max(1, round(height * scale))))
