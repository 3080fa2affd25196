"""A finding lives on over published versions: first and last seen, what is new, what a newer report fixed, waivers that end."""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree

import duckdb
import pytest

from flows.publish import open_published, publish, rollback

PASSED = [{"layer": "marts", "action": "pass"}]
TABLES = """create schema marts; create schema raw;
create table marts.fact_finding (finding_key varchar, report_key varchar, severity varchar, difference decimal(20, 4),
    fingerprint varchar, place_key varchar, first_seen_version varchar, last_seen_version varchar, news varchar,
    fixed_by_report_key varchar, status varchar);
create table marts.dim_report (report_key varchar, unit_key varchar, fiscal_year integer, report_type varchar,
    is_current boolean, supersedes_report_key varchar, quality_status varchar);"""


class Warehouse:
    """Candidates with one report in two versions, published one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.published = folder / "published"

    def publish(self, findings: str, newer_report: bool = False) -> str:
        """Publish `findings`, rows of key, report, severity, difference, figures and status; returns the version."""
        work = self.folder / "work"
        rmtree(work, ignore_errors=True)  # a work database built anew every time
        work.mkdir()
        with duckdb.connect(str(work / "warehouse.duckdb")) as connection:
            connection.execute(TABLES)
            connection.execute(
                """insert into marts.dim_report values ('r1', 'u', 2022, '部门决算', $1, null, 'accepted')""",
                [not newer_report],
            )
            if newer_report:
                connection.execute(
                    "insert into marts.dim_report values ('r2', 'u', 2022, '部门决算', true, 'r1', 'accepted')"
                )
            if findings:
                connection.execute(
                    f"""insert into marts.fact_finding
                    select key, report, severity, difference, concat(key, figures), key, null, null, null, null, status
                    from (values {findings}) as t (key, report, severity, difference, figures, status)"""
                )
        done = publish(
            work / "warehouse.duckdb",
            self.published,
            code_version="x",
            contract_version="1",
            inputs={},
            gate_results=PASSED,
            keep=9,
        )
        assert done is not None
        return done.version

    def seen(self, columns: str) -> list[tuple]:
        with open_published(self.published / "warehouse.duckdb") as connection:
            return connection.execute(f"select {columns} from marts.fact_finding order by all").fetchall()


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path)


def test_first_and_last_version_are_carried_over_rebuilt_work_databases(warehouse):
    one = warehouse.publish("('a', 'r1', 'critical', 5, '1', 'open')")
    two = warehouse.publish("('a', 'r1', 'critical', 5, '1', 'open'), ('b', 'r1', 'warning', 5, '1', 'open')")
    assert warehouse.seen("finding_key, first_seen_version, last_seen_version, news") == [
        ("a", one, two, None),
        ("b", two, two, "新增"),
    ]


@pytest.mark.parametrize(
    ("now", "news"),
    [
        ("('a', 'r1', 'warning', 9, '2', 'open')", "加重"),
        ("('a', 'r1', 'critical', 5, '2', 'open')", "加重"),
        ("('a', 'r1', 'warning', 3, '2', 'open')", None),
        ("('a', 'r1', 'warning', 9, '2', 'explained')", None),
        ("('c', 'r1', 'warning', 9, '2', 'open')", "新增"),
        ("('c', 'r1', 'info', 9, '2', 'open')", None),
    ],
)
def test_only_new_and_worsened_findings_are_news(warehouse, now, news):
    warehouse.publish("('a', 'r1', 'warning', 5, '1', 'open')")
    warehouse.publish(now)
    assert warehouse.seen("news") == [(news,)]


def test_a_waiver_that_ended_is_news(warehouse):
    first = warehouse.publish("('a', 'r1', 'critical', 5, '1', 'waived')")
    warehouse.publish("('a', 'r1', 'critical', 5, '1', 'open')")
    assert warehouse.seen("first_seen_version, news, status") == [(first, "豁免到期", "open")]


def test_what_a_newer_report_no_longer_has_is_fixed_and_stays_so(warehouse):
    one = warehouse.publish("('a', 'r1', 'critical', 5, '1', 'open')")
    two = warehouse.publish("('b', 'r2', 'warning', 5, '1', 'open')", newer_report=True)
    fixed = ("a", "fixed", one, one, "r2", None)
    columns = "finding_key, status, first_seen_version, last_seen_version, fixed_by_report_key, news"
    assert warehouse.seen(columns) == [fixed, ("b", "open", two, two, None, "新增")]
    warehouse.publish("", newer_report=True)
    assert warehouse.seen(columns) == [fixed]
    warehouse.publish("('a2', 'r2', 'critical', 5, '1', 'open'), ('a', 'r2', 'critical', 5, '1', 'open')", True)
    assert warehouse.seen("finding_key, status, first_seen_version, news")[0] == ("a", "open", one, "重现")


def test_what_a_better_rule_no_longer_finds_was_none(warehouse):
    warehouse.publish("('a', 'r1', 'critical', 5, '1', 'open')")
    warehouse.publish("('b', 'r1', 'warning', 5, '1', 'open')")
    assert warehouse.seen("finding_key") == [("b",)]


def test_after_going_back_findings_live_on_from_there(warehouse):
    one = warehouse.publish("('a', 'r1', 'critical', 5, '1', 'open')")
    warehouse.publish("('a', 'r1', 'critical', 5, '1', 'open'), ('b', 'r1', 'warning', 5, '1', 'open')")
    rollback(warehouse.published, one)
    again = warehouse.publish("('a', 'r1', 'critical', 5, '1', 'open'), ('b', 'r1', 'warning', 6, '1', 'open')")
    assert warehouse.seen("finding_key, first_seen_version") == [("a", one), ("b", again)]
