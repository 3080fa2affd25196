"""The decision of a gate, from outcomes alone: the highest failing severity decides, and a broken expectation blocks.

critical, scope run → block; critical, scope report → the named reports are quarantined, and the run is blocked when they
are more than the suite allows; warning → alert and go on; info → recorded only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flows.gating.outcomes import Action, Outcome, Quarantined, Status
from flows.gating.suites import Scope, Severity, Suite


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, why, and which reports stay out."""

    action: Action
    reasons: tuple[str, ...]
    quarantined: tuple[Quarantined, ...]


def decide(suites: Sequence[Suite], outcomes: Sequence[Outcome], report_count: int) -> Decision:
    """Decide from the outcomes of a layer's suites. `report_count` is how many reports there are in all."""
    quarantined = tuple(
        Quarantined(offender.report_key, outcome.expectation, outcome.severity, offender.reason)
        for outcome in outcomes
        if outcome.scope is Scope.REPORT and outcome.severity is Severity.CRITICAL
        for offender in outcome.offenders
    )
    blocking = [
        *_broken(outcomes),
        *(
            f"{o.title}（{o.expectation}）：{_count(o)}"
            for o in outcomes
            if o.status is Status.FAILED and o.severity is Severity.CRITICAL and o.scope is Scope.RUN
        ),
        *_exceeded_bounds(suites, quarantined, report_count),
    ]
    if blocking:
        return Decision(Action.BLOCK, tuple(blocking), quarantined)
    if quarantined:
        reports = {row.report_key for row in quarantined}
        reason = f"隔离 {len(reports)}/{report_count} 份报告"
        return Decision(Action.QUARANTINE, (reason,), quarantined)
    warnings = tuple(
        f"{o.title}（{o.expectation}）：{_count(o)}"
        for o in outcomes
        if o.status is Status.FAILED and o.severity is Severity.WARNING
    )
    return Decision(Action.WARN if warnings else Action.CLEAR, warnings, ())


def _broken(outcomes: Sequence[Outcome]) -> list[str]:
    """What could not be checked; a whole table that is missing is one reason, not one per expectation."""
    places: dict[tuple[str, str | None], list[str]] = {}
    for outcome in outcomes:
        if outcome.status is Status.BROKEN:
            places.setdefault((outcome.table, outcome.evaluation.error), []).append(outcome.title)
    return [
        f"检查无法执行：{table}（{titles[0] if len(titles) == 1 else f'{len(titles)} 项'}）：{error}"
        for (table, error), titles in places.items()
    ]


def _exceeded_bounds(suites: Sequence[Suite], quarantined: Sequence[Quarantined], report_count: int) -> list[str]:
    """Too many bad reports are no bad reports but a bad pipeline: each suite has a bound, the widest holds for all."""
    reasons = []
    bounded = [(suite, suite.max_report_share) for suite in suites if suite.max_report_share is not None]
    for suite, share in bounded:
        names = {suite.qualified(expectation) for expectation in suite.expectations}
        reports = {row.report_key for row in quarantined if row.expectation in names}
        if len(reports) > max(suite.tolerated_reports, share * report_count):
            reasons.append(_too_many(suite.title, len(reports), report_count, share, suite.tolerated_reports))
    everywhere = {row.report_key for row in quarantined}
    if bounded and not reasons:
        share = max(share for _, share in bounded)
        tolerated = max(suite.tolerated_reports for suite, _ in bounded)
        if len(everywhere) > max(tolerated, share * report_count):
            reasons.append(_too_many("各项检查合计", len(everywhere), report_count, share, tolerated))
    return reasons


def _too_many(where: str, count: int, report_count: int, share: float, tolerated: int) -> str:
    return f"{where}：应隔离 {count}/{report_count} 份报告，超过上限（{share:.0%}，且多于 {tolerated} 份）"


def _count(outcome: Outcome) -> str:
    count = outcome.evaluation.unexpected_count
    return "未满足" if count is None else f"{count} 处"
