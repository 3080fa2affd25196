"""The reports that readers are measured with: every format holds the same nine statements."""

from __future__ import annotations

import pytest

pytest.importorskip("docx", reason="python-docx is not installed (extra bench)")
pytest.importorskip("reportlab", reason="reportlab is not installed (extra bench)")

from benchmarks.readers_corpus import Report, report
from benchmarks.readers_files import WRITERS
from flows.readers.formats import detect, read_document
from flows.settings import ReaderLimits


@pytest.fixture(scope="module")
def drawn() -> Report:
    return report(1)


def test_the_same_seed_gives_the_same_report(drawn):
    assert report(1) == drawn
    assert report(2) != drawn


@pytest.mark.parametrize("source_format", WRITERS)
def test_each_format_is_written_as_itself_and_gives_the_nine_statements(source_format, drawn):
    data = WRITERS[source_format](drawn)
    document = read_document(data, ReaderLimits())
    assert detect(data) == source_format
    assert len(document.tables) == len(drawn.statements) == 9
    widths = [1 + max(cell.col + cell.col_span - 1 for cell in table.cells) for _, table in document.tables]
    assert widths == [len(statement.rows[0]) for statement in drawn.statements]
