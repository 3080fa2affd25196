"""What all tests share: where the project and the shared material are, documents from lines, the layout seeds."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import duckdb
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
# Files that take minutes come first: begun as the last, one of them would keep the other processes waiting.
_LONG = ("faults", "e2e", "dbt", "formats")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not set(_LONG) & {*item.path.relative_to(PROJECT_DIR).parts})


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


_NUMBER = re.compile(r"[-+△▲−(]*[¥￥]?\d[\d,]*(\.\d+)?\)?(%|百万元|千元|万元|亿元|元)?")


@pytest.fixture(scope="session")
def require_all_counted() -> Callable[[Path], None]:
    """Every number in every table of a home's documents, counted in the cells themselves, is in mart_recognition: published
    or left out with a reason. Figures among words in one cell (财政拨款：5万元；其他：6万元) come on top."""

    def require(home: Path) -> None:
        with closing(duckdb.connect(str(home / "work" / "warehouse.duckdb"), read_only=True)) as connection:
            cells = connection.execute(
                "select cell_key, file_sha256, text from raw.report_cell where row_no is not null"
            ).fetchall()
            lines = connection.execute("select file_sha256, cell_key from raw.statement_line").fetchall()
            counted = connection.execute(
                """select file_sha256, sum(figures_printed), sum(figures_published) + sum(figures_left_out),
                    count(*) filter (where figures_left_out > 0 and coalesce(left_out_reasons, '') = '')
                from marts.mart_recognition where statement <> '正文' group by 1"""
            ).fetchall()
        numbers = {
            key for key, _, text in cells if _NUMBER.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
        }
        printed = Counter(sha256 for key, sha256, _ in cells if key in numbers)
        printed.update(sha256 for sha256, key in lines if key not in numbers)
        assert printed
        assert {sha256: (figures, parts, silent) for sha256, figures, parts, silent in counted} == {
            sha256: (count, count, 0) for sha256, count in printed.items()
        }

    return require
