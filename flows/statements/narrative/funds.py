"""When the fund that a heading names holds for a sentence that names none.

A heading with 财政拨款, 政府性基金 or 国有资本经营 is a section about that fund and always holds; it also refines a plain
财政拨款 of the sentence. The template heading 一般公共预算支出情况 of evaluation reports (lexicon role `loose_fund`) often
stands over figures of all funds: it holds only if the text right under it names the fund, or if the document states
other totals outside the section, so that the section's own must be narrower.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from flows.statements.narrative.context import Headings
from flows.statements.narrative.figure import Figure
from flows.statements.narrative.headings import Heading
from flows.statements.narrative.lexicon import Vocabulary

_PLAIN = "财政拨款"


@dataclass(frozen=True, slots=True)
class _Scope:
    heading: Heading
    fund_key: str
    loose: bool


def apply_heading_funds(figures: list[Figure], vocabulary: Vocabulary, headings: Headings) -> None:
    """Give each amount without a fund of its own that of its headings, where it holds."""
    scopes = {stack: _scopes(stack, vocabulary, headings) for stack in {figure.headings for figure in figures}}
    holds = _loose_headings_that_hold(figures, scopes, vocabulary)
    for figure in figures:
        usable = [s for s in scopes[figure.headings] if not s.loose or s.heading.ordinal in holds]
        if not usable:
            continue
        narrow = [s.fund_key for s in usable if _source(vocabulary, s.fund_key) != _PLAIN]
        own = _source(vocabulary, figure.fund_key) if figure.fund_key else None
        if own is None or (own == _PLAIN and narrow):
            figure.fund_key = narrow[0] if narrow else usable[0].fund_key


def _source(vocabulary: Vocabulary, key: str) -> str | None:
    term = vocabulary.meaning(key, "fund")
    return term.fund_source if term else None


def _scopes(stack: tuple[Heading, ...], vocabulary: Vocabulary, headings: Headings) -> list[_Scope]:
    """The fund headings of a stack, innermost first."""
    found: list[_Scope] = []
    for heading in reversed(stack):
        words = headings.words(heading)
        if words.loose_fund is not None:
            if vocabulary.meaning(words.loose_fund, "fund") is not None:
                found.append(_Scope(heading, words.loose_fund, True))
        elif words.clause.fund_key is not None:
            found.append(_Scope(heading, words.clause.fund_key, False))
    return found


def _names_fund(figure: Figure, vocabulary: Vocabulary) -> bool:
    """Whether the sentence names a fund, or an income that is one (一般公共预算财政拨款收入)."""
    item = vocabulary.meaning(figure.label_key, "item") if figure.label_key else None
    return figure.fund_key is not None or (item is not None and item.fund_source not in ("", _PLAIN))


def _loose_headings_that_hold(
    figures: list[Figure], scopes: dict[tuple[Heading, ...], list[_Scope]], vocabulary: Vocabulary
) -> set[int]:
    holds: set[int] = set()
    outside: set[Decimal] = set()
    inside: dict[int, set[Decimal]] = defaultdict(set)
    before: dict[int, set[Decimal]] = {}
    for figure in figures:
        if figure.role != "amount":
            continue
        scope = next((s for s in scopes[figure.headings] if s.loose), None)
        total = figure.label_key == "合计" and figure.side in ("支出", "收支") and not figure.fund_key
        if scope is None:
            if total:
                outside.add(_yuan_like(figure))
            continue
        before.setdefault(scope.heading.ordinal, set(outside))
        if figure.headings[-1] is scope.heading and _names_fund(figure, vocabulary):
            holds.add(scope.heading.ordinal)
        if total:
            inside[scope.heading.ordinal].add(_yuan_like(figure))
    for ordinal, totals in inside.items():
        if before[ordinal] and not totals & before[ordinal]:
            holds.add(ordinal)
    return holds


def _yuan_like(figure: Figure) -> Decimal:
    """The printed number; sections of one document print their totals in one unit."""
    return Decimal(
        figure.value.translate(str.maketrans("０１２３４５６７８９．", "0123456789."))
        .replace(",", "")
        .replace("，", "")
    )
