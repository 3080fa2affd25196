"""What the pages ask of the published marts. Values from a request are parameters only; the rest of each query is written here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

Row = dict[str, Any]

SEVERITIES = ("critical", "warning", "info")
# What a request may narrow the findings by, and how.
FINDING_FILTERS = {
    "severity": "f.severity = $severity",
    "family": "r.family = $family",
    "rule": "f.rule_id = $rule",
    "status": "f.status = $status",
    "year": "f.fiscal_year = try_cast($year as integer)",
    "unit": "contains(u.unit_name, $unit)",
}
_FINDINGS = """from marts.fact_finding as f
    join marts.dim_rule as r using (rule_id)
    left join marts.dim_unit as u using (unit_key)
    left join marts.dim_report as d using (report_key)"""
_UNITS = """from marts.dim_unit as u
    where $words = '' or contains(u.unit_name, $words) or u.division_code = $words
        or contains(concat_ws('', u.province, u.city, u.county), $words)
        or exists (select 1 from marts.dim_unit_alias as a where a.unit_key = u.unit_key and contains(a.alias, $words))"""


def rows(connection: duckdb.DuckDBPyConnection, sql: str, **values: object) -> list[Row]:
    """The rows of a query by column name."""
    found = connection.execute(sql, values)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def contract(connection: duckdb.DuckDBPyConnection) -> Row:
    """The version one has open."""
    return rows(connection, "select version, code_version, published_at, input_count from marts.contract")[0]


def totals(connection: duckdb.DuckDBPyConnection) -> Row:
    """How much there is."""
    return rows(
        connection,
        """select
            (select count(*) from marts.dim_unit) as units,
            (select count(*) from marts.dim_report where is_current and quality_status <> 'quarantined') as reports,
            (select count(*) from marts.fact_expenditure) as figures,
            (select count(*) from marts.fact_finding) as findings""",
    )[0]


def coverage(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Reports that are to be expected by type and year: received, quarantined, missing."""
    return rows(
        connection,
        """select report_type, fiscal_year, count(*) as expected,
            count(*) filter (where status = 'received') as received,
            count(*) filter (where status = 'quarantined') as quarantined,
            count(*) filter (where status = 'missing') as missing
        from marts.mart_coverage group by all order by fiscal_year desc, report_type""",
    )


