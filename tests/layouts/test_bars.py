"""What the labelled layouts must score: as the seeds are, and on a new place's first day. Both run the whole pipeline."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.layouts.__main__ import scores_of
from benchmarks.layouts.corpus import load_corpus
from benchmarks.layouts.leave_one_out import first_day
from benchmarks.layouts.scoring import Score, Tally

pytestmark = pytest.mark.slow

LEAST_OF_TABLES, LEAST_OF_TEXT, LEAST_ON_THE_FIRST_DAY = 0.99, 0.92, 0.85


def total(tallies: list[Tally]) -> Tally:
    """All documents together."""
    whole = Tally()
    for tally in tallies:
        whole.add(tally)
    return whole


def wrong(scores: list[Score]) -> list[object]:
    """Figures published with a wrong amount, stage or year."""
    return [row for own in scores for row in own.wrong]


def test_labelled_layouts(tmp_path: Path, services, require_all_counted):
    scores = scores_of(load_corpus(), tmp_path / "home")
    tables, text = total([own.all_tables for own in scores]), total([own.text for own in scores])
    assert tables.recall >= LEAST_OF_TABLES
    assert tables.precision >= LEAST_OF_TABLES
    assert text.recall >= LEAST_OF_TEXT
    assert total([own.units for own in scores]).recall == 1
    assert not wrong(scores)
    require_all_counted(tmp_path / "home")


def test_a_new_place_on_its_first_day(tmp_path: Path, services):
    scores, rows = first_day(load_corpus(), tmp_path / "home")
    tables = total([own.all_tables for own in scores])
    assert tables.recall >= LEAST_ON_THE_FIRST_DAY
    assert not wrong(scores)
    # What is not published is told: rows that a document misses are figures left out, with the reason in mart_recognition.
    left_out = {row[0]: row[-1] for row in rows[:-1]}
    missing = {own.id for own in scores if own.all_tables.recall < 1}
    assert all(left_out[name] for name in missing)
