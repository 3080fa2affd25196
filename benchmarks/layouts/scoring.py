"""Published rows against labelled ones: recall and precision, and figures published with a wrong amount, stage or year.

A figure in a table is right when document, year, statement, stage, kind or source, fund, account, project and amount agree;
one in running text when year, stage, label and amount do. Spelling noise (blanks, quotation marks, brackets) does not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from benchmarks.layouts.corpus import LayoutDocument

_NOISE = re.compile(r"[\s“”\"'‘’（）()【】\[\]《》:：,，、。;；·\-—_]+")
TEXT = "正文"

Key = tuple[str, ...]
Published = Mapping[str, Iterable[Mapping[str, Any]]]


def norm(value: object) -> str:
    """A label without what spelling may vary."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", "" if value is None else str(value)))


def number(value: object) -> str:
    """A number with two decimals; '' for none."""
    if value in (None, ""):
        return ""
    try:
        return str(Decimal(str(value)).quantize(Decimal("0.01")))
    except InvalidOperation:
        return norm(value)


def _account(row: Mapping[str, Any]) -> str:
    return str(row.get("function_code") or row.get("economic_code") or "") or norm(row.get("line_item"))


def _said(row: Mapping[str, Any]) -> Key:
    return str(row["fiscal_year"]), norm(row["budget_stage"]), norm(row["line_item"]), number(row["amount_yuan"])


def _table_figure(*meanings: str) -> Callable[[Mapping[str, Any]], Key]:
    def key(row: Mapping[str, Any]) -> Key:
        meaning = (norm(row.get(name)) for name in meanings)
        year, stage = str(row["fiscal_year"]), norm(row["budget_stage"])
        return year, norm(row["statement"]), stage, *meaning, _account(row), number(row["amount_yuan"])

    return key


def _fields(**columns: Callable[[object], str]) -> Callable[[Mapping[str, Any]], Key]:
    return lambda row: tuple(form(row.get(name)) for name, form in columns.items())


@dataclass(frozen=True)
class Fact:
    """A kind of fact: its mart, the file of its labels, what makes a row the same. `said` for rows in running text."""

    mart: str
    labels: str
    key: Callable[[Mapping[str, Any]], Key]
    said: Callable[[Mapping[str, Any]], Key] | None = None


FACTS = (
    Fact("fact_expenditure", "expenditure", _table_figure("expenditure_kind", "fund_source", "project_name"), _said),
    Fact("fact_revenue", "revenue", _table_figure("revenue_source"), _said),
    Fact(
        "fact_indicator_score",
        "scores",
        _fields(
            statement=norm,
            project_name=norm,
            level1=norm,
            level2=norm,
            level3=norm,
            target_text=norm,
            actual_text=norm,
            weight=number,
            score=number,
        ),
    ),
    Fact(
        "fact_evaluation",
        "evaluation",
        _fields(
            statement=norm,
            project_name=norm,
            total_weight=number,
            total_score=number,
            execution_rate=number,
            grade=norm,
        ),
    ),
    Fact("fact_staffing", "staffing", _fields(staff_category=norm, headcount=str)),
)


@dataclass
class Tally:
    """What was wanted, found and right."""

    truth: int = 0
    found: int = 0
    hits: int = 0
    missing: list[Key] = field(default_factory=list)
    extra: list[Key] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.hits / self.truth if self.truth else 1.0

    @property
    def precision(self) -> float:
        return self.hits / self.found if self.found else 1.0

    def add(self, other: Tally) -> None:
        self.truth += other.truth
        self.found += other.found
        self.hits += other.hits
        self.missing += other.missing
        self.extra += other.extra


@dataclass
class Score:
    """A document's score. `tables` by statement; `wrong` figures say a wrong amount, stage or year of a label that is there."""

    id: str
    tables: dict[str, Tally] = field(default_factory=dict)
    text: Tally = field(default_factory=Tally)
    units: Tally = field(default_factory=Tally)
    wrong: list[Key] = field(default_factory=list)

    @property
    def all_tables(self) -> Tally:
        total = Tally()
        for tally in self.tables.values():
            total.add(tally)
        return total


def score(document: LayoutDocument, published: Published) -> Score:
    """The score of a document; `published`: its rows by mart."""
    result = Score(document.id)
    optional = {(row["file"], row["value"], row["also_acceptable"]) for row in document.expected.get("ambiguous", [])}
    for fact in FACTS:
        labels, rows = document.expected.get(fact.labels, []), list(published.get(fact.mart, ()))
        for statement in sorted({str(row.get("statement") or fact.labels) for row in (*labels, *rows)}):
            wanted = [row for row in labels if str(row.get("statement") or fact.labels) == statement]
            found = [row for row in rows if str(row.get("statement") or fact.labels) == statement]
            if statement == TEXT and fact.said is not None:
                result.text.add(_tally({fact.said(r): r for r in wanted}, {fact.said(r): r for r in found}))
                continue
            tally = _tally_rows([fact.key(r) for r in wanted], [fact.key(r) for r in found], optional)
            result.tables.setdefault(statement, Tally()).add(tally)
            if fact.said is not None:
                result.wrong += _wrong(tally)
    result.units = _tally_rows(
        [_unit(row) for row in document.expected["units"]],
        [_unit(row) for row in published.get("dim_report", ())],
        frozenset(),
    )
    return result


def _unit(row: Mapping[str, Any]) -> Key:
    return (
        norm(row["unit_name"]),
        str(row["division_code"] or ""),
        str(row["fiscal_year"] or ""),
        norm(row["report_type"]),
    )


def _tally(wanted: Mapping[Key, object], found: Mapping[Key, object]) -> Tally:
    return _tally_rows(list(wanted), list(found), frozenset())


def _tally_rows(wanted: list[Key], found: list[Key], optional: Iterable[tuple[str, str, str]]) -> Tally:
    """`optional`: (kind of fact, value, other value): a row with the other reading of a labelled one is right as well."""
    truth, given = Counter(wanted), Counter(found)
    missing, extra = truth - given, given - truth
    for _, value, other in optional:
        for key in list(missing):
            reading = tuple(norm(other) if part == norm(value) else part for part in key)
            both = min(missing[key], extra[reading])
            if reading != key and both:
                missing[key] -= both
                extra[reading] -= both
    missing, extra = +missing, +extra
    return Tally(
        truth.total(),
        given.total(),
        truth.total() - missing.total(),
        list(missing.elements()),
        list(extra.elements()),
    )


def _wrong(tally: Tally) -> list[Key]:
    """Extra rows that are a missing one but for year, stage or amount: worse than a figure that is left out."""
    wanted = {(*key[1:2], *key[3:-1]) for key in tally.missing}
    return [key for key in tally.extra if (*key[1:2], *key[3:-1]) in wanted]
