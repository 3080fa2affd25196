"""Alert events and their text: short, in Chinese, aligned, readable on a phone, without personal data."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from flows.alerting import words
from flows.alerting.book import Condition
from flows.gating.outcomes import Action, GateResult, Outcome, Status
from flows.gating.suites import Severity
from flows.printable import printable
from flows.readers.masking import mask

# More rows or longer cells do not help on a phone; the page of Data Docs has them.
SHOWN_ROWS = 3
SHOWN_REPORTS = 3
_LONGEST_VALUE = 60
# How the keys of conditions begin that mean that the last run did not get through.
STOPPED = ("run", "blocked:")
_LABEL_WIDTH = {"zh": 4, "en": 10}


class AlertKind(StrEnum):
    """What an alert is about."""

    EXPECTATION_FAILED = "expectation_failed"
    GATE_BLOCKED = "gate_blocked"
    RUN_FAILED = "run_failed"
    FILES_REJECTED = "files_rejected"
    FINDINGS = "findings"


_TITLES = {
    AlertKind.EXPECTATION_FAILED: "数据质量检查未通过",
    AlertKind.GATE_BLOCKED: "检查未放行，未发布新版本",
    AlertKind.RUN_FAILED: "运行失败，已发布的版本未变",
    AlertKind.FILES_REJECTED: "有文件未能读取",
    AlertKind.FINDINGS: "报告中有矛盾",
}


@dataclass(frozen=True, slots=True)
class AlertEvent:
    """What is not as it should be, seen in one area of a run. `reports` are names people know (file, unit).

    `keys` say what it is about, so that the next run knows it again: one for the whole, or one per row, each told by itself.
    """

    kind: AlertKind
    severity: Severity
    message: str
    run_id: str
    area: str
    keys: tuple[str, ...]
    reports: tuple[str, ...] = ()
    expectation: str | None = None
    count: int | None = None
    rows: tuple[Mapping[str, Any], ...] = ()
    page: Path | None = None
    divisions: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return _TITLES[self.kind]

    @property
    def headline(self) -> str:
        """One line, without personal data, that says it all to somebody who gets only that."""
        return mask(printable(" ".join(f"{self.title}：{self.message}".split())))

    def conditions(self) -> list[Condition]:
        """What the alert book remembers of it. Only a single key has a measure: of rows, each is there or is not."""
        if len(self.keys) == 1:
            return [Condition(self.keys[0], self.area, self.severity, self.headline, self.count or 1, self.divisions)]
        shown = (f"{self.title}：{self.message}：{_row_text(row)}" for row in self.rows)
        return [
            Condition(key, self.area, self.severity, mask(title), divisions=self.divisions)
            for key, title in zip(self.keys, shown, strict=True)
        ]

    def narrowed(self, keys: Collection[str]) -> AlertEvent:
        """The same with only the rows (and reports, where each row has one) of the keys that are news."""
        if len(self.keys) == 1:
            return self
        kept = [number for number, key in enumerate(self.keys) if key in keys]
        reports = tuple(self.reports[n] for n in kept) if len(self.reports) == len(self.rows) else self.reports
        rows = tuple(self.rows[number] for number in kept)
        return replace(self, keys=tuple(self.keys[n] for n in kept), rows=rows, reports=reports, count=len(kept))

    @classmethod
    def run_failed(cls, run_id: str, reason: str) -> AlertEvent:
        """A run that ended with an error."""
        return cls(AlertKind.RUN_FAILED, Severity.CRITICAL, reason, run_id, "run", ("run",))

    @classmethod
    def files_rejected(cls, run_id: str, outcomes: Mapping[str, str]) -> AlertEvent:
        """Files that could not be read: reason by path."""
        rows = tuple({"文件": path, "原因": reason} for path, reason in outcomes.items())
        message = "其余文件照常处理"
        keys = tuple(f"file:{path}:{reason}" for path, reason in outcomes.items())
        return cls(
            AlertKind.FILES_REJECTED, Severity.WARNING, message, run_id, "ingest", keys, count=len(rows), rows=rows
        )


def compose(event: AlertEvent, language: str = "zh") -> str:
    """The body of an alert: aligned labels, first rows, where to look."""
    names = words.LABELS[language]
    lines: list[tuple[str, str]] = [(names["what"], event.message)]
    if event.reports:
        more = f" 等 {len(event.reports)} 份" if len(event.reports) > SHOWN_REPORTS else ""
        lines.append((names["reports"], "、".join(event.reports[:SHOWN_REPORTS]) + more))
    if event.expectation is not None:
        lines.append((names["check"], event.expectation))
    lines.append((names["severity"], words.SEVERITIES[language][event.severity]))
    if event.count is not None:
        lines.append((names["count"], str(event.count)))
    for number, row in enumerate(event.rows[:SHOWN_ROWS]):
        lines.append((names["rows"] if number == 0 else "", _row_text(row)))
    if event.page is not None:
        lines.append((names["page"], str(event.page)))
    width = _LABEL_WIDTH[language]
    fill = "\u3000" if language == "zh" else " "
    return mask("\n".join(f"{label:{fill}<{width}}  {text}" for label, text in lines))


def _row_text(row: Mapping[str, Any]) -> str:
    return "，".join(f"{key}={_shortened(value)}" for key, value in row.items())


def _shortened(value: object) -> str:
    text = printable(" ".join(str(value).split()))
    width = 0
    for position, character in enumerate(text):
        width += 2 if east_asian_width(character) in "WF" else 1
        if width > _LONGEST_VALUE:
            return text[:position] + "…"
    return text


def events_of_gate(gate: GateResult, report_names: Mapping[str, str]) -> list[AlertEvent]:
    """What to tell of a gate: that it blocked, and each expectation of severity warning or worse that did not hold.

    The worst first. A table that cannot be checked is told once.
    """
    told: dict[object, Outcome] = {}
    for outcome in gate.failures:
        if outcome.status is Status.BROKEN:
            told.setdefault((outcome.table, outcome.evaluation.error), outcome)
        elif outcome.severity is not Severity.INFO:
            told[outcome.expectation] = outcome
    events = [_failure(gate, outcome, report_names) for outcome in told.values()]
    if gate.action is Action.BLOCK:
        more = "" if len(gate.reasons) <= SHOWN_REPORTS else f"；另有 {len(gate.reasons) - SHOWN_REPORTS} 项"
        blocked = AlertEvent(
            kind=AlertKind.GATE_BLOCKED,
            severity=Severity.CRITICAL,
            message=f"{gate.layer} 层：{'；'.join(gate.reasons[:SHOWN_REPORTS])}{more}",
            run_id=gate.run_id,
            area=f"gate:{gate.layer}",
            keys=(f"blocked:{gate.layer}",),
            count=len(gate.reasons),
            page=gate.data_docs,
        )
        events.insert(0, blocked)
    return events


def _failure(gate: GateResult, outcome: Outcome, report_names: Mapping[str, str]) -> AlertEvent:
    broken = outcome.status is Status.BROKEN
    names = tuple(report_names.get(offender.report_key, offender.report_key) for offender in outcome.offenders)
    rows: tuple[Mapping[str, Any], ...] = outcome.evaluation.rows
    keys: tuple[str, ...] = (outcome.expectation,)
    if outcome.offenders:
        keys = tuple(f"{outcome.expectation}:{offender.report_key}" for offender in outcome.offenders)
        rows = tuple({"报告": n, "原因": o.reason} for n, o in zip(names, outcome.offenders, strict=True))
    return AlertEvent(
        kind=AlertKind.EXPECTATION_FAILED,
        severity=Severity.CRITICAL if broken else outcome.severity,
        message=f"{outcome.title}：检查无法执行：{outcome.evaluation.error}" if broken else outcome.title,
        run_id=gate.run_id,
        area=f"gate:{gate.layer}",
        keys=keys,
        reports=names,
        expectation=outcome.expectation,
        count=outcome.evaluation.unexpected_count,
        rows=rows,
        page=gate.data_docs,
    )
