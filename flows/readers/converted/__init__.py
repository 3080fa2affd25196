"""Formats that are read as the .docx LibreOffice makes of them: .doc and .wps (Word 6 and later), .rtf, .odt, Word 2003 XML.

The conversion is made for a whole batch before its files are read (batch.py), because a reader process may start no
program; the reader gets a path. Without LibreOffice the outcome says what to install, and the next run reads the file.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flows.readers import docx
from flows.readers.document import Document
from flows.readers.errors import ReadError
from flows.settings import ReaderLimits

# Format → extension under which LibreOffice gets the file.
EXTENSIONS = {"doc": "doc", "wps": "doc", "rtf": "rtf", "odt": "odt", "word_xml": "xml"}

# Fields that LibreOffice fills with the day, the time and the name of the file at hand.
_RECOMPUTED = frozenset({"DATE", "TIME", "FILENAME"})

# The .docx made of a file, or why there is none.
Conversion = Path | ReadError


def read(source_format: str, conversion: Conversion | None, limits: ReaderLimits) -> Document:
    """The document in a file by its conversion; it keeps the format it was published in.

    Raises ReadError: needs_libreoffice when nothing was converted, else the reason why it failed or cannot be read.
    """
    if conversion is None:
        raise ReadError(
            f"{source_format} 格式要由 LibreOffice 转换后读取；请安装（Debian、Ubuntu：apt install libreoffice-writer）"
            "后再运行一次，或另存为 docx 后重新放入",
            "needs_libreoffice",
        )
    if isinstance(conversion, ReadError):
        raise conversion
    size = conversion.stat().st_size
    if size > limits.file_bytes:
        raise ReadError(
            f"转换为 docx 后过大：{size:,} 字节，上限 {limits.file_bytes:,} 字节（FISCAL_LIMIT_FILE_BYTES）"
        )
    document = docx.read(conversion.read_bytes(), limits, _RECOMPUTED)
    return replace(document, source_format=source_format)
