"""What was told is not told again; what got worse is; nothing waits for ever and nothing is lost."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from flows.alerting.book import Change, Condition, Message, open_book
from flows.gating.suites import Severity

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


@pytest.fixture
def book(tmp_path):
    with open_book(tmp_path / "alerts.sqlite") as opened:
        yield opened


def condition(key: str, severity: Severity = Severity.WARNING, measure: int = 1, area: str = "gate:raw") -> Condition:
    return Condition(key, area, severity, f"题 {key}", measure)


def observe(book, *seen: Condition, areas=("gate:raw",), compose=lambda news: ([], {})) -> list[tuple[Change, str]]:
    return [(one.change, one.condition.key) for one in book.observe("run", NOW, areas, seen, compose)]


def message(title: str = "t", receivers: int = 1, severity: Severity = Severity.WARNING) -> Message:
    return Message("r", receivers, severity, title, "b")


def test_new_worse_and_recovered(book):
    assert observe(book, condition("a"), condition("b", measure=3)) == [(Change.NEW, "a"), (Change.NEW, "b")]
    assert observe(book, condition("a"), condition("b", measure=3)) == []
    assert observe(book, condition("a", Severity.CRITICAL), condition("b", measure=4)) == [
        (Change.WORSE, "a"),
        (Change.WORSE, "b"),
    ]
    assert observe(book, condition("b", measure=2)) == [(Change.RECOVERED, "a")]
    assert observe(book, condition("b", measure=3)) == [(Change.WORSE, "b")]


def test_what_a_run_did_not_look_at_is_as_it_was(book):
    observe(book, condition("a", area="gate:marts"), areas=["gate:marts"])
    assert observe(book, areas=["gate:raw"]) == []
    assert observe(book, areas=["gate:marts"]) == [(Change.RECOVERED, "a")]


def test_a_run_that_dies_while_it_composes_has_told_nothing(book):
    def die(news):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        observe(book, condition("a"), compose=die)
    assert observe(book, condition("a"), compose=lambda news: ([message()], {})) == [(Change.NEW, "a")]
    assert [one.title for one in book.due(NOW)] == ["t"]


def test_a_full_disk_is_told_as_what_it_is(book):
    ((pages,),) = book._connection.execute("pragma page_count").fetchall()
    book._connection.execute(f"pragma max_page_count = {pages}")
    with pytest.raises(sqlite3.OperationalError, match="disk is full"):
        observe(book, condition("a"), compose=lambda news: ([message("t" * 10_000_000)], {}))
    assert book.open_conditions() == []


def test_a_message_waits_longer_after_each_failure_and_survives_a_restart(tmp_path):
    path = tmp_path / "alerts.sqlite"
    with open_book(path) as book:
        book.put(message(), NOW)
        at = NOW
        for minutes in (1, 2, 4):
            again = book.failed(book.due(at)[0], "down", at)
            assert again - at == timedelta(minutes=minutes)
            assert book.due(again - timedelta(seconds=1)) == []
            at = again
    with open_book(path) as book:
        assert book.waiting() == 1
        book.delivered(book.due(at)[0].number, at)
        assert (book.waiting(), book.due(at + timedelta(days=1))) == (0, [])


def test_pauses_have_an_end(book):
    book.put(message(), NOW)
    at = NOW
    for _ in range(30):
        at = book.failed(book.due(at)[0], "down", at)
    assert book.failed(book.due(at)[0], "down", at) - at == timedelta(hours=6)


def test_each_receiver_has_its_own_copy_and_the_critical_go_first(book):
    book.put(message("warning", receivers=2), NOW)
    book.put(message("critical", severity=Severity.CRITICAL), NOW)
    assert [(one.title, one.url_no) for one in book.due(NOW)] == [("critical", 0), ("warning", 0), ("warning", 1)]


def test_digest_takes_what_was_noted_before_it_was_due(book):
    observe(book, condition("a"), compose=lambda news: ([], {"r": ["one", "two"]}))

    def close(due_at: datetime) -> None:
        book.close_digests(NOW, due_at, lambda route, texts: message(f"{route}: {', '.join(texts)}"))

    close(NOW - timedelta(hours=1))
    assert book.due(NOW) == []
    close(NOW + timedelta(hours=1))
    close(NOW + timedelta(hours=2))
    assert [one.title for one in book.due(NOW)] == ["r: one, two"]


def test_every_transaction_is_on_the_disk(book, tmp_path):
    assert book._connection.execute("pragma synchronous").fetchone() == (2,)
    with sqlite3.connect(tmp_path / "alerts.sqlite") as other:
        assert other.execute("select count(*) from outbox").fetchone() == (0,)
