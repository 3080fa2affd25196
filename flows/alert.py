"""Sends alerts to the receivers in the settings. None set: the log only.

Never raises because of a receiver: one that is unknown or down is logged and returned as not delivered, the run goes on.
Receivers are named without their tokens.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prefect import task

from flows.alerting.events import AlertEvent, AlertKind, compose, events_of_gate
from flows.alerting.findings import finding_events
from flows.gating.outcomes import GateResult
from flows.gating.suites import Severity
from flows.settings import Settings

__all__ = [
    "AlertEvent",
    "AlertKind",
    "Delivery",
    "alert_task",
    "emit_run_outcome",
    "gate_events",
    "news_events",
    "send_alert",
]

logger = logging.getLogger(__name__)

# One message per failed expectation; beyond these a person reads Data Docs.
MOST_EVENTS_PER_GATE = 10
# One message per report with new contradictions; beyond these a person reads the marts.
MOST_REPORTS_WITH_FINDINGS = 10
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


def gate_events(gate: GateResult, report_names: Mapping[str, str] | None = None) -> list[AlertEvent]:
    """What to tell of a gate. `report_names` gives names people know (file, unit) by report_key."""
    return events_of_gate(gate, report_names or {}, MOST_EVENTS_PER_GATE)


def news_events(settings: Settings, run_id: str) -> list[AlertEvent]:
    """New and worsened contradictions of the version that was just published."""
    return finding_events(settings.published_db, run_id, MOST_REPORTS_WITH_FINDINGS)


@task(name="alert")
def alert_task(settings: Settings, events: Iterable[AlertEvent]) -> list[Delivery]:
    """Send events. Prefect does not retry it: it never fails, and each receiver was tried twice."""
    return [delivery for event in events for delivery in send_alert(settings.alert_urls, event)]


def emit_run_outcome(run_id: str, outcome: str, details: Mapping[str, Any]) -> None:
    """Tell Prefect how a run ended (published, unchanged, blocked, failed), so that automations can react to it."""
    from prefect.events import emit_event

    emit_event(
        event=f"fiscal.run.{outcome}",
        resource={"prefect.resource.id": f"fiscal.run.{run_id}", "prefect.resource.name": run_id},
        payload=dict(details),
    )
