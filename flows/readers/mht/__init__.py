"""Web pages saved as one file (.mht, often named .doc or .xls): the page inside, read as html.

Decides which part is the page: the first, or when it only frames others (a workbook's sheets) every page there is.
Pictures and style sheets are passed over. Refuses messages nested in each other: their parser's time grows with depth.
"""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

from flows.readers import html
from flows.readers.document import Document
from flows.readers.errors import ReadError
from flows.settings import ReaderLimits

_HEAD_BYTES = 4_096
_STARTS = (b"mime-version:", b"from:", b"content-type: multipart/related", b"x-document-type:")
# A saved page has one level of parts; a word of its text may be the same.
_MOST_BOUNDARIES = 20
_WIDE = {"unicode", "utf-16", "utf-16le", "utf-16-le"}


def is_mht(head: bytes) -> bool:
    """Whether a file that starts so is a web page saved as one file."""
    start = head[:_HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith(_STARTS) and b"mime-version:" in start and b"content-type:" in start


def read(data: bytes, limits: ReaderLimits) -> Document:
    """The document in the page. Raises ReadError when there is no page in it or the page cannot be read."""
    if data.lower().count(b"boundary=") > _MOST_BOUNDARIES:
        raise ReadError("网页归档（MHT）层层嵌套，不是办公软件保存的网页；请另存为 docx 后重新放入")
    pages = list(_pages(message_from_bytes(data), limits))
    if not pages:
        raise ReadError("网页归档（MHT）里没有网页正文，文件不完整；请重新获取后放入")
    if b"<frameset" in pages[0].lower() and len(pages) > 1:
        documents = [html.read(page, limits) for page in pages[1:]]
    else:
        documents = [html.read(pages[0], limits)]
    blocks = tuple(block for document in documents for block in document.blocks)
    notes = dict.fromkeys(note for document in documents for note in document.notes)
    return Document("html", blocks, documents[0].encoding, notes=tuple(notes))


def _pages(message: Message, limits: ReaderLimits) -> Iterator[bytes]:
    for no, part in enumerate(message.walk()):
        if no > limits.members:
            raise ReadError(f"网页归档（MHT）的部分过多：超过 {limits.members:,} 个（FISCAL_LIMIT_MEMBERS）")
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            page = part.get_payload(decode=True)
            if isinstance(page, bytes):
                yield _marked(page, part.get_content_charset(""))


def _marked(page: bytes, charset: str) -> bytes:
    """A page in UTF-16 often says so in its part's header only."""
    if charset in _WIDE and not page.startswith((b"\xff\xfe", b"\xfe\xff")):
        return b"\xff\xfe" + page
    return page
