"""What each kind of receiver really gets: the request of every channel teams use, taken by local servers."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from flows.alert import gate_events, tell
from flows.alerting.routes import Route, Routing
from flows.gate import GateResult, run_gate
from flows.warehouse.connection import work_database

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
SUITE = {
    "name": "raw.report",
    "meta": {"table": "raw.report", "title": "报告", "key_columns": ["report_key"], "max_report_share": 0.5},
    "expectations": [
        {
            "type": "expect_table_row_count_to_be_between",
            "kwargs": {"min_value": 1},
            "severity": "critical",
            "meta": {"name": "has_rows", "title": "有报告", "scope": "run"},
        },
        {
            "type": "expect_column_values_to_not_be_null",
            "kwargs": {"column": "unit_name"},
            "severity": "critical",
            "meta": {"name": "unit_given", "title": "报告写明单位", "scope": "run"},
        },
    ],
}
TITLE = "【严重】检查未放行，未发布新版本：raw 层：报告写明单位"


class Runs:
    """A home whose raw gate blocks while its report names no unit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.suites = folder / "suites"
        (self.suites / "raw").mkdir(parents=True)
        (self.suites / "raw" / "report.json").write_text(json.dumps(SUITE), encoding="utf-8")
        with work_database(folder / "warehouse.duckdb") as connection:
            connection.execute("insert into raw.report (report_key, file_sha256, part_no) values ('a', 'a', 0)")

    def mend(self) -> None:
        with work_database(self.folder / "warehouse.duckdb") as connection:
            connection.execute("update raw.report set unit_name = '某局'")

    def gate(self) -> GateResult:
        return run_gate(self.folder / "warehouse.duckdb", "raw", self.suites, "run7", self.folder / "docs")


@pytest.fixture(scope="module")
def gates(tmp_path_factory) -> tuple[GateResult, GateResult, GateResult]:
    """The gate of a run, of the same run again, and of one after the report was mended."""
    runs = Runs(tmp_path_factory.mktemp("gates"))
    blocked, again = runs.gate(), runs.gate()
    runs.mend()
    passed = runs.gate()
    assert [blocked.blocks, again.blocks, passed.blocks] == [True, True, False]
    return blocked, again, passed


def tell_all(folder: Path, url: str, gates: Sequence[GateResult]) -> None:
    """What the runs with these gates tell a receiver."""
    for gate in gates:
        for delivery in tell(
            folder / "alerts.sqlite", Routing((Route("r", (url,)),)), "run7", ["gate:raw"], gate_events(gate), NOW
        ):
            assert delivery.delivered


def text_of(scheme: str, body: dict) -> str:
    """The text a request carries, where each receiver's documentation says it stands."""
    if scheme == "json":
        return f"{body['title']}\n{body['message']}"
    if scheme == "feishu":
        assert body["msg_type"] == "text"
        return body["content"]["text"]
    assert body["msgtype"] == "text"
    return body["text"]["content"]


@pytest.mark.parametrize(
    ("scheme", "url"),
    [
        ("json", None),
        ("wecombot", "wecombot://693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"),
        ("dingtalk", "dingtalk://abcdef0123456789"),
        ("feishu", "feishu://0123456789abcdef0123456789abcdef"),
    ],
)
def test_blocked_once_nothing_new_and_recovered(tmp_path, http_receiver, monkeypatch, gates, scheme, url):
    address, received = http_receiver
    local = address.replace("json://", "http://")
    monkeypatch.setattr(NotifyWeComBot, "notify_url", local + "?key={key}")
    monkeypatch.setattr(NotifyDingTalk, "notify_url", local + "?access_token={token}")
    monkeypatch.setattr(NotifyFeishu, "notify_url", local + "/{token}/")
    tell_all(tmp_path, url or address, gates)
    first, last = (text_of(scheme, body) for body in received)
    assert TITLE in first
    assert "严重程度  严重" in first
    assert "run7" in first
    assert "【已恢复】检查未放行，未发布新版本：raw 层：报告写明单位" in last


class Mailbox:
    """Keeps the messages an SMTP server is given."""

    def __init__(self) -> None:
        self.messages: list = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - the name that aiosmtpd calls
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


def test_mail(tmp_path, gates):
    mailbox = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        url = f"mailto://127.0.0.1:{port}?from=fiscal@example.org&to=duty@example.org&mode=insecure"
        tell_all(tmp_path, url, gates)
    finally:
        controller.stop()
    first, last = mailbox.messages
    assert first["subject"].startswith(TITLE)
    assert first["to"] == "duty@example.org"
    assert re.search(r"严重程度\s+严重", first.get_body(("plain",)).get_content())
    assert last["subject"].startswith("【已恢复】")
