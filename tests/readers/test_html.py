"""Web pages: encodings, lines of text, layout tables, spans, and what is refused."""

from __future__ import annotations

import office_rewrite
import office_samples as samples
import pytest

from flows.readers import html as reader
from flows.readers import txt
from flows.readers.document import Table, TextBlock
from flows.readers.errors import ReadError
from flows.settings import ReaderLimits

LIMITS = ReaderLimits()


def read(page: str):
    return reader.read(page.encode(), LIMITS)


def shapes(document):
    return [samples.grid(block) if isinstance(block, Table) else block.text for block in document.blocks]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_nine_statements_give_the_same_lines_as_text(layout, encoding):
    expected = samples.lines(txt.read(samples.as_txt(), LIMITS), layout)
    assert len(expected) > 80
    assert samples.lines(reader.read(samples.as_html(encoding), LIMITS), layout) == expected


def test_real_reports_written_as_html_give_the_same_lines(shared, layout):
    for path in sorted((shared / "reports").glob("*.txt")):
        document = txt.read(path.read_bytes(), LIMITS)
        again = reader.read(office_rewrite.document_as_html(document), LIMITS)
        assert samples.lines(again, layout) == samples.lines(document, layout), path.name


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("\ufeff<p>部门决算</p>".encode(), "utf-8"),
        ("\ufeff<p>部门决算</p>".encode("utf-16-le"), "utf-16-le"),
        ('<meta charset="gb2312"><p>部门决算</p>'.encode("gb18030"), "gb18030"),
        ('<meta http-equiv=Content-Type content="text/html; charset=gbk"><p>部门决算</p>'.encode("gbk"), "gb18030"),
        ('<meta charset="gb2312"><p>部门决算</p>'.encode(), "utf-8"),  # what it says is not what it is
        ("<p>部门决算</p>".encode("gb18030"), "gb18030"),
        ('<meta charset="no-such"><p>部门决算</p>'.encode(), "utf-8"),
    ],
)
def test_encodings(data, encoding):
    document = reader.read(data, LIMITS)
    assert [block.text for block in document.blocks] == ["部门决算"]
    assert document.encoding == encoding


def test_paragraphs_breaks_and_inline_elements():
    page = "<h1>2020年度</h1><div>某局<b>部门</b>决算<br>单位：<span>万\n 元</span><ul><li>一<li>二</ul>尾</div><pre>甲\n乙</pre>"
    assert shapes(read(page)) == ["2020年度", "某局部门决算", "单位：万 元", "一", "二", "尾", "甲", "乙"]


def test_what_is_not_shown_is_not_read():
    page = (
        "<head><title>标题</title></head><script>var a='脚本'</script><style>p{}</style><noscript>无脚本</noscript>"
        "<p style='display: none'>隐一</p><p hidden>隐二</p><!-- 注释 --><select><option>选项</select><p>显示</p>"
        "<table><tr style='display:none'><td>1<td>2<tr><td>甲<td style='DISPLAY:none'>隐<td>乙<tr><td>丙<td>丁</table>"
    )
    assert shapes(read(page)) == ["显示", [["甲", "乙"], ["丙", "丁"]]]


def test_spans_are_expanded_and_cut_at_the_table_and_at_neighbours():
    page = (
        "<table><tr><td rowspan=3>甲<td colspan=3>乙<tr><td rowspan=0>丙<td>丁<tr><td colspan=9>戊</table>"
        "<table><tr><td colspan=2>收入<td rowspan=2>支出<tr><td>项目<td>金额<td>备注</table>"
    )
    first, second = (table for _, table in read(page).tables)
    assert [(c.row, c.col, c.row_span, c.col_span, c.text) for c in first.cells] == [
        (0, 0, 3, 1, "甲"),
        (0, 1, 1, 2, "乙"),
        (1, 1, 2, 1, "丙"),
        (1, 2, 1, 1, "丁"),
        (2, 2, 1, 1, "戊"),
    ]
    assert [(c.row, c.col, c.row_span, c.col_span) for c in second.cells][-1] == (1, 3, 1, 1)


def test_lines_in_cells():
    page = "<table><tr><td>产出<br>指标<td><p>数量</p><p>指标</p><tr><td> <td>&nbsp;5&nbsp;</table>"
    assert shapes(read(page)) == [[["产出\n指标", "数量\n指标"], ["", "5"]]]


