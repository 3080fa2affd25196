"""What a figure takes over from its sentence and its headings when its own clause leaves it open.

Inside a sentence the thread is the last item named; 其中 keeps the stage of the figure before it; a reason (主要原因…)
or a price (合同, 中标) cuts the thread. Headings are asked from the innermost outwards and only for what the sentence
leaves open. Over a full stop only a sentence that begins with 其中 takes over the last amount.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from flows.statements.narrative.clauses import Clause, Label, read_clause, unit_prefix
from flows.statements.narrative.headings import TITLE, Heading
from flows.statements.narrative.lexicon import ACCOUNT, PERCENT, YEAR, Token, Vocabulary
from flows.statements.narrative.listings import PROJECTS, Listing
from flows.statements.narrative.paragraphs import Paragraph

_LONGEST_MARKER = len("(项)")
_PROJECT = "项目"


@dataclass(slots=True)
class Thread:
    """What a sentence has said so far. Copied where a remark in brackets branches off."""

    label: Label | None = None
    side: str = ""
    fund_key: str | None = None
    kind_key: str | None = None
    stage_key: str | None = None  # said before an item, holds for the items that follow
    last_stage: str | None = None  # of the last figure
    amount_stage: str | None = None  # of the last figure that is an amount
    split_stage: str | None = None  # of the figure that a 其中 splits, holds for its parts, not for another total
    split_side: str = ""
    year: str | None = None
    last_kind: str | None = None  # of the last figure, holds for its parts
    last_fund: str | None = None
    has_amount: bool = False
    amount_year: str | None = None  # of the last amount
    whole: Label | None = None  # what the figure is called that a 其中 splits
    new_part: bool = False  # a semicolon stands before the clause
    project: tuple[int, int] | None = None
    project_stage: str | None = None
    in_project: bool = False  # the last figure is one of a project
    fresh_label: bool = False  # named by a piece without a figure since the last figure
    counted: bool = False  # a piece without a figure told a number of things since the last figure
    listing_role: str | None = None  # role of the figure that a 其中 splits, where it is not an amount
    last_role: str | None = None
    cut: bool = False
    used_by: Label | None = None  # what was named before it is said what it was used for
    reasoned: bool = False  # cut by a reason, which ends with the part of the sentence it stands in
    priced: bool = False
    involved: bool = (
        False  # the sentence tells the money of what is evaluated: 涉及一般公共预算支出…，政府性基金预算支出…
    )
    partial: bool = False  # a date inside the year was named
    listing: Listing | None = None  # whose parts follow

    def copy(self) -> Thread:
        return Thread(*_PARTS(self))

    def become(self, other: Thread) -> None:
        """Go back to what another thread has said."""
        for part in fields(self):
            setattr(self, part.name, getattr(other, part.name))

    def branch(self) -> Thread:
        """The thread of a remark behind the last figure: it is about that figure, and not understood where that is not."""
        role = "unknown" if self.last_role == "unknown" or (self.cut and not self.has_amount) else None
        return replace(self, fund_key=self.last_fund or self.fund_key, listing_role=role)

    def next_sentence(self) -> Thread:
        """The thread of a sentence that begins with 其中 and so splits the last amount of this one."""
        role = "unknown" if self.last_role == "unknown" and not self.has_amount else "amount"
        return replace(self, last_stage=self.amount_stage, last_role=role, priced=False)

    def split(self) -> None:
        """其中: what follows are parts of the last figure."""
        self.kind_key = self.last_kind or self.kind_key
        self.fund_key = self.last_fund or self.fund_key
        self.split_stage, self.split_side, self.whole = self.last_stage, self.side, self.label
        self.listing_role = self.last_role if self.last_role in ("change", "excluded", "unknown") else None

    def stage_for(self, label: Label | None) -> str | None:
        """The stage a figure without one takes: parts of a 其中 that of their total, others what stands before them."""
        is_part = (
            label is not None and not label.total and (self.split_side in ("", "收支", label.side) or not label.side)
        )
        return (self.split_stage if is_part else None) or self.stage_key

    def listen(self, clause: Clause, start: int, report_year: str | None) -> None:
        """Take over what a piece without a figure says, which begins at `start` of the paragraph.

        Among unknown words only the year of the report counts: 2019年成立的… is not about 2019.
        """
        if clause.has(PERCENT, "score"):
            return
        if "break" in clause.roles:
            if clause.announces:
                self.kind_key = clause.kind_key
            self.reasoned = self.reasoned or not self.cut
            self.used_by = self.label if self.used_by is None else self.used_by
            self.cut = True
            self.label = None
            return
        if "part_year" in clause.roles:
            self.partial = True
        if "excluded" in clause.roles:
            self.priced = True
            return
        if clause.has("compare", "change"):
            return
        if clause.year_leads and (clause.doubt is None or clause.year == report_year or report_year is None):
            self.year = clause.year
        self.counted = self.counted or clause.counted
        if "grouping" in clause.roles:  # 按支出经济分类：…: all of it once more, in other parts
            self.kind_key = self.last_kind = self.label = None
            self.whole = self.whole if self.whole is not None and self.whole.total else None
        label = clause.sure_label or clause.total
        # 2024年度项目4个，涉及预算金额…: of projects that are not named
        if label is None and "project" in clause.roles:
            self.cut, self.label = True, None
        if label is not None:
            self.label, self.fresh_label, self.cut, self.priced = label.moved(start), True, False, False
            self.used_by = None
            self.counted = self.counted and not label.total
            self.side = label.side or self.side
            self.kind_key = clause.kind_key or self.kind_key
        self.fund_key = clause.fund_key or self.fund_key
        if clause.stage_key:
            self.stage_key = clause.stage_key


_PARTS = attrgetter(*(part.name for part in fields(Thread)))


class NamedProject(NamedTuple):
    """The project that a heading names: a range of the heading's words."""

    heading: Heading
    begin: int
    end: int

    @property
    def key(self) -> str:
        return self.heading.key[self.begin : self.end]

    @property
    def name(self) -> str:
        start = self.heading.start
        return self.heading.paragraph.printed(start + self.begin, start + self.end)


