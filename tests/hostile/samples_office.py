"""Hostile Word files and workbooks: containers that grow, entities, references that lie, circles."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import office_samples
from office_samples import docx, p, sheet, xlsx, zipped
from ole_samples import ole, xls
from samples import READ, READ_OR_EMPTY, Hostile

_ENTITIES = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(10))
_LAUGHS = f"<!DOCTYPE w [{_ENTITIES}]>"
_PASSWD = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_HTTP = '<!DOCTYPE w [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd">%x;]>'
_BODY = "".join(p(line) for line in office_samples.COVER) + p(office_samples.PROSE)
_HEADED = {0: {0: "支出决算表"}, 1: {0: "科目编码", 1: "科目名称", 2: "本年支出合计"}, 2: {0: "201", 1: "甲", 2: "5"}}

_ANY = (*READ_OR_EMPTY, "rejected")
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_EXTERNAL = (
    f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="a" Type="x/styles" TargetMode="External" '
    'Target="http://127.0.0.1:9/"/></Relationships>'
)
_OUT_OF_THE_FILE = office_samples.relationships(("officeDocument", "../../../etc/passwd"))
_SPAN = '<w:tcPr><w:gridSpan w:val="100000000"/></w:tcPr>'
_WIDE = f"<w:tbl><w:tr><w:tc>{_SPAN}{p('a')}</w:tc><w:tc>{p('b')}</w:tc></w:tr></w:tbl>"
_FORMULAS = '<row r="1"><c r="A1"><f>WEBSERVICE("http://127.0.0.1:9/")</f></c><c r="B1"><f>1+1</f><v/></c></row>'
_DATES = '<row r="1"><c r="A1" t="d"><v>99999-99-99</v></c><c r="B1"><v>1e400</v></c></row>'


def _with(data: bytes, **parts: bytes | str) -> bytes:
    """A container with parts replaced or added; names are written with __ for / and _dot_ for the dot."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return zipped(content | {name.replace("__", "/").replace("_dot_", "."): part for name, part in parts.items()})