def finding_counts(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Findings by the family of their rule, one column a severity."""
    return rows(
        connection,
        """select r.family, count(*) as total,
            count(*) filter (where f.severity = 'critical') as critical,
            count(*) filter (where f.severity = 'warning') as warning,
            count(*) filter (where f.severity = 'info') as info
        from marts.fact_finding as f join marts.dim_rule as r using (rule_id)
        group by r.family order by total desc, r.family""",
    )


def recognition(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """Numbers printed in tables and text, by statement: published, or left out, with the reasons, the most frequent first."""
    return rows(
        connection,
        """with numbers as (
            select statement, sum(figures_printed) as printed, sum(figures_published) as published,
                sum(figures_left_out) as left_out
            from marts.mart_recognition group by statement having printed > 0
        ),
        said as (
            select statement, unnest(string_split(left_out_reasons, '；')) as reason_and_count from marts.mart_recognition
        ),
        reasons as (
            select statement, regexp_extract(reason_and_count, '^(.*)×', 1) as reason,
                sum(cast(regexp_extract(reason_and_count, '×(\\d+)$', 1) as bigint)) as times
            from said where reason_and_count <> '' group by all
        )
        select n.*, string_agg(reason || ' ' || times, '，' order by times desc, reason) as reasons
        from numbers as n left join reasons using (statement)
        group by all order by printed desc, statement""",
    )


def outcomes(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    """What became of the files."""
    return rows(
        connection, "select outcome, count(*) as files from marts.file_outcome group by outcome order by 2 desc, 1"
    )


def unit_count(connection: duckdb.DuckDBPyConnection, words: str) -> int:
    """How many units a search finds."""
    return int(rows(connection, f"select count(*) as units {_UNITS}", words=words)[0]["units"])


def units(connection: duckdb.DuckDBPyConnection, words: str, limit: int, offset: int) -> list[Row]:
    """The units a search finds by name, earlier name, place or division code, each with its latest year."""
    return rows(
        connection,
        f"""select u.unit_key, u.unit_name, u.province, u.city, u.county, y.years, y.latest, y.actual_yuan, y.execution_rate,
            y.finding_count
        from (select u.* {_UNITS}) as u
        left join (
            select unit_key, count(*) as years, max(fiscal_year) as latest, arg_max(actual_yuan, fiscal_year) as actual_yuan,
                arg_max(execution_rate, fiscal_year) as execution_rate, sum(finding_count) as finding_count
            from marts.mart_unit_year group by unit_key
        ) as y using (unit_key)
        order by u.division_code, u.unit_name, u.unit_key limit $limit offset $offset""",
        words=words,
        limit=limit,
        offset=offset,
    )


def unit(connection: duckdb.DuckDBPyConnection, key: str) -> Row | None:
    """A unit with the other spellings of its name."""
    found = rows(
        connection,
        """select u.*, (
            select string_agg(distinct a.alias, '、' order by a.alias) from marts.dim_unit_alias as a
            where a.unit_key = u.unit_key and a.alias <> u.unit_name
        ) as aliases from marts.dim_unit as u where unit_key = $key""",
        key=key,
    )
    return found[0] if found else None


def unit_years(connection: duckdb.DuckDBPyConnection, key: str) -> list[Row]:
    """A unit's years, the oldest first."""
    return rows(connection, "select * from marts.mart_unit_year where unit_key = $key order by fiscal_year", key=key)


def unit_measures(connection: duckdb.DuckDBPyConnection, key: str) -> dict[tuple[int, str], Row]:
    """Which figure each measure of a unit's year was taken from."""
    found = rows(
        connection,
        "select fiscal_year, measure, source, fact_key, is_disputed from marts.mart_unit_measure where unit_key = $key",
        key=key,
    )
    return {(row["fiscal_year"], row["measure"]): row for row in found}


def unit_reports(connection: duckdb.DuckDBPyConnection, key: str) -> list[Row]:
    """The reports of a unit, also those that a later one superseded."""
    return rows(
        connection,
        """select report_key, file_name, report_type, fiscal_year, published_on, is_current, quality_status
        from marts.dim_report where unit_key = $key order by fiscal_year desc nulls last, report_type, file_name""",
        key=key,
    )


def finding_count(connection: duckdb.DuckDBPyConnection, narrowed: Mapping[str, str]) -> int:
    """How many findings there are under a filter."""
    return int(rows(connection, f"select count(*) as n {_FINDINGS} {_where(narrowed)}", **narrowed)[0]["n"])


def findings(
    connection: duckdb.DuckDBPyConnection, narrowed: Mapping[str, str], limit: int, offset: int = 0
) -> list[Row]:
    """Findings under a filter, the gravest and latest first."""
    return rows(
        connection,
        f"""select f.*, r.title, r.family, u.unit_name, d.file_name {_FINDINGS} {_where(narrowed)}
        order by case f.severity when 'critical' then 1 when 'warning' then 2 else 3 end, f.fiscal_year desc nulls last,
            u.unit_name nulls last, f.rule_id, f.finding_key
        limit $limit offset $offset""",
        **narrowed,
        limit=limit,
        offset=offset,
    )


def unit_findings(connection: duckdb.DuckDBPyConnection, key: str, limit: int) -> list[Row]:
    """The findings of a unit, the gravest first."""
    return rows(
        connection,
        f"""select f.*, r.title, r.family, d.file_name {_FINDINGS} where f.unit_key = $key
        order by case f.severity when 'critical' then 1 when 'warning' then 2 else 3 end, f.fiscal_year desc nulls last,
            f.rule_id, f.finding_key limit $limit""",
        key=key,
        limit=limit,
    )


def finding(connection: duckdb.DuckDBPyConnection, key: str) -> Row | None:
    """A finding with its rule."""
    found = rows(
        connection,
        f"""select f.*, r.title, r.family, r.description, r.basis, r.tolerance_reason, u.unit_name, d.file_name
        {_FINDINGS} where f.finding_key = $key""",
        key=key,
    )
    return found[0] if found else None


def finding_choices(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Row]]:
    """What the findings can be narrowed by: values that occur, and their names."""
    sources = {
        "severity": "select distinct f.severity as value, f.severity as name",
        "family": "select distinct r.family as value, r.family as name",
        "rule": "select distinct f.rule_id as value, f.rule_id || ' ' || r.title as name",
        "status": "select distinct f.status as value, f.status as name",
        "year": "select distinct f.fiscal_year as value, f.fiscal_year as name",
    }
    return {
        field: [row for row in rows(connection, f"{sql} {_FINDINGS} order by 1") if row["value"] is not None]
        for field, sql in sources.items()
    }


def _where(narrowed: Mapping[str, str]) -> str:
    conditions = [FINDING_FILTERS[field] for field in narrowed]
    return f"where {' and '.join(conditions)}" if conditions else ""


def column_names(connection: duckdb.DuckDBPyConnection, mart: str) -> dict[str, str]:
    """The Chinese descriptions of a mart's columns."""
    found = rows(
        connection,
        """select column_name, comment from duckdb_columns()
        where schema_name = 'marts' and table_name = $mart and comment is not null""",
        mart=mart,
    )
    return {row["column_name"]: row["comment"] for row in found}
