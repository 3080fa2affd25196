"""A page of an OFD file drawn as an image: rules, areas, images and text, each where the file puts it.

Good enough to recognise the page and its figures, not a printer's proof: curves are drawn as straight lines, patterns and
shadings as grey, stamps and other annotations not at all. What cannot be drawn (an image in a format of its own, a
character no font has) leaves a grey box in its place. How much is painted is bounded; what would come after stays away.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor, hypot

from PIL import Image, ImageDraw

from flows.readers.document import Box
from flows.readers.errors import ReadError
from flows.readers.ofd.content import MOST_OBJECTS
from flows.readers.ofd.objects import Drawn, Objects, TooManyError
from flows.readers.ofd.package import OfdDocument, OfdPackage, OpenPage
from flows.readers.ofd.pages import PageReader
from flows.readers.ofd.paths import Point, subpaths
from flows.readers.ofd.pictures import open_picture, shown_part
from flows.readers.ofd.places import common_box, image_matrix, square_box
from flows.readers.ofd.text import text_run
from flows.readers.ofd.values import POINTS, BadValueError, Element, child, is_off, is_on
from flows.readers.page.geometry import Matrix
from flows.readers.page.lines import lines_of
from flows.rendering.marking import PrintedChar
from flows.rendering.ofd_colors import Color, fill_color, line_width, stroke_color
from flows.rendering.ofd_text import TextPainter
from flows.settings import ReaderLimits

_GREY: Color = (190, 190, 190)
_LARGEST = 20_000  # pixels of a side
# Everything painted together, in times the page: a page of photographs on coloured ground stays well below.
_PAINT = 60
# Farther out than this (pixels) a line cannot be seen; where it ends there does not matter, and costs nothing.
_MARGIN = 100.0


def render_page(data: bytes, page: int, scale: float, limits: ReaderLimits) -> Image.Image:
    """Page `page` (from 1) of the OFD file in `data` as an RGB image, `scale` pixels for a point.

    Raises ReadError when the file or the page cannot be read or the image would be too large.
    """
    package = OfdPackage(data, limits)
    if not 1 <= page <= len(package.pages):
        raise ReadError(f"OFD 文件共 {len(package.pages)} 页，没有第 {page} 页")
    opened = package.page(page)
    width, height = max(1, round(opened.width * scale)), max(1, round(opened.height * scale))
    if max(width, height) > _LARGEST or width * height > limits.pixels:
        raise ReadError(f"图像过大：{width} × {height} 像素，请用较小的比例（FISCAL_LIMIT_PIXELS）")
    painter = _Painter(package, opened.document, (width, height), limits)
    try:
        for root in _roots(package, opened):
            objects = Objects(opened.document.resources, MOST_OBJECTS)
            objects.add_page(root, (POINTS * scale, 0.0, 0.0, POINTS * scale, 0.0, 0.0))
            for drawn in objects.drawn:
                painter.draw(drawn)
    except TooManyError:
        raise ReadError(f"OFD 第 {page} 页的文字或图形过多，超过上限") from None
    return painter.image


def printed_characters(data: bytes, page: int, limits: ReaderLimits) -> list[PrintedChar]:
    """The characters of a page, line by line from left to right, with their boxes as displayed."""
    package = OfdPackage(data, limits)
    if not 1 <= page <= len(package.pages):
        return []
    try:
        chars, frame = PageReader(package).characters(page, limits.characters)
    except TooManyError:
        raise ReadError(f"OFD 第 {page} 页的文字或图形过多，超过上限") from None
    return [
        (char.text, frame.displayed_box((char.x0, line.box[1], char.x1, line.box[3])))
        for line in lines_of(chars)
        for char in line.chars
    ]


def _roots(package: OfdPackage, page: OpenPage) -> list[Element]:
    """The parts a page is made of, in the order they are drawn."""
    behind = [package.template(page.document, id_) for id_ in page.behind]
    before = [package.template(page.document, id_) for id_ in page.before]
    return [root for root in (*behind, page.root, *before) if root is not None]


class _Painter:
    """The image and what may still be painted on it."""

    def __init__(self, package: OfdPackage, document: OfdDocument, size: tuple[int, int], limits: ReaderLimits) -> None:
        self.image = Image.new("RGB", size, "white")
        self._draw = ImageDraw.Draw(self.image)
        self._package, self._resources, self._limits = package, document.resources, limits
        self._page: Box = (0.0, 0.0, float(size[0]), float(size[1]))
        self._around: Box = (-_MARGIN, -_MARGIN, size[0] + _MARGIN, size[1] + _MARGIN)
        self._left = float(_PAINT * size[0] * size[1])
        self._text = TextPainter(self.image, package, document.resources)
        self._characters = limits.characters

    def draw(self, drawn: Drawn) -> None:
        """Draws an object; one whose numbers cannot be used is left out. Raises TooManyError."""
        try:
            if drawn.kind == "TextObject":
                self._draw_text(drawn)
            elif drawn.kind == "PathObject":
                self._draw_path(drawn)
            else:
                self._draw_image(drawn)
        except BadValueError:
            return
        except OverflowError:
            raise TooManyError from None

    def _draw_text(self, drawn: Drawn) -> None:
        run = text_run(drawn.element, self._characters, with_glyphs=True)
        self._characters -= len(run.texts)
        if run.is_visible:
            color = fill_color(drawn, self._resources) or (0, 0, 0)
            self._left -= self._text.draw(run, drawn, color, self._left)

    def _draw_path(self, drawn: Drawn) -> None:
        element = drawn.element
        data = child(element, "AbbreviatedData")
        if data is None or not data.text:
            return
        fill = fill_color(drawn, self._resources) if is_on(element.get("Fill")) else None
        stroke = None if is_off(element.get("Stroke")) else stroke_color(drawn, self._resources)
        if not self._fits(drawn.matrix):
            return
        a, b, c, d, e, f = drawn.matrix
        width = max(1, round(min(line_width(drawn, self._resources) * hypot(a, b), self._page[2])))
        clip = self._around if drawn.clip is None else common_box(self._around, drawn.clip)
        for points, _ in subpaths(data.text, MOST_OBJECTS):
            placed = [(a * x + c * y + e, b * x + d * y + f) for x, y in points]
            if not _meets(placed, clip):
                continue
            placed = [_bounded(point, clip) for point in placed]
            if fill is not None and len(placed) > 2 and self._may_paint(_area_cost(placed)):
                self._draw.polygon(placed, fill=fill)
            if stroke is not None and len(placed) > 1 and self._may_paint(_line_cost(placed, width)):
                self._draw.line(placed, fill=stroke, width=width)

    def _draw_image(self, drawn: Drawn) -> None:
        matrix = image_matrix(drawn.element, drawn.matrix)
        if not self._fits(matrix):
            return
        box = square_box(matrix)
        seen = common_box(box, self._page if drawn.clip is None else common_box(self._page, drawn.clip))
        left, top, right, bottom = floor(seen[0]), floor(seen[1]), ceil(seen[2]), ceil(seen[3])
        if right <= left or bottom <= top or not self._may_paint((right - left) * (bottom - top)):
            return
        picture = self._opened(drawn.element.get("ResourceID", ""))
        if picture is None:
            self._draw.rectangle((left, top, right, bottom), outline=_GREY)
            return
        shown = shown_part(picture, matrix, (left, top, right, bottom))
        if shown is not None:
            self.image.paste(shown, (left, top), shown)

    def _opened(self, resource: str) -> Image.Image | None:
        """The image with transparency, no larger than is of use; None when it cannot be opened."""
        part = self._resources.image(resource)
        try:
            data = self._package.part(part) if part is not None else None
        except ReadError:
            return None
        picture = open_picture(data, self._limits.pixels, self.image.size) if data is not None else None
        if picture is not None:
            self._left -= picture.width * picture.height
        return picture

    def _may_paint(self, pixels: float) -> bool:
        """Takes what is to be painted off what may still be."""
        self._left -= pixels
        return self._left > 0

    def _fits(self, matrix: Matrix) -> bool:
        return sum(map(abs, matrix)) < 1e9


def _area_cost(points: Sequence[Point]) -> float:
    """Pixels looked at to fill an area: those around it, and every side in every row."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    rows = max(ys) - min(ys) + 1
    return rows * (max(xs) - min(xs) + 1 + len(points))


def _line_cost(points: Sequence[Point], width: int) -> float:
    return sum(max(abs(x1 - x0), abs(y1 - y0)) + 1 for (x0, y0), (x1, y1) in pairwise(points)) * width


def _meets(points: Sequence[Point], clip: Box) -> bool:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs) <= clip[2] and max(xs) >= clip[0] and min(ys) <= clip[3] and max(ys) >= clip[1]


def _bounded(point: Point, clip: Box) -> Point:
    return min(max(point[0], clip[0]), clip[2]), min(max(point[1], clip[1]), clip[3])
