"""One figure of money of a sentence with its meaning, while it is being read."""

from __future__ import annotations

from dataclasses import dataclass

from flows.statements.narrative.headings import Heading
from flows.statements.narrative.paragraphs import Span


@dataclass(slots=True, eq=False)
class Figure:
    """One figure with its meaning; listings.py and funds.py may still change it by the figures around it."""

    span: Span
    sentence: str
    clause: str
    headings: tuple[Heading, ...]
    value: str
    unit: str
    role: str
    reason: str = ""
    side: str | None = None
    stage_key: str | None = None
    is_stage_own: bool = False  # the stage is said in its own clause
    kind_key: str | None = None
    fund_key: str | None = None
    label_text: str | None = None
    label_key: str | None = None
    account_level: str | None = None
    project_name: str | None = None
    year: str | None = None
    position: int = 0
    sentence_start: int = 0
    is_compared: bool = False  # a word of comparison stands before it: 比上年的5万元减少…, 与预算数5万元相比
    is_base: bool = False  # compared with a figure before it, which says what it is
    is_year_before: bool = False  # the year before that of the figure compared with it
    unknown_name: str = ""  # the words of its clause that nothing explains, where they may be the name of a part
    taken_stage: str | None = None  # that it took over before the figure it is a part of was found
    alone: tuple[str, str] | None = None  # role and reason it has where it is no part of the figure before it

    def take_meaning(self, other: Figure) -> None:
        """Mean what another figure means, but for the year and stage that are said."""
        self.side, self.label_text, self.label_key = other.side, other.label_text, other.label_key
        self.kind_key, self.fund_key = other.kind_key, self.fund_key or other.fund_key
        self.account_level, self.project_name = other.account_level, other.project_name
        self.stage_key = self.stage_key or other.stage_key
        if self.is_year_before and other.year is not None and other.year.isdigit():
            self.year = str(int(other.year) - 1)
        self.role, self.reason = "amount", ""
