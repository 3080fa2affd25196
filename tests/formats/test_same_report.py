"""The same report in every format gives the same published rows, and they are the truth."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.generate import File, generate, write_to
from benchmarks.reports.truth import yuan
from benchmarks.writers.formats import FORMATS
from flows.statements.folding import fold
from tests.formats.pipeline import outcome, rows_of, run, why_unreadable

# Between them: 万元 and 元, one and three code columns (named by a row of headings or beside the total), 行次, printed zeros,
# headings broken over lines, 三公 by item and by stage, government funds, capital, several projects.
SEED, NUMBERS = 5, (2, 6, 23, 7)
_LEAST_OF_A_SCAN = 0.98
FAST = [name for name in FORMATS if name != "scan"]
TABLES = {
    "fact_expenditure": "expenditure",
    "fact_revenue": "revenue",
    "fact_indicator_score": "scores",
    "fact_evaluation": "evaluation",
    "fact_staffing": "staffing",
    "fact_procurement": "procurement",
    "fact_state_asset": "assets",
}
_NUMBERS = {"weight", "score", "total_weight", "total_score", "execution_rate", "quantity", "headcount"}
# Whose the file is, and the fund of an income said in text, which its source names already.
_NOT_COMPARED = {"fact_staffing": {"organisation"}, "fact_revenue": {"fund_source"}}


class Runs:
    """The files of each group of formats, ingested together in one run when the first of them is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runs: dict[str, tuple[Path, dict[str, File]]] = {}

    def of(self, name: str) -> tuple[Path, dict[str, File]]:
        """The published file and the files by their leading id."""
        group = "fast" if name in FAST else name
        if group not in self._runs:
            names = [each for each in (FAST if group == "fast" else [name]) if why_unreadable(each) is None]
            numbers = NUMBERS if group == "fast" else NUMBERS[-1:]
            files = list(generate(SEED, numbers, names))
            write_to(self._folder / group, iter(files), len(files))
            published = run(self._folder / group / "reports", self._folder / group / "home")
            self._runs[group] = published, {file.doc: file for file in files}
        return self._runs[group]


@pytest.fixture(scope="module")
def runs(tmp_path_factory) -> Runs:
    return Runs(tmp_path_factory.mktemp("formats"))


@pytest.fixture(params=FAST)
def name(request) -> str:
    reason = why_unreadable(request.param)
    if reason is not None:
        pytest.skip(reason)
    return request.param


def test_every_file_is_read(runs, name):
    published, files = runs.of(name)
    for doc in files:
        if doc.endswith(f"-{name}"):
            assert outcome(published, doc)[0] == "read", outcome(published, doc)


@pytest.mark.parametrize("table", TABLES)
def test_published_rows_are_the_truth(runs, name, table):
    published, files = runs.of(name)
    for doc, file in files.items():
        if doc.endswith(f"-{name}"):
            truth = [fact.values for fact, _ in file.printed.facts if fact.table == TABLES[table]]
            columns = {column for values in truth for column in values} - _NOT_COMPARED.get(table, set())
            wanted = Counter(_told(values, columns) for values in truth)
            found = Counter(
                _told({k: v for k, v in row if k in columns | {"amount_yuan"}}, columns)
                for row in rows_of(published, table, doc).elements()
            )
            assert not _difference(wanted, found), f"{doc}: missing (-) or extra (+)"


@pytest.mark.parametrize("table", TABLES)
def test_published_rows_are_those_of_the_text_file(runs, name, table):
    published, files = runs.of(name)
    text_published, _ = runs.of("txt")
    for doc in files:
        if doc.endswith(f"-{name}"):
            wanted = rows_of(text_published, table, doc.removesuffix(name) + "txt")
            assert not _difference(wanted, rows_of(published, table, doc)), f"{doc}: missing (-) or extra (+)"


@pytest.mark.parametrize("table", TABLES)
def test_a_scan_publishes_no_wrong_row_and_nearly_all_of_the_right_ones(runs, table):
    """What recognition leaves unclear is left out, never guessed."""
    reason = why_unreadable("scan")
    if reason is not None:
        pytest.skip(reason)
    published, files = runs.of("scan")
    ((doc, file),) = files.items()
    truth = [fact.values for fact, _ in file.printed.facts if fact.table == TABLES[table]]
    columns = {column for values in truth for column in values} - _NOT_COMPARED.get(table, set())
    wanted = Counter(_told(values, columns) for values in truth)
    found = Counter(
        _told({k: v for k, v in row if k in columns | {"amount_yuan"}}, columns)
        for row in rows_of(published, table, doc).elements()
    )
    assert not found - wanted, _difference(wanted, found)
    assert found.total() >= _LEAST_OF_A_SCAN * wanted.total(), _difference(wanted, found)


def _told(values, columns) -> tuple[tuple[str, str], ...]:
    """A row as sorted names and values, money in yuan, numbers in one form, without empty values."""
    told = {
        column: fold(str(values[column])) for column in columns - {"amount"} if values.get(column) not in {None, ""}
    }
    if "amount" in columns:
        told["amount_yuan"] = yuan(values["amount"]) if "amount" in values else values["amount_yuan"]
    return tuple(sorted((k, f"{float(v):.2f}" if k in _NUMBERS else v) for k, v in told.items()))


def _difference(wanted: Counter, found: Counter) -> list[str]:
    return [f"- {row}" for row in (wanted - found).elements()] + [f"+ {row}" for row in (found - wanted).elements()]
