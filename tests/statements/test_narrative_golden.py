"""Recall and precision of text figures and headcounts on the five labelled reports, keyed as their scorer keys them."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from flows.readers.formats import read_document
from flows.settings import ReaderLimits
from flows.statements.folding import fold
from flows.statements.narrative import Narrative, TextFigure, Vocabulary, load_vocabulary, read_narrative
from flows.statements.narrative.lexicon import ROW, STAFF

_NOISE = re.compile(r"[\s“”\"'（）()、，]+")


@pytest.fixture(scope="module")
def vocabulary(project_dir: Path) -> Vocabulary:
    return load_vocabulary(project_dir / "dbt_project" / "seeds")


@pytest.fixture(scope="module")
def narratives(shared: Path, vocabulary: Vocabulary) -> dict[str, Narrative]:
    files = sorted((shared / "reports").glob("*.txt"))
    return {
        f.name.split("_")[0]: read_narrative(read_document(f.read_bytes(), ReaderLimits()), vocabulary) for f in files
    }


@pytest.fixture(scope="module")
def factors(project_dir: Path) -> dict[str, Decimal]:
    seed = project_dir / "dbt_project" / "seeds" / "layouts" / "money_units.csv"
    return {row["unit_key"]: Decimal(row["factor"]) for row in rows(seed)}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def plain(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text))


def item(figure: TextFigure, vocabulary: Vocabulary) -> str:
    meanings = [vocabulary.meaning(figure.label_key or "", role) for role in (ROW, "total", "item", "kind")]
    return next((m.line_item for m in meanings if m is not None and m.line_item), figure.label_text or "")


@pytest.mark.parametrize(("fact", "side"), [("expenditure", "支出"), ("revenue", "收入")])
def test_text_figures_of_the_labelled_reports(shared, narratives, vocabulary, factors, fact, side):
    truth = shared / "golden" / "seeds"
    years = {row["doc"]: row["fiscal_year"] for row in rows(truth / "units.csv")}
    tolerated = {(row["doc"], row["line"]) for row in rows(truth / "ambiguous.csv")}
    labels = [
        row for row in rows(truth / f"{fact}.csv") if row["statement"] == "正文" and "采购" not in row["line_item"]
    ]
    wanted = {
        (r["doc"], r["fiscal_year"], r["budget_stage"], plain(r["line_item"]), Decimal(r["amount_yuan"])): r
        for r in labels
    }
    at_place = {(r["doc"], r["line"], Decimal(r["amount_yuan"])): key for key, r in wanted.items()}
    found = Counter()
    for doc, narrative in narratives.items():
        for f in narrative.figures:
            if f.role != "amount" or f.side not in (side, "收支") or "采购" in (f.label_key or ""):
                continue
            stage = vocabulary.meaning(f.stage_key, "stage").budget_stage if f.stage_key else "决算"
            yuan = Decimal(fold(f.value_text).replace(",", "")) * factors[fold(f.unit_text)]
            key = (doc, f.year_text or years[doc], stage, plain(item(f, vocabulary)), yuan)
            if key not in wanted and (doc, str(f.source_line)) in tolerated:
                key = at_place.get((doc, str(f.source_line), yuan))
            found[key] += key is not None
    extra = [key for key in found if key is not None and key not in wanted]
    missing = [key for key in wanted if key not in found]
    assert len(missing) <= 0.05 * len(wanted), missing
    assert len(extra) <= 0.08 * len(found), extra


def test_headcounts_of_the_labelled_reports(shared, narratives, vocabulary):
    labels = [
        row for row in rows(shared / "golden" / "seeds" / "staffing.csv") if (row["doc"], row["line"]) < ("004", "9")
    ]
    wanted = Counter((row["doc"], row["staff_category"], row["headcount"], row["line"]) for row in labels)
    found = Counter(
        (doc, vocabulary.meaning(line.category_key, STAFF).line_item, line.headcount_text, str(line.source_line))
        for doc, narrative in narratives.items()
        for line in narrative.staff
    )
    assert found == wanted
