"""A total whose parts stand in the paragraphs below it: “…支出决算693.15万元，其中：” and one numbered paragraph per account.

The parts are the first figure of each stage in each paragraph about an account; the first paragraph about anything else ends the
list. Such a list never claims to be complete.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flows.statements.claims.ratios import is_budget
from flows.statements.claims.records import Claim, Item, Operand
from flows.statements.claims.scope import SentenceScope, number
from flows.statements.narrative.figure import Figure

_FEWEST_PARTS = 2


class SectionList:
    """Collects the parts of a total over paragraphs."""

    def __init__(self, scope: SentenceScope, sentence: str) -> None:
        self.sentence = sentence
        self._heads: dict[bool, Operand] = {}  # by whether it is planned
        for operand in scope.said().heads:
            self._heads.setdefault(is_budget(operand), operand)
        self._parts: dict[bool, list[Item]] = {planned: [] for planned in self._heads}
        self._levels: set[str] = set()

    def takes(self, figures: Sequence[Figure], operands: Sequence[Operand]) -> bool:
        """Take the figures of the next paragraph. Returns False where the list has ended."""
        amounts = [figure for figure in figures if figure.role == "amount"]
        levels = {figure.account_level for figure in amounts}
        if not amounts or None in levels or len(self._levels | levels) > 1:
            return False
        self._levels |= {level for level in levels if level}
        by_place = {operand.start: operand for operand in operands}
        taken: set[bool] = set()
        for figure in amounts:
            operand = by_place.get(figure.position)
            planned = operand is not None and is_budget(operand)
            if operand is None or planned in taken or planned not in self._parts:
                continue
            taken.add(planned)
            self._parts[planned].append(Item(figure.label_text or "", operand))
        return True

    def claims(self) -> Iterator[Claim]:
        """One list for each stage of the total."""
        for planned, head in self._heads.items():
            parts = self._parts[planned]
            if len(parts) < _FEWEST_PARTS or not number(head.text):
                continue
            yield Claim(
                "列举",
                head.span,
                self.sentence,
                subject=head.called or None,
                relation="分项",
                basis="预算" if planned else "决算",
                value=head,
                items=tuple(parts),
                is_complete=False,
                position=head.start,
            )


def opens_section(scope: SentenceScope) -> bool:
    """Whether a sentence ends with 其中： and so leaves the parts of its total to the paragraphs below."""
    words = [token for token in scope.tokens if not token.has("sign")]
    if not words or not words[-1].has("lead") or not scope.said().heads:
        return False
    return not scope.gap(words[-1].end, scope.frame.end).strip(":,。")
