"""What no seed explains is recorded with its neighbours and the known ones it is most like."""

from __future__ import annotations

import pytest

from flows.statements.captions import bare_title
from flows.statements.nearest import KnownKeys, likeness
from flows.statements.recognise import recognise


def unknown(document, layout) -> dict[tuple[str, str], object]:
    return {(u.kind, u.text): u for u in recognise(document, layout).unrecognised if u.kind != "figure"}


def test_labels_and_codes_of_rows(read_text, layout):
    table = "支出决算表\n单位：万元\n科目编码\t科目名称\t决算数\n29998\t某种支出\t5\n\t本站合记\t5\n\t合计\t5\n"
    found = unknown(read_text(table), layout)
    assert set(found) == {("code", "29998"), ("label", "本站合记")}
    label = found["label", "本站合记"]
    assert (label.row_text, label.column_text) == ("本站合记 | 5", "科目名称")
    assert found["code", "29998"].nearest


@pytest.mark.parametrize(
    "row",
    [
        "\t办公费\t5\n",  # an account by its name
        "\t项目支出：\t\n\t某桥维修\t5\n",  # a project in its section
    ],
)
def test_names_of_accounts_and_projects_are_no_unknown_labels(read_text, layout, row):
    assert not unknown(read_text(f"支出决算表\n单位：万元\n科目编码\t科目名称\t决算数\n{row}"), layout)


def test_a_row_that_is_no_known_stage_beside_rows_that_are(read_text, layout):
    """Accounts are the columns, stages the rows: an unknown row has no stage, least of all that of the statement."""
    table = (
        "支出决算表\n单位：万元\n项目\t本年支出合计\t农林水支出\t住房保障支出\n年初预算数\t3\t2\t1\n某某数\t4\t3\t1\n"
    )
    result = recognise(read_text(table), layout)
    assert {line.value_text for line in result.lines if line.doubt is None} == {"3", "2", "1"}
    assert {line.doubt for line in result.lines if line.label_text == "某某数"} == {"行“某某数”不是已知的阶段或年度"}
    assert "label" in {u.kind for u in result.unrecognised if u.text == "某某数"}


def test_a_unit_of_money_that_is_none_of_the_known_is_not_replaced_by_the_documents(read_text, layout):
    text = "单位：万元\n\n支出决算表\n单位：百元\n科目编码\t科目名称\t决算数\n201\t一般公共服务支出\t5\n"
    result = recognise(read_text(text), layout)
    assert [line.unit_text for line in result.lines] == ["百元"]
    assert [(u.kind, u.text) for u in result.unrecognised] == [("unit", "百元")]


def test_headings_of_a_known_statement_without_known_ones(read_text, layout):
    found = unknown(read_text("支出决算表\n甲栏\t乙栏\n一般公共服务支出\t5.00\n"), layout)
    assert set(found) == {("table", "甲栏 | 乙栏"), ("heading", "甲栏"), ("heading", "乙栏")}


def test_a_table_with_amounts_and_a_title_that_nobody_knows(read_text, layout):
    found = unknown(read_text("某局收支一览情况表\n甲栏\t乙栏\n丙\t5.00\n"), layout)
    assert list(found) == [("title", "某局收支一览情况表")]
    assert not unknown(read_text("人员名单\n甲栏\t乙栏\n丙\t5.00\n"), layout)


@pytest.mark.parametrize(
    ("printed", "bare"),
    [
        ("表三　某省某厅2022年部门支出一览表", "部门支出一览表"),
        ("公开05表 支出执行表（单位：元）", "支出执行表"),
        ("支出执行表", "支出执行表"),
    ],
)
def test_a_title_without_what_is_no_part_of_it(layout, printed, bare):
    assert bare_title(printed, layout) == bare


def test_nearest_keys_by_edit_distance():
    known = KnownKeys(["本年支出合计", "本年收入合计", "行政单位离退休"])
    assert known.nearest("本年支出合记") == ("本年支出合计", "本年收入合计")
    assert known.nearest("水利工程") == ()
    assert likeness("决算数", "预算数") == pytest.approx(2 / 3)
