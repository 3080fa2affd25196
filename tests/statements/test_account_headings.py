"""Statements that are turned, or divided by accounts across: the heading of a column is an account or a row's label."""

from __future__ import annotations

import pytest

from flows.statements.recognise import recognise


@pytest.fixture
def found(read_text, layout):
    return lambda text: recognise(read_text(text), layout)


def _told(result):
    return [(line.code_text, line.label_text, line.heading_keys, line.value_text) for line in result.lines]


def test_in_a_turned_statement_the_heading_is_the_label(found):
    result = found(
        "一般公共预算财政拨款支出决算表\n单位：万元\n项目\t本年支出合计\t卫生健康支出\t208社会保障和就业支出\n"
        "年初预算数\t3.00\t1.00\t2.00\n决算数占预算数的%\t99\t98\t100\n"
    )
    assert _told(result)[:3] == [
        (None, "本年支出合计", ("年初预算数",), "3.00"),
        (None, "卫生健康支出", ("年初预算数",), "1.00"),
        ("208", "社会保障和就业支出", ("年初预算数",), "2.00"),
    ]


def test_economic_accounts_across_with_their_codes_below(found):
    result = found(
        "支出决算明细表\n单位：万元\n科目编码\t科目名称\t合计\t工资福利支出\t\t资本性支出\n"
        "\t\t\t小计\t基本工资\t小计\n\t\t\t301\t30101\t310\n201\t一般公共服务支出\t6.00\t4.00\t4.00\t2.00\n"
    )
    assert _told(result) == [
        ("201", "一般公共服务支出", ("合计",), "6.00"),
        ("201", "一般公共服务支出", ("工资福利支出", "小计", "301"), "4.00"),
        ("201", "一般公共服务支出", ("工资福利支出", "基本工资", "30101"), "4.00"),
        ("201", "一般公共服务支出", ("资本性支出", "小计", "310"), "2.00"),
    ]


def test_a_name_that_is_a_function_too_is_what_its_neighbours_are(found):
    economic = found("支出决算表\n单位：元\n科目编码\t科目名称\t工资福利支出\t其他支出\n201\t一般公共服务支出\t1\t2\n")
    function = found("支出决算表\n单位：元\n单位名称\t合计\t教育支出\t其他支出\n某局\t3\t1\t2\n")
    assert [line.heading_keys for line in economic.lines] == [("工资福利支出",), ("399",)]
    assert [line.heading_keys for line in function.lines][-1] == ("其他支出",)


def test_names_of_accounts_alone_are_no_headings(found):
    result = found(
        "一般公共预算基本支出表\n单位：元\n科目名称\t金额\t科目名称\t金额\n基本工资\t1\t办公费\t2\n奖金\t\t印刷费\t\n津贴补贴\t3\t水费\t4\n"
    )
    assert [line.label_text for line in result.lines] == ["基本工资", "办公费", "津贴补贴", "水费"]


@pytest.mark.parametrize("headings", ["收入项目\t2017年预算数\t支出项目\t2017年预算数", "收入\t预算数\t支出\t预算数"])
def test_the_heading_of_the_labels_says_the_side(found, headings):
    lines = found(f"部门收支总表\n单位：万元\n{headings}\n一、事业收入\t2.00\t一、教育支出\t2.00\n").lines
    assert [(line.side, line.label_text) for line in lines] == [("收入", "事业收入"), ("支出", "教育支出")]


def test_pairs_under_headings_of_the_other_side_are_not_believed(found):
    # The cell too many in the heading row moves 支出 over all columns.
    lines = found(
        "收入支出决算总表\n单位：元\n收入\t\t支出\t\t\n项目\t决算数\t项目\t决算数\n一、财政拨款收入\t1\t一、教育支出\t2\n"
    ).lines
    assert {line.value_text for line in lines if line.doubt is None and line.side == "支出"} <= {"2"}


def test_accounts_of_the_other_classification_are_no_codes(found):
    lines = found(
        "一般公共预算基本支出表\n单位：元\n政府预算支出经济分类科目\t\t部门预算支出经济分类科目\t\t合计\n"
        "科目编码\t科目名称\t科目编码\t科目名称\t\n501\t机关工资福利支出\t301\t工资福利支出\t5\n"
    ).lines
    assert [(line.code_text, line.label_text) for line in lines] == [("301", "工资福利支出")]


def test_accounts_below_the_kinds_stand_in_no_kind(found):
    lines = found(
        "收入支出决算总表\n单位：元\n项目（按功能分类）\t决算数\t项目(按支出性质和经济分类)\t决算数\n"
        "一、教育支出\t3\t二、项目支出\t3\n\t\t行政事业类项目\t3\n\t\t支出经济分类\t\n\t\t商品和服务支出\t3\n"
    ).lines
    assert [(line.label_text, line.section_keys) for line in lines[1:]] == [
        ("项目支出", ()),
        ("行政事业类项目", ("项目支出",)),
        ("商品和服务支出", ()),
    ]
