"""When monitoring has to wake somebody, and the figures of a run for Prometheus."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from flows.alerting.book import Condition, Message, open_book
from flows.gating.suites import Severity
from flows.health import problems
from flows.metrics import write_metrics
from flows.progress import Step
from flows.publish import publish
from flows.settings import Settings

DAY = timedelta(hours=24)


@pytest.fixture
def settings(tmp_path) -> Settings:
    """A home with one published version."""
    found = Settings(home=tmp_path / "var")
    found.work_db.parent.mkdir(parents=True)
    with duckdb.connect(str(found.work_db)) as connection:
        connection.execute("create schema marts; create table marts.dim_unit as select 'k' as unit_key")
    gates = [{"layer": "marts", "action": "pass"}]
    publish(
        found.work_db,
        found.published_dir,
        code_version="1",
        contract_version="1",
        inputs={},
        gate_results=gates,
        keep=3,
    )
    return found


def now() -> datetime:
    return datetime.now(UTC)


def see(settings: Settings, *keys: str) -> None:
    with open_book(settings.alert_book) as book:
        seen = [Condition(key, "x", Severity.CRITICAL, f"题 {key}") for key in keys]
        book.observe("run", now(), ["x"], seen, lambda news: ([], {}))


def test_nothing_published_is_a_reason_to_look(tmp_path):
    assert problems(Settings(home=tmp_path), now(), DAY) == ["还没有发布任何版本"]


def test_a_version_is_fresh_as_long_as_runs_get_through(settings):
    assert problems(settings, now(), DAY) == []
    late = now() + timedelta(hours=30)
    assert "30 小时之前，超过 24 小时" in problems(settings, late, DAY)[0]
    with open_book(settings.alert_book) as book:
        book.note_success(late - timedelta(hours=1))
    assert problems(settings, late, DAY) == []


def test_runs_that_did_not_get_through_and_alerts_nobody_took(settings):
    see(settings, "run", "blocked:marts", "staging.stg_report.unit_given:k1")
    with open_book(settings.alert_book) as book:
        book.put(Message("r", 1, Severity.WARNING, "t", "b"), now())
    assert problems(settings, now(), DAY) == ["题 blocked:marts", "题 run", "1 条告警还没有接收方收下"]
    see(settings)
    assert problems(settings, now(), DAY) == ["1 条告警还没有接收方收下"]


def test_metrics_are_whole_and_valid(settings, tmp_path):
    path = tmp_path / "metrics" / "fiscal.prom"
    write_metrics(path, "published", [Step('读取"第 1"批', seconds=1.5, peak_mb=300)], settings)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert 'fiscal_last_run_outcome{outcome="published"} 1' in lines
    assert 'fiscal_last_run_outcome{outcome="failed"} 0' in lines
    assert 'fiscal_last_run_seconds{step="00 读取\\"第 1\\"批"} 1.5' in lines
    assert 'fiscal_published_rows{mart="dim_unit"} 1' in lines
    assert "fiscal_last_run_peak_megabytes 300" in lines
    assert [entry.name for entry in path.parent.iterdir()] == ["fiscal.prom"]
