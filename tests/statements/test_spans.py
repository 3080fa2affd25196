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
