"""How many planted contradictions the rules find, and how many alarms they raise on consistent reports.

python -m benchmarks.contradictions [--reports N] [--seed N] [--format txt] [--docs docs/rules_measured.md] [--show N]

Every second report is consistent; the others are broken by the plants in turn.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import duckdb

from benchmarks.contradictions.building import build_marts
from benchmarks.contradictions.plants import PLANTS, Plant, Planted
from benchmarks.layouts.__main__ import markdown
from benchmarks.reports.report import make_report
from benchmarks.writers.formats import FORMATS
from flows.tables import aligned

_BY_PLANT = ("错误", "类别", "份数", "发现", "查全率")
_BY_RULE = ("规则", "类别", "级别", "发现的错误", "误报", "查准率")


@dataclass
class Measured:
    """What came of one run: planted reports by plant, those found, findings that were right or false, by rule."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    consistent: int = 0
    missed: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)
    rules: dict[str, tuple[str, str]] = field(default_factory=dict)


def write_reports(folder: Path, seed: int, count: int, name: str) -> Iterator[tuple[str, Plant | None, Planted]]:
    """Write the reports; the file name, how it was broken (None: not at all), and what was planted."""
    folder.mkdir(parents=True)
    write = FORMATS[name].writer()
    turn = 0
    for number in range(count):
        printed = make_report(seed, number)
        random = Random(f"{seed}/{number}/plant")
        plant, planted = None, Planted(printed.document)
        while number % 2 and plant is None:
            candidate = PLANTS[turn % len(PLANTS)]
            turn += 1
            broken = candidate.apply(printed, random)
            if broken is not None:
                plant, planted = candidate, broken
        file_name = f"{number:05d}_{printed.report.unit.name}{printed.report.year}年度部门决算.{FORMATS[name].suffix}"
        (folder / file_name).write_bytes(write(planted.document).data)
        yield file_name, plant, planted


def findings_of(database: Path) -> dict[str, list[tuple[str, str, str, str]]]:
    """Findings that are no mere information, by file name: rule, family, severity, message without thousands separators."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            """select report.file_name, finding.rule_id, rule.family, finding.severity, replace(finding.message, ',', '')
            from marts.fact_finding as finding
            join marts.dim_rule as rule using (rule_id)
            join marts.dim_report as report using (report_key)
            where finding.severity <> 'info'"""
        ).fetchall()
    found = defaultdict(list)
    for file_name, *finding in rows:
        found[file_name].append(tuple(finding))
    return found


def measure(
    made: Sequence[tuple[str, Plant | None, Planted]], findings: dict[str, list[tuple[str, str, str, str]]]
) -> Measured:
    """Compare what was planted with what was found.

    A plant is found where a finding of its families names the figure as it is printed now or as it should be. Whatever else
    a broken report is said to contradict follows from the break; on a consistent report every finding is a false alarm.
    """
    result = Measured()
    for file_name, plant, planted in made:
        own = findings.get(file_name, [])
        result.rules.update({rule: (family, severity) for rule, family, severity, _ in own})
        if plant is None:
            result.consistent += 1
            result.false.update(rule for rule, *_ in own)
            result.alarms += [f"{file_name} {rule} {message}" for rule, *_, message in own]
            continue
        result.planted[plant.name] += 1
        figures = [figure.replace(",", "") for figure in (planted.printed, planted.was) if figure]
        hits = [
            rule
            for rule, family, _, message in own
            if family in plant.families and (not figures or any(figure in message for figure in figures))
        ]
        result.right.update(set(hits))
        if hits:
            result.found[plant.name] += 1
        else:
            result.missed.append(f"{plant.name} {file_name} {planted.was} → {planted.printed}")
    return result


def tables_of(result: Measured) -> list[tuple[Sequence[str], list[tuple[object, ...]]]]:
    """Two tables, each a header and rows: by kind of mistake, by rule."""
    plants: list[tuple[object, ...]] = [
        (
            plant.name,
            "、".join(sorted(plant.families)),
            count,
            result.found[plant.name],
            f"{result.found[plant.name] / count:.3f}",
        )
        for plant in PLANTS
        if (count := result.planted[plant.name])
    ]
    total, found = result.planted.total(), result.found.total()
    plants.append(("合计", "", total, found, f"{found / total:.3f}" if total else ""))
    rules: list[tuple[object, ...]] = []
    for rule, (family, severity) in sorted(result.rules.items()):
        right, false = result.right[rule], result.false[rule]
        rules.append((rule, family, severity, right, false, f"{right / (right + false):.3f}" if right + false else ""))
    return [(_BY_PLANT, plants), (_BY_RULE, rules)]


def main() -> int:
    """Generate, publish, compare, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.contradictions", description="Measure the rules.")
    parser.add_argument("--reports", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=sorted(FORMATS), default="txt")
    parser.add_argument("--show", type=int, default=5, help="how many misses and alarms to print")
    parser.add_argument("--docs", type=Path, help="also write the tables into this Markdown file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        landing, home = Path(folder) / "landing", Path(folder) / "home"
        made = list(write_reports(landing, options.seed, options.reports, options.format))
        started = time.monotonic()
        database = build_marts(landing, home)
        seconds = time.monotonic() - started
        result = measure(made, findings_of(database))
    tables = tables_of(result)
    summary = (
        f"{len(made)} 份报告，其中一致的 {result.consistent} 份，误报 {result.false.total()} 条；"
        f"有错的 {result.planted.total()} 份，发现 {result.found.total()} 份"
    )
    print("\n\n".join(aligned(header, rows) for header, rows in tables))
    print(f"\n{summary}；整个流程 {seconds:.0f} 秒")
    for title, lines in (("漏掉", result.missed), ("误报", result.alarms)):
        for line in lines[: options.show]:
            print(f"{title}：{line}")
    if options.docs is not None:
        command = f"python -m benchmarks.contradictions --reports {options.reports} --seed {options.seed}"
        head = f"# 规则测试\n\n由 `{command}` 生成：{summary}。\n\n"
        options.docs.write_text(head + "\n".join(markdown(*table) for table in tables), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
