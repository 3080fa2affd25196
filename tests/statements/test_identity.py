"""Whose report it is, of which year and kind."""

from __future__ import annotations

import pytest

from flows.statements.identity import read_identity


@pytest.fixture
def identity(read_text, layout):
    return lambda text: read_identity(read_text(text), layout)


def test_title_broken_over_lines(identity):
    found = identity("2020年度\n某市某区行政审批服务\n局部门决算\n\n目录\n")
    assert (found.unit_name, found.year_text, found.report_type) == ("某市某区行政审批服务局", "2020", "部门决算")


def test_year_behind_an_attachment_number(identity):
    found = identity("附件2\n2022年度某市某区财政局\n\n部门整体支出绩效评价报告\n")
    assert (found.unit_name, found.year_text, found.report_type) == ("某市某区财政局", "2022", "部门整体支出绩效自评")


@pytest.mark.parametrize(
    "line",
    [
        "部门（单位）名称： 某市某区档案馆    ",
        "填报单位：某市某区档案馆（盖章）",
        "部门：101001-某市某区档案馆",
        "\t预算部门名称\n\t某市某区档案馆　",
    ],
)
def test_labelled_name(identity, line):
    assert identity("部门整体支出绩效自评表\n" + line + "\n").unit_name == "某市某区档案馆"


def test_what_no_line_says_is_none(identity):
    found = identity("关于下达经费的通知\n请按期报送。\n")
    assert (found.unit_name, found.year_text, found.report_type) == (None, None, None)


def test_several_years_in_a_title_are_no_year(identity):
    assert identity("2021-2022年度某市某局部门决算\n").year_text is None
