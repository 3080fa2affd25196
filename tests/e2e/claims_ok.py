"""Which of the claims that a person found right were found and passed by a check."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import duckdb

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# A sentence, or a row of a form with a line for each cell, is labelled at any of its lines; a statement at its first page.
_REACH = {"line": 8, "page": 1}


class Pass(NamedTuple):
    """A check that held: its rule, where (either side of what was compared), and the figures it compared."""

    rule: str
    line: list[int | None]
    page: list[int | None]
    figures: frozenset[Decimal]


def passes(work_db: Path) -> dict[str, list[Pass]]:
    """Checks that held, by the number in front of the file name."""
    with closing(duckdb.connect(str(work_db), read_only=True)) as connection:
        rows = connection.execute(
            """select split_part(report.file_name, '_', 1), rule_id, [result.source_line, other.source_line],
                [result.source_page, other.source_page], reported_value, expected_value
            from checks.int_check_results as result
            join marts.dim_report as report using (report_key)
            left join raw.report_cell as other on result.other_cell_key = other.cell_key
            where outcome = 'pass'"""
        ).fetchall()
    found = defaultdict(list)
    for doc, rule, line, page, reported, expected in rows:
        figures = frozenset(abs(value).normalize() for value in (reported, expected) if value is not None)
        found[doc].append(Pass(rule, line, page, figures))
    return found


def unconfirmed(work_db: Path, truth: Path) -> tuple[int, list[str]]:
    """How many claims are labelled, and those that no check confirms."""
    held = passes(work_db)
    place = "page" if truth.name == "pdf" else "line"
    with (truth / "claims_ok.csv").open(encoding="utf-8-sig", newline="") as handle:
        labels = list(csv.DictReader(handle))
    missed = [
        f"{row['doc']} {row[place]} {row['claim']}"
        for row in labels
        if not any(_confirms(each, row["claim"], place, int(row[place])) for each in held[row["doc"]])
    ]
    return len(labels), missed


def _confirms(check: Pass, claim: str, place: str, where: int) -> bool:
    """Whether a check that held is about a claim: near it, and of a figure that it names, or of the date or names it names."""
    if not any(at is not None and abs(at - where) <= _REACH[place] for at in getattr(check, place)):
        return False
    if check.rule == "DAT01":
        return "date" in claim
    if check.rule in ("SCO05", "SCO06", "SCO07"):
        return "met" in claim or "missed" in claim
    if check.rule == "LST03":
        return "name exactly" in claim
    numbers = {Decimal(number).normalize() for number in _NUMBER.findall(claim.replace(",", ""))}
    return bool(check.figures & numbers)
