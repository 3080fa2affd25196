"""Figures in running text, headcounts and indicator lines become facts."""

from __future__ import annotations

from decimal import Decimal


def test_a_figure_said_twice_is_one_row_where_it_is_said_first(warehouse, expenditure):
    report = warehouse.report("r1")
    for _ in range(3):
        warehouse.said(report, "693.15", label_text="基本支出", side="支出", kind_key="基本支出")
    warehouse.said(report, "693.15", label_text="公务接待费", side="支出", stage_key="年初预算", fund_key="财政拨款")
    warehouse.build()
    assert expenditure("line_item", "expenditure_kind", "budget_stage", "fund_source", "source_line") == [
        ("基本支出", "基本支出", "决算", "合计", 2),
        ("公务接待费", "合计", "年初预算", "财政拨款", 8),
    ]


def test_a_figure_of_both_sides_is_a_row_of_both_facts(warehouse, expenditure):
    report = warehouse.report("r1")
    warehouse.said(report, "693.15", label_text="收、支总计", side="收支")
    warehouse.build()
    assert expenditure("line_item", "line_level", "amount_yuan") == [("总计", "memo", Decimal("6931500.00"))]
    assert warehouse.rows("select line_item, revenue_source from marts.fact_revenue") == [("总计", "合计")]
    assert warehouse.rows("select figures_printed, figures_published from marts.mart_recognition") == [(1, 1)]


def test_changes_and_other_peoples_money_are_no_rows(warehouse, expenditure):
    report = warehouse.report("r1")
    for role in ("change", "excluded", "unknown"):
        warehouse.said(report, "1", label_text="支出", side="支出", role=role)
    warehouse.build()
    assert expenditure("line_item") == []
    reasons = warehouse.rows("select left_out_reasons from marts.mart_recognition")
    assert reasons == [("不属本单位收支的金额×1；含义未知×1；增减变动额×1",)]


def test_economic_lists_get_codes_by_name(warehouse, expenditure):
    report = warehouse.report("r1")
    shared = {"side": "支出", "kind_key": "基本支出", "account_level": "economic"}
    for label in ("工资福利支出", "基本工资", "资本性支出", "房屋建筑物购建"):
        warehouse.said(report, "5", label_text=label, **shared)
    warehouse.build()
    assert expenditure("economic_code", "expenditure_kind", "line_level") == [
        ("301", "基本支出", "subtotal"),
        ("30101", "基本支出", "leaf"),
        ("310", "基本支出", "subtotal"),
        ("31001", "基本支出", "leaf"),  # not 30901: the list is in 310
    ]


def test_indicator_lines_are_cleaned_and_measured(warehouse):
    report = warehouse.report("r1", report_type="部门整体支出绩效自评")
    warehouse.indicator(
        report,
        level1_text="产出指标\n（50分）",
        level2_text="数量 指标",
        level3_text="指标1：办件数量（5分）",
        target_text="＞=90%",
        actual_text="98%以上",
        score_text="4分",
    )
    warehouse.indicator(report, is_execution_rate=True, level1_text="年度资金总额", actual_text="100%", weight_text="10分")
    warehouse.indicator(report, level1_text="效益", property_text="≤", target_text="20", unit_text="天", actual_text="持续\n提升")
    warehouse.build()
    columns = "level1, level2, level3, target_text, target_operator, target_value, target_unit, actual_text, weight, score"
    assert warehouse.rows(f"select {columns} from marts.fact_indicator_score order by source_line") == [
        ("产出指标", "数量指标", "办件数量", "＞=90%", ">=", Decimal(90), "%", "98%以上", Decimal(5), Decimal(4)),
        ("预算执行", "预算执行率", "预算执行率", None, None, None, None, "100%", Decimal(10), None),
        ("效益", None, None, "≤20天", "<=", Decimal(20), "天", "持续提升", None, None),
    ]
    assert warehouse.rows("select actual_operator, actual_value, actual_unit from marts.fact_indicator_score order by 2") == [
        (">=", Decimal(98), "%"),
        ("=", Decimal(100), "%"),
        (None, None, None),
    ]


def test_headcounts_of_known_groups(warehouse):
    report = warehouse.report("r1")
    for number, (category, count) in enumerate([("编制", "8人"), ("在职", "五")]):
        place = {"source_line": number, "cell_key": f"s{number}", "staff_no": number, "staff_key": f"s{number}"}
        counted = {"category_key": category, "headcount_text": count}
        warehouse.insert("staff_line", report_key=report, file_sha256="sha-r1", **place, **counted)
    warehouse.build()
    assert warehouse.rows("select organisation, staff_category, headcount from marts.fact_staffing") == [
        ("株洲市渌口区某某局", "编制", 8)
    ]
    assert warehouse.rows("select left_out_reason from intermediate.int_unpublished_lines") == [("人数无法识别",)]
