"""Text files: reports converted from Word (one table cell per line), from PDF and scans (tab-separated rows), sheets as .csv.

Decides the encoding (strict UTF-8, UTF-16 with a mark, then GB18030), which lines are tables and where their rows and
cells are. Refuses binary content. Lines keep their 1-based number as place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.readers.document import Block, Document, Table, TextBlock
from flows.readers.errors import ReadError
from flows.readers.masked_blocks import mask_blocks
from flows.readers.masking import mask_lines
from flows.readers.txt import comma_tables, tab_tables, word_tables
from flows.settings import ReaderLimits

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_WORDS = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")
# More control and private-use characters than this are the sign of a wrong encoding or of binary content.
_MAX_NOISE = 0.02


def read(data: bytes, limits: ReaderLimits) -> Document:
    """The document in a text file's bytes. Raises ReadError for binary or undecodable content and broken limits."""
    text, encoding = decode(data)
    if text.count("\n") + text.count("\r") > 2 * limits.lines:
        raise ReadError(f"文本的行数过多，超过上限 {limits.lines:,} 行（FISCAL_LIMIT_LINES）；请拆分后重新放入")
    lines = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text).split("\n")
    longest = max(range(len(lines)), key=lambda i: len(lines[i]))
    if len(lines[longest]) > limits.line_chars:
        raise ReadError(f"第 {longest + 1} 行过长：{len(lines[longest]):,} 个字符，上限 {limits.line_chars:,}")
    records = comma_tables.records_of(lines)
    if records is not None:
        return Document("txt", mask_blocks(comma_tables.blocks(records, limits)), encoding)
    blocks = tuple(_blocks(mask_lines(lines)))
    cells = sum(len(block.cells) for block in blocks if isinstance(block, Table))
    if cells > limits.cells:
        raise ReadError(f"表格单元格过多：{cells:,} 个，上限 {limits.cells:,}")
    return Document(source_format="txt", blocks=blocks, encoding=encoding)


def decode(data: bytes) -> tuple[str, str]:
    """Text and encoding name. Strict: a byte that does not fit is a reason to refuse, not to replace."""
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadError("文件含有 NUL 字节，不是文本文件")
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_CONTROL.findall(text)) > _MAX_NOISE * len(text):
            continue
        if text.strip() and not _WORDS.search(text):
            continue
        return text, encoding.removesuffix("-sig")
    raise ReadError("文字编码无法识别：既不是 UTF-8 也不是 GB18030；请转换编码后重新放入")


def _blocks(lines: list[str]) -> Iterator[Block]:
    position = 0
    while position < len(lines):
        if "\t" in lines[position]:
            read_table = word_tables.read if word_tables.starts_here(lines, position) else tab_tables.read
            rows, position = read_table(lines, position)
            if any(cell.text for row in rows for cell in row):
                yield Table.of_rows(rows, rows[0][0].line, None)
            continue
        if lines[position].strip():
            yield TextBlock(text=lines[position].strip(), line=position + 1)
        position += 1
