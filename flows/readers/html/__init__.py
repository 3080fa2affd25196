"""Web pages (.html, .htm, also what Excel and Word save as web page): text lines and tables in reading order.

Decides the encoding (byte order mark, the page's own declaration, UTF-8, GB18030), what is visible, what is one line of
text, and which tables hold figures: a table around other tables or around one column of paragraphs is layout, its
content is read as if it were not there. Runs no script, loads nothing; what it only points to is noted (attached.py).
Refuses binary content and absurd nesting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from flows.readers.document import Block, Document, TextBlock
from flows.readers.errors import ReadError
from flows.readers.html import attached
from flows.readers.html.flow import Flow, MarkupTable
from flows.readers.html.limits import refuse_hostile, refuse_large
from flows.readers.html.markup import flow_of
from flows.readers.html.regular import cut
from flows.readers.html.tables import caption_of, content_of, drafts_of, is_layout
from flows.readers.html.text import lines_of
from flows.readers.masked_blocks import mask_blocks
from flows.readers.office.grid import CellBudget, blocks_of
from flows.settings import ReaderLimits

_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w\-]+)|<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w\-]+)""",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 4_096
# Pages say GB2312 and use characters that only its successors have.
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "utf8": "utf-8", "hz-gb-2312": "gb18030"}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def read(data: bytes, limits: ReaderLimits) -> Document:
    """The document in a page's bytes. Raises ReadError for undecodable or binary content and broken limits."""
    text, encoding = decode(data)
    refuse_large(text, limits)
    blocks = mask_blocks(_blocks(_flow(text, limits), limits))
    return Document("html", blocks, encoding=encoding, notes=tuple(attached.notes(text, blocks)))


def decode(data: bytes) -> tuple[str, str]:
    """Text and encoding name. A declaration that the bytes contradict is passed over; replacing is never tried."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            candidates = [encoding]
            data = data[len(mark) :]
            break
    else:
        found = _DECLARED.search(data[:_DECLARED_WITHIN])
        name = (found.group(1) or found.group(2)).decode("ascii").lower() if found else ""
        declared = _SUPERSETS.get(name, name)
        # Pages that were converted kept their old declaration. No page in GB18030 is valid UTF-8 with Chinese words in it.
        text = _chinese_utf8(data)
        if text is not None:
            return text, "utf-8"
        candidates = [declared, "utf-8", "gb18030"]
    if b"\x00" in data and not candidates[0].startswith("utf-16"):
        raise ReadError("文件含有 NUL 字节，不是网页；请重新获取后放入")
    for encoding in dict.fromkeys(candidates):
        try:
            return data.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    raise ReadError("网页的文字编码无法识别：与声明不符，也不是 UTF-8 或 GB18030；请转换编码后重新放入")


def _flow(text: str, limits: ReaderLimits) -> Flow:
    """The flow of a page: regular tables as they stand in the source, the rest as the parser repairs it."""
    page, tables = cut(text)
    flow = flow_of(_markup(page, limits), tables)
    if flow is None:  # a table stands where it is none: in a comment, a script, a value
        flow = flow_of(_markup(text, limits), {})
    return flow or []


def _markup(text: str, limits: ReaderLimits) -> str:
    """The parser's own markup of a page's body. Raises ReadError for what would take it too long."""
    refuse_hostile(text, limits)
    root = LexborHTMLParser(text).body
    return (root.html if root is not None else None) or ""


def _chinese_utf8(data: bytes) -> str | None:
    """The text of UTF-8 that has Chinese words in it, else None."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if _CHINESE.search(text) and "\x00" not in text else None


def _blocks(flow: Flow, limits: ReaderLimits) -> Iterator[Block]:
    """The blocks of a flow without recursion: layout tables may stand in each other a hundred thousand times."""
    budget = CellBudget(limits)
    stack: list[Iterator[str | MarkupTable]] = [iter(flow)]
    parts: list[str] = []
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
        elif isinstance(item, str):
            parts.append(item)
        elif is_layout(item):
            stack.append(iter(content_of(item)))
        else:
            yield from _lines(parts)
            caption = caption_of(item)
            if caption:
                yield TextBlock(caption)
            drafts, inner = drafts_of(item, limits, budget)
            yield from blocks_of(drafts, budget)
            stack.append(iter(inner))
    yield from _lines(parts)


def _lines(parts: list[str]) -> Iterator[Block]:
    """The lines of text gathered so far, which are then gone."""
    lines = lines_of("".join(parts))
    parts.clear()
    return map(TextBlock, lines)
