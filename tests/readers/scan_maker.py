"""Scans for tests, drawn at 200 dpi with a packaged font: tables and text as a scanner leaves them. Points from the top left."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from flows.readers.tools import OCR, available_tools

if OCR not in available_tools():
    pytest.skip("the packages of the extra [ocr] are not installed", allow_module_level=True)
fonts = pytest.importorskip(
    "manimgx_fonts_cjk", reason="the font to draw Chinese with is not installed (extra [bench])"
)

from PIL import Image, ImageChops, ImageDraw, ImageFont  # noqa: E402

DPI = 200
_FONT = Path(fonts.__file__).parent / "NotoSansCJK-VF.otf.ttc"


class Sheet:
    """A page to draw on."""

    def __init__(self, width: float = 595, height: float = 300) -> None:
        self.image = Image.new("RGB", (_pixels(width), _pixels(height)), "white")
        self._pen = ImageDraw.Draw(self.image)

    def text(self, x: float, y: float, text: str, size: float = 10, anchor: str = "mm", ink: str = "black") -> Sheet:
        """Text with its middle (or what `anchor` says) at a point."""
        font = ImageFont.truetype(str(_FONT), _pixels(size))
        font.set_variation_by_axes([400])
        self._pen.text((_pixels(x), _pixels(y)), text, font=font, anchor=anchor, fill=ink)
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float, dots: float = 0) -> Sheet:
        """A thin line, solid or of dots so many points long and apart."""
        length = (x1 - x0) + (y1 - y0)
        steps = (
            [(0.0, 1.0)]
            if not dots
            else [(s * 2 * dots / length, (s * 2 + 1) * dots / length) for s in range(int(length / dots / 2))]
        )
        for start, end in steps:
            ends = (x0 + start * (x1 - x0), y0 + start * (y1 - y0), x0 + end * (x1 - x0), y0 + end * (y1 - y0))
            self._pen.line([_pixels(value) for value in ends], fill="black", width=2)
        return self

    def table(self, xs: list[float], ys: list[float], rows: list[list[str]], size: float = 9, dots: float = 0) -> Sheet:
        """A fully ruled table, one text in the middle of each cell; a `None` cell goes on from its left neighbour."""
        for y in ys:
            self.rule(xs[0], y, xs[-1], y, dots)
        for x in xs:
            self.rule(x, ys[0], x, ys[-1], dots)
        for top, bottom, row in zip(ys, ys[1:], rows, strict=False):
            for left, right, text in zip(xs, xs[1:], row, strict=False):
                self.text((left + right) / 2, (top + bottom) / 2, text, size)
        return self

    def seal(self, x: float, y: float) -> Sheet:
        """A round red seal, through which what is below it is seen."""
        stamp = Image.new("RGB", self.image.size, "white")
        middle, radius = (_pixels(x), _pixels(y)), _pixels(55)
        pen = ImageDraw.Draw(stamp)
        pen.ellipse([m + s * radius for s in (-1, 1) for m in middle], outline=(225, 60, 60), width=8)
        font = ImageFont.truetype(str(_FONT), _pixels(14))
        pen.text(middle, "财政局公章", font=font, anchor="mm", fill=(225, 60, 60))
        self.image = ImageChops.multiply(self.image, stamp)
        self._pen = ImageDraw.Draw(self.image)
        return self

    def scanned(self, askew: float = 0, quarters: int = 0) -> Image.Image:
        """The page as it comes from the scanner: turned counter-clockwise by degrees and quarters, with the noise of JPEG."""
        turned = self.image.rotate(askew, resample=Image.Resampling.BICUBIC, fillcolor="white").rotate(
            90 * quarters, expand=True
        )
        scan = Image.open(BytesIO(encoded(turned, "JPEG", quality=80)))
        return scan.copy()


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """The bytes of an image file, its resolution in it."""
    file = BytesIO()
    image.save(file, kind, dpi=(DPI, DPI), **options)
    return file.getvalue()


def scanned_pdf(*pages: Image.Image) -> bytes:
    """A PDF file whose pages are pictures and nothing else."""
    file = BytesIO()
    first, *others = [page.copy() for page in pages]  # saving leaves its settings in the images
    first.save(file, "PDF", save_all=True, append_images=others, resolution=DPI, quality=80)
    return file.getvalue()


def _pixels(points: float) -> int:
    return round(points * DPI / 72)
