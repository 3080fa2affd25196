"""Budget statements and final accounts of other provinces: titles, stacked tables, stages that stand in the rows."""

from __future__ import annotations

import pytest

from flows.readers.document import Cell, Document, Table, TextBlock
from flows.statements.captions import match_title
from flows.statements.recognise import recognise


@pytest.fixture
def lines(read_text, layout):
    """Statement lines of a text."""
    return lambda text: recognise(read_text(text), layout).lines


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("表五　一般公共预算财政拨款支出决算表", "一般公共预算财政拨款支出决算表"),
        ("表1　2018年部门综合预算收支总表", "部门收支总表"),
        ("预算01表 部门收支总体情况表", "部门收支总表"),
        ("收入决算表（公开02表）", "收入决算表"),
        ("岳阳县2017年度部门“三公”经费预算汇总表", "三公经费支出预算表"),
        ("某某专项支出表", None),
        ("财政拨款“三公”经费支出情况", None),
    ],
)
def test_titles_of_other_provinces(text, statement, layout):
    title = match_title(text, layout)
    assert (title.statement if title else None) == statement


THREE_PUBLIC = "“三公”经费合计\t因公出国（境）费\t公务用车购置费\t公务用车运行维护费\t公务接待费\n"


def test_section_heading_stands_for_a_title_only_right_above_its_table(lines):
    table = "单位：万元\n项目\t" + THREE_PUBLIC + "2020年决算数\t3\t0\t0\t2\t1\n"
    heading = "三、财政拨款“三公”经费支出情况\n"
    assert {line.statement for line in lines(heading + table)} == {"三公经费支出决算表"}
    assert lines(heading + "其他说明\n另有说明\n" + table) == []


def test_stage_and_year_in_the_row_are_headings_of_its_figures(lines):
    text = "三公经费支出决算表\n单位：万元\n项目\t" + THREE_PUBLIC
    found = lines(text + "2020年预算数\t5\t0\t0\t3\t2\n比上年增减\t-1\t0\t0\t-1\t0\n")
    assert found[0].heading_keys == ("三公经费合计", "2020年预算数") and found[0].label_text is None
    assert found[5].heading_keys == ("三公经费合计", "比上年增减")
    assert all(line.doubt is None for line in found[:5])


def test_row_of_another_unit_is_not_the_units_own(lines):
    text = "三公经费支出决算表\n单位：万元\n单位名称\t" + THREE_PUBLIC + "某甲局\t3\t0\t0\t2\t1\n"
    assert [line.doubt for line in lines(text)] == [None] * 5
    assert all(line.doubt for line in lines(text + "某乙局\t3\t0\t0\t2\t1\n"))


def test_bare_year_is_a_heading(lines):
    found = lines("三公经费支出预算表\n单位：万元\n项目\t2021年\t2022年\n公务接待费\t1\t2\n")
    assert [(line.heading_keys, line.doubt) for line in found] == [(("2021年",), None), (("2022年",), None)]


def test_numbers_of_the_columns_are_no_figures_below_the_headings(lines):
    found = lines("三公经费支出决算表\n单位：万元\n项目\t年初预算数\t决算数\n行次\t1\t2\n公务接待费\t5\t6\n")
    assert [line.value_text for line in found] == ["5", "6"]


def table_of(*rows: str) -> Table:
    return Table(tuple(Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row.split("|"))))


SPENDING = ("支出决算表|||", "科目编码|科目名称|本年支出合计|基本支出", "201|一般公共服务支出|7|7")


def test_two_statements_in_one_table_are_read_as_two(layout):
    income = (
        "金额单位：千元|||",
        "收入决算表|||",
        "科目编码|科目名称|本年收入合计|其他收入",
        "201|一般公共服务支出|8|8",
    )
    found = recognise(Document("xlsx", (table_of(*income, *SPENDING),)), layout).lines
    assert [(line.statement, line.value_text, line.unit_text) for line in found[1:3]] == [
        ("收入决算表", "8", "千元"),
        ("支出决算表", "7", "千元"),
    ]
    assert len({(line.statement_no, line.line_no) for line in found}) == 4


