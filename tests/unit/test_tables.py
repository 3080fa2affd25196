"""What people see in a terminal and what programs get."""

from __future__ import annotations

import json
from decimal import Decimal

from flows.tables import aligned, as_csv, as_json, width


def test_chinese_columns_line_up():
    lines = aligned(["名称", "金额"], [("行政运行", Decimal("44.91")), ("a", 5)]).splitlines()
    assert {width(line) for line in lines} == {15}
    assert lines[3].endswith("    5")


def test_no_formula_leaves_the_warehouse():
    assert as_csv(["a"], [["=1+1"], ["-5"], [Decimal("-5")]]) == "a\n'=1+1\n'-5\n-5\n"


def test_amounts_stay_exact_in_json():
    assert json.loads(as_json(["a"], [[Decimal("6931500.10")]])) == [{"a": "6931500.10"}]


def test_json_keeps_columns_of_one_name():
    rows = as_json(["a", "a", "a_1"], [[1, 2, 3]])
    assert json.loads(rows) == [{"a": 1, "a_2": 2, "a_1": 3}]
    assert json.loads(as_json(["a", "a"], [[1, 2]])) == [{"a": 1, "a_1": 2}]
