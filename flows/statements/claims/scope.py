"""What a claim can be about: the figures said before it, in its sentence, its paragraph or the paragraph above.

The figure a comparison is about stands before it: the last one of its sentence, else the leading one of the sentence above
(“…支出100万元，其中：…。与上年相比，增加5万元”). Behind 其中 several figures may be meant; then the claim is doubtful.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from flows.statements.claims.records import Operand
from flows.statements.claims.terms import MONEY, PERCENT, SIGN, ClaimTerms, Token
from flows.statements.folding import fold
from flows.statements.narrative.figure import Figure
from flows.statements.narrative.lexicon import BLANK
from flows.statements.narrative.paragraphs import Paragraph
from flows.statements.narrative.sentences import Frame, starts_numbered

_SEVERAL = "前面有几个金额，无法确定所指"
_ELSEWHERE = "金额在前一段"
_INEXACT = "约数或区间"
_MOST_REMEMBERED = 4


@dataclass(slots=True)
class Said:
    """The operands of one sentence in order, without changes and without what reasons mention."""

    paragraph: Paragraph
    operands: list[Operand] = field(default_factory=list)

    @property
    def heads(self) -> list[Operand]:
        return [operand for operand in self.operands if not operand.in_list]


class SentenceScope:
    """One sentence or remark with its tokens and operands."""

    def __init__(
        self,
        frame: Frame,
        paragraph: Paragraph,
        terms: ClaimTerms,
        figures: Sequence[Figure],
        before: Sequence[Said],
    ) -> None:
        self.frame = frame
        self.paragraph = paragraph
        self.text = frame.text
        self.tokens = terms.tokens(frame)
        self.before = before
        self.used: set[int] = set()  # starts of figures that are changes or bases of claims
        self.operands: dict[int, Operand] = {}
        self.doubts: dict[int, str] = {}
        self._in_reason: set[int] = set()
        self._roles = {figure.position: figure for figure in figures}
        self._note_operands()

    def _note_operands(self) -> None:
        part, in_list, in_reason, begin = 0, False, False, self.frame.start
        for index, token in enumerate(self.tokens):
            if token.has("lead"):
                part, in_list = part + 1, True
            if token.has("reason"):
                in_reason = True
            if token.has(SIGN):
                begin = token.end
                # 主要原因是…，三、2023年公务接待费预算200万元: the next item of a list ends the reason, too.
                if token.text == ";" or starts_numbered(self.text, token.end):
                    part, in_reason = part + 1, False
            if token.has(MONEY):
                figure = self._roles.get(token.start)
                if not token.is_exact:
                    self.doubts[token.start] = _INEXACT
                if in_reason:
                    self._in_reason.add(token.start)
                elif (figure is not None and figure.role == "change") or self._is_completed(index):
                    self.used.add(token.start)
                stage = figure.stage_key if figure is not None and figure.stage_key else ""
                label = self.text[begin : token.start].replace(BLANK, "").strip(",;:。、")
                role = figure.role if figure is not None else ""
                name = figure.label_text or "" if figure is not None and role == "amount" else ""
                self.operands[token.start] = Operand(
                    self.paragraph.printed(token.start, token.number_end),
                    self.paragraph.printed(token.number_end, token.end),
                    token.start,
                    token.end,
                    self.paragraph.locate(token.start, token.end),
                    label,
                    in_list,
                    part,
                    stage,
                    role,
                    fold(name),
                )
                begin = token.end

    def _is_completed(self, index: int) -> bool:
        """Whether a figure is the budget of a rate: 公务接待费0.50万元，完成年初预算1.00万元的50.00%；比上年减少0.06万元."""
        behind = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if behind is None or not behind.has(PERCENT) or self.gap(self.tokens[index].end, behind.start) != "的":
            return False
        for token in reversed(self.tokens[:index]):
            if token.has("completion", SIGN):
                return token.has("completion")
        return False

    def said(self) -> Said:
        """What later sentences may be about."""
        return Said(self.paragraph, self.values())

    def values(self, end: int | None = None) -> list[Operand]:
        """The figures before `end` that claims can be about."""
        return [
            operand
            for start, operand in self.operands.items()
            if start not in self.used and start not in self._in_reason and (end is None or operand.end <= end)
        ]

    def is_value(self, token: Token) -> bool:
        """Whether a token is a figure that claims can be about."""
        return token.start in self.operands and token.start not in self.used and token.start not in self._in_reason

    def value_before(self, position: int) -> tuple[Operand | None, str | None]:
        """The figure that a claim at `position` is about, and why that is not certain."""
        own = self.values(position)
        if own:
            last = own[-1]
            rivals = [o for o in own if o.in_list and o.part == last.part]
            doubt = _SEVERAL if last.in_list and len(rivals) > 1 and _differ(rivals) else None
            return last, doubt or self.doubts.get(last.start)
        # Without a figure of its own the claim is about what the sentence above said last, before its list.
        said = self._above()
        if said is None:
            return None, None
        heads = said.heads or said.operands
        doubt = _SEVERAL if _differ(heads) else _ELSEWHERE if said.paragraph is not self.paragraph else None
        return heads[-1], doubt

    def heads_above(self) -> list[Operand]:
        """The leading figures of the last sentence that had figures: those before its 其中."""
        said = self._above()
        return (said.heads or said.operands) if said is not None else []

    def _above(self) -> Said | None:
        return next((said for said in reversed(self.before) if said.operands), None)

    def total_before(self, lead: Token) -> tuple[Operand | None, str | None]:
        """The figure that a list splits: the last before 其中, which may open the sentence behind the one with the total.

        There it is certain only where no other figure was said before.
        """
        own = self.values(lead.start)
        if own:
            return own[-1], None
        if self.gap(self.frame.start, lead.start):
            return None, None
        heads = self.heads_above()
        own = [operand for said in self.before if said.paragraph is self.paragraph for operand in said.operands]
        if not heads:
            return None, None
        return heads[-1], _ELSEWHERE if not own else _SEVERAL if _differ(own) else None

    def gap(self, start: int, end: int) -> str:
        """The words between two positions, without remarks and without blanks."""
        return self.text[start:end].replace(BLANK, "")


def _differ(operands: Sequence[Operand]) -> bool:
    return len({(number(o.text), o.unit) for o in operands}) > 1


def number(text: str) -> Decimal:
    """The number of a printed operand."""
    return Decimal(text.replace(",", "").replace("，", ""))


def remembered(before: Sequence[Said], said: Said) -> list[Said]:
    """The sentences that the next one may be about."""
    return [*before, said][-_MOST_REMEMBERED:]


def following(tokens: Sequence[Token], index: int) -> Iterator[tuple[int, Token]]:
    """The tokens behind `index` up to the end of the part."""
    for at in range(index + 1, len(tokens)):
        token = tokens[at]
        if token.has(SIGN) and token.text in ";。":
            return
        yield at, token
