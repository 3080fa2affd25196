"""What a gate leaves behind: tables in schema gates, raw.quarantine, a JSON file. Nothing here decides.

raw.quarantine holds the latest decision of each layer: a gate replaces its own layer's rows, so a report that was fixed
(new seeds, a better reader) is let in by the next run without anyone lifting a ban.
"""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from flows.gating.outcomes import GateResult
from flows.warehouse.connection import work_database
from flows.warehouse.quoting import literal

_SCHEMA = """
create schema if not exists gates;

-- One row per run and layer that was gated.
create table if not exists gates.gate_run (
    run_id varchar not null,
    layer varchar not null,
    decided_at timestamp not null,
    action varchar not null,              -- block, quarantine, warn, pass
    reasons varchar[] not null,
    expectations integer not null,
    failed integer not null,
    broken integer not null,
    reports integer not null,
    quarantined integer not null,         -- distinct reports
    data_docs varchar,
    primary key (run_id, layer)
);

-- One row per run, layer and expectation.
create table if not exists gates.gate_result (
    run_id varchar not null,
    layer varchar not null,
    table_name varchar not null,
    expectation varchar not null,
    title varchar not null,
    expectation_type varchar not null,
    severity varchar not null,
    scope varchar not null,
    status varchar not null,              -- passed, failed, broken
    unexpected_count bigint,
    report_count integer not null,        -- reports named, scope report only
    first_rows json,
    error varchar,
    primary key (run_id, expectation)
);

-- What is published now, for expectations that compare with it. Empty when nothing is.
create table if not exists gates.published_baseline (
    measure varchar primary key,          -- a mart's name for its rows, or accepted_reports
    amount bigint not null
);
"""


def prepare(work_db: Path, published_db: Path | None) -> int:
    """Create what is missing, note what is published now, and return how many reports there are."""
    with work_database(work_db) as connection:
        connection.execute(_SCHEMA)
        connection.execute("delete from gates.published_baseline")
        if published_db is not None and published_db.exists():
            _note_baseline(connection, published_db)
        return int(connection.execute("select count(*) from raw.report").fetchall()[0][0])


def _note_baseline(connection: duckdb.DuckDBPyConnection, published_db: Path) -> None:
    connection.execute(f"attach {literal(str(published_db.resolve()))} as published_now (read_only)")
    try:
        tables = connection.execute(
            "select table_name from duckdb_tables() where database_name = 'published_now' and schema_name = 'marts'"
        ).fetchall()
        for (table,) in tables:
            connection.execute(
                f"insert into gates.published_baseline select $1, count(*) from published_now.marts.{table}", [table]
            )
        connection.execute(
            """insert into gates.published_baseline select 'accepted_reports', count(*)
            from published_now.marts.dim_report where is_current and quality_status <> 'quarantined'"""
        )
    finally:
        connection.execute("detach published_now")


def store(work_db: Path, result: GateResult) -> None:
    """Write a gate's result to the work database and to its JSON file. Gating again in the same run replaces it."""
    result.json_path.parent.mkdir(parents=True, exist_ok=True)
    content = json.dumps(result.as_json(), ensure_ascii=False, indent=1, default=_plain)
    result.json_path.write_text(content + "\n", encoding="utf-8")
    with work_database(work_db) as connection:
        connection.execute(_SCHEMA)
        connection.begin()
        try:
            _store_run(connection, result)
            _store_quarantine(connection, result)
        except duckdb.Error:
            connection.rollback()
            raise
        connection.commit()


def _store_run(connection: duckdb.DuckDBPyConnection, result: GateResult) -> None:
    key = [result.run_id, result.layer]
    connection.execute("delete from gates.gate_result where run_id = $1 and layer = $2", key)
    summary = result.summary()
    counts = [summary[name] for name in ("expectations", "failed", "broken", "reports", "quarantined")]
    docs = None if result.data_docs is None else str(result.data_docs)
    connection.execute(
        """insert or replace into gates.gate_run (run_id, layer, decided_at, action, reasons, expectations, failed, broken,
        reports, quarantined, data_docs) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)""",
        [*key, result.decided_at, result.action.value, list(result.reasons), *counts, docs],
    )
    for outcome in result.outcomes:
        evaluation = outcome.evaluation
        connection.execute(
            """insert into gates.gate_result (run_id, layer, table_name, expectation, title, expectation_type, severity, scope,
            status, unexpected_count, report_count, first_rows, error)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)""",
            [
                *key,
                outcome.table,
                outcome.expectation,
                outcome.title,
                outcome.type,
                outcome.severity.value,
                outcome.scope.value,
                outcome.status.value,
                evaluation.unexpected_count,
                len(outcome.offenders),
                json.dumps(evaluation.rows, ensure_ascii=False, default=_plain),
                evaluation.error,
            ],
        )


def _store_quarantine(connection: duckdb.DuckDBPyConnection, result: GateResult) -> None:
    connection.execute("delete from raw.quarantine where starts_with(expectation, $1)", [f"{result.layer}."])
    for row in result.quarantined:
        connection.execute(
            """insert into raw.quarantine (report_key, expectation, severity, reason, run_id, decided_at)
            values ($1, $2, $3, $4, $5, $6)""",
            [row.report_key, row.expectation, row.severity.value, row.reason, result.run_id, result.decided_at],
        )


def _plain(value: Any) -> str | float:  # noqa: ANN401 - whatever json does not know
    return (
        float(value) if isinstance(value, Decimal) else value.isoformat() if isinstance(value, datetime) else str(value)
    )
