"""Web pages saved as one file."""

from __future__ import annotations

import base64
import quopri

import pytest
from office_samples import TABLES, grid, html_table, texts

from flows.readers.errors import ReadError
from flows.readers.formats import detect, read_document
from flows.settings import ReaderLimits

LIMITS = ReaderLimits()


def mht(*parts: tuple[str, str, bytes]) -> bytes:
    """A saved page of parts: content type, transfer encoding, content."""
    body = b"".join(
        f"--=_P\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + content + b"\r\n"
        for kind, encoding, content in parts
    )
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="=_P"\r\n\r\nsaved page\r\n'
    return head + body + b"--=_P--\r\n"


def page(text: str, encoding: str = "gb2312") -> bytes:
    return f'<html><head><meta charset="{encoding}"></head><body>{text}</body></html>'.encode(encoding)


def test_the_page_is_read_whatever_its_encoding():
    table = TABLES["支出决算表"]
    for kind, encoding, content in (
        ('text/html; charset="gb2312"', "quoted-printable", quopri.encodestring(page("<p>部门决算</p>" + html_table(table)))),
        ('text/html; charset="utf-8"', "base64", base64.encodebytes(page("<p>部门决算</p>" + html_table(table), "utf-8"))),
        ('text/html; charset="unicode"', "base64", base64.encodebytes(page("<p>部门决算</p>" + html_table(table), "utf-16-le"))),
    ):  # fmt: skip
        data = mht((kind, encoding, content), ("image/png", "base64", b"AAAA"))
        assert detect(data) == "mht"
        document = read_document(data, LIMITS)
        assert document.source_format == "html"
        assert texts(document) == ["部门决算"]
        assert grid(document.tables[0][1])[3] == ["合计", "693.15", "693.15", "", "", "", ""]


def test_a_header_page_is_no_part_of_the_document_but_the_sheets_of_a_frame_are():
    header = ("text/html", "8bit", page("<p>页眉</p>"))
    assert texts(read_document(mht(("text/html", "8bit", page("<p>正文</p>")), header), LIMITS)) == ["正文"]
    frame = ("text/html", "8bit", page("<frameset><frame src=s1.htm><noframes><p>需要框架</p></noframes></frameset>"))
    sheets = [("text/html", "8bit", page(f"<p>表{no}</p>")) for no in (1, 2)]
    assert texts(read_document(mht(frame, *sheets), LIMITS)) == ["表1", "表2"]


def test_a_message_without_a_page_and_nested_messages_are_refused():
    with pytest.raises(ReadError, match="没有网页正文"):
        read_document(mht(("image/png", "base64", b"AAAA")), LIMITS)
    with pytest.raises(ReadError, match="层层嵌套"):
        read_document(mht(("text/html", "8bit", b"boundary=" * 100)), LIMITS)


def test_a_text_that_starts_like_a_letter_is_text():
    assert detect("From: 财政局\n部门决算".encode()) == "txt"
