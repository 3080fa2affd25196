"""Runs that are killed, one kill upon the other, lose nothing and show readers only whole versions.

Every phase at many points: make test-faults.
"""

from __future__ import annotations

import pytest
from campaign import play, prefect_server, prepare, report


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults")
    with prefect_server(folder) as environment:
        yield prepare(folder, environment)


def test_killed_again_and_again(campaign, tmp_path):
    points = campaign.short_points()
    outcome = play(campaign, points, tmp_path / "home")
    assert report([outcome], 0) == 0
    assert outcome.struck == points
    assert len(points) >= 8
    assert outcome.reads > 0
