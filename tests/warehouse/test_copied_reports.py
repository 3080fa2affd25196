"""The copies that the benchmark of the rules is made of."""

from __future__ import annotations

import duckdb

from benchmarks.rules.copying import copy_reports


def test_copies_are_other_units_and_years_with_the_same_rows():
    connection = duckdb.connect()
    for statement in (
        "create schema raw",
        "create table raw.document as select 'f' as file_sha256, '00000_某局.txt' as file_name",
        "create table raw.report as select 'r' as report_key, 'f' as file_sha256, '某局' as unit_name, '2020' as year_text",
        "create table raw.statement_line as select 'l' || n as line_key, 'f' as file_sha256, ['2020', '上年'][n] as year_text"
        " from range(1, 3) as t(n)",
        "create table raw.schema_change as select 1 as number",
    ):
        connection.execute(statement)
    copy_reports(connection, 1, 1, 3)
    reports = connection.execute("select unit_name, year_text from raw.report").fetchall()
    assert len(set(reports)) == 3
    lines = connection.execute("select line_key, year_text from raw.statement_line").fetchall()
    assert len({key for key, _ in lines}) == 6
    assert sorted(year for _, year in lines) == ["2020", "2021", "2022", "上年", "上年", "上年"]
