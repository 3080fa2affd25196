"""Titles, headings, labels and words of forms that no seed holds as a whole, put together from known words (wording.py).

A title or a label says the same as a known one when its words do, in whatever order. A heading may say several things at
once; where two of them contradict each other it stays unknown.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from flows.statements.terms import ANY, Heading, RowLabel, Title
from flows.statements.wording import Wording
from flows.statements.years import without_year, year_in

_OF_AMOUNTS = frozenset({"amount", "group"})
_SHEET = "表"
_STAGES = ("预算", "决算")
# The rank of words that say what a statement is of.
_OF_STATEMENT = 2
_FUND = 1  # of what a title covers

# 本年拨款 over 一般公共预算 | 政府性基金预算: all that its columns are is said below it.
_NOTHING = Heading("", "group", "", "", "")

Known = TypeVar("Known")
Signature = frozenset[str]


class Composer:
    """What known words mean together. `three_public`: the statements of 三公经费, which name their items by halves (购置费)."""

    def __init__(
        self,
        titles: Iterable[Title],
        headings: Mapping[tuple[str, str], Heading],
        row_labels: Mapping[tuple[str, str], RowLabel],
        evaluation_words: Mapping[str, str],
        wording: Mapping[str, Wording],
        three_public: frozenset[str],
        report_titles: Mapping[str, str],
    ) -> None:
        self._titles = tuple(titles)
        self._headings = headings
        self._row_labels = row_labels
        self._evaluation_words = evaluation_words
        self._wording = wording
        self._three_public = three_public
        self._report_titles = report_titles
        self._heading_wording: dict[tuple[str, str], Wording] = {}
        self._labels_by_words: dict[str, dict[Signature, RowLabel]] = {}

    # -- headings -------------------------------------------------------------------------------------------------

    def heading(self, key: str, statement: str) -> Heading | None:
        """What a heading means by its words; None where they are not all known or it may be one of two things."""
        undated = without_year(key)
        found = {
            heading
            for grammar in ("amount", "field", "label")
            if (heading := self._heading_from(grammar, undated, statement)) is not None
        }
        if len(found) != 1:
            return None
        heading = found.pop()
        if undated == key or heading.role == "ignore":
            return heading
        year = year_in(key)
        return replace(heading, path=(f"{year}年", *heading.path), is_dated=True) if year is not None else None

    def _heading_from(self, grammar: str, key: str, statement: str) -> Heading | None:
        words = self._words_of_headings(grammar, statement)
        ways = words.ways_to_mean(key)
        if not ways:
            return _NOTHING if grammar == "amount" and words.says_nothing(key) else None
        # 本年 | 预算数 and 本年预算 | 数 are two readings, of which one says no more than the other.
        found = [self._joined(keys, statement) for keys in ways]
        known = [heading for heading in found if heading is not None]
        fullest = max(known, key=lambda heading: len(heading.says), default=None)
        agree = fullest is not None and len(known) == len(found) and all(_says_no_more(one, fullest) for one in known)
        return fullest if agree else None

    def _joined(self, keys: tuple[str, ...], statement: str) -> Heading | None:
        parts = [self._headings.get((part, statement)) or self._headings.get((part, ANY)) for part in keys]
        known = [part for part in parts if part is not None]
        return joined_headings(known) if len(known) == len(parts) else None

    def _words_of_headings(self, grammar: str, statement: str) -> Wording:
        """The words of a grammar; those of amounts are also the known headings of amounts themselves."""
        known = self._heading_wording
        if (grammar, statement) not in known:
            words = self._wording[grammar]
            if grammar == "amount":
                if statement in self._three_public:
                    words = Wording(ChainMap(words.words, self._wording["three_public"].words))
                words = words.with_words(
                    key
                    for (key, scope), heading in self._headings.items()
                    if scope in {ANY, statement} and heading.role in _OF_AMOUNTS and not heading.field
                )
            known[grammar, statement] = words
        return known[grammar, statement]

    # -- titles ---------------------------------------------------------------------------------------------------

    @cached_property
    def _titles_by_words(self) -> dict[Signature, list[Title]]:
        """By what their words say the titles that mean different things."""
        found: dict[Signature, dict[object, Title]] = {}
        for title in self._titles:
            signature = self._wording["title"].signature_of(title.key) if title.key.endswith(_SHEET) else None
            if signature:
                found.setdefault(signature, {}).setdefault((title.statement, title.layout, title.covers), title)
        return {signature: [*titles.values()] for signature, titles in found.items()}

    def title(self, asked: tuple[str, str | None]) -> tuple[Title | None, tuple[str, ...]]:
        """The title that says in other words what a text ends with, and what may stand before these words.

        `asked`: the text, and the kind of report it stands in, which decides where the words could title two. The words
        reach as far back as they are known; of those that say nothing (表 in 公开08表) some may belong to what stands before.
        One word alone (支出明细表) is too little to tell a statement by.
        """
        key, report_type = asked
        if not key.endswith(_SHEET):
            return None, ()
        words = self._wording["title"]
        said = [(key[:start], signature) for start in range(len(key)) if (signature := words.signature_of(key[start:]))]
        whole = said[0][1] if said else frozenset()
        titles = self._titles_by_words.get(whole, []) if len(whole) > 1 else []
        title = _only(titles) or _only([title for title in titles if title.report_type == report_type])
        if not titles and report_type is not None and self._names_statement(whole):
            title = self._with_stage(whole, report_type)
        return title, tuple(before for before, signature in said if signature == whole)

    def _names_statement(self, said: Signature) -> bool:
        """Whether one of the words names what the statement is of: 三公 does, 支出 alone does not."""
        words = self._wording["title"].words.values()
        return any(word.rank == _OF_STATEMENT and not said.isdisjoint(word.meanings) for word in words)

    def _with_stage(self, said: Signature, report_type: str) -> Title | None:
        """The title of this kind of report that says 预算 or 决算 besides: “三公”经费支出表."""
        fitting = (self._titles_by_words.get(said | {stage}, []) for stage in _STAGES)
        return _only([title for titles in fitting for title in titles if title.report_type == report_type])

    @cached_property
    def _report_words(self) -> Wording:
        """The words of titles of reports: those of statements, and what only says how a report is printed."""
        return Wording(ChainMap(self._wording["title"].words, self._wording["report"].words))

    @cached_property
    def _report_types_by_words(self) -> dict[Signature, str]:
        of_statements = ((title.key, title.report_type) for title in self._titles if title.report_type)
        return _agreed(self._report_words, [*self._report_titles.items(), *of_statements], lambda kind: kind)

    def report_type(self, key: str) -> tuple[str | None, tuple[str, ...]]:
        """The kind of report that the last words of a title say, and what may stand before these words."""
        words = self._report_words
        said = [(key[:start], signature) for start in range(len(key)) if (signature := words.signature_of(key[start:]))]
        whole = said[0][1] if said else frozenset()
        return self._report_types_by_words.get(whole), tuple(before for before, known in said if known == whole)

    def is_made_of_titles(self, key: str) -> bool:
        """Whether a text says nothing but what titles do (本级部门预算)."""
        return bool(self._wording["title"].readings(key))

    def title_in_report(self, title: Title, report_type: str) -> Title:
        """The title that says one thing more, where only that one is of this kind of report.

        “三公”经费支出情况表 in final accounts is that of 决算, though alone it would be a budget's.
        """
        if title.report_type == report_type:
            return title
        said = self._wording["title"].signature_of(title.key)
        if not said:
            return title
        nearest = [
            known
            for signature, titles in self._titles_by_words.items()
            if len(signature) == len(said) + 1 and said < signature
            for known in titles
            if known.report_type == report_type
        ]
        return _only(nearest) or title

    def title_of_fund(self, title: Title, line: str) -> Title:
        """The title of the same statement that covers the one fund a line names; the title itself where there is none.

        一般公共预算“三公”经费及相关费用表: whose it is, nobody knows, but what is in it is of this budget.
        """
        funds = {each.covers[_FUND] for each in self._titles if each.covers}
        said = {meaning for word in self._wording["title"].words_in(line) for meaning in word.meanings}
        named = funds & said
        fitting = (
            each for each in self._titles if {each.covers[_FUND]} == named and _but_fund(each) == _but_fund(title)
        )
        return title if title.covers[_FUND] in named else next(fitting, title)

    # -- labels and words of forms --------------------------------------------------------------------------------

    def row_label(self, key: str, statement: str) -> RowLabel | None:
        """The known label that says the same in other words."""
        if statement in self._three_public:
            items = self._wording["three_public"].meanings_of(key)
            if len(items) == 1:
                return self._row_labels.get((items[0], statement)) or self._row_labels.get((items[0], ANY))
        signature = self._wording["row"].signature_of(key)
        return self._labels_of(statement).get(signature) or self._labels_of(ANY).get(signature)

    def _labels_of(self, scope: str) -> dict[Signature, RowLabel]:
        known = self._labels_by_words
        if scope not in known:
            labels = [(key, label) for (key, of), label in self._row_labels.items() if of == scope]
            known[scope] = _agreed(self._wording["row"], labels, lambda label: label.says)
        return known[scope]

    def identity_label(self, key: str) -> str | None:
        """What the label of a field means by its words."""
        meanings = self._wording["identity"].meanings_of(key)
        return meanings[0] if len(meanings) == 1 else None

    @cached_property
    def _evaluation_words_by_words(self) -> dict[Signature, str]:
        return _agreed(self._wording["total"], self._evaluation_words.items(), lambda meaning: meaning)

    def evaluation_word(self, key: str) -> str | None:
        """What a word of an evaluation form means by its words."""
        return self._evaluation_words_by_words.get(self._wording["total"].signature_of(key))


def _but_fund(title: Title) -> tuple[object, ...]:
    """What a title means besides the fund it covers."""
    covers = [said for place, said in enumerate(title.covers) if place != _FUND]
    return title.statement, title.layout, title.report_type, *covers


def _says_no_more(one: Heading, other: Heading) -> bool:
    """Whether a heading says nothing that another does not."""
    if one.field != other.field or (one.role != other.role and not {one.role, other.role} <= _OF_AMOUNTS):
        return False
    return one.says <= other.says and one.side in {"", other.side} and one.line_item in {"", other.line_item}


def joined_headings(parts: list[Heading]) -> Heading | None:
    """One heading that says what several do; None where two of them say different things."""
    says = frozenset().union(*(part.says for part in parts))
    if len({dimension for dimension, _ in says}) < len(says):
        return None
    if len(parts) == 1:
        return replace(parts[0], path=(parts[0].key,))
    if not all(part.role in _OF_AMOUNTS for part in parts):
        return None
    return Heading(
        key="".join(part.key for part in parts),
        role="amount" if any(part.role == "amount" for part in parts) else "group",
        side=next((part.side for part in reversed(parts) if part.side), ""),
        field="",
        line_item=next((part.line_item for part in reversed(parts) if part.line_item), ""),
        is_dated=any(part.is_dated for part in parts),
        says=says,
        path=tuple(part.key for part in parts),
    )


def _only(known: list[Known]) -> Known | None:
    return known[0] if len(known) == 1 else None


def _agreed(
    words: Wording, known: Iterable[tuple[str, Known]], meaning: Callable[[Known], object]
) -> dict[Signature, Known]:
    """What is known by what its words say, where all that say the same mean the same."""
    found: dict[Signature, list[Known]] = {}
    for key, each in known:
        if signature := words.signature_of(key):
            found.setdefault(signature, []).append(each)
    return {signature: same[0] for signature, same in found.items() if len(set(map(meaning, same))) == 1}
