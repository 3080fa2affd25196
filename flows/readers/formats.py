"""Which reader reads a file: decided by its content, not by its name. A new format is one line in `READERS`.

Formats that are recognised but have no reader yet are rejected with a sentence that says so, never read as text.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

from flows.readers import docx, html, image, pdf, spreadsheet, txt
from flows.readers.document import Document
from flows.readers.errors import ReadError
from flows.readers.office.ole import ole_kind
from flows.settings import ReaderLimits

READERS: dict[str, Callable[[bytes, ReaderLimits], Document]] = {
    "txt": txt.read,
    "pdf": pdf.read,
    "docx": docx.read,
    "xlsx": spreadsheet.read,
    "xls": spreadsheet.read,
    "html": html.read,
    "image": image.read,
    "encrypted": docx.read,  # an Office file with a password: says so
}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
)


def detect(data: bytes) -> str:
    """The format of a file's bytes: txt, pdf, docx, xlsx, xls, doc, html, ofd, encrypted, ole, rtf, image or archive.

    Raises ReadError for an OLE container that is damaged.
    """
    if data.startswith(_OLE):
        return ole_kind(data)
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    if data.startswith(b"BM") and data[6:10] == bytes(4):  # a bitmap; a text may begin with these letters too
        return "image"
    if data.startswith(b"PK\x03\x04"):
        return _zip_format(data)
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")) or b"<table" in head or b"<body" in head:
        return "html"
    return "txt"


def _zip_format(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return "archive"
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
        raise ReadError(f"内容是 {name} 格式，尚无对应的读取器；可另存为 docx、pdf 或 txt 后重新放入", outcome)
    return reader(data, limits)
