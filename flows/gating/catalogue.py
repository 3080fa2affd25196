"""Quarantine by the rule catalogue: a report with an open finding of a rule whose consequence is `quarantined` stays out.

What is out is not checked any more and has no findings. So a decision holds until something it rests on changes: the report
or another one of its unit was recognised anew, came or went; rules, seeds or waivers changed. Then the report is let in
again and checked within the same run, before anything is published.
"""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb

_PREFIX = "findings."
# What a decision rests on, by report: code and seeds, and all reports of its unit (a report without one stands alone).
_STATES = """
with units as (
    select
        coalesce(versions.unit_key, versions.report_key) as owner,
        md5(concat(any_value(code.code_version), '|', string_agg(
            concat_ws(' ', versions.report_key, versions.file_sha256, documents.recognised_at), '|' order by versions.report_key
        ))) as state
    from intermediate.int_report_versions as versions
    join raw.document as documents on documents.file_sha256 = versions.file_sha256
    cross join intermediate.int_code_version as code
    group by owner
)
select versions.report_key, units.state
from intermediate.int_report_versions as versions
join units on units.owner = coalesce(versions.unit_key, versions.report_key)
"""
_SCHEMA = """
create schema if not exists gates;
create table if not exists gates.catalogue_quarantine (report_key varchar primary key, state varchar not null);
"""


def let_in_again(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop decisions that rest on something that has changed. Needs the intermediate models of this run."""
    connection.execute(_SCHEMA)
    connection.execute(
        f"""delete from gates.catalogue_quarantine as decided
        where not exists (
            select 1 from ({_STATES}) as now where now.report_key = decided.report_key and now.state = decided.state
        )"""
    )
    connection.execute(
        f"""delete from raw.quarantine where starts_with(expectation, '{_PREFIX}')
        and report_key not in (select report_key from gates.catalogue_quarantine)"""
    )


def keep_out(connection: duckdb.DuckDBPyConnection, run_id: str) -> set[str]:
    """Quarantine the reports that the candidate's findings keep out; returns those that were let in until now."""
    connection.execute(_SCHEMA)
    rows = connection.execute(
        """select finding.report_key, finding.rule_id, finding.severity, string_agg(finding.message, '；' order by finding.finding_key)
        from marts.fact_finding as finding
        join marts.dim_rule as rule using (rule_id)
        where rule.consequence = 'quarantined' and finding.status = 'open' and finding.severity <> 'info'
        group by 1, 2, 3 order by 1, 2"""
    ).fetchall()
    now = datetime.now(UTC).replace(tzinfo=None)
    for report, rule, severity, message in rows:
        connection.execute(
            """insert into raw.quarantine (report_key, expectation, severity, reason, run_id, decided_at)
            values ($1, $2, $3, $4, $5, $6)""",
            [report, f"{_PREFIX}{rule}", severity, message, run_id, now],
        )
    reports = {report for report, *_ in rows}
    connection.execute(
        f"""insert or replace into gates.catalogue_quarantine
        select report_key, state from ({_STATES}) where list_contains($1, report_key)""",
        [sorted(reports)],
    )
    return reports
