"""The rule catalogue keeps reports out; a decision holds until the report, its unit's reports or the rules change."""

from __future__ import annotations

import duckdb
import pytest

from flows.gating.catalogue import keep_out, let_in_again

TABLES = """
create schema raw; create schema intermediate; create schema marts;
create table raw.quarantine (report_key varchar, expectation varchar, severity varchar, reason varchar, run_id varchar, decided_at timestamp);
insert into raw.quarantine values ('c', 'staging.stg_report.unit_given', 'critical', '单位不明', 'run0', now());
create table raw.document as select * from (values ('fa', 1), ('fb', 1), ('fc', 1)) as t (file_sha256, recognised_at);
create table intermediate.int_code_version as select 'v1' as code_version;
create table intermediate.int_report_versions as select * from (values ('a', 'u', 'fa'), ('b', 'u', 'fb'), ('c', 'w', 'fc'))
    as t (report_key, unit_key, file_sha256);
create table marts.dim_rule as select * from (values ('X1', 'quarantined'), ('X2', 'accepted_with_findings')) as t (rule_id, consequence);
create table marts.fact_finding as select * from (values
    ('1', 'a', 'X1', 'critical', 'open', '合计不符'), ('2', 'b', 'X2', 'critical', 'open', '合计不符'),
    ('3', 'b', 'X1', 'critical', 'waived', '合计不符'), ('4', 'b', 'X1', 'info', 'open', '尾差')
) as t (finding_key, report_key, rule_id, severity, status, message);
"""


@pytest.fixture
def work() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(TABLES)
    return connection


def kept(work: duckdb.DuckDBPyConnection) -> list[tuple]:
    return work.execute("select report_key, expectation, reason from raw.quarantine order by 1").fetchall()


GATED = ("c", "staging.stg_report.unit_given", "单位不明")


def test_only_open_findings_of_rules_that_say_so_keep_a_report_out(work):
    assert keep_out(work, "run1") == {"a"}
    assert kept(work) == [("a", "findings.X1", "合计不符"), GATED]


def test_a_decision_holds_while_nothing_changes(work):
    keep_out(work, "run1")
    work.execute("delete from marts.fact_finding where report_key = 'a'")  # what is out has no findings
    let_in_again(work)
    assert keep_out(work, "run2") == set()
    assert kept(work)[0][0] == "a"


@pytest.mark.parametrize(
    "change",
    [
        "update raw.document set recognised_at = 2 where file_sha256 = 'fa'",
        "update raw.document set recognised_at = 2 where file_sha256 = 'fb'",
        "update intermediate.int_code_version set code_version = 'v2'",
        "delete from intermediate.int_report_versions where report_key = 'b'",
        "delete from intermediate.int_report_versions where report_key = 'a'",
    ],
)
def test_what_changes_is_let_in_to_be_checked_again(work, change):
    keep_out(work, "run1")
    work.execute(change)
    let_in_again(work)
    assert kept(work) == [GATED]


def test_another_units_report_changes_nothing(work):
    keep_out(work, "run1")
    work.execute("update raw.document set recognised_at = 2 where file_sha256 = 'fc'")
    let_in_again(work)
    assert kept(work)[0][0] == "a"
