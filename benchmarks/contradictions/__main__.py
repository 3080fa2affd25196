"""How many planted contradictions the rules find, and how many alarms they raise on consistent reports.

python -m benchmarks.contradictions [--reports N] [--seed N] [--format txt] [--docs docs/rules_measured.md] [--show N]
    [--labelled FOLDER] [--copies N] [--home FOLDER]

Every second report is consistent; the others are each broken by the plant that was used least so far. With `--labelled`, a folder with reports/ and
golden/ (hand labels), copies of real reports are broken, too.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import NamedTuple

import duckdb

from benchmarks.contradictions.building import build_marts
from benchmarks.contradictions.editing import Plant, Planted
from benchmarks.contradictions.labelled import broken_copies
from benchmarks.contradictions.plants import PLANTS
from benchmarks.contradictions.sayings import with_sayings
from benchmarks.contradictions.year_plants import print_document, with_last_year, year_before
from benchmarks.layouts.__main__ import markdown
from benchmarks.reports.report import Printed, make_report
from benchmarks.writers.formats import FORMATS
from flows.readers.document import Document
from flows.tables import aligned

INFO = "info"
_BY_PLANT = ("错误", "类别", "份数", "发现", "查全率")
_BY_RULE = ("规则", "类别", "级别", "为它而错", "由它发现", "查全率", "发现的错误", "误报", "查准率")
_BY_REPORT = ("真实报告", "改错的份数", "发现", "查全率")
_PAIRED = 8  # every so many reports a consistent one has the report of the year before beside it


@dataclass
class Measured:
    """What came of one run: planted reports by plant, those found, findings that were right or false, by rule."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    aimed: Counter[str] = field(default_factory=Counter)
    hit: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    consistent: int = 0
    missed: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)


class Finding(NamedTuple):
    """What is told of one finding; the message without thousands separators."""

    rule: str
    family: str
    severity: str
    message: str
    difference: Decimal | None


Rules = dict[str, tuple[str, str]]


def write_reports(folder: Path, seed: int, count: int, name: str) -> Iterator[tuple[str, Plant | None, Planted]]:
    """Write the reports; the file name, how it was broken (None: not at all), and what was planted."""
    folder.mkdir(parents=True)
    write = FORMATS[name].writer()

    def written(number: int, printed: Printed, year: int, document: Document) -> str:
        file_name = f"{number:05d}_{printed.report.unit.name}{year}年度部门决算.{FORMATS[name].suffix}"
        (folder / file_name).write_bytes(write(document).data)
        return file_name

    times = Counter[str]()
    for number in range(count):
        random = Random(f"{seed}/{number}/plant")
        printed = with_sayings(make_report(seed, number), random)
        year = printed.report.year
        plant, planted = None, Planted(printed.document)
        # what few reports have to break is broken wherever it is there
        for candidate in sorted(PLANTS, key=lambda each: times[each.name]) if number % 2 else ():
            broken = candidate.apply(printed, random)
            if broken is not None:
                plant, planted = candidate, broken
                times[candidate.name] += 1
                break
        if number % _PAIRED == 0:
            earlier = print_document(year_before(printed.report), printed.style)
            planted = Planted(with_last_year(printed).document, earlier=earlier)
        if planted.earlier is not None:
            file_name = written(number, printed, year - 1, planted.earlier)
            if plant is None:
                yield file_name, None, Planted(planted.earlier)
        yield written(number, printed, year, planted.document), plant, planted


