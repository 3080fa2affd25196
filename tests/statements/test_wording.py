"""Titles and headings that no seed holds as a whole are read by their words; one unknown word leaves them unknown."""

from __future__ import annotations

import pytest

from flows.statements.captions import match_title

_THREE_PUBLIC = "三公经费支出决算表"


@pytest.mark.parametrize(
    ("text", "statement", "path"),
    [
        ("一般公共预算财政拨款项目支出年初预算数", "", ("一般公共预算财政拨款", "项目支出", "年初预算数")),
        ("2021年财政拨款决算数", "", ("2021年", "财政拨款", "决算数")),
        ("2019年比2018年决算增减", "", ("备注",)),
        ("截止栏", "", None),
        ("非财政拨款", "", None),
        ("预计执行数", "", None),  # an estimate is no figure of the accounts
        ("预算调整数", "", None),  # a change, not what the budget became
        ("年初预算执行数", "", None),  # of two stages
        ("支出功能分类科目代码", "", ("科目编码",)),
        ("公车运行维护费支出", _THREE_PUBLIC, ("公务用车运行维护费",)),
        ("公务用车保有量", _THREE_PUBLIC, None),
        ("公务接待费合计", _THREE_PUBLIC, None),  # 合计 alone is that of all items
    ],
)
def test_a_heading_means_what_its_words_do(layout, text, statement, path):
    heading = layout.heading(text, statement)
    assert (heading.path or (heading.key,) if heading is not None else None) == path


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("预算执行率得分", "score"),
        ("指标分值（权重）", "weight"),
        ("年度实际完成指标值", "actual"),
        ("绩效指标计划值", "target"),
        ("未完成的原因及整改措施", "deviation"),
        ("指标得分依据", "explanation"),
        ("财政评价得分", ""),  # not the unit's own
        ("指标得分率", ""),
    ],
)
def test_the_weightiest_word_says_what_a_column_of_indicators_holds(layout, text, field):
    assert layout.heading(text, "").field == field


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2018年度部门综合预算财政拨款收支总体情况表", "财政拨款收支预算总体情况表"),
        ("公开08表 一般公共预算财政拨款“三公”经费决算公开表", "一般公共预算财政拨款三公经费支出决算表"),
        ("某县2017年度部门支出预算汇总公开表", "部门支出预算汇总表"),
        ("部门整体支出绩效评价情况表", "部门整体支出绩效自评表"),
        ("专项支出决算公开表", None),
        ("支出明细表", None),  # of what, and of which stage?
        ("一般公共预算政府预算支出经济分类表", None),
    ],
)
def test_a_title_says_in_other_words_what_a_known_one_says(layout, text, key):
    found, known = match_title(text, layout), next((t for t in layout.titles if t.key == key), None)
    assert (found and (found.statement, found.covers)) == (known and (known.statement, known.covers))
