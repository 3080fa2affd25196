"""Figures in running text, headcounts, assets and indicator lines become facts."""

from __future__ import annotations

from decimal import Decimal

from small_warehouse import Cases

CASES = Cases()


@CASES.add
def repeated(warehouse, report):
    for _ in range(3):
        warehouse.said(report, "693.15", label_text="基本支出", side="支出", kind_key="基本支出")
    warehouse.said(report, "693.15", label_text="公务接待费", side="支出", stage_key="年初预算", fund_key="财政拨款")


def test_a_figure_said_twice_is_one_row_where_it_is_said_first(built):
    assert built.rows("fact_expenditure", "repeated", "line_item, expenditure_kind, budget_stage, fund_source") == [
        ("基本支出", "基本支出", "决算", "合计"),
        ("公务接待费", "合计", "年初预算", "财政拨款"),
    ]
    said = built.rows("int_text_figures", "repeated", "figure_no, left_out_reason")
    assert [reason for _, reason in said] == [None, "重复表述", "重复表述", None]


@CASES.add
def both_sides(warehouse, report):
    warehouse.said(report, "693.15", label_text="收、支总计", side="收支")


def test_a_figure_of_both_sides_is_a_row_of_both_facts(built):
    spent = built.rows("fact_expenditure", "both_sides", "line_item, line_level, amount_yuan")
    assert spent == [("总计", "memo", Decimal("6931500.00"))]
    assert built.rows("fact_revenue", "both_sides", "line_item, revenue_source") == [("总计", "合计")]
    assert built.rows("mart_recognition", "both_sides", "figures_printed, figures_published") == [(1, 1)]


@CASES.add
def not_ours(warehouse, report):
    for role in ("change", "excluded", "unknown"):
        warehouse.said(report, "1", label_text="支出", side="支出", role=role)


def test_changes_and_other_peoples_money_are_no_rows(built):
    assert built.rows("fact_expenditure", "not_ours", "line_item") == []
    reasons = built.rows("mart_recognition", "not_ours", "left_out_reasons")
    assert reasons == [("不属本单位收支的金额×1；含义未知×1；增减变动额×1",)]


@CASES.add
def itemised(warehouse, report):
    shared = {"side": "支出", "kind_key": "基本支出", "account_level": "economic"}
    for label in ("工资福利支出", "基本工资", "资本性支出", "房屋建筑物购建"):
        warehouse.said(report, "5", label_text=label, **shared)


def test_economic_lists_get_codes_by_name(built):
    assert built.rows("fact_expenditure", "itemised", "economic_code, expenditure_kind, line_level") == [
        ("301", "基本支出", "subtotal"),
        ("30101", "基本支出", "leaf"),
        ("310", "基本支出", "subtotal"),
        ("31001", "基本支出", "leaf"),  # not 30901: the list is in 310
    ]


@CASES.add
def indicators(warehouse, report):
    levels = {"level1_text": "产出指标\n（50分）", "level2_text": "数量 指标", "level3_text": "指标1：办件数量（5分）"}
    warehouse.indicator(report, **levels, target_text="＞=90%", actual_text="98%以上", score_text="4分")
    warehouse.indicator(
        report, is_execution_rate=True, level1_text="年度资金总额", actual_text="100%", weight_text="10分"
    )
    target = {"property_text": "≤", "target_text": "20", "unit_text": "天", "actual_text": "持续\n提升"}
    warehouse.indicator(report, level1_text="效益", **target)


def test_indicator_lines_are_cleaned_and_measured(built):
    assert built.rows("fact_indicator_score", "indicators", "level1, level2, level3, target_text, weight, score") == [
        ("产出指标", "数量指标", "办件数量", "＞=90%", Decimal(5), Decimal(4)),
        ("预算执行", "预算执行率", "预算执行率", None, Decimal(10), None),
        ("效益", None, None, "≤20天", None, None),
    ]
    assert built.rows("fact_indicator_score", "indicators", "target_operator, target_value, target_unit") == [
        (">=", Decimal(90), "%"),
        (None, None, None),
        ("<=", Decimal(20), "天"),
    ]
    assert built.rows("fact_indicator_score", "indicators", "actual_text, actual_operator, actual_value") == [
        ("98%以上", ">=", Decimal(98)),
        ("100%", "=", Decimal(100)),
        ("持续提升", None, None),
    ]


@CASES.add
def staff(warehouse, report):
    for number, (category, count) in enumerate([("编制", "8人"), ("在职", "五")]):
        place = {"source_line": number, "cell_key": f"s{number}", "staff_no": number, "staff_key": f"s{number}"}
        counted = {"category_key": category, "headcount_text": count}
        warehouse.insert("staff_line", report_key=report, file_sha256=f"sha-{report}", **place, **counted)


def test_headcounts_of_known_groups(built):
    rows = built.rows("fact_staffing", "staff", "organisation, staff_category, headcount")
    assert rows == [("株洲市staff局", "编制", 8)]
    assert built.rows("int_unpublished_lines", "staff", "left_out_reason") == [("人数无法识别",)]


@CASES.add
def assets(warehouse, report):
    for number, (label, count) in enumerate([("车辆", "3"), ("飞船", "1")]):
        place = {"source_line": number, "cell_key": f"a{number}", "asset_no": number, "asset_key": f"a{number}"}
        counted = {"label_text": label, "label_key": label, "quantity_text": count, "unit_text": "辆"}
        warehouse.insert("asset_line", report_key=report, file_sha256=f"sha-{report}", **place, **counted)


def test_vehicles_are_counted(built):
    assert built.rows("fact_state_asset", "assets", "line_item, quantity, reported_unit") == [
        ("车辆", Decimal(3), "辆")
    ]
    assert built.rows("int_unpublished_lines", "assets", "left_out_reason") == [("资产类别未知",)]


@CASES.add
def scanned(warehouse, report):
    for key, confidence in (("基本支出", 0.95), ("项目支出", 0.4), ("公务接待费", None)):
        kind = key if key.endswith("支出") else None
        warehouse.said(report, "5", label_text=key, side="支出", kind_key=kind, cell_key=f"{report}-{key}")
        warehouse.insert(
            "report_cell",
            cell_key=f"{report}-{key}",
            file_sha256=f"sha-{report}",
            block_no=0,
            text=key,
            confidence=confidence,
        )


def test_a_figure_read_from_an_image_says_how_sure_it_is(built):
    facts = built.rows("fact_expenditure", "scanned", "line_item, ocr_confidence, is_uncertain")
    assert facts == [
        ("基本支出", Decimal("0.9500"), False),
        ("项目支出", Decimal("0.4000"), True),
        ("公务接待费", None, False),
    ]
