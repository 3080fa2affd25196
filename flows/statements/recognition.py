"""All that was recognised in one document."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.statements.accounting import NumberUse
from flows.statements.identity import Identity
from flows.statements.lines import EvaluationLine, IndicatorLine, StaffCount, StatementLine, Unrecognised


@dataclass
class Recognition:
    """The lines of all tables of a document in their order, and what of these was not recognised."""

    identity: Identity
    lines: list[StatementLine] = field(default_factory=list)
    indicators: list[IndicatorLine] = field(default_factory=list)
    evaluations: list[EvaluationLine] = field(default_factory=list)
    staff: list[StaffCount] = field(default_factory=list)
    unrecognised: list[Unrecognised] = field(default_factory=list)
    number_uses: list[NumberUse] = field(default_factory=list)
    statement_blocks: set[int] = field(default_factory=set)
    caption_blocks: set[int] = field(default_factory=set)
