"""The labelled layouts written in every other format: the same is recognised in all of them."""

from __future__ import annotations

import pytest

from benchmarks.layouts.corpus import load_corpus
from benchmarks.writers.formats import FORMATS
from flows.extraction import load_knowledge
from flows.readers.formats import read_document
from flows.settings import PROJECT_DIR, ReaderLimits
from tests.formats.recognised import recognised

WRITTEN_HERE = [name for name in FORMATS if name not in {"scan", "doc"}]


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge(PROJECT_DIR / "dbt_project" / "seeds")


@pytest.mark.parametrize("document", load_corpus(), ids=lambda document: document.id)
def test_every_format_says_the_same(document, knowledge):
    own = document.html if document.format == "html" else FORMATS[document.format].write(document.source).data
    wanted = recognised(read_document(own, ReaderLimits()), knowledge)
    assert wanted
    different = {}
    for name in WRITTEN_HERE:
        found = recognised(read_document(FORMATS[name].write(document.source).data, ReaderLimits()), knowledge)
        if found != wanted:
            different[name] = [f"- {key}" for key in wanted - found] + [f"+ {key}" for key in found - wanted]
    assert not different
