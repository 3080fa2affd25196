"""What changed from one published version to another: rows added, changed and removed per mart, and the files behind them.

A mart whose first column is a key (no two rows share it, none is empty) is compared by it: the same key with another
content is one changed row. Any other mart is compared row by row: there is no changed, only added and removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from flows.publishing.versions import WAREHOUSE, PublishError, current_version, list_versions
from flows.publishing.warehouse_file import CONTRACT_TABLE, Mart, read_marts
from flows.warehouse.quoting import literal, quoted

_REPORT_COLUMNS = ("report_key", "file_sha256")


@dataclass(frozen=True, slots=True)
class MartDifference:
    """How a mart differs. `files` are the names of the report files whose rows were added, changed or removed."""

    mart: str
    added: int
    changed: int
    removed: int
    files: tuple[str, ...] = ()

    @property
    def is_none(self) -> bool:
        return not (self.added or self.changed or self.removed)


def compare(published_dir: Path, older: str | None = None, newer: str | None = None) -> list[MartDifference]:
    """Marts that differ, by name. None: `newer` is the current version, `older` the one before `newer`.

    Raises PublishError when one of them is not there.
    """
    before, after = _version_folders(published_dir, older, newer)
    with duckdb.connect() as connection:
        for name, folder in (("before", before), ("after", after)):
            connection.execute(f"attach {literal(str(folder / WAREHOUSE))} as {name}_version (read_only)")
        marts = {
            name: {mart.name: mart for mart in read_marts(connection, f"{name}_version")}
            for name in ("before", "after")
        }
        differences = [
            _compare(connection, name, marts["before"].get(name), marts["after"].get(name))
            for name in sorted(marts["before"] | marts["after"])
            if name != CONTRACT_TABLE
        ]
    return [difference for difference in differences if not difference.is_none]


def _version_folders(published_dir: Path, older: str | None, newer: str | None) -> tuple[Path, Path]:
    versions = list_versions(published_dir)
    folders = {version.version: version.folder for version in versions}
    newer = newer or current_version(published_dir)
    if newer is None:
        raise PublishError(f"{published_dir} 中没有已发布的版本，无法比较")
    if older is None:
        older = next((version.version for version in versions if version.version < newer), None)
        if older is None:
            raise PublishError(f"版本 {newer} 之前没有保留的版本，无法比较")
    for version in (older, newer):
        if version not in folders:
            raise PublishError(f"没有版本 {version}；现有版本：{'、'.join(folders) or '无'}")
    return folders[older], folders[newer]


def _compare(
    connection: duckdb.DuckDBPyConnection, name: str, before: Mart | None, after: Mart | None
) -> MartDifference:
    """A mart that only one version has was added or removed whole; only columns both have are compared."""
    old, new = f"before_version.marts.{quoted(name)}", f"after_version.marts.{quoted(name)}"
    if before is None or after is None:
        count = _count(connection, f"from {old if after is None else new}")
        return MartDifference(name, 0 if before else count, 0, 0 if after else count)
    columns = [column.name for column in after.columns if column.name in {c.name for c in before.columns}]
    key = columns[0]
    shown = ", ".join(quoted(column) for column in columns)
    is_keyed = all(_is_key(connection, table, key) for table in (old, new))
    connection.execute(
        f"create or replace temp table gone as select {shown} from {old} except all select {shown} from {new}"
    )
    connection.execute(
        f"create or replace temp table come as select {shown} from {new} except all select {shown} from {old}"
    )
    gone, come = _count(connection, "from gone"), _count(connection, "from come")
    changed = _count(connection, f"from gone semi join come using ({quoted(key)})") if is_keyed else 0
    return MartDifference(name, come - changed, changed, gone - changed, _files(connection, columns))


def _is_key(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    rows = connection.execute(f"select count(*) = count(distinct {quoted(column)}) from {table}").fetchall()
    return bool(rows[0][0])


def _count(connection: duckdb.DuckDBPyConnection, source: str) -> int:
    return int(connection.execute(f"select count(*) {source}").fetchall()[0][0])


def _files(connection: duckdb.DuckDBPyConnection, columns: list[str]) -> tuple[str, ...]:
    """Names of the report files the differing rows say they come from."""
    link = next((column for column in _REPORT_COLUMNS if column in columns), None)
    if link is None:
        return ()
    reports = " union all ".join(
        f"select {link}, file_name from {version}.marts.dim_report"
        for version in ("before_version", "after_version")
        if _has_reports(connection, version, link)
    )
    if not reports:
        return ()
    rows = connection.execute(
        f"""select distinct r.file_name from ({reports}) as r
        semi join (select {link} from gone union all select {link} from come) as d using ({link}) order by all"""
    ).fetchall()
    return tuple(name for (name,) in rows)


def _has_reports(connection: duckdb.DuckDBPyConnection, version: str, link: str) -> bool:
    rows = connection.execute(
        """select count(*) from duckdb_columns() where database_name = $1 and schema_name = 'marts'
        and table_name = 'dim_report' and column_name in ($2, 'file_name')""",
        [version, link],
    ).fetchall()
    return bool(rows[0][0] == 2)
