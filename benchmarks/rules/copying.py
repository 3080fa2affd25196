"""Makes many reports of a few hundred recognised ones: their raw rows again under other keys, units and years.

Recognising 10,000 reports takes half an hour and is measured elsewhere; what dbt gets is the same in number, length and spread
of values. A copy is a file of its own: of the same unit in another year, or of another unit of the same kind.
"""

from __future__ import annotations

from collections.abc import Iterator

from duckdb import DuckDBPyConnection

from benchmarks.reports.report import YEARS, unit_of

# Columns that identify or name a row, and those with a year; each copy has its own.
_KEYS = frozenset(
    (
        *(
            "file_sha256",
            "report_key",
            "line_key",
            "evaluation_key",
            "figure_key",
            "claim_key",
            "staff_key",
            "asset_key",
        ),
        *("cell_key", "line_cell_key", "value_cell_key", "base_cell_key", "unit_evidence", "file_name", "file_path"),
    )
)
_KEY_LISTS = frozenset({"item_cell_keys"})
_YEARS = frozenset({"year_text", "title_year_text"})
_UNITS = frozenset({"unit_name", "title"})


def copy_reports(connection: DuckDBPyConnection, seed: int, base: int, wanted: int) -> None:
    """Turn `base` reports into `wanted` ones, `base` copies at a time. Those that are there stay as they are."""
    connection.execute(
        "create temp table named as select report_key, file_sha256, unit_name from raw.report where unit_name is not null"
    )
    numbers = _numbers(connection)
    tables = list(_tables(connection))
    for table, _ in tables:  # what is copied stands apart from the copies, or each would look through all before it
        connection.execute(
            f"create temp table base_{table} as select * from raw.{table} where file_sha256 in (select file_sha256 from named)"
        )
    for copy in range(1, -(-wanted // base)):
        years_on, units_on = copy % len(YEARS), copy // len(YEARS) * base
        units = [(sha256, str(unit_of(seed, number + units_on).name)) for sha256, number in numbers.items()]
        connection.execute("create or replace temp table renamed (file_sha256 varchar, unit_name varchar)")
        connection.executemany("insert into renamed values (?, ?)", units[: wanted - copy * base])
        for table, columns in tables:
            values = ", ".join(_copied(column, copy, years_on) for column in columns)
            connection.execute(
                f"""insert into raw.{table} ({", ".join(columns)})
                select {values}
                from base_{table} as source
                join named using (file_sha256)
                join renamed using (file_sha256)"""
            )


def _numbers(connection: DuckDBPyConnection) -> dict[str, int]:
    """The number of each report, which its file name begins with."""
    rows = connection.execute(
        "select file_sha256, cast(split_part(file_name, '_', 1) as integer) from raw.document"
    ).fetchall()
    return dict(rows)


def _tables(connection: DuckDBPyConnection) -> Iterator[tuple[str, list[str]]]:
    rows = connection.execute(
        """select table_name, list(column_name order by ordinal_position)
        from information_schema.columns where table_schema = 'raw'
        group by table_name having bool_or(column_name = 'file_sha256') order by table_name"""
    ).fetchall()
    yield from rows


def _copied(column: str, copy: int, years_on: int) -> str:
    if column == "file_sha256":
        return f"concat(md5(concat('{copy}/', source.{column})), right(source.{column}, 32))"
    if column in ("file_name", "file_path"):
        return f"concat('{copy}_', source.{column})"
    if column in _KEYS:
        return f"md5(concat('{copy}/', source.{column}))"
    if column in _KEY_LISTS:
        return f"list_transform(source.{column}, lambda key: md5(concat('{copy}/', key)))"
    if column in _YEARS:
        shifted = f"{YEARS.start} + (try_cast(source.{column} as integer) - {YEARS.start} + {years_on}) % {len(YEARS)}"
        return f"coalesce(cast({shifted} as varchar), source.{column})"  # 上年 stays
    if column in _UNITS:
        return f"replace(source.{column}, named.unit_name, renamed.unit_name)"
    return f"source.{column}"
