"""The labelled documents through the pipeline: as files of their formats in, published rows out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb

from benchmarks.layouts.corpus import LayoutDocument
from benchmarks.layouts.scoring import FACTS, Published
from flows.settings import PROJECT_DIR


def land(documents: Sequence[LayoutDocument], landing: Path) -> None:
    """Write the documents as files of their formats."""
    landing.mkdir(parents=True, exist_ok=True)
    for document in documents:
        (landing / document.file_name).write_bytes(document.data)


def publish(landing: Path, home: Path, dbt_project: Path = PROJECT_DIR / "dbt_project") -> None:
    """Run the pipeline on a landing zone, however many reports are quarantined. Raises CalledProcessError when it fails."""
    project = home.parent / "project"
    lenient_project(project, dbt_project)
    command = [sys.executable, "-c", "from flows.cli import main; main()", "run"]
    subprocess.run(  # noqa: S603 - our own command
        [*command, "--landing", str(landing), "--home", str(home)],
        check=True,
        capture_output=True,
        env={**os.environ, "FISCAL_PROJECT_DIR": str(project)},
    )


def lenient_project(folder: Path, dbt_project: Path = PROJECT_DIR / "dbt_project") -> None:
    """The project with gates that quarantine reports but never block: here a report left out is a low score, no more."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dbt_project").unlink(missing_ok=True)
    (folder / "dbt_project").symlink_to(dbt_project)
    for path in (PROJECT_DIR / "expectations").rglob("*.json"):
        suite = json.loads(path.read_text(encoding="utf-8"))
        suite["meta"] |= {"max_report_share": 0.999, "tolerated_reports": 1_000_000}
        for expectation in suite["expectations"]:
            if expectation["meta"]["scope"] == "run":
                expectation["severity"] = "info"
        target = folder / path.relative_to(PROJECT_DIR)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(suite, ensure_ascii=False), encoding="utf-8")


def published_rows(database: Path, documents: Sequence[LayoutDocument]) -> dict[str, Published]:
    """The published rows of each document, by document id and mart."""
    names = {document.file_name: document.id for document in documents}
    queries = {
        fact.mart: f"select f.*, r.file_name from marts.{fact.mart} as f join marts.dim_report as r using (report_key)"
        for fact in FACTS
    }
    queries["dim_report"] = (
        "select r.file_name, u.unit_name, u.division_code, r.fiscal_year, r.report_type"
        " from marts.dim_report as r join marts.dim_unit as u using (unit_key)"
    )
    rows: dict[str, dict[str, list[dict[str, object]]]] = {document.id: {} for document in documents}
    with duckdb.connect(str(database), read_only=True) as connection:
        for mart, query in queries.items():
            cursor = connection.execute(query)
            columns = [column[0] for column in cursor.description]
            for values in cursor.fetchall():
                row = dict(zip(columns, values, strict=True))
                rows[names[str(row["file_name"])]].setdefault(mart, []).append(row)
    return dict(rows)
