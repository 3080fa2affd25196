"""Statements whose title is missing: known by the note below or by what only they have, else left alone."""

from __future__ import annotations

import pytest

from flows.statements.recognise import recognise

_BY_ACCOUNT = "人员经费\t\t公用经费\t\n科目名称\t决算数\t科目名称\t决算数\n基本工资\t1.00\t办公费\t2.00\n"
_SUMS = "工资福利支出\t1.00\t商品和服务支出\t2.00\n人员经费合计\t1.00\t公用经费合计\t2.00\n"


@pytest.fixture
def statements(read_text, layout):
    return lambda text: {line.statement for line in recognise(read_text(text), layout).lines}


@pytest.mark.parametrize(
    ("note", "statement"),
    [
        ("注：本表反映一般公共预算财政拨款基本支出明细情况。", "一般公共预算财政拨款基本支出决算表"),
        ("注：本表反映部门本年度一般公共预算财政拨款支出情况。", "一般公共预算财政拨款支出决算表"),
        ("注：本表反映本单位2020年度各项支出情况。", "支出决算表"),
        ("注：本表反映某某事项。", None),
    ],
)
def test_known_by_the_note_below(statements, note, statement):
    assert statements(f"甲局2020年度部门决算\n公开06表\n单位：万元\n{_BY_ACCOUNT}{note}\n") == ({statement} - {None})


def test_known_by_headings_and_labels_within_the_kind_of_report(statements):
    table = f"公开06表\n单位：万元\n{_BY_ACCOUNT}{_SUMS}"
    assert statements(f"甲局2020年度部门决算\n{table}") == {"一般公共预算财政拨款基本支出决算表"}
    assert statements(f"甲局2020年度部门预算\n{table}") == set()


@pytest.mark.parametrize(
    ("below", "figures"),
    [
        ("02说明\n208社会保障和就业支出\t2\t2\n合计\t3\t3\n", 6),  # on the next sheet, without headings
        ("- 2 -\n科目名称\t本年支出合计\t基本支出\n208社会保障和就业支出\t2\t2\n", 4),  # headings printed again
        ("- 2 -\n科目名称\t本年支出合计\t基本支出\n201一般公共服务支出\t2\t2\n", 2),  # begins again: another statement
        ("某说明\n208社会保障和就业支出\t2\t2\n", 2),
    ],
)
def test_a_table_goes_on_where_its_accounts_do(read_text, layout, below, figures):
    head = "支出决算表\n单位：元\n科目名称\t本年支出合计\t基本支出\n20103政府办公厅（室）及相关机构事务\t1\t1\n"
    lines = recognise(read_text(head + "\n" + below), layout).lines
    assert len(lines) == figures


@pytest.mark.parametrize(("parts", "figures"), [("3\t3", 5), ("3\t2", 3)])
def test_a_narrower_sheet_goes_on_where_its_sums_hold(read_text, layout, parts, figures):
    text = f"支出决算表\n单位：元\n科目名称\t本年支出合计\t基本支出\t项目支出\n201甲\t1\t\t1\n合计\t1\t\t\n2\n208乙\t{parts}\n"
    assert len(recognise(read_text(text), layout).lines) == figures
