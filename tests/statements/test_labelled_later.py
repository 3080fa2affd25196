"""Decisions that labelled layouts asked for which nobody had tuned for, each reduced to the rows that show it."""

from __future__ import annotations

import pytest

from flows.statements.identity import read_identity
from flows.statements.recognise import recognise


@pytest.fixture
def found(read_text, layout):
    return lambda text: recognise(read_text(text), layout)


@pytest.mark.parametrize("sheet", ["表三", "公开03表", "附表2"])
def test_the_number_of_a_sheet_is_no_part_of_a_title_over_several_lines(sheet, read_text, layout):
    text = (
        f"某区某街道办事处2023年部门预算公开\n{sheet}\n2023年部门支出预算总表\n单位：元\n科目名称\t合计\n行政运行\t5\n"
    )
    assert read_identity(read_text(text), layout).unit_name == "某区某街道办事处"


def test_a_statement_with_changes_goes_on_below_its_headings_on_the_next_page(found):
    headings = "科目编码\t科目名称\t2017年执行数\t2018年预算数\t增减变化\n"
    lines = found(
        f"一般公共预算支出情况表\n单位：千元\n{headings}205\t教育支出\t236\t248\t12\n\n\n\n\n{headings}208\t社会保障和就业支出\t25\t26\t1\n"
        "\t合计\t261\t274\t13\n"
    ).lines
    assert [(line.code_text, line.label_text) for line in lines if line.heading_keys == ("2018年预算数",)] == [
        ("205", "教育支出"),
        ("208", "社会保障和就业支出"),
        (None, "合计"),
    ]


def test_labels_by_function_and_by_account_beside_each_other(found):
    lines = found(
        "部门收支总体情况表\n单位：千元\n收入\t\t支出\t\t\t\n项目\t预算数\t项目（按功能分类）\t预算数\t项目（按经济分类）\t预算数\n"
        "一、财政拨款\t9\t一、教育支出\t6\t一、工资福利支出\t7\n"
    ).lines
    assert [(line.side, line.label_text, line.value_text, line.doubt) for line in lines] == [
        ("收入", "财政拨款", "9", None),
        ("支出", "教育支出", "6", None),
        ("支出", "工资福利支出", "7", None),
    ]


def test_the_sum_of_the_sources_of_money_has_the_rate_of_execution(found):
    result = found(
        "2020年度部门整体支出绩效自评表\n"
        "部门预算资金（万元）\t资金来源\t年初预算数\t全年执行数\t执行率\t分值\t得分\n"
        "\t合计\t1680.00\t1629.60\t97.00%\t10\t9.70\n\t政府性基金\t120.00\t100.00\t83.33%\t—\t—\n"
        "绩效指标\t一级指标\t二级指标\t三级指标\t指标值\t实际完成值\t分值\t得分\n\t产出指标\t数量指标\t造林面积\t12\t12\t90\t90\n"
        "总分\t\t\t\t\t\t100\t99.70\n"
    )
    rate, _ = result.indicators
    assert (rate.is_execution_rate, rate.actual_text, rate.weight_text, rate.score_text) == (
        True,
        "97.00%",
        "10",
        "9.70",
    )
    assert [(line.label_text, line.heading_keys, line.doubt) for line in result.lines] == [
        ("合计", ("年初预算数",), None),
        ("合计", ("全年执行数",), None),
        ("政府性基金", ("年初预算数",), None),
        ("政府性基金", ("全年执行数",), None),
    ]
    assert result.evaluations[0].execution_rate_text == "97.00%"


def test_the_rate_of_execution_of_a_statement_is_no_indicator(found):
    result = found(
        "一般公共预算财政拨款支出决算表\n单位：万元\n科目名称\t年初预算数\t决算数\t执行率\n合计\t10\t9\t90%\n教育支出\t10\t9\t90%\n"
    )
    assert (len(result.lines), result.indicators) == (4, [])


def test_classes_of_the_government_across_are_no_accounts_of_the_department(found):
    lines = found(
        "甲局2023年部门预算\n部门支出总表\n单位：万元\n科目编码\t科目名称\t总计\t机关工资福利支出\t对个人和家庭的补助\n201\t一般公共服务支出\t9\t7\t2\n"
    ).lines
    assert [(line.heading_keys, line.value_text) for line in lines] == [(("总计",), "9")]


def test_money_beside_a_percentage_is_that_of_a_change_where_headings_lost_their_spans(found):
    lines = found(
        "政府性基金预算支出表\n单位：元\n科目编码\t科目名称\t2022年执行数\t2023年预算数\t2023年预算数比2022年执行数增减\n"
        "\t\t\t合计\t基本支出\t项目支出\t金额\t%\n212\t城乡社区支出\t3,200\t2,860\t\t2,860\t-340\t-10.63%\n"
    ).lines
    assert [(line.value_text, line.heading_keys) for line in lines if line.doubt is None] == [
        ("3,200", ("2022年执行数",)),
        ("2,860", ("2023年预算数", "合计")),
        ("2,860", ("2023年预算数", "项目支出")),
        ("-340", ("2023年预算数比2022年执行数增减", "金额")),
    ]


def test_a_row_too_short_with_a_number_in_a_column_of_words_is_not_believed(found):
    lines = found(
        "部门整体支出绩效目标表\n年度主要任务\t任务名称\t主要内容\t预算金额（万元）\n\t\t\t总额\t财政拨款\t其他资金\n"
        "\t饮水工程\t新建工程\t1,240\t1,040\t200\n\t金额合计\t1,240\t1,040\t200\n"
    ).lines
    assert [line.label_text for line in lines if line.doubt is None] == []
