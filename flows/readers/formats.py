"""Which reader reads a file: decided by its content, not by its name. A new format is one line in `READERS`.

Formats that are recognised but have no reader yet are rejected with a sentence that says so, never read as text.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePath

from flows.collector import paused
from flows.readers import converted, docx, html, image, mht, ofd, pdf, spreadsheet, txt
from flows.readers.container import DAMAGE
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
    "ofd": ofd.read,
    "mht": mht.read,
    "image": image.read,
    "encrypted": docx.read,  # an Office file with a password: says so
}

# What a file of each format is called. A name that belongs to another format is told; any other name says nothing.
EXTENSIONS: dict[str, frozenset[str]] = {
    "txt": frozenset({".txt", ".text", ".csv", ".tsv", ".md"}),
    "pdf": frozenset({".pdf"}),
    "docx": frozenset({".docx", ".docm", ".dotx"}),
    "doc": frozenset({".doc", ".dot", ".wps"}),
    "wps": frozenset({".wps", ".wpt", ".doc"}),
    "odt": frozenset({".odt"}),
    "ods": frozenset({".ods"}),
    "xlsb": frozenset({".xlsb"}),
    "word_xml": frozenset({".xml", ".doc"}),
    "ppt": frozenset({".ppt", ".pps", ".dps"}),
    "pptx": frozenset({".pptx", ".ppsx"}),
    "rtf": frozenset({".rtf"}),
    "xlsx": frozenset({".xlsx", ".xlsm", ".xltx"}),
    "xls": frozenset({".xls", ".xlt", ".et"}),
    "html": frozenset(
        {".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml"}
    ),  # a page saved as one file is read as html
    "mht": frozenset({".mht", ".mhtml"}),
    "ofd": frozenset({".ofd"}),
    "image": frozenset({".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".gif", ".webp"}),
    "archive": frozenset({".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz"}),
}
_KNOWN_EXTENSIONS = frozenset().union(*EXTENSIONS.values())

# Why what has no reader is not read, where there is more to say than that.
_POWERPOINT = "内容是 PowerPoint 演示文稿，不读取；可另存为 docx 或 pdf 后重新放入"
_NO_READER = {
    "archive": "内容是压缩包，里面的文件未读取；请解压后把其中的报告放入",
    "ppt": _POWERPOINT,
    "pptx": _POWERPOINT,
    "xlsb": "内容是二进制工作簿（xlsb），不读取；请用 Excel 或 WPS 另存为 xlsx 后重新放入",
    "unknown": "文件含有 NUL 字节，不是文本文件，也不是认识的格式；请确认文件没有损坏，或另存为 docx、xlsx、pdf 后重新放入",
}

HEAD_BYTES = 2_048
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The first member of an OpenDocument file is its type, not compressed.
_ZIP_HEADER = 30
_OPEN_DOCUMENTS = (
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "odt"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "ods"),
)
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"GIF8", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ", "archive"),
    (b"PK\x05\x06", "archive"),  # a zip file with nothing in it
)
_TAR, _TAR_AT = b"ustar", 257
_RIFF, _WEBP, _WEBP_AT = b"RIFF", b"WEBP", 8
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def detect(data: bytes) -> str:
    """The format of a file's bytes.

    One of txt, pdf, docx, xlsx, xls, doc, wps, rtf, odt, ods, word_xml, html, mht, ofd, encrypted, ole, ppt, pptx, xlsb, image,
    archive, unknown.
    Raises ReadError for an OLE container or a zip archive that is damaged.
    """
    if data.startswith(_OLE):
        return ole_kind(data)
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    if data.startswith(b"BM") and data[6:10] == bytes(4):  # a bitmap; a text may begin with these letters too
        return "image"
    if data.startswith(_RIFF) and data.startswith(_WEBP, _WEBP_AT):
        return "image"
    if data.startswith(b"PK\x03\x04"):
        return _open_document(data) or _zip_format(data)
    if data.startswith(_TAR, _TAR_AT):
        return "archive"
    if mht.is_mht(data):
        return "mht"
    if _is_word_xml(data):
        return "word_xml"
    head = data[:HEAD_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")) or b"<table" in head or b"<body" in head:
        return "html"
    return "unknown" if b"\x00" in head and not data.startswith(_UTF_16) else "txt"


def may_need_conversion(head: bytes) -> bool:
    """Whether a file with these first HEAD_BYTES can be one that is converted before it is read."""
    return head.startswith((_OLE, b"{\\rtf")) or _open_document(head) is not None or _is_word_xml(head)


def _open_document(head: bytes) -> str | None:
    return next((name for mark, name in _OPEN_DOCUMENTS if head.startswith(mark, _ZIP_HEADER)), None)


def _is_word_xml(data: bytes) -> bool:
    """Word 2003 saved documents as one XML file; the instruction at its start names the program."""
    head = data[:HEAD_BYTES]
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml") and b'progid="Word.Document"' in head


def _zip_format(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except DAMAGE as error:
        raise ReadError("压缩包损坏或不完整，可能下载中断；请重新获取后放入") from error
    # The main part may have another name (word/document2.xml); its folder is the same.
    known = {"word/": "docx", "xl/workbook.bin": "xlsb", "xl/": "xlsx", "ppt/": "pptx", "OFD.xml": "ofd"}
    return next((name for prefix, name in known.items() if any(n.startswith(prefix) for n in names)), "archive")


@paused()
def read_document(data: bytes, limits: ReaderLimits, conversion: converted.Conversion | None = None) -> Document:
    """The document in a file's bytes. Raises ReadError with the reason when there is none to be had.

    `conversion` is what was made of the file beforehand if it has one of the formats that are read converted.
    """
    if not data:
        raise ReadError("文件为空（0 字节）")
    if len(data) > limits.file_bytes:
        raise ReadError(f"文件过大：{len(data):,} 字节，上限 {limits.file_bytes:,} 字节（FISCAL_LIMIT_FILE_BYTES）")
    name = detect(data)
    if name in converted.EXTENSIONS:
        return converted.read(name, conversion, limits)
    reader = READERS.get(name)
    if reader is None:
        no_reader = f"内容是 {name} 格式，尚无对应的读取器；可另存为 docx、pdf 或 txt 后重新放入"
        raise ReadError(_NO_READER.get(name, no_reader))
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
