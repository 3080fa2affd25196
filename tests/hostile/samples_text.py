"""Hostile text files, web pages and archives."""

from __future__ import annotations

import gzip
import io
import tarfile

import office_samples
from office_samples import zipped
from samples import EMPTY, READ, READ_OR_EMPTY, Hostile

_TABLE = "支出决算表\n单位：元\n科目编码\t科目名称\t本年支出合计\n201\t一般公共服务支出\t5\n"


def _page(body: str) -> bytes:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode()


def _rows(cell: str) -> str:
    return f"<p>支出决算表</p><table><tr>{cell}<td>科目名称</td></tr><tr><td>201</td><td>5</td></tr></table>"


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        report = office_samples.as_txt()
        for name in ("../../etc/cron.d/report", "报告.txt"):
            info = tarfile.TarInfo(name)
            info.size = len(report)
            archive.addfile(info, io.BytesIO(report))
    return buffer.getvalue()


TEXTS = (
    Hostile("empty.txt", lambda: b"", "0 字节"),
    Hostile("one line.txt", lambda: "决".encode() * 16_000_000, "行过长"),
    Hostile("too large.txt", lambda: b"a" * 50_000_001, "文件过大"),
    Hostile("ten million lines.txt", lambda: b"1\n" * 10_000_000, "行数过多"),
    Hostile("many lines.txt", lambda: b"201\t5\n" * 400_000, "单元格过多"),
    Hostile("million tabs.txt", lambda: b"\t" * 999_999, "", EMPTY),
    Hostile("nul.txt", lambda: _TABLE.encode() + b"\x00", "NUL"),
    Hostile("invalid utf-8.txt", lambda: "支出".encode() + b"\xff\xfe\xfd" * 1_000, "编码无法识别"),
    Hostile("utf-16 without mark.txt", lambda: _TABLE.encode("utf-16-le"), "NUL"),
    Hostile("odd utf-16.txt", lambda: b"\xff\xfe" + _TABLE.encode("utf-16-le") + b"\x00", "编码无法识别"),
    Hostile("line ends.txt", lambda: _TABLE.replace("\n", "\r\n").encode() + b"\r\r\n\x0b\x0c2\n", "", READ),
    Hostile("bidi.txt", lambda: ("\u202e" + _TABLE + "\u2066\u200f\u200b").encode(), "", READ_OR_EMPTY),
    Hostile("escapes.txt", lambda: b"\x1b[2J\x1b]0;owned\x07" + _TABLE.encode() * 20, "", READ_OR_EMPTY),
    Hostile("sql.txt", lambda: _TABLE.replace("一般", "'); drop table raw.report; --").encode(), "", READ_OR_EMPTY),
    Hostile("formula.txt", lambda: _TABLE.replace("一般公共服务支出", "=cmd|'/c calc'!A1").encode(), "", READ_OR_EMPTY),
    Hostile("huge number.txt", lambda: _TABLE.replace("\t5", "\t" + "9" * 5_000).encode(), "", READ_OR_EMPTY),
    Hostile("brackets.txt", lambda: ("（" * 100_000 + "\n").encode() + _TABLE.encode(), "", READ_OR_EMPTY),
    Hostile("labels.txt", lambda: ("联系人：" * 200_000 + "\n" + _TABLE).encode(), "", READ_OR_EMPTY),
    Hostile("digits.txt", lambda: ("1" * 3_000 + "\n" + _TABLE).encode(), "", READ_OR_EMPTY),
    Hostile("sentences.txt", lambda: ("2020年度支出合计5万元，" * 6_000 + "\n").encode(), "", READ_OR_EMPTY),
    Hostile("commas.csv", lambda: b"a," * 400_000 + b"\n" + b"a," * 400_000, "", (*EMPTY, "rejected")),
    Hostile("quotes.csv", lambda: b'a,b,"c\n' * 200_000, "", EMPTY),
    Hostile("random.bin", lambda: bytes((i * i) % 251 for i in range(100_000)), "NUL"),
)

