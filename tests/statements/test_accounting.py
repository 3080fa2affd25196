"""Every number of a table is a figure or has a use that says why it is none."""

from __future__ import annotations

import pytest

from flows.statements.recognise import recognise

STATEMENT = (
    "支出决算表\n单位：万元\n"
    "行次\t科目编码\t科目名称\t2022年决算数\t比上年增减%\n"
    "栏次\t\t\t1\t2\n"
    "1\t201\t一般公共服务支出\t5.00\t-3.1%\n"
    "2\t\t合计\t5.00\t\n"
)
EVALUATION = (
    "2022年度项目支出绩效自评表\n"
    "项目名称\t某项目\t项目代码\t1234567\n"
    "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n"
    "产出指标\t数量指标\t培训人次\t100\t120\t50\t50\n"
    "总分\t\t\t\t\t100\t98\n"
)


def used(document, layout) -> dict[str, list[str]]:
    """The numbers of a document's only table by use; figures under `figure`."""
    found = recognise(document, layout)
    (table,) = [table for _, table in document.tables]
    texts = {(cell.row, cell.col): cell.text for cell in table.cells}
    by_use: dict[str, list[str]] = {}
    for line in found.lines:
        by_use.setdefault("figure", []).append(texts[line.place.row, line.place.col])
    for number in found.number_uses:
        by_use.setdefault(number.use, []).append(texts[number.place.row, number.place.col])
    return by_use


def test_codes_row_numbers_column_numbers_and_differences_are_no_figures(read_text, layout):
    assert used(read_text(STATEMENT), layout) == {
        "figure": ["5.00", "5.00"],
        "column_no": ["1", "2"],
        "row_no": ["1", "2"],
        "code": ["201"],
        "ignored": ["-3.1%"],
    }


def test_numbers_of_an_indicator_and_of_the_total_belong_to_their_line(read_text, layout):
    document = read_text(EVALUATION)
    assert used(document, layout) == {
        "head": ["1234567"],
        "indicator": ["100", "120", "50", "50"],
        "total": ["100", "98"],
    }
    found = recognise(document, layout)
    lines = {number.use: number.line_place for number in found.number_uses}
    assert lines["indicator"] == found.indicators[0].place
    assert lines["total"] == found.evaluations[0].place


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("某某情况一览表\n科目编码\t科目名称\t决算数\n201\t一般公共服务支出\t5\n", "no_title"),
        ("支出决算表\n甲\t乙\t丙\n201\t一般公共服务支出\t5\n", "no_headings"),
    ],
)
def test_numbers_of_a_table_that_is_half_known_say_what_is_missing(read_text, layout, text, use):
    assert used(read_text(text), layout) == {use: ["201", "5"]}


def test_a_list_of_staff_is_no_statement(read_text, layout):
    assert used(read_text("名单\n序号\t姓名\t年龄\n1\t某某\t30\n"), layout) == {}
