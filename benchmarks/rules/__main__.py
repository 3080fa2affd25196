"""How long one dbt run takes over many reports: what the checks need, the checks of the catalogue, the other marts.

python -m benchmarks.rules [--reports 10000] [--distinct 500] [--seed N] [--home DIR]

Reports are generated, read and recognised as in a run, then copied (benchmarks/rules/copying.py). With --home the work database
stays there, and another measurement begins with it.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from benchmarks.contradictions.__main__ import write_reports
from benchmarks.contradictions.building import load_raw
from benchmarks.rules.copying import copy_reports
from flows.settings import Settings
from flows.tables import aligned
from flows.transform import dbt

_CHECKS = ("path:models/checks", "fact_finding", "mart_rule_coverage")
_STAGES = {
    "整理、中间层": ("--select", "resource_type:seed", "+path:models/checks", "--exclude", *_CHECKS),
    "规则检查": ("--select", *_CHECKS),
    "其他集市": ("--select", "+path:models/marts", "--exclude", *_CHECKS, "+path:models/checks", "resource_type:seed"),
}
_MODELS_ONLY = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")


def make_raw(settings: Settings, seed: int, distinct: int, reports: int) -> None:
    """Raw tables of so many reports, of which so many differ."""
    list(write_reports(settings.landing, seed, distinct, "txt"))
    load_raw(settings)
    with duckdb.connect(str(settings.work_db)) as connection:
        copy_reports(connection, seed, distinct, reports)


def measure(settings: Settings) -> list[tuple[str, float, float]]:
    """Name, seconds and CPU seconds of each stage, everything built anew."""
    measured = []
    for name, selection in _STAGES.items():
        started, cpu = time.monotonic(), time.process_time()
        dbt(settings, "build", "--full-refresh", *selection, *_MODELS_ONLY)
        measured.append((name, time.monotonic() - started, time.process_time() - cpu))
    return measured


def main() -> int:
    """Generate, copy, build, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rules", description="Measure the checks at scale.")
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--distinct", type=int, default=500, help="how many are generated and recognised")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path, help="where the work database stays; else it is removed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder)
        settings = Settings(home=home, landing=home / "landing")
        if not settings.work_db.exists():
            make_raw(settings, options.seed, min(options.distinct, options.reports), options.reports)
        stages = measure(settings)
        with duckdb.connect(str(settings.work_db), read_only=True) as connection:
            counted = "select (select count(*) from raw.report), (select count(*) from checks.int_printed_figures)"
            reports, figures = connection.execute(counted).fetchall()[0]
    rows = [(name, f"{wall:.0f}", f"{cpu:.0f}", f"{reports / wall:.0f}") for name, wall, cpu in stages]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(aligned(("步骤", "秒", "CPU 秒", "份/秒"), rows))
    print(f"\n{reports} 份报告，{figures} 个数；内存最多 {peak} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
