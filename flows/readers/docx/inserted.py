"""What stands among the text of a Word document without being text: workbooks inserted as objects, pictures of tables.

An inserted workbook shows one sheet's part. A picture is recognised where that is possible, and only its tables are taken
with what stands around them in it: seals, photographs and charts hold words, but no statement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from flows.readers import image, ocr
from flows.readers.document import Block, Table
from flows.readers.docx.names import W
from flows.readers.docx.pictures import Files, has_pictures, picture_of
from flows.readers.errors import ReadError
from flows.readers.office.grid import CellBudget
from flows.readers.office.package import Package
from flows.readers.page.ranges import page_ranges
from flows.readers.spreadsheet import inserted as workbook
from flows.readers.tools import OCR, OCR_ADVICE
from flows.settings import ReaderLimits

OBJECT, DRAWING, PICTURE = W + "object", W + "drawing", W + "pict"
_OLE_OBJECT = "{urn:schemas-microsoft-com:office:office}OLEObject"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_OBJECT_NAME, _PICTURE_NAME = "嵌入的对象（如 Excel 表格）", "图片或图形"
# A picture of a table is at least this large; signatures, icons and most seals are not.
_LEAST_WIDTH, _LEAST_HEIGHT = 300, 80


class Insertion(NamedTuple):
    """The place of an object or a picture among the blocks of a document."""

    element: etree._Element


@dataclass(frozen=True, slots=True)
class Inserted:
    """The blocks of a document with its insertions read, what is to be said of them, and the tool that was missing."""

    blocks: tuple[Block, ...]
    notes: tuple[str, ...]
    lacks: str | None


def insertions(element: etree._Element) -> Iterator[Insertion]:
    """Objects and pictures in an element in their order; the picture of an object is no picture of its own."""
    for found in element.iter(OBJECT, DRAWING, PICTURE):
        if found.tag == OBJECT or (has_pictures(found) and next(found.iterancestors(OBJECT), None) is None):
            yield Insertion(found)


def files_of(items: list[Block | Insertion], package: Package, main: str) -> Files:
    """What the insertions among the items may lead to; most documents have none."""
    has_any = any(isinstance(item, Insertion) for item in items)
    return {identity: target for _, identity, target in package.relations(main)} if has_any else {}


def with_workbooks(
    items: list[Block | Insertion], package: Package, files: Files, limits: ReaderLimits, budget: CellBudget
) -> tuple[list[Block | Insertion], list[str]]:
    """The items with the blocks of each inserted workbook in its place, and what is to be said; other objects stay."""
    found: list[Block | Insertion] = []
    whole = 0
    for item in items:
        own = item.element.find(f".//{_OLE_OBJECT}") if isinstance(item, Insertion) else None
        name = files.get(own.get(_ID, "")) if own is not None else None
        try:
            data = package.part(name) if name is not None else None
            is_icon = own is not None and own.get("DrawAspect") == "Icon"
            shown = workbook.read(data, limits, budget, is_icon=is_icon) if data is not None else None
        except ReadError:
            shown = None
        if shown is None or not shown.blocks:
            found.append(item)
            continue
        found += shown.blocks
        whole += not shown.is_known
    # LibreOffice leaves the area out of what it makes of a .doc.
    return found, [f"嵌入的工作表 {whole} 处没有说明显示的范围，按整张读取"] if whole else []


def only_pictures(items: list[Block | Insertion]) -> bool:
    """Whether there are pictures and nothing that is read without them."""
    placed = [item.element.tag for item in items if isinstance(item, Insertion)]
    return len(placed) == len(items) and any(tag != OBJECT for tag in placed)


def pictures_of(
    items: list[Block | Insertion], package: Package, files: Files, limits: ReaderLimits
) -> Iterator[image.Page | None]:
    """The picture of each insertion that is one, None where it cannot be opened."""
    for item in items:
        if isinstance(item, Insertion) and item.element.tag != OBJECT:
            yield picture_of(item.element, package, files, limits)


def with_pictures(items: list[Block | Insertion], package: Package, files: Files, limits: ReaderLimits) -> Inserted:
    """The items with the blocks of each picture that shows a table in its place. A picture's number stands for its page."""
    blocks: list[Block] = []
    unread: Counter[str] = Counter()
    read: list[int] = []
    number, looked_at, is_lacking = 0, 0, False
    for item in items:
        if not isinstance(item, Insertion):
            blocks.append(item)
            continue
        if item.element.tag == OBJECT:
            unread[_OBJECT_NAME] += 1
            continue
        picture = picture_of(item.element, package, files, limits) if looked_at < limits.ocr_pages else None
        number += picture is not None
        found: tuple[Block, ...] = ()
        if picture is not None and picture.width >= _LEAST_WIDTH and picture.height >= _LEAST_HEIGHT:
            looked_at += 1
            is_lacking = is_lacking or not ocr.is_available()
            found = () if is_lacking else _with_table(picture, number, limits)
        blocks += found
        if found:
            read.append(number)
        else:
            unread[_PICTURE_NAME] += 1
    notes = [f"未读取{name} {count} 处" for name, count in unread.items()]
    if is_lacking:
        notes.append(f"图片里的表格{OCR_ADVICE}")
    if read:
        notes.append(f"第 {page_ranges(read)} 幅图片里的表格来自识别，页码为图片序号")
    return Inserted(tuple(blocks), tuple(notes), OCR if is_lacking else None)


def _with_table(picture: image.Page, number: int, limits: ReaderLimits) -> tuple[Block, ...]:
    blocks = image.recognised_page(picture, number, limits)
    return blocks if any(isinstance(block, Table) for block in blocks) else ()
