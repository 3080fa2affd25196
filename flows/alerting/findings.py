"""What to tell of contradictions after a version was published: new and worsened ones only, one message per report."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from flows.alerting.events import AlertEvent, AlertKind
from flows.gating.suites import Severity
from flows.publishing.reading import open_published

_NEWS = """
select report.file_name, unit.unit_name, finding.severity, finding.news, finding.message, finding.source_page, finding.source_line,
    finding.reported_value, finding.expected_value
from marts.fact_finding as finding
join marts.dim_report as report using (report_key)
left join marts.dim_unit as unit on finding.unit_key = unit.unit_key
where finding.news is not null
order by report.file_name, finding.report_key, finding.severity, finding.rule_id, finding.finding_key
"""


def finding_events(published_db: Path, run_id: str, limit: int) -> list[AlertEvent]:
    """One event per report with news, the worst first; reports beyond `limit` are counted in one more event."""
    with open_published(published_db) as connection:
        rows = connection.execute(_NEWS).fetchall()
    events = []
    for (file_name, unit_name), group in groupby(rows, key=lambda row: row[:2]):
        found = list(group)
        news = sorted({row[3] for row in found})
        shown = tuple(
            {"位置": _place(page, line), "情况": what, **_values(reported, expected), "矛盾": message}
            for *_, what, message, page, line, reported, expected in sorted(
                found, key=lambda row: row[2] != Severity.CRITICAL.value
            )
        )
        events.append(
            AlertEvent(
                kind=AlertKind.FINDINGS,
                severity=_worst(row[2] for row in found),
                message=f"{len(found)} 处矛盾（{'、'.join(news)}）",
                run_id=run_id,
                reports=(f"{file_name}（{unit_name}）" if unit_name else file_name,),
                count=len(found),
                rows=shown,
            )
        )
    events.sort(key=lambda event: (event.severity is not Severity.CRITICAL, -(event.count or 0), event.reports))
    if len(events) > limit:
        rest = events[limit:]
        count = sum(event.count or 0 for event in rest)
        severity = _worst(event.severity.value for event in rest)
        message = f"另有 {len(rest)} 份报告共 {count} 处，见 marts.fact_finding 中 news 不为空的行"
        events = [*events[:limit], AlertEvent(AlertKind.FINDINGS, severity, message, run_id, count=count)]
    return events


def _worst(severities: Iterable[str]) -> Severity:
    return Severity.CRITICAL if Severity.CRITICAL.value in severities else Severity.WARNING


def _place(page: int | None, line: int | None) -> str:
    return f"第{page}页" if page is not None else f"第{line}行" if line is not None else "位置不明"


def _values(reported: Decimal | None, expected: Decimal | None) -> dict[str, str]:
    """Both figures, which a long sentence may be cut before."""
    given = {"印为": reported, "应为": expected}
    return {name: f"{value.normalize():f}" for name, value in given.items() if value is not None}
