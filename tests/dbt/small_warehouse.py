"""A tiny raw database and the real dbt project on it, for the tests of this folder.

Rows are written as the raw tables have them; what a test does not say is filled with what does not matter to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from flows.settings import Settings
from flows.transform import parsed_project

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
RAW_SCHEMA = PROJECT.parent / "flows" / "warehouse" / "raw_schema.sql"
RUN_AT = datetime(2025, 1, 1, 8)


@dataclass
class Warehouse:
    """A work database, the raw rows in it and dbt."""

    path: Path
    target: Path
    numbers: Any

    def run(self, sql: str, *values: object) -> None:
        with duckdb.connect(str(self.path)) as connection:
            connection.execute(sql, values)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.path), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def insert(self, table: str, **columns: object) -> None:
        names = ", ".join(columns)
        marks = ", ".join("?" for _ in columns)
        self.run(f"insert into raw.{table} ({names}) values ({marks})", *columns.values())

    def report(
        self, key: str, unit: str | None = "株洲市渌口区某某局", year: str | None = "2020", **other: object
    ) -> str:
        """A file with one report; `other` may set report_type, title and what the manifest says of the file."""
        file = {"publisher": None, "published_on": None, "landed_at": RUN_AT, **other}
        about = {"report_type": file.pop("report_type", "部门决算"), "title": file.pop("title", None)}
        shared = {
            "file_name": f"{key}.txt",
            "file_path": f"{key}.txt",
            "file_sha256": f"sha-{key}",
            "source_format": "txt",
        }
        self.insert("landing_file", **shared, **file, outcome="read", reader_version="1", run_id="run")
        counts = {"block_count": 1, "table_count": 1, "cell_count": 1}
        versions = {"reader_version": "1", "recogniser_version": "1", "read_at": RUN_AT, "recognised_at": RUN_AT}
        self.insert("document", **shared, **file, **counts, **versions)
        self.insert(
            "report", report_key=key, file_sha256=f"sha-{key}", part_no=0, unit_name=unit, year_text=year, **about
        )
        return key

    def _line(self, report: str, **columns: object) -> dict[str, object]:
        number = next(self.numbers)
        place = {"source_line": number, "cell_key": f"cell-{number}"}
        return {"report_key": report, "file_sha256": f"sha-{report}", **place, **columns}

    def figure(self, report: str, statement: str, value: str, **columns: object) -> None:
        """A value cell of a statement. Headings and sections are lists of keys."""
        number = next(self.numbers)
        defaults = {"statement_no": 1, "line_no": number, "unit_text": "万元", "title_text": statement}
        label = columns.get("label_text")
        keys = {"line_key": f"line-{number}", "statement": statement, "value_text": value, "label_key": label}
        self.insert("statement_line", **self._line(report, **{**defaults, **keys, **columns}))

    def said(self, report: str, value: str, **columns: object) -> None:
        """A figure in running text."""
        number = next(self.numbers)
        defaults = {"figure_no": number, "sentence": "…", "role": "amount", "unit_text": "万元"}
        keys = {"figure_key": f"said-{number}", "value_text": value, "label_key": columns.get("label_text")}
        self.insert("text_figure", **self._line(report, **{**defaults, **keys, **columns}))

    def indicator(self, report: str, **columns: object) -> None:
        """An indicator line of a self-evaluation table."""
        number = next(self.numbers)
        defaults = {"statement": "部门整体支出绩效自评表", "statement_no": 1, "is_execution_rate": False}
        keys = {"line_key": f"indicator-{number}", "line_no": number}
        self.insert("indicator_line", **self._line(report, **{**defaults, **keys, **columns}))

    def quarantine(self, report: str) -> None:
        decided = {"run_id": "run", "decided_at": RUN_AT}
        self.insert("quarantine", report_key=report, expectation="e", severity="critical", reason="单位不明", **decided)

    def dbt(self, *arguments: str) -> None:
        """Run dbt in this process; a failing model or data test fails the test with dbt's own message."""
        from dbt.cli.main import dbtRunner

        # Parsed once for all databases: parsing takes longer than most builds.
        manifest = parsed_project(Settings(home=self.target))
        folders = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--target-path", str(self.target)]
        quiet = ["--log-path", str(self.target / "logs"), "--quiet"]
        result = dbtRunner(manifest=manifest).invoke([*arguments, *folders, *quiet])
        failed = [f"{r.node.name}: {r.message}" for r in getattr(result.result, "results", []) if r.status in BAD]
        assert result.success, failed or result.exception

    def build(self, *arguments: str) -> None:
        """Models without their data tests: quick, for tests that look at rows themselves."""
        self.dbt("run", *arguments)

    def tables(self, schema: str = "marts") -> dict[str, list[tuple[Any, ...]]]:
        names = self.rows(f"select table_name from information_schema.tables where table_schema = '{schema}'")
        return {name: sorted(self.rows(f"select * from {schema}.{name}"), key=repr) for (name,) in names}


BAD = {"error", "fail", "runtime error", "skipped"}


class Cases(dict[str, Callable[[Warehouse, str], None]]):
    """Reports that the tests of a module look at after one build: name of the report -> what is printed in it."""

    def add(self, arrange: Callable[[Warehouse, str], None]) -> Callable[[Warehouse, str], None]:
        self[arrange.__name__] = arrange
        return arrange


@dataclass
class Built:
    """The marts over all cases of a module."""

    warehouse: Warehouse

    def rows(self, table: str, report: str, columns: str) -> list[tuple[Any, ...]]:
        """Columns of the rows of one report, in printed order where the table has places."""
        order = "source_line" if table.startswith("fact_") else "1"
        schema = "intermediate" if table.startswith("int_") else "marts"
        sql = f"select {columns} from {schema}.{table} where report_key = '{report}' order by {order}"
        return self.warehouse.rows(sql)
