"""The figures of one passage, sentence by sentence, and what each sentence and list hands on to the next figure.

A figure is an amount only if every word of its clause is understood and its label and side are known, from the clause,
the sentence or the headings. Differences (change), prices, thresholds, money of third parties and closing balances
(excluded) are told by the words of the clause. Everything else is unknown, and recorded as such with its clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from flows.statements.narrative.clauses import Clause, Label, as_fund_income, read_clause
from flows.statements.narrative.context import HeadingSense, Thread, one_side
from flows.statements.narrative.distribution import Said, distributed_clauses, shared_clauses
from flows.statements.narrative.figure import Figure
from flows.statements.narrative.headings import Passage
from flows.statements.narrative.lexicon import BLANK, YEAR, Vocabulary
from flows.statements.narrative.listings import PROJECTS, Listing
from flows.statements.narrative.meanings import Meanings, Scene
from flows.statements.narrative.projects import listed_name, project_names
from flows.statements.narrative.sentences import Frame, Money, MoneyPattern, Piece, frames, money, pieces
from flows.statements.narrative.short_names import with_full_name
from flows.statements.narrative.subject import without_short_name

_PROJECT_COUNT = re.compile(r"\d{1,3}个[^,;。\d]{0,4}项目|项目[共计合]{0,2}\d{1,3}个")
_ITEM_STARTS = frozenset("。;:")  # before the first words of an item of a list
_LONGEST_SENTENCE = 2000  # stored with each of its figures: a sentence without an end must not be stored whole


class PassageReader:
    """Reads the sentences of a passage one after the other. `listings`: what their 其中 split.

    `lists_projects`: the passage is an item of a list that is announced as one of projects.
    """

    HEAD_CHARS = 12

    def __init__(
        self,
        vocabulary: Vocabulary,
        passage: Passage,
        sense: HeadingSense,
        figure: MoneyPattern,
        said: Iterable[Figure],
        unit_name: str | None = None,
        *,
        lists_projects: bool = False,
    ) -> None:
        self.listings: list[Listing] = []
        self._vocabulary = vocabulary
        self._paragraph = passage.paragraph
        self._passage = passage
        self._sense = sense
        self._figure = figure
        self._unit_name = unit_name
        self._said = list(said)  # in the order of reading, those of the passage it goes on with first
        self._items: Thread | None = None  # what was said before the first item of a numbered list
        self._sentence = ""
        self._start = 0
        self._project_said: tuple[int, int] | None = None  # the last name of the passage
        kind = vocabulary.meaning(sense.kind_key, "kind") if sense.kind_key else None
        self._item: Label | None = None  # the one item of accounts that the sentence before was about
        self._lists_projects = lists_projects or (
            sense.project is None and kind is not None and kind.expenditure_kind == PROJECTS
        )
        counts_projects = _PROJECT_COUNT.search(passage.paragraph.folded, passage.start) is not None
        self._scene = Scene(passage.paragraph, sense, counts_projects)
        self._meanings = Meanings(vocabulary, self._scene)

    @property
    def said(self) -> tuple[Figure, ...]:
        return tuple(self._said)

    def read(self, start: int, end: int, before: Thread, *, goes_on: bool) -> tuple[list[Figure], Thread]:
        """The figures of a sentence, and its thread; `before` is the thread of the sentence before it, which it `goes_on`."""
        self._start = start
        self._sentence = self._paragraph.printed(start, min(end, start + _LONGEST_SENTENCE))
        self._scene.side = self._sense.side or one_side(self._paragraph.folded[start:end])
        found: list[Figure] = []
        marks: list[tuple[int, Thread]] = []
        if start == self._passage.start and start:  # the number of the first item is that of the paragraph
            self._items = before.copy()
        parts = frames(self._paragraph.folded, start, end, self._figure)
        thread = Thread(label=self._item)
        for frame in parts:
            if frame.is_remark:
                branch = next((t.branch() for at, t in reversed(marks) if at <= frame.start), Thread())
                found.extend(self._read_frame(frame, branch, None))
                continue
            splits = self._vocabulary.opens_with(frame.text[start : min(end, start + self.HEAD_CHARS)], "lead")
            thread = before.copy() if goes_on else before.next_sentence() if splits else thread
            found.extend(self._read_frame(frame, thread, marks if len(parts) > 1 else None))
            if not found:
                thread = Thread()
        self._item = self._only_item(found, thread) if found else self._item
        return found, thread

    def _named_item(self, start: int, end: int) -> Label | None:
        """The account that all of a sentence names: 其中：城乡社区支出（类）…（项）。"""
        last = pieces(self._paragraph.folded, start, end)[-1]
        label = read_clause(self._paragraph.folded[last.start : last.end], self._vocabulary).label
        chained = label is not None and label.chained and self._paragraph.folded[start:end].rstrip("。").endswith(")")
        return label.moved(last.start) if label is not None and chained else None

    @staticmethod
    def _only_item(found: list[Figure], thread: Thread) -> Label | None:
        """The item that a sentence is about: 行政运行（项）100万元，主要用于…。年初预算为120万元，支出决算为100万元。"""
        labels = {figure.label_key for figure in found if figure.role == "amount"}
        item = thread.label
        return item if item is not None and item.chained and labels == {item.key} else None

    def hear(self, start: int, end: int) -> None:
        """Remember the project or the account that a sentence without figures names."""
        self._item = self._named_item(start, end)
        frame = Frame(self._paragraph.folded, start, end, False)
        for name in project_names(frame, self._paragraph, self._vocabulary, self._figure):
            self._project_said = (name.start, name.end)

    def _read_frame(self, frame: Frame, thread: Thread, marks: list[tuple[int, Thread]] | None) -> Iterator[Figure]:
        """The figures of a frame; `marks` takes what was said up to each, where remarks go back to it."""
        names = project_names(frame, self._paragraph, self._vocabulary, self._figure)
        text = frame.text
        for name in names:
            text = text[: name.mask_start] + BLANK * (name.end - name.mask_start) + text[name.end :]
        text = without_short_name(text, frame.start, frame.end, self._unit_name, self._vocabulary)
        self._scene.frame = frame
        self._scene.is_remark = self._vocabulary.may_hold(text, "remark") and any(
            token.has("remark") for token in self._vocabulary.tokens(text, frame.start, frame.end)
        )
        begin = frame.start
        amounts = list(money(frame, self._figure))
        distributed: list[Said] = []
        for index, amount in enumerate(amounts):
            for name in names:
                if begin <= name.start < amount.start:
                    thread.project, thread.project_stage = (name.start, name.end), name.stage
                    self._project_said = (name.start, name.end)
            before = pieces(text, begin, amount.start)
            for piece in before[:-1]:
                self._enter_item(piece, thread)
                named = self._project_of(text, piece)
                if named is not None:
                    thread.project, thread.project_stage, thread.cut = named, None, False
                    self._project_said = named
                    continue
                clause = self._clause(text, piece.start, piece.end)
                if "lead" in clause.roles:
                    self.split(thread)
                thread.listen(clause, piece.start, self._sense.report_year)
            last = before[-1]
            thread.new_part = ";" in text[begin : last.start]
            self._enter_item(last, thread)
            if not distributed:
                distributed = distributed_clauses(text, last.start, amounts[index:], self._vocabulary) or []
            if distributed:
                shared: list[Said] | None = [distributed.pop(0)]
            else:
                shared = shared_clauses(text, last.start, amount, self._vocabulary)
            for own, at in shared or [self._own_clause(text, last, thread)]:
                if "project" in own.roles and thread.project is None:  # “信息化建设”项目自评综述：…。项目全年预算数为…
                    thread.project = self._project_said
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
        title = self._sense.project if self._sense.is_title_project else None
        if title is not None and text.startswith(title.key, piece.start, piece.end):
            thread.project, thread.project_stage = (piece.start, piece.start + len(title.key)), None
            return self._clause(text, thread.project[1], piece.end), thread.project[1]
        own = self._clause(text, piece.start, piece.end)
        if not own.doubt and not (own.label is not None and own.label.level and "project_end" in own.roles):
            return own, piece.start  # 综合业务管理专项 is a project although its words are the name of an account
        listed = self._listed_project(text, (piece.start, piece.end), thread)
        if listed is None:
            return self._named_by_whole(own, text[piece.start : piece.end], thread), piece.start
        thread.project, thread.project_stage = listed, None
        return self._clause(text, listed[1], piece.end), listed[1]

    def _project_of(self, text: str, piece: Piece) -> tuple[int, int] | None:
        """The project that a piece without a figure names: 档案馆改造项目，年初预算…; 其中河道清障项目自评得分95分，全年预算数…."""
        tokens = self._vocabulary.tokens(text, piece.start, piece.end)
        scored = next((index for index, token in enumerate(tokens) if token.has("score")), None)
        if scored is not None:
            return listed_name(tokens[:scored], text, self._vocabulary)
        opens = piece.number is not None or piece.start == self._start or text[piece.start - 1] in _ITEM_STARTS
        if not self._lists_projects or not opens:
            return None
        name = listed_name(tokens, text, self._vocabulary)
        if name is None or name[1] < tokens[-1].end or _PROJECT_COUNT.search(text, *name):
            return None  # 共有2个项目，预算合计55万元: of all of them
        return name

    def _named_by_whole(self, own: Clause, text: str, thread: Thread) -> Clause:
        """The clause of a part behind 其中, whose name may leave out words of what it is a part of."""
        is_listed = thread.listing is not None and not thread.listing.is_implied
        whole = thread.label if "lead" in own.roles else thread.whole if is_listed else None
        return own if whole is None else with_full_name(own, text, whole, self._vocabulary)

    def _clause(self, text: str, start: int, end: int) -> Clause:
        opens = start - self._scene.frame.start <= self.HEAD_CHARS and all(
            token.has(YEAR) for token in self._vocabulary.tokens(text, self._scene.frame.start, start)
        )  # 2022年度，某县水利局…
        return read_clause(text[start:end], self._vocabulary, opens=opens)

    def _listed_project(self, text: str, piece: tuple[int, int], thread: Thread) -> tuple[int, int] | None:
        """The name of a project that a list of project expenditure gives without announcing it."""
        key = thread.kind_key or self._sense.kind_key
        kind = self._vocabulary.meaning(key, "kind") if key else None
        if self._sense.project is not None and not self._sense.is_title_project:
            return None  # 乡村振兴资金。下达资金150万元: under its own heading nothing else is a project
        of_projects = kind is not None and kind.expenditure_kind == "项目支出"
        if not of_projects and not self._sense.of_projects:
            return None
        tokens = self._vocabulary.tokens(text, *piece)
        if not of_projects and not any(token.has("stage") for token in tokens):
            return None
        return listed_name(tokens, text, self._vocabulary)

    def _unknown_name(self, piece: tuple[int, int]) -> str:
        """The words of a clause that may be the name of a part: all but what leads to it (其中) and to the figure (为)."""
        tokens = self._vocabulary.tokens(self._scene.frame.text, *piece)
        while tokens and tokens[0].has("lead"):
            tokens.pop(0)
        while tokens and tokens[-1].has("link") and not tokens[-1].has("project_end"):
            tokens.pop()
        return self._paragraph.printed(tokens[0].start, tokens[-1].end).lstrip("、") if tokens else ""

    def _decide(self, amount: Money, own: Clause, at: int, thread: Thread, begin: int) -> Figure:
        """The figure of an amount whose own clause begins at `at`, the words about it at `begin`."""
        paragraph = self._paragraph
        if "lead" in own.roles:
            self.split(thread)
        if "break" in own.roles and thread.used_by is None:
            thread.used_by = thread.label
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
            is_compared="compare" in own.roles,
        )
        label, shift = self._meanings.label(own, at, thread)
        source = paragraph
        if label is not None and shift is not None:
            source = shift.paragraph
        self._meanings.fill(figure, own, thread, label, source, shift)
        before = self._said[-1] if self._said else None
        if before is not None and self._meanings.restates(figure, before, own):
            before.stage_key = thread.split_stage = None
        figure.role, figure.reason = self._meanings.role(figure, amount, own, thread, label)
        self._enlist(figure, own, thread, label, (at, amount.start))
        self._remember(figure, own, thread, label if shift is None else None)
        self._said.append(figure)
        return figure

    def _enlist(self, figure: Figure, own: Clause, thread: Thread, label: Label | None, piece: tuple[int, int]) -> None:
        """Note a figure as a part of the list it stands in, with or without 其中."""
        is_total = label is None or label.total
        if thread.listing is not None and thread.listing.is_implied and (is_total or own.stage_key):
            thread.listing = None
        if own.label is not None and thread.listing is not None and not thread.listing.is_implied:
            thread.listing.named.append(figure)
        if own.has("year_total") and thread.listing is not None and not thread.listing.is_implied:
            thread.listing.totals.append(figure)
        if own.stage_key or own.has("change", "compare"):
            return
        if thread.listing is None and not is_total and figure.role == "amount":
            thread.listing = Listing(tuple(self._said), is_implied=True)
            self.listings.append(thread.listing)
        if thread.listing is not None:
            if is_total or figure.role == "unknown":
                figure.unknown_name = self._unknown_name(piece)
            if figure.unknown_name or not is_total:
                thread.listing.parts.append(figure)

    def _remember(self, figure: Figure, own: Clause, thread: Thread, label: Label | None) -> None:
        # The parts of what nobody understands are not understood either; those of a shared figure are named behind it.
        is_open = figure.role == "unknown" and (not own.doubt or own.is_joint) and figure.side != "收入"
        thread.last_role = "amount" if is_open else figure.role
        if own.year and not own.has("compare", "relative_year"):
            # 支出5万元，2020年为6万元。…: a year gone back to is that of its sentence alone
            if own.year >= max(self._scene.year or "", thread.year or ""):
                self._scene.year = own.year
            thread.year = own.year
        thread.fresh_label = thread.counted = False
        thread.involved = thread.involved or "involved" in own.roles
        thread.in_project = figure.project_name is not None
        # What 其中 splits keeps its stage even where the total itself was not understood.
        thread.last_stage = figure.stage_key
        names = own.doubt or own.label or own.total or "project" in own.roles
        if figure.role == "unknown" and names:
            thread.cut, thread.reasoned, thread.label = True, False, None
        if own.stage_key or (own.total is not None and (label is None or label.total)):
            thread.split_stage = None
        is_listed = thread.listing is not None and not thread.listing.is_implied
        if is_listed and thread.new_part and "change" in own.roles and not own.has("compare") and own.label is None:
            thread.label = thread.whole  # …，项目支出40万元；年中追加10万元，调整后预算110万元: of all of it
        if figure.role != "amount":
            return
        thread.amount_stage = figure.stage_key
        if not own.relative_year:
            thread.amount_year = figure.year
        thread.label = label or thread.label
        thread.side = figure.side or thread.side
        thread.has_amount = True
        thread.last_fund = figure.fund_key
        if own.label is not None or own.total is not None:
            thread.used_by = None
        is_fund = own.fund_label is not None and figure.label_key == own.fund_label.key
        is_part = is_fund or (thread.listing is not None and not thread.listing.is_implied)
        if not is_part:  # the fund of one part is not that of the next
            thread.fund_key = own.fund_key or thread.fund_key
        thread.last_kind = figure.kind_key
        thread.stage_key = own.stage_key if own.stage_leads else (thread.stage_key if not own.stage_key else None)
