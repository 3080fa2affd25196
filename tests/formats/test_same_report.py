"""The same report in every format gives the same published rows, and they are the truth."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.generate import File, generate, write_to
from benchmarks.writers.formats import FORMATS
from tests.formats.pipeline import outcome, rows_of, run, why_unreadable
from tests.formats.truth import TABLES, difference, truth_and_rows

# Between them: 万元 and 元, one and three code columns (named by a row of headings or beside the total), 行次, printed zeros,
# headings broken over lines, 三公 by item and by stage, government funds, capital, several projects.
SEED, NUMBERS = 5, (2, 6, 23, 7)
WRITTEN = [name for name in FORMATS if name != "scan"]  # test_scans.py


@pytest.fixture(scope="module")
def published_and_files(tmp_path_factory, services) -> tuple[Path, dict[str, File]]:
    """The published file of one run on the reports in all formats, and the files by their leading id."""
    folder = tmp_path_factory.mktemp("formats")
    names = [name for name in WRITTEN if why_unreadable(name) is None]
    files = list(generate(SEED, NUMBERS, names))
    write_to(folder, iter(files), len(files))
    return run(folder / "reports", folder / "home"), {file.doc: file for file in files}


@pytest.fixture(params=WRITTEN)
def name(request) -> str:
    reason = why_unreadable(request.param)
    if reason is not None:
        pytest.skip(reason)
    return request.param


def test_every_file_is_read(published_and_files, name):
    published, files = published_and_files
    for doc in files:
        if doc.endswith(f"-{name}"):
            assert outcome(published, doc)[0] == "read", outcome(published, doc)


@pytest.mark.parametrize("table", TABLES)
def test_published_rows_are_the_truth(published_and_files, name, table):
    published, files = published_and_files
    for doc, file in files.items():
        if doc.endswith(f"-{name}"):
            wanted, found = truth_and_rows(file.printed, published, table, doc)
            assert not difference(wanted, found), f"{doc}: missing (-) or extra (+)"


@pytest.mark.parametrize("table", TABLES)
def test_published_rows_are_those_of_the_text_file(published_and_files, name, table):
    published, files = published_and_files
    for doc in files:
        if doc.endswith(f"-{name}"):
            wanted = rows_of(published, table, doc.removesuffix(name) + "txt")
            assert not difference(wanted, rows_of(published, table, doc)), f"{doc}: missing (-) or extra (+)"
