"""The real reports against hand-labelled truth: the bars that the marts must hold."""

from __future__ import annotations

import pytest
from claims_ok import unconfirmed

LEAST_CONFIRMED = 0.8  # of the claims that were found right by hand
BARS = (
    "tables=1",
    "text_recall=0.95",
    "text_precision=0.92",
    "provenance=1",
    "evaluation=1",
    "staffing=1",
    "units=1",
    "findings=1",
    "--max-alarms",
    "1",
)


@pytest.fixture(scope="module")
def published(shared, fiscal, tmp_path_factory):
    home = tmp_path_factory.mktemp("golden") / "var"
    run = fiscal("run", "--landing", shared / "reports", "--home", home)
    assert run.returncode == 0, run.stderr
    return home / "published" / "warehouse.duckdb"


@pytest.mark.parametrize("truth", ["seeds", "pdf"])
def test_real_reports_against_labels(require_score, published, truth):
    require_score(published, truth, BARS)


def test_every_printed_number_is_published_or_left_out_with_a_reason(require_all_counted, published):
    require_all_counted(published.parents[1])


@pytest.mark.parametrize("truth", ["seeds", "pdf"])
def test_right_claims_are_found_and_pass(shared, published, truth):
    labelled, missed = unconfirmed(published.parents[1] / "work" / "warehouse.duckdb", shared / "golden" / truth)
    assert labelled
    assert 1 - len(missed) / labelled >= LEAST_CONFIRMED, "\n".join(missed)
