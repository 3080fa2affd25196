"""What is wrong now, what was told of it, and what still has to be delivered: a small SQLite file beside the work database.

An alert is about a *condition* (an expectation that does not hold, a file that was not read, a finding). Each run says which
conditions it saw in the areas it looked at. Only what is new or got worse is told, and what is gone is told as recovered. The
change of state and the messages about it are one transaction, so a run that is killed tells either everything or nothing,
and the next run tells the rest. Messages wait in the outbox until a receiver took them.

SQLite and not the work database: an alert must also be kept when that one is what cannot be written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from flows.gating.suites import Severity

_SCHEMA = """
create table if not exists condition (
    key text primary key,
    area text not null,                 -- what was looked at: gate:raw, ingest, findings, run
    severity text not null,
    measure integer not null,           -- how bad: rows, files; more is worse
    title text not null,
    divisions text not null,            -- codes of the divisions concerned, separated by spaces
    first_run text not null,
    first_at text not null,
    last_at text not null
);
create table if not exists outbox (
    id integer primary key,
    route text not null,
    url_no integer not null,            -- which of the route's receivers
    severity text not null,
    title text not null,
    body text not null,
    created_at text not null,
    not_before text not null,
    attempts integer not null default 0,
    last_error text,
    delivered_at text
);
create table if not exists success (
    at text not null                    -- when a run last got through: what is published was up to date then
);
create table if not exists digest_entry (
    id integer primary key,
    route text not null,
    text text not null,
    noted_at text not null
);
"""
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=6)
_KEPT_DELIVERED = timedelta(days=30)


class Change(StrEnum):
    """What became of a condition since it was last looked at."""

    NEW = "new"
    WORSE = "worse"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that is not as it should be. `key` is the same for as long as it is the same thing."""

    key: str
    area: str
    severity: Severity
    title: str
    measure: int = 1
    divisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """A condition that is news."""

    change: Change
    condition: Condition


