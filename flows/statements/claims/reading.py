"""From the passages of a narrative to its claims, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from flows.statements.claims.balances import read_balances
from flows.statements.claims.changes import ChangeReader
from flows.statements.claims.dates import read_dates
from flows.statements.claims.lists import read_lists, read_names, read_offices, read_people
from flows.statements.claims.orders import read_orders, read_staff_claims
from flows.statements.claims.ratios import read_completions, read_multiples, read_parts_of, read_shares
from flows.statements.claims.records import Claim, Operand
from flows.statements.claims.rounding import read_rounding
from flows.statements.claims.scope import Said, SentenceScope, number, remembered
from flows.statements.claims.sections import SectionList, opens_section
from flows.statements.claims.terms import ClaimTerms
from flows.statements.narrative.figure import Figure
from flows.statements.narrative.headings import Passage
from flows.statements.narrative.lexicon import Vocabulary
from flows.statements.narrative.sentences import frames, sentences

_LONGEST_SENTENCE = 2000
_TELLING = re.compile(r"%|\d[人名个倍]|\d件|预算|编制|持平")
_COUNTS = re.compile(r"\d(?:人|名|个|倍)")
_NAME_HEAD = re.compile(
    r"^.*(?:年度|年)(?=.)|^(?:全年|本年度?|当年|我局|本单位|本部门)|(?:共计|合计|总额|为|是|共|约|数)$"
)


def read_claims(
    passages: Sequence[tuple[Passage, Sequence[Figure]]], vocabulary: Vocabulary, terms: ClaimTerms
) -> tuple[Claim, ...]:
    """The claims of a document's running text, from its passages with their figures."""
    return tuple(_Reader(vocabulary, terms).read(passages))


class _Reader:
    def __init__(self, vocabulary: Vocabulary, terms: ClaimTerms) -> None:
        self._vocabulary = vocabulary
        self._terms = terms
        self._named: dict[str, list[Operand]] = {}
        self._section: SectionList | None = None

    def read(self, passages: Sequence[tuple[Passage, Sequence[Figure]]]) -> Iterator[Claim]:
        before: list[Said] = []
        for passage, figures in passages:
            found, before = self._passage(passage, figures, before)
            yield from sorted(found, key=lambda claim: claim.position)
        yield from self._close()

    def _passage(
        self, passage: Passage, figures: Sequence[Figure], above: list[Said]
    ) -> tuple[list[Claim], list[Said]]:
        paragraph = passage.paragraph
        folded = paragraph.folded
        found = [self._dated(claim, passage) for claim in read_dates(paragraph, passage.start)]
        if not figures and not self._tells(folded, passage.start, len(folded)):
            return found, above
        before = above
        operands: list[Operand] = []
        section: SectionList | None = None
        for start, end in sentences(folded, passage.start):
            if not self._terms.figure.search(folded, start, end) and not self._tells(folded, start, end):
                continue
            sentence = paragraph.printed(start, min(end, start + _LONGEST_SENTENCE))
            said = Said(paragraph)
            for frame in frames(folded, start, end, self._terms.figure):
                scope = SentenceScope(frame, paragraph, self._terms, figures, before)
                claims = [*self._frame(scope), *read_balances(scope, figures, self._terms)]
                found.extend(replace(claim, sentence=sentence) for claim in claims)
                if not frame.is_remark:
                    said = scope.said()
                    section = SectionList(scope, sentence) if opens_section(scope) else None
            operands.extend(said.operands)
            for operand in said.operands:
                self._named.setdefault(_bare_name(operand.label), []).append(operand)
            if said.operands:
                before = remembered(before, said)
        if section is not None or (figures and (self._section is None or not self._section.takes(figures, operands))):
            found = [*self._close(), *found]
            self._section = section
        return found, before

    def _tells(self, folded: str, start: int, end: int) -> bool:
        """Whether a sentence without money may hold a claim; most prose does not."""
        return _TELLING.search(folded, start, end) is not None and (
            self._terms.may_claim(folded, start, end) or _COUNTS.search(folded, start, end) is not None
        )

    def _close(self) -> Iterator[Claim]:
        if self._section is not None:
            yield from self._section.claims()
        self._section = None

    def _frame(self, scope: SentenceScope) -> Iterator[Claim]:
        rounding = read_rounding(scope)
        if rounding is not None:
            yield rounding
        if scope.frame.is_remark:
            return
        yield from ChangeReader(scope, self._terms).read()
        yield from read_orders(scope)
        yield from read_shares(scope, self._terms, self._find)
        yield from read_completions(scope)
        yield from read_parts_of(scope)
        yield from read_lists(scope, self._terms)
        yield from read_names(scope, self._vocabulary)
        yield from read_multiples(scope)
        yield from read_staff_claims(scope)
        yield from read_people(scope)
        yield from read_offices(scope)

    def _find(self, name: str) -> Operand | None:
        """The figure of the document with this name, where all of that name are the same."""
        found = self._named.get(_bare_name(name), [])
        return found[-1] if found and len({(number(o.text), o.unit) for o in found}) == 1 else None

    def _dated(self, claim: Claim, passage: Passage) -> Claim:
        paragraph = passage.paragraph
        begin = max(paragraph.folded.rfind("。", 0, claim.position) + 1, passage.start)
        end = paragraph.folded.find("。", claim.position)
        end = len(paragraph.folded) if end < 0 else end + 1
        return replace(claim, sentence=paragraph.printed(begin, min(end, begin + _LONGEST_SENTENCE)))


def _bare_name(label: str) -> str:
    """The name of a figure without year, unit and verb."""
    before = None
    while before != label:
        before, label = label, _NAME_HEAD.sub("", label)
    return label
