"""Contradictions of the published version as alert events: one per report and severity, with place and both figures.

The alert book tells which of them are news: a finding is known by its fingerprint, so that the same one is told once.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from flows.alerting.events import AlertEvent, AlertKind
from flows.gating.suites import Severity
from flows.publishing.reading import open_published

AREA = "findings"
_OPEN = """
select report.file_name, unit.unit_name, finding.severity, any_value(report.division_code), finding.fingerprint,
    min(finding.news), min(finding.message), min(finding.source_page), min(finding.source_line),
    min(finding.reported_value), min(finding.expected_value)
from marts.fact_finding as finding
join marts.dim_report as report using (report_key)
left join marts.dim_unit as unit on finding.unit_key = unit.unit_key
where finding.status = 'open' and finding.severity <> 'info'
group by report.file_name, finding.report_key, unit.unit_name, finding.severity, finding.fingerprint
order by report.file_name, finding.report_key, finding.severity, min(finding.rule_id), finding.fingerprint
"""


def finding_events(published_db: Path, run_id: str) -> Iterator[AlertEvent]:
    """Open findings that are no mere information."""
    with open_published(published_db) as connection:
        rows = connection.execute(_OPEN).fetchall()
    for (file_name, unit_name, severity), group in groupby(rows, key=lambda row: row[:3]):
        found = list(group)
        shown = tuple(
            {
                "位置": _place(page, line),
                **({"变化": news} if news else {}),
                **_values(reported, expected),
                "矛盾": message,
            }
            for *_, news, message, page, line, reported, expected in found
        )
        yield AlertEvent(
            kind=AlertKind.FINDINGS,
            severity=Severity(severity),
            message=f"{file_name}（{unit_name}）" if unit_name else file_name,
            run_id=run_id,
            area=AREA,
            keys=tuple(f"finding:{row[4]}" for row in found),
            count=len(found),
            rows=shown,
            divisions=tuple(sorted({row[3] for row in found if row[3]})),
        )


def _place(page: int | None, line: int | None) -> str:
    return f"第{page}页" if page is not None else f"第{line}行" if line is not None else "位置不明"


def _values(reported: Decimal | None, expected: Decimal | None) -> dict[str, str]:
    """Both figures, which a long sentence may be cut before."""
    given = {"印为": reported, "应为": expected}
    return {name: f"{value.normalize():f}" for name, value in given.items() if value is not None}
