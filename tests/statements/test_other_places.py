"""Layouts of other places, each reduced to the rows that were once read wrong."""

from __future__ import annotations

import pytest

from flows.statements.captions import read_caption
from flows.statements.recognise import recognise


@pytest.fixture
def found(read_text, layout):
    return lambda text: recognise(read_text(text), layout)


def test_code_columns_named_in_the_numbering_row(found):
    lines = found(
        "支出决算表\n单位：万元\n项目\t\t\t\t本年支出合计\t基本支出\n支出功能分类科目编码\t\t\t科目名称\t\t\n"
        "类\t款\t项\t栏次\t1\t2\n\t\t\t合计\t512.30\t312.30\n201\t\t\t一般公共服务支出\t512.30\t\n"
        "201\t06\t\t财政事务\t512.30\t\n201\t06\t01\t行政运行\t312.30\t\n"
    ).lines
    assert [(line.code_text, line.label_text) for line in lines[2:]] == [
        ("201", "一般公共服务支出"),
        ("20106", "财政事务"),
        ("2010601", "行政运行"),
    ]
    assert {line.doubt for line in lines} == {None}


@pytest.mark.parametrize(
    "caption",
    [
        "编制部门：某局\t单位：万元\n",
        "部门：某局\t\t金额单位：万元\n",
        f"编制单位：某局{' ' * 60}2022年度{' ' * 60}金额单位：万元\n",
    ],
)
def test_unit_of_money_in_a_caption_row_of_several_cells(found, caption):
    (line,) = found("支出决算表\n" + caption + "科目编码\t科目名称\t本年支出合计\n201\t甲\t5\n").lines
    assert line.unit_text == "万元"


def test_the_line_of_the_title_is_used_up(read_text, layout):
    document = read_text(
        "政府性基金预算财政拨款支出决算表\n公开07表\n单位：万元\n科目编码\t科目名称\t本年支出\n201\t甲\t5\n"
    )
    caption = read_caption(document, 3, layout)
    assert (caption.title_text, caption.used_blocks) == ("政府性基金预算财政拨款支出决算表", {0, 1, 2})


def test_headings_with_letters_and_full_scores(found):
    result = found(
        "部门整体支出绩效自评表\n年度预算申请（万元）\t\t年初预算数（A）\t全年执行数（B）\t分值（10分）\t执行率（B/A）\t得分\n"
        "\t年度资金总额\t1172.55\t1268.72\t10\t108.2%\t10\n"
    )
    assert [line.value_text for line in result.lines] == ["1172.55", "1268.72"]
    assert [i.actual_text for i in result.indicators] == ["108.2%"]


def test_unknown_column_of_an_indicator_table_is_reported(found):
    result = found("项目支出绩效自评表\n二级指标\t三级指标\t奇怪的值\t分值\t得分\n数量\t次数\t3次\t10\t10\n")
    assert [(u.kind, u.text) for u in result.unrecognised] == [("heading", "奇怪的值")]


def test_spending_is_not_booked_under_the_income_beside_it(found):
    lines = found(
        "收入支出决算总表\n单位：万元\n收入\t\t支出\t\n项目\t决算数\t某种分类\t决算数\n"
        "一、一般公共预算财政拨款收入\t1,023.10\t一、一般公共服务支出\t820.10\n"
    ).lines
    assert [(line.value_text, line.doubt is None) for line in lines] == [("1,023.10", True), ("820.10", False)]


def test_rows_of_other_units_are_not_the_reporting_unit(found):
    head = "2022年度某县财政局部门决算\n三公经费支出决算表\n单位：万元\n"
    rows = "合计\t\t7.00\n某县财政局\t\t5.00\n某县教育局\t\t2.00\n"
    unnamed = found(f"{head}项目\t因公出国（境）费\t公务接待费\n{rows}").lines
    assert ["不是本单位" in (line.doubt or "") for line in unnamed] == [False, False, True]
    named = found(f"{head}单位名称\t因公出国（境）费\t公务接待费\n{rows}").lines
    assert [line.unit_name for line in named] == [None, None, "某县教育局"]


def test_the_total_of_the_units_of_a_place_is_nobodys(found):
    lines = found(
        "编制单位：某县财政局\n某县2017年度部门支出预算汇总表\n单位：元\n单位名称\t支出合计\n"
        "某县财政局\t5\n某县教育局\t2\n201一般公共服务支出\t2\n总计\t7\n"
    ).lines
    assert [(line.unit_name, line.label_text) for line in lines] == [
        ("某县财政局", None),
        ("某县教育局", None),
        ("某县教育局", "一般公共服务支出"),
        ("", "总计"),
    ]
    first = found(
        "某县2017年度三公经费支出预算表\n单位：元\n单位名称\t公务接待费\n合计\t7\n某县财政局\t5\n某县教育局\t2\n"
    ).lines
    assert [line.unit_name for line in first] == ["", "某县财政局", "某县教育局"]


def test_total_with_an_extra_column_keeps_weight_and_score_apart(found):
    result = found(
        "项目支出绩效自评表\n一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t得分\t分值\n"
        "产出\t数量\t次数\t3\t3\t10\t10\n总分\t\t\t\t\t97.1\t100\t\t\n"
    )
    (total,) = result.evaluations
    assert (total.total_weight_text, total.total_score_text) == ("100", "97.1")


def test_project_form_names_who_carries_it_out(found):
    result = found(
        "2022年度项目支出绩效自评表\n项目名称\t防汛\t\t\n主管部门\t某县水利局\t实施单位\t某县水库管理处\n一级指标\t三级指标\t分值\t得分\n"
    )
    assert result.identity.unit_name == "某县水库管理处"


@pytest.mark.parametrize("label", ["[2070205]博物馆", "【2070205】博物馆", "2070205-博物馆"])
def test_code_in_brackets(found, label):
    (line,) = found(f"支出决算表\n单位：元\n科目名称\t本年支出合计\n{label}\t5\n").lines
    assert (line.code_text, line.label_text) == ("2070205", "博物馆")


def test_total_with_its_grade_and_total_that_is_no_number(found):
    form = (
        "项目支出绩效自评表\n一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n"
        "产出\t数量\t次数\t3\t3\t10\t10\n"
    )
    (total,) = found(form + "总得分\t92.00（自评等级：优）\n").evaluations
    assert (total.total_score_text, total.grade_text) == ("92.00（自评等级：优）", "优")
    result = found(form + "总得分\t九十二\n")
    assert not result.evaluations
    assert [u.text for u in result.unrecognised] == ["总得分"]


def test_a_table_of_procurement_is_a_statement_of_its_own(found):
    text = "政府采购预算表（单位：元）\n\n采购项目类型\t合计\t一般公共预算拨款\n货物类采购\t10000\t10000\n合计\t17000\t17000\n"
    assert [(x.statement, x.label_text, x.value_text, x.unit_text) for x in found(text).lines[::2]] == [
        ("政府采购表", "货物类采购", "10000", "元"),
        ("政府采购表", "合计", "17000", "元"),
    ]
