"""Evaluation tables: levels over merged cells, total lines in any order, the execution-rate line."""

from __future__ import annotations

import pytest

from flows.readers.document import Cell, Document, Table, TextBlock
from flows.statements.recognise import recognise

HEADER = (
    "2022年度项目支出绩效自评表\n\n\t项目名称\n\t督察 工作\n\n\t一级指标\n\t二级指标\n\t三级指标\n"
    "\t年度指标值\n\t实际完成值\n\t分值\n\t得分\n\t偏差原因分析\n\n"
)


def row(*cells: str) -> str:
    return "".join(f"\t{cell}\n" for cell in cells) + "\n"


@pytest.fixture
def found(read_text, layout):
    return lambda text: recognise(read_text(HEADER + text), layout)


def test_empty_level_belongs_to_the_level_above(found):
    result = found(
        row("产出指标", "数量指标", "次数", "≥3次", "3次", "10", "10", "")
        + row("", "", "人数", "5人", "4人", "10", "8", "缺人")
        + row("效益指标", "", "满意", "90%", "91%", "10", "10", "")
    )
    assert [(i.level1_text, i.level2_text, i.level3_text) for i in result.indicators] == [
        ("产出指标", "数量指标", "次数"),
        ("产出指标", "数量指标", "人数"),
        ("效益指标", None, "满意"),
    ]
    assert result.indicators[1].deviation_text == "缺人"
    assert {i.project_name for i in result.indicators} == {"督察工作"}


@pytest.mark.parametrize(
    ("total", "weight", "score"),
    [
        (("总分", "100", "97", ""), "100", "97"),
        (("97", "", "总分"), None, "97"),
        (("总分", "", "", "", "", "100", "96", ""), "100", "96"),
        (("总分", "", "", "", "", "", "94", ""), None, "94"),
    ],
)
def test_total_line_in_any_order(found, total, weight, score):
    (evaluation,) = found(row("产出指标", "数量指标", "次数", "3", "3", "10", "10", "") + row(*total)).evaluations
    assert (evaluation.total_weight_text, evaluation.total_score_text) == (weight, score)


def test_execution_rate_line_is_an_indicator_and_its_parts_are_not(read_text, layout):
    text = (
        "2022年度项目支出绩效自评表\n\n"
        + row("项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
        + row("", "年度资金总额", "2.80", "2.80", "2.70", "10", "96.4%", "9.6")
        + row("", "其中：当年财政拨款", "2.80", "2.80", "2.70", "10", "96.4%", "9.6")
    )
    result = recognise(read_text(text), layout)
    (rate,) = result.indicators
    assert (rate.is_execution_rate, rate.weight_text, rate.actual_text, rate.score_text) == (True, "10", "96.4%", "9.6")
    assert [line.value_text for line in result.lines] == ["2.80", "2.80", "2.70"] * 2
    assert {line.unit_text for line in result.lines} == {"万元"}


def test_label_and_figure_in_one_cell(read_text, layout):
    text = (
        "部门整体支出绩效自评表\n\n"
        + row("年度预算申请（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
        + row("", "年度资金总额", "1", "2", "2", "10", "100%", "10")
        + row("", "按收入性质分：", "按支出性质分：")
        + row("", "其中：一般公共预算：2", "其中：基本支出：1.5")
        + row("", "其他资金：", "项目支出：0.5")
    )
    pairs = [
        (line.heading_keys[-1], line.label_text, line.value_text)
        for line in recognise(read_text(text), layout).lines[3:]
    ]
    assert pairs == [
        ("按收入性质分", "一般公共预算", "2"),
        ("按支出性质分", "基本支出", "1.5"),
        ("按支出性质分", "项目支出", "0.5"),
    ]


def test_goal_texts_are_no_figures(read_text, layout):
    text = "部门整体支出绩效自评表\n\n" + row("年度总体目标", "预期目标", "实际完成情况") + row("", "投入5万元", "100")
    result = recognise(read_text(text), layout)
    assert not result.lines
    assert not result.indicators


def test_rate_beside_the_score_of_a_merged_total_is_no_score(read_text, layout):
    heads = ["一级指标", "二级指标", "三级指标", "分值", "得分", "得分率", "扣分说明"]
    rows = [heads, ["决策", "立项", "充分性", "4", "3", "75%", ""], ["合计", "100", "86.50", "86.50%", ""]]
    text = "2022年度项目支出绩效自评表\n" + "\n".join("".join(f"\t{c}\n" for c in r) for r in rows)
    (total,) = recognise(read_text(text), layout).evaluations
    assert (total.total_weight_text, total.total_score_text) == ("100", "86.50")


def test_remark_below_the_indicators_is_none(found):
    result = found(
        row("产出指标", "数量指标", "次数", "3", "3", "10", "10", "")
        + row("说明", "", "个别资料上报较迟，下年按月催报。", "", "", "", "", "")
    )
    assert [i.level3_text for i in result.indicators] == ["次数"]


def test_total_stretched_to_the_end_of_its_row(layout):
    """LibreOffice stretches the last cell of a short row: 总分 | 100 | 96 over weight and score."""
    heads = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]
    cells = [Cell(0, col, text) for col, text in enumerate(heads)]
    cells += [Cell(1, col, text) for col, text in enumerate(["产出指标", "数量指标", "次数", "3", "3", "10", "10"])]
    cells += [Cell(2, 0, "总分"), Cell(2, 1, "100"), Cell(2, 2, "96", col_span=5)]
    document = Document("docx", (TextBlock("2022年度项目支出绩效自评表"), Table(tuple(cells))))
    (total,) = recognise(document, layout).evaluations
    assert (total.total_weight_text, total.total_score_text) == ("100", "96")
