"""Lines made of runs are those found in their characters."""

from __future__ import annotations

import pytest

from flows.readers.page.columns import CharColumns
from flows.readers.page.geometry import Char
from flows.readers.page.lines import lines_of
from flows.readers.page.run_lines import lines_of_runs


def _printed(text: str, x: float, y: float, size: float = 10.0) -> list[Char]:
    return [Char(x + size * i, x + size * (i + 1), y, size, sign, False, i) for i, sign in enumerate(text)]


@pytest.mark.parametrize(
    "chars",
    [
        [*_printed("部门：某局", 10, 20), *_printed("单位：万元", 200, 20), *_printed("收入", 10, 40)],
        [*_printed("支出", 10, 40), *_printed("收入", 10, 20)],
        [*_printed("12.5", 30, 22, 8), *_printed("收入", 10, 20)],
        [*_printed("收入", 10, 20), *_printed("收入", 10.5, 20), *_printed("支出", 10, 40)],
        [*_printed("万元", 40, 20), *_printed("收入", 10, 20)],
    ],
    ids=["apart", "upwards", "baselines of digits", "printed twice", "backwards"],
)
def test_lines_of_runs_are_those_of_their_characters(chars):
    columns = CharColumns.of(chars)
    found = lines_of_runs(columns, list(columns.runs()))
    assert found == lines_of(chars)
    assert [line.text for line in found] == [line.text for line in lines_of(chars)]
