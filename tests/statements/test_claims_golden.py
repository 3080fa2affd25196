"""The claims that the labelled reports make in running text and that were found right by hand: they are read with their operands."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from flows.readers.formats import read_document
from flows.settings import ReaderLimits
from flows.statements.claims import Claim, load_claim_terms, read_claims
from flows.statements.layout_seeds import load_layout
from flows.statements.narrative import load_vocabulary, read_narrative
from flows.statements.recognise import recognise

# What labels of claims in sentences say; the others are sums and comparisons of table cells.
SAID = re.compile(
    r"同比|同比增加|占比:|占本年|占三公|占政府采购|占比 |下降|完成|分项|明细|全系统人员|declared|names|dates? |小于|持平"
)
NUMBER = re.compile(r"\d+(?:\.\d+)?")
LEAST_FOUND = 0.8
LINES = 3  # a sentence broken over lines is labelled at any of them


def numbers(text: str) -> set[Decimal]:
    return {Decimal(number).normalize() for number in NUMBER.findall(text.replace(",", ""))}


def tells(claim: Claim, label: str) -> bool:
    """Whether the operands of a certain claim are those of the label."""
    if claim.doubt is not None:
        return False
    if claim.claim_type == "日期":
        return numbers(claim.subject or "") <= numbers(label)
    if claim.relation == "名称":
        return "name exactly" in label
    operands = [claim.value, claim.change, claim.base, *(item.value for item in claim.items)]
    printed = [o.text for o in operands if o is not None] + ([claim.percent] if claim.percent else [])
    return bool(printed) and numbers(" ".join(printed)) <= numbers(label)


@pytest.mark.parametrize(("truth", "pattern", "place"), [("seeds", "*.txt", "line"), ("pdf", "*.pdf", "page")])
def test_claims_that_are_right_are_read(shared: Path, project_dir: Path, truth: str, pattern: str, place: str):
    seeds = project_dir / "dbt_project" / "seeds"
    vocabulary, layout = load_vocabulary(seeds), load_layout(seeds)
    terms = load_claim_terms(seeds, vocabulary)
    claims: dict[str, tuple[Claim, ...]] = {}
    for path in (shared / "reports").glob(pattern):
        document = read_document(path.read_bytes(), ReaderLimits())
        used = frozenset(recognise(document, layout).caption_blocks)
        narrative = read_narrative(document, vocabulary, used_blocks=used)
        claims[path.name.split("_")[0]] = read_claims(narrative.passages, vocabulary, terms)
    with (shared / "golden" / truth / "claims_ok.csv").open(encoding="utf-8-sig", newline="") as handle:
        labels = [row for row in csv.DictReader(handle) if SAID.search(row["claim"])]
    missed = [
        f"{row['doc']} {row[place]} {row['claim']}"
        for row in labels
        if not any(
            tells(claim, row["claim"])
            and abs((getattr(claim.place, place) or 0) - int(row[place])) <= (LINES if place == "line" else 0)
            for claim in claims[row["doc"]]
        )
    ]
    assert labels
    assert 1 - len(missed) / len(labels) >= LEAST_FOUND, "\n".join(missed)
