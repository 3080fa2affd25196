"""PDF files with a text layer: lines of text and tables, each with its page, every cell with its box on the page.

Refuses files that need a password, are damaged, break a limit, or hold no text at all. A page that is only a picture is
noted (see `pages` for the kinds); where all pages are, the outcome is that OCR is needed. `library` calls pdfium,
`characters` gives what it says to the code all formats with pages share (`readers/page`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.readers.document import Document
from flows.readers.errors import ReadError
from flows.readers.page.blocks import blocks_of_pages
from flows.readers.pdf import library
from flows.readers.pdf.pages import PageContent, read_page
from flows.settings import ReaderLimits

# Paths and images of one page: a map or a poster may have more, a statement has not.
_MOST_OBJECTS = 200_000
_END_MARK = b"%%EOF"
_TAIL = 2048

_PAGE_NOTES = {
    "scan": "是扫描图像，未识别",
    "ocr_text": "的文字来自扫描件的识别结果",
    "unmapped": "的文字没有编码，未读取",
    "unreadable": "已损坏，未读取",
}
_NEEDS_OCR = {
    "scan": "全部页面都是扫描图像，没有文字层，需要文字识别（OCR）",
    "unmapped": "文字层的字体没有对应的文字编码，读出的是乱码，需要文字识别（OCR）",
}


def read(data: bytes, limits: ReaderLimits) -> Document:
    """The document in a PDF's bytes. Raises ReadError with the reason when there is none to be had."""
    with library.opened(data) as document:
        pages = list(_pages(document, limits))
    _refuse_without_text(pages)
    blocks = blocks_of_pages([page.items for page in pages], limits)
    notes = [
        f"第 {number} 页{_PAGE_NOTES[page.status]}"
        for number, page in enumerate(pages, 1)
        if page.status in _PAGE_NOTES
    ]
    if _END_MARK not in data[-_TAIL:]:
        # pdfium repairs such a file as far as it goes; what was behind the cut is not in it.
        notes.append("文件末尾不完整，缺少的部分未读取")
    return Document(source_format="pdf", blocks=blocks, notes=tuple(notes))


def _pages(document: library.Handle, limits: ReaderLimits) -> Iterator[PageContent]:
    count = library.page_count(document)
    if count > limits.pages:
        raise ReadError(f"PDF 页数过多：{count:,} 页，上限 {limits.pages:,} 页")
    left = limits.characters
    for number in range(count):
        try:
            page = read_page(document, number, left, _MOST_OBJECTS)
        except library.TooManyError:
            raise ReadError(f"第 {number + 1} 页的文字或图形过多，超过上限") from None
        left -= page.characters
        yield page


def _refuse_without_text(pages: Sequence[PageContent]) -> None:
    found = {page.status for page in pages}
    if found & {"text", "ocr_text"}:
        return
    for status, reason in _NEEDS_OCR.items():
        if status in found:
            raise ReadError(f"PDF {reason}", outcome="needs_ocr")
    if "unreadable" in found:
        raise ReadError("PDF 文件已损坏，没有一页可以读取；请重新下载后放入")
    raise ReadError("PDF 中没有任何文字")
