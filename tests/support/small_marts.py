"""A published home with a few rows in the marts that pages and charts show, in tables as the models' contracts have them.

Made without a run: what the marts' columns are comes from dbt_project, what stands in them from here.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import yaml

from flows.publish import publish
from flows.settings import PROJECT_DIR, Settings
from flows.warehouse.connection import work_database

MODELS = PROJECT_DIR / "dbt_project" / "models" / "marts"
HOSTILE = '<script>alert("1")</script>'
UNIT, OTHER_UNIT, REPORT = "a1" * 16, "a2" * 16, "b1" * 16
FINDING, FIGURE = "c1" * 16, "d1" * 16
_READ_AT = datetime(2024, 1, 1)


def contracted_columns() -> dict[str, dict[str, str]]:
    """The columns of every mart with their types."""
    models = [
        model
        for path in sorted(MODELS.glob("_*.yml"))
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", ())
    ]
    return {model["name"]: {one["name"]: one["data_type"] for one in model["columns"]} for model in models}


def insert(connection: duckdb.DuckDBPyConnection, table: str, **values: object) -> None:
    marks = ", ".join("?" for _ in values)
    connection.execute(f"insert into {table} ({', '.join(values)}) values ({marks})", list(values.values()))


def publish_small_home(home: Path) -> Settings:
    """Two units, one report that contradicts itself, one that is missing; names and text of the report are hostile."""
    settings = Settings(home=home)
    with work_database(settings.work_db) as connection:
        connection.execute("create schema marts")
        for mart, columns in contracted_columns().items():
            connection.execute(
                f"create table marts.{mart} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})"
            )
        _fill_marts(connection)
        _fill_raw(connection)
    gate = {"layer": "marts", "action": "warn", "expectations": 3, "failed": 1, "broken": 0}
    publish(
        settings.work_db,
        settings.published_dir,
        code_version="1",
        contract_version="1",
        inputs={"sha": "决算.txt"},
        gate_results=[gate],
        keep=5,
    )
    return settings


def _fill_marts(connection: duckdb.DuckDBPyConnection) -> None:
    place: dict[str, Any] = {"province": "某省", "city": "某市", "county": "某县", "division_code": "430299"}
    of_report = {"report_key": REPORT, "unit_key": UNIT, "fiscal_year": 2022}
    for key, name in ((UNIT, f"图书馆{HOSTILE}"), (OTHER_UNIT, "档案馆")):
        insert(connection, "marts.dim_unit", unit_key=key, unit_name=name, **place)
        insert(connection, "marts.dim_unit_alias", unit_key=key, alias=f"老{name[:3]}")
    insert(
        connection,
        "marts.dim_report",
        **of_report,
        file_name="决算.txt",
        report_type="部门决算",
        is_current=True,
        quality_status="accepted_with_findings",
        published_on=date(2023, 8, 31),
    )
    insert(connection, "marts.file_outcome", file_name="决算.txt", outcome="read", report_key=REPORT)
    for unit, status in ((UNIT, "received"), (OTHER_UNIT, "missing")):
        insert(
            connection,
            "marts.mart_coverage",
            coverage_key=unit,
            unit_key=unit,
            report_type="部门决算",
            fiscal_year=2022,
            status=status,
        )
    insert(
        connection,
        "marts.mart_recognition",
        recognition_key="e1",
        statement="支出决算表",
        figures_printed=10,
        figures_published=8,
        figures_left_out=2,
        left_out_reasons="科目编码×2",
    )
    for year, budget, actual in ((2021, 5_000_000, None), (2022, 7_000_000, "6931512.34")):
        insert(
            connection,
            "marts.mart_unit_year",
            unit_year_key=f"{year}",
            unit_key=UNIT,
            unit_name="图书馆",
            fiscal_year=year,
            adjusted_budget_yuan=budget,
            actual_yuan=actual,
            three_public_actual_yuan=actual and 1_900,
            actual_yuan_source="支出决算表",
            execution_rate="99.02",
            finding_count=1,
            critical_finding_count=1,
            report_count=1,
            **place,
        )
    insert(
        connection,
        "marts.mart_unit_measure",
        unit_measure_key="f1",
        unit_key=UNIT,
        fiscal_year=2022,
        measure="actual",
        value="6931512.34",
        source="支出决算表",
        is_disputed=True,
        fact_key=FIGURE,
        cell_key="cell",
    )
    insert(
        connection,
        "marts.fact_expenditure",
        expenditure_key=FIGURE,
        **of_report,
        amount_yuan="6931512.34",
        reported_text="6,931,512.34",
        reported_unit="元",
        source_line=4,
        cell_key="cell",
    )
    insert(
        connection,
        "marts.mart_expenditure",
        expenditure_key="g1",
        unit_key=UNIT,
        fiscal_year=2022,
        budget_stage="决算",
        breakdown="功能分类",
        amount_yuan="6931512.34",
    )
    for number, severity in enumerate(("critical", "warning"), start=1):
        insert(
            connection,
            "marts.dim_rule",
            rule_id=f"R{number}",
            title="合计",
            family="表内合计" if number == 1 else "日期",
            severity=severity,
            description="各项之和为合计",
            basis="算术",
            tolerance_reason="末位",
        )
        insert(
            connection,
            "marts.fact_finding",
            **of_report,
            finding_key=FINDING if number == 1 else "c2",
            rule_id=f"R{number}",
            severity=severity,
            reported_value="693.1512",
            expected_value="600",
            difference="93.1512",
            tolerance="0.005",
            message=f"合计不对{number} <img src=x onerror=alert(1)>",
            status="open",
            first_seen_version="v",
            source_line=4,
            cell_key="cell",
        )


def _fill_raw(connection: duckdb.DuckDBPyConnection) -> None:
    counts = {"block_count": 1, "table_count": 1, "cell_count": 2}
    read = {"reader_version": "1", "recogniser_version": "1", "read_at": _READ_AT, "recognised_at": _READ_AT}
    file = {"file_name": "决算.txt", "file_path": "某省/决算.txt", "landed_at": _READ_AT, "source_format": "txt"}
    insert(connection, "raw.document", file_sha256="sha", **file, **counts, **read)
    insert(connection, "raw.report_block", file_sha256="sha", block_no=0, kind="table", use="statement")
    for column, (key, text) in enumerate((("label", f"合计</pre>{HOSTILE}"), ("cell", "6,931,512.34"))):
        insert(
            connection,
            "raw.report_cell",
            cell_key=key,
            file_sha256="sha",
            block_no=0,
            row_no=0,
            col_no=column,
            source_line=4,
            text=text,
        )
