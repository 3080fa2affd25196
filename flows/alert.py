"""Alerts of a run: what it saw is compared with what was told before, and only news goes out. No receivers: the log only.

Never raises because of a receiver: what was not delivered waits in the outbox and is tried again by the next run.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from prefect import task

from flows.alerting.book import Book, Change, open_book
from flows.alerting.delivery import Delivery, deliver
from flows.alerting.events import STOPPED, AlertEvent, AlertKind, compose, events_of_gate
from flows.alerting.messages import digest_message, messages_for, run_message, trial_message
from flows.alerting.routes import Routing, load_routing
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
    "send_pending",
    "send_trial",
    "tell",
]

logger = logging.getLogger(__name__)


def tell(
    path: Path, routing: Routing, run_id: str, areas: Collection[str], events: Sequence[AlertEvent], now: datetime
) -> list[Delivery]:
    """Remember what a run saw in the areas it looked at, and tell the routes what is news. News goes to the log, too."""
    conditions = {condition.key: condition for event in events for condition in event.conditions()}
    with open_book(path) as book:
        news = book.observe(
            run_id,
            now,
            areas,
            list(conditions.values()),
            lambda changed: messages_for(routing, run_id, events, changed),
        )
        _log(events, {changed.condition.key for changed in news})
        for changed in news:
            if changed.change is Change.RECOVERED:
                logger.info("已恢复：%s", changed.condition.title)
        return _send(book, routing, now)


def _log(events: Sequence[AlertEvent], news: Collection[str]) -> None:
    """What is new in full; of what was told before only how much there is: thousands of findings stay open for years."""
    told_before = 0
    for event in events:
        if not any(condition.key in news for condition in event.conditions()):
            told_before += 1
            continue
        level = logging.ERROR if event.severity is Severity.CRITICAL else logging.WARNING
        logger.log(level, "%s\n%s", event.headline, compose(event))
    if told_before:
        logger.info("另有 %d 项与上次相同，不再重复", told_before)


def send_pending(settings: Settings) -> tuple[list[Delivery], int]:
    """Deliver what waits in the outbox. Returns what became of it and how many messages still wait."""
    with open_book(settings.alert_book) as book:
        return _send(book, _routing(settings), _now()), book.waiting()


def tell_of_run(settings: Settings, what: str) -> int:
    """Tell of a run that could not tell itself, unless its end was told. Returns how many messages that are."""
    routing = _routing(settings)
    logger.error("%s", what)
    with open_book(settings.alert_book) as book:
        if any(condition.key.startswith(STOPPED) for condition in book.open_conditions()):
            return 0
        messages = [
            run_message(route, routing.language, what) for route in routing.routes if route.wants(Severity.CRITICAL, ())
        ]
        for message in messages:
            book.put(message, _now())
        deliver(book, routing, _now())
    return sum(message.receivers for message in messages)


def send_trial(settings: Settings) -> list[Delivery]:
    """Send a test message to every receiver of every route."""
    routing = _routing(settings)
    with open_book(settings.alert_book) as book:
        for route in routing.routes:
            book.put(trial_message(route, routing.language), _now())
        return deliver(book, routing, _now())


def _send(book: Book, routing: Routing, now: datetime) -> list[Delivery]:
    routes = {route.name: route for route in routing.routes}
    book.close_digests(
        now,
        last_digest(routing, now),
        lambda name, texts: digest_message(routes[name], routing.language, texts) if name in routes else None,
    )
    return deliver(book, routing, now)


def last_digest(routing: Routing, now: datetime) -> datetime:
    """When a digest was due last, in UTC."""
    local = now.astimezone(routing.timezone)
    due = datetime.combine(local.date(), routing.digest_at, routing.timezone)
    return (due if due <= local else due - timedelta(days=1)).astimezone(UTC)


def gate_events(gate: GateResult, report_names: Mapping[str, str] | None = None) -> list[AlertEvent]:
    """What is wrong by a gate. `report_names` gives names people know (file, unit) by report_key."""
    return events_of_gate(gate, report_names or {})


@task(name="alert")
def alert_task(settings: Settings, run_id: str, areas: Collection[str], events: Sequence[AlertEvent]) -> list[Delivery]:
    """Tell what is news. Prefect does not retry it: what a receiver did not take waits in the outbox."""
    routing = _routing(settings)
    return tell(settings.alert_book, routing, run_id, areas, events, _now())


def emit_run_outcome(run_id: str, outcome: str, details: Mapping[str, Any]) -> None:
    """Tell Prefect how a run ended (published, unchanged, blocked, failed), so that automations can react to it."""
    from prefect.events import emit_event

    emit_event(
        event=f"fiscal.run.{outcome}",
        resource={"prefect.resource.id": f"fiscal.run.{run_id}", "prefect.resource.name": run_id},
        payload=dict(details),
    )


def _routing(settings: Settings) -> Routing:
    return load_routing(settings.alert_routes, [url.get_secret_value() for url in settings.alert_urls])


def _now() -> datetime:
    return datetime.now(UTC)
