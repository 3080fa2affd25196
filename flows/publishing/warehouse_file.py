"""The published file: schema marts and nothing else, types, NOT NULL and Chinese comments as in the candidate.

A read-only connection cannot attach a file for writing: everything is driven from an in-memory connection. The work file
is attached under its own name, because a view among the marts names it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import duckdb

from flows.publishing.findings import FINDINGS, keep_fixed, remember_findings, shown_columns
from flows.warehouse.quoting import literal, quoted

# Older clients cannot read newer storage; every client from DuckDB 1.2 on reads this.
STORAGE_VERSION = "v1.2.0"
CONTRACT_TABLE = "contract"
_TARGET = "published_candidate"


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the candidate declares it."""

    name: str
    data_type: str
    is_nullable: bool
    comment: str | None


@dataclass(frozen=True, slots=True)
class Mart:
    """A table (or view, published as a table) of schema marts."""

    name: str
    comment: str | None
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Contract:
    """The one row of marts.contract: what a reader has open."""

    contract_version: str
    version: str
    code_version: str
    published_at: datetime
    input_count: int


def read_marts(connection: duckdb.DuckDBPyConnection, catalog: str) -> list[Mart]:
    """The marts of an attached database, by name. The contract table belongs to a published file, not to its content."""
    relations = connection.execute(
        """select table_name, comment from duckdb_tables() where database_name = $1 and schema_name = 'marts'
        union all
        select view_name, comment from duckdb_views() where database_name = $1 and schema_name = 'marts' and not internal
        order by 1""",
        [catalog],
    ).fetchall()
    columns: dict[str, list[Column]] = {}
    for table, name, data_type, is_nullable, comment in connection.execute(
        """select table_name, column_name, data_type, is_nullable, comment from duckdb_columns()
        where database_name = $1 and schema_name = 'marts' order by table_name, column_index""",
        [catalog],
    ).fetchall():
        columns.setdefault(table, []).append(Column(name, data_type, is_nullable, comment))
    return [Mart(name, comment, tuple(columns[name])) for name, comment in relations if name != CONTRACT_TABLE]


def attach_candidate(connection: duckdb.DuckDBPyConnection, work_db: Path) -> str:
    """Attach the work file read-only under its own name. Returns that name."""
    connection.execute(f"attach {literal(str(work_db.resolve()))} as {quoted(work_db.stem)} (read_only)")
    return work_db.stem


def content_hash(
    connection: duckdb.DuckDBPyConnection, catalog: str, marts: Iterable[Mart], volatile: Collection[str] = ()
) -> str:
    """Hash of everything a reader of the marts can see, row order and volatile columns aside.

    Sums of row hashes: the same for any order of rows, different when a row comes twice, and it needs no sort.
    """
    digest = sha256()
    for mart in marts:
        columns = [column for column in mart.columns if column.name not in volatile]
        digest.update(repr((mart.name, mart.comment, columns)).encode())
        # As text: JSON numbers would round a DECIMAL of eighteen digits.
        fields = ", ".join(f"{quoted(column.name)}::varchar" for column in columns)
        sums = connection.execute(
            f"""select count(*), sum(md5_number_lower(line)::hugeint), sum(md5_number_upper(line)::hugeint)
            from (select to_json([{fields}])::varchar as line from {_name(catalog, mart.name)}) as lines"""
        ).fetchall()
        digest.update(repr(sums).encode())
    return digest.hexdigest()


def write_warehouse(
    connection: duckdb.DuckDBPyConnection,
    catalog: str,
    marts: Iterable[Mart],
    target: Path,
    contract: Contract,
    previous: Path | None = None,
) -> dict[str, int]:
    """Write the published file and, beside it, parquet/<table>.parquet. Returns row counts by table.

    A finding goes on living where the file published before (`previous`) left it.
    """
    remember_findings(connection, previous)
    connection.execute(f"attach {literal(str(target))} as {_TARGET} (storage_version {literal(STORAGE_VERSION)})")
    counts: dict[str, int] = {}
    try:
        connection.execute(f"create schema {_TARGET}.marts")
        for mart in marts:
            counts[mart.name] = _copy(connection, catalog, mart, contract.version)
        if FINDINGS in counts:
            counts[FINDINGS] += keep_fixed(connection, _TARGET)
        _write_contract(connection, contract)
        connection.execute(f"checkpoint {_TARGET}")
        _write_parquet(connection, [*counts, CONTRACT_TABLE], target.parent / "parquet")
    finally:
        connection.execute(f"detach {_TARGET}")
    return counts


def _copy(connection: duckdb.DuckDBPyConnection, catalog: str, mart: Mart, version: str) -> int:
    target = _name(_TARGET, mart.name)
    _create(connection, target, mart)
    names = [column.name for column in mart.columns]
    shown = shown_columns(names, version) if mart.name == FINDINGS else [quoted(name) for name in names]
    rows = connection.execute(
        # Same content, same order: the first column is the key. Neighbours in it compress well, too.
        f"""insert into {target} ({", ".join(quoted(name) for name in names)})
        select {", ".join(shown)} from {_name(catalog, mart.name)} as rows_of_mart order by all"""
    ).fetchall()
    return int(rows[0][0])


def _create(connection: duckdb.DuckDBPyConnection, target: str, mart: Mart) -> None:
    columns = ", ".join(f"{quoted(c.name)} {c.data_type}{'' if c.is_nullable else ' not null'}" for c in mart.columns)
    connection.execute(f"create table {target} ({columns})")
    if mart.comment is not None:
        connection.execute(f"comment on table {target} is {literal(mart.comment)}")
    for column in mart.columns:
        if column.comment is not None:
            connection.execute(f"comment on column {target}.{quoted(column.name)} is {literal(column.comment)}")


_CONTRACT = Mart(
    CONTRACT_TABLE,
    "只有一行：这个文件是什么、何时发布、由多少个文件得来。",
    (
        Column("contract_version", "VARCHAR", False, "数据契约的版本"),
        Column("version", "VARCHAR", False, "发布版本号"),
        Column("code_version", "VARCHAR", False, "生成它的程序版本"),
        Column("published_at", "TIMESTAMP", False, "发布时间（UTC）"),
        Column("input_count", "INTEGER", False, "读入的报告文件数"),
    ),
)


def _write_contract(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    target = _name(_TARGET, CONTRACT_TABLE)
    _create(connection, target, _CONTRACT)
    connection.execute(
        f"insert into {target} values ($1, $2, $3, $4, $5)",
        [
            contract.contract_version,
            contract.version,
            contract.code_version,
            contract.published_at,
            contract.input_count,
        ],
    )


def _write_parquet(connection: duckdb.DuckDBPyConnection, tables: Iterable[str], folder: Path) -> None:
    folder.mkdir()
    for table in tables:
        path = literal(str(folder / f"{table}.parquet"))
        connection.execute(f"copy {_name(_TARGET, table)} to {path} (format parquet, compression zstd)")


def _name(catalog: str, table: str) -> str:
    return f"{quoted(catalog)}.marts.{quoted(table)}"