def findings_of(database: Path) -> tuple[dict[str, list[Finding]], Rules]:
    """Findings by file name; family and severity of all rules."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            """select report.file_name, finding.rule_id, rule.family, finding.severity, replace(finding.message, ',', ''),
                abs(finding.difference)
            from marts.fact_finding as finding
            join marts.dim_rule as rule using (rule_id)
            join marts.dim_report as report using (report_key)"""
        ).fetchall()
        rules = connection.execute("select rule_id, family, severity from marts.dim_rule").fetchall()
    found = defaultdict(list)
    for file_name, *finding in rows:
        found[file_name].append(Finding(*finding))
    return found, {rule: (family, severity) for rule, family, severity in rules}


def tells(finding: Finding, planted: Planted) -> bool:
    """Whether a finding is about the figure that was changed; about anything where none was."""
    figures = [figure.replace(",", "") for figure in (planted.printed, planted.was) if figure]
    if not figures or any(figure in finding.message for figure in figures):
        return True
    if len(figures) < 2 or finding.difference is None:
        return False
    return finding.difference == abs(Decimal(figures[0]) - Decimal(figures[1])) != 0


def measure(made: Sequence[tuple[str, Plant | None, Planted]], findings: dict[str, list[Finding]]) -> Measured:
    """Compare what was planted with what was found.

    A plant is found where a finding of its families names the figure as it is printed now or as it should be, or differs by
    as much (a message does not name every part of a long sum). Whatever else a broken report is said to contradict follows
    from the break; on a consistent report every finding is a false alarm,
    unless it is mere information.
    """
    result = Measured()
    for file_name, plant, planted in made:
        own = findings.get(file_name, [])
        if plant is None:
            result.consistent += 1
            result.false.update(finding.rule for finding in own)
            result.alarms += [f"{file_name} {each.rule} {each.message}" for each in own if each.severity != INFO]
            continue
        result.planted[plant.name] += 1
        result.aimed[plant.rule] += 1
        hits = {
            finding.rule
            for finding in own
            if finding.family in plant.families
            and (finding.severity != INFO or finding.rule == plant.rule)
            and tells(finding, planted)
        }
        result.right.update(hits)
        if hits:
            result.found[plant.name] += 1
        else:
            result.missed.append(f"{plant.name} {file_name} {planted.was} → {planted.printed}")
        if plant.rule in hits:
            result.hit[plant.rule] += 1
    return result


def measure_labelled(
    made: Sequence[tuple[str, str, Planted]], findings: dict[str, list[Finding]], result: Measured
) -> list[tuple[object, ...]]:
    """Rows by real report: copies, those with a finding that tells the broken figure; misses go to `result`."""
    copies: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for file_name, claim, planted in made:
        report = file_name.split("-")[0]
        copies[report] += 1
        if any(each.severity != INFO and tells(each, planted) for each in findings.get(file_name, [])):
            found[report] += 1
        else:
            result.missed.append(f"{file_name} {planted.was} → {planted.printed}（{claim}）")
    rows: list[tuple[object, ...]] = [
        (name, count, found[name], _share(found[name], count)) for name, count in sorted(copies.items())
    ]
    return [*rows, ("合计", copies.total(), found.total(), _share(found.total(), copies.total()))]


def write_copies(
    folder: Path, labelled: Path, seed: int, copies: int, others: Sequence[str]
) -> Iterator[tuple[str, str, Planted]]:
    """Write broken copies of real reports beside others; file name, the claim that was broken, what was planted."""
    write = FORMATS["html"].writer()
    for name, claim, planted in broken_copies(labelled, seed, copies, others):
        file_name = f"{name}.html"
        (folder / file_name).write_bytes(write(planted.document).data)
        yield file_name, claim, planted


def tables_of(result: Measured, known: Rules) -> list[tuple[Sequence[str], list[tuple[object, ...]]]]:
    """Two tables, each a header and rows: by kind of mistake, by rule."""
    plants: list[tuple[object, ...]] = [
        (
            plant.name,
            "、".join(sorted(plant.families)),
            count,
            result.found[plant.name],
            _share(result.found[plant.name], count),
        )
        for plant in PLANTS
        if (count := result.planted[plant.name])
    ]
    total, found = result.planted.total(), result.found.total()
    plants.append(("合计", "", total, found, _share(found, total)))
    rules: list[tuple[object, ...]] = []
    for rule, (family, severity) in sorted(known.items()):
        aimed, hit = result.aimed[rule], result.hit[rule]
        right, false = result.right[rule], result.false[rule]
        figures = (aimed, hit, _share(hit, aimed), right, false, _share(right, right + false))
        rules.append((rule, family, severity, *figures))
    return [(_BY_PLANT, plants), (_BY_RULE, rules)]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else ""


def main() -> int:
    """Generate, publish, compare, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.contradictions", description="Measure the rules.")
    parser.add_argument("--reports", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=sorted(FORMATS), default="txt")
    parser.add_argument("--show", type=int, default=5, help="how many misses and alarms to print")
    parser.add_argument("--labelled", type=Path, help="a folder of real reports with hand labels, to be broken as well")
    parser.add_argument("--copies", type=int, default=10, help="how many broken copies of each real report")
    parser.add_argument("--home", type=Path, help="work here and keep it (default: a temporary folder)")
    parser.add_argument("--docs", type=Path, help="also write the tables into this Markdown file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = options.home or Path(folder)
        landing, home = place / "landing", place / "home"
        made = list(write_reports(landing, options.seed, options.reports, options.format))
        copies = []
        if options.labelled:
            names = [name for name, _, _ in made]
            copies = list(write_copies(landing, options.labelled, options.seed, options.copies, names))
        started = time.monotonic()
        database = build_marts(landing, home)
        seconds = time.monotonic() - started
        findings, known = findings_of(database)
    result = measure(made, findings)
    tables = tables_of(result, known)
    if copies:
        tables.append((_BY_REPORT, measure_labelled(copies, findings, result)))
    summary = (
        f"{len(made)} 份报告，其中一致的 {result.consistent} 份，误报 {len(result.alarms)} 条；"
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
