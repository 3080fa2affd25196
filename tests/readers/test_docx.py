"""Word documents: what is text, where merged cells are, and what is refused."""

from __future__ import annotations

import struct

import office_rewrite
import office_samples as samples
import pytest
from office_samples import docx, p
from ole_samples import ole

from flows.readers import docx as reader
from flows.readers import txt
from flows.readers.document import Table
from flows.readers.docx.numbering import printed_number
from flows.readers.errors import ReadError
from flows.settings import ReaderLimits

LIMITS = ReaderLimits()


def read(body: str, **parts: str):
    return reader.read(docx(body, **parts), LIMITS)


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def test_nine_statements_give_the_same_lines_as_text(layout):
    expected = samples.lines(txt.read(samples.as_txt(), LIMITS), layout)
    assert len(expected) > 80
    assert samples.lines(reader.read(samples.as_docx(), LIMITS), layout) == expected


def test_real_reports_written_as_docx_give_the_same_lines(shared, layout):
    for path in sorted((shared / "reports").glob("*.txt")):
        document = txt.read(path.read_bytes(), LIMITS)
        again = reader.read(office_rewrite.document_as_docx(document), LIMITS)
        assert samples.lines(again, layout) == samples.lines(document, layout), path.name


def test_merged_cells_keep_their_spans_and_covered_positions_are_absent():
    xml = samples.docx_table("项目|<|本年收入\n编码|名称|^\n合计|<|1.00")
    (_, table), *_ = read(xml).tables
    assert [(c.row, c.col, c.row_span, c.col_span, c.text) for c in table.cells] == [
        (0, 0, 1, 2, "项目"),
        (0, 2, 2, 1, "本年收入"),
        (1, 0, 1, 1, "编码"),
        (1, 1, 1, 1, "名称"),
        (2, 0, 1, 2, "合计"),
        (2, 2, 1, 1, "1.00"),
    ]


def test_old_horizontal_merge_and_indented_rows():
    first = cell("收入", '<w:hMerge w:val="restart"/>') + cell("", "<w:hMerge/>") + cell("支出")
    rows = (
        f"<w:tr>{first}</w:tr>"
        f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{cell("1")}{cell("2")}</w:tr>'
        f"<w:tr>{cell('a')}{cell('b')}{cell('c')}</w:tr>"
    )
    (_, table), *_ = read(f"<w:tbl>{rows}</w:tbl>").tables
    assert [(c.row, c.col, c.col_span, c.text) for c in table.cells][:4] == [
        (0, 0, 2, "收入"),
        (0, 2, 1, "支出"),
        (1, 1, 1, "1"),
        (1, 2, 1, "2"),
    ]


def test_a_table_in_a_cell_comes_after_the_outer_one():
    inner = samples.docx_table("数量|质量\n3|4")
    rows = f"<w:tr>{cell('指标')}<w:tc>{p('见内表')}{inner}{p('完')}</w:tc></w:tr><w:tr>{cell('a')}{cell('b')}</w:tr>"
    document = read(f"<w:tbl>{rows}</w:tbl>" + p("后文"))
    outer, nested, after = document.blocks
    assert isinstance(outer, Table)
    assert isinstance(nested, Table)
    assert samples.grid(outer) == [["指标", "见内表\n完"], ["a", "b"]]
    assert samples.grid(nested) == [["数量", "质量"], ["3", "4"]]
    assert after.text == "后文"


def test_rows_in_content_controls_and_insertions_belong_to_the_table():
    rows = (
        f"<w:tr>{cell('项目')}<w:sdt><w:sdtPr/><w:sdtContent>{cell('金额')}</w:sdtContent></w:sdt></w:tr>"
        f"<w:sdt><w:sdtContent><w:tr>{cell('合计')}{cell('1')}</w:tr></w:sdtContent></w:sdt>"
    )
    document = read(f"<w:sdt><w:sdtContent>{p('标题')}<w:tbl>{rows}</w:tbl></w:sdtContent></w:sdt>")
    assert samples.texts(document) == ["标题"]
    assert samples.grid(document.tables[0][1]) == [["项目", "金额"], ["合计", "1"]]


def level(no: int, number_format: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{no}"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCountingThousand", "%1、", '<w:pStyle w:val="H1"/>')
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimal", "%3.%4")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="1">'
    + level(0, "bullet", "•")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>'
)
STYLES = (
    '<w:style w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="H1b"><w:basedOn w:val="H1"/></w:style>'
)


