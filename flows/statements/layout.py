"""Layout knowledge as read from the seeds: titles, headings, labels, units of money, names of fields.

The seeds under dbt_project/seeds/layouts are the only place where a layout is known; adding a layout is adding rows there.
Their meaning columns (stage, kind, fund ...) are used in SQL; recognition needs only what a thing is (`role`, `field`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, partial

from flows.statements.composing import Composer
from flows.statements.folding import fold, label_key
from flows.statements.money_shape import MONEY_UNIT
from flows.statements.nearest import KnownKeys
from flows.statements.remembered import Remembered
from flows.statements.terms import ANY, Heading, RowLabel, Title
from flows.statements.wording import Wording
from flows.statements.years import without_year

# A name may say in brackets which accounts of the unit are meant: its own or those of all below it.
_ACCOUNTS = re.compile(r"[(（](?:本级|本部|机关|汇总)[)）]$")
_BRACKETED_UNIT = re.compile(rf"[(\[]\s*(?:单位[:：]?|金额单位[:：]?)?\s*((?:人民币)?{MONEY_UNIT})\s*[)\]]")
_SEAL = re.compile(r"\((?:公章|盖章|签章|章|全称)\)$")
_OF_PLACE = re.compile(r"^(?!本|我|该|全|各|其|所|直)[\u4e00-\u9fff]{1,12}?[省市县区州盟旗]([\u4e00-\u9fff()]{3,30})$")
# 按收入性质分：2030.12 heads the pairs below it and gives their sum.
_WITH_SUM = re.compile(r"^([^:]+):[\d,.]{1,30}$")
_CODE_AND_NAME = re.compile(r"^([23]\d{2}(?:\d{2}){0,2})[-—]?[\u4e00-\u9fff]")
# What headings say in brackets beside their name: units of other things, letters that a formula refers to, a full score.
_OTHER_UNIT = re.compile(
    r"\((?:人|个|㎡|m2|平方米|%|台|辆|分|满分\d{1,3}分?|\d{1,3}分|\d{1,3}分[*×]执行率|[A-Z](?:[/÷*][A-Z])*(?:[*×]100%)?)\)"
)


@dataclass(frozen=True, eq=False)
class Layout:
    """All layout seeds. Each is itself, so that what follows from one can be remembered with it."""

    titles: tuple[Title, ...]
    headings: dict[tuple[str, str], Heading]
    row_labels: dict[tuple[str, str], RowLabel]
    money_units: frozenset[str]
    identity_labels: dict[str, str]
    report_titles: dict[str, str]
    unit_suffixes: frozenset[str]
    column_identities: dict[str, dict[str, tuple[str, ...]]]
    evaluation_words: dict[str, str]
    statement_notes: dict[str, str]  # what a note says that its table shows → key of the title
    statement_signatures: dict[str, tuple[tuple[str, str], ...]]  # key of the title → (heading or label, key) it has
    accounts: dict[str, str]  # code or folded name of an account → function, economic or both
    shared_accounts: dict[str, str]  # name that is both → the shortest economic code it has
    staff_terms: dict[str, str]
    title_prefixes: dict[str, str]
    wording: dict[str, Wording]
    menu_words: frozenset[str]  # what the menu of a web page says above a title

    @cached_property
    def known_keys(self) -> dict[str, KnownKeys]:
        """The keys of reference data by kind of thing, to ask for those like an unknown one."""
        return {
            "title": KnownKeys(title.key for title in self.titles),
            "heading": KnownKeys(key for key, _ in self.headings),
            "label": KnownKeys([*(key for key, _ in self.row_labels), *(k for k in self.accounts if not k.isdigit())]),
            "code": KnownKeys(key for key in self.accounts if key.isdigit()),
            "unit": KnownKeys(self.money_units),
        }

    def title_at_end(self, text: str) -> Title | None:
        """The longest title that a text ends with."""
        titles, lengths = self._titles_at_end
        return next((titles[end] for length in lengths if (end := text[-length:]) in titles), None)

    @cached_property
    def _titles_at_end(self) -> tuple[dict[str, Title], list[int]]:
        titles = {title.key: title for title in reversed(self.titles) if title.key}
        return titles, sorted({len(key) for key in titles}, reverse=True)

    @cached_property
    def report_titles_longest_first(self) -> tuple[tuple[str, str], ...]:
        return tuple(sorted(self.report_titles.items(), key=lambda item: -len(item[0])))

    @cached_property
    def _titles_by_key(self) -> dict[str, Title]:
        return {title.key: title for title in self.titles}

    def title_of(self, key: str) -> Title:
        """The title with this key. Raises KeyError when there is none."""
        return self._titles_by_key[key]

    @cached_property
    def _suffixes(self) -> tuple[str, ...]:
        return tuple(self.unit_suffixes)

    def heading(self, text: str, statement: str) -> Heading | None:
        """What the heading means in a statement (a row of that scope, else of any)."""
        return self.headings_in[statement][text]

    @cached_property
    def headings_in(self) -> Remembered[str, Remembered[str, Heading | None]]:
        """Statement → text → what it means there as a heading: every cell of the first rows is looked up, several times."""
        return Remembered(self._headings_in)

    def _headings_in(self, statement: str) -> Remembered[str, Heading | None]:
        return Remembered(partial(self._find_heading, statement))

    def _find_heading(self, statement: str, text: str) -> Heading | None:
        key = heading_key(text)
        undated = without_year(key)
        found = self._heading_of(key, statement) or self._heading_of(undated, statement)
        if key and not undated:
            found = Heading(key, "amount", "", "", "", is_dated=True)
        if found is None and (summed := _WITH_SUM.match(key)) is not None:
            pair = self._heading_of(summed.group(1), statement)
            found = pair if pair is not None and pair.role == "pair" else None
        return found or self._composer.heading(key, statement)

    def says_no_more(self, text: str, statement: str) -> bool:
        """Whether a heading says nothing that the statement's title does not: 人员经费 | 公用经费 in one of 基本支出."""
        heading = self.heading(text, statement)
        return heading is not None and heading.only_kind != "" and heading.only_kind == self._kinds.get(statement)

    @cached_property
    def _kinds(self) -> dict[str, str]:
        """The kind of spending that the titles of a statement say, where they all say the same."""
        kinds: dict[str, set[str]] = {}
        for title in self.titles:
            kinds.setdefault(title.statement, set()).add(title.expenditure_kind)
        return {statement: min(said) for statement, said in kinds.items() if len(said) == 1}

    def _heading_of(self, key: str, statement: str) -> Heading | None:
        return self.headings.get((key, statement)) or self.headings.get((key, ANY))

    @cached_property
    def _composer(self) -> Composer:
        return Composer(
            self.titles,
            self.headings,
            self.row_labels,
            self.evaluation_words,
            self.wording,
            three_public=frozenset(self.column_identities),
            report_titles=self.report_titles,
        )

    def composed_title(self, key: str, report_type: str | None) -> tuple[Title | None, tuple[str, ...]]:
        """The title that says in other words what a text ends with, and what may stand before these words."""
        return self._composed_titles[key, report_type]

    @cached_property
    def _composed_titles(self) -> Remembered[tuple[str, str | None], tuple[Title | None, tuple[str, ...]]]:
        return Remembered(self._composer.title, longest=None)

    def composed_report_title(self, key: str) -> tuple[str | None, tuple[str, ...]]:
        """The kind of report that a title says with known words, and what may stand before them."""
        return self._composed_report_titles[key]

    @cached_property
    def _composed_report_titles(self) -> Remembered[str, tuple[str | None, tuple[str, ...]]]:
        return Remembered(self._composer.report_type, longest=None)

    @cached_property
    def words_behind_report_titles(self) -> tuple[str, ...]:
        """What may follow the phrase that says a report's kind, in any order, longest first."""
        words = (*self.wording["report"].words, *self.wording["report_tail"].words)
        return tuple(sorted(words, key=len, reverse=True))

    def title_of_fund(self, title: Title, line: str) -> Title:
        """The title of the same statement that covers the fund a line names."""
        return self._composer.title_of_fund(title, label_key(line))

    def title_in_report(self, title: Title, report_type: str) -> Title:
        """What a title means in a kind of report."""
        return self._composer.title_in_report(title, report_type)

    def identity_label(self, key: str) -> str | None:
        """What the label of a field in the head of a report means (unit_name, project_name …)."""
        return self.identity_labels.get(key) or self._identity_labels_found[key]

    @cached_property
    def _identity_labels_found(self) -> Remembered[str, str | None]:
        return Remembered(self._composer.identity_label)

    @cached_property
    def fund_total(self) -> str:
        """The word of forms for all the money (年度资金总额)."""
        return next(key for key, meaning in self.evaluation_words.items() if meaning == "fund_total")

    def evaluation_word(self, text: str) -> str | None:
        """What a word of an evaluation form means (total, fund_total, subtotal …)."""
        return self._evaluation_words_found[text]

    @cached_property
    def _evaluation_words_found(self) -> Remembered[str, str | None]:
        return Remembered(self._find_evaluation_word)

    def _find_evaluation_word(self, text: str) -> str | None:
        key = heading_key(text)
        return self.evaluation_words.get(key) or self._composer.evaluation_word(key)

    def account_heading(self, text: str) -> Heading | None:
        """The account that a heading names or numbers (基本工资, 30101, 30101基本工资): its figures are of that account."""
        return self._account_headings[text]

    @cached_property
    def _account_headings(self) -> Remembered[str, Heading | None]:
        return Remembered(self._find_account)

    def _find_account(self, text: str) -> Heading | None:
        key = heading_key(text)
        glued = _CODE_AND_NAME.match(key)
        key = glued.group(1) if glued else key
        kind = self.accounts.get(key)
        return Heading(key, "amount", "", "", "", account=kind) if kind else None

    def is_account_code(self, text: str) -> bool:
        """Whether the text is the code of an account and nothing else."""
        key = fold(text)
        return key.isdecimal() and key in self.accounts

    def row_label(self, text: str, statement: str) -> RowLabel | None:
        """What a row's label means in a statement (a row of that scope, else of any)."""
        return self._row_labels_in[statement][text]

    def labels_in(self, statement: str) -> Remembered[str, RowLabel | None]:
        """What the labels of a statement mean, for who asks for many of them."""
        return self._row_labels_in[statement]

    @cached_property
    def _row_labels_in(self) -> Remembered[str, Remembered[str, RowLabel | None]]:
        return Remembered(self._labels_in)

    def _labels_in(self, statement: str) -> Remembered[str, RowLabel | None]:
        return Remembered(partial(self._find_row_label, statement))

    def _find_row_label(self, statement: str, text: str) -> RowLabel | None:
        key = label_key(text)
        known = self.row_labels.get((key, statement)) or self.row_labels.get((key, ANY))
        return known or self._composer.row_label(key, statement)

    def label_key(self, text: str, statement: str) -> str:
        """The key under which reference data has a row's label: that of the known label that says the same."""
        known = self.row_label(text, statement)
        return known.key if known is not None else label_key(text)

    def field_of(self, label: str) -> str | None:
        """The meaning of a label (unit_name, project_name, …), None when it is no label of a field."""
        return self.fields[label]

    @cached_property
    def fields(self) -> Remembered[str, str | None]:
        """Meanings by label: every short line, and every cell at the head of a table, is asked whether it is the label of a field."""
        return Remembered(self._find_field)

    def _find_field(self, label: str) -> str | None:
        key = label_key(label)
        if key.replace(",", "").replace(".", "").isdecimal():  # the head of a table has amounts, too
            return None
        return self.identity_label(_SEAL.sub("", key) if key.endswith(")") else key)

    def is_generic_prefix(self, text: str) -> bool:
        """Whether what stands before a title says nothing of its own: 部门, 本单位, or nothing at all."""
        return not text or self.title_prefixes.get(text) == "any"

    def is_form_prefix(self, text: str) -> bool:
        """Whether it is made of such words alone: 省级部门预算 before 项目支出绩效自评表, where no other statement is meant."""
        return self._form_prefixes.fullmatch(text) is not None

    @cached_property
    def _form_prefixes(self) -> re.Pattern[str]:
        words = sorted(self.title_prefixes, key=len, reverse=True)
        return re.compile(f"(?:{'|'.join(map(re.escape, words))})*")

    def is_any_project(self, text: str) -> bool:
        """Whether what a title says of a project could be said of any: 部门预算, 财政, 专项, 某市本级部门."""
        of_place = _OF_PLACE.match(text)
        is_placed = of_place is not None and self._composer.is_made_of_titles(of_place.group(1))
        return not text or text in self.title_prefixes or is_placed

    def may_be_unit(self, text: str) -> bool:
        """Whether what is said to be a unit can be one: it ends as their names do, or goes on after a place with a name of its own.

        So a unit of a kind nobody knows yet is known by its place (某市第五中学, 某县某某驿).
        """
        found = _OF_PLACE.match(text)
        return self.is_unit_name(text) or (found is not None and not self._composer.is_made_of_titles(found.group(1)))

    def is_unit_name(self, text: str) -> bool:
        """Whether the text ends as names of government units do."""
        return _ACCOUNTS.sub("", text).endswith(self._suffixes)


def _heading_keyed(text: str) -> str:
    """See `heading_key`.

    >>> _heading_keyed("经费控制情况（万元）")
    '经费控制情况'
    """
    return _OTHER_UNIT.sub("", _BRACKETED_UNIT.sub("", label_key(text)))


# The key of a heading in reference data: folded, without numbering, unit of money or count in brackets.
heading_key = Remembered(_heading_keyed).__getitem__


def unit_in_brackets(text: str) -> str | None:
    """The unit of money a heading gives in brackets (（万元） → 万元)."""
    match = _BRACKETED_UNIT.search(fold(text))
    return match.group(1) if match else None
