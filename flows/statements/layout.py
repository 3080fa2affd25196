"""Layout knowledge as read from the seeds: titles, headings, labels, units of money, names of fields.

The seeds under dbt_project/seeds/layouts are the only place where a layout is known; adding a layout is adding rows there.
Their meaning columns (stage, kind, fund ...) are used in SQL; recognition needs only what a thing is (`role`, `field`).
"""

from __future__ import annotations

import re
from collections import ChainMap
from dataclasses import dataclass, replace
from functools import cached_property, partial

from flows.statements.folding import fold, label_key
from flows.statements.nearest import KnownKeys
from flows.statements.remembered import Remembered
from flows.statements.wording import Wording

ANY = "*"
_OF_AMOUNTS = frozenset({"amount", "group"})
# 表12018年部门收支总表: without its blank, the number of a sheet runs into the year.
_YEAR = re.compile(r"(?:(?<!\d)|(?<=表\d)|(?<=表\d\d))(20\d{2})(?:年度?)?")
# A name may say in brackets which accounts of the unit are meant: its own or those of all below it.
_ACCOUNTS = re.compile(r"[(（](?:本级|本部|机关|汇总)[)）]$")
_BRACKETED_UNIT = re.compile(
    r"[(\[]\s*(?:单位[:：]?|金额单位[:：]?)?\s*((?:人民币)?(?:元|千元|万元|百万元|亿元))\s*[)\]]"
)
# 按收入性质分：2030.12 heads the pairs below it and gives their sum.
_WITH_SUM = re.compile(r"^([^:]+):[\d,.]{1,30}$")
_CODE_AND_NAME = re.compile(r"^([23]\d{2}(?:\d{2}){0,2})[-—]?[\u4e00-\u9fff]")
# What headings say in brackets beside their name: units of other things, letters that a formula refers to, a full score.
_OTHER_UNIT = re.compile(
    r"\((?:人|个|㎡|m2|平方米|%|台|辆|分|满分\d{1,3}分?|\d{1,3}分|\d{1,3}分[*×]执行率|[A-Z](?:[/÷*][A-Z])*(?:[*×]100%)?)\)"
)


