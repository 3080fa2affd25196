"""Who is told what: routes from a TOML file, or the plain list of addresses in the settings.

language = "zh"                  # zh or en: the words around what is told
digest_at = "08:30"              # when warnings of routes with digest = true are sent, once a day
timezone = "Asia/Shanghai"
most_messages_per_hour = 20      # per route; what is beyond waits for the next hour

[[route]]
name = "值班"
urls = ["json://…"]              # Apprise addresses, or
urls_env = "FISCAL_DUTY_URLS"    # a variable that holds them, separated by spaces: no token in the file
severities = ["critical"]        # left out: critical and warning
divisions = ["4302"]             # codes of divisions, or how they begin; left out: everything
digest = false
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flows.errors import UsageError
from flows.gating.suites import Severity

_TOLD = frozenset({Severity.CRITICAL, Severity.WARNING})
_KEYS = {"name", "urls", "urls_env", "severities", "divisions", "digest"}
_GENERAL = {"language", "digest_at", "timezone", "most_messages_per_hour", "route"}
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Route:
    """Receivers and what they want to know. `name` is how a message finds them again after a restart."""

    name: str
    urls: tuple[str, ...]
    severities: frozenset[Severity] = _TOLD
    divisions: tuple[str, ...] = ()
    digest: bool = False

    def wants(self, severity: Severity, divisions: tuple[str, ...]) -> bool:
        """Whether to tell it something. What concerns no division in particular goes to routes for all divisions only."""
        if severity not in self.severities:
            return False
        return not self.divisions or any(code.startswith(self.divisions) for code in divisions)


@dataclass(frozen=True, slots=True)
class Routing:
    """All routes and how they are served."""

    routes: tuple[Route, ...] = ()
    language: str = "zh"
    digest_at: time = time(8, 30)
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    most_messages_per_hour: int = 20

    def route(self, name: str) -> Route | None:
        """The route with a name; None when it was taken out of the file."""
        return next((route for route in self.routes if route.name == name), None)


def load_routing(path: Path | None, urls: list[str], environment: Mapping[str, str] = os.environ) -> Routing:
    """Routes of the file, and one that takes everything for the addresses in the settings.

    Raises UsageError, which never repeats an address: it may hold a token.
    """
    plain = (Route("default", tuple(urls)),) if urls else ()
    if path is None:
        return Routing(plain)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"告警路由文件 {path} 不是有效的 TOML：{error}") from error
    try:
        return _routing(content, plain, environment)
    except (KeyError, TypeError, ValueError, ZoneInfoNotFoundError) as error:
        reason = f"缺少 {error}" if isinstance(error, KeyError) else str(error)
        raise UsageError(f"告警路由文件 {path}：{reason}") from error


def _routing(content: Mapping[str, Any], plain: tuple[Route, ...], environment: Mapping[str, str]) -> Routing:
    unknown = content.keys() - _GENERAL
    if unknown:
        raise ValueError(f"不认识的设置 {'、'.join(sorted(unknown))}")
    language = content.get("language", "zh")
    if language not in LANGUAGES:
        raise ValueError(f"language 应为 {' 或 '.join(LANGUAGES)}")
    most = int(content.get("most_messages_per_hour", 20))
    if most < 1:
        raise ValueError("most_messages_per_hour 至少为 1")
    routes = (*plain, *(_route(entry, environment) for entry in content.get("route", ())))
    names = [route.name for route in routes]
    if len(set(names)) < len(names):
        raise ValueError(f"路由重名：{'、'.join(sorted({name for name in names if names.count(name) > 1}))}")
    return Routing(
        routes,
        language,
        time.fromisoformat(str(content.get("digest_at", "08:30"))),
        ZoneInfo(str(content.get("timezone", "Asia/Shanghai"))),
        most,
    )


def _route(entry: Mapping[str, Any], environment: Mapping[str, str]) -> Route:
    name = str(entry["name"])
    unknown = entry.keys() - _KEYS
    if unknown:
        raise ValueError(f"路由 {name} 中不认识的设置 {'、'.join(sorted(unknown))}")
    urls = [str(url) for url in entry.get("urls", ())]
    if "urls_env" in entry:
        urls += environment.get(str(entry["urls_env"]), "").split()
    if not urls:
        raise ValueError(f"路由 {name} 没有接收地址（urls，或 urls_env 所指的环境变量）")
    severities = frozenset(Severity(value) for value in entry.get("severities", sorted(_TOLD)))
    divisions = tuple(str(code) for code in entry.get("divisions", ()))
    return Route(name, tuple(urls), severities, divisions, bool(entry.get("digest", False)))
