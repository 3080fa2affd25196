"""The figures of one passage: role, side, stage, kind, fund, label, project and year of each.

A figure is an amount only if every word of its clause is understood and its label and side are known, from the clause,
the sentence or the headings. Differences (change), prices, thresholds, money of third parties and closing balances
(excluded) are told by the words of the clause. Everything else is unknown, and recorded as such with its clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from flows.statements.folding import fold
from flows.statements.narrative.clauses import Clause, Label, as_fund_income, read_clause
from flows.statements.narrative.context import HeadingSense, Thread, label_text, one_side
from flows.statements.narrative.distribution import Said, distributed_clauses, shared_clauses
from flows.statements.narrative.figure import Figure
from flows.statements.narrative.headings import Heading, Passage
from flows.statements.narrative.lexicon import BLANK, ROW, YEAR, YEAR_BEFORE, Vocabulary
from flows.statements.narrative.listings import PROJECTS, Listing
from flows.statements.narrative.paragraphs import Paragraph
from flows.statements.narrative.projects import listed_name, project_names
from flows.statements.narrative.sentences import Frame, Money, MoneyPattern, Piece, frames, money, pieces

_BREAKS = re.compile(r"[,;:。]")
_AFTER_CHARS = 8
_PROJECT_COUNT = re.compile(r"\d{1,3}个[^,;。\d]{0,4}项目|项目[共计合]{0,2}\d{1,3}个")
_LONGEST_SENTENCE = 2000  # stored with each of its figures: a sentence without an end must not be stored whole


class PassageReader:
    """Reads the sentences of a passage one after the other. `listings`: what their 其中 split."""

    HEAD_CHARS = 12

    def __init__(
        self,
        vocabulary: Vocabulary,
        passage: Passage,
        sense: HeadingSense,
        figure: MoneyPattern,
        said: Iterable[Figure],
    ) -> None:
        self.listings: list[Listing] = []
        self._vocabulary = vocabulary
        self._paragraph = passage.paragraph
        self._passage = passage
        self._sense = sense
        self._accounts: set[str] = set()  # account lists that the paragraph's unambiguous names belong to
        self._figure = figure
        self._said = list(said)  # in the order of reading, those of the passage it goes on with first
        self._items: Thread | None = None  # what was said before the first item of a numbered list
        self._sentence = ""
        self._start = 0
        self._year: str | None = None  # that the passage speaks of
        self._counts_projects = _PROJECT_COUNT.search(passage.paragraph.folded, passage.start) is not None
        self._side = ""  # of the headings, else the only side the sentence speaks of
        self._frame = Frame("", 0, 0, False)
        self._remark = False

    @property
    def said(self) -> tuple[Figure, ...]:
        return tuple(self._said)

    def read(self, start: int, end: int, before: Thread, *, goes_on: bool) -> tuple[list[Figure], Thread]:
        """The figures of a sentence, and its thread; `before` is the thread of the sentence before it, which it `goes_on`."""
        self._start = start
        self._sentence = self._paragraph.printed(start, min(end, start + _LONGEST_SENTENCE))
        self._side = self._sense.side or one_side(self._paragraph.folded[start:end])
        found: list[Figure] = []
        marks: list[tuple[int, Thread]] = []
        if start == self._passage.start and start:  # the number of the first item is that of the paragraph
            self._items = before.copy()
        parts = frames(self._paragraph.folded, start, end, self._figure)
        thread = Thread()
        for frame in parts:
            if frame.is_remark:
                branch = next((t.copy() for at, t in reversed(marks) if at <= frame.start), Thread())
                found.extend(self._read_frame(frame, branch, None))
                continue
            head = self._vocabulary.tokens(frame.text, start, min(end, start + self.HEAD_CHARS))
            splits = bool(head) and head[0].has("lead")
            thread = before.copy() if goes_on else before.next_sentence() if splits else thread
            found.extend(self._read_frame(frame, thread, marks if len(parts) > 1 else None))
            if not found:
                thread = Thread()
        return found, thread

    def _read_frame(self, frame: Frame, thread: Thread, marks: list[tuple[int, Thread]] | None) -> Iterator[Figure]:
        """The figures of a frame; `marks` takes what was said up to each, where remarks go back to it."""
        names = project_names(frame, self._paragraph, self._vocabulary, self._figure)
        text = frame.text
        for name in names:
            text = text[: name.mask_start] + BLANK * (name.end - name.mask_start) + text[name.end :]
        self._frame = frame
        self._remark = self._vocabulary.may_hold(text, "remark") and any(
            token.has("remark") for token in self._vocabulary.tokens(text, frame.start, frame.end)
        )
        begin = frame.start
        amounts = list(money(frame, self._figure))
        distributed: list[Said] = []
        for index, amount in enumerate(amounts):
            for name in names:
                if begin <= name.start < amount.start:
                    thread.project, thread.project_stage = (name.start, name.end), name.stage
            before = pieces(text, begin, amount.start)
            for piece in before[:-1]:
                self._enter_item(piece, thread)
                clause = self._clause(text, piece.start, piece.end)
                if clause.has("lead"):
                    self.split(thread)
                thread.listen(clause, piece.start)
            last = before[-1]
            self._enter_item(last, thread)
            if not distributed:
                distributed = distributed_clauses(text, last.start, amounts[index:], self._vocabulary) or []
            if distributed:
                shared: list[Said] | None = [distributed.pop(0)]
            else:
                shared = shared_clauses(text, last.start, last.end, self._vocabulary)
            for own, at in shared or [self._own_clause(text, last, thread)]:
                yield self._decide(amount, own, at, thread, last.start)
            begin = amount.end
            if marks is not None:
                marks.append((amount.end, thread.copy()))

    def _enter_item(self, piece: Piece, thread: Thread) -> None:
        """The items of a numbered list start from what was said before the first one."""
        if piece.number == 1:
            self._items = thread.copy()
        elif piece.number is not None and self._items is not None:
            thread.become(self._items)

    def split(self, thread: Thread) -> None:
        """其中: what follows are parts of a figure said before."""
        thread.split()
        thread.listing = Listing(tuple(self._said))
        self.listings.append(thread.listing)

    def _own_clause(self, text: str, piece: Piece, thread: Thread) -> Said:
        """The figure's own clause, without the name of a project that stands before it unannounced."""
        own = self._clause(text, piece.start, piece.end)
        if not own.doubt:
            return own, piece.start
        listed = self._listed_project(text, (piece.start, piece.end), thread)
        if listed is None:
            return own, piece.start
        thread.project, thread.project_stage = listed, None
        return self._clause(text, listed[1], piece.end), listed[1]

    def _clause(self, text: str, start: int, end: int) -> Clause:
        opens = start - self._frame.start <= self.HEAD_CHARS and all(
            token.has(YEAR) for token in self._vocabulary.tokens(text, self._frame.start, start)
        )  # 2022年度，某县水利局…
        return read_clause(text[start:end], self._vocabulary, opens=opens)

    def _listed_project(self, text: str, piece: tuple[int, int], thread: Thread) -> tuple[int, int] | None:
        """The name of a project that a list of project expenditure gives without announcing it."""
        key = thread.kind_key or self._sense.kind_key
        kind = self._vocabulary.meaning(key, "kind") if key else None
        of_projects = kind is not None and kind.expenditure_kind == "项目支出"
        if not of_projects and not self._sense.of_projects:
            return None
        tokens = self._vocabulary.tokens(text, *piece)
        if not of_projects and not any(token.has("stage") for token in tokens):
            return None
        return listed_name(tokens, text, self._vocabulary)

    def _unknown_name(self, own: Clause, piece: tuple[int, int]) -> str:
        """The words of a clause that may be the name of a part: all but what leads to it (其中) and to the figure (为)."""
        if not own.doubt:
            return ""
        tokens = self._vocabulary.tokens(self._frame.text, *piece)
        while tokens and tokens[0].has("lead"):
            tokens.pop(0)
        while tokens and tokens[-1].has("link") and not tokens[-1].has("project_end"):
            tokens.pop()
        return self._paragraph.printed(tokens[0].start, tokens[-1].end).lstrip("、") if tokens else ""

    def _decide(self, amount: Money, own: Clause, at: int, thread: Thread, begin: int) -> Figure:
        """The figure of an amount whose own clause begins at `at`, the words about it at `begin`."""
        paragraph = self._paragraph
        if own.has("lead"):
            self.split(thread)
        own = as_fund_income(own, thread.label, self._vocabulary)
        figure = Figure(
            span=paragraph.locate(amount.start, amount.end),
            sentence=self._sentence,
            clause=paragraph.printed(begin, amount.end),
            headings=self._passage.headings,
            value=paragraph.printed(amount.start, amount.number_end),
            unit=paragraph.printed(amount.number_end, amount.end),
            role="amount",
            position=amount.start,
            sentence_start=self._start,
            is_compared=own.has("compare"),
        )
        label, shift = self._label(own, at, thread)
        source = paragraph
        if label is not None and shift is not None:
            source = shift.paragraph
        self._fill(figure, own, thread, label, source, shift)
        figure.role, figure.reason = self._role(figure, amount, own, thread, label)
        self._enlist(figure, own, thread, label, (at, amount.start))
        self._remember(figure, own, thread, label if shift is None else None)
        self._said.append(figure)
        return figure

    def _enlist(self, figure: Figure, own: Clause, thread: Thread, label: Label | None, piece: tuple[int, int]) -> None:
        """Note a figure as a part of the list it stands in, with or without 其中."""
        is_total = label is None or label.total
        if thread.listing is not None and thread.listing.is_implied and (is_total or own.stage_key):
            thread.listing = None
        if own.stage_key or own.has("change", "compare"):
            return
        if thread.listing is None and not is_total and figure.role == "amount":
            thread.listing = Listing(tuple(self._said), is_implied=True)
            self.listings.append(thread.listing)
        if thread.listing is not None:
            if is_total or own.doubt:
                figure.unknown_name = self._unknown_name(own, piece)
            if figure.unknown_name or not is_total:
                thread.listing.parts.append(figure)

    def _label(self, own: Clause, at: int, thread: Thread) -> tuple[Label | None, Heading | None]:
        """What the figure is called, and the heading that says so where neither clause nor sentence does."""
        if thread.project is None and self._is_of_all_projects(own):
            return Label(PROJECTS, 0, 0, "支出", kind=PROJECTS, total=True), None
        if self._sums_counted(own, thread):
            return (thread.label if thread.fresh_label else None), None
        if own.label is not None and own.has("tally") and self._is_plain(own) and own.total is None:
            # 合计5万元: of what was named before it, else of what the section is about
            named = thread.label if thread.fresh_label else None
            return (named, None) if named or thread.cut else (self._sense.label, self._sense.label_heading)
        if own.label is not None:
            return own.label.moved(at), None
        if own.total is not None and thread.project is None:
            return (thread.label if self._spends_budget(own, thread) else own.total), None
        if own.fund_label is not None and own.stage_key is None:
            return own.fund_label.moved(at), None
        if own.has("project") and thread.project is None:  # 项目经费预算10万元: of some project, not of the unit
            return None, None
        if thread.label is not None and (own.stage_key or thread.fresh_label) and _same_side(thread.label, own):
            return thread.label, None
        if self._sense.label is not None and own.stage_key and not thread.cut:
            return self._sense.label, self._sense.label_heading
        if own.stage_key and not thread.cut and (own.stage_side or own.fund_key or thread.side or self._side):
            side = own.stage_side or thread.side or self._side
            return Label("合计", 0, 0, side, total=True), None
        return None, None

    def _is_of_all_projects(self, own: Clause) -> bool:
        """共有5个项目，预算合计1704万元: in a report on a unit's projects, under no project's own heading."""
        if not self._sense.on_projects or self._sense.project is not None or not own.stage_key:
            return False
        return self._counts_projects and self._is_plain(own) and own.total is None

    def _sums_counted(self, own: Clause, thread: Thread) -> bool:
        """国内公务接待31批次，260人次，共计支出2万元: the sum of what was only counted before, not of the unit.

        Where nothing known was counted, a sum with a year of its own (2022年支出合计…) is the unit's all the same.
        """
        if not thread.counted or thread.project is not None or not own.has("tally") or own.fund_label is not None:
            return False
        spending = own.total is None or own.total.side == "支出"
        return self._is_plain(own) and spending and (thread.fresh_label or own.year is None)

    def _is_plain(self, own: Clause) -> bool:
        """Whether a clause names nothing but a sum (预算合计)."""
        return own.label is None or self._vocabulary.meaning(own.label.key, "tally") is not None

    def _is_row(self, label: Label) -> bool:
        """Whether tables or account lists have what a label means: 公务接待费 they do, its part 国内公务接待费 not."""
        item = self._vocabulary.meaning(label.key, "item")
        if item is None:
            return True
        key = fold(item.line_item)
        return self._vocabulary.meaning(key, ROW) is not None or self._vocabulary.is_account(key)

    def _spends_budget(self, own: Clause, thread: Thread) -> bool:
        """三公经费年初预算15万元，全年支出12万元: a plain 支出 after a budget is about what the budget was for."""
        budget = self._vocabulary.meaning(thread.last_stage, "stage") if thread.last_stage else None
        item = thread.label is not None and not thread.label.total and thread.label.side == "支出"
        return own.has("spent") and item and budget is not None and budget.budget_stage != "决算"

    def _fill(
        self,
        figure: Figure,
        own: Clause,
        thread: Thread,
        label: Label | None,
        source: Paragraph,
        heading: Heading | None,
    ) -> None:
        project = self._project(own, thread)
        figure.project_name = project
        figure.fund_key = own.fund_key or thread.fund_key
        figure.year = own.year or thread.year or self._year or self._sense.year
        figure.stage_key = own.stage_key or self._label_stage(label) or thread.stage_for(label)
        if project is not None:
            figure.label_text, figure.label_key, figure.side = project, fold(project), "支出"
            figure.stage_key = own.stage_key or thread.project_stage or figure.stage_key
            return
        if label is None:
            return
        figure.label_text = label_text(label, source, heading.start if heading else 0)
        figure.label_key = label.key
        known = label.side if label.side != "收支" or not own.stage_side else own.stage_side
        figure.side = known or own.stage_side or thread.side or self._side or None
        figure.account_level = self._account_level(label)
        if own.kind_key or label.kind:
            figure.kind_key = own.kind_key or self._kind_key(label)
        elif label.level:
            figure.kind_key = thread.kind_key or self._sense.kind_key

    def _project(self, own: Clause, thread: Thread) -> str | None:
        specific = own.label is not None and not own.kind_key
        if thread.project is not None and not specific:
            return self._paragraph.printed(*thread.project)
        heading = self._sense.project
        named = own.has("project") or not self._sense.is_title_project
        if heading is not None and named and not specific and own.fund_label is None:
            return heading.name
        return None

    def _label_stage(self, label: Label | None) -> str | None:
        if label is None or not label.stage:
            return None
        return label.stage if self._vocabulary.meaning(label.stage, "stage") else None

    def _kind_key(self, label: Label) -> str | None:
        return next((key for key in (label.key, label.kind) if self._vocabulary.meaning(key, "kind")), None)

    def _account_level(self, label: Label) -> str | None:
        """The account list a label belongs to; a name of both lists goes with the unambiguous names around it."""
        if label.level in ("function", "economic") and not label.in_rows:
            self._accounts.add(label.level)
            return label.level
        if not label.level or len(self._accounts) != 1:
            return None
        (known,) = self._accounts
        return known if label.level in ("both", known) else None

    def _role(self, figure: Figure, amount: Money, own: Clause, thread: Thread, label: Label | None) -> tuple[str, str]:
        if self._remark:
            return "excluded", "四舍五入等舍入说明中引用的合计"
        if own.has("excluded") or self._after(amount):
            return "excluded", "合同价、第三方资金、标准、结余等，不是本单位当年收支"
        if own.has("part_year") or (thread.partial and own.year is None) or self._in_part_year(figure):
            return "excluded", "年度中间的时点或部分月份"
        if own.has("change"):
            return "change", "增减额"
        alone = self._role_alone(figure, amount, own, thread, label)
        if thread.listing_role and own.stage_key is None and own.total is None:
            figure.alone = alone
            return thread.listing_role, "随前一数字：其中"
        return alone

    def _role_alone(
        self, figure: Figure, amount: Money, own: Clause, thread: Thread, label: Label | None
    ) -> tuple[str, str]:
        """The role of a figure that is no part of another one."""
        if amount.is_range or amount.is_rounded or own.has("approximate"):
            return "unknown", "约数或区间"
        if own.has("distributive"):
            return "unknown", "“分别”列举，无法确定各数所指"
        if own.doubt:
            return "unknown", f"未识别的词语：{own.doubt}"
        if own.label is None and own.total is None and thread.priced:
            return "excluded", "所在句子说的是价格或第三方资金"
        if label is not None and self._sums_counted(own, thread) and not self._is_row(label):
            return "excluded", "只用数量说明的事项，是决算表项目的一部分"
        if own.relative_year:
            figure.year = str(int(figure.year) - 1) if figure.year else YEAR_BEFORE
        figure.is_base = self._is_base(own, amount)
        if label is not None and label.side == "收入" and (thread.project or self._sense.project):
            return "unknown", "项目的资金来源，不是单位的收入"
        if figure.label_key is None:
            return "unknown", "句子和标题都没有说明是什么数"
        if figure.side is None:
            return "unknown", "无法确定是收入还是支出"
        return "amount", ""

    def _in_part_year(self, figure: Figure) -> bool:
        """Under a heading about a part of the year only budgets are of the year."""
        stage = self._vocabulary.meaning(figure.stage_key, "stage") if figure.stage_key else None
        return self._sense.partial and (stage is None or stage.budget_stage == "决算")

    def _is_base(self, own: Clause, amount: Money) -> bool:
        """比2020年度121.05万元减少…: what another figure is compared with."""
        if not own.has("compare") or own.label is not None or own.fund_key:
            return False
        after = self._frame.text[amount.end : min(self._frame.end, amount.end + _AFTER_CHARS)].replace(BLANK, "")
        tokens = self._vocabulary.tokens(after, 0, len(after))
        return bool(tokens) and tokens[0].has("compare", "change", "bare_change", "compared")

    def _after(self, amount: Money) -> bool:
        text = self._frame.text[amount.end : min(self._frame.end, amount.end + _AFTER_CHARS)]
        words = _BREAKS.split(text)[0].replace(BLANK, "")
        return words.startswith(self._vocabulary.keys("after_excluded"))

    def _remember(self, figure: Figure, own: Clause, thread: Thread, label: Label | None) -> None:
        # The parts of what nobody understands are not understood either.
        thread.last_role = "amount" if figure.role == "unknown" and not own.doubt else figure.role
        if own.year and not own.has("compare", "relative_year"):
            thread.year = self._year = own.year
        thread.fresh_label = thread.counted = False
        # What 其中 splits keeps its stage even where the total itself was not understood.
        thread.last_stage = figure.stage_key
        if figure.role == "unknown" and own.doubt:
            thread.cut, thread.label = True, None
        if own.stage_key or own.total is not None:
            thread.split_stage = None
        if figure.role != "amount":
            return
        thread.amount_stage = figure.stage_key
        thread.label = label or thread.label
        thread.side = figure.side or thread.side
        thread.fund_key = own.fund_key or thread.fund_key
        thread.kind_key = own.kind_key or thread.kind_key
        thread.stage_key = own.stage_key if own.stage_leads else (thread.stage_key if not own.stage_key else None)


def _same_side(label: Label, own: Clause) -> bool:
    """Whether the words of a stage (实际支出) can be about what the sentence named before (到位资金: no)."""
    return not own.stage_side or label.side in ("", "收支", own.stage_side)
