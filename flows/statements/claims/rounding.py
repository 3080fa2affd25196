"""A report's own words on rounding: 因四舍五入的原因，支出817.29万元和明细数合计817.3万元相差0.01万元."""

from __future__ import annotations

from flows.statements.claims.records import Claim
from flows.statements.claims.scope import SentenceScope
from flows.statements.claims.terms import MONEY

_OPERANDS = 3


def read_rounding(scope: SentenceScope) -> Claim | None:
    """One claim for a sentence or remark that speaks of rounding; with operands where it gives two sums and their difference."""
    word = next((token for token in scope.tokens if token.has("rounding")), None)
    if word is None:
        return None
    figures = [scope.operands[token.start] for token in scope.tokens if token.has(MONEY)]
    told = len(figures) == _OPERANDS and "差" in scope.gap(figures[1].end, figures[2].start)
    place = figures[2] if told else None
    if told:
        scope.used.update(figure.start for figure in figures)
    return Claim(
        "舍入说明",
        place.span if place else scope.paragraph.locate(word.start, word.end),
        "",
        subject=(figures[0].called if told else "") or None,
        relation="相差" if told else "说明",
        value=figures[0] if told else None,
        base=figures[1] if told else None,
        change=figures[2] if told else None,
        position=word.start,
    )
