"""One page of an OFD file → its lines and tables in reading order, and what kind of page it is.

`scan`: no text, or no more than a stamp or page number, and an image over the page. `ocr_text`: text that cannot be seen
on or under such an image, as good as the OCR that made it. `unmapped`: the codes do not say what the glyphs mean; nothing
is taken from it. `unreadable`: the content is missing or damaged. Text set aslant is a watermark and not read, and neither
is text without ink on a page that is no scan; both are noted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flows.readers.document import Box
from flows.readers.errors import ReadError
from flows.readers.ofd.characters import page_characters, turned_of
from flows.readers.ofd.content import Content, Picture, PlacedRun, content_of
from flows.readers.ofd.objects import TooManyError
from flows.readers.ofd.package import OfdDocument, OfdPackage, OpenPage
from flows.readers.ofd.values import POINTS
from flows.readers.page.columns import CharColumns
from flows.readers.page.content import PageItem
from flows.readers.page.geometry import Char, Frame
from flows.readers.page.items import page_items
from flows.readers.page.kinds import COVERED, LEAST_TABLE, OUTLINE_CURVES, STAMPED
from flows.readers.page.readable import is_readable
from flows.readers.page.rulings import find_rules

# A scan in more strips than this is none that any scanner makes.
_MOST_STRIPS = 64
# Objects and pieces of paths of all pages. Reused graphics make much of a small file.
_MOST_OF_A_FILE = 10_000_000


@dataclass(frozen=True, slots=True)
class OfdPage:
    """What a page gives. `status` is text, ocr_text, scan, unmapped, unreadable or blank; size in points.

    `pictures` are the images of a scan, with or without text behind it, and those of a page that `is_illustrated`: among its
    text stands one that is large enough to show a table and was not read. `remarks` say what else of the page was not read.
    """

    status: str
    width: float
    height: float
    items: tuple[PageItem, ...] = ()
    characters: int = 0
    pictures: tuple[Picture, ...] = ()
    remarks: tuple[str, ...] = ()
    is_illustrated: bool = False


class PageReader:
    """Reads the pages of a package; templates are taken apart once."""

    def __init__(self, package: OfdPackage) -> None:
        self._package = package
        self._left = _MOST_OF_A_FILE
        self._templates: dict[tuple[str, str], Content | None] = {}

    def read(self, number: int, most_characters: int) -> OfdPage:
        """A page (from 1). Raises TooManyError."""
        try:
            page = self._package.page(number)
        except ReadError as error:
            size = self._package.pages[number - 1].document.size
            return OfdPage("unreadable", size[0] * POINTS, size[1] * POINTS, remarks=(f"未读取：{error}",))
        contents, is_missing = self._contents(page, most_characters)
        return _page(contents, ["的模板缺失或已损坏，未读取"] if is_missing else [], number, page.width, page.height)

    def characters(self, number: int, most_characters: int) -> tuple[list[Char], Frame]:
        """The visible characters of a page in reading coordinates. Raises ReadError, TooManyError."""
        page = self._package.page(number)
        contents, _ = self._contents(page, most_characters)
        runs = [placed for content in contents for placed in content.runs if placed.run.is_visible]
        frame = Frame(0.0, -page.height, page.width, 0.0, turned=turned_of(runs), displayed=0)
        return page_characters(runs, frame)[0], frame

    def _contents(self, page: OpenPage, most: int) -> tuple[list[Content], bool]:
        """The contents of a page and its templates in the order they are drawn, and whether a template is missing."""
        behind = [self._template(id_, page.document, most) for id_ in page.behind]
        before = [self._template(id_, page.document, most) for id_ in page.before]
        contents = [content for content in behind if content is not None]
        contents.append(content_of(page.root, page.document.resources, most))
        contents.extend(content for content in before if content is not None)
        self._left -= sum(content.cost for content in contents)
        if self._left < 0:
            raise TooManyError
        return contents, None in behind or None in before

    def _template(self, id_: str, document: OfdDocument, most: int) -> Content | None:
        key = (document.folder, document.templates.get(id_, id_))
        if key not in self._templates:
            root = self._package.template(document, id_)
            self._templates[key] = content_of(root, document.resources, most) if root is not None else None
        return self._templates[key]


def _page(contents: Sequence[Content], remarks: list[str], number: int, width: float, height: float) -> OfdPage:
    pictures = [picture for content in contents for picture in content.pictures]
    area = sum(_area(picture.box, width, height) for picture in pictures)
    covered = bool(pictures) and area >= COVERED * width * height
    covers = _covers(contents, width, height) if covered else []
    seen: list[PlacedRun] = []
    hidden: list[PlacedRun] = []
    slanted = False
    for layer, content in enumerate(contents):
        for placed in content.runs:
            if placed.quarter is None:
                slanted = True
            elif placed.run.is_visible and not _is_under(placed, layer, covers):
                seen.append(placed)
            else:
                hidden.append(placed)
    printed = sum(len(placed.run.texts) for placed in seen)
    behind = sum(len(placed.run.texts) for placed in hidden)
    is_ocr_text = covered and printed <= STAMPED < behind
    runs = [*seen, *hidden] if is_ocr_text else seen
    frame = Frame(0.0, -height, width, 0.0, turned=turned_of(runs), displayed=0)
    chars, rotated = page_characters(runs, frame)
    remarks = [*remarks, *_remarks(contents, slanted=slanted, hidden=bool(behind) and not covered)]
    if not chars:
        curves = sum(path.curves for content in contents for path in content.paths)
        status = "scan" if pictures or curves > OUTLINE_CURVES else "blank"
    elif not is_readable(char.text for char in chars):
        status = "unmapped"
    elif covered and not is_ocr_text and printed <= STAMPED:
        status = "scan"
    else:
        status = "ocr_text" if is_ocr_text else "text"
    items: tuple[PageItem, ...] = ()
    if status != "unmapped":
        rules = find_rules((path for content in contents for path in content.paths), frame)
        items = page_items(
            CharColumns.of(chars),
            rules,
            page=number,
            height=frame.height,
            displayed_box=frame.displayed_box,
            is_rotated=lambda char: char.number in rotated,
        )
    largest = max((_area(picture.box, width, height) for picture in pictures), default=0.0)
    is_illustrated = status == "text" and largest >= LEAST_TABLE * width * height
    kept = tuple(pictures) if is_illustrated or status in {"scan", "ocr_text"} else ()
    characters = sum(len(placed.run.texts) for content in contents for placed in content.runs)
    return OfdPage(status, width, height, items, characters, kept, tuple(remarks), is_illustrated)


def _remarks(contents: Sequence[Content], *, slanted: bool, hidden: bool) -> list[str]:
    skipped: Counter[str] = Counter()
    for content in contents:
        skipped.update(content.skipped)
    remarks = [f"有 {count} 个对象的{reason}，未读取" for reason, count in sorted(skipped.items())]
    if slanted:
        remarks.append("有斜排的文字（如水印），未读取")
    if hidden:
        remarks.append("有看不见的文字，未读取")
    return remarks


def _area(box: Box, width: float, height: float) -> float:
    """The part of a box that lies on the page, in square points."""
    across = min(box[2], width) - max(box[0], 0.0)
    down = min(box[3], 0.0) - max(box[1], -height)
    return across * down if across > 0 and down > 0 else 0.0


def _covers(contents: Sequence[Content], width: float, height: float) -> list[tuple[int, Picture]]:
    """The largest images that let nothing through, each with the number of its content: a scan is one, or strips."""
    found = [
        (layer, picture) for layer, content in enumerate(contents) for picture in content.pictures if picture.is_opaque
    ]
    return sorted(found, key=lambda each: -_area(each[1].box, width, height))[:_MOST_STRIPS]


def _is_under(placed: PlacedRun, layer: int, covers: Sequence[tuple[int, Picture]]) -> bool:
    """Whether one of the images is drawn over a run of text."""
    middle = len(placed.run.texts) // 2
    if not placed.run.texts or not covers:
        return False
    a, b, c, d, e, f = placed.matrix
    own_x, own_y = placed.run.xs[middle], placed.run.ys[middle]
    x, y = a * own_x + c * own_y + e, b * own_x + d * own_y + f
    return any(
        (above, picture.order) > (layer, placed.order)
        and picture.box[0] <= x <= picture.box[2]
        and picture.box[1] <= y <= picture.box[3]
        for above, picture in covers
    )
