"""Text of OFD pages painted character by character: with the embedded font, else a Chinese one of the machine, else as boxes."""

from __future__ import annotations

from math import atan2, degrees, hypot

from PIL import Image, ImageDraw

from flows.readers.errors import ReadError
from flows.readers.ofd.objects import Drawn
from flows.readers.ofd.package import OfdPackage
from flows.readers.ofd.resources import Resources
from flows.readers.ofd.text import ALONG, TextRun
from flows.rendering.fonts import GLYPHS, Face, chinese_face, embedded_face
from flows.rendering.ofd_colors import Color

_SMALLEST, _LARGEST = 1, 600  # pixels
# Turned less than this (degrees) a character is drawn as upright; a stretch within this part is none.
_UPRIGHT = 1.0
_STRETCH = 0.03
# Pixels looked at for a character that is not plain, in times its own.
_TURNED_COST = 16


class TextPainter:
    """Paints runs of text on an image. Fonts are opened once."""

    def __init__(self, image: Image.Image, package: OfdPackage, resources: Resources) -> None:
        self._image, self._draw = image, ImageDraw.Draw(image)
        self._package, self._resources = package, resources
        self._faces: dict[tuple[str, bool], Face | None] = {}

    def draw(self, run: TextRun, drawn: Drawn, color: Color, most: float) -> float:
        """Paints a run until `most` pixels are painted; gives how many were."""
        a, b, c, d, e, f = drawn.matrix
        along_x, along_y = ALONG[run.turned]
        forth = (a * along_x + c * along_y, b * along_x + d * along_y)
        up = (a * along_y - c * along_x, b * along_y - d * along_x)
        size = run.size * hypot(*up)
        if not _SMALLEST <= size <= _LARGEST:
            return 0.0
        angle = -degrees(atan2(forth[1], forth[0]))
        stretch = hypot(*forth) / hypot(*up) * _h_scale(run, drawn)
        is_plain = abs(angle) < _UPRIGHT and abs(stretch - 1) < _STRETCH
        font = drawn.element.get("Font", "")
        painted = 0.0
        for text, x, y, width, glyph in run.glyphs():
            origin = (a * x + c * y + e, b * x + d * y + f)
            if (glyph is None and not text.strip()) or not self._is_seen(origin, size, drawn):
                continue
            painted += size * size * (1 if is_plain else _TURNED_COST)
            if painted > most:
                break
            face, code = self._face(font, text, glyph)
            if face is None and not text.strip():
                continue
            if face is None:
                self._box(origin, forth, up, width, run.size, color)
            elif is_plain:
                self._draw.text(origin, code, font=face.at(round(size)), fill=color, anchor="ls")
            else:
                self._turned(origin, code, face, round(size), angle, stretch, color)
        return painted

    def _is_seen(self, origin: tuple[float, float], size: float, drawn: Drawn) -> bool:
        x, y = origin
        if drawn.clip is not None:
            left, top, right, bottom = drawn.clip
            return left - size / 2 <= x <= right and top <= y <= bottom + size
        return -2 * size <= x <= self._image.width + size and -size <= y <= self._image.height + 2 * size

    def _face(self, font: str, text: str, glyph: int | None) -> tuple[Face | None, str]:
        """The font to draw a character with, and the character to ask it for."""
        if glyph is not None:
            numbered = self._embedded(font, by_number=True)
            if numbered is not None and numbered.has(chr(GLYPHS + glyph)):
                return numbered, chr(GLYPHS + glyph)
        for face in (self._embedded(font, by_number=False), chinese_face()):
            if face is not None and text and face.has(text[0]):
                return face, text
        return None, text

    def _embedded(self, font: str, *, by_number: bool) -> Face | None:
        key = (font, by_number)
        if key not in self._faces:
            stated = self._resources.font(font)
            try:
                data = self._package.part(stated.part) if stated is not None and stated.part is not None else None
            except ReadError:
                data = None
            self._faces[key] = embedded_face(data, by_number=by_number) if data is not None else None
        return self._faces[key]

    def _turned(
        self, origin: tuple[float, float], code: str, face: Face, size: int, angle: float, stretch: float, color: Color
    ) -> None:
        """A character that is not upright or not as wide as the font has it."""
        reach = 2 * size
        mask = Image.new("L", (2 * reach, 2 * reach))
        ImageDraw.Draw(mask).text((reach, reach), code, font=face.at(size), fill=255, anchor="ls")
        if abs(stretch - 1) >= _STRETCH:
            # Around the origin, which stays in the middle.
            across = 1 / min(max(stretch, 0.1), 10.0)
            mask = mask.transform(
                mask.size,
                Image.Transform.AFFINE,
                (across, 0, reach * (1 - across), 0, 1, 0),
                resample=Image.Resampling.BILINEAR,
            )
        if abs(angle) >= _UPRIGHT:
            mask = mask.rotate(angle, resample=Image.Resampling.BILINEAR)
        self._image.paste(color, (round(origin[0]) - reach, round(origin[1]) - reach), mask)

    def _box(
        self,
        origin: tuple[float, float],
        forth: tuple[float, float],
        up: tuple[float, float],
        width: float,
        size: float,
        color: Color,
    ) -> None:
        """A box where a character stands that no font here has."""
        corners = [
            (
                origin[0] + forth[0] * width * right + up[0] * size * top,
                origin[1] + forth[1] * width * right + up[1] * size * top,
            )
            for right, top in ((0.1, 0.0), (0.9, 0.0), (0.9, 0.75), (0.1, 0.75))
        ]
        self._draw.polygon(corners, outline=color)


def _h_scale(run: TextRun, drawn: Drawn) -> float:
    stated = drawn.element.get("HScale")
    return float(stated) if stated and not run.turned % 2 else 1.0
