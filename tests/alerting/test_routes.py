"""Who is told what: the routes file, what is wrong with one, what each route gets, and when a digest is due."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.alert import AlertEvent, AlertKind, last_digest, tell
from flows.alerting.book import open_book
from flows.alerting.routes import Route, Routing, load_routing
from flows.errors import UsageError
from flows.gating.suites import Severity

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
FILE = """
language = "en"
digest_at = "07:15"
[[route]]
name = "值班"
urls_env = "DUTY"
severities = ["critical"]
[[route]]
name = "株洲"
urls = ["json://127.0.0.1/a", "json://127.0.0.1/b"]
divisions = ["4302"]
digest = true
"""


def load(tmp_path, text: str, **environment: str) -> Routing:
    path = tmp_path / "routes.toml"
    path.write_text(text, encoding="utf-8")
    return load_routing(path, ["json://127.0.0.1/plain"], environment)


def test_file_and_plain_addresses_are_routes(tmp_path):
    routing = load(tmp_path, FILE, DUTY="json://h/1 json://h/2")
    assert [(route.name, len(route.urls)) for route in routing.routes] == [("default", 1), ("值班", 2), ("株洲", 2)]
    assert routing.language == "en"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[route]]\nname = 'a'\nurls = []", "没有接收地址"),
        ("[[route]]\nurls = ['json://x']", "缺少 'name'"),
        ("[[route]]\nname = 'a'\nurls = ['json://x']\nseverity = ['critical']", "severity"),
        ("[[route]]\nname = 'a'\nurls = ['json://s3cret']\nseverities = ['bad']", "bad"),
        ("[[route]]\nname = 'default'\nurls = ['json://x']", "重名"),
        ("langage = 'en'", "langage"),
        ("language = 'fr'", "zh 或 en"),
        ("timezone = 'Asia/Nowhere'", "Asia/Nowhere"),
        ("digest_at = 'noon'", "noon"),
        ("most_messages_per_hour = 0", "至少为 1"),
        ("language = ", "TOML"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_without_its_addresses(tmp_path, text, reason):
    with pytest.raises(UsageError, match=reason) as error:
        load(tmp_path, text)
    assert "s3cret" not in str(error.value)


def test_route_for_some_divisions_gets_only_theirs():
    route = Route("r", ("json://x",), divisions=("4302",))
    assert route.wants(Severity.WARNING, ("430212", "430000"))
    assert not route.wants(Severity.WARNING, ("430000",))
    assert not route.wants(Severity.CRITICAL, ())


def event(key: str, severity: Severity, divisions: tuple[str, ...] = ()) -> AlertEvent:
    return AlertEvent(
        AlertKind.EXPECTATION_FAILED, severity, f"检查 {key}", "run", "gate:raw", (key,), divisions=divisions
    )


def waiting(path, routing: Routing, *events: AlertEvent, at: datetime = NOW) -> list[tuple[str, str]]:
    """Route and title of what waits for a receiver after a run saw these events."""
    tell(path, routing, "run", ["gate:raw"], events, at)
    with open_book(path) as book:
        return [(one.route, one.title) for one in book.due(datetime(2030, 1, 1, tzinfo=UTC))]


def test_news_of_a_run_are_one_message_and_warnings_wait_for_the_digest(tmp_path):
    down = ("json://127.0.0.1:9",)
    routing = Routing((Route("all", down), Route("daily", down, digest=True)), language="en")
    path = tmp_path / "alerts.sqlite"
    events = [event("a", Severity.CRITICAL), event("b", Severity.WARNING), event("c", Severity.WARNING)]
    assert waiting(path, routing, *events) == [
        ("all", "[critical] 数据质量检查未通过：检查 a (3 new)"),
        ("daily", "[critical] 数据质量检查未通过：检查 a"),
    ]
    tomorrow = datetime(2026, 1, 3, 1, 0, tzinfo=UTC)
    assert waiting(path, routing, *events, at=tomorrow)[2:] == [("daily", "[digest] 2 warnings")]


@pytest.mark.parametrize(
    ("now", "due"),
    [("2026-01-02T00:29", "2026-01-01T00:30"), ("2026-01-02T00:31", "2026-01-02T00:30")],
)
def test_digest_is_due_at_a_local_time(now, due):
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert last_digest(Routing(), at) == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_messages_beyond_the_hourly_bound_wait(tmp_path, http_receiver):
    url, received = http_receiver
    routing = Routing((Route("r", (url,)),), most_messages_per_hour=2)
    path = tmp_path / "alerts.sqlite"
    for number in range(4):
        events = [event(str(n), Severity.WARNING) for n in range(number + 1)]
        tell(path, routing, f"run{number}", ["gate:raw"], events, NOW)
    assert len(received) == 2
    with open_book(path) as book:
        assert book.waiting() == 2
    tell(path, routing, "later", ["gate:raw"], events, datetime(2026, 1, 2, 5, 0, tzinfo=UTC))
    assert len(received) == 4