def test_table_without_headings_goes_on_with_the_one_before(layout):
    above, rest = table_of(*SPENDING), table_of("2010301|行政运行|3|3", "20105|统计信息事务|4|")
    found = recognise(Document("xlsx", (above, rest)), layout).lines
    assert [(line.code_text, line.value_text, line.place.block_no) for line in found[2:]] == [
        ("2010301", "3", 1),
        ("2010301", "3", 1),
        ("20105", "4", 1),
    ]
    assert len(recognise(Document("xlsx", (above, TextBlock("其他"), rest)), layout).lines) == 2
    assert len(recognise(Document("xlsx", (above, table_of("一|二|3|4"))), layout).lines) == 2


def test_small_total_below_an_item_is_that_item(layout):
    heads = (
        "三公经费支出预算表|||||||",
        "单位名称|一般公共预算拨款安排的“三公”经费预算|一般公共预算拨款安排的“三公”经费预算|会议费",
        "单位名称|小计|公务接待费|会议费",
    )
    found = recognise(Document("xlsx", (table_of(*heads, "某局|5|5|9"),)), layout).lines
    assert found[0].heading_keys[-1] == "一般公共预算拨款安排的三公经费预算"


def test_statement_below_one_without_figures_has_its_own_title(lines):
    """Text keeps no borders between sheets: the table of government funds is empty, the next title stands in the same rows."""
    found = lines(
        "支出决算表\t\t\n科目名称\t合计\t基本支出\n教育支出\t5\t5\n"
        "政府性基金预算财政拨款收入支出决算表\t\t\n科目名称\t本年收入\t本年支出\n合计\t\t\n"
        "一般公共预算财政拨款“三公”经费支出决算表\t\t\n部门：某局\t\t金额单位：千元\n"
        "项目\t年初预算数\t决算数\n公务接待费\t6.0\t3.2\n"
    )
    assert [(x.statement, x.value_text) for x in found[2:]] == [
        ("三公经费支出决算表", "6.0"),
        ("三公经费支出决算表", "3.2"),
    ]


@pytest.mark.parametrize("total", ["合计\t\t\t4.5\t4.5", "\t\t合计\t4.5\t4.5"])
def test_total_in_a_column_that_names_no_rows(lines, total):
    found = lines(f"项目支出表\n单位名称\t项目代码\t项目名称\t合计\t一般公共预算\n{total}\n某局\t A1\t养护\t4.5\t4.5\n")
    assert [x.label_text for x in found] == ["合计", "合计", "养护", "养护"]


def test_merged_total_over_columns_that_name_rows(lines):
    heads = ["单位名称", "项目代码", "项目名称", "合计", "一般公共预算"]
    rows = [heads, ["合计", "4.5", "4.5"], ["某局", "A1", "养护", "4.5", "4.5"]]
    found = lines("项目支出表\n" + "\n".join("".join(f"\t{cell}\n" for cell in row) for row in rows))
    assert [(x.label_text, x.value_text, x.doubt) for x in found[:2]] == [("合计", "4.5", None)] * 2


def test_section_heading_in_the_first_row_of_the_table(layout):
    """Word and PDF keep 年度收入情况（万元） as a merged row; the next table stands on a sheet of its own."""
    unit = "某市城市管理监督指挥中心"
    income = [["年度收入情况（万元）"], ["机构名称", "收入合计", "其他收入"], [unit, "9.0", "9.0"]]
    public = [["机构名称", "三公经费合计", "公务接待费"], [unit, "4.9", "0.9"]]
    blocks = [
        TextBlock(f"{unit}2018年度部门整体支出绩效评价自评报告"),
        _table(income),
        TextBlock("05说明"),
        _table(public),
    ]
    found = recognise(Document("xlsx", tuple(blocks)), layout).lines
    assert [(x.value_text, x.unit_text) for x in found] == [(v, "万元") for v in ("9.0", "9.0", "4.9", "0.9")]


def _table(rows: list[list[str]]) -> Table:
    return Table(tuple(Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row)))
