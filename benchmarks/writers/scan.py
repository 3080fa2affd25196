"""A scan: the pages drawn as images, a little turned and specked, in a PDF without a text layer."""

from __future__ import annotations

import re
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from random import Random

import manimgx_fonts_cjk
from PIL import Image, ImageDraw, ImageFont

from benchmarks.writers.page import HEIGHT, WIDTH, Page, Text, half_width, lay_out
from benchmarks.writers.written import Written
from flows.readers.document import Document

_DPI = 200
_SCALE = _DPI / 72
_FONT_FILE = Path(manimgx_fonts_cjk.__file__).with_name("NotoSansCJK-VF.otf.ttc")
_SIMPLIFIED = "Noto Sans CJK SC"
_REGULAR = 400
# Latin letters and digits half as wide as Chinese characters, and these as wide as the pages are laid out.
_HALF_WIDTH, _FULL_WIDTH = ["hwid"], ["fwid"]
_RUN = re.compile(r"[!-~ ]+|[^!-~ ]+")
_PAPER, _INK = 255, 20


def write(document: Document) -> Written:
    """A clean scan of straight pages."""
    return write_turned(document, 0.0, 0)


def write_turned(document: Document, degrees: float, specks: int) -> Written:
    """A scan of pages that lay askew by `degrees` on a glass with so many specks of dust."""
    pages = lay_out(document)
    images = [_image(page, degrees, specks, number) for number, page in enumerate(pages.pages)]
    buffer = BytesIO()
    images[0].save(buffer, "PDF", resolution=_DPI, save_all=True, append_images=images[1:], quality=85)
    return Written(buffer.getvalue(), page_of=pages.spots.get)


def _image(page: Page, degrees: float, specks: int, number: int) -> Image.Image:
    image = Image.new("L", (round(WIDTH * _SCALE), round(HEIGHT * _SCALE)), _PAPER)
    draw = ImageDraw.Draw(image)
    for rule in sorted(page.rules):
        draw.line([_SCALE * each for each in rule], fill=_INK, width=2)
    for text in page.texts:
        _write(draw, text)
    if degrees:
        image = image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=_PAPER)
    random = Random(number)
    dust = ImageDraw.Draw(image)
    for _ in range(specks):
        dust.point((random.randrange(image.width), random.randrange(image.height)), fill=random.randrange(_PAPER))
    return image


def _write(draw: ImageDraw.ImageDraw, text: Text) -> None:
    x = text.x
    for run in _RUN.findall(text.text):
        features = _HALF_WIDTH if run.isascii() else _FULL_WIDTH
        at, font = (x * _SCALE, text.y * _SCALE), _font(round(text.size * _SCALE))
        draw.text(at, run, fill=_INK, font=font, anchor="ls", features=features)
        x += text.size * half_width(run)


@lru_cache(maxsize=32)
def _font(size: int) -> ImageFont.FreeTypeFont:
    """The simplified Chinese face of the collection at a size in pixels."""
    face = ImageFont.truetype(str(_FONT_FILE), size, index=_face())
    face.set_variation_by_axes([_REGULAR])
    return face


@lru_cache(maxsize=1)
def _face() -> int:
    """Which face of the collection is the simplified Chinese one. Raises OSError when none is."""
    index = 0
    while ImageFont.truetype(str(_FONT_FILE), 10, index=index).getname()[0] != _SIMPLIFIED:
        index += 1
    return index
