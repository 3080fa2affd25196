"""Databases of earlier releases get the schema of this one, and newer ones are left alone."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from flows.warehouse import schema
from flows.warehouse.schema import Migration, SchemaError, bring_up_to_date, migrations, raw_schema

FIRST = (Path(__file__).parent / "raw_schema_first.sql").read_text(encoding="utf-8")


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        yield opened


def columns(connection) -> set[tuple[str, ...]]:
    return set(
        connection.execute(
            "select table_name, column_name, data_type, is_nullable from duckdb_columns() where schema_name = 'raw'"
        ).fetchall()
    )


def test_a_new_database_has_the_schema_and_nothing_to_change(connection):
    assert bring_up_to_date(connection) == []
    assert connection.execute("select max(number) from raw.schema_change").fetchone() == (len(migrations()),)
    assert bring_up_to_date(connection) == []


def test_the_first_schema_gets_to_the_present_one_and_keeps_its_rows(connection):
    connection.execute(FIRST)
    connection.execute(
        "insert into raw.quarantine by name select 'r' as report_key, 'x' as expectation, 'critical' as severity,"
        " 'why' as reason, 'run' as run_id, timestamp '2025-01-01' as decided_at"
    )
    assert bring_up_to_date(connection) == list(migrations())
    with duckdb.connect() as fresh:
        fresh.execute(raw_schema())
        assert columns(fresh) - columns(connection) == set()
    assert connection.execute("select report_key from raw.quarantine").fetchall() == [("r",)]


def test_a_database_of_a_newer_release_is_refused_untouched(connection):
    bring_up_to_date(connection)
    connection.execute("insert into raw.schema_change values (9999, 'later', '2030-01-01')")
    with pytest.raises(SchemaError, match="9999"):
        bring_up_to_date(connection)


def test_a_change_that_fails_leaves_nothing_behind(connection, monkeypatch):
    bring_up_to_date(connection)
    number = len(migrations()) + 1
    bad = Migration(number, "bad", "alter table raw.run add column half varchar; select * from raw.not_there;")
    monkeypatch.setattr(schema, "migrations", lambda: (*migrations(), bad))
    before = columns(connection)
    with pytest.raises(duckdb.Error):
        bring_up_to_date(connection)
    assert columns(connection) == before
    assert connection.execute("select max(number) from raw.schema_change").fetchone() == (number - 1,)
