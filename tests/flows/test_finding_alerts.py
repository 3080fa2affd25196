"""After publishing only new and worsened contradictions are told: grouped by report, with place and figures."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from flows.alerting.events import compose
from flows.alerting.findings import finding_events
from flows.gating.suites import Severity

ROWS = """
create schema marts;
create table marts.dim_unit as select 'u' as unit_key, '某市某局' as unit_name;
create table marts.dim_report as select * from (values ('r1', '甲.txt'), ('r2', '乙.pdf'), ('r3', '丙.txt')) as t (report_key, file_name);
create table marts.fact_finding as select * replace (reported_value::decimal(20, 4) as reported_value,
    expected_value::decimal(20, 4) as expected_value), 'u' as unit_key, concat(report_key, rule_id) as finding_key from (values
    ('r1', 'SUM01', 'warning', '新增', '“合计”印为10万元，应为11万元。', null, 29, 10.50, 11),
    ('r1', 'SUM02', 'critical', '加重', '“208”印为1万元，应为2万元。', null, 31, 1, 2),
    ('r1', 'SUM03', 'critical', null, '早已说过。', null, 33, 1, 2),
    ('r2', 'DAT01', 'warning', '新增', '“9月31日”不存在。', 7, null, null, null),
    ('r3', 'DAT01', 'warning', null, '早已说过。', 7, null, null, null)
) as t (report_key, rule_id, severity, news, message, source_page, source_line, reported_value, expected_value);
"""


@pytest.fixture
def published(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(ROWS)
    return path


def test_one_message_per_report_with_news_the_worst_first(published):
    first, second = finding_events(published, "run1", limit=10)
    assert (first.severity, first.reports, first.count) == (Severity.CRITICAL, ("甲.txt（某市某局）",), 2)
    assert (second.severity, second.reports, second.count) == (Severity.WARNING, ("乙.pdf（某市某局）",), 1)
    text = compose(first)
    assert "早已说过" not in text
    assert text.index("第31行") < text.index("第29行")
    assert "情况=加重，印为=1，应为=2，矛盾=“208”印为1万元，应为2万元。" in text
    assert "印为=10.5，应为=11" in text
    assert "第7页" in compose(second)


def test_reports_beyond_the_limit_are_counted(published):
    events = finding_events(published, "run1", limit=1)
    assert [event.count for event in events] == [2, 1]
    assert "另有 1 份报告共 1 处" in events[-1].message