def test_layout_tables_are_read_as_if_they_were_not_there():
    data = "<table><tr><td>项目<td>金额<tr><td>合计<td>5</table>"
    page = f"<table><tr><td>菜单<td><p>标题</p>{data}<p>注</p></td></tr><tr><td colspan=2>版权</td></tr></table>"
    assert shapes(read(page)) == ["菜单", "标题", [["项目", "金额"], ["合计", "5"]], "注", "版权"]
    assert shapes(read(f"<table><tr><td><p>框内</p>{data}</table>"))[0] == "框内"
    assert shapes(read("<table role=presentation><tr><td>甲<td>乙</table>")) == ["甲", "乙"]


def test_a_table_in_a_cell_of_figures_comes_after_the_outer_one():
    inner = "<table><tr><td>数量<td>质量<tr><td>3<td>4</table>"
    page = f"<table><tr><td>指标<td>得分<tr><td>产出<td>5<tr><td>明细<td>见内表{inner}</table><p>后文</p>"
    assert shapes(read(page)) == [
        [["指标", "得分"], ["产出", "5"], ["明细", "见内表"]],
        [["数量", "质量"], ["3", "4"]],
        "后文",
    ]


def test_a_page_saved_by_excel_has_its_captions_above_the_table():
    page = (
        "<table><caption>附表</caption><tfoot><tr><td colspan=3>注：略。</tfoot>"
        "<tr><td colspan=3>支出决算表<tr><td>部门：示例局<td><td>单位：万元"
        "<tr><td>编码<td>名称<td>合计<tr><td>201<td>一般公共服务支出<td>5</table>"
    )
    assert shapes(read(page)) == [
        "附表",
        "支出决算表",
        "部门：示例局",
        "单位：万元",
        [["编码", "名称", "合计"], ["201", "一般公共服务支出", "5"]],
        "注：略。",
    ]


def test_personal_data_is_masked_over_elements_and_cells():
    page = (
        "<p>电话：<b>0731</b>-84001234</p><table><tr><td>填表人<td>张某<td>手机<td>138<span>00000000</span>"
        "<tr><td>合计<td>5<td>金额<td>13800000000元</table><p>联系人：</p><p>王某某</p>"
    )
    document = read(page)
    assert samples.texts(document) == ["电话：＊＊＊＊＊＊＊＊＊＊＊＊＊", "联系人：", "＊＊＊"]
    assert samples.grid(document.tables[0][1]) == [
        ["填表人", "＊＊", "手机", "＊＊＊＊＊＊＊＊＊＊＊"],
        ["合计", "5", "金额", "13800000000元"],
    ]


