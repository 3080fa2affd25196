"""Alerts: received by a real HTTP server, readable, without personal data, harmless when a receiver is down."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from flows.alert import AlertEvent, AlertKind, Delivery, gate_events, tell
from flows.alerting.events import compose
from flows.alerting.routes import Route, Routing
from flows.gating.outcomes import Action, Evaluation, GateResult, Offender, Outcome, Status
from flows.gating.suites import Scope, Severity
from flows.refresh import check
from flows.settings import Settings

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
AREAS = ("gate:staging", "run", "ingest")
EVENT = AlertEvent(
    kind=AlertKind.EXPECTATION_FAILED,
    severity=Severity.CRITICAL,
    message="报告写明单位",
    run_id="run1",
    area="gate:staging",
    keys=("staging.stg_report.unit_given:k1",),
    reports=("某局.txt",),
    expectation="staging.stg_report.unit_given",
    count=1,
    rows=({"报告": "某局.txt", "原因": "没有识别出填报单位"},),
    page=Path("docs/data_docs/staging/index.html"),
)


@pytest.fixture
def server() -> Iterator[tuple[str, list[dict]]]:
    """An HTTP server for json:// alerts: its address, and what it received."""
    received: list[dict] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            logging.getLogger("test server").debug(format, *arguments)

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, daemon=True)
        thread.start()
        yield f"json://127.0.0.1:{http.server_port}", received
        http.shutdown()
        thread.join()


@pytest.fixture
def told(tmp_path):
    """Tell one event to some addresses, at a time; what became of it at each."""

    def tell_one(urls: list[str], *events: AlertEvent, at: datetime = NOW) -> list[Delivery]:
        return tell(tmp_path / "alerts.sqlite", Routing((Route("r", tuple(urls)),)), "run1", AREAS, events, at)

    return tell_one


def test_alert_arrives_with_everything_one_needs(server, told):
    url, received = server
    assert [d.delivered for d in told([url], EVENT)] == [True]
    assert received[0]["title"] == "【严重】数据质量检查未通过：报告写明单位"
    for part in (
        "某局.txt",
        "staging.stg_report.unit_given",
        "没有识别出填报单位",
        "run1",
        "docs/data_docs/staging/index.html",
    ):
        assert part in received[0]["message"]


def test_the_same_again_is_no_news_and_what_is_over_is_told(server, told):
    url, received = server
    told([url], EVENT)
    assert told([url], EVENT) == []
    assert [d.delivered for d in told([url])] == [True]
    assert received[1]["title"] == "【已恢复】数据质量检查未通过：报告写明单位"
    assert told([url]) == []


def test_labels_are_aligned():
    lines = compose(EVENT).splitlines()
    assert {line.index("  ") for line in lines} == {4}


def test_personal_data_never_leaves(server, told):
    url, received = server
    rows = tuple({"text": f"联系人：王某 1380000000{n}，身份证110101199003071234"} for n in range(2))
    told(
        [url],
        AlertEvent(AlertKind.RUN_FAILED, Severity.CRITICAL, "负责人：李某某", "run1", "run", ("run",)),
        AlertEvent(AlertKind.FILES_REJECTED, Severity.WARNING, "…", "run1", "ingest", ("a", "b"), rows=rows),
    )
    told([url])
    texts = "".join(message["title"] + message["message"] for message in received)
    assert len(received) == 2
    assert not any(secret in texts for secret in ("13800000000", "13800000001", "110101199003071234", "王某", "李某某"))


def test_receiver_that_is_down_is_harmless_and_gets_its_message_later(server, told, caplog):
    url, received = server
    down = "json://127.0.0.1:9/secret-token"
    assert [d.delivered for d in told([down, "no scheme at all", url], EVENT)] == [False, False, True]
    assert len(received) == 1
    assert "告警未送达" in caplog.text
    assert told([down, "json://127.0.0.1:9", url], EVENT, at=NOW + timedelta(seconds=30)) == []  # not yet
    later = told([url, url, url], EVENT, at=NOW + timedelta(minutes=2))
    assert [d.delivered for d in later] == [True, True]
    assert len(received) == 3


