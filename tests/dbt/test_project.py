"""The whole project builds with all its data and unit tests."""

from __future__ import annotations


def test_unit_tests_data_tests_and_models_pass_on_empty_raw_tables(warehouse):
    warehouse.dbt("build", "--exclude-resource-type", "seed")
    assert warehouse.tables()["fact_expenditure"] == []


def test_marts_carry_chinese_comments(warehouse):
    warehouse.build("--select", "+dim_unit")
    comments = warehouse.rows(
        "select comment from duckdb_columns() where table_name = 'dim_unit' and schema_name = 'marts'"
    )
    assert ("省级名称",) in comments
    assert all(comment for (comment,) in comments)
