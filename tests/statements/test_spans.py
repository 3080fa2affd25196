"""Merged headings printed once (Word text) are put back over their columns, or nothing below them is believed."""

from __future__ import annotations

import pytest

from flows.statements.grid import Grid
from flows.statements.headers import find_headers
from flows.statements.recognise import recognise
from flows.statements.spans import restore_spans


@pytest.fixture
def paths(read_text, layout):
    """The header path of each column of a Word table given as rows of cells."""

    def read(rows: list[list[str]], statement: str) -> list[tuple[str, ...]]:
        text = "\n".join("".join(f"\t{cell}\n" for cell in row) for row in rows)
        _, table = read_text(text).tables[0]
        grid = Grid(restore_spans(table, layout, statement))
        return [column.path for column in find_headers(grid, layout, statement)[0].columns]

    return read


def test_two_halves_are_divided_where_the_row_below_starts_again(paths):
    half = ["项目", "行次", "决算数"]
    found = paths([["收入", "支出"], half * 2, ["一、甲", "1", "5", "一、乙", "2", "5"]], "收入支出决算总表")
    assert [path[0] for path in found] == ["收入"] * 3 + ["支出"] * 3


def test_empty_cells_below_are_vertical_merges(paths):
    rows = [
        ["项目", "年初结转和结余", "本年支出", "年末结转和结余"],
        ["功能分类科目编码", "科目名称", "", "小计", "基本支出", ""],
        ["201", "甲", "", "5", "5", ""],
    ]
    found = paths(rows, "政府性基金预算财政拨款收入支出决算表")
    assert found[2:] == [("年初结转和结余",), ("本年支出", "小计"), ("本年支出", "基本支出"), ("年末结转和结余",)]


def test_label_columns_take_the_first_heading(paths):
    rows = [["项目", "本年支出"], ["科目编码", "科目名称", "合计", "基本支出"], ["201", "甲", "5", "5"]]
    assert paths(rows, "支出决算表")[2:] == [("本年支出", "合计"), ("本年支出", "基本支出")]


def test_nothing_is_read_below_headings_that_cannot_be_placed(read_text, layout):
    rows = [["预算数", "决算数", "收入"], ["科目名称", "基本支出", "项目支出", "经营支出"], ["甲", "5", "5", "5"]]
    found = recognise(
        read_text("支出决算表\n" + "\n".join("".join(f"\t{cell}\n" for cell in row) for row in rows)), layout
    )
    assert not found.lines
    assert [u.kind for u in found.unrecognised] == ["table"]


CODES_BESIDE_THE_TOTAL = [
    ["项目", "本年支出合计", "基本支出", "项目支出", "经营支出"],
    ["支出功能分类", "科目名称", "", "", "", ""],
    ["科目编码", "", "", "", "", ""],
    ["类", "款", "项", "合计", "7.50", "5.00", "2.50", ""],
    ["201", "06", "", "财政事务", "7.50", "5.00", "2.50", ""],
]


def test_code_columns_are_named_beside_the_total(paths):
    """Real PDF: the names of the code columns stand in the total's row; the last column is empty in every row."""
    found = paths(CODES_BESIDE_THE_TOTAL, "支出决算表")
    assert found[:4] == [("项目", "支出功能分类", "科目编码")] * 3 + [("项目", "科目名称")]
    assert found[4:] == [("本年支出合计",), ("基本支出",), ("项目支出",), ("经营支出",)]


def test_a_row_of_empty_cells_within_headings(paths):
    items = ["合计", "因公出国（境）费", "公务用车购置及运行费", "公务接待费"]
    rows = [
        items,
        ["", "", "小计", "公务用车购置费", "公务用车运行费", ""],
        [""] * 10,
        ["预算数", "决算数"] * 6,
        ["1"] * 12,
    ]
    found = paths(rows, "三公经费支出决算表")
    assert found[0] == ("合计", "预算数")
    assert found[7] == ("公务用车购置及运行费", "公务用车购置费", "决算数")
    assert found[10:] == [("公务接待费", "预算数"), ("公务接待费", "决算数")]


