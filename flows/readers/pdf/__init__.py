"""PDF files: lines of text and tables, each with its page, every cell with its box on the page.

Refuses files that need a password, are damaged, break a limit, or hold no text at all. A page that is only a picture (see
`pages` for the kinds) is recognised where OCR is installed (`scans`), else noted; where all pages are, the outcome is that
OCR is needed. `library`, `text_layer` and `drawn` call pdfium, `characters` gives what they say to the code all formats
with pages share (`readers/page`).
"""

from __future__ import annotations

from collections.abc import Iterator

from flows.readers import ocr
from flows.readers.document import Document
from flows.readers.errors import ReadError
from flows.readers.page.blocks import blocks_of_pages
from flows.readers.pdf import library, scans
from flows.readers.pdf.calls import Handle, TooManyError
from flows.readers.pdf.pages import PageContent, read_page
from flows.readers.tools import OCR
from flows.settings import ReaderLimits

# Paths and images of one page: a map or a poster may have more, a statement has not.
_MOST_OBJECTS = 200_000
_END_MARK = b"%%EOF"
_TAIL = 2048


def read(data: bytes, limits: ReaderLimits) -> Document:
    """The document in a PDF's bytes. Raises ReadError with the reason when there is none to be had."""
    with library.opened(data) as document:
        pages = list(_pages(document, limits))
    scans.refuse_unread(pages, limits)
    blocks = blocks_of_pages([page.items for page in pages], limits)
    notes = scans.notes(pages, limits)
    if _END_MARK not in data[-_TAIL:]:
        # pdfium repairs such a file as far as it goes; what was behind the cut is not in it.
        notes.append("文件末尾不完整，缺少的部分未读取")
    is_lacking = any(scans.is_picture(page) or page.is_illustrated for page in pages) and not ocr.is_available()
    return Document(scans.source_format(pages), blocks, notes=tuple(notes), lacks=OCR if is_lacking else None)


def _pages(document: Handle, limits: ReaderLimits) -> Iterator[PageContent]:
    count = library.page_count(document)
    if count > limits.pages:
        raise ReadError(f"PDF 页数过多：{count:,} 页，上限 {limits.pages:,} 页")
    left = limits.characters
    to_recognise = limits.ocr_pages
    for number in range(count):
        try:
            page = read_page(document, number, left, _MOST_OBJECTS)
        except TooManyError:
            raise ReadError(f"第 {number + 1} 页的文字或图形过多，超过上限") from None
        left -= page.characters
        if to_recognise and (scans.is_picture(page) or page.is_illustrated) and ocr.is_available():
            recognise = scans.recognised if scans.is_picture(page) else scans.with_pictured_tables
            page = recognise(document, number, page, limits)
            to_recognise -= 1
        yield page
