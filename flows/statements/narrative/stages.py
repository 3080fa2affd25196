"""The stage that a heading gives to figures that name none, in a report that speaks of two: 2022年“三公”经费预算安排情况 beside
2021年“三公”经费决算情况.

Elsewhere the kind of report says what its figures are; there it would make the budget's of what was spent the year before.
"""

from __future__ import annotations

from typing import NamedTuple

from flows.statements.narrative.context import Headings
from flows.statements.narrative.figure import Figure
from flows.statements.narrative.headings import Heading
from flows.statements.narrative.lexicon import Vocabulary

_FINAL = "决算"


class _Said(NamedTuple):
    """What a heading says: the word of its stage, whether that is one of final accounts, its year."""

    key: str
    is_final: bool
    year: int


def apply_heading_stages(figures: list[Figure], vocabulary: Vocabulary, headings: Headings) -> None:
    """Give each amount without a stage that of its headings, where the report has budgets of later years than its accounts."""
    said = {stack: _said(stack, vocabulary, headings) for stack in {figure.headings for figure in figures}}
    final = [own.year for own in said.values() if own is not None and own.is_final]
    planned = [own.year for own in said.values() if own is not None and not own.is_final]
    if not final or not planned or max(planned) <= min(final):
        return
    for figure in figures:
        own = said[figure.headings]
        if figure.role == "amount" and figure.stage_key is None and own is not None:
            figure.stage_key = own.key


def _said(stack: tuple[Heading, ...], vocabulary: Vocabulary, headings: Headings) -> _Said | None:
    """Of the innermost heading with words of a stage, where they agree and it names its year."""
    for heading in reversed(stack):
        words = headings.words(heading)
        keys = [token.key for token in words.tokens if token.has("stage")]
        if keys:
            finals = {term.budget_stage == _FINAL for key in keys if (term := vocabulary.meaning(key, "stage"))}
            if len(finals) > 1 or words.clause.has("compare") or not (words.year or "").isdigit():
                return None
            return _Said(keys[0], finals == {True}, int(words.year or 0))
    return None
