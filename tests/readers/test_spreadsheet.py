"""Workbooks: sheets as a person sees them, numbers as text, merged cells in both formats, and what is refused."""

from __future__ import annotations

import datetime
import io
import struct

import office_rewrite
import office_samples as samples
import pytest
import xlsxwriter
from office_samples import sheet, xlsx
from ole_samples import ole, xls

from flows.readers import spreadsheet as reader
from flows.readers import txt
from flows.readers.document import Table, TextBlock
from flows.readers.errors import ReadError
from flows.readers.spreadsheet.number_format import formatter
from flows.readers.spreadsheet.values import printed
from flows.settings import ReaderLimits

LIMITS = ReaderLimits()
S_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read(rows: dict[int, dict[int, str]], merges: list[str] | None = None, name: str = "Sheet1"):
    return reader.read(xlsx({name: sheet(rows, merges)}), LIMITS)


def test_nine_statements_give_the_same_lines_as_text(layout):
    expected = samples.lines(txt.read(samples.as_txt(), LIMITS), layout)
    document = reader.read(samples.as_xlsx(), LIMITS)
    assert len(expected) > 80
    assert samples.lines(document, layout) == expected


def test_real_reports_written_as_xlsx_give_the_same_lines(shared, layout):
    def shown(lines):
        """A stored number has no trailing zeros: 2.80 reads 2.8."""
        return [tuple(v.rstrip("0").rstrip(".") if i == 6 and "." in v else v for i, v in enumerate(x)) for x in lines]

    for path in sorted((shared / "reports").glob("*.txt")):
        document = txt.read(path.read_bytes(), LIMITS)
        again = reader.read(office_rewrite.document_as_xlsx(document), LIMITS)
        assert shown(samples.lines(again, layout)) == shown(samples.lines(document, layout)), path.name


def test_captions_above_and_notes_below_are_text():
    document = reader.read(samples.as_xlsx(), LIMITS)
    assert [block.text if isinstance(block, TextBlock) else "表" for block in document.blocks if block.page == 2] == [
        "收入支出决算总表",
        "公开01表",
        f"部门：{samples.UNIT}",
        "单位：万元",
        "表",
        samples.NOTE,
    ]


def test_merged_cells_and_sheet_numbers():
    document = reader.read(samples.as_xlsx(), LIMITS)
    table = next(table for _, table in document.tables if table.page == 3)
    assert [(c.row, c.col, c.row_span, c.col_span, c.text) for c in table.cells][:4] == [
        (0, 0, 1, 2, "项 目"),
        (0, 2, 2, 1, "本年收入 合计"),
        (0, 3, 2, 1, "财政拨款 收入"),
        (0, 4, 2, 1, "上级补 助收入"),
    ]
    assert {cell.page for cell in table.cells} == {3}


def test_a_label_and_its_value_in_two_cells_are_one_caption():
    document = read(
        {
            0: {0: "编制单位：", 1: "示例局", 4: "金额单位：万元"},
            1: {0: "项目", 1: "预算", 4: "决算"},
            2: {0: "合计", 1: "1"},
        }
    )
    assert samples.texts(document) == ["编制单位：示例局", "金额单位：万元"]


def test_blank_rows_separate_tables_but_do_not_tear_one_apart():
    head, body = {0: "项目", 1: "金额"}, {0: "合计", 1: "5"}
    document = read({0: head, 1: body, 3: {0: "基本支出", 1: "3"}, 5: {0: "下表"}, 6: head, 7: body, 9: head, 10: body})
    shapes = [samples.grid(b) if isinstance(b, Table) else b.text for b in document.blocks]
    assert shapes == [
        [["项目", "金额"], ["合计", "5"], ["", ""], ["基本支出", "3"]],
        "下表",
        [["项目", "金额"], ["合计", "5"]],
        [["项目", "金额"], ["合计", "5"]],
    ]


def test_a_row_under_a_vertical_merge_is_not_blank():
    document = read({0: {0: "指标", 1: "得分"}, 1: {0: "产出"}, 3: {1: "5"}}, ["A2:A4"])
    assert len(document.tables) == 1


def test_a_sheet_without_a_title_has_the_one_on_its_tab():
    rows = {0: {0: "项目", 1: "金额"}, 1: {0: "合计", 1: "5"}}
    assert samples.texts(read(rows, name="支出决算表")) == ["支出决算表"]
    assert samples.texts(read(rows)) == []


