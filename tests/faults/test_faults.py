"""A run that is killed in every phase, one kill upon the other, loses nothing and shows readers only whole versions."""

from __future__ import annotations

import pytest
from campaign import PHASES, play, prefect_server, prepare, report


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults")
    with prefect_server(folder) as environment:
        yield prepare(folder, environment)


def test_killed_in_every_phase(campaign, tmp_path):
    outcome = play(campaign, campaign.short_points(), tmp_path / "home")
    assert report([outcome], 0) == 0
    assert {point.phase for point in outcome.struck} == set(PHASES)
    assert outcome.reads > 0
