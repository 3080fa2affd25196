"""A contradiction from its report to its end: told once, carried over a rebuilt work database, fixed by a newer report."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path
from random import Random

import duckdb

from benchmarks.contradictions.statement_plants import STATEMENT_PLANTS
from benchmarks.reports.report import make_report
from benchmarks.writers.formats import FORMATS
from flows.readers.document import Document

TOLD = "报告中有矛盾"


def test_a_contradiction_is_told_once_and_fixed_by_a_newer_report(tmp_path: Path, fiscal, receiver):
    url, alerts = receiver
    landing, home = tmp_path / "landing", tmp_path / "var"
    landing.mkdir()
    printed = make_report(1, 2)
    broken = next(plant for plant in STATEMENT_PLANTS if plant.rule == "SUM01").apply(printed, Random(1))
    assert broken is not None
    database = home / "published" / "warehouse.duckdb"

    def run() -> list[tuple[str, ...]]:
        done = fiscal("run", "--landing", landing, "--home", home, FISCAL_ALERT_URLS=json.dumps([url]))
        assert done.returncode == 0, done.stderr
        with closing(duckdb.connect(str(database), read_only=True)) as connection:
            return connection.execute(
                """select f.status, f.news, f.first_seen_version = (select version from marts.contract), fixed.file_name
                from marts.fact_finding as f left join marts.dim_report as fixed on f.fixed_by_report_key = fixed.report_key
                where f.rule_id = 'SUM01'"""
            ).fetchall()

    write(landing / "初版.txt", broken.document)
    assert set(run()) == {("open", "新增", True, None)}
    told = [alert["message"] for alert in alerts if TOLD in alert["message"]]
    assert told
    assert any("印为=" in message and "应为=" in message for message in told)

    # The work database is lost; another unit's report comes in: the old contradiction is no news.
    alerts.clear()
    shutil.rmtree(home / "work")
    write(landing / "别的单位.txt", make_report(1, 4).document)
    assert set(run()) == {("open", None, False, None)}
    assert not [alert for alert in alerts if "初版.txt" in alert["message"]]

    write(landing / "更正版.txt", printed.document)
    assert set(run()) == {("fixed", None, False, "更正版.txt")}


def write(path: Path, document: Document) -> None:
    path.write_bytes(FORMATS["txt"].writer()(document).data)