DEEP = 100_000


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<p>\x00</p>", "NUL"),
        (b"<p>\xff\xfe\x81\xff</p>", "编码无法识别"),
        (b"<div>" * DEEP, "FISCAL_LIMIT_NESTING"),
        (b"</div>" * DEEP + b"<DIV>" * DEEP, "FISCAL_LIMIT_NESTING"),
        (b"<ul><li>" * DEEP, "FISCAL_LIMIT_NESTING"),
        (b"<td " + b" ".join(b"a%d=1" % i for i in range(DEEP)) + b">", "FISCAL_LIMIT_ATTRIBUTES"),
        (b"<td " + b" ".join(b"a%d" % i for i in range(DEEP)) + b">", "FISCAL_LIMIT_ATTRIBUTES"),
        (b"<br>" * 2_000_001, "FISCAL_LIMIT_ELEMENTS"),
        (b"<table>" + b"<tr>" + b"<td colspan=1000 rowspan=60000>a<td>b" * 10_000 + b"</table>", "FISCAL_LIMIT_CELLS"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_hostile_pages_are_refused_with_a_reason(data, reason):
    with pytest.raises(ReadError, match=reason):
        reader.read(data, LIMITS)


@pytest.mark.parametrize("tag", ["span", "b", "table", "table><tr><td", "p", "svg", "object"])
def test_nesting_that_costs_nothing_is_read(tag):
    document = reader.read(f"<p>前文</p>{f'<{tag}>' * DEEP}".encode(), LIMITS)
    assert isinstance(document.blocks[0], TextBlock)
    assert document.blocks[0].text == "前文"


def test_a_huge_span_allocates_nothing():
    page = "<table><tr><td colspan=100000000 rowspan=100000000>甲<td>乙<tr><td>丙<td>丁</table>"
    document = reader.read(page.encode(), ReaderLimits(cells=3_000))
    assert sum(cell.row_span * cell.col_span for cell in document.tables[0][1].cells) < 3_000


def test_scripts_pictures_and_styles_are_not_taken_for_attributes():
    picture = "\n".join("QUJD" * 19 for _ in range(2_000))
    page = (
        f"<script>{'if(a<b)c=d;' * 2_000}</script><img src='data:image/png;base64,{picture}'>"
        f"<p style='{'mso-ansi-language: EN-US; ' * 400}'>正文 {'x = y ' * 2_000}</p>"
    )
    assert read(page).blocks[0].text.startswith("正文")


def test_markup_inside_scripts_comments_and_attributes_is_no_content():
    page = (
        '<p>前</p><script>var s = \'<a href="\' + u; document.write("<table><tr><td>脚本")</script>'
        "<!-- <p>注释</p> --><img alt='<td>不是' title=\"a > b\"><textarea><p>表单</p></textarea>"
        "<table title='x hidden='><tr><td>甲&lt;1&gt;<td>乙 &amp;lt; 丙</table><p>后</p>"
    )
    assert shapes(read(page)) == ["前", [["甲<1>", "乙 &lt; 丙"]], "后"]


def test_hidden_wrappers_and_breaks_inside_cells():
    page = (
        "<table><tr><td><p style='DISPLAY: NONE'>隐</p><td><p><span>甲</span></p><td><b>一</b><i>二</i><br>三"
        "<tr><td><div><!-- 空 --></div><td><p>乙<td><ul><li>上<li>下</ul></table>"
    )
    assert shapes(read(page)) == [[["", "甲", "一二\n三"], ["", "乙", "上\n下"]]]


def test_lines_of_preformatted_text_in_a_cell_stay_lines():
    assert shapes(read("<table><tr><td><pre>甲\n乙</pre><td>丙<tr><td>1<td>2</table>")) == [
        [["甲\n乙", "丙"], ["1", "2"]]
    ]


def test_an_empty_page_has_no_blocks():
    assert not reader.read(b"", LIMITS).blocks


def test_a_heading_that_begins_with_a_colon_word_is_no_field():
    page = (
        "<table><tr><td>项目<td>2021年支出<td>其中：授予中小企业合同金额"
        "<tr><td>货物<td>12.36<td>10.00<tr><td>服务<td>28.90<td>28.90</table>"
    )
    (table,) = shapes(read(page))
    assert table[0] == ["项目", "2021年支出", "其中：授予中小企业合同金额"]


def test_files_a_page_links_to_are_named():
    links = (
        '<p><a href="./P020.xls">附件1：部门决算公开表</a><a href="/d.jsp?name=%E8%87%AA%E8%AF%84.pdf&amp;id=3"><b>下载</b></a>'
        '<a href="P020.html">下一篇</a><a href=P021.docx>report</a><a href="./P020.xls">部门决算公开表</a></p>'
    )
    assert read(links).notes == (
        "网页链接的 3 个附件不在网页里，未读取（附件1：部门决算公开表、下载、P021.docx）；请把附件一并放入",
    )


def test_a_file_that_a_page_shows_in_a_frame_is_named():
    frame = '<p>决算公开</p><iframe width="1" src="/pdfjs/viewer.html?file=/files/2024.pdf"></iframe>'
    assert read(frame).notes == ("网页链接的 1 个附件不在网页里，未读取（2024.pdf）；请把附件一并放入",)


def test_pictures_are_noted_where_a_page_has_no_table():
    pictures = '<h1>决算公开</h1><p><img src="1.png"><IMG src="2.png"/></p>'
    assert read(pictures).notes == ("网页没有表格，有 2 幅图片，未读取",)
    table = "<table><tr><td>科目</td><td>5</td></tr><tr><td>合计</td><td>5</td></tr></table>"
    assert read(pictures + table).notes == ()
