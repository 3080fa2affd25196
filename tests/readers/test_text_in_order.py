"""Characters of a cell read as they come give what finding their lines gives, or nothing."""

from __future__ import annotations

import pytest

from flows.readers.page.columns import CharColumns
from flows.readers.page.geometry import Char
from flows.readers.page.lines import lines_of


def _chars(*lines: str, step: float = 14.0, size: float = 10.0) -> list[Char]:
    return [
        Char(10.0 * i, 10.0 * i + 10.0, 100.0 + step * no, size, text, False, 0)
        for no, line in enumerate(lines)
        for i, text in enumerate(line)
    ]


def text_in_order(chars: list[Char]) -> str | None:
    columns = CharColumns.of(chars)
    return columns.text_in_order(list(columns.runs()))


def test_text_that_comes_in_order_is_that_of_its_lines():
    chars = _chars("一般公共预算", "财政拨款")
    assert text_in_order(chars) == "\n".join(line.text for line in lines_of(chars)) == "一般公共预算\n财政拨款"


@pytest.mark.parametrize(
    "chars",
    [
        _chars("支出")[::-1],
        _chars("支出", "收入", step=3.0),
        [_chars("支出")[0], _chars("支出")[1]._replace(after_blank=True)],
        [_chars("支出")[0], _chars("支出")[1]._replace(x0=15.0)],
        [*_chars("支"), _chars("支")[0]._replace(x0=0.3)],
        _chars("支", "出"),
    ],
    ids=["backwards", "lines too near", "blank", "gap", "printed twice", "one character a line"],
)
def test_text_that_does_not_come_in_order_is_left_to_its_lines(chars):
    assert text_in_order(chars) is None
