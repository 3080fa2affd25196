"""OFD files (GB/T 33190, the national fixed-layout format): lines of text and tables, each with its page and box.

Refuses files that are encrypted, damaged, break a limit, or hold no text at all. Pages that are only pictures (see `pages`
for the kinds) are recognised where OCR is installed (`scans`), else noted; where all are, the outcome is that OCR is needed.
Of annotations nothing is read: they are stamps, seals and watermarks; other text in them and attachments are noted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.readers import ocr
from flows.readers.document import Document
from flows.readers.errors import ReadError
from flows.readers.ofd import scans
from flows.readers.ofd.extras import annotation_notes, attachment_notes
from flows.readers.ofd.objects import TooManyError
from flows.readers.ofd.package import OfdPackage
from flows.readers.ofd.pages import OfdPage, PageReader
from flows.readers.page.blocks import blocks_of_pages
from flows.readers.page.ranges import page_ranges
from flows.readers.tools import OCR, OCR_ADVICE
from flows.settings import ReaderLimits

_STATUS_REMARKS = {
    "scan": "是扫描图像，未识别",
    "ocr_text": "的文字来自扫描件的识别结果",
    "unmapped": "的文字没有编码，未读取",
    "illegible": "是扫描图像，没有识别出文字",
}


def read(data: bytes, limits: ReaderLimits) -> Document:
    """The document in an OFD file's bytes. Raises ReadError with the reason when there is none to be had."""
    package = OfdPackage(data, limits)
    pages = list(_pages(package, limits))
    _refuse_without_text(pages, limits)
    notes = [
        *_page_notes(pages),
        *annotation_notes(package),
        *attachment_notes(package),
    ]
    is_lacking = not ocr.is_available() and any(scans.is_picture(page) or page.is_illustrated for page in pages)
    return Document(
        source_format="ofd",
        blocks=blocks_of_pages([page.items for page in pages], limits),
        notes=tuple(notes),
        lacks=OCR if is_lacking else None,
    )


def _pages(package: OfdPackage, limits: ReaderLimits) -> Iterator[OfdPage]:
    reader = PageReader(package)
    left = limits.characters
    to_recognise = limits.ocr_pages if ocr.is_available() else 0
    for number in range(1, len(package.pages) + 1):
        try:
            page = reader.read(number, left)
        except TooManyError:
            raise ReadError(f"OFD 第 {number} 页的文字或图形过多，超过上限") from None
        left -= page.characters
        if left < 0:
            raise ReadError(
                f"OFD 到第 {number} 页为止文字过多，超过上限 {limits.characters:,} 个（FISCAL_LIMIT_CHARACTERS）"
            )
        if to_recognise and (scans.is_picture(page) or page.is_illustrated):
            recognise = scans.recognised if scans.is_picture(page) else scans.with_pictured_tables
            page = recognise(package, number, page, limits)
            to_recognise -= 1
        yield page


def _page_notes(pages: Sequence[OfdPage]) -> Iterator[str]:
    """A sentence for each remark with all its pages: a watermark is on every page of a long report."""
    pages_of: dict[str, list[int]] = {}
    for number, page in enumerate(pages, 1):
        status = _STATUS_REMARKS.get(page.status)
        pictures = ["的图片未读取"] if page.is_illustrated else []
        for remark in (*([status] if status else []), *pictures, *page.remarks):
            pages_of.setdefault(remark, []).append(number)
    for remark, numbers in pages_of.items():
        yield f"第 {page_ranges(numbers)} 页{remark}"


def _refuse_without_text(pages: Sequence[OfdPage], limits: ReaderLimits) -> None:
    found = {page.status for page in pages}
    if found & {"text", "ocr_text", "recognised"}:
        return
    if "scan" in found and not ocr.is_available():
        raise ReadError(f"OFD 全部页面都是扫描图像，没有文字；{OCR_ADVICE}", outcome="needs_ocr")
    if "illegible" in found:
        raise ReadError("OFD 的页面都是图像，没有识别出文字；请换用更清晰的扫描件或原始电子文件")
    if "scan" in found:
        raise ReadError(
            "OFD 的页面都是图像，图像无法打开或超过上限（FISCAL_LIMIT_OCR_PAGES、FISCAL_LIMIT_IMAGE_PIXELS）；请提高上限或重新获取文件"
        )
    if "unmapped" in found:
        raise ReadError("OFD 文字没有对应的编码，读出的是乱码；请由原始文件重新导出")
    if "unreadable" in found:
        raise ReadError("OFD 的页面内容缺失或已损坏，没有一页可以读取；请重新获取后放入")
    raise ReadError("OFD 中没有任何文字")
