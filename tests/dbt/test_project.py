"""The whole project builds with all its data tests, and its SQL keeps the house style."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_everything_builds_on_empty_raw_tables(warehouse):
    warehouse.dbt("build", "--exclude-resource-type", "seed", "--exclude-resource-type", "unit_test")
    assert warehouse.tables()["fact_expenditure"] == []


def test_marts_carry_chinese_comments(warehouse):
    warehouse.build("--select", "+dim_unit")
    comments = warehouse.rows("select comment from duckdb_columns() where table_name = 'dim_unit' and schema_name = 'marts'")
    assert ("省级名称",) in comments
    assert all(comment for (comment,) in comments)


def test_sql_style():
    command = [sys.executable, "-m", "sqlfluff", "lint", "--disable-progress-bar", "dbt_project"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