def _sheet_with(data: str, after: str = "") -> bytes:
    """A workbook with one sheet of this content."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return xlsx({"表": f'<worksheet xmlns="{main}"><sheetData>{data}</sheetData>{after}</worksheet>'})


def _overlapping() -> bytes:
    """Every entry of the directory names the same packed data."""
    data = docx(_BODY)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.start_dir
    end = data.rindex(b"PK\x05\x06")
    directory = data[start:end]
    count = 200
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 5 * count, 5 * count, len(directory) * count, start, 0)
    return data[:start] + directory * count + tail


def _understated() -> bytes:
    """A part that unpacks to 300 MB and says it has a thousand bytes."""
    data = _with(docx(_BODY), word__document_dot_xml=b"<" + b" " * 300_000_000)
    large = struct.pack("<I", 300_000_001)
    return data.replace(large, struct.pack("<I", 1_000))


def _nested_paragraphs(depth: int) -> bytes:
    return docx("<w:sdt><w:sdtContent>" * depth + _BODY + "</w:sdtContent></w:sdt>" * depth)


def _nested_tables(depth: int) -> bytes:
    return docx("<w:tbl><w:tr><w:tc>" * depth + p("表") + "</w:tc></w:tr></w:tbl>" * depth)


def _circular() -> bytes:
    """An OLE container whose first data sector is followed by itself."""
    data = bytearray(xls({"表": _HEADED}, []))
    data[512 + 4 * 2 : 512 + 4 * 3] = struct.pack("<I", 2)
    return bytes(data)


def _far_corner() -> str:
    return sheet(_HEADED | {1_048_575: {16_383: "5"}})


def _lying_stream() -> bytes:
    """The directory says that the workbook is four gigabytes."""
    return xls({"表": _HEADED}, []).replace(struct.pack("<IQ", 2, 4096), struct.pack("<IQ", 2, 0xFFFFFFFF))


def _lying_strings() -> bytes:
    """A table of four thousand million strings."""
    start = struct.pack("<HHHHHHII", 0x0809, 16, 0x600, 5, 0, 0, 0, 0)
    return ole("Workbook", start + struct.pack("<HHII", 0xFC, 8, 1, 0xFFFFFFFF))


def _inserted(data: bytes) -> bytes:
    """A document with an object or a picture among its text."""
    shown = '<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" r:id="rId3"/></w:object></w:r></w:p>'
    picture = '<w:p><w:r><w:drawing><a:blip r:embed="rId3"/></w:drawing></w:r></w:p>'
    return docx(_BODY + shown + picture, pictures=(data,))


def _black(side: int) -> bytes:
    """A picture of one colour: a few kilobytes that are gigabytes when they are unpacked."""
    row = zlib.compress(bytes(1 + side // 8) * side)
    parts = ((b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)), (b"IDAT", row), (b"IEND", b""))
    chunks = (struct.pack(">I", len(d)) + kind + d + struct.pack(">I", zlib.crc32(kind + d)) for kind, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


DOCUMENTS = (
    Hostile("bomb.docx", lambda: _with(docx(_BODY), word__document_dot_xml=b" " * 150_000_000), "压缩比过大"),
    Hostile("bombs.docx", lambda: _with(docx(_BODY), **{f"x{i}": b" " * 30_000_000 for i in range(8)}), "解压后过大"),
    Hostile(
        "nested bomb.docx", lambda: zipped({"a.zip": zipped({"b.zip": zipped({"c": b"0" * 50_000_000})})}), "请解压"
    ),
    Hostile("overlap.docx", _overlapping, "重叠"),
    Hostile("understated.docx", _understated, "与文件头不符"),
    Hostile("members.docx", lambda: _with(docx(_BODY), **{f"m{i}": b"" for i in range(20_001)}), "文件过多"),
    Hostile("laughs.docx", lambda: docx(_BODY + p("x"), prologue=_LAUGHS), "DTD"),
    Hostile("passwd.docx", lambda: docx(_BODY, prologue=_PASSWD), "DTD"),
    Hostile("http.docx", lambda: docx(_BODY, prologue=_HTTP), "DTD"),
    Hostile("relations.docx", lambda: _with(docx(_BODY), _rels___dot_rels=_OUT_OF_THE_FILE), "主要部分"),
    Hostile("external.docx", lambda: _with(docx(_BODY), word___rels__document_dot_xml_dot_rels=_EXTERNAL), "", READ),
    Hostile("nested controls.docx", lambda: _nested_paragraphs(100_000), "压缩比过大"),
    Hostile("nested tables.docx", lambda: _nested_tables(80), "", READ_OR_EMPTY),
    Hostile("grid span.docx", lambda: docx(_BODY + _WIDE), "", READ_OR_EMPTY),
    Hostile("truncated.docx", lambda: office_samples.as_docx()[:3_000], "损坏"),
    Hostile("empty body.docx", lambda: docx(""), "没有识别出", ("read_empty",)),
    Hostile("no body.docx", lambda: _with(docx(_BODY), word__document_dot_xml="<a/>"), "没有正文"),
    Hostile(
        "macro.docx", lambda: _with(docx(_BODY), word__vbaProject_dot_bin=b"\xd0\xcf\x11\xe0" + bytes(2_000)), "", READ
    ),
    Hostile("password.docx", lambda: ole("EncryptedPackage", bytes(5_000)), "加密"),
    Hostile("inserted far corner.docx", lambda: _inserted(xlsx({"表": _far_corner()})), "未读取嵌入的对象", READ),
    Hostile("inserted bomb.docx", lambda: _inserted(_with(xlsx({}), a=b" " * 60_000_000)), "未读取嵌入的对象", READ),
    Hostile("inserted strings.docx", lambda: _inserted(_lying_strings()), "未读取嵌入的对象", READ),
    Hostile("inserted circle.docx", lambda: _inserted(_circular()), "未读取嵌入的对象", READ),
    Hostile("inserted itself.docx", lambda: _inserted(_inserted(docx(_BODY))), "未读取嵌入的对象", READ),
    Hostile("huge picture.docx", lambda: _inserted(_black(60_000)), "未读取图片", READ),
    Hostile("really html.docx", office_samples.as_html, "内容是 html", READ),
)

WORKBOOKS = (
    Hostile(
        "bomb.xlsx",
        lambda: _with(xlsx({"a": sheet(_HEADED)}), xl__worksheets__sheet1_dot_xml=b" " * 60_000_000),
        "压缩比过大",
    ),
    Hostile(
        "laughs.xlsx",
        lambda: _with(xlsx({"a": sheet(_HEADED)}), xl__worksheets__sheet1_dot_xml=_LAUGHS + sheet(_HEADED)),
        "DTD",
    ),
    Hostile(
        "passwd.xlsx", lambda: _with(xlsx({"a": sheet(_HEADED)}), xl__workbook_dot_xml=_PASSWD + "<workbook/>"), "DTD"
    ),
    Hostile(
        "links.xlsx",
        lambda: _with(xlsx({"表": sheet(_HEADED)}), xl__externalLinks__externalLink1_dot_xml="<externalLink/>"),
        "",
        READ,
    ),
    Hostile("formula.xlsx", lambda: _sheet_with(_FORMULAS), "", READ_OR_EMPTY),
    Hostile("dimension.xlsx", lambda: _sheet_with("", '<dimension ref="A1:XFD1048576"/>'), "", READ_OR_EMPTY),
    Hostile("corners.xlsx", lambda: xlsx({"表": _far_corner()}), "单元格过多"),
    Hostile("columns.xlsx", lambda: xlsx({"表": sheet(_HEADED | {3: {16_383: "5"}})}), "", READ_OR_EMPTY),
    Hostile("strings.xlsx", lambda: _sheet_with('<row r="1"><c r="A1" t="s"><v>4294967295</v></c></row>'), "", _ANY),
    Hostile("merged.xlsx", lambda: xlsx({"表": sheet(_HEADED, ["A1:XFD1048576"])}), "", _ANY),
    Hostile("merges.xlsx", lambda: xlsx({"表": sheet(_HEADED, ["A1:C3"] * 200_000)}), "", _ANY),
    Hostile("sheets.xlsx", lambda: xlsx({f"表{i}": sheet(_HEADED) for i in range(3_000)}), "", READ_OR_EMPTY),
    Hostile("sheet names.xlsx", lambda: xlsx({"表\u202e\x7f" + "长" * 5_000: _far_corner()}), "长…"),
    Hostile("dates.xlsx", lambda: _sheet_with(_DATES), "", _ANY),
    Hostile("circle.xls", _circular, "损坏"),
    Hostile("short.xls", lambda: xls({"表": _HEADED}, [])[:1_000], "损坏"),
    Hostile("sectors.xls", lambda: (lambda d: d[:44] + b"\xff\xff\xff\x7f" + d[48:])(xls({"表": _HEADED}, [])), "损坏"),
    Hostile("stream size.xls", _lying_stream, "", _ANY),
    Hostile("strings.xls", _lying_strings, "损坏"),
    Hostile("other.ole", lambda: ole("Contents", bytes(5_000)), "ole"),
    Hostile("old document.xls", lambda: ole("WordDocument", bytes(5_000)), "", ("needs_libreoffice", "rejected")),
)
