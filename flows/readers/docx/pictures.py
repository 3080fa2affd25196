"""The pictures of a Word document, and a document that is nothing but pictures: pages scanned and pasted, as some units do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from flows.readers import image, ocr
from flows.readers.document import Document
from flows.readers.errors import ReadError
from flows.readers.office.package import Package
from flows.readers.tools import OCR_ADVICE
from flows.settings import ReaderLimits

Files = dict[str, str]  # id of a relationship → name of the part it leads to

_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_OLD_PICTURE = "{urn:schemas-microsoft-com:vml}imagedata"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def has_pictures(element: etree._Element) -> bool:
    return next(element.iter(_PICTURE, _OLD_PICTURE), None) is not None


def picture_of(element: etree._Element, package: Package, files: Files, limits: ReaderLimits) -> image.Page | None:
    """The first picture in an element that can be opened; drawings of office programs (EMF, WMF) cannot."""
    for found in element.iter(_PICTURE, _OLD_PICTURE):
        name = files.get(found.get(f"{_ID}embed") or found.get(f"{_ID}id") or "")
        try:
            data = package.part(name) if name is not None else None
            picture = next(image.images_of(data, limits), None) if data is not None else None
        except ReadError:  # what is damaged or too large costs only itself
            continue
        if picture is not None:
            return picture
    return None


def read_pictures(pictures: Iterable[image.Page | None], limits: ReaderLimits) -> Document:
    """The document in the pictures of one without text. The number of a picture stands for its page.

    Raises ReadError: needs_ocr where pictures cannot be recognised here.
    """
    if not ocr.is_available():
        raise ReadError(f"文档里只有图片，没有可读的文字，{OCR_ADVICE}", "needs_ocr")
    blocks, notes = image.recognised(_there(pictures), limits)
    if not blocks:
        raise ReadError("文档里只有图片，没有识别出文字；请换用更清晰的图像或原始电子文件")
    return Document("docx", blocks, notes=("文档里只有图片，文字来自识别，页码为图片序号", *notes))


def nth_picture(pictures: Iterable[image.Page | None], number: int) -> image.Page:
    """The picture with a number, from 1. Raises ReadError when there are fewer."""
    for found, picture in enumerate(_there(pictures), 1):
        if found == number:
            return picture
    raise ReadError(f"文档里没有第 {number} 幅图片")


def _there(pictures: Iterable[image.Page | None]) -> Iterator[image.Page]:
    return (picture for picture in pictures if picture is not None)
