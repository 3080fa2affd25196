"""The labelled layouts are complete, and their scorer tells right from wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest

from benchmarks.layouts.corpus import DOCUMENTS, LayoutDocument, document_of, load_corpus
from benchmarks.layouts.scoring import score
from flows.readers.document import Table

CORPUS = load_corpus()
LABEL = {
    "doc": "X",
    "fiscal_year": "2022",
    "statement": "支出决算表",
    "budget_stage": "决算",
    "expenditure_kind": "合计",
    "fund_source": "合计",
    "function_code": "201",
    "line_item": "一般公共服务支出",
    "amount_yuan": "100.00",
}
UNIT = {"unit_name": "某局", "division_code": "430212", "fiscal_year": "2022", "report_type": "部门决算"}
DOCUMENT = LayoutDocument(
    "X", DOCUMENTS, "X_.html", "html", "部门决算", "", frozenset(), {"expenditure": [LABEL], "units": [UNIT]}
)


def test_there_are_documents_of_many_kinds_and_formats():
    assert len(CORPUS) >= 30
    assert {document.format for document in CORPUS} >= {"html", "docx", "xlsx", "pdf", "txt", "ofd"}
    assert len({document.kind for document in CORPUS}) >= 5


@pytest.mark.parametrize("document", CORPUS, ids=lambda document: document.id)
def test_every_document_names_its_unit_and_has_a_table_or_text(document):
    assert document.expected["units"]
    assert document.source.blocks
    assert document.file_name.startswith(f"{document.id}_")


def test_spans_of_a_source_are_laid_out():
    (table,) = document_of("<body><table><tr><td rowspan=2>a<td>b<tr><td>c</table></body>").blocks
    assert isinstance(table, Table)
    assert [(cell.row, cell.col, cell.text) for cell in table.cells] == [(0, 0, "a"), (0, 1, "b"), (1, 1, "c")]


@pytest.mark.parametrize(
    ("change", "recall", "precision", "wrong"),
    [
        ({}, 1.0, 1.0, 0),
        ({"line_item": "“一般公共服务”支出", "amount_yuan": Decimal("100")}, 1.0, 1.0, 0),
        ({"amount_yuan": "101.00"}, 0.0, 0.0, 1),
        ({"budget_stage": "年初预算"}, 0.0, 0.0, 1),
        ({"function_code": "202"}, 0.0, 0.0, 0),
    ],
)
def test_scores(change, recall, precision, wrong):
    own = score(DOCUMENT, {"fact_expenditure": [{**LABEL, **change}], "dim_report": [UNIT]})
    assert (own.all_tables.recall, own.all_tables.precision, len(own.wrong)) == (recall, precision, wrong)
    assert own.units.recall == 1.0


def test_what_is_not_published_is_missing():
    own = score(DOCUMENT, {})
    assert (own.all_tables.recall, own.all_tables.found, own.units.recall) == (0.0, 0, 0.0)
