"""The life of a finding over published versions: first and last seen, what is new in a version, what a newer report fixed.

The file published before is the only memory: a work database built anew gives the same life. A candidate knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from flows.warehouse.quoting import literal

FINDINGS = "fact_finding"
_REPORTS = "dim_report"
_BEFORE = "findings_before"
_ATTACHED = "published_before"
_SEVERITIES = "['info', 'warning', 'critical']"
# What a file of an earlier release may not have: the life of a finding begins with the release that first tells of it.
_COLUMNS = {
    "fingerprint": "varchar",
    "place_key": "varchar",
    "severity": "varchar",
    "difference": "decimal(20, 4)",
    "status": "varchar",
    "first_seen_version": "varchar",
}


def remember_findings(connection: duckdb.DuckDBPyConnection, previous: Path | None) -> None:
    """Take the findings of the file published before into a table of their own, with all columns they have there."""
    missing = ", ".join(f"null::{data_type} as {name}" for name, data_type in _COLUMNS.items())
    connection.execute(f"create or replace temp table {_BEFORE} as select {missing} where false")
    if previous is None or not previous.exists():
        return
    connection.execute(f"attach {literal(str(previous))} as {_ATTACHED} (read_only)")
    try:
        present = _columns(connection, _ATTACHED)
        if "fingerprint" in present:
            lacking = [f"null::{kind} as {name}" for name, kind in _COLUMNS.items() if name not in present]
            shown = ", ".join(["*", *lacking])
            connection.execute(
                f"create or replace temp table {_BEFORE} as select {shown} from {_ATTACHED}.marts.{FINDINGS}"
            )
    finally:
        connection.execute(f"detach {_ATTACHED}")


def shown_columns(names: Sequence[str], version: str) -> list[str]:
    """What is published of each column of a candidate's findings: its life, else the column itself. Rows are `rows_of_mart`."""
    same = f"from {_BEFORE} as b where b.fingerprint = rows_of_mart.fingerprint"
    life = {
        "first_seen_version": f"coalesce((select min(b.first_seen_version) {same}), '{version}')",
        "last_seen_version": f"'{version}'",
        "news": f"""case
            when rows_of_mart.status <> 'open' or rows_of_mart.severity = 'info' then null
            when exists (select 1 {same} and b.status = 'waived') then '豁免到期'
            when exists (select 1 {same} and b.status = 'fixed') then '重现'
            when exists (select 1 {same}) then null
            when exists (select 1 from {_BEFORE} as b where b.place_key = rows_of_mart.place_key and b.status <> 'fixed'
                and (abs(b.difference) >= abs(rows_of_mart.difference) or rows_of_mart.difference is null)
                and list_position({_SEVERITIES}, b.severity) >= list_position({_SEVERITIES}, rows_of_mart.severity))
                then null
            when exists (select 1 from {_BEFORE} as b where b.place_key = rows_of_mart.place_key and b.status <> 'fixed')
                then '加重'
            else '新增' end""",
    }
    return [f"{life[name]} as {name}" if name in life else f'"{name}"' for name in names]


def keep_fixed(connection: duckdb.DuckDBPyConnection, catalog: str) -> int:
    """Findings of a superseded report that the report in its place does not have any more stay, as fixed by it.

    Returns how many there are. A finding that is gone while its report is still the current one (a better reader, a changed
    rule) was none: it is not kept.
    """
    names = _columns(connection, catalog)
    before = {name for (name,) in connection.execute(f"select column_name from (describe {_BEFORE})").fetchall()}
    needed = {"report_key", "place_key", "fixed_by_report_key", "last_seen_version", "status"}
    if not needed <= set(names) or "report_key" not in before:
        return 0
    fixed = {"status": "'fixed'", "fixed_by_report_key": "later.report_key", "news": "null"}
    shown = [fixed.get(name, f"b.{name}" if name in before else "null") for name in names]
    rows = connection.execute(
        f"""insert into {catalog}.marts.{FINDINGS} ({", ".join(names)})
        select {", ".join(shown)}
        from {_BEFORE} as b
        join {catalog}.marts.{_REPORTS} as own on own.report_key = b.report_key and not own.is_current
        join {catalog}.marts.{_REPORTS} as later
            on later.is_current and later.unit_key = own.unit_key and later.fiscal_year = own.fiscal_year
            and later.report_type = own.report_type and later.quality_status <> 'quarantined'
        where not exists (select 1 from {catalog}.marts.{FINDINGS} as now where now.fingerprint = b.fingerprint)
        qualify row_number() over (
            partition by b.finding_key order by later.supersedes_report_key = own.report_key desc nulls last, later.report_key
        ) = 1
        order by b.finding_key"""
    ).fetchall()
    return int(rows[0][0])


def _columns(connection: duckdb.DuckDBPyConnection, catalog: str) -> list[str]:
    rows = connection.execute(
        """select column_name from duckdb_columns()
        where database_name = $1 and schema_name = 'marts' and table_name = $2 order by column_index""",
        [catalog, FINDINGS],
    ).fetchall()
    return [name for (name,) in rows]
