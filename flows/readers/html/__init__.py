"""Web pages (.html, .htm, also what Excel and Word save as web page): text lines and tables in reading order.

Decides the encoding (byte order mark, the page's own declaration, UTF-8, GB18030), what is visible, what is one line of
text, and which tables hold figures: a table around other tables or around one column of paragraphs is layout, its
content is read as if it were not there. Runs no script, loads nothing. Refuses binary content and absurd nesting.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from flows.readers.document import Block, Document, TextBlock
from flows.readers.errors import ReadError
from flows.readers.html.limits import refuse_hostile
from flows.readers.html.tables import caption_of, drafts_of, framing_tables, is_layout
from flows.readers.html.text import HIDDEN, PARAGRAPHS, is_hidden, tidy
from flows.readers.office.grid import CellBudget, blocks_of
from flows.readers.office.masking import mask_blocks
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
    refuse_hostile(text, limits)
    root = LexborHTMLParser(text).body
    blocks = list(_PageReader(limits, framing_tables(root)).blocks(root)) if root is not None else []
    return Document("html", mask_blocks(blocks), encoding=encoding)


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
        candidates = ["utf-8", declared, "gb18030"] if _is_chinese_utf8(data) else [declared, "utf-8", "gb18030"]
    if b"\x00" in data and not candidates[0].startswith("utf-16"):
        raise ReadError("文件含有 NUL 字节，不是网页；请重新获取后放入")
    for encoding in dict.fromkeys(candidates):
        try:
            return data.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    raise ReadError("网页的文字编码无法识别：与声明不符，也不是 UTF-8 或 GB18030；请转换编码后重新放入")


def _is_chinese_utf8(data: bytes) -> bool:
    try:
        return _CHINESE.search(data.decode("utf-8")) is not None
    except UnicodeDecodeError:
        return False


class _PageReader:
    """Walks a page without recursion; a line of text ends where a paragraph-like element starts or ends."""

    def __init__(self, limits: ReaderLimits, framing: frozenset[int]) -> None:
        self._limits = limits
        self._framing = framing
        self._budget = CellBudget(limits)
        self._parts: list[str] = []

    def blocks(self, root: LexborNode) -> Iterator[Block]:
        stack: list[Iterator[LexborNode]] = [root.iter(include_text=True)]
        breaks: list[bool] = [True]
        while stack:
            node = next(stack[-1], None)
            if node is None:
                stack.pop()
                if breaks.pop():
                    yield from self._line()
                continue
            tag = node.tag or ""
            if tag == "-text":
                self._parts.append(node.text_content or "")
            elif tag == "br":
                yield from self._line()
            elif tag in HIDDEN or is_hidden(node):
                continue
            elif tag == "pre":
                yield from self._line()
                yield from (TextBlock(line) for part in node.text().split("\n") if (line := tidy(part)))
            elif tag == "table" and not is_layout(node, self._framing):
                yield from self._line()
                inner = yield from self._table(node)
                stack.append(iter(inner))
                breaks.append(False)
            else:
                is_paragraph = tag in PARAGRAPHS
                if is_paragraph:
                    yield from self._line()
                stack.append(node.iter(include_text=True))
                breaks.append(is_paragraph)

    def _line(self) -> Iterator[Block]:
        text = tidy("".join(self._parts))
        self._parts.clear()
        if text:
            yield TextBlock(text)

    def _table(self, table: LexborNode) -> Generator[Block, None, list[LexborNode]]:
        """The blocks of one table; returns the tables in its cells."""
        caption = caption_of(table)
        if caption:
            yield TextBlock(caption)
        drafts, inner = drafts_of(table, self._limits, self._budget)
        yield from blocks_of(drafts, self._budget)
        return inner