@dataclass(frozen=True, slots=True)
class Message:
    """A message for the receivers of a route."""

    route: str
    receivers: int
    severity: Severity
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message in the outbox, for one receiver."""

    number: int
    route: str
    url_no: int
    severity: Severity
    title: str
    body: str
    attempts: int


class Book:
    """The open file. Use `open_book`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def observe(
        self,
        run_id: str,
        now: datetime,
        areas: Iterable[str],
        seen: Sequence[Condition],
        compose: Callable[[list[Changed]], tuple[list[Message], dict[str, list[str]]]],
    ) -> list[Changed]:
        """Take what a run saw in the areas it looked at. Returns the news, in the order given, the recovered last.

        `compose` makes of the news the messages to send and, by route, the entries of its next digest. State, messages and
        entries are stored together or not at all.
        """
        with self._transaction():
            before = {condition.key: condition for condition in self._conditions()}
            news = [
                Changed(Change.NEW if condition.key not in before else Change.WORSE, condition)
                for condition in seen
                if condition.key not in before or _is_worse(condition, before[condition.key])
            ]
            keys, looked_at = {condition.key for condition in seen}, set(areas)
            gone = [c for key, c in before.items() if c.area in looked_at and key not in keys]
            news += [Changed(Change.RECOVERED, condition) for condition in gone]
            self._store(run_id, now, seen, gone)
            messages, entries = compose(news) if news else ([], {})
            for message in messages:
                self._enqueue(message, now)
            for route, texts in entries.items():
                for text in texts:
                    self._connection.execute(
                        "insert into digest_entry (route, text, noted_at) values (?, ?, ?)", (route, text, _text(now))
                    )
        return news

    def put(self, message: Message, now: datetime) -> None:
        """A message that is about no condition (a test)."""
        with self._transaction():
            self._enqueue(message, now)

    def close_digests(
        self, now: datetime, due_at: datetime, compose: Callable[[str, list[str]], Message | None]
    ) -> None:
        """Make one message of each route's entries noted before `due_at` (the last time a digest was due)."""
        with self._transaction():
            rows = self._connection.execute(
                "select id, route, text from digest_entry where noted_at < ? order by id", (_text(due_at),)
            ).fetchall()
            for route in dict.fromkeys(row[1] for row in rows):
                message = compose(route, [text for _, name, text in rows if name == route])
                if message is not None:
                    self._enqueue(message, now)
            self._connection.executemany("delete from digest_entry where id = ?", [(row[0],) for row in rows])

    def due(self, now: datetime) -> list[Waiting]:
        """Messages to try now: what is critical first, then the oldest."""
        rows = self._connection.execute(
            """select id, route, url_no, severity, title, body, attempts from outbox
            where delivered_at is null and not_before <= ? order by severity <> 'critical', id""",
            (_text(now),),
        ).fetchall()
        return [Waiting(n, route, url, Severity(severity), *rest) for n, route, url, severity, *rest in rows]

    def open_conditions(self) -> list[Condition]:
        """What is wrong as far as the last runs saw, by key."""
        return list(self._conditions())

    def note_success(self, now: datetime) -> None:
        """A run got through: it published, or found nothing new."""
        with self._transaction():
            self._connection.execute("delete from success")
            self._connection.execute("insert into success values (?)", (_text(now),))

    def last_success(self) -> datetime | None:
        """When a run last got through."""
        found = self._connection.execute("select at from success").fetchone()
        return None if found is None else datetime.fromisoformat(found[0])

    def waiting(self) -> int:
        """How many messages no receiver took yet."""
        return int(self._connection.execute("select count(*) from outbox where delivered_at is null").fetchone()[0])

    def delivered_since(self, route: str, since: datetime) -> int:
        """How many messages of a route were delivered since then."""
        found = self._connection.execute(
            "select count(*) from outbox where route = ? and delivered_at >= ?", (route, _text(since))
        ).fetchone()
        return int(found[0])

    def delivered(self, number: int, now: datetime) -> None:
        """A receiver took a message."""
        with self._transaction():
            self._connection.execute(
                "update outbox set delivered_at = ?, attempts = attempts + 1, last_error = null where id = ?",
                (_text(now), number),
            )
            self._connection.execute("delete from outbox where delivered_at < ?", (_text(now - _KEPT_DELIVERED),))

    def failed(self, message: Waiting, reason: str, now: datetime) -> datetime:
        """A receiver did not take a message. Returns when it is tried again: after twice as long each time."""
        again = now + min(_FIRST_PAUSE * (1 << min(message.attempts, 20)), _LONGEST_PAUSE)
        with self._transaction():
            self._connection.execute(
                "update outbox set attempts = attempts + 1, last_error = ?, not_before = ? where id = ?",
                (reason, _text(again), message.number),
            )
        return again

    # -- in a transaction ----------------------------------------------------------------------------------------------

    def _conditions(self) -> Iterator[Condition]:
        for key, area, severity, title, measure, divisions in self._connection.execute(
            "select key, area, severity, title, measure, divisions from condition order by key"
        ):
            yield Condition(key, area, Severity(severity), title, measure, tuple(divisions.split()))

    def _store(self, run_id: str, now: datetime, seen: Sequence[Condition], gone: Sequence[Condition]) -> None:
        self._connection.executemany("delete from condition where key = ?", [(condition.key,) for condition in gone])
        self._connection.executemany(
            """insert into condition values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (key) do update set area = excluded.area,
            severity = excluded.severity, measure = excluded.measure, title = excluded.title,
            divisions = excluded.divisions, last_at = excluded.last_at""",
            [
                (
                    c.key,
                    c.area,
                    c.severity.value,
                    c.measure,
                    c.title,
                    " ".join(c.divisions),
                    run_id,
                    _text(now),
                    _text(now),
                )
                for c in seen
            ],
        )

    def _enqueue(self, message: Message, now: datetime) -> None:
        self._connection.executemany(
            """insert into outbox (route, url_no, severity, title, body, created_at, not_before)
            values (?, ?, ?, ?, ?, ?, ?)""",
            [
                (message.route, number, message.severity.value, message.title, message.body, _text(now), _text(now))
                for number in range(message.receivers)
            ],
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:  # where the disk is full, SQLite has rolled back already
                self._connection.execute("rollback")
            raise
        self._connection.execute("commit")


@contextmanager
def open_book(path: Path) -> Iterator[Book]:
    """The alert book of a home, made when it is not there. Every transaction is on the disk when it ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
        connection.execute("pragma synchronous = full")
        connection.executescript(_SCHEMA)
        yield Book(connection)


def _is_worse(now: Condition, before: Condition) -> bool:
    return (now.severity.rank, now.measure) > (before.severity.rank, before.measure)


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
