"""Which reader reads a file: decided by its content, not by its name. A new format is one line in `READERS`.

Formats that are recognised but have no reader yet are rejected with a sentence that says so, never read as text.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePath

from flows.readers import docx, html, pdf, spreadsheet, txt
from flows.readers.document import Document
from flows.readers.errors import ReadError
from flows.readers.office.ole import ole_kind
from flows.readers.office.package import ZIP_DAMAGE
from flows.settings import ReaderLimits

READERS: dict[str, Callable[[bytes, ReaderLimits], Document]] = {
    "txt": txt.read,
    "pdf": pdf.read,
    "docx": docx.read,
    "xlsx": spreadsheet.read,
    "xls": spreadsheet.read,
    "html": html.read,
    "encrypted": docx.read,  # an Office file with a password: says so
}

# What a file of each format is called. A name that belongs to another format is told; any other name says nothing.
EXTENSIONS: dict[str, frozenset[str]] = {
    "txt": frozenset({".txt", ".text", ".csv", ".tsv", ".md"}),
    "pdf": frozenset({".pdf"}),
    "docx": frozenset({".docx", ".docm", ".dotx"}),
    "doc": frozenset({".doc", ".dot", ".wps"}),
    "rtf": frozenset({".rtf"}),
    "xlsx": frozenset({".xlsx", ".xlsm", ".xltx"}),
    "xls": frozenset({".xls", ".xlt", ".et"}),
    "html": frozenset({".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml"}),
    "ofd": frozenset({".ofd"}),
    "image": frozenset({".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".gif", ".webp"}),
    "archive": frozenset({".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz"}),
}
_KNOWN_EXTENSIONS = frozenset().union(*EXTENSIONS.values())

# Why what has no reader is not read, where there is more to say than that.
_NO_READER = {"archive": "内容是压缩包，里面的文件未读取；请解压后把其中的报告放入"}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"PK\x05\x06", "archive"),  # a zip file with nothing in it
)
_TAR, _TAR_AT = b"ustar", 257


def detect(data: bytes) -> str:
    """The format of a file's bytes: txt, pdf, docx, xlsx, xls, doc, html, ofd, encrypted, ole, rtf, image or archive.

    Raises ReadError for an OLE container or a zip archive that is damaged.
    """
    if data.startswith(_OLE):
        return ole_kind(data)
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    if data.startswith(b"PK\x03\x04"):
        return _zip_format(data)
    if data.startswith(_TAR, _TAR_AT):
        return "archive"
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")) or b"<table" in head or b"<body" in head:
        return "html"
    return "txt"


def _zip_format(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except ZIP_DAMAGE as error:
        raise ReadError("压缩包损坏或不完整，可能下载中断；请重新获取后放入") from error
    # The main part may have another name (word/document2.xml); its folder is the same.
    known = {"word/": "docx", "xl/": "xlsx", "OFD.xml": "ofd"}
    return next((name for prefix, name in known.items() if any(n.startswith(prefix) for n in names)), "archive")


def read_document(data: bytes, limits: ReaderLimits) -> Document:
    """The document in a file's bytes. Raises ReadError with the reason when there is none to be had."""
    if not data:
        raise ReadError("文件为空（0 字节）")
    if len(data) > limits.file_bytes:
        raise ReadError(f"文件过大：{len(data):,} 字节，上限 {limits.file_bytes:,} 字节（FISCAL_LIMIT_FILE_BYTES）")
    name = detect(data)
    reader = READERS.get(name)
    if reader is None:
        outcome = "needs_libreoffice" if name == "doc" else "rejected"
        no_reader = f"内容是 {name} 格式，尚无对应的读取器；可另存为 docx、pdf 或 txt 后重新放入"
        raise ReadError(_NO_READER.get(name, no_reader), outcome)
    document = reader(data, limits)
    if len(document.blocks) > limits.lines:
        raise ReadError(
            f"文档的段落和表格过多：{len(document.blocks):,} 个，上限 {limits.lines:,}（FISCAL_LIMIT_LINES）"
        )
    return document


def misnamed(name: str, source_format: str) -> str | None:
    """What to say of a file whose extension belongs to another format; None when the name fits or says nothing.

    >>> misnamed("决算.xls", "html")
    '扩展名为 .xls，内容是 html，按内容读取'
    """
    extension = PurePath(name).suffix.lower()
    if extension not in _KNOWN_EXTENSIONS or extension in EXTENSIONS.get(source_format, _KNOWN_EXTENSIONS):
        return None
    return f"扩展名为 {extension}，内容是 {source_format}，按内容读取"
