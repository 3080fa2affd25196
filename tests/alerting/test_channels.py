"""What each kind of receiver really gets: the request of every channel teams use, taken by local servers."""

from __future__ import annotations

import re
import socket
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.wecombot import NotifyWeComBot

from flows.alert import AlertEvent, AlertKind, tell
from flows.alerting.routes import Route, Routing
from flows.gating.suites import Severity

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
BLOCKED = AlertEvent(
    AlertKind.GATE_BLOCKED, Severity.CRITICAL, "marts 层：主键唯一", "run7", "gate:marts", ("blocked:marts",), count=1
)
TITLE = "【严重】检查未放行，未发布新版本：marts 层：主键唯一"


def run(tmp_path, url: str, *events: AlertEvent) -> None:
    for delivery in tell(
        tmp_path / "alerts.sqlite", Routing((Route("r", (url,)),)), "run7", ["gate:marts"], events, NOW
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
def test_blocked_once_nothing_new_and_recovered(tmp_path, http_receiver, monkeypatch, scheme, url):
    address, received = http_receiver
    local = address.replace("json://", "http://")
    monkeypatch.setattr(NotifyWeComBot, "notify_url", local + "?key={key}")
    monkeypatch.setattr(NotifyDingTalk, "notify_url", local + "?access_token={token}")
    monkeypatch.setattr(NotifyFeishu, "notify_url", local + "/{token}/")
    run(tmp_path, url or address, BLOCKED)
    run(tmp_path, url or address, BLOCKED)
    run(tmp_path, url or address)
    first, last = (text_of(scheme, body) for body in received)
    assert TITLE in first
    assert "严重程度  严重" in first
    assert "run7" in first
    assert "【已恢复】检查未放行，未发布新版本：marts 层：主键唯一" in last


class Mailbox:
    """Keeps the messages an SMTP server is given."""

    def __init__(self) -> None:
        self.messages: list = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - the name that aiosmtpd calls
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


def test_mail(tmp_path):
    mailbox = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        url = f"mailto://127.0.0.1:{port}?from=fiscal@example.org&to=duty@example.org&mode=insecure"
        run(tmp_path, url, BLOCKED)
        run(tmp_path, url, BLOCKED)
        run(tmp_path, url)
    finally:
        controller.stop()
    first, last = mailbox.messages
    assert first["subject"] == TITLE
    assert first["to"] == "duty@example.org"
    assert re.search(r"严重程度\s+严重", first.get_body(("plain",)).get_content())
    assert last["subject"].startswith("【已恢复】")
