"""A Word document that is nothing but pictures: pages scanned and pasted, as some units publish them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from flows.readers import image, ocr
from flows.readers.document import Block, Document, Table
from flows.readers.errors import ReadError
from flows.readers.office.package import Package
from flows.readers.tools import OCR_ADVICE
from flows.settings import ReaderLimits

_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_OLD_PICTURE = "{urn:schemas-microsoft-com:vml}imagedata"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def has_pictures(root: etree._Element) -> bool:
    return next(root.iter(_PICTURE, _OLD_PICTURE), None) is not None


def picture_ids(element: etree._Element) -> Iterator[str]:
    """Ids of the relationships that lead to the pictures in an element."""
    for picture in element.iter(_PICTURE, _OLD_PICTURE):
        yield picture.get(f"{_ID}embed") or picture.get(f"{_ID}id") or ""


def read_pictures(package: Package, main: str, root: etree._Element, limits: ReaderLimits) -> Document:
    """The document in the pictures of a package whose main part is `main`. A picture's number stands for its page.

    Raises ReadError: needs_ocr where pictures cannot be recognised here.
    """
    if not ocr.is_available():
        raise ReadError(f"文档里只有图片，没有可读的文字，{OCR_ADVICE}", "needs_ocr")
    blocks, notes = image.recognised(_files(package, main, root), limits)
    if not blocks:
        raise ReadError("文档里只有图片，没有识别出文字；请换用更清晰的图像或原始电子文件")
    return Document(
        "docx", tuple(map(without_boxes, blocks)), notes=("文档里只有图片，文字来自识别，页码为图片序号", *notes)
    )


def _files(package: Package, main: str, root: etree._Element) -> Iterator[bytes]:
    targets = {id_: target for _, id_, target in package.relations(main)}
    for identity in picture_ids(root):
        target = targets.get(identity)
        data = package.part(target) if target is not None else None
        if data is not None:
            yield data


def without_boxes(block: Block) -> Block:
    """A .docx has no pages on which a box could be shown."""
    if isinstance(block, Table):
        return replace(block, cells=tuple(cell._replace(box=None) for cell in block.cells))
    return replace(block, box=None)
