"""Labelled layouts, generated and real reports, written in every other format: the same is recognised in all of them."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from benchmarks.layouts.corpus import load_corpus
from benchmarks.reports.report import make_report
from benchmarks.writers.formats import FORMATS
from flows.extraction import load_knowledge
from flows.readers.document import Document
from flows.readers.formats import read_document
from flows.settings import PROJECT_DIR, ReaderLimits
from tests.formats.recognised import is_other_amount, recognised

WRITTEN_HERE = [name for name in FORMATS if name not in {"scan", "doc"}]
# Between them: codes in three columns named beside the total or above it, 行次, halves, 三公 by item and by stage.
SEED, NUMBERS = 11, (1, 2, 6, 9, 10)
REAL = ("000", "001", "002", "003", "004", "P1")


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge(PROJECT_DIR / "dbt_project" / "seeds")


@pytest.fixture(scope="module")
def differences(knowledge):
    """What is missing and what is wrong in each other format of a document, of which `own` is what it is."""

    def found(document: Document, own: Document, lossy: Collection[str] = ()) -> dict[str, list[str]]:
        wanted = recognised(own, knowledge)
        assert wanted
        different = {}
        for name in WRITTEN_HERE:
            written = read_document(FORMATS[name].write(document).data, ReaderLimits())
            other = recognised(written, knowledge)
            if name in lossy:
                different[name] = [f"+ {key}" for key in other - wanted if is_other_amount(key, wanted)]
            else:
                different[name] = [f"- {key}" for key in wanted - other] + [f"+ {key}" for key in other - wanted]
        return {name: keys for name, keys in different.items() if keys}

    return found


@pytest.mark.parametrize("document", load_corpus(), ids=lambda document: document.id)
def test_layouts_in_other_formats(document, differences):
    own = read_document(document.data, ReaderLimits())
    assert differences(document.source, own, document.lossy_formats) == {}


@pytest.mark.parametrize("number", NUMBERS)
def test_generated_reports(number, differences):
    document = make_report(SEED, number).document
    assert differences(document, document) == {}


@pytest.mark.parametrize("start", REAL)
def test_real_reports(shared, start, differences):
    (path,) = (shared / "reports").glob(f"{start}_*")
    document = read_document(path.read_bytes(), ReaderLimits())
    assert differences(document, document) == {}
