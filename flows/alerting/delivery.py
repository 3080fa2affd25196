"""Out of the outbox to the receivers, through Apprise. Never raises because of a receiver: what it did not take waits.

Receivers are named without their tokens.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flows.alerting.book import Book, Waiting
from flows.alerting.routes import Routing
from flows.gating.suites import Severity

logger = logging.getLogger(__name__)

_NOT_TAKEN = "接收方没有应答或拒绝接收"
_NO_ROUTE = "告警路由中已没有这个接收方"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message at one receiver."""

    receiver: str
    delivered: bool
    reason: str | None = None


def deliver(book: Book, routing: Routing, now: datetime) -> list[Delivery]:
    """Try every message that is due. Beyond the hourly bound of a route, messages wait for the next call."""
    sent: Counter[str] = Counter()
    deliveries = []
    for message in book.due(now):
        if message.route not in sent:
            sent[message.route] = book.delivered_since(message.route, now - timedelta(hours=1))
        route = routing.route(message.route)
        bound = routing.most_messages_per_hour * max(1, len(route.urls) if route else 1)
        if sent[message.route] >= bound:
            continue
        if route is None or message.url_no >= len(route.urls):
            delivery = Delivery(message.route, delivered=False, reason=_NO_ROUTE)
        else:
            delivery = _send(route.urls[message.url_no], message)
        deliveries.append(delivery)
        if delivery.delivered:
            sent[message.route] += 1
            book.delivered(message.number, now)
        else:
            again = book.failed(message, delivery.reason or _NOT_TAKEN, now)
            logger.warning(
                "告警未送达 %s：%s；%s 之后再试", delivery.receiver, delivery.reason, f"{again:%m-%d %H:%M} UTC"
            )
    return deliveries


def receiver_name(url: str) -> str:
    """A receiver as it may be shown: scheme and host. Apprise masks tokens, but a path of a webhook may be one, too."""
    receiver = _receiver(url)
    if receiver is None:
        return f"{url.partition('://')[0]}://…" if "://" in url else "…"
    scheme, _, rest = str(receiver.url(privacy=True)).partition("://")
    return f"{scheme}://{rest.partition('/')[0].partition('?')[0]}"


def _receiver(url: str) -> Any:  # noqa: ANN401 - Apprise is typed only in part
    from apprise import Apprise

    return Apprise.instantiate(url, suppress_exceptions=True)


def _send(url: str, message: Waiting) -> Delivery:
    from apprise import Apprise, NotifyFormat, NotifyType

    receiver = _receiver(url)
    name = receiver_name(url)
    if receiver is None:
        return Delivery(name, delivered=False, reason="地址无法识别，请检查告警地址的写法")
    kinds = {
        Severity.CRITICAL: NotifyType.FAILURE,
        Severity.WARNING: NotifyType.WARNING,
        Severity.INFO: NotifyType.INFO,
    }
    hub = Apprise()
    hub.add(receiver)
    # Apprise logs what goes wrong at a receiver and answers False.
    if hub.notify(
        body=message.body, title=message.title, body_format=NotifyFormat.TEXT, notify_type=kinds[message.severity]
    ):
        return Delivery(name, delivered=True)
    return Delivery(name, delivered=False, reason=_NOT_TAKEN)