def item(text: str, no: int, list_id: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{no}"/><w:numId w:val="{list_id}"/></w:numPr>')


def test_automatic_numbers_are_printed_before_headings():
    body = (
        p("部门职责", '<w:pStyle w:val="H1b"/>')
        + item("基本支出", 1)
        + item("项目支出", 1)
        + item("2020年预算", 2)
        + item("其中", 3)
        + item("机构设置", 0)
        + item("从头", 1)
        + p("不编号", '<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + item("另起", 0, 2)
        + item("圆点", 0, 3)
    )
    assert samples.texts(read(body, numbering=NUMBERING, styles=STYLES)) == [
        "一、部门职责",
        "（一）基本支出",
        "（二）项目支出",
        "1. 2020年预算",
        "1.1 其中",
        "二、机构设置",
        "（一）从头",
        "不编号",
        "一、另起",
        "圆点",
    ]


def test_numbered_empty_cells_show_their_numbers():
    rows = "".join(f"<w:tr><w:tc>{item('', 2)}</w:tc>{cell(name)}</w:tr>" for name in ("甲", "乙"))
    assert samples.grid(read(f"<w:tbl>{rows}</w:tbl>", numbering=NUMBERING).tables[0][1]) == [
        ["1.", "甲"],
        ["2.", "乙"],
    ]


@pytest.mark.parametrize(
    ("value", "number_format", "printed"),
    [
        (10, "chineseCounting", "十"),
        (12, "japaneseCounting", "十二"),
        (101, "chineseCountingThousand", "一百零一"),
        (2, "chineseLegalSimplified", "贰"),
        (3, "decimalEnclosedCircle", "③"),
        (4, "upperRoman", "IV"),
        (27, "lowerLetter", "aa"),
        (5, "ideographTraditional", "戊"),
        (7, "ordinalText", "7"),
    ],
)
def test_number_formats(value, number_format, printed):
    assert printed_number(value, number_format) == printed


def test_tracked_changes_are_accepted():
    def run(text, tag="t"):
        return f"<w:r><w:{tag}>{text}</w:{tag}></w:r>"

    body = (
        f"<w:p>{run('支出')}<w:ins>{run('693.15')}</w:ins><w:del>{run('600.00', 'delText')}</w:del>{run('万元')}</w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('部门')}</w:p><w:p>{run('决算')}</w:p>"
        f"<w:p><w:moveFrom>{run('旧处')}</w:moveFrom></w:p><w:p><w:moveTo>{run('新处')}</w:moveTo></w:p>"
        f"<w:tbl><w:tr>{cell('a')}{cell('b')}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{cell('c')}{cell('d')}</w:tr>"
        f"<w:tr>{cell('e')}{cell('f')}</w:tr></w:tbl>"
    )
    document = read(body)
    assert samples.texts(document) == ["支出693.15万元", "部门决算", "新处"]
    assert samples.grid(document.tables[0][1]) == [["a", "b"], ["e", "f"]]


def test_text_boxes_come_once_after_their_paragraph():
    box = f"<w:txbxContent>{p('框内文字')}</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent>"
        f"<mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    document = read(body + p("后文"))
    assert samples.texts(document) == ["正文", "框内文字", "后文"]
    assert document.notes == ()


def test_breaks_tabs_links_fields_and_hidden_text():
    body = (
        "<w:p><w:r><w:t>2020年度</w:t><w:br/><w:t>部门决算</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>部门：某局</w:t><w:tab/><w:t>单位：万元</w:t></w:r></w:p>"
        "<w:p><w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>"
        "<w:r><w:instrText>TOC</w:instrText></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显</w:t></w:r></w:p>'
        '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>优</w:t></w:r></w:p>'
    )
    assert samples.texts(read(body)) == ["2020年度", "部门决算", "部门：某局\t单位：万元", "链接显", "☑优"]


def test_captions_inside_a_table_are_text_above_it():
    table = samples.docx_table(
        "收入决算表|<|<\n部门：示例局||单位：万元\n项目|<|合计\n编码|名称|^\n201|一般公共服务支出|5\n注：另附。|<|<"
    )
    document = read(table)
    assert samples.texts(document) == ["收入决算表", "部门：示例局", "单位：万元", "注：另附。"]
    assert samples.grid(document.tables[0][1])[-1] == ["201", "一般公共服务支出", "5"]


def test_what_is_not_read_is_noted():
    document = read(p("正文") + "<w:p><w:r><w:object/></w:r><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>")
    assert document.notes == ("未读取嵌入的对象（如 Excel 表格） 1 处", "未读取图片或图形 1 处")


def test_a_document_of_pictures_needs_ocr(without_ocr):
    with pytest.raises(ReadError, match="OCR") as caught:
        read("<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>")
    assert caught.value.outcome == "needs_ocr"


def test_personal_data_is_masked_over_runs_and_cells():
    phone = "<w:p><w:r><w:t>手机138</w:t></w:r><w:r><w:t>00000000</w:t></w:r></w:p>"
    rows = (
        f"<w:tr>{cell('联系人')}{cell('王某某')}{cell('联系电话')}{cell('84001234')}</w:tr>"
        f"<w:tr>{cell('项目')}{cell('负责人')}{cell('金额')}{cell('比例')}</w:tr>"
        f"<w:tr>{cell('修路')}{cell('李某')}{cell('13800000.00')}{cell('100')}</w:tr>"
    )
    document = read(phone + f"<w:tbl>{rows}</w:tbl>" + p("填表人：") + p("张某"))
    assert samples.texts(document) == ["手机＊＊＊＊＊＊＊＊＊＊＊", "填表人：", "＊＊"]
    assert samples.grid(document.tables[0][1]) == [
        ["联系人", "＊＊＊", "联系电话", "＊＊＊＊＊＊＊＊"],
        ["项目", "负责人", "金额", "比例"],
        ["修路", "＊＊", "13800000.00", "100"],
    ]


def test_the_main_part_is_found_by_its_relationship():
    parts = {
        "_rels/.rels": samples.relationships(("officeDocument", "/word/document2.xml")),
        "word/document2.xml": f'<w:document xmlns:w="{samples.W_NS}"><w:body>{p("正文")}</w:body></w:document>',
    }
    assert samples.texts(reader.read(samples.zipped(parts), LIMITS)) == ["正文"]


GOOD = samples.as_docx()
ENTITIES = '<!DOCTYPE d [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'
FILE_ENTITY = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def lying_header() -> bytes:
    """A member that says it is small and unpacks to two megabytes."""
    data = bytearray(docx(p("零" * 700_000)))
    entry = data.rindex(b"word/document.xml", 0, data.rindex(b"word/_rels/")) - 46  # in the central directory
    data[entry + 24 : entry + 28] = struct.pack("<I", 1000)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "压缩包损坏"),
        (GOOD[: len(GOOD) // 2], "压缩包损坏"),
        (ole("EncryptedPackage", b"x"), "需要密码"),
        (ole("WordDocument", b"x"), "旧版 Office"),
        (ole("WordDocument", b"x")[:700], "OLE 容器损坏"),
        (samples.zipped({"a.txt": "x"}), "没有文档的主要部分"),
        (docx(p("0" * 2_000_000)), "压缩比过大"),
        (lying_header(), "无法解压"),
        (docx(p("&x;").replace("&amp;", "&"), prologue=FILE_ENTITY), "DTD"),
        (docx(p("&b;").replace("&amp;", "&"), prologue=ENTITIES), "DTD"),
        (docx("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000), "不是完整的 XML"),
        (docx("<w:p>"), "不是完整的 XML"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_hostile_and_damaged_files_are_refused_with_a_reason(data, reason):
    with pytest.raises(ReadError, match=reason):
        reader.read(data, LIMITS)


@pytest.mark.parametrize(
    ("limits", "name"),
    [
        ({"unpacked_bytes": 1_000}, "FISCAL_LIMIT_UNPACKED_BYTES"),
        ({"part_bytes": 1_000}, "FISCAL_LIMIT_PART_BYTES"),
        ({"members": 2}, "FISCAL_LIMIT_MEMBERS"),
        ({"elements": 100}, "FISCAL_LIMIT_ELEMENTS"),
        ({"cells": 100}, "FISCAL_LIMIT_CELLS"),
    ],
)
def test_limits_are_named_when_they_are_broken(limits, name):
    with pytest.raises(ReadError, match=name):
        reader.read(GOOD, ReaderLimits(**limits))


def test_a_member_larger_than_its_header_says_is_found_where_others_would_read_on():
    with pytest.raises(ReadError, match="与文件头不符"):
        reader.read(lying_header(), ReaderLimits(unpacked_bytes=1_000_000))