@pytest.fixture
def rows_of_tabs(read_text, layout):
    """The figures of a table given as rows of cells in text with tabs, where a merged heading leaves empty cells."""

    def read(title: str, rows: list[list[str]]):
        return recognise(read_text("\n".join([title, *("\t".join(row) for row in rows)])), layout).lines

    return read


def test_code_columns_of_tab_text_have_the_heading_printed_over_the_first(rows_of_tabs):
    lines = rows_of_tabs(
        "支出决算表",
        [
            ["项目", "", "", "", "本年支出合计", "基本支出"],
            ["支出功能分类科目编码", "", "", "科目名称", "", ""],
            ["类", "款", "项", "合计", "7.50", "5.00"],
            ["201", "06", "01", "行政运行", "7.50", "5.00"],
        ],
    )
    assert [(line.code_text, line.label_text, line.heading_keys[-1]) for line in lines] == [
        (None, "合计", "本年支出合计"),
        (None, "合计", "基本支出"),
        ("2010601", "行政运行", "本年支出合计"),
        ("2010601", "行政运行", "基本支出"),
    ]


def test_a_column_without_heading_that_holds_more_than_codes_is_not_the_codes(rows_of_tabs):
    lines = rows_of_tabs(
        "支出决算表",
        [["科目编码", "", "科目名称", "基本支出"], ["201", "12.5", "行政运行", "5.00"], ["208", "05", "养老", "2.00"]],
    )
    assert {line.code_text for line in lines} <= {None, "201", "208"}


def test_a_heading_reaches_no_further_than_the_one_above_it(rows_of_tabs):
    lines = rows_of_tabs(
        "“三公”经费支出决算表",
        [
            ["合计", "", "公务用车购置及运行费", "", "", "", "公务接待费", ""],
            ["", "", "公务用车购置费", "", "公务用车运行费", "", "", ""],
            [""] * 8,
            ["预算数", "决算数"] * 4,
            ["1.5", "1.4", "", "", "1.0", "1.0", "0.5", "0.4"],
        ],
    )
    assert lines[-1].heading_keys == ("公务接待费", "决算数")


ACCOUNTS_ACROSS = [
    ["项目", "合计", "工资福利支出", "商品和服务支出", "对个人和家庭的补助"],
    ["科目编码", "科目名称", "", "小计", "基本工资", "绩效工资", "小计", "办公费", "小计", "退休费"],
    ["", "", "", "301", "30101", "30107", "302", "30201", "303", "30302"],
    ["合计", "9.5", "5.5", "3.5", "2.0", "3.0", "3.0", "1.0", "1.0"],
    ["205", "教育支出", "9.5", "5.5", "3.5", "2.0", "3.0", "3.0", "1.0", "1.0"],
]


def test_groups_begin_where_their_first_heading_comes_again(paths):
    found = [path[0] for path in paths(ACCOUNTS_ACROSS, "支出决算表")]
    assert found == [
        "项目",
        "项目",
        "合计",
        *["工资福利支出"] * 3,
        *["商品和服务支出"] * 2,
        *["对个人和家庭的补助"] * 2,
    ]


def test_halves_are_divided_where_labels_begin_whatever_these_are_called(paths):
    """Real Word text: 项目 on the left, 项目（按功能分类） on the right."""
    half = ["项目", "行次", "金额", "项目（按功能分类）", "行次", "金额"]
    found = paths([["收入", "支出"], half, ["一、甲", "1", "5", "一、乙", "2", "5"]], "收入支出决算总表")
    assert [path[0] for path in found] == ["收入"] * 3 + ["支出"] * 3