def test_hidden_sheets_are_not_read_but_noted():
    sheets = {"底稿": sheet({0: {0: "草稿"}}), "公开": sheet({0: {0: "正文"}}), "密": sheet({0: {0: "草稿"}})}
    document = reader.read(xlsx(sheets, {"底稿": "hidden", "密": "veryHidden"}), LIMITS)
    assert [(block.text, block.page) for block in document.blocks] == [("正文", 2)]
    assert document.notes == ("第 1 张工作表“底稿”是隐藏的，未读取", "第 3 张工作表“密”是隐藏的，未读取")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (6931500.0, "6931500"),
        (693.15, "693.15"),
        (108.14999999999999, "108.15"),
        (-52.5, "-52.5"),
        (-0.0, "0"),
        (1.1368683772161603e-13, "0"),
        (1e16, "10000000000000000"),
        (0.00001234, "0.00001234"),
        (2010301, "2010301"),
        (True, "TRUE"),
        (datetime.date(2021, 3, 5), "2021-03-05"),
        (datetime.datetime(2021, 3, 5), "2021-03-05"),
        (" 合计\r\n 金额 \n", "合计\n金额"),
        ("项_x000D_目", "项\n目"),
    ],
)
def test_values_read_as_a_person_would_write_them(value, text):
    assert printed(value) == text


ACCOUNTING = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("#,##0.00", 2464700, "2,464,700.00"),
        ("#,##0.00", 999.995, "1,000.00"),
        ("0.00", 693.145, "693.15"),  # the nearest binary fraction is below: 693.1449999…
        ("0.00", 0.1 + 0.2, "0.30"),
        ("0.0%", 0.985, "98.5%"),
        ("0%", 1, "100%"),
        ("0.##", 1.5, "1.5"),
        ("000", 7, "007"),
        (ACCOUNTING, 1234.5, "1,234.50"),
        (ACCOUNTING, -1234.5, "-1,234.50"),
        (ACCOUNTING, 0, "-"),
        ("#,##0.00;-#,##0.00;", 0, ""),  # what shows nothing is no zero
        ("#,##0.00_);[Red]\\(#,##0.00\\)", -8, "(8.00)"),
        ("[$¥-804]#,##0.00", 5, "¥5.00"),
        ('0.00"万元"', 5.5, "5.50万元"),
        ('0.0,"千元"', 12345, "12.3千元"),
        ("yyyy/m/d;@", 44260, "2021/3/5"),
        ('[$-804]yyyy"年"m"月"d"日"', 44260, "2021年3月5日"),
        ("yyyy-mm-dd hh:mm", 44260.5, "2021-03-05 12:00"),
        ("mmm-yy", 44260, "2021-03-05"),
        ("General", 7.1, "7.1"),
        ("@", 2010301, "2010301"),
        ("# ?/?", 0.5, "0.5"),
        ("[>100]0;0.0", 5.25, "5.25"),
        ("[DBNum1]General", 5, "5"),
        ("0.00E+00", 12345, "12345"),
    ],
)
def test_numbers_read_as_their_cells_show_them(code, value, shown):
    assert formatter(code)(value) == shown


def test_a_workbook_is_read_as_its_cells_show_it():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        rich, percent = workbook.add_format({"bold": True}), workbook.add_format({"num_format": 10})
        page = workbook.add_worksheet("表")
        page.write_row(0, 0, ["项目 & <注>", "金额", "比例", "日期"])
        page.write_rich_string(1, 0, "合", rich, "计")
        page.write_number(1, 1, 2464700, workbook.add_format({"num_format": "#,##0.00"}))
        page.write_formula(1, 2, "=B2/B3", percent, 0.985)
        page.write_number(1, 3, 44260, workbook.add_format({"num_format": 14}))
        page.write_boolean(2, 0, True)
        page.write_formula(2, 1, "=1/0", None, "#DIV/0!")
        page.write_formula(2, 2, '="甲"&"乙"', None, "甲乙")
    table = reader.read(buffer.getvalue(), LIMITS).tables[0][1]
    assert samples.grid(table) == [
        ["项目 & <注>", "金额", "比例", "日期"],
        ["合计", "2,464,700.00", "98.50%", "2021/3/5"],
        ["TRUE", "#DIV/0!", "甲乙", ""],
    ]


