"""Runs that are killed, one kill upon the other, lose nothing and show readers only whole versions.

Every phase at many points: make test-faults. Here most of the expectations are left out, which are most of the time that the
shorter commands take.
"""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from campaign import play, report, short_rounds
from homes import PROJECT, Homes, prepare

SUITES = ("raw/report.json", "staging/stg_report.json", "marts/dim_report.json", "marts/fact_expenditure.json")


@pytest.fixture(scope="module")
def homes(tmp_path_factory, services) -> Homes:
    project = tmp_path_factory.mktemp("project")
    (project / "dbt_project").symlink_to(PROJECT / "dbt_project")
    for suite in SUITES:
        (project / "expectations" / "suites" / suite).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / "expectations" / "suites" / suite, project / "expectations" / "suites" / suite)
    return prepare(tmp_path_factory.mktemp("faults"), {"FISCAL_PROJECT_DIR": str(project)})


def test_killed_again_and_again(homes, tmp_path):
    rounds = short_rounds(homes, ["kill"], without=("staging", "marts"))
    with ThreadPoolExecutor(len(rounds)) as pool:
        outcomes = list(
            pool.map(lambda number: play(homes, rounds[number], tmp_path / f"home-{number}"), range(len(rounds)))
        )
    assert report(outcomes, 0) == 0
    assert [outcome.struck for outcome in outcomes] == [played.points for played in rounds]
    assert sum(len(outcome.struck) for outcome in outcomes) >= 8
    assert all(outcome.reads for outcome in outcomes)