@dataclass(frozen=True, slots=True)
class HeadingSense:
    """What the headings above a sentence say together, innermost first."""

    label: Label | None = None
    label_heading: Heading | None = None
    kind_key: str | None = None
    side: str = ""
    year: str | None = None
    report_year: str | None = None  # of the outermost heading with a year
    excluded: bool = False
    partial: bool = False  # about a part of the year
    project: NamedProject | None = None
    is_title_project: bool = False  # the report is about this project alone
    is_topic: bool = False  # the innermost heading names something of its own: 监测能力建设
    is_part: bool = (
        False  # that something is a part of what the label of the headings is: 农村客运补贴 below 项目支出情况
    )
    of_projects: bool = False  # a heading speaks of projects
    on_projects: bool = False  # the report is about the spending on projects


class HeadingWords(NamedTuple):
    """What the words of one heading say, whatever stands above it."""

    clause: Clause
    tokens: tuple[Token, ...]
    side: str
    label: Label | None  # the one thing it surely names
    kind_key: str | None  # None where it names several kinds: 分为基本支出预算和项目支出预算
    year: str | None
    loose_fund: str | None  # of a template heading: 一般公共预算支出情况
    says_projects: bool
    names_projects: bool
    is_topic: bool  # it says what the text under it is about: projects, or something of its own
    evaluated: int | None  # where the project's name ends whose evaluation it announces: 信息化建设项目绩效自评综述
    title_project: tuple[int, int] | None  # of a title: …局2021年食品安全抽检经费项目绩效评价报告
    named: int | None  # where the name of a project ends that it may be


# Outlines are templates: most headings stand in thousands of reports.
@lru_cache(maxsize=4096)
def heading_words(key: str, vocabulary: Vocabulary) -> HeadingWords:
    """What a heading says."""
    end = _end_of_words(key)
    words = key[:end]
    tokens = tuple(vocabulary.tokens(words, 0, len(words)))
    clause = read_clause(words, vocabulary)
    loose = next((term for token in tokens if (term := token.term("loose_fund"))), None)
    says_projects = any(token.has("project", "project_title_end") for token in tokens)
    is_name = clause.doubt is not None or (clause.label is not None and bool(clause.label.level))
    return HeadingWords(
        clause=clause,
        tokens=tokens,
        side=one_side(key),
        label=clause.sure_label if len(clause.items) <= 1 else None,
        kind_key=clause.kind_key if len({token.key for token in tokens if token.has("kind")}) <= 1 else None,
        year=None if clause.relative_year else clause.year,
        loose_fund=None if loose is None else loose.fund_source,
        says_projects=says_projects,
        names_projects=any(token.has("project") for token in tokens[:1]),
        is_topic=says_projects or _is_topic(key, tokens, vocabulary),  # 部门项目绩效自评情况: of projects, not of all
        evaluated=_evaluated(key, vocabulary),
        title_project=_title_project(key, vocabulary),
        named=end if is_name and vocabulary.ends_with(words, "project_end", "project_topic_end") else None,
    )


def _is_topic(key: str, tokens: tuple[Token, ...], vocabulary: Vocabulary) -> bool:
    own_words = any(token.is_residue for token in tokens)
    of_all = any(token.has("total") and not token.has("spent") for token in tokens)  # 部门整体支出规模、使用方向等
    return own_words and not of_all and not vocabulary.ends_with(key, "title_end")