def test_no_receivers_means_log_only(told, caplog):
    with caplog.at_level(logging.INFO):
        assert told([], EVENT) == []
        assert "报告写明单位" in caplog.text
        caplog.clear()
        assert told([], EVENT) == []
    assert "报告写明单位" not in caplog.text
    assert "另有 1 项与上次相同" in caplog.text


def test_tokens_of_receivers_are_not_logged(told, caplog):
    urls = ["wecombot://", "jsons://user:s3cret-password@127.0.0.1:9/", "json://127.0.0.1:9/hooks/s3cret-path"]
    deliveries = told(urls, EVENT)
    assert deliveries[0].receiver == "wecombot://…"
    assert [one.delivered for one in deliveries] == [False] * 3
    assert deliveries[2].receiver == "json://127.0.0.1:9"
    assert "s3cret" not in deliveries[1].receiver + caplog.text


def test_tokens_of_receivers_are_not_among_the_parameters_that_prefect_keeps():
    settings = Settings(alert_urls=["json://s3cret@127.0.0.1"])
    kept = check.serialize_parameters({"settings": settings})
    assert kept["settings"]["alert_urls"] == ["**********"]
    assert "s3cret" not in f"{kept} {settings!r}"


def test_long_rows_are_cut_and_counted():
    event = AlertEvent(
        AlertKind.FILES_REJECTED,
        Severity.WARNING,
        "…",
        "run1",
        "ingest",
        ("k",),
        rows=tuple({"文件": "长" * 200} for _ in range(9)),
    )
    assert compose(event).count("文件=") == 3
    assert "长" * 31 not in compose(event)


def test_files_that_were_not_read():
    event = AlertEvent.files_rejected("run1", {"a.txt": "文件是空的"})
    assert event.headline == "有文件未能读取：其余文件照常处理"
    assert "文件=a.txt，原因=文件是空的" in compose(event)


def gate(*outcomes: Outcome, action: Action = Action.WARN) -> GateResult:
    return GateResult("raw", "run1", datetime(2026, 1, 1), action, ("原因",), outcomes, (), 9, Path("j"), Path("d"))


def outcome(
    name: str, status: Status, severity: Severity = Severity.WARNING, reports: tuple[Offender, ...] = ()
) -> Outcome:
    evaluation = Evaluation(status, 2, error="表不存在" if status is Status.BROKEN else None)
    scope = Scope.REPORT if reports else Scope.RUN
    return Outcome("raw", "raw.t", f"raw.t.{name}", name, "x", severity, scope, evaluation, reports)


def test_gate_tells_of_warnings_and_worse_not_of_info():
    events = gate_events(
        gate(outcome("a", Status.PASSED), outcome("b", Status.FAILED, Severity.INFO), outcome("c", Status.FAILED))
    )
    assert [event.expectation for event in events] == ["raw.t.c"]


def test_blocked_gate_tells_the_worst_first():
    many = [outcome(str(n), Status.FAILED, Severity.CRITICAL) for n in range(15)]
    events = gate_events(gate(*many, action=Action.BLOCK))
    assert [event.kind for event in events] == [AlertKind.GATE_BLOCKED, *[AlertKind.EXPECTATION_FAILED] * 15]


def test_missing_table_is_told_once():
    events = gate_events(gate(*[outcome(str(n), Status.BROKEN) for n in range(9)], action=Action.BLOCK))
    assert len(events) == 2
    assert events[1].severity is Severity.CRITICAL


def test_reports_are_named_as_people_know_them():
    event = gate_events(
        gate(outcome("c", Status.FAILED, reports=(Offender("k1", "没有年度"),))), {"k1": "某局.txt（某局）"}
    )[0]
    assert event.reports == ("某局.txt（某局）",)
    assert "原因=没有年度" in compose(event)
