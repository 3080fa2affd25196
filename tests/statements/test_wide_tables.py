"""Tables with thousands of columns, as pages whose rows are runs of tabs give them: twice the columns, twice the work."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from flows.statements.recognise import recognise


def unknown_headings(columns: int) -> str:
    rows = ["\t".join(["项目", *["某某"] * columns]), *["\t".join(["甲", *["5.00"] * columns])] * 3]
    return "\n".join(["支出决算表", "单位：万元", *rows, ""])


def code_printed_once(columns: int) -> str:
    rows = [
        "\t".join(["科目编码", *[""] * columns, "科目名称", "决算数"]),
        "\t".join(["201", *["01"] * columns, "甲", "5"]),
    ]
    return "\n".join(["支出决算表", "单位：万元", *rows, ""])


def labels_beside_figures(columns: int) -> str:
    rows = ["\t".join(["项目", "金额"] * columns), *["\t".join(["甲", "5.00"] * columns)] * 3]
    return "\n".join(["支出决算表", "单位：万元", *rows, ""])


def calls(action: Callable[[], object]) -> int:
    """How many Python functions and steps of generators an action takes."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(note)
    try:
        action()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("written", [unknown_headings, code_printed_once, labels_beside_figures])
def test_work_grows_with_the_columns_not_with_their_square(read_text, layout, written):
    documents = [read_text(written(columns)) for columns in (150, 600)]
    few, many = [calls(lambda document=document: recognise(document, layout)) for document in documents]
    assert many < 5 * few


def test_the_neighbours_of_an_unknown_heading_end_where_they_are_cut_off(read_text, layout):
    found = recognise(read_text(unknown_headings(300)), layout).unrecognised
    heading = next(u for u in found if u.kind == "heading")
    assert heading.row_text is not None
    assert len(heading.row_text) == 200
    assert heading.row_text.startswith("项目 | 某某 | 某某")
