"""Formats that are read as what LibreOffice makes of them: .doc and .wps (Word 6 and later), .rtf, .odt and Word 2003 XML as
.docx, .ods as .xlsx.

The conversion is made for a whole batch before its files are read (batch.py), because a reader process may start no
program; the reader gets a path. Without LibreOffice the outcome says what to install, and the next run reads the file.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flows.readers import docx, spreadsheet
from flows.readers.document import Block, Document, TextBlock
from flows.readers.errors import ReadError
from flows.settings import ReaderLimits

# Format → extension under which LibreOffice gets the file.
EXTENSIONS = {"doc": "doc", "wps": "doc", "rtf": "rtf", "odt": "odt", "word_xml": "xml", "ods": "ods"}
# What LibreOffice is to make of a file with such an extension, where that is not a .docx.
_WORKBOOKS = frozenset({"ods"})

# What must be installed for it.
PACKAGES = {"docx": "libreoffice-writer", "xlsx": "libreoffice-calc"}

# Fields that LibreOffice fills with the day, the time and the name of the file at hand.
_RECOMPUTED = frozenset({"DATE", "TIME", "FILENAME"})

# What was made of a file, or why there is nothing.
Conversion = Path | ReadError


def target_of(extension: str) -> str:
    """The extension of what is made of a file with this one."""
    return "xlsx" if extension in _WORKBOOKS else "docx"


def read(source_format: str, conversion: Conversion | None, limits: ReaderLimits) -> Document:
    """The document in a file by its conversion; it keeps the format it was published in.

    Raises ReadError: needs_libreoffice when nothing was converted, else the reason why it failed or cannot be read.
    """
    target = target_of(EXTENSIONS[source_format])
    if conversion is None:
        raise ReadError(
            f"{source_format} 格式要由 LibreOffice 转换后读取；请安装（Debian、Ubuntu：apt install {PACKAGES[target]}）"
            f"后再运行一次，或另存为 {target} 后重新放入",
            "needs_libreoffice",
        )
    if isinstance(conversion, ReadError):
        raise conversion
    size = conversion.stat().st_size
    if size > limits.file_bytes:
        raise ReadError(
            f"转换为 {target} 后过大：{size:,} 字节，上限 {limits.file_bytes:,} 字节（FISCAL_LIMIT_FILE_BYTES）"
        )
    made = conversion.read_bytes()
    document = spreadsheet.read(made, limits) if target == "xlsx" else docx.read(made, limits, _RECOMPUTED)
    return replace(document, source_format=source_format, blocks=tuple(map(_without_box, document.blocks)))


def _without_box(block: Block) -> Block:
    """What LibreOffice made is gone after the batch: a picture in it is not there to show a box on."""
    if isinstance(block, TextBlock):
        return replace(block, box=None) if block.box is not None else block
    if any(cell.box is not None for cell in block.cells):
        return replace(block, cells=tuple(cell._replace(box=None) for cell in block.cells))
    return block
