"""Tables that are read from the source give what the parser gives; what it would repair or hide is left to it."""

from __future__ import annotations

import random

import pytest

from flows.readers import html as reader
from flows.readers.html.regular import cut
from flows.settings import ReaderLimits

LIMITS = ReaderLimits()


def parsed(page, monkeypatch):
    """The document of a page of which nothing is read from the source."""
    with monkeypatch.context() as patched:
        patched.setattr(reader, "cut", lambda source: (source, {}))
        return reader.read(page.encode(), LIMITS)


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><td>甲</td><td colspan=2>1,234.50</td></tr>\n<tr><th>乙</th><td></td></tr>",
        # As word processors, spreadsheets and editors in the browser write them.
        "<tr style='mso-yfti-irow:0'><td width=64 style='border:none;font-family:\"宋体\"'><p class=MsoNormal align=center>"
        "<span lang=EN-US>5<o:p></o:p></span></p></td></tr>",
        "<colgroup><col width=72 style='width:54pt'><col span=2></colgroup>\n<tr height=24>\n<td class=xl65>甲</td>\n</tr>",
        '<tbody><tr class="firstRow"><td valign="top" rowspan="2"><p><strong>项目</strong><br/>名称</p></td></tr></tbody>',
        "<thead><tr><th>甲</th></tr></thead><tbody><tr><td>&nbsp;</td><td>A&amp;B&nbsp;</td></tr></tbody>",
        "<tfoot><tr><td>注</td></tr></tfoot><tr><td>甲</td><td><div><p>一</p><p>二</p></div></td></tr>",
    ],
)
def test_tables_that_close_what_they_open_are_read_from_the_source(rows, monkeypatch):
    page = f"<p>前</p><table border=1>{rows}</table><p>后</p>"
    assert len(cut(page)[1]) == 1
    assert reader.read(page.encode(), LIMITS) == parsed(page, monkeypatch)


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>甲<td>乙</td></tr></table>",
        "<table><tr><td><p>甲<p>乙</p></td></tr></table>",
        "<table><tr><td><b><i>甲</b></i></td></tr></table>",
        "<table><tr><td><a>甲<a>乙</a></a></td></tr></table>",
        "<table><tr><th>甲</td></tr></table>",
        "<table><tr><td>甲</td>外</tr></table>",
        "<table>外<tr><td>甲</td></tr></table>",
        "<table><tr><td>1<b</td></tr></table>",
        "<table><tr><td>&copy</td></tr></table>",
        "<table><tr><td colspan=2 colspan=3>甲</td></tr></table>",
        "<table><tr><td colspan='&#50;'>甲</td></tr></table>",
        "<table><tr><td hidden>甲</td></tr></table>",
        "<table><tr style='DISPLAY: none'><td>甲</td></tr></table>",
        "<table style='visibility:hidden'><tr><td>甲</td></tr></table>",
        "<table><tr><td><!-- 甲 --></td></tr></table>",
        "<table><tr><td><select><option>甲</select></td></tr></table>",
        "<table><tbody><tbody><tr><td>甲</td></tr></tbody></table>",
        "<table><tr><td>甲</td></tr><col></table>",
        "<TABLE><TR><TD>甲</TD></TR></TABLE>",
        "<table><tr><td>" + "<div>" * 60 + "甲" + "</div>" * 60 + "</td></tr></table>",
    ],
)
def test_what_is_repaired_hidden_or_unknown_is_left_to_the_parser(table):
    assert not cut(table)[1]


@pytest.mark.parametrize(
    "around",
    [
        "<!-- {} --><p>后</p>",
        "<script>var s = '{}';</script><p>后</p>",
        '<a title="{}">后</a>',
        "<a title='{}'>后</a>",
        "<textarea>{}</textarea><p>后</p>",
        "<pre>甲\n{}</pre>",
        "<xmp>{}</xmp>",
        "<svg>{}</svg>",
        "<div style='display:none'>{}</div><p>后</p>",
        "<table><tr><td>外</td><td>{}</td></tr></table>",
        "<table><tr>{}<td>后</td></tr></table>",
        "<b><font>{}</b>后</font>",
        "<p>前{}后</p>",
    ],
)
def test_where_a_table_stands_decides_whether_it_is_one(around, monkeypatch):
    page = around.format("<table><tr><td>甲</td><td>乙</td></tr><tr><td>1</td><td>2</td></tr></table>")
    assert len(cut(page)[1]) == 1
    assert reader.read(page.encode(), LIMITS) == parsed(page, monkeypatch)


def test_damaged_pages_are_read_as_the_parser_repairs_them(monkeypatch):
    draw = random.Random(7)
    parts = [
        "<tr>",
        "</tr>",
        "<td>",
        "</td>",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        '"',
        "<",
        ">",
        "&",
        "</table>",
    ]
    page = "<table><tr><td rowspan='2'><p><b>甲</b></p></td><td>&nbsp;</td></tr><tr><td>乙<br>丙</td></tr></table>"
    for _ in range(1_500):
        signs = list(f"{page}<p>文</p>{page}")
        for _ in range(draw.randint(1, 3)):
            at = draw.randrange(len(signs))
            signs[at : at + draw.choice([0, 1, 4])] = draw.choice(parts) * draw.randint(0, 1)
        damaged = "<html>" + "".join(signs)
        assert reader.read(damaged.encode(), LIMITS) == parsed(damaged, monkeypatch), damaged
