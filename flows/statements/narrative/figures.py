"""The figures of money of a document: its passages one after the other, and what one takes over from the one before.

A paragraph that begins with 其中, the numbered items after a colon and paragraphs with the next item of a list go on
where the paragraph before them ended; every other passage starts afresh.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from flows.statements.folding import fold
from flows.statements.narrative.context import Headings, HeadingSense, NamedProject, Thread, label_text
from flows.statements.narrative.figure import Figure
from flows.statements.narrative.headings import Heading, Passage
from flows.statements.narrative.lexicon import ACCOUNT, Token, Vocabulary
from flows.statements.narrative.listings import Arithmetic, Listing
from flows.statements.narrative.passage import PassageReader
from flows.statements.narrative.sentences import MoneyPattern, sentences

_NOTE = re.compile(r"注[:1一]|\*?备注:|说明:")


@dataclass(frozen=True, slots=True)
class _Opened:
    """What a passage leaves to the one that goes on with it."""

    thread: Thread
    said: tuple[Figure, ...]
    headings: tuple[Heading, ...]
    is_list: bool  # a colon ends it: numbered items follow
    lists_projects: bool = False  # 主要项目情况如下：


class FigureReader:
    """Reads the figures of passages with one vocabulary; `unit_name` is whose report they are in."""

    def __init__(self, vocabulary: Vocabulary, unit_name: str | None = None) -> None:
        self._unit_name = fold(unit_name) if unit_name else None
        self._vocabulary = vocabulary
        self.headings = Headings(vocabulary)
        self._figure = MoneyPattern(vocabulary)
        self._arithmetic = Arithmetic(vocabulary)

    def read(self, passages: Iterable[Passage]) -> list[list[Figure]]:
        """The figures of each passage in printed order."""
        listings: list[Listing] = []
        read: list[list[Figure]] = []
        opened: _Opened | None = None
        for passage in passages:
            if not self._figure.search(passage.paragraph.folded, passage.start):
                opened = opened if opened is not None and opened.is_list and passage.start else self._list_of(passage)
                read.append([])
                continue
            before = opened if opened is not None and self._goes_on(passage, opened) else None
            figures, reader, thread = self._passage(passage, before)
            opened = self._opened(passage, reader, thread, before)
            listings.extend(reader.listings)
            read.append(figures)
        for listing in listings:
            self._arithmetic.settle_parts(listing)
        for figures in read:
            self._arithmetic.settle_bases(figures)
        return read

    def _goes_on(self, passage: Passage, opened: _Opened) -> bool:
        """Whether a passage is an item of a list that a colon opened, or begins with 其中."""
        if passage.headings[: len(opened.headings)] != opened.headings:
            return False
        if opened.is_list and passage.start:
            return True
        head = passage.paragraph.folded[passage.start : passage.start + PassageReader.HEAD_CHARS]
        tokens = self._vocabulary.tokens(head, 0, len(head))
        if not tokens or passage.start or tokens[0].has("lead"):
            return bool(tokens) and tokens[0].has("lead")
        return self._lists_on(head, opened.thread)

    def _lists_on(self, text: str, thread: Thread) -> bool:
        """Whether a text begins with the next item of an open list: …，其中：因公出国费支出0万元。公务接待费支出5万元。"""
        if thread.listing is None or thread.listing.is_implied or self._arithmetic.is_complete(thread.listing):
            return False
        head = text[: PassageReader.HEAD_CHARS]
        tokens = self._vocabulary.tokens(head, 0, len(head))
        return bool(tokens) and _is_next_item(tokens[0], thread)

    def _passage(self, passage: Passage, before: _Opened | None) -> tuple[list[Figure], PassageReader, Thread]:
        paragraph = passage.paragraph
        sense = self.headings.sense(passage.headings)
        said = before.said if before else ()
        lists_projects = before is not None and before.lists_projects
        if lists_projects and before is not None:
            sense = self._as_project(sense, passage, before)
        reader = PassageReader(
            self._vocabulary, passage, sense, self._figure, said, self._unit_name, lists_projects=lists_projects
        )
        figures: list[Figure] = []
        thread = before.thread.copy() if before else Thread()
        if before and len(passage.headings) > len(before.headings):  # its own heading says what its figures are
            thread.label = None
        for start, end in sentences(paragraph.folded, passage.start):
            if not self._figure.search(paragraph.folded, start, end):
                reader.hear(start, end)
                continue
            goes_on = (before is not None and not figures) or self._lists_on(paragraph.folded[start:end], thread)
            found, thread = reader.read(start, end, thread, goes_on=goes_on)
            figures.extend(sorted(found, key=lambda f: f.position))
        note = _NOTE.match(paragraph.folded) is not None
        for figure in figures:
            planned = figure.project_name is None or figure.stage_key is None
            if (note or (sense.excluded and planned)) and figure.role == "amount":
                figure.role, figure.reason = "excluded", "附注、目标或说明中的数字"
        return figures, reader, thread

    def _as_project(self, sense: HeadingSense, passage: Passage, before: _Opened) -> HeadingSense:
        """The sense of an item of a list of projects whose heading names one: 1.食品抽检经费：预算安排180万元."""
        own = passage.headings[len(before.headings) :]
        named = self.headings.words(own[-1]).named if own else None
        return sense if named is None else replace(sense, project=NamedProject(own[-1], 0, named))

    def _list_of(self, passage: Passage) -> _Opened | None:
        """What a passage without figures leaves to the items below it, where it announces a list of projects."""
        if not passage.paragraph.folded.endswith(":") or not self._announces_projects(passage):
            return None
        return _Opened(Thread(), (), passage.headings, True, True)

    def _announces_projects(self, passage: Passage) -> bool:
        """Whether the last sentence says that projects follow: 主要项目情况如下：."""
        folded = passage.paragraph.folded
        last = folded.rfind("。", passage.start) + 1 or passage.start
        tokens = self._vocabulary.tokens(folded, last, len(folded))
        return not self._figure.search(folded, last) and any(token.has("project") for token in tokens)

    def _is_of_whole(self, passage: Passage, thread: Thread) -> bool:
        """支出100万元，其中：基本支出60万元，项目支出40万元。具体情况如下：of all the spending, not of the part said last."""
        folded = passage.paragraph.folded
        last = folded.rfind("。", passage.start) + 1
        if not last or thread.listing is None or thread.listing.is_implied or self._figure.search(folded, last):
            return False
        return not any(token.has("kind", "project") for token in self._vocabulary.tokens(folded, last, len(folded)))

    def _opened(self, passage: Passage, reader: PassageReader, thread: Thread, before: _Opened | None) -> _Opened:
        if before is not None and before.is_list and passage.start:
            return before  # the next item
        is_list = passage.paragraph.folded.endswith(":")
        if is_list:
            thread = thread.next_sentence()
            if self._is_of_whole(passage, thread):
                thread.kind_key, thread.last_kind, thread.label = None, None, thread.whole
            reader.split(thread)
        if thread.label is not None and not thread.label.total:  # its range is one of this paragraph
            text = label_text(thread.label, passage.paragraph)
            thread.label = thread.label._replace(start=0, end=0, tail=text)
        thread.project = None
        return _Opened(thread, reader.said, passage.headings, is_list, is_list and self._announces_projects(passage))


def _is_next_item(first: Token, thread: Thread) -> bool:
    """Whether a paragraph begins with an item of the kind that the list before it is made of: accounts after accounts."""
    last, whole = thread.label, thread.whole
    if thread.listing is None or thread.listing.is_implied or last is None or last.total:
        return False
    same = (last.level and first.has(ACCOUNT)) or (last.kind and first.has("kind"))
    return bool(same) or (first.has("item") and whole is not None and not whole.total)