def test_columns_of_differences_are_a_heading_of_their_own(paths):
    rows = [
        ["项目", "2020年决算数", "2021年决算数", "2021年比2020年增减"],
        ["科目编码", "科目名称", "", "小计", "基本支出", "项目支出", "增减额", "增减%"],
        ["合计", "9.0", "8.0", "5.0", "3.0", "(1.0)", "(11.1%)"],
        ["201", "一般公共服务支出", "9.0", "8.0", "5.0", "3.0", "(1.0)", "(11.1%)"],
    ]
    found = paths(rows, "一般公共预算财政拨款支出决算表")
    assert [path[0] for path in found[2:6]] == ["2020年决算数", *["2021年决算数"] * 3]


def test_labels_below_tell_which_of_three_lists_is_income(paths):
    rows = [
        ["收入", "支出"],
        ["项目", "预算数", "支出功能分科目（按大类）", "预算数", "支出经济分类科目（按大类）", "预算数"],
        ["一、财政拨款", "5.0", "1、一般公共服务支出", "5.0", "1、人员经费和公用经费支出", "5.0"],
        ["本年收入合计", "5.0", "本年支出合计", "5.0", "本年支出合计", "5.0"],
    ]
    assert [path[0] for path in paths(rows, "部门收支总表")] == ["收入"] * 2 + ["支出"] * 4


def test_headings_that_say_no_more_than_the_title_need_no_place(paths):
    """人员经费 | 公用经费 over three lists of accounts: which of them has two is nowhere said."""
    rows = [
        ["人员经费", "公用经费"],
        ["科目编码", "科目名称", "决算数"] * 3,
        ["301", "甲", "5", "302", "乙", "5", "310", "丙", "5"],
    ]
    found = paths(rows, "一般公共预算财政拨款基本支出决算表")
    assert found[2::3] == [("决算数",)] * 3


def test_a_first_heading_over_amounts_is_not_believed(read_text, layout):
    """The names of the second row are unknown, so that it is none of headings; 合计 must not slide over the third amount."""
    rows = [["项目", "合计", "基本支出"], ["科目名称", "甲类", "乙类", "小计"], ["教育支出", "5.0", "3.0", "2.0"]]
    text = "支出决算表\n" + "\n".join("".join(f"\t{cell}\n" for cell in row) for row in rows)
    assert not [line for line in recognise(read_text(text), layout).lines if line.doubt is None]


def test_a_stray_cell_moves_neither_headings_nor_the_figures_of_its_row(read_text, layout):
    """Real Word text: an empty paragraph in a row became a cell of its own. The other rows say how wide the table is."""
    rows = [
        ["项目", "本年支出"],
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["201", "一般公共服务支出", "", "3.0", "3.0", ""],
        ["205", "教育支出", "5.0", "5.0", ""],
        ["208", "社会保障和就业支出", "6.0", "4.0", "2.0"],
    ]
    text = "支出决算表\n" + "\n".join("".join(f"\t{cell}\n" for cell in row) for row in rows)
    found = recognise(read_text(text), layout).lines
    assert [(x.code_text, x.heading_keys[-1], x.value_text) for x in found if x.doubt is None] == [
        ("205", "合计", "5.0"),
        ("205", "基本支出", "5.0"),
        ("208", "合计", "6.0"),
        ("208", "基本支出", "4.0"),
        ("208", "项目支出", "2.0"),
    ]
    assert [x.code_text for x in found if x.doubt is not None] == ["201", "201"]


def test_headings_over_a_total_of_code_columns(paths):
    """类 | 款 | 项 | 合计 stand in the total's row, two rows of headings above it."""
    rows = [
        ["项目", "本年收入合计", "财政拨款收入", "事业收入"],
        ["支出功能分类科目编码", "科目名称", "", "", ""],
        ["类", "款", "项", "合计", "7.5", "5.0", ""],
        ["201", "26", "", "档案事务", "7.5", "5.0", ""],
    ]
    found = paths(rows, "收入决算表")
    assert found[3:] == [("项目", "科目名称"), ("本年收入合计",), ("财政拨款收入",), ("事业收入",)]
