"""What people see in a terminal and what programs get."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from flows.tables import aligned, as_csv, as_json, as_xlsx, width


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


def test_workbook_holds_values_and_no_formula():
    amount, long = Decimal("6931500.10"), Decimal("9999999999999999.99")
    rows = [["=1+1", amount, date(2022, 12, 31)], ["@sum", long, None], ["行政运行", True, 5]]
    data = as_xlsx(["名称", "金额", "日期"], rows)
    sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0)
    assert sheet.to_python() == [
        ["名称", "金额", "日期"],
        ["=1+1", 6931500.1, date(2022, 12, 31)],
        ["@sum", "9999999999999999.99", ""],
        ["行政运行", True, 5],
    ]
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert b'quotePrefix="1"' in archive.read("xl/styles.xml")


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch):
    monkeypatch.setattr("flows.tables._XLSX_ROWS", 2)
    with pytest.raises(ValueError, match="csv"):
        as_xlsx(["a"], [[1], [2]])
