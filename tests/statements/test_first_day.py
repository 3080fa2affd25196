"""Layouts nobody has described: what is read by its words, and what stays out because the headings leave it open."""

from __future__ import annotations

import pytest

from flows.statements.captions import match_title
from flows.statements.recognise import recognise


@pytest.fixture
def found(read_text, layout):
    return lambda text: recognise(read_text(text), layout)


def test_two_columns_under_the_same_headings_are_not_told_apart(found):
    lines = found(
        "部门支出预算总表\n单位：万元\n科目名称\t合计\t基本支出\t\t项目支出\n\t\t某类人员\t某类办公\t\n合计\t9.00\t5.00\t1.00\t3.00\n"
    ).lines
    assert [(line.value_text, line.doubt is None) for line in lines] == [
        ("9.00", True),
        ("5.00", False),
        ("1.00", False),
        ("3.00", True),
    ]


@pytest.mark.parametrize(
    ("headings", "cells", "read"),
    [
        (
            "二级指标|三级指标|年度指标值|某某栏|分值|得分",
            "数量|次数|3次|3次|10|10",
            0,
        ),  # the result, or something else
        ("二级指标|三级指标|年度指标值|实际完成值|分值|某某栏", "数量|次数|3次|3次|10|10", 0),
        ("二级指标|三级指标|某某栏|指标值|完成值|分值|得分", "数量|比率|≥|3|4|10|10", 0),  # the sign of the target
        ("二级指标|三级指标|年度指标值|实际完成值|分值|得分|某某栏", "数量|次数|3次|3次|10|10|资料齐全，已归档备查", 1),
        ("二级指标|三级指标|年度指标值|实际完成值|分值|得分|某某栏", "数量|次数|3次|3次|10|10|", 1),
    ],
)
def test_an_indicator_is_left_out_where_an_unknown_column_may_be_the_missing_one(found, headings, cells, read):
    tab = str.maketrans("|", "\t")
    result = found(f"项目支出绩效自评表\n{headings.translate(tab)}\n{cells.translate(tab)}\n")
    assert len(result.indicators) == read


def test_a_title_without_a_stage_is_that_of_the_report_it_stands_in(found):
    table = "“三公”经费财政拨款情况公开表\n单位：万元\n项目\t2019年决算数\n公务接待费用支出\t3.00\n"
    (line,) = found(f"某县民政局2019年度部门决算\n{table}").lines
    assert (line.statement, line.label_key) == ("三公经费支出决算表", "公务接待费")
    (line,) = found(f"某县民政局2019年部门预算\n{table}").lines
    assert line.statement == "三公经费支出预算表"


@pytest.mark.parametrize(
    ("label", "statement", "key"),
    [
        ("其中：中央财政补助资金", "项目支出绩效自评表", "中央资金"),
        ("部门整体支出总额", "部门整体支出绩效自评表", "年度资金总额"),
        ("公车购置及运行费支出", "三公经费支出决算表", "公务用车购置及运行维护费"),
        ("省级专项资金", "项目支出绩效自评表", None),  # of which fund, the words do not say
        ("项目支出总额", "部门整体支出绩效自评表", None),
    ],
)
def test_a_label_says_in_other_words_what_a_known_one_says(layout, label, statement, key):
    found, known = layout.row_label(label, statement), layout.row_label(key, statement) if key else None
    assert (found and found.says) == (known and known.says)


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("预算部门（单位）名称", "unit_name"),
        ("预算项目名称", "project_name"),
        ("项目实施单位（盖章）", "implementing_unit"),
        ("一级预算主管部门", "competent_department"),
        ("部门预算", None),
        ("单位负责人", None),
    ],
)
def test_the_label_of_a_field_is_known_by_its_words(layout, label, field):
    assert layout.field_of(label) == field


def test_a_unit_of_a_kind_nobody_knows_is_known_by_its_place(found):
    assert found("某市第九驿站2021年度部门决算\n").identity.unit_name == "某市第九驿站"
    assert found("部门决算公开表\n编制单位：某市第九驿站\n").identity.unit_name == "某市第九驿站"
    assert found("某市本级部门2021年度部门决算\n").identity.unit_name is None


def test_a_table_of_one_word_and_one_of_a_project_are_no_statement(layout):
    assert match_title("资金支出明细表", layout) is None
    assert match_title("某市扶贫专项支出决算公开表", layout) is None


def test_what_could_be_said_of_any_project_is_no_project(found):
    form = "项目名称\t某某经费\n二级指标\t三级指标\t指标值\t完成值\t分值\t得分\n数量\t次数\t3\t3\t10\t10\n"
    assert found(f"某市本级部门项目支出绩效自评表\n{form}").identity.project_name is None
    assert found(f"附件2 项目支出绩效自评表\n{form}").identity.project_name is None


def test_a_statement_of_money_and_counts_in_one_column(found):
    lines = found(
        "某县卫生院2021年度部门决算\n“三公”经费、行政参公单位机关运行经费情况表\n公开09表　金额单位：元\n项目\t行次\t统计数\n"
        "（一）支出合计\t2\t36,000.00\n3．公务接待费\t7\t0.00\n（二）相关统计数\t8\t—\n2．公务用车保有量（辆）\t10\t1\n"
    ).lines
    assert [(line.label_key, line.heading_keys) for line in lines[:2]] == [
        ("支出合计", ("统计数",)),
        ("公务接待费", ("统计数",)),
    ]
