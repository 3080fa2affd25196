"""Runs that are killed, one kill upon the other, lose nothing and show readers only whole versions.

Every phase at many points: make test-faults.
"""

from __future__ import annotations

import pytest
from campaign import play, prepare, report


@pytest.fixture(scope="module")
def campaign(tmp_path_factory, services):
    return prepare(tmp_path_factory.mktemp("faults"), {})


def test_killed_again_and_again(campaign, tmp_path):
    points = campaign.short_points()
    outcome = play(campaign, points, tmp_path / "home")
    assert report([outcome], 0) == 0
    assert outcome.struck == points
    assert len(points) >= 8
    assert outcome.reads > 0