def _evaluated(key: str, vocabulary: Vocabulary) -> int | None:
    if not vocabulary.ends_with(key, "project_title_end"):
        return None
    words = next(w for w in vocabulary.keys("project_title_end") if key.endswith(w))
    end = len(key) - len(words)
    named = any(token.is_residue or token.has(ACCOUNT) for token in vocabulary.tokens(key, 0, end))
    return end + len(_PROJECT) * words.startswith(_PROJECT) if named else None


def _title_project(key: str, vocabulary: Vocabulary) -> tuple[int, int] | None:
    if not vocabulary.ends_with(key, "project_title_end"):
        return None
    words = next(w for w in vocabulary.keys("project_title_end") if key.endswith(w))
    end = len(key) - len(words)
    tokens = vocabulary.tokens(key, 0, end)
    tokens = tokens[unit_prefix(tokens, key, vocabulary) :]
    if tokens and tokens[0].has(YEAR) and key[tokens[0].end - 1] == "度":  # of the report, not of the name
        tokens = tokens[1:]
    if not any(token.is_residue or token.has(ACCOUNT) for token in tokens):
        return None
    return tokens[0].start, end


class Headings:
    """The senses of heading stacks, remembered per stack."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.sense = lru_cache(maxsize=4096)(self._sense)

    def words(self, heading: Heading) -> HeadingWords:
        """What a heading says."""
        return heading_words(heading.key, self._vocabulary)

    def _sense(self, headings: tuple[Heading, ...]) -> HeadingSense:
        label: Label | None = None
        label_heading: Heading | None = None
        kind_key: str | None = None
        report_year: str | None = None
        side, year, excluded, partial = "", None, False, False
        stack = [self.words(heading) for heading in headings]
        for position in range(len(headings) - 1, -1, -1):
            words = stack[position]
            clause = words.clause
            excluded = excluded or "excluded_heading" in clause.roles
            partial = partial or "part_year" in clause.roles
            if label is None and words.label is not None:
                label, label_heading = words.label, headings[position]
            kind_key = kind_key or words.kind_key
            side = side or words.side
            year = year or (words.year if position else None)
            report_year = clause.year or report_year
        titles = [(heading, words) for heading, words in zip(headings, stack, strict=True) if heading.level == TITLE]
        of_title = next(
            (NamedProject(title, *words.title_project) for title, words in titles if words.title_project), None
        )
        own = self._own_project(headings, stack)
        is_topic = bool(headings) and headings[-1].level != TITLE and stack[-1].is_topic
        return HeadingSense(
            label=label,
            label_heading=label_heading,
            kind_key=kind_key,
            side=side,
            year=year,
            report_year=report_year,
            excluded=excluded,
            partial=partial,
            project=own or of_title,
            is_title_project=own is None and of_title is not None,
            is_topic=is_topic,
            is_part=is_topic and label_heading is not headings[-1] and not stack[-1].says_projects,
            of_projects=any(words.says_projects for words in stack),
            on_projects=of_title is None and any(words.clause.kind_key == PROJECTS for _, words in titles),
        )

    @staticmethod
    def _own_project(headings: tuple[Heading, ...], stack: list[HeadingWords]) -> NamedProject | None:
        """The project that the innermost heading names, in a part of the report that is about projects."""
        if not headings:
            return None
        heading, words, outer = headings[-1], stack[-1], stack[:-1]
        if words.evaluated is not None and heading.level != TITLE:
            return NamedProject(heading, 0, words.evaluated)
        if words.named is None:
            return None
        of_projects = any(w.clause.kind_key is not None and "项目" in w.clause.kind_key for w in outer)
        if of_projects or any(w.names_projects for w in outer) or words.names_projects:
            return NamedProject(heading, 0, words.named)
        return None


def _end_of_words(key: str) -> int:
    """Where a heading ends without the remark in brackets behind it: 智慧城市项目（年初结转）."""
    begin = key.rfind("(")
    is_remark = begin > 0 and key.find(")", begin) == len(key) - 1 and len(key) - begin > _LONGEST_MARKER
    return begin if is_remark else len(key)


def one_side(key: str) -> str:
    """The side that words speak of, empty where they speak of both or of none."""
    income, spending = "收入" in key, "支出" in key or "执行" in key
    return "" if income == spending else ("收入" if income else "支出")


def label_text(label: Label, paragraph: Paragraph, shift: int = 0) -> str:
    """A label as printed; 支出 that stands behind （类） is put back, totals have their canonical name."""
    if label.total:
        return label.key
    return paragraph.printed(label.start + shift, label.end + shift) + label.tail
