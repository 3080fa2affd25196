"""Scans of generated reports: what is published of them is right, and nearly all of it is published."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from benchmarks.reports.report import Printed, make_report
from benchmarks.writers import scan
from flows.extraction import load_knowledge
from flows.readers.document import Document, Table
from flows.readers.formats import read_document
from flows.settings import PROJECT_DIR, ReaderLimits
from tests.formats.pipeline import outcome, run, why_unreadable
from tests.formats.recognised import recognised
from tests.formats.truth import TABLES, difference, truth_and_rows

pytestmark = pytest.mark.skipif(
    why_unreadable("scan") is not None, reason="the packages of the extra [ocr] are not installed"
)

SEED = 21
# Number of the report, how far its pages lie askew (degrees), specks of dust.
LYING = {0: (0.0, 0), 3: (-0.8, 400), 4: (0.9, 400), 9: (1.0, 200), 19: (-0.5, 400), 35: (0.7, 100)}
LEAST = 0.99
# A few pages of a report with something of every fact.
KEPT_TABLES = ("收入支出决算总表", "支出决算表", "“三公”经费支出决算表", "项目支出绩效自评表")
KEPT_TEXTS = {"staffing", "procurement", "assets"}


def some_pages(printed: Printed) -> Document:
    """The cover, some tables with their captions and the sentences of some facts."""
    blocks = printed.document.blocks
    texts = {spot.block for fact, spot in printed.facts if fact.table in KEPT_TEXTS and spot.row < 0}
    kept = {0, 1, *texts}
    for no, block in enumerate(blocks):
        if isinstance(block, Table):
            above = no - 1
            while above and not isinstance(blocks[above - 1], Table) and not blocks[above].text.endswith("表"):
                above -= 1
            title = blocks[above].text
            if title.endswith(KEPT_TABLES[2:]) or title in KEPT_TABLES:
                kept.update(range(above, no + 1))
    return Document("generated", tuple(blocks[no] for no in sorted(kept)))


def test_some_pages_askew_say_what_their_document_says():
    document = some_pages(make_report(SEED, 19))
    knowledge = load_knowledge(PROJECT_DIR / "dbt_project" / "seeds")
    wanted = recognised(document, knowledge)
    assert {key[0] for key in wanted} == {"report", "line", "indicator", "evaluation", "staff", "text", "asset"}
    found = recognised(read_document(scan.write_turned(document, 0.6, 300).data, ReaderLimits()), knowledge)
    assert not found - wanted, difference(wanted, found)
    assert found.total() >= LEAST * wanted.total(), difference(wanted, found)


@pytest.fixture(scope="module")
def scans(tmp_path_factory, services) -> tuple[Path, dict[str, Printed]]:
    """The published file of a run on the scans, and the reports by the leading id of their file."""
    folder = tmp_path_factory.mktemp("scans")
    (folder / "reports").mkdir()
    reports = {f"{number:05d}-scan": make_report(SEED, number) for number in LYING}
    for (doc, printed), (degrees, specks) in zip(reports.items(), LYING.values(), strict=True):
        name = f"{doc}_{printed.report.unit.name}{printed.report.year}年度部门决算.pdf"
        (folder / "reports" / name).write_bytes(scan.write_turned(printed.document, degrees, specks).data)
    return run(folder / "reports", folder / "home"), reports


@pytest.mark.slow
def test_scans_publish_no_wrong_row_and_nearly_all_of_the_right_ones(scans):
    """What recognition leaves unclear is left out, never guessed."""
    published, reports = scans
    wrong: list[str] = []
    missing: Counter[str] = Counter()
    for doc, printed in reports.items():
        assert outcome(published, doc)[0] == "read"
        total = 0
        for table in TABLES:
            wanted, found = truth_and_rows(printed, published, table, doc)
            wrong += [f"{doc} {table} {row}" for row in (found - wanted).elements()]
            missing[doc] += (wanted - found).total()
            total += wanted.total()
        assert missing[doc] <= (1 - LEAST) * total, f"{doc}: {missing[doc]} of {total} rows are missing"
    assert not wrong


@pytest.mark.slow
def test_what_is_left_out_of_a_scan_has_its_reason(scans):
    published, _ = scans
    with closing(duckdb.connect(str(published), read_only=True)) as connection:
        (silent,) = connection.execute(
            """select count(*) from marts.mart_recognition
            where figures_printed <> figures_published + figures_left_out
                or (figures_left_out > 0 and coalesce(left_out_reasons, '') = '')"""
        ).fetchone()
    assert silent == 0
