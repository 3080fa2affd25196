"""Layouts that generated reports brought to light: each was read wrongly once."""

from __future__ import annotations

import pytest

from flows.readers.document import Document, TextBlock
from flows.statements.assets import load_asset_terms, read_assets
from flows.statements.narrative import load_vocabulary, read_narrative
from flows.statements.recognise import recognise


def lines(document, layout):
    return [
        (x.side, x.label_text, x.heading_keys[-1], x.value_text, x.doubt) for x in recognise(document, layout).lines
    ]


def cells(*rows: str) -> str:
    """A table as text made from Word has it: a line per cell, a blank line after each row."""
    return "\n".join("".join(f"\t{cell}\n" for cell in row.split("|")) for row in rows)


def test_line_of_labels_without_figures_is_no_heading(read_text, layout):
    """年初结转和结余 and 年末结转和结余 are headings elsewhere; 总计 below them still belongs to the headings above."""
    text = (
        "收入支出决算总表\n单位：万元\n收入\t\t支出\t\n项目\t决算数\t项目\t决算数\n本年收入合计\t5.00\t本年支出合计\t5.00\n"
        "年初结转和结余\t\t年末结转和结余\t\n总计\t5.00\t总计\t5.00\n"
    )
    assert lines(read_text(text), layout)[2:] == [
        ("收入", "总计", "决算数", "5.00", None),
        ("支出", "总计", "决算数", "5.00", None),
    ]


FUND_HEADINGS = (
    "项目|年初结转和结余|本年收入|本年支出|年末结转和结余",
    "支出功能分类科目编码|科目名称|||小计|基本支出|项目支出|",
    "类|款|项|||||||",
)


def test_headings_over_code_columns_among_empty_cells_find_their_columns(read_text, layout):
    text = "政府性基金预算财政拨款收入支出决算表\n单位：元\n\n" + cells(
        *FUND_HEADINGS, "212|08|01|征地和拆迁补偿支出|1.00|5.00|6.00||6.00|"
    )
    found = [(heading, value) for _, _, heading, value, _ in lines(read_text(text), layout)]
    assert found == [("年初结转和结余", "1.00"), ("本年收入", "5.00"), ("小计", "6.00"), ("项目支出", "6.00")]


@pytest.mark.parametrize("end", ["", "1.00"])
def test_merged_total_with_an_empty_first_amount_keeps_its_columns(read_text, layout, end):
    headings = ("项目|年初结转和结余|本年收入|本年支出|年末结转和结余", "科目编码|科目名称|||小计|基本支出|项目支出|")
    text = "政府性基金预算财政拨款收入支出决算表\n单位：元\n\n" + cells(
        *headings, f"合计||5.00|5.00||5.00|{end}", f"2120801|征地和拆迁补偿支出||5.00|5.00||5.00|{end}"
    )
    found = [(heading, value) for _, label, heading, value, _ in lines(read_text(text), layout) if label == "合计"]
    assert found[:3] == [("本年收入", "5.00"), ("小计", "5.00"), ("项目支出", "5.00")]


def test_name_of_a_project_stands_after_empty_cells(read_text, layout):
    text = (
        "项目支出绩效自评表\n单位：万元\n项目支出名称\t\t防汛经费\t\t\t\n项目资金\t\t年初预算数\t全年预算数\t全年执行数\t分值\n"
        "\t年度资金总额\t1.00\t2.00\t2.00\t10\n"
    )
    assert {line.project_name for line in recognise(read_text(text), layout).lines} == {"防汛经费"}


def printed(*texts: str) -> Document:
    """Lines of a page with a measure of 400 points, in characters of ten points."""
    return Document(
        "pdf",
        tuple(
            TextBlock(
                text, page=1, box=(0, 20.0 * no, 10.0 * sum(0.5 if c.isascii() else 1 for c in text), 20.0 * no + 10.5)
            )
            for no, text in enumerate(texts)
        ),
    )


@pytest.fixture(scope="module")
def vocabulary(project_dir):
    return load_vocabulary(project_dir / "dbt_project" / "seeds")


def test_lines_of_a_page_are_joined_where_the_next_word_had_no_room(vocabulary):
    """Most paragraphs of the page are shorter than a line, so that its width in columns says nothing."""
    found = read_narrative(
        printed(
            "五、一般公共预算财政拨款支出决算情况说明",
            "2、社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位职业年金缴费支",
            "出（项）。",
            "年初预算为16.20万元，支出决算为16.29万元，完成年初预算的100%。",
            "本年支出合计100.00万元，其中：基本支出40.00万元，主要包括基本工资、津贴补贴；公用经",
            "费12345678.90元，占基本支出的40.00%。",
        ),
        vocabulary,
    )
    assert [(f.label_key, f.value_text) for f in found.figures] == [
        ("机关事业单位职业年金缴费支出", "16.20"),
        ("机关事业单位职业年金缴费支出", "16.29"),
        ("合计", "100.00"),
        ("基本支出", "40.00"),
        ("公用经费", "12345678.90"),
    ]
    assert not found.unrecognised


def test_names_of_assets_may_be_broken_over_two_lines(project_dir):
    found = read_assets(
        printed("截至2022年12月31日，本单位共有车辆3辆，其中，机要通信用车1辆、应急保障用车2辆、执法执", "勤用车0辆。"),
        load_asset_terms(project_dir / "dbt_project" / "seeds"),
    )
    assert [(a.label_key, a.quantity_text) for a in found] == [
        ("车辆", "3"),
        ("机要通信用车", "1"),
        ("应急保障用车", "2"),
        ("执法执勤用车", "0"),
    ]


def test_contracts_granted_to_small_firms_are_procurement(vocabulary):
    found = read_narrative(printed("授予中小企业合同金额8.00万元，占政府采购支出总额的80.00%。"), vocabulary)
    assert [(f.label_key, f.role) for f in found.figures] == [("授予中小企业合同金额", "amount")]


def test_menu_of_a_web_page_is_no_part_of_the_title(read_text, layout):
    text = "首页\n政务公开\n某市某区财政局\n2023年度部门决算\n目录\n第一部分某市某区财政局概况\n"
    identity = recognise(read_text(text), layout).identity
    assert (identity.unit_name, identity.title) == ("某市某区财政局", "某市某区财政局2023年度部门决算")


def test_title_broken_inside_the_name_stays_whole(read_text, layout):
    text = "2020年度\n某市某区\n行政审批服务局部门决算\n一、某市某区行政审批服务局职责\n"
    assert recognise(read_text(text), layout).identity.unit_name == "某市某区行政审批服务局"
