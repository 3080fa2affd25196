"""What the tests of hostile input share: the makers of good files beside the readers' tests, and the reference data."""

from __future__ import annotations

import pytest

from flows.extraction import Knowledge, load_knowledge
from flows.settings import PROJECT_DIR


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(PROJECT_DIR / "dbt_project" / "seeds")