PAGES = (
    Hostile("colspan.html", lambda: _page(_rows('<td colspan="100000000">科目编码</td>')), "", READ_OR_EMPTY),
    Hostile("rowspan.html", lambda: _page(_rows('<td rowspan="100000000">科目编码</td>')), "", READ_OR_EMPTY),
    Hostile(
        "spans.html",
        lambda: _page("<table><tr>" + '<td colspan="1000" rowspan="1000">1</td>' * 1_000 + "</tr></table>"),
        "过多",
    ),
    Hostile("minus span.html", lambda: _page(_rows('<td colspan="-5" rowspan="1e9">科目编码</td>')), "", READ_OR_EMPTY),
    Hostile("nested div.html", lambda: _page("<div>" * 1_000_000), "嵌套过深"),
    Hostile("nested b.html", lambda: _page("<b>" * 1_000_000), "", (*EMPTY, "rejected")),
    Hostile("nested tables.html", lambda: _page("<table><tr><td>" * 200_000), "", (*EMPTY, "rejected")),
    Hostile("nested span.html", lambda: _page("<span>" * 1_000_000 + "支出决算表"), "", (*EMPTY, "rejected")),
    Hostile(
        "attributes.html", lambda: _page("<p " + " ".join(f"a{i}=1" for i in range(1_000_000)) + ">表</p>"), "属性"
    ),
    Hostile("comment.html", lambda: _page("<p>支出决算表</p><!--" + "<td>" * 1_000_000), "", EMPTY),
    Hostile("script.html", lambda: _page("<script>while(true){}</script><p>表</p>" * 10_000), "", EMPTY),
    Hostile(
        "outside.html",
        lambda: _page('<base href="http://127.0.0.1:9/"><img src="a"><iframe src="file:///etc/passwd"></iframe>表'),
        "",
        EMPTY,
    ),
    Hostile("entities.html", lambda: _page("&amp;" * 2_000_000), "", (*EMPTY, "rejected")),
    Hostile(
        "doctype.html",
        lambda: b'<!DOCTYPE html [<!ENTITY a "' + b"x" * 1_000 + b'">]><html><body>' + "表".encode() + b"&a;" * 9,
        "",
        EMPTY,
    ),
    Hostile("paragraphs.html", lambda: _page("<p>表" * 1_000_000), "过多"),
    Hostile(
        "cells.html",
        lambda: _page("<table>" + ("<tr>" + "<td>1</td>" * 100 + "</tr>") * 6_000 + "</table>"),
        "单元格过多",
    ),
    Hostile("links.html", lambda: _page('<a href="' * 1_000_000), "", (*EMPTY, "rejected")),
    Hostile("open links.html", lambda: _page('<a href="a.pdf">' * 100_000), "", (*EMPTY, "rejected")),
    Hostile("nul.html", lambda: _page("<p>\x00</p>"), "NUL"),
    Hostile("web page.xls", office_samples.as_html, "扩展名为 .xls，内容是 html，按内容读取", READ),
)

ARCHIVES = (
    Hostile("report.tar", _tar, "请解压"),
    Hostile("report.tar.gz", lambda: gzip.compress(_tar()), "请解压"),
    Hostile("report.gz", lambda: gzip.compress(office_samples.as_txt()), "请解压"),
    Hostile("report.rar", lambda: b"Rar!\x1a\x07\x01\x00" + bytes(100), "请解压"),
    Hostile("report.7z", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(100), "请解压"),
    Hostile("report.zip", lambda: zipped({"../../报告.txt": office_samples.as_txt(), "/etc/passwd": "x"}), "请解压"),
    Hostile("empty.zip", lambda: zipped({}), "请解压"),
    Hostile("report.pdf", lambda: zipped({"报告.txt": office_samples.as_txt()}), "扩展名为 .pdf，内容是 archive"),
    Hostile("million entries.zip", lambda: _many_entries(300_000), "请解压"),
)


def _many_entries(count: int) -> bytes:
    """A central directory that names one and the same member again and again."""
    import struct

    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    size = len(entry) * count
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, size, len(local), 0)
    return local + entry * count + end
