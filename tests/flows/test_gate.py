"""A gate on a real DuckDB file: what is evaluated, quarantined, recorded, and that the file can be written afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.event import listen, remove

from flows.gate import GateResult, run_gate
from flows.gating.outcomes import Action, Status
from flows.warehouse.connection import work_database


class Small:
    """A work database with reports a, b, c and a gate of one suite on raw.report."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "warehouse.duckdb"
        with work_database(self.path) as connection:
            for key in "abc":
                connection.execute(
                    "insert into raw.report (report_key, file_sha256, part_no, unit_name, year_text) values ($1, $1, 0, '某局', '2022')",
                    [key],
                )

    def run(self, sql: str) -> None:
        with duckdb.connect(str(self.path)) as connection:
            connection.execute(sql)

    def rows(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.path), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def gate(self, *expectations: dict, run_id: str = "run1", meta: dict | None = None) -> GateResult:
        guard = check("has_rows", "expect_table_row_count_to_be_between", min_value=1)
        default = {"table": "raw.report", "title": "报告", "key_columns": ["report_key"], "max_report_share": 0.5}
        suite = {"name": "raw.report", "meta": meta or default, "expectations": [guard, *expectations]}
        path = self.folder / "suites" / "raw" / "report.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(suite), encoding="utf-8")
        return run_gate(self.path, "raw", self.folder / "suites", run_id, self.folder / "docs")


def check(name: str, type: str, severity: str = "critical", scope: str = "run", **kwargs: object) -> dict:
    meta = {"name": name, "title": name, "scope": scope}
    if "report_sql" in kwargs:
        meta["report_sql"] = str(kwargs.pop("report_sql"))
    return {"type": type, "kwargs": kwargs, "severity": severity, "meta": meta}


def rows_where(name: str, condition: str, severity: str = "critical", scope: str = "report") -> dict:
    query = f"select report_key, '年度：' || coalesce(year_text, '无') as reason from {{batch}} where {condition}"
    return check(name, "unexpected_rows_expectation", severity, scope, unexpected_rows_query=query)


@pytest.fixture
def small(tmp_path) -> Small:
    return Small(tmp_path)


def test_clean_data_passes_and_the_file_can_be_written_afterwards(small):
    result = small.gate(rows_where("year_given", "year_text is null"))
    assert result.action is Action.CLEAR
    assert [o.status for o in result.outcomes] == [Status.PASSED, Status.PASSED]
    small.run("create table written_after as select 1")


def test_critical_report_expectation_quarantines_the_report_and_lets_it_go_when_it_is_fixed(small):
    small.run("update raw.report set year_text = null where report_key = 'b'")
    result = small.gate(rows_where("year_given", "year_text is null"))
    assert result.action is Action.QUARANTINE
    assert small.rows("select report_key, expectation, reason, run_id from raw.quarantine") == [
        ("b", "raw.report.year_given", "年度：无", "run1")
    ]
    small.run("insert into raw.quarantine values ('c', 'staging.x.y', 'critical', '…', 'run1', now()::timestamp)")
    small.run("update raw.report set year_text = '2022' where report_key = 'b'")
    assert small.gate(rows_where("year_given", "year_text is null"), run_id="run2").action is Action.CLEAR
    assert small.rows("select report_key, expectation from raw.quarantine") == [("c", "staging.x.y")]


def test_more_reports_than_the_bound_block_the_run(small):
    result = small.gate(rows_where("never", "true"))
    assert result.blocks
    assert "3/3" in result.reasons[0]


def test_critical_run_expectation_blocks(small):
    result = small.gate(check("unit", "expect_column_values_to_be_in_set", column="unit_name", value_set=["某厅"]))
    assert result.blocks
    assert result.failures[0].evaluation.unexpected_count == 3
    assert {row["report_key"] for row in result.failures[0].evaluation.rows} == {"a", "b", "c"}


def test_empty_table_is_caught_by_the_guard(small):
    small.run("delete from raw.report")
    result = small.gate(check("unit", "expect_column_values_to_not_be_null", column="unit_name"))
    assert [o.expectation for o in result.failures] == ["raw.report.has_rows"]
    assert result.blocks


