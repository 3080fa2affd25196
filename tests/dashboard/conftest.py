"""A small published home and its pages."""

from __future__ import annotations

import pytest
from page_client import client_of
from small_marts import publish_small_home
from starlette.testclient import TestClient

from flows.settings import Settings


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return publish_small_home(tmp_path_factory.mktemp("pages") / "home")


@pytest.fixture(scope="session")
def pages(published: Settings) -> TestClient:
    return client_of(published)