UNUSUAL = (
    '<x:row r="2"><x:c t="inlineStr"><x:is><x:r><x:t>项</x:t></x:r><x:r><x:t>目</x:t></x:r></x:is></x:c>'
    "<x:c t='inlineStr'><x:is><x:t>金额</x:t></x:is></x:c></x:row><x:row><!-- <c r='Z9'><v>1</v></c> -->"
    '<x:c r="A3" t="str"><x:v><![CDATA[合<计>]]></x:v></x:c><x:c><x:v>7.1</x:v></x:c></x:row>'
)


def test_xml_in_an_unusual_form_says_the_same():
    part = f'<x:worksheet xmlns:x="{S_NS}"><x:sheetData>{UNUSUAL}</x:sheetData></x:worksheet>'
    assert samples.grid(reader.read(xlsx({"S": part}), LIMITS).tables[0][1]) == [["项目", "金额"], ["合<计>", "7.1"]]


def test_a_string_that_is_not_there_is_damage():
    part = sheet({0: {0: "1"}}).replace('<c r="A1">', '<c r="A1" t="s">')
    with pytest.raises(ReadError, match="工作簿损坏"):
        reader.read(xlsx({"S": part}), LIMITS)


@pytest.mark.parametrize("opened", ['<c r="A1" t="inlineStr"><is>', '<c r="A1"><f>', '<c r="A1"><v>', '<c r="A1">'])
def test_cells_that_are_never_closed_are_damage_and_cost_no_more_than_their_size(opened):
    part = sheet({}).replace("<sheetData>", f"<sheetData>{opened * 200_000}")
    with pytest.raises(ReadError, match="工作簿损坏"):
        reader.read(xlsx({"S": part}), ReaderLimits(unpack_ratio=2_000))


def test_the_limit_on_elements_is_named():
    with pytest.raises(ReadError, match="FISCAL_LIMIT_ELEMENTS"):
        reader.read(GOOD, ReaderLimits(elements=20))


def test_reading_aids_of_names_are_not_read():
    item = "<t>张</t><rPh sb='0' eb='1'><t>ZHANG</t></rPh><r><t>某</t></r><phoneticPr fontId='1'/>"
    part = sheet({0: {0: "甲"}}).replace("<t>甲</t>", item)
    assert samples.texts(reader.read(xlsx({"S": part}), LIMITS)) == ["张某"]


def test_hidden_rows_are_read_and_noted():
    part = sheet({0: {0: "项目", 1: "金额"}, 1: {0: "合计", 1: "5"}}).replace('<row r="2"', '<row r="2" hidden="1"')
    document = reader.read(xlsx({"S": part}), LIMITS)
    assert samples.grid(document.tables[0][1]) == [["项目", "金额"], ["合计", "5"]]
    assert document.notes == ("第 1 张工作表“S”有隐藏的行或列，已一并读取",)


def test_formulas_give_their_stored_results():
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>合计</t></is></c><c r="B1"><f>SUM(B2:B9)</f><v>7.1</v></c></row>'
    part = sheet({}).replace("<sheetData>", f"<sheetData>{cells}")
    assert samples.grid(reader.read(xlsx({"S": part}), LIMITS).tables[0][1]) == [["合计", "7.1"]]


def test_xls_with_merged_cells_and_a_hidden_sheet():
    rows = {
        0: {0: "收入支出决算总表"},
        1: {0: "收入", 2: "支出"},
        2: {0: "项目", 1: "金额", 2: "项目"},
        3: {0: "总计", 1: "693.15"},
    }
    document = reader.read(xls({"总表": rows, "底稿": {0: {0: "草稿"}}}, [(0, 0, 0, 2), (1, 1, 0, 1)], "底稿"), LIMITS)
    assert document.source_format == "xls"
    assert document.notes == ("第 2 张工作表“底稿”是隐藏的，未读取",)
    assert samples.texts(document) == ["收入支出决算总表"]
    cells = document.tables[0][1].cells
    assert [(c.row, c.col, c.col_span, c.text) for c in cells] == [
        (0, 0, 2, "收入"),
        (0, 2, 1, "支出"),
        (1, 0, 1, "项目"),
        (1, 1, 1, "金额"),
        (1, 2, 1, "项目"),
        (2, 0, 1, "总计"),
        (2, 1, 1, "693.15"),
        (2, 2, 1, ""),
    ]


