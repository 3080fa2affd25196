"""Open contradictions are alert events by report and severity, with place and figures; the book tells each of them once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from flows.alerting.book import Change, open_book
from flows.alerting.events import compose
from flows.alerting.findings import AREA, finding_events
from flows.gating.suites import Severity

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ROWS = """
create schema marts;
create table marts.dim_unit as select 'u' as unit_key, '某市某局' as unit_name;
create table marts.dim_report as select *, '430212' as division_code
    from (values ('r1', 'a.txt'), ('r2', 'b.pdf')) as t (report_key, file_name);
create table marts.fact_finding as select * replace (reported_value::decimal(20, 4) as reported_value,
    expected_value::decimal(20, 4) as expected_value), 'u' as unit_key, concat(report_key, rule_id) as fingerprint from (values
    ('r1', 'SUM01', 'warning', 'open', '新增', '“合计”印为10万元，应为11万元。', null, 29, 10.50, 11),
    ('r1', 'SUM02', 'critical', 'open', '加重', '“208”印为1万元，应为2万元。', null, 31, 1, 2),
    ('r1', 'SUM03', 'critical', 'waived', null, '已豁免。', null, 33, 1, 2),
    ('r2', 'DAT01', 'warning', 'open', null, '“9月31日”不存在。', 7, null, null, null),
    ('r2', 'SUM04', 'info', 'open', null, '尾差。', 7, null, 1, 2)
) as t (report_key, rule_id, severity, status, news, message, source_page, source_line, reported_value, expected_value);
"""


@pytest.fixture
def published(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(ROWS)
    return path


def test_one_event_per_report_and_severity(published):
    critical, warning, other = finding_events(published, "run1")
    assert (critical.severity, critical.message, critical.count) == (Severity.CRITICAL, "a.txt（某市某局）", 1)
    assert (warning.severity, other.severity) == (Severity.WARNING, Severity.WARNING)
    assert "位置=第31行，变化=加重，印为=1，应为=2，矛盾=“208”印为1万元，应为2万元。" in compose(critical)
    assert "印为=10.5，应为=11" in compose(warning)
    assert "第7页" in compose(other)
    assert critical.divisions == ("430212",)


def test_the_same_contradiction_is_told_once(published, tmp_path):
    def told() -> list[tuple[Change, str]]:
        conditions = [condition for event in finding_events(published, "run1") for condition in event.conditions()]
        with open_book(tmp_path / "alerts.db") as book:
            news = book.observe("run1", NOW, [AREA], conditions, lambda _: ([], {}))
        return [(one.change, one.condition.key) for one in news]

    assert len(told()) == 3
    assert told() == []
    with duckdb.connect(str(published)) as connection:
        connection.execute("update marts.fact_finding set status = 'fixed' where rule_id = 'DAT01'")
    assert told() == [(Change.RECOVERED, "finding:r2DAT01")]
