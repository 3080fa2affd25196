"""Pages that are pictures: recognised where that is possible, and what is to be said of those that are not.

A page whose fonts do not say what their glyphs mean is read as a picture too, if its fonts are in the file. So is one with
invisible text behind an image: that layer knows no rules, so its tables fall apart even where every character is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flows.readers import clock, ocr
from flows.readers.errors import ReadError
from flows.readers.page.content import PageItem, PageTable
from flows.readers.page.items import in_reading_order
from flows.readers.page.ranges import page_ranges
from flows.readers.pdf import library, text_layer
from flows.readers.pdf.calls import Handle
from flows.readers.pdf.pages import PageContent
from flows.readers.tools import OCR_ADVICE
from flows.settings import ReaderLimits

# What a page's picture may say better than its text layer; `unmapped` and `scan` say nothing else.
_PICTURES = frozenset({"scan", "unmapped", "ocr_text"})
_UNREAD = frozenset({"scan", "unmapped"})
_NOTES = {
    "scan": "是扫描图像，未识别",
    "ocr_text": "的文字来自扫描件的识别结果",
    "unmapped": "的文字没有编码，未读取",
    "unreadable": "已损坏，未读取",
    "illegible": "是扫描图像，没有识别出文字",
}
_REFUSALS = {
    "scan": "全部页面都是扫描图像，没有文字层",
    "unmapped": "文字层的字体没有对应的文字编码，读出的是乱码",
}


def is_picture(page: PageContent) -> bool:
    """Whether the page must be recognised, or is better recognised than taken from its text layer."""
    return page.status in _PICTURES


def recognised(document: Handle, number: int, content: PageContent, limits: ReaderLimits) -> PageContent:
    """The content of a page (from 0) as its picture shows it: `recognised`, or `illegible` where nothing is found."""
    clock.grant(limits.page_seconds)
    with library.page_of(document, number) as page:
        if page is None:
            return content
        printed = _own_text(page, content)
        if printed is None:
            return content
        width, height = library.displayed_size(page)
        try:
            image = library.picture(page, ocr.picture_scale(width, height, limits), limits.pixels)
        except ReadError:  # a page of no size, as damaged files have
            return content
        items = ocr.read_scan(image, page=number + 1, width=width, height=height, limits=limits)
    if not _length(items):
        return replace(content, status="illegible") if content.status in _UNREAD else content
    return replace(content, status="recognised", items=(*items, *printed))


def with_pictured_tables(document: Handle, number: int, content: PageContent, limits: ReaderLimits) -> PageContent:
    """The content of a page (from 0) with text, and the tables that images among it show in their places."""
    with library.page_of(document, number) as page:
        if page is None:
            return content
        library.hide_all_but_images(page)
        width, height = library.displayed_size(page)
        try:
            image = library.picture(page, ocr.picture_scale(width, height, limits), limits.pixels)
        except ReadError:
            return content
    tables = ocr.read_tables(image, page=number + 1, width=width, height=height, limits=limits)
    if not tables:
        return content
    together = tuple(in_reading_order((*content.items, *tables)))
    return replace(content, status="recognised", items=together, is_illustrated=False)


def _own_text(page: Handle, content: PageContent) -> tuple[PageItem, ...] | None:
    """What is to be taken from the text layer and is left out of the picture; None where a picture would be wrong.

    Without its font pdfium draws a stand-in for each character: a picture of that says nothing.
    """
    if not content.characters:
        return ()
    with library.text_of(page) as text:
        if text is None or text_layer.has_own_fonts(text):
            return ()
    if content.status == "unmapped":
        return None
    library.hide_text(page)
    return content.items if content.status == "scan" else ()


def source_format(pages: Sequence[PageContent]) -> str:
    """`pdf_scan` where most of the text was recognised."""
    recognised_text = sum(_length(page.items, is_recognised=True) for page in pages if page.status == "recognised")
    if not recognised_text:
        return "pdf"
    return "pdf_scan" if 2 * recognised_text > sum(_length(page.items) for page in pages) else "pdf"


def _length(items: Sequence[PageItem], *, is_recognised: bool = False) -> int:
    """How many characters items have, or only those that were recognised: they come with a confidence."""
    texts = (
        text
        for item in items
        for text in (item.cells if isinstance(item, PageTable) else (item,))
        if not is_recognised or text.confidence is not None
    )
    return sum(len(text.text) for text in texts)


def notes(pages: Sequence[PageContent], limits: ReaderLimits) -> list[str]:
    """What is to be said of pages that were not read as text, pages of one kind together."""
    found: list[str] = []
    for status, note in _NOTES.items():
        numbers = [number for number, page in enumerate(pages, 1) if page.status == status]
        if not numbers:
            continue
        if status in _UNREAD and ocr.is_available() and _used(pages) >= limits.ocr_pages:
            note = f"是扫描图像，超过识别页数上限 {limits.ocr_pages} 页（FISCAL_LIMIT_OCR_PAGES），未识别"
        found.append(f"第 {page_ranges(numbers)} 页{note}")
    illustrated = [number for number, page in enumerate(pages, 1) if page.is_illustrated]
    if illustrated:
        found.append(f"第 {page_ranges(illustrated)} 页的图片未读取")
    return found


def _used(pages: Sequence[PageContent]) -> int:
    return sum(page.status in {"recognised", "illegible"} for page in pages)


def refuse_unread(pages: Sequence[PageContent], limits: ReaderLimits) -> None:
    """Raises ReadError with the reason where no page gave any text."""
    found = {page.status for page in pages}
    if found & {"text", "ocr_text", "recognised"}:
        return
    if not ocr.is_available():
        for status, reason in _REFUSALS.items():
            if status in found:
                raise ReadError(f"PDF {reason}；{OCR_ADVICE}", outcome="needs_ocr")
    if "illegible" in found:
        raise ReadError("PDF 的页面都是图像，没有识别出文字；请换用更清晰的扫描件或原始电子文件")
    if "scan" in found:
        raise ReadError(f"PDF {'；'.join(notes(pages, limits))}；请提高上限后重新运行")
    if "unmapped" in found:
        raise ReadError("PDF 文字的字体没有对应的文字编码，文件中也没有该字体，无法识别；请由原始文件重新导出")
    if "unreadable" in found:
        raise ReadError("PDF 文件已损坏，没有一页可以读取；请重新下载后放入")
    raise ReadError("PDF 中没有任何文字")
