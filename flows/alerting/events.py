"""Alert events and their text: short, in Chinese, aligned, readable on a phone, without personal data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from flows.gating.outcomes import Action, GateResult, Outcome, Status
from flows.gating.suites import Severity
from flows.printable import printable
from flows.readers.masking import mask

# More rows or longer cells do not help on a phone; the page of Data Docs has them.
SHOWN_ROWS = 3
SHOWN_REPORTS = 3
_LONGEST_VALUE = 60
_LABEL_WIDTH = 4


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
    AlertKind.FINDINGS: "报告中有新的矛盾",
}
_SEVERITIES = {Severity.CRITICAL: "严重", Severity.WARNING: "警告", Severity.INFO: "提示"}


@dataclass(frozen=True, slots=True)
class AlertEvent:
    """One thing to tell. `reports` are names people know (file, unit), as far as they are known."""

    kind: AlertKind
    severity: Severity
    message: str
    run_id: str
    reports: tuple[str, ...] = ()
    expectation: str | None = None
    count: int | None = None
    rows: tuple[Mapping[str, Any], ...] = ()
    page: Path | None = None

    @property
    def title(self) -> str:
        return f"【{_SEVERITIES[self.severity]}】{_TITLES[self.kind]}"

    @classmethod
    def run_failed(cls, run_id: str, reason: str) -> AlertEvent:
        """A run that ended with an error."""
        return cls(AlertKind.RUN_FAILED, Severity.CRITICAL, reason, run_id)

    @classmethod
    def files_rejected(cls, run_id: str, outcomes: Mapping[str, str]) -> AlertEvent:
        """Files that were not read: reason by path."""
        rows = tuple({"文件": path, "原因": reason} for path, reason in outcomes.items())
        message = f"{len(rows)} 个文件未能读取，其余文件照常处理"
        return cls(AlertKind.FILES_REJECTED, Severity.WARNING, message, run_id, count=len(rows), rows=rows)


def compose(event: AlertEvent) -> str:
    """The body of an alert: aligned labels, first rows, where to look."""
    lines: list[tuple[str, str]] = [("情况", event.message)]
    if event.reports:
        more = f" 等 {len(event.reports)} 份" if len(event.reports) > SHOWN_REPORTS else ""
        lines.append(("报告", "、".join(event.reports[:SHOWN_REPORTS]) + more))
    if event.expectation is not None:
        lines.append(("检查项", event.expectation))
    lines.append(("严重程度", _SEVERITIES[event.severity]))
    if event.count is not None:
        lines.append(("数量", str(event.count)))
    for number, row in enumerate(event.rows[:SHOWN_ROWS]):
        shown = "，".join(f"{key}={_shortened(value)}" for key, value in row.items())
        lines.append(("前几行" if number == 0 else "", shown))
    lines.append(("运行", event.run_id))
    if event.page is not None:
        lines.append(("详情", str(event.page)))
    return mask("\n".join(f"{label:\u3000<{_LABEL_WIDTH}}  {text}" for label, text in lines))


def _shortened(value: object) -> str:
    text = printable(" ".join(str(value).split()))
    width = 0
    for position, character in enumerate(text):
        width += 2 if east_asian_width(character) in "WF" else 1
        if width > _LONGEST_VALUE:
            return text[:position] + "…"
    return text


def events_of_gate(gate: GateResult, report_names: Mapping[str, str], limit: int) -> list[AlertEvent]:
    """What to tell of a gate: that it blocked, and each expectation of severity warning or worse that did not hold.

    The worst first; more than `limit` are counted, not sent. A table that cannot be checked is told once.
    """
    told: dict[object, Outcome] = {}
    for outcome in gate.failures:
        if outcome.status is Status.BROKEN:
            told.setdefault((outcome.table, outcome.evaluation.error), outcome)
        elif outcome.severity is not Severity.INFO:
            told[outcome.expectation] = outcome
    events = [_failure(gate, outcome, report_names) for outcome in list(told.values())[:limit]]
    if gate.action is Action.BLOCK:
        more = f"；另有 {len(told) - limit} 项未通过" if len(told) > limit else ""
        blocked = AlertEvent(
            kind=AlertKind.GATE_BLOCKED,
            severity=Severity.CRITICAL,
            message=f"{gate.layer} 层：{'；'.join(gate.reasons[:SHOWN_REPORTS])}{more}",
            run_id=gate.run_id,
            count=len(gate.reasons),
            page=gate.data_docs,
        )
        events.insert(0, blocked)
    return events


def _failure(gate: GateResult, outcome: Outcome, report_names: Mapping[str, str]) -> AlertEvent:
    broken = outcome.status is Status.BROKEN
    names = tuple(report_names.get(offender.report_key, offender.report_key) for offender in outcome.offenders)
    rows: tuple[Mapping[str, Any], ...] = outcome.evaluation.rows
    if outcome.offenders:
        rows = tuple({"报告": n, "原因": o.reason} for n, o in zip(names, outcome.offenders, strict=True))
    return AlertEvent(
        kind=AlertKind.EXPECTATION_FAILED,
        severity=Severity.CRITICAL if broken else outcome.severity,
        message=f"{outcome.title}：检查无法执行：{outcome.evaluation.error}" if broken else outcome.title,
        run_id=gate.run_id,
        reports=names,
        expectation=outcome.expectation,
        count=outcome.evaluation.unexpected_count,
        rows=rows,
        page=gate.data_docs,
    )
