"""What all tests share: where the project and the shared material are, documents from lines, the layout seeds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("GX_ANALYTICS_ENABLED", "False")

from services import parsed_project, prefect_server

from flows.readers import tools, txt
from flows.readers.document import Document
from flows.settings import PROJECT_DIR, ReaderLimits
from flows.statements.layout import Layout
from flows.statements.layout_seeds import load_layout

SHARED = PROJECT_DIR.parent / "shared"


@pytest.fixture(scope="session")
def project_dir() -> Path:
    return PROJECT_DIR


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared material beside the project (real reports, hand labels); tests that need it skip without it."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED.name}/ is not beside the project: the real reports and their labels are not here")
    return SHARED


@pytest.fixture(scope="session")
def services(tmp_path_factory) -> Iterator[None]:
    """For tests that run the command line: one Prefect server and one parsed dbt project for all their homes."""
    folder = tmp_path_factory.mktemp("services")
    with prefect_server(folder) as server, pytest.MonkeyPatch.context() as patch:
        for name, value in {**server, **parsed_project(folder / "parsed")}.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="session")
def layout() -> Layout:
    return load_layout(PROJECT_DIR / "dbt_project" / "seeds")


@pytest.fixture(scope="session")
def read_text():
    """Text as the reader sees it: `read_text("a\\tb")` gives its Document."""

    def read(text: str) -> Document:
        return txt.read(text.encode(), ReaderLimits())

    return read


@pytest.fixture
def without_ocr(monkeypatch):
    """An installation without the packages of the extra [ocr]."""
    monkeypatch.setattr(tools, "available_tools", frozenset)