@dataclass(frozen=True, slots=True)
class Title:
    """A way a statement is titled. `layout` says how its table is read: matrix, evaluation, score_sheet, base_data, or unit_rows.

    unit_rows: a matrix whose columns are the items and whose rows are units, of which only the reporting one counts.
    """

    key: str
    statement: str
    layout: str
    report_type: str
    is_of_project: bool = False
    expenditure_kind: str = ""
    covers: tuple[str, ...] = ()  # side, fund, kind and stage of its figures, where neither heading nor label says so


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading is: a label, code, amount, row_no, column_no, ignore, group, pair, goal or total column.

    `is_dated`: it says of which stage or year the figures are (决算数, 上年决算数, 2021年). `account`: it is the name or
    code of an account, of the classification function, economic, or both where two accounts share the name. `says`: what
    the figures below it are, by column of the seed. `path`: the keys whose meanings together are that of a heading that is
    put together from known words.
    """

    key: str
    role: str
    side: str
    field: str
    line_item: str
    is_dated: bool = False
    account: str = ""
    says: frozenset[tuple[str, str]] = frozenset()
    path: tuple[str, ...] = ()
    only_kind: str = ""  # the kind of spending, where that is all it says of an amount


@dataclass(frozen=True, slots=True)
class RowLabel:
    """What a row's label is. `is_kind`: rows below it, if it opens a section, have their kind or source from it."""

    key: str
    role: str
    side: str
    section: str
    is_kind: bool = False


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

    @cached_property
    def titles_longest_first(self) -> tuple[Title, ...]:
        return tuple(sorted(self.titles, key=lambda t: -len(t.key)))

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
    def title_keys(self) -> tuple[str, ...]:
        return tuple(title.key for title in self.titles)

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
        return found or self._composed_heading(key, statement)

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

    def _composed_heading(self, key: str, statement: str) -> Heading | None:
        """A heading that no seed holds, put together from known words; None where it may be one of two things."""
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
        keys = self._heading_words(grammar, statement).meanings_of(key)
        parts = [self._heading_of(part, statement) for part in keys]
        known = [part for part in parts if part is not None]
        return joined_headings(known) if known and len(known) == len(parts) else None

    def _heading_words(self, grammar: str, statement: str) -> Wording:
        """The words of a grammar; those of amounts are also the known headings of amounts themselves."""
        known = self._wording_of
        if (grammar, statement) not in known:
            words = self.wording[grammar]
            if grammar == "amount":
                # 购置费, 运行费: what they are of, only a statement of 三公经费 says.
                if statement in self.column_identities:
                    words = Wording(ChainMap(words.words, self.wording["three_public"].words))
                words = words.with_words(
                    key
                    for (key, scope), heading in self.headings.items()
                    if scope in {ANY, statement} and heading.role in _OF_AMOUNTS and not heading.field
                )
            known[grammar, statement] = words
        return known[grammar, statement]

    @cached_property
    def _wording_of(self) -> dict[tuple[str, str], Wording]:
        return {}

    @cached_property
    def _titles_by_words(self) -> dict[frozenset[str], Title]:
        """Titles by what their words say, where all that say the same mean the same."""
        found: dict[frozenset[str], list[Title]] = {}
        for title in self.titles:
            if title.key.endswith("表"):
                found.setdefault(self.wording["title"].signature_of(title.key), []).append(title)
        return {
            signature: titles[0]
            for signature, titles in found.items()
            if signature and len({(t.statement, t.layout, t.covers, t.report_type) for t in titles}) == 1
        }

    def composed_title(self, key: str) -> tuple[Title | None, tuple[str, ...]]:
        """The title that says in other words what a text ends with, and what may stand before these words.

        The words reach as far back as they are known; of those that say nothing (表 in 公开08表) some may belong to what stands
        before. One word alone (支出明细表) is too little to tell a statement by.
        """
        return self._titles_composed[key]

    @cached_property
    def _titles_composed(self) -> Remembered[str, tuple[Title | None, tuple[str, ...]]]:
        return Remembered(self._composed_title)

    def _composed_title(self, key: str) -> tuple[Title | None, tuple[str, ...]]:
        if not key.endswith("表"):
            return None, ()
        words = self.wording["title"]
        said = [(key[:start], signature) for start in range(len(key)) if (signature := words.signature_of(key[start:]))]
        whole = said[0][1] if said else frozenset()
        title = self._titles_by_words.get(whole) if len(whole) > 1 else None
        return title, tuple(before for before, signature in said if signature == whole)

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

    @cached_property
    def _row_labels_in(self) -> Remembered[str, Remembered[str, RowLabel | None]]:
        return Remembered(self._labels_in)

    def _labels_in(self, statement: str) -> Remembered[str, RowLabel | None]:
        return Remembered(partial(self._find_row_label, statement))

    def _find_row_label(self, statement: str, text: str) -> RowLabel | None:
        key = label_key(text)
        return self.row_labels.get((key, statement)) or self.row_labels.get((key, ANY))

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
        """Whether what a title says of a project could be said of any: 部门预算, 财政, 专项."""
        return not text or text in self.title_prefixes

    def is_unit_name(self, text: str) -> bool:
        """Whether the text ends as names of government units do."""
        return _ACCOUNTS.sub("", text).endswith(self._suffixes)


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


def _heading_keyed(text: str) -> str:
    """See `heading_key`.

    >>> _heading_keyed("经费控制情况（万元）")
    '经费控制情况'
    """
    return _OTHER_UNIT.sub("", _BRACKETED_UNIT.sub("", label_key(text)))


# The key of a heading in reference data: folded, without numbering, unit of money or count in brackets.
heading_key = Remembered(_heading_keyed).__getitem__


def without_year(key: str) -> str:
    """A folded text without the year it names (2021年决算数 → 决算数)."""
    return _YEAR.sub("", key)


def year_in(text: str) -> str | None:
    """The one year a text names (2022年度, 2022); None when it names none or several."""
    years = set(_YEAR.findall(fold(text)))
    return years.pop() if len(years) == 1 else None


def unit_in_brackets(text: str) -> str | None:
    """The unit of money a heading gives in brackets (（万元） → 万元)."""
    match = _BRACKETED_UNIT.search(fold(text))
    return match.group(1) if match else None