def test_warning_lets_the_run_go_on(small):
    result = small.gate(rows_where("odd_year", "year_text = '2022'", "warning"))
    assert result.action is Action.WARN
    assert not result.quarantined
    assert [offender.report_key for offender in result.failures[0].offenders] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "broken",
    [
        check("regex", "expect_column_values_to_match_regex", "info", column="unit_name", regex="局$"),
        check("column", "expect_column_values_to_not_be_null", "info", column="no_such_column"),
        rows_where("sql", "no_such_column = 1", "info", "run"),
        check(
            "disagrees",
            "expect_column_values_to_be_in_set",
            "info",
            "report",
            column="unit_name",
            value_set=["某厅"],
            report_sql="select report_key, '…' as reason from {batch} where false",
        ),
        check(
            "no report named",
            "unexpected_rows_expectation",
            "info",
            "report",
            unexpected_rows_query="select cast(null as varchar) as report_key, '…' as reason from {batch}",
        ),
    ],
    ids=lambda expectation: expectation["meta"]["name"],
)
def test_expectation_that_cannot_be_evaluated_blocks(small, broken):
    result = small.gate(broken)
    assert result.blocks
    assert result.failures[0].status is Status.BROKEN
    assert result.failures[0].evaluation.error


def test_missing_table_blocks(small):
    small.run("create schema gone")
    suite = {"table": "gone.report", "title": "报告"}
    result = small.gate(rows_where("year_given", "true", "info", "run"), meta=suite)
    assert result.reasons == ("检查无法执行：gone.report（2 项）：表不存在，无法检查",)


def test_view_on_something_that_is_gone_blocks(small):
    small.run("create table base as select 'a' as report_key, '2022' as year_text")
    small.run("create view stale as select * from base")
    small.run("drop table base")
    result = small.gate(rows_where("year_given", "true", "info", "run"), meta={"table": "main.stale", "title": "报告"})
    assert result.blocks
    assert {o.status for o in result.outcomes} == {Status.BROKEN}


def test_all_offending_reports_are_named_beyond_what_great_expectations_keeps(small):
    small.run(
        "insert into raw.report (report_key, file_sha256, part_no) select 'many' || n, 'x', n from range(500) as t(n)"
    )
    small.run(
        "insert into raw.report (report_key, file_sha256, part_no, year_text) select 'ok' || n, 'x', n, '2022' from range(600) as t(n)"
    )
    result = small.gate(rows_where("year_given", "year_text is null"))
    assert len(result.quarantined_reports) == 500
    assert result.action is Action.QUARANTINE
    assert result.outcomes[1].evaluation.unexpected_count == 500


def test_what_finds_nothing_is_asked_once(small):
    asked = []

    def note(_connection, _cursor, statement, *_):
        asked.append(statement)

    listen(Engine, "before_cursor_execute", note)
    try:
        keys_unique = check("unique", "expect_column_values_to_be_unique", column="report_key")
        small.gate(rows_where("year_given", "year_text is null"), keys_unique)
    finally:
        remove(Engine, "before_cursor_execute", note)
    assert sum("年度" in statement for statement in asked) == 1
    assert sum("count(*) OVER" in statement for statement in asked) == 1


def test_results_are_tables_json_and_pages_without_personal_data(small):
    small.run("update raw.report set unit_name = '联系电话：13800000000', year_text = null where report_key = 'a'")
    query = "select report_key, unit_name as reason from {batch} where year_text is null"
    result = small.gate(
        check("year", "unexpected_rows_expectation", "critical", "report", unexpected_rows_query=query),
        check("unit", "expect_column_values_to_be_in_set", "warning", column="unit_name", value_set=["某局"]),
    )
    assert small.rows("select action, expectations, failed, quarantined from gates.gate_run") == [
        ("quarantine", 3, 2, 1)
    ]
    stored = small.rows(
        "select expectation, status, unexpected_count, report_count from gates.gate_result where status <> 'passed' order by 1"
    )
    assert stored == [("raw.report.unit", "failed", 1, 0), ("raw.report.year", "failed", 1, 1)]
    assert result.data_docs is not None
    texts = [path.read_text(encoding="utf-8") for path in result.data_docs.parent.rglob("*.html")]
    texts += [result.json_path.read_text(encoding="utf-8"), repr(small.rows("from gates.gate_result"))]
    assert any("联系电话" in text for text in texts[:-2])
    assert not any("13800000000" in text for text in texts)


def test_gating_again_in_a_run_replaces_its_result(small):
    small.gate(rows_where("year_given", "year_text is null"))
    small.gate(rows_where("year_given", "year_text is null"))
    assert small.rows("select count(*) from gates.gate_run") == [(1,)]
    assert small.rows("select count(*) from gates.gate_result") == [(2,)]


def test_no_work_database_is_one_sentence(tmp_path):
    with pytest.raises(FileNotFoundError, match="fiscal ingest"):
        run_gate(tmp_path / "none.duckdb", "raw", tmp_path, "run1", tmp_path)
