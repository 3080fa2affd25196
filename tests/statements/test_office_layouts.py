"""Layouts as office programs print them, each reduced to the rows that were once read wrong or lost."""

from __future__ import annotations

import pytest

from flows.readers.formats import read_document
from flows.settings import ReaderLimits
from flows.statements.captions import match_title
from flows.statements.recognise import recognise


@pytest.fixture
def found(layout):
    """What is recognised in paragraphs (text) and tables (lists of rows; a cell may say its attributes before a |)."""

    def recognised(*blocks: str | list[list[str]]):
        parts = [f"<p>{block}</p>" if isinstance(block, str) else f"<table>{_rows(block)}</table>" for block in blocks]
        html = f'<html><head><meta charset="utf-8"></head><body>{"".join(parts)}</body></html>'
        return recognise(read_document(html.encode(), ReaderLimits()), layout)

    return recognised


def _rows(rows: list[list[str]]) -> str:
    return "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)


def _cell(text: str) -> str:
    attributes, bar, said = text.rpartition("|")
    return f"<td {attributes}>{said}</td>" if bar else f"<td>{text}</td>"


def test_a_line_of_a_block_without_a_figure_does_not_hide_the_indicators_below_it(found):
    result = found(
        "2024年项目支出绩效目标表",
        [
            ["项目名称", "colspan=2|登记信息化"],
            ["rowspan=2|项目资金（万元）", "年度资金总额", "486.00"],
            ["其他资金", ""],
            ["一级指标", "三级指标", "指标值"],
            ["产出指标", "档案数字化", "≥12万卷"],
        ],
    )
    assert [line.value_text for line in result.lines] == ["486.00"]
    assert [line.level3_text for line in result.indicators] == ["档案数字化"]


def test_both_sides_of_a_budget_in_the_head_of_a_target_form(found):
    result = found(
        "2024年部门整体支出绩效目标表",
        [
            ["部门名称", "colspan=3|某县自然资源局"],
            ["编制控制数", "146", "编外人数", "36"],
            ["colspan=4|当年预算情况（万元）"],
            ["收入预算合计", "60.00", "其中：上级财政拨款", "20.00"],
            ["支出预算合计", "60.00", "其中：人员经费", "40.00"],
            ["项目经费", "20.00", "", ""],
            ["一级指标", "二级指标", "三级指标", "目标值"],
            ["产出指标", "数量指标", "图斑", "≥3个"],
        ],
    )
    assert [(line.side, line.label_text, line.value_text, line.unit_text) for line in result.lines] == [
        ("收入", "收入预算合计", "60.00", "万元"),
        ("收入", "上级财政拨款", "20.00", "万元"),
        ("支出", "支出预算合计", "60.00", "万元"),
        ("支出", "人员经费", "40.00", "万元"),
        ("支出", "项目经费", "20.00", "万元"),
    ]
    assert [(count.category_key, count.headcount_text) for count in result.staff] == [
        ("编制控制数", "146"),
        ("编外人数", "36"),
    ]


def test_the_weight_of_an_execution_rate_stands_in_the_cell_of_its_block(found):
    (rate,) = found(
        "2023年度项目支出绩效自评表",
        [
            ["colspan=2|项目名称", "colspan=3|市容整治"],
            ["rowspan=2|预算执行情况（万元）（20分）", "", "预算数（A）", "执行率（B/A）", "得分"],
            ["年度财政资金总额", "1,862.40", "95.60%", "19.12"],
        ],
    ).indicators
    assert (rate.is_execution_rate, rate.weight_text, rate.score_text) == (True, "20", "19.12")


TWO_CLASSES = [
    ["部门预算支出经济科目（按大类）", "预算数", "政府预算支出经济科目（按大类）", "预算数"],
    ["工资福利支出", "60.00", "机关工资福利支出", "50.00"],
    ["资本性支出", "", "机关资本性支出", "10.00"],
]


def test_amounts_beside_the_classes_of_the_government_are_none_of_the_departments(found):
    lines = found("2021年部门综合预算收支总表", "单位：元", TWO_CLASSES).lines
    assert [(line.label_text, line.value_text) for line in lines] == [("工资福利支出", "60.00")]


def test_labels_without_figures_on_both_sides_are_no_headings(found):
    rows = [*TWO_CLASSES, ["结转下年", "", "结转下年", ""], ["支出总计", "60.00", "支出总计", "60.00"]]
    lines = found("2021年部门综合预算收支总表", "单位：元", rows).lines
    assert [(line.label_text, line.value_text) for line in lines][-1] == ("支出总计", "60.00")


def test_the_row_of_the_only_unit_among_accounts_is_their_total(found):
    rows = [
        ["科目编码", "单位（科目名称）", "合计"],
        ["", "合计", "5.00"],
        ["", "某县石寺镇人民政府", "5.00"],
        ["2010301", "行政运行", "5.00"],
    ]
    lines = found("2020年部门支出总体情况表", "单位名称：某县石寺镇人民政府", "单位：万元", rows).lines
    assert [line.label_text for line in lines] == ["合计", "合计", "行政运行"]


def test_a_heading_that_names_an_item_with_its_total(layout):
    heading = layout.heading("公务用车购置和运行维护费合计", "三公经费支出预算表")
    assert heading is not None
    assert heading.line_item == "公务用车购置及运行维护费"


@pytest.mark.parametrize(
    ("title", "statement"),
    [
        ("财政拨款“三公”经费、行政参公单位机关运行经费情况表", "三公经费支出决算表"),
        ("财政拨款安排的行政经费及“三公”经费预算表", "三公经费支出预算表"),
        ("2020年支出经济分类汇总表", "部门支出总表"),
    ],
)
def test_titles_of_more_provinces(layout, title, statement):
    found = match_title(title, layout)
    assert found is not None
    assert found.statement == statement


def test_indicators_whose_outer_level_has_an_unknown_name_are_left_out(found):
    result = found(
        "2023年度项目支出绩效自评表",
        [
            ["门类（分值）", "二级指标", "三级指标", "指标值", "完成值", "分值", "得分"],
            ["产出", "数量指标", "次数", "3次", "3次", "10", "10"],
        ],
    )
    assert not result.indicators
    assert any("可能是一级指标" in item.reason for item in result.unrecognised)
