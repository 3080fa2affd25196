"""How values look on a page: money in 万元, percentages, times of day in China, terms of the marts in Chinese."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from markupsafe import Markup, escape

from flows.printable import printable

# Without the time zone database, which a small image does not have; China has had no summer time since 1991.
_CHINA = timezone(timedelta(hours=8))
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_MARKED = re.compile(r"【([^【】]*)】")
NONE = "—"

TERMS = {
    "critical": "严重",
    "warning": "警告",
    "info": "提示",
    "open": "未处理",
    "explained": "报告已说明",
    "waived": "已豁免",
    "fixed": "已改正",
    "accepted": "采用",
    "accepted_with_findings": "采用，有矛盾",
    "quarantined": "隔离",
    "received": "已收到",
    "missing": "缺",
    "pass": "通过",
    "warn": "通过，有警告",
    "quarantine": "通过，有报告被隔离",
    "block": "阻断",
    "raw": "原始层",
    "staging": "标准层",
    "marts": "数据集市",
    "read": "已读取",
    "read_empty": "没有可识别的内容",
    "needs_ocr": "需要文字识别",
    "needs_libreoffice": "需要 LibreOffice",
    "rejected": "未能读取",
    "duplicate": "重复",
}


def term(value: object) -> object:
    """A term of the marts in Chinese; what has none stays as it is."""
    return TERMS.get(value, value) if isinstance(value, str) else value


def wan(value: Decimal | None) -> str:
    """Yuan as 万元; a figure that needs more than two places keeps them, so that none looks like another."""
    if value is None:
        return NONE
    amount = value / 10_000
    return f"{amount:,.2f}" if amount == round(amount, 2) else f"{amount.normalize():,f}"


def number(value: Decimal | int | None) -> str:
    """A number with separators and no more places than it has."""
    if value is None:
        return NONE
    plain = Decimal(value).normalize()
    return f"{plain:,f}"


def percent(value: Decimal | float | None) -> str:
    """A value that is percent already."""
    return NONE if value is None else f"{value:.2f}%"


def moment(value: datetime) -> str:
    """A time (UTC where it says nothing) as a clock in China shows it."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return f"{aware.astimezone(_CHINA):%Y-%m-%d %H:%M}（北京时间）"


def age(value: datetime, now: datetime) -> str:
    """How long ago that was."""
    passed = now - (value if value.tzinfo else value.replace(tzinfo=UTC))
    if passed < _HOUR:
        return f"{max(passed // _MINUTE, 0)} 分钟前"
    return f"{passed // _HOUR} 小时前" if passed < 2 * _DAY else f"{passed // _DAY} 天前"


def marked(line: str) -> Markup:
    """A line of a trace: what stands in 【】 is the figure."""
    return Markup(_MARKED.sub(r"<mark>\1</mark>", str(escape(printable(line)))))  # noqa: S704 - escaped before


def seen(value: object) -> object:
    """Text that others wrote with everything that is not to be seen as an escape; None is nothing."""
    if value is None:
        return ""
    return printable(value) if type(value) is str else value
