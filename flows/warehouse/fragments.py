"""Raw rows on their way from a reader to the database: one Parquet file per raw table and batch.

A fragment is written under a temporary name and renamed, so a fragment that exists is whole. Column types come from the
raw tables themselves.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from flows.warehouse.schema import raw_schema

Rows = dict[str, list[dict[str, Any]]]

# The tables whose rows belong to one file and are replaced together when it is read or recognised again.
FILE_TABLES = (
    "document",
    "report_block",
    "report_cell",
    "report",
    "statement_line",
    "indicator_line",
    "evaluation_line",
    "text_figure",
    "claim",
    "staff_line",
    "asset_line",
    "unrecognised",
    "number_use",
)
_TYPES: Mapping[str, Any] = {
    "VARCHAR": pl.String,
    "INTEGER": pl.Int32,
    "BIGINT": pl.Int64,
    "FLOAT": pl.Float32,
    "BOOLEAN": pl.Boolean,
    "DATE": pl.Date,
    "TIMESTAMP": pl.Datetime("us"),
    "VARCHAR[]": pl.List(pl.String),
}


@cache
def table_schemas() -> dict[str, dict[str, Any]]:
    """Polars schema of every raw table, taken from its DDL."""
    connection = duckdb.connect()
    connection.execute(raw_schema())
    columns = connection.execute(
        "select table_name, column_name, data_type from information_schema.columns where table_schema = 'raw' order by ordinal_position"
    ).fetchall()
    connection.close()
    schemas: dict[str, dict[str, Any]] = {}
    for table, column, data_type in columns:
        schemas.setdefault(table, {})[column] = _TYPES[data_type]
    return schemas


def fragments_dir(home: Path, run_id: str) -> Path:
    """Where a run keeps its fragments until they are loaded."""
    return home / "work" / "fragments" / run_id


def write_fragment(rows: Rows, folder: Path) -> Path:
    """Write the rows of a batch as one fragment folder. Returns the folder."""
    partial = folder.with_name(f".partial-{folder.name}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for table, schema in table_schemas().items():
        if rows.get(table):
            pl.DataFrame(rows[table], schema=schema, orient="row").write_parquet(partial / f"{table}.parquet")
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
    return folder


def load_fragments(connection: duckdb.DuckDBPyConnection, folders: Iterable[Path]) -> dict[str, int]:
    """Load fragments in one transaction each, replacing all rows of the files they hold. Returns row counts by table."""
    loaded: dict[str, int] = {}
    for folder in folders:
        connection.begin()
        try:
            for table, count in _load(connection, folder).items():
                loaded[table] = loaded.get(table, 0) + count
        except duckdb.Error:
            connection.rollback()
            raise
        connection.commit()
    return loaded


def _load(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    counts: dict[str, int] = {}
    landing = folder / "landing_file.parquet"
    if landing.exists():
        connection.execute(
            "delete from raw.landing_file where file_path in (select file_path from read_parquet($1))", [str(landing)]
        )
    document = folder / "document.parquet"
    if document.exists():
        for table in FILE_TABLES:
            connection.execute(
                f"delete from raw.{table} where file_sha256 in (select file_sha256 from read_parquet($1))",
                [str(document)],
            )
    for path in sorted(folder.glob("*.parquet")):
        table = path.stem
        columns = ", ".join(table_schemas()[table])
        counts[table] = connection.execute(
            f"insert into raw.{table} ({columns}) select {columns} from read_parquet($1)", [str(path)]
        ).fetchall()[0][0]
    return counts
