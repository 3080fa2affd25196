"""A page's or template's part → its runs of text, drawn paths and images, in points with y upwards from the top left corner.

Independent of the page it is used on, so a template is taken apart once for all its pages.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import atan2, pi

from flows.readers.document import Box
from flows.readers.ofd.objects import Drawn, Objects, TooManyError
from flows.readers.ofd.paths import page_path, subpaths
from flows.readers.ofd.places import common_box, image_matrix, square_box
from flows.readers.ofd.resources import Resources
from flows.readers.ofd.text import ALONG, TextRun, text_run
from flows.readers.ofd.values import POINTS, BadValueError, Element, child, is_off, is_on, is_transparent
from flows.readers.page.geometry import Matrix
from flows.readers.page.rulings import Path, Segment

# Objects of one page: a map or a poster may have more, a statement has not.
MOST_OBJECTS = 200_000
_TO_POINTS: Matrix = (POINTS, 0.0, 0.0, -POINTS, 0.0, 0.0)
# How far a baseline may be from level or upright before the text counts as set aslant.
_SLANT = pi / 18
# Formats that cannot let through what lies behind the image.
_OPAQUE = frozenset({"jpg", "jpeg", "jp2", "jb2", "jbig2", "bmp", "tif", "tiff"})
_FARTHEST = 1e6  # points
_FLAT = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class PlacedRun:
    """A run of text, the matrix of its coordinates, and how many objects were drawn before it.

    `quarter`: clockwise quarter turns that would make its characters upright; None for characters set aslant.
    """

    run: TextRun
    matrix: Matrix
    clip: Box | None
    order: int
    quarter: int | None


@dataclass(frozen=True, slots=True)
class Picture:
    """An image: its resource, the matrix of its unit square, the box it can be seen in."""

    resource: str
    matrix: Matrix
    box: Box
    is_opaque: bool
    order: int


@dataclass(slots=True)
class Content:
    """What a part draws. `skipped` counts what could not be placed, by reason; `cost` all objects and pieces of paths."""

    runs: list[PlacedRun] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    cost: int = 0


def content_of(root: Element, resources: Resources, most_characters: int) -> Content:
    """What the root element of a page or template draws. Raises TooManyError."""
    objects = Objects(resources, MOST_OBJECTS)
    objects.add_page(root, _TO_POINTS)
    content = Content(skipped=objects.skipped)
    characters, pieces = most_characters, MOST_OBJECTS
    for order, drawn in enumerate(objects.drawn):
        try:
            if drawn.kind == "TextObject":
                run = text_run(drawn.element, characters)
                characters -= len(run.texts)
                _check(drawn.matrix)
                content.runs.append(PlacedRun(run, drawn.matrix, drawn.clip, order, quarter_of(run, drawn.matrix)))
            elif drawn.kind == "PathObject":
                path = _path(drawn, pieces)
                if path is not None:
                    pieces -= sum(map(len, path.subpaths)) + path.curves
                    content.paths.append(path)
            else:
                id_ = drawn.element.get("ResourceID", "")
                if resources.image(id_) is None:
                    content.skipped["引用的图像缺失"] += 1
                elif not is_transparent(drawn.element):
                    content.pictures.append(_picture(drawn, id_, resources, order))
        except BadValueError:
            content.skipped["坐标无效"] += 1
        except OverflowError:
            raise TooManyError from None
    content.cost = MOST_OBJECTS - objects.left + MOST_OBJECTS - pieces
    return content


def quarter_of(run: TextRun, matrix: Matrix) -> int | None:
    """Clockwise quarter turns that would make the characters of a run upright; None for characters set aslant."""
    a, b, c, d, _, _ = matrix
    x, y = ALONG[run.turned]
    angle = atan2(b * x + d * y, a * x + c * y)
    quarters = round(angle / (pi / 2))
    return quarters % 4 if abs(angle - quarters * pi / 2) <= _SLANT else None


def _check(matrix: Matrix) -> None:
    """Composites multiply their matrices: what they place may lie out of all proportion."""
    if not sum(map(abs, matrix)) <= _FARTHEST or matrix[:4] == _FLAT:
        raise BadValueError


def _path(drawn: Drawn, most: int) -> Path | None:
    element = drawn.element
    is_stroked, is_filled = not is_off(element.get("Stroke")), is_on(element.get("Fill"))
    data = child(element, "AbbreviatedData")
    if data is None or not data.text or is_transparent(element) or not (is_stroked or is_filled):
        return None
    _check(drawn.matrix)
    path = page_path(subpaths(data.text, most), drawn.matrix, is_stroked=is_stroked, is_filled=is_filled)
    if drawn.clip is None:
        return path
    clip = drawn.clip
    return path._replace(
        subpaths=[[cut for each in sub if (cut := _cut(each, clip)) is not None] for sub in path.subpaths]
    )


def _cut(segment: Segment, clip: Box) -> Segment | None:
    """What a clip leaves of a piece. Only upright and level pieces are cut: only they can be rules."""
    x0, y0, x1, y1 = segment
    left, bottom, right, top = clip
    if max(x0, x1) < left or min(x0, x1) > right or max(y0, y1) < bottom or min(y0, y1) > top:
        return None
    if x0 != x1 and y0 != y1:
        return segment
    return (
        min(max(x0, left), right),
        min(max(y0, bottom), top),
        min(max(x1, left), right),
        min(max(y1, bottom), top),
    )


def _picture(drawn: Drawn, id_: str, resources: Resources, order: int) -> Picture:
    matrix = image_matrix(drawn.element, drawn.matrix)
    _check(matrix)
    box = square_box(matrix)
    seen = box if drawn.clip is None else common_box(box, drawn.clip)
    return Picture(id_, matrix, seen, resources.image_format(id_) in _OPAQUE, order)