def test_personal_data_is_masked():
    document = read(
        {
            0: {0: "项目名称", 1: "修路", 2: "联系人", 3: "王某"},
            1: {0: "联系电话", 1: "84001234", 2: "金额", 3: "84001234"},
            2: {0: "填表人：李某某", 3: "电话：0731-84001234"},
        }
    )
    assert samples.grid(document.tables[0][1]) == [
        ["项目名称", "修路", "联系人", "＊＊"],
        ["联系电话", "＊＊＊＊＊＊＊＊", "金额", "84001234"],
    ]
    assert not any(char.isdigit() for text in samples.texts(document) for char in text)


def test_formats_in_a_far_corner_take_no_place():
    document = read({0: {0: "项目", 1: "金额"}, 1: {0: "合计", 1: "5"}, 1_048_575: {16_383: ""}})
    assert samples.grid(document.tables[0][1]) == [["项目", "金额"], ["合计", "5"]]


GOOD = samples.as_xlsx()
FAR = {0: {0: "1"}, 1_048_575: {16_383: "1"}}
GOOD_XLS = xls({"S": {0: {0: "合计", 1: "1"}}}, [])


def changed(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new, 1)


def with_dtd() -> bytes:
    part = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + sheet({0: {0: "&x;"}}).replace("&amp;", "&")
    return xlsx({"S": part})


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "压缩包损坏"),
        (GOOD[: len(GOOD) // 2], "压缩包损坏"),
        (ole("EncryptedPackage", b"x"), "需要密码"),
        (ole("WordDocument", b"x"), "旧版 Office"),
        (GOOD_XLS[:1_000], "OLE 容器损坏"),
        (ole("Workbook", struct.pack("<HHH", 0x2F, 2, 0)), "需要密码"),
        (ole("Workbook", b"\xff" * 4096), "工作簿损坏"),
        (xlsx({"S": "<worksheet><sheetData><row>"}), "工作簿损坏"),
        (xlsx({"S": sheet(FAR)}), "到第 1,048,576 行、第 16,384 列"),
        (xlsx({"S": sheet(FAR).replace("<row ", '<row x=">" ')}), "单元格过多"),
        (xls({"S": {0: {0: "1"}, 65_535: {255: "1"}}}, []), "到第 65,536 行、第 256 列"),
        # A size of a sheet that would make the library reserve the memory of a whole computer.
        (
            changed(GOOD_XLS, struct.pack("<IIHHH", 0, 1, 0, 2, 0), struct.pack("<IIHHH", 0, 2**32 - 1, 0, 65535, 0)),
            "工作簿损坏",
        ),
        (with_dtd(), "DTD"),
        (xlsx({"S": sheet({0: {0: "0" * 2_000_000}})}), "压缩比过大"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_hostile_and_damaged_files_are_refused_with_a_reason(data, reason):
    with pytest.raises(ReadError, match=reason):
        reader.read(data, LIMITS)


def test_sector_chains_that_run_in_circles_are_refused():
    circle = changed(GOOD_XLS, struct.pack("<III", 3, 4, 5), struct.pack("<III", 3, 4, 2))
    with pytest.raises(ReadError, match="OLE 容器损坏"):
        reader.read(circle, LIMITS)


def test_merged_ranges_beyond_the_sheet_cost_nothing():
    document = read({0: {0: "题"}, 1: {0: "项目", 1: "金额"}, 2: {0: "合计", 1: "1"}}, ["A1:XFD1", "A3:A1048576"])
    assert samples.texts(document) == ["题"]
    assert samples.grid(document.tables[0][1]) == [["项目", "金额"], ["合计", "1"]]


def test_the_limit_on_cells_is_named():
    with pytest.raises(ReadError, match="FISCAL_LIMIT_CELLS"):
        reader.read(GOOD, ReaderLimits(cells=50))


def test_pictures_are_noted():
    data = samples.with_part(samples.as_xlsx(), "xl/media/image1.png", lambda _: b"")
    assert reader.read(data, LIMITS).notes == ("工作簿里有 1 幅图片，未读取",)
