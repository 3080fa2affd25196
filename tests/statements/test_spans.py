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
