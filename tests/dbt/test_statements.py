"""Statements become facts: side, stage, kind, fund, source, item, level, year and amount as printed layouts say them."""

from __future__ import annotations

from decimal import Decimal

from small_warehouse import Cases

CASES = Cases()
FINAL = "支出决算表"
SUMMARY = "收入支出决算总表"
BASE_DATA = "部门整体支出绩效评价基础数据表"
TOTAL = {"label_text": "合计", "heading_keys": ["合计"]}
LEFT_OUT = {
    "列位置存疑": {**TOTAL, "doubt": "表头缺列"},
    "栏目含义未知": {**TOTAL, "heading_keys": ["闻所未闻"]},
    "行次含义未知": {**TOTAL, "label_text": "闻所未闻"},
    "未注明金额单位": {**TOTAL, "unit_text": None},
    "金额单位无法识别": {**TOTAL, "unit_text": "平方米"},
    "非金额栏目": {**TOTAL, "heading_keys": ["增减额"]},
    "收支方向与报表不符": {**TOTAL, "side": "收入"},
}


@CASES.add
def coded(warehouse, report):
    for code, label in [
        (None, "合计"),
        ("201", "一般公共服务支出"),
        ("20103", "政府办公厅（室）及相关机构事务"),
        ("2010301", "行政运行"),
        ("221", "住房保障支出"),
    ]:
        warehouse.figure(report, FINAL, "1,044.91", label_text=label, code_text=code, heading_keys=["合计"])


def test_coded_lines_have_levels_that_add_up(built):
    assert built.rows("fact_expenditure", "coded", "function_code, line_item, line_level, amount_yuan") == [
        (None, "合计", "total", Decimal("10449100.00")),
        ("201", "一般公共服务支出", "subtotal", Decimal("10449100.00")),
        ("20103", "政府办公厅（室）及相关机构事务", "subtotal", Decimal("10449100.00")),
        ("2010301", "行政运行", "leaf", Decimal("10449100.00")),
        ("221", "住房保障支出", "leaf", Decimal("10449100.00")),  # printed without its parts
    ]


@CASES.add
def headed(warehouse, report):
    warehouse.figure(report, SUMMARY, "5", label_text="一般公共预算财政拨款收入", side="收入", heading_keys=["决算数"])
    # 本年收入 divided by kinds of expenditure names no source of revenue: it is left out
    warehouse.figure(report, SUMMARY, "2", label_text="本年收入合计", side="收入", heading_keys=["基本支出"])
    warehouse.figure(report, SUMMARY, "4", label_text="一般公共服务支出", side="支出", heading_keys=["决算数"])
    for heading in ("项目支出", "上年决算数", "2017年决算数"):
        warehouse.figure(report, FINAL, "3", label_text="合计", heading_keys=[heading])


def test_headings_say_side_kind_and_year(built):
    assert built.rows("fact_expenditure", "headed", "line_item, expenditure_kind, fiscal_year") == [
        ("一般公共服务支出", "合计", 2020),
        ("合计", "项目支出", 2020),
        ("合计", "合计", 2019),
        ("合计", "合计", 2017),
    ]
    revenue = built.rows("fact_revenue", "headed", "revenue_source, fund_source, budget_stage, amount_yuan")
    assert revenue == [("一般公共预算财政拨款收入", "合计", "决算", Decimal("50000.00"))]


@CASES.add
def three_public(warehouse, report):
    title = "一般公共预算财政拨款三公经费支出决算表"
    for item in ("合计", "公务接待费"):
        warehouse.figure(report, "三公经费支出决算表", "0.53", title_text=title, heading_keys=["预算数", item])


def test_three_public_items_stand_in_the_headings(built):
    assert built.rows("fact_expenditure", "three_public", "line_item, budget_stage, fund_source, line_level") == [
        ("三公经费合计", "全年预算", "一般公共预算", "total"),
        ("公务接待费", "全年预算", "一般公共预算", "leaf"),
    ]


@CASES.add
def basic(warehouse, report):
    for code, label in [("301", "工资福利支出"), ("30101", "基本工资")]:
        warehouse.figure(
            report, "一般公共预算财政拨款基本支出决算表", "9", code_text=code, **{**TOTAL, "label_text": label}
        )


def test_the_all_column_of_a_basic_statement_is_basic(built):
    columns = "economic_code, function_code, expenditure_kind, fund_source, line_level"
    assert built.rows("fact_expenditure", "basic", columns) == [
        ("301", None, "基本支出", "一般公共预算", "subtotal"),
        ("30101", None, "基本支出", "一般公共预算", "leaf"),
    ]


@CASES.add
def sections(warehouse, report):
    for label, section in {"办公经费": "公用经费", "某某专项": "专项资金(一个专项一行)"}.items():
        place = {"section_keys": [section], "heading_keys": ["2019年决算数"]}
        warehouse.figure(report, BASE_DATA, "2", label_text=label, **place)


def test_lines_of_a_section(built):
    assert built.rows("fact_expenditure", "sections", "line_item, expenditure_kind, project_name, fiscal_year") == [
        ("办公经费", "基本支出", None, 2019),
        ("某某专项", "项目支出", "某某专项", 2019),
    ]


@CASES.add
def unclear(warehouse, report):
    for columns in LEFT_OUT.values():
        warehouse.figure(report, FINAL, "1", **columns)
    warehouse.figure(report, FINAL, "—", **TOTAL)
    warehouse.figure(report, FINAL, "3/4", **TOTAL)
    warehouse.figure(report, BASE_DATA, "1", label_text="公务接待费", heading_keys=["合计"])


def test_what_is_not_understood_is_not_published(built):
    assert built.rows("fact_expenditure", "unclear", "line_item") == []
    reasons = {reason for (reason,) in built.rows("int_unpublished_lines", "unclear", "left_out_reason")}
    assert reasons == {*LEFT_OUT, "空值符号", "数值无法识别", "预决算阶段不明"}
    counts = "sum(figures_printed), sum(figures_published), sum(figures_left_out)"
    assert built.rows("mart_recognition", "unclear", counts) == [(10, 0, 10)]


@CASES.add
def procurement(warehouse, report):
    warehouse.figure(report, BASE_DATA, "8", label_text="政府采购金额", heading_keys=["2020年决算数"])
    warehouse.said(report, "7", label_text="政府采购货物支出", side="支出")


def test_procurement_is_a_table_of_its_own(built):
    assert built.rows("fact_expenditure", "procurement", "line_item") == []
    assert built.rows("fact_procurement", "procurement", "line_item, budget_stage, amount_yuan") == [
        ("政府采购金额", "决算", Decimal("80000.00")),
        ("政府采购货物支出", "决算", Decimal("70000.00")),
    ]
