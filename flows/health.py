"""Whether somebody has to look: for monitoring that asks from outside. Reads; needs neither the work database nor a lock."""

from __future__ import annotations

from datetime import datetime, timedelta

from flows.alerting.book import open_book
from flows.alerting.events import STOPPED
from flows.publishing.versions import list_versions
from flows.settings import Settings

_HOUR = timedelta(hours=1)


def problems(settings: Settings, now: datetime, max_age: timedelta) -> list[str]:
    """One sentence per reason to look: nothing published, published too long ago, the last run failed or was blocked."""
    current = next((version for version in list_versions(settings.published_dir) if version.is_current), None)
    if current is None:
        return ["还没有发布任何版本"]
    found, seen_at = [], current.published_at
    if settings.alert_book.exists():
        with open_book(settings.alert_book) as book:
            seen_at = max(seen_at, book.last_success() or seen_at)
            found = [c.title for c in book.open_conditions() if c.key.startswith(STOPPED)]
            waiting = book.waiting()
        if waiting:
            found.append(f"{waiting} 条告警还没有接收方收下")
    age = now - seen_at
    if age > max_age:
        hours = f"{age / _HOUR:.0f} 小时之前，超过 {max_age / _HOUR:g} 小时"
        found.append(f"最近一次成功的运行在{hours}（当前版本 {current.version}）")
    return found
