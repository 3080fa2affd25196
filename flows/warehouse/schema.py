"""The raw schema and how databases of earlier releases get to it.

raw_schema.sql says what the raw tables are now. What a database of an earlier release lacks is added by the numbered files
of migrations/: forward only, each in a transaction of its own, noted in raw.schema_change. A migration that was released is
never changed. A new table needs none (`create table if not exists`), a new column of a table that is there does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources

import duckdb

_FILE = re.compile(r"(\d{4})_(\w+)\.sql")


class SchemaError(Exception):
    """A database whose schema this release cannot use; it is left as it was."""


@dataclass(frozen=True, slots=True)
class Migration:
    """A change of the schema."""

    number: int
    name: str
    sql: str


def raw_schema() -> str:
    """The DDL of the raw layer as it is now."""
    return resources.files("flows.warehouse").joinpath("raw_schema.sql").read_text(encoding="utf-8")


@cache
def migrations() -> tuple[Migration, ...]:
    """All changes, in their order. Raises ValueError when a number is missing, comes twice or a file has an odd name."""
    found = []
    for file in resources.files("flows.warehouse").joinpath("migrations").iterdir():
        name = _FILE.fullmatch(file.name)
        if name is None:
            raise ValueError(f"{file.name} is no migration: its name must be like 0001_what_changes.sql")
        found.append(Migration(int(name[1]), name[2], file.read_text(encoding="utf-8")))
    found.sort(key=lambda migration: migration.number)
    if [migration.number for migration in found] != list(range(1, len(found) + 1)):
        raise ValueError("migrations are numbered 1, 2, 3 ... without gaps")
    return tuple(found)


def bring_up_to_date(connection: duckdb.DuckDBPyConnection) -> list[Migration]:
    """Give a database the raw schema of this release. Returns the changes that were made to what was there.

    Raises SchemaError when a newer release has changed the database.
    """
    known = migrations()
    tables = _raw_tables(connection)
    number = _number(connection) if "schema_change" in tables else 0
    if number > len(known):
        raise SchemaError(
            f"工作库的结构编号是 {number}，本程序只认识到 {len(known)}：它已被更新的版本写过；请用那个版本运行，或从备份恢复"
        )
    if not tables:  # a new database has nothing to change
        _in_transaction(connection, raw_schema(), known)
        return []
    pending = known[number:]
    for migration in pending:
        _in_transaction(connection, _CHANGES + migration.sql, [migration])
    connection.execute(raw_schema())
    return list(pending)


_CHANGES = """create table if not exists raw.schema_change (
    number integer primary key, name varchar not null, changed_at timestamp not null
);
"""


def _raw_tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.execute(
        "select table_name from duckdb_tables() where database_name = current_database() and schema_name = 'raw'"
    ).fetchall()
    return {name for (name,) in rows}


def _number(connection: duckdb.DuckDBPyConnection) -> int:
    return int(connection.execute("select coalesce(max(number), 0) from raw.schema_change").fetchall()[0][0])


def _in_transaction(connection: duckdb.DuckDBPyConnection, sql: str, done: Sequence[Migration]) -> None:
    connection.begin()
    try:
        connection.execute(sql)
        for migration in done:
            connection.execute(
                "insert into raw.schema_change values ($1, $2, $3)",
                [migration.number, migration.name, datetime.now(UTC).replace(tzinfo=None)],
            )
    except duckdb.Error:
        connection.rollback()
        raise
    connection.commit()
