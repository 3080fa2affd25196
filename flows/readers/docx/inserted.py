"""What stands among the text of a Word document without being text: workbooks inserted as objects, pictures of tables.

An inserted workbook shows one sheet's part. A picture is recognised where that is possible, and only its tables are taken
with what stands around them in it: seals, photographs and charts hold words, but no statement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from flows.readers import image, ocr
from flows.readers.document import Block, Table
from flows.readers.docx.names import W
from flows.readers.docx.pictures import has_pictures, picture_ids, without_boxes
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

Files = dict[str, str]  # id of a relationship → name of the part it leads to


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
        data = _part(package, files.get(own.get(_ID, ""))) if own is not None else None
        try:
            shown = workbook.read(data, limits, budget) if data is not None else None
        except ReadError:
            shown = None
        if shown is None or not shown.blocks:
            found.append(item)
            continue
        found += shown.blocks
        whole += shown.is_whole
    # LibreOffice leaves the area out of what it makes of a .doc.
    return found, [f"嵌入的工作表 {whole} 处没有说明显示的范围，按整张读取"] if whole else []


def with_pictures(items: list[Block | Insertion], package: Package, files: Files, limits: ReaderLimits) -> Inserted:
    """The items with the blocks of each picture that shows a table in its place. A picture's number stands for its page."""
    blocks: list[Block] = []
    unread: dict[str, int] = {}
    numbers: list[int] = []
    number, looked_at, is_lacking = 0, 0, False
    for item in items:
        if not isinstance(item, Insertion):
            blocks.append(item)
            continue
        if item.element.tag == OBJECT:
            unread[_OBJECT_NAME] = unread.get(_OBJECT_NAME, 0) + 1
            continue
        number += 1
        found: list[Block] = []
        for identity in picture_ids(item.element):
            if looked_at >= limits.ocr_pages:
                break
            picture = _large(_part(package, files.get(identity)), limits)
            if picture is None:
                continue
            looked_at += 1
            if ocr.is_available():
                found += _with_table(picture, number, limits)
            else:
                is_lacking = True
        blocks += found
        if found:
            numbers.append(number)
        else:
            unread[_PICTURE_NAME] = unread.get(_PICTURE_NAME, 0) + 1
    notes = [f"未读取{name} {count} 处" for name, count in unread.items()]
    if is_lacking:
        notes.append(f"图片里的表格{OCR_ADVICE}")
    if numbers:
        notes.append(f"第 {page_ranges(numbers)} 幅图片里的表格来自识别，页码为图片序号")
    return Inserted(tuple(blocks), tuple(notes), OCR if is_lacking else None)


def _part(package: Package, name: str | None) -> bytes | None:
    try:
        return package.part(name) if name else None
    except ReadError:  # a damaged picture is no reason to refuse the text
        return None


def _large(data: bytes | None, limits: ReaderLimits) -> image.Page | None:
    """The picture in a part's bytes where it can be one of a table."""
    try:
        picture = next(image.images_of(data, limits), None) if data else None
    except ReadError:
        return None
    if picture is None or picture.width < _LEAST_WIDTH or picture.height < _LEAST_HEIGHT:
        return None
    return picture


def _with_table(picture: image.Page, number: int, limits: ReaderLimits) -> list[Block]:
    blocks = image.recognised_page(picture, number, limits)
    return list(map(without_boxes, blocks)) if any(isinstance(block, Table) for block in blocks) else []
