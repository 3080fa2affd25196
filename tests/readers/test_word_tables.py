"""Tables of text made from Word: one cell per line. Every case is a layout met in a published report."""

from __future__ import annotations

import pytest


@pytest.fixture
def rows(read_text):
    """The rows of the first table of a text, as lists of texts."""

    def read(text: str) -> list[list[str]]:
        _, table = read_text(text).tables[0]
        return [[cell.text for cell in row] for row in table.rows]

    return read


def test_cells_go_on_over_lines_without_a_tab(rows):
    assert rows("\t年度预\n算申请\n（万元）\n\t\n\t年初\n预算数\n\n\t\n\t合计\n\t1\n") == [
        ["年度预\n算申请\n（万元）", "", "年初\n预算数"],
        ["", "合计", "1"],
    ]


def test_full_width_blanks_are_empty_cells(rows):
    assert rows("\t三公经费\n\t　\n\t0　\n") == [["三公经费", "", "0"]]


def test_blank_line_inside_a_cell_does_not_end_the_row(rows):
    assert rows("\t产出指标\n\n(50分)\n\t数量指标\n\n\t效益\n\t社会\n") == [
        ["产出指标\n\n(50分)", "数量指标"],
        ["效益", "社会"],
    ]


def test_vertical_label_belongs_to_the_row_beside_it(rows):
    text = "\t绩\n\n效\n\n指\n\n标\n\n\n\t一级指标\n\t二级指标\n\n\t\n\t产出\n\t数量\n"
    assert rows(text)[0] == ["绩\n\n效\n\n指\n\n标", "一级指标", "二级指标"]


def test_row_torn_by_an_empty_paragraph_is_joined(rows):
    text = "\ta\n\tb\n\tc\n\td\n\n\t\n\t效益指标\n\n（30分）\n\n　\n\t经济效\n\n益指标\n\t5\n\n\te\n\tf\n\tg\n\th\n"
    assert rows(text)[1] == ["", "效益指标\n\n（30分）", "经济效\n\n益指标", "5"]


def test_two_values_that_ran_together_are_parted(rows):
    text = "\ta\n\t9%\n\t9%\n\t5\n\n\tb\n\t＞=90%\n\n98%以上\n\t15\n\n\tc\n\t8%\n\t8%\n\t4\n"
    assert rows(text)[1] == ["b", "＞=90%", "98%以上", "15"]


@pytest.mark.parametrize(
    "after",
    [
        "附件2\n报告正文。",
        "\n说明：本表按年填报。",
        "\n\n后面的正文。",
        "2022年度项目支出绩效自评表\n\n\t项目名称\n\t甲",
    ],
)
def test_text_after_a_table_is_not_part_of_its_last_cell(read_text, after):
    document = read_text("\t总分\n\t100\n\t96\n" + after)
    _, table = document.tables[0]
    assert [cell.text for cell in table.cells] == ["总分", "100", "96"]


def test_cells_know_the_line_of_their_text(read_text):
    _, table = read_text("标题\n\t得分\n\t\n\n98\n\t5\n").tables[0]
    assert [(cell.text, cell.line) for cell in table.cells] == [("得分", 2), ("98", 5), ("5", 6)]
