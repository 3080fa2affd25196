"""Hostile PDF files: circles, claims that nothing stands behind, streams that grow, scripts, encryption."""

from __future__ import annotations

import zlib

from pdf_maker import Page, pdf
from samples import READ, READ_OR_EMPTY, Hostile

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_ANY = (*READ_OR_EMPTY, "rejected", "needs_ocr")


def _file(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(
        out + b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    )


def _page(
    content: bytes, *more: bytes, box: bytes = b"[0 0 595 842]", resources: bytes = b"/Font << /F1 5 0 R >>"
) -> bytes:
    """A file of one page with this content object; `more` objects are numbered from 6."""
    return _file(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Contents 4 0 R /Resources << %s >> >>" % (box, resources),
        content,
        _FONT,
        *more,
    )


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


_TEXT = _stream(b"BT /F1 12 Tf 50 700 Td (Hello) Tj ET")


def _packed(data: bytes, times: int = 1) -> bytes:
    filters = b"/Filter [%s]" % (b"/FlateDecode " * times)
    for _ in range(times):
        data = zlib.compress(data, 9)
    return _stream(data, filters)


def _image(filter_name: bytes, width: int, data: bytes = b"\x00" * 50) -> bytes:
    entries = (
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /%s"
    )
    return _page(
        _stream(b"q 595 0 0 842 0 0 cm /X Do Q"),
        _stream(data, entries % (width, width, filter_name)),
        resources=b"/XObject << /X 6 0 R >>",
    )


def _form(number: int, inner: int) -> bytes:
    return _stream(
        b"/X Do /X Do",
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>" % inner,
    )


def _tree(kids: bytes, count: int) -> bytes:
    return _file(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count %d /Parent 2 0 R >>" % count,
    )


def _xref_loop() -> bytes:
    data = _page(_TEXT)
    start = data.rindex(b"xref\n0")
    return data.replace(b"trailer <<", b"trailer << /Prev %d " % start)


_STATEMENT = (
    Page()
    .text(200, 60, "支出决算表")
    .table([60, 160, 360, 500], [100, 130, 160], [["科目编码", "科目名称", "本年支出合计"], ["201", "甲", "5"]])
)
_FIRST = b"/XObject << /X 6 0 R >>"
_SCRIPT = "/OpenAction << /S /JavaScript /JS (app.launchURL('http://127.0.0.1:9/')) >> /AA << /O << /S /Launch /F (/bin/sh) >> >>"
_ENCRYPTED = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{'28' * 32}> /U <{'00' * 32}> /P -4 >> /ID [<00> <00>]"
_WORDS = b"(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj "
_HUGE = b"BT /F1 1e38 Tf 1e38 1e38 1e38 1e38 1e38 1e38 Tm (a) Tj ET 1e38 0 m -1e38 9 l S"

FILES = (
    Hostile("header only.pdf", lambda: b"%PDF-1.7\n", "损坏"),
    Hostile("truncated.pdf", lambda: pdf(_STATEMENT)[:700], "", _ANY),
    Hostile("circle.pdf", lambda: _tree(b"2 0 R 3 0 R", 10), "", _ANY),
    Hostile("million pages.pdf", lambda: _tree(b"3 0 R", 1_000_000), "", _ANY),
    Hostile("many pages.pdf", lambda: _tree(b"3 0 R " * 5_000, 5_000), "", _ANY),
    Hostile("media box.pdf", lambda: _page(_TEXT, box=b"[-1e30 -1e30 1e30 1e30]"), "", _ANY),
    Hostile("nan box.pdf", lambda: _page(_TEXT, box=b"[0 0 nan 99999999999999999999]"), "", _ANY),
    Hostile("arrays.pdf", lambda: _page(_packed(b"[" * 5_000_000)), "", _ANY),
    Hostile("jbig2.pdf", lambda: _image(b"JBIG2Decode", 60_000), "", _ANY),
    Hostile("jpx.pdf", lambda: _image(b"JPXDecode", 60_000), "", _ANY),
    Hostile("dct.pdf", lambda: _image(b"DCTDecode", 60_000, b"\xff\xd8\xff\xe0" + bytes(100)), "", _ANY),
    Hostile("xref loop.pdf", _xref_loop, "", _ANY),
    Hostile("script.pdf", lambda: pdf(_STATEMENT, extra=_SCRIPT), "", READ),
    Hostile("encrypted.pdf", lambda: pdf(_STATEMENT, trailer=_ENCRYPTED), "密码"),
    Hostile("strange encryption.pdf", lambda: pdf(_STATEMENT, trailer="/Encrypt << /Filter /Mine /V 9 >>"), "加密"),
    Hostile("huge numbers.pdf", lambda: _page(_stream(_HUGE)), "", _ANY),
)

# Each takes seconds and hundreds of megabytes before it is stopped.
BOMBS = (
    Hostile("deflate bomb.pdf", lambda: _page(_packed(b" " * 400_000_000)), "", _ANY),
    Hostile("deflate bombs.pdf", lambda: _page(_packed(b" " * 300_000_000, 3)), "", _ANY),
    Hostile("text bomb.pdf", lambda: _page(_packed(b"BT /F1 1 Tf " + _WORDS * 400_000 + b"ET")), "", _ANY),
    Hostile("path bomb.pdf", lambda: _page(_packed(b"0 0 m 9 9 l S " * 3_000_000)), "过多", _ANY),
    Hostile("states.pdf", lambda: _page(_packed(b"q " * 5_000_000)), "", _ANY),
    Hostile(
        "flate image.pdf", lambda: _image(b"FlateDecode", 20_000, zlib.compress(b"\x00" * 300_000_000, 9)), "", _ANY
    ),
    Hostile("forms.pdf", lambda: _page(_stream(b"/X Do"), _form(6, 7), _form(7, 6), resources=_FIRST), "", _ANY),
    Hostile(
        "form tree.pdf",
        lambda: _page(_stream(b"/X Do"), *map(_form, range(6, 46), range(7, 47)), resources=_FIRST),
        "",
        _ANY,
    ),
)
