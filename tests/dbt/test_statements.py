"""Statements become facts: side, stage, kind, fund, source, item, level, year and amount as printed layouts say them."""

from __future__ import annotations

from decimal import Decimal

FINAL = "支出决算表"
SUMMARY = "收入支出决算总表"


def test_coded_lines_have_levels_that_add_up(warehouse, expenditure):
    report = warehouse.report("r1")
    for code, label in [
        (None, "合计"),
        ("201", "一般公共服务支出"),
        ("20103", "政府办公厅（室）及相关机构事务"),
        ("2010301", "行政运行"),
        ("221", "住房保障支出"),
    ]:
        warehouse.figure(report, FINAL, "1,044.91", label_text=label, code_text=code, heading_keys=["合计"])
    warehouse.build()
    assert expenditure("function_code", "line_item", "line_level", "amount_yuan") == [
        (None, "合计", "total", Decimal("10449100.00")),
        ("201", "一般公共服务支出", "subtotal", Decimal("10449100.00")),
        ("20103", "政府办公厅（室）及相关机构事务", "subtotal", Decimal("10449100.00")),
        ("2010301", "行政运行", "leaf", Decimal("10449100.00")),
        ("221", "住房保障支出", "leaf", Decimal("10449100.00")),  # printed without its parts
    ]


def test_headings_say_side_kind_and_year(warehouse, expenditure):
    report = warehouse.report("r1")
    warehouse.figure(report, SUMMARY, "5", label_text="一般公共预算财政拨款收入", side="收入", heading_keys=["决算数"])
    warehouse.figure(report, SUMMARY, "4", label_text="一般公共服务支出", side="支出", heading_keys=["决算数"])
    warehouse.figure(report, FINAL, "3", label_text="合计", heading_keys=["项目支出"])
    warehouse.figure(report, FINAL, "2", label_text="合计", heading_keys=["上年决算数"])
    warehouse.figure(report, FINAL, "1", label_text="合计", heading_keys=["2017年决算数"])
    warehouse.build()
    assert expenditure("line_item", "expenditure_kind", "fiscal_year") == [
        ("一般公共服务支出", "合计", 2020),
        ("合计", "项目支出", 2020),
        ("合计", "合计", 2019),
        ("合计", "合计", 2017),
    ]
    assert warehouse.rows("select revenue_source, fund_source, budget_stage, amount_yuan from marts.fact_revenue") == [
        ("一般公共预算财政拨款收入", "合计", "决算", Decimal("50000.00"))
    ]


def test_three_public_items_stand_in_the_headings(warehouse, expenditure):
    report = warehouse.report("r1")
    title = "一般公共预算财政拨款三公经费支出决算表"
    for item, value in [("合计", "0.53"), ("公务接待费", "0.53")]:
        warehouse.figure(report, "三公经费支出决算表", value, title_text=title, heading_keys=["预算数", item])
    warehouse.build()
    assert expenditure("line_item", "budget_stage", "fund_source", "line_level") == [
        ("三公经费合计", "全年预算", "一般公共预算", "total"),
        ("公务接待费", "全年预算", "一般公共预算", "leaf"),
    ]


def test_the_all_column_of_a_basic_statement_is_basic(warehouse, expenditure):
    report = warehouse.report("r1")
    statement = "一般公共预算财政拨款基本支出决算表"
    for code, label in [("301", "工资福利支出"), ("30101", "基本工资")]:
        warehouse.figure(report, statement, "9", label_text=label, code_text=code, heading_keys=["合计"])
    warehouse.build()
    assert expenditure("economic_code", "function_code", "expenditure_kind", "fund_source", "line_level") == [
        ("301", None, "基本支出", "一般公共预算", "subtotal"),
        ("30101", None, "基本支出", "一般公共预算", "leaf"),
    ]


def test_lines_of_a_section(warehouse, expenditure):
    report = warehouse.report("r1")
    statement = "部门整体支出绩效评价基础数据表"
    sections = {"办公经费": "公用经费", "某某专项": "专项资金(一个专项一行)"}
    for label, section in sections.items():
        warehouse.figure(
            report, statement, "2", label_text=label, section_keys=[section], heading_keys=["2019年决算数"]
        )
    warehouse.build()
    assert expenditure("line_item", "expenditure_kind", "project_name", "fiscal_year") == [
        ("办公经费", "基本支出", None, 2019),
        ("某某专项", "项目支出", "某某专项", 2019),
    ]


def test_what_is_not_understood_is_not_published(warehouse, expenditure):
    report = warehouse.report("r1")
    total = {"label_text": "合计", "heading_keys": ["合计"]}
    left_out = {
        "列位置存疑": {**total, "doubt": "表头缺列"},
        "栏目含义未知": {**total, "heading_keys": ["闻所未闻"]},
        "行次含义未知": {**total, "label_text": "闻所未闻"},
        "未注明金额单位": {**total, "unit_text": None},
        "金额单位无法识别": {**total, "unit_text": "平方米"},
        "非金额栏目": {**total, "heading_keys": ["增减额"]},
    }
    for columns in left_out.values():
        warehouse.figure(report, FINAL, "1", **columns)
    warehouse.figure(report, FINAL, "—", **total)
    warehouse.figure(report, FINAL, "3/4", **total)
    warehouse.figure(report, "三公经费支出决算表", "1", label_text="合计", heading_keys=["公务接待费"])
    warehouse.build()
    assert expenditure("line_item") == []
    reasons = warehouse.rows("select left_out_reason from intermediate.int_unpublished_lines")
    assert {reason for (reason,) in reasons} == {*left_out, "空值符号", "数值无法识别", "预决算阶段不明"}
    recognition = "select sum(figures_printed), sum(figures_published), sum(figures_left_out) from marts.mart_recognition"
    assert warehouse.rows(recognition) == [(9, 0, 9)]


def test_procurement_is_a_table_of_its_own(warehouse, expenditure):
    report = warehouse.report("r1")
    statement = "部门整体支出绩效评价基础数据表"
    warehouse.figure(report, statement, "8", label_text="政府采购金额", heading_keys=["2020年决算数"])
    warehouse.said(report, "7", label_text="政府采购货物支出", side="支出")
    warehouse.build()
    assert expenditure("line_item") == []
    rows = warehouse.rows("select line_item, budget_stage, amount_yuan from marts.fact_procurement order by amount_yuan")
    assert rows == [
        ("政府采购货物支出", "决算", Decimal("70000.00")),
        ("政府采购金额", "决算", Decimal("80000.00")),
    ]
