"""The decision of a gate from its outcomes, and what a suite file must say."""

from __future__ import annotations

import copy
import json

import pytest

from flows.gating.decision import decide
from flows.gating.outcomes import Action, Evaluation, Offender, Outcome, Status
from flows.gating.suites import GateError, Scope, Severity, load_suites, parse_suite

SUITE = {
    "name": "staging.stg_report",
    "meta": {"table": "staging.stg_report", "title": "报告", "max_report_share": 0.2, "tolerated_reports": 1},
    "expectations": [
        {
            "type": "expect_table_row_count_to_be_between",
            "kwargs": {"min_value": 1},
            "severity": "critical",
            "meta": {"name": "has_rows", "title": "不为空", "scope": "run"},
        },
        {
            "type": "unexpected_rows_expectation",
            "kwargs": {"unexpected_rows_query": "select report_key, '无年度' as reason from {batch} where y is null"},
            "severity": "critical",
            "meta": {"name": "year_given", "title": "写明年度", "scope": "report"},
        },
    ],
}


def outcome(status: Status, severity: str = "critical", scope: str = "run", reports: int = 0) -> Outcome:
    offenders = tuple(Offender(f"r{n}", "无年度") for n in range(reports))
    evaluation = Evaluation(status, 3, error="没有这一列" if status is Status.BROKEN else None)
    name = "staging.stg_report.year_given"
    return Outcome("staging", "t", name, "写明年度", "x", Severity(severity), Scope(scope), evaluation, offenders)


@pytest.mark.parametrize(
    ("status", "severity", "scope", "reports", "action"),
    [
        (Status.PASSED, "critical", "run", 0, Action.CLEAR),
        (Status.FAILED, "info", "run", 0, Action.CLEAR),
        (Status.FAILED, "warning", "run", 0, Action.WARN),
        (Status.FAILED, "warning", "report", 2, Action.WARN),
        (Status.FAILED, "critical", "report", 2, Action.QUARANTINE),
        (Status.FAILED, "critical", "run", 0, Action.BLOCK),
        (Status.BROKEN, "info", "run", 0, Action.BLOCK),
    ],
)
def test_highest_failing_severity_decides(status, severity, scope, reports, action):
    suites = [parse_suite(SUITE, "staging")]
    outcomes = [outcome(Status.PASSED), outcome(status, severity, scope, reports)]
    assert decide(suites, outcomes, report_count=10).action is action


@pytest.mark.parametrize(("bad", "total", "blocked"), [(2, 10, False), (3, 10, True), (1, 2, False), (2, 2, True)])
def test_too_many_quarantined_reports_block_the_run(bad, total, blocked):
    decision = decide([parse_suite(SUITE, "staging")], [outcome(Status.FAILED, "critical", "report", bad)], total)
    assert (decision.action is Action.BLOCK) == blocked
    assert len(decision.quarantined) == bad


def test_missing_table_is_one_reason():
    decision = decide([parse_suite(SUITE, "staging")], [outcome(Status.BROKEN)] * 5, 1)
    assert decision.reasons == ("检查无法执行：t（5 项）：没有这一列",)


def _changed(change) -> dict:
    suite = copy.deepcopy(SUITE)
    change(suite)
    return suite


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: s["expectations"].pop(0), "行数检查"),
        (lambda s: s["expectations"][0]["kwargs"].update(min_value=0), "至少为 1"),
        (lambda s: s["expectations"].clear(), "行数检查"),
        (lambda s: s["meta"].update(rows_of="seeds.waivers"), "不在表里的行"),
        (lambda s: s["expectations"][1].pop("severity"), "severity"),
        (lambda s: s["expectations"][1]["meta"].pop("scope"), "scope"),
        (lambda s: s["expectations"][1]["meta"].update(scope="file"), "file"),
        (lambda s: s["expectations"][1]["meta"].update(name="has_rows"), "重复"),
        (lambda s: s["meta"].pop("max_report_share"), "max_report_share"),
        (lambda s: s["expectations"][1]["kwargs"].update(unexpected_rows_query="select 1"), "batch"),
    ],
)
def test_unsafe_suite_is_refused(change, message, tmp_path):
    folder = tmp_path / "staging"
    folder.mkdir()
    (folder / "stg_report.json").write_text(json.dumps(_changed(change)), encoding="utf-8")
    with pytest.raises(GateError, match=message):
        load_suites(tmp_path, "staging")


def test_layer_without_suites_is_refused(tmp_path):
    with pytest.raises(GateError, match="没有检查套件"):
        load_suites(tmp_path, "marts")


def test_marts_have_no_report_scope():
    with pytest.raises(ValueError, match="staging"):
        parse_suite(SUITE, "marts")
