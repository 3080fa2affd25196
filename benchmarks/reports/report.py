"""A numbered report: which unit and year it is, its figures, and its print as a Document with the facts a reader must find."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd
from random import Random

from benchmarks.reports.drawing import draw_report
from benchmarks.reports.evaluations import print_evaluations
from benchmarks.reports.facts import Fact, Printer, Spot
from benchmarks.reports.model import Report
from benchmarks.reports.narrative import print_explanations, print_overview
from benchmarks.reports.reference import Unit, bureaus, divisions
from benchmarks.reports.statements import print_statements
from benchmarks.reports.style import Style, draw_style
from flows.readers.document import Document

YEARS = range(2020, 2025)  # the accounts of these years have the names of today
_CONTENTS = (
    *("收入支出决算总表", "收入决算表", "支出决算表", "财政拨款收入支出决算总表", "一般公共预算财政拨款支出决算表"),
    *("一般公共预算财政拨款基本支出决算表", "“三公”经费支出决算表", "政府性基金预算财政拨款收入支出决算表"),
    "国有资本经营预算财政拨款支出决算表",
)


@dataclass(frozen=True, slots=True)
class Printed:
    """A report as printed. The same number and seed give the same figures for every copy; only the unit's name differs."""

    report: Report
    style: Style
    document: Document
    facts: tuple[tuple[Fact, Spot], ...]


def most_reports(copies: int) -> int:
    """How many reports of so many copies there are units for: no unit reports twice."""
    return sum(len(each) // copies for each in divisions().values()) * len(bureaus())


def make_report(seed: int, number: int, copy: int = 0, copies: int = 1) -> Printed:
    """Report `number` (from 0) of a seed; copy `copy` of `copies` is that of another unit with a name of the same length.

    Raises ValueError where there are not enough units.
    """
    random = Random(f"{seed}/{number}")
    style = draw_style(random, Random(f"{seed}/{number}/layout"))
    report = draw_report(random, unit_of(seed, number, copy, copies), random.choice(YEARS), style.grain)
    printer = Printer()
    print_report(printer, report, style)
    return Printed(report, style, printer.document(), tuple(printer.facts))


def print_report(printer: Printer, report: Report, style: Style) -> None:
    """The whole report: cover, contents, overview, statements, explanations, evaluation forms."""
    printer.text(f"{report.year}年度")
    printer.text(f"{report.unit.name}部门决算")
    printer.text("目录")
    for title in _CONTENTS:
        printer.text(f"- {title}")
    print_overview(printer, report)
    printer.text("第二部分　部门决算表")
    print_statements(printer, report, style)
    print_explanations(printer, report, style)
    if report.evaluation is not None or report.projects:
        printer.text("第四部分　附件")
        print_evaluations(printer, report, style)


def unit_of(seed: int, number: int, copy: int = 0, copies: int = 1) -> Unit:
    """Numbers are spread over all units by a step that has no divisor in common with their count, so that none comes twice."""
    count = most_reports(copies)
    if number >= count:
        raise ValueError(
            f"只有 {count} 个单位组（每份报告 {copies} 个同长度名称的单位），无法生成第 {number + 1} 份报告"
        )
    random = Random(seed)
    step = random.randrange(1, count)
    while gcd(step, count) != 1:
        step += 1
    place = (random.randrange(count) + number * step) % count
    group, bureau = divmod(place, len(bureaus()))
    for each in divisions().values():
        if group < len(each) // copies:
            return Unit(each[group * copies + copy], bureaus()[bureau])
        group -= len(each) // copies
    raise AssertionError("the groups of units do not add up")
