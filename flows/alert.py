"""Sends alerts to the receivers in the settings. None set: the log only.

Never raises because of a receiver: one that is unknown or down is logged and returned as not delivered, the run goes on.
Receivers are named without their tokens.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from prefect import task

from flows.alerting.events import AlertEvent, compose, events_of_gate
from flows.gating.outcomes import GateResult
from flows.gating.suites import Severity
from flows.settings import Settings

__all__ = ["AlertEvent", "Delivery", "alert_task", "gate_events", "send_alert"]

logger = logging.getLogger(__name__)

# One message per failed expectation; beyond these a person reads Data Docs.
MOST_EVENTS_PER_GATE = 10
_ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of an alert at one receiver."""

    receiver: str
    delivered: bool
    reason: str | None = None


def send_alert(urls: Sequence[str], event: AlertEvent) -> list[Delivery]:
    """Log an event and send it to every Apprise URL."""
    body = compose(event)
    logger.log(logging.ERROR if event.severity is Severity.CRITICAL else logging.WARNING, "%s\n%s", event.title, body)
    deliveries = [_deliver(url, event, body) for url in urls]
    for delivery in deliveries:
        if not delivery.delivered:
            logger.warning("告警未送达 %s：%s", delivery.receiver, delivery.reason)
    return deliveries


def _deliver(url: str, event: AlertEvent, body: str) -> Delivery:
    from apprise import Apprise, NotifyFormat, NotifyType

    receiver: Any = Apprise.instantiate(url, suppress_exceptions=True)  # Apprise is typed only in part
    if receiver is None:
        scheme = url.partition("://")[0]
        return Delivery(f"{scheme}://…", delivered=False, reason="地址无法识别，请检查 FISCAL_ALERT_URLS")
    name = str(receiver.url(privacy=True)).partition("?")[0]
    kinds = {
        Severity.CRITICAL: NotifyType.FAILURE,
        Severity.WARNING: NotifyType.WARNING,
        Severity.INFO: NotifyType.INFO,
    }
    hub = Apprise()
    hub.add(receiver)
    for _ in range(_ATTEMPTS):
        # Apprise logs what goes wrong at a receiver and answers False.
        if hub.notify(body=body, title=event.title, body_format=NotifyFormat.TEXT, notify_type=kinds[event.severity]):
            return Delivery(name, delivered=True)
    return Delivery(name, delivered=False, reason="接收方没有应答或拒绝接收")


def gate_events(gate: GateResult, work_db: Path) -> list[AlertEvent]:
    """What to tell of a gate, with the files and units of the reports it names as the work database knows them."""
    keys = sorted({offender.report_key for outcome in gate.failures for offender in outcome.offenders})
    return events_of_gate(gate, _report_names(work_db, keys), MOST_EVENTS_PER_GATE)


def _report_names(work_db: Path, report_keys: Sequence[str]) -> dict[str, str]:
    if not report_keys:
        return {}
    with duckdb.connect(str(work_db), read_only=True) as connection:
        rows = connection.execute(
            """select r.report_key, concat(d.file_name, if(r.unit_name is null, '', concat('（', r.unit_name, '）')))
            from raw.report as r join raw.document as d using (file_sha256) where list_contains($1, r.report_key)""",
            [list(report_keys)],
        ).fetchall()
    return dict(rows)


@task(name="alert")
def alert_task(settings: Settings, events: Iterable[AlertEvent]) -> list[Delivery]:
    """Send events. Prefect does not retry it: it never fails, and each receiver was tried twice."""
    return [delivery for event in events for delivery in send_alert(settings.alert_urls, event)]
