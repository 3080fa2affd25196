"""What a claim is: rows of raw.claim without the keys of file and report. Operands stay text as printed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from flows.statements.narrative.paragraphs import Span

_TOTALS = ("合计", "总计")  # names that say less than the words of the clause
_VERB = re.compile(r"(?:共计|均?为|是|共)+$")


@dataclass(frozen=True, slots=True)
class Operand:
    """A number that a claim speaks of: text and unit as printed, its range in the paragraph, its place."""

    text: str
    unit: str
    start: int
    end: int
    span: Span
    label: str = ""  # the words before it in its clause, folded
    in_list: bool = False  # stands behind 其中
    part: int = 0  # of the sentence: parts end at semicolons and at 其中
    stage: str = ""  # words of its clause that say budget or final account, folded
    role: str = ""  # what the narrative takes it for: amount, excluded, unknown
    name: str = ""  # what the narrative calls it, which may stand in its sentence or heading

    @property
    def called(self) -> str:
        """The name of the figure: of its clause, or of its sentence where the clause has only words such as 支出决算为."""
        if self.name and self.name not in _TOTALS and self.name not in self.label:
            return self.name
        return _VERB.sub("", self.label)


@dataclass(frozen=True, slots=True)
class Item:
    """A member of a list; `value` is None where the list only names it."""

    text: str
    value: Operand | None = None


@dataclass(slots=True)
class Claim:
    """One checkable statement. `relation` is its direction (增加, 持平, 大于 …), `basis` what it compares with (上年, 预算 …)."""

    claim_type: str
    place: Span
    sentence: str
    subject: str | None = None
    relation: str | None = None
    percent_relation: str | None = None
    basis: str | None = None
    value: Operand | None = None
    change: Operand | None = None
    percent: str | None = None
    base: Operand | None = None
    items: tuple[Item, ...] = field(default=())
    is_complete: bool | None = None  # of a list: whether it claims to name every part
    doubt: str | None = None  # why the operands are not certain: such a claim may be right, but never wrong
    position: int = 0
