"""The words of budget prose and what they mean, read from the layout seeds.

`load_vocabulary` reads text_terms.csv (meanings in sentences), staff_terms.csv, row_labels.csv, money_units.csv and the
names of accounts; `Vocabulary.tokens` cuts a clause into the longest known terms and the residue nobody explains. What a
word means in a sentence (text_terms) takes precedence over what it means as the label of a table row.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from flows.statements.folding import fold

# Roles that are not words but patterns.
YEAR, DATE, LEVEL, PERCENT = "year", "date", "level", "percent"
ACCOUNT = "account"
ROW = "row"
STAFF = "staff"
_SHORTEST_FUNCTION_NAME = 3
_INCOME = "收入"
YEAR_BEFORE = "上年"  # year_text of a figure of the year before that of the report
BLANK = "\0"  # stands for a char of a remark in brackets that a clause is read without

_PATTERNS = (
    (DATE, re.compile(r"(?:20[0-9]{2}年)?[0-9]{1,2}(?:-[0-9]{1,2})?月(?:[0-9]{1,2}日|份|底|末)?")),
    (YEAR, re.compile(r"(20[0-9]{2})年(?:度)?")),
    (LEVEL, re.compile(r"\((?:\d{2,3})?([类款项])(?:级)?\)")),
    ("project", re.compile(r"[0-9]{1,3}个(?:二级|重点)?项目")),
    (
        "self",
        re.compile(
            r"[0-9]{1,3}[家个](?:机关|(?:行政|参公|参照公务员法|管理|的|全额拨款|财政补助|公益[一二]类|预算|事业)*单位)"
        ),
    ),
    ("link", re.compile(r"\([23][0-9]{2}(?:[0-9]{2}){0,2}\)")),  # the code of an account behind its name
    (PERCENT, re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:%|个百分点)")),
)
_CODE = re.compile(
    r"[23][0-9]{2}(?:[0-9]{2}){0,2}(?![0-9])"
)  # of an account, where its name follows: 201一般公共服务支出
_CODE_STARTS = frozenset("23")
_PATTERN_STARTS = frozenset("0123456789(-")
# Clauses are templates with other figures between them: most were seen before. Longer ones are rare, and not kept.
_LONGEST_REMEMBERED = 80
_MOST_REMEMBERED = 4096
# Between terms they say nothing.
_SIGNS = BLANK + ",、;:。()"


@dataclass(frozen=True, slots=True)
class Term:
    """One meaning of a word. Empty fields say nothing about that dimension."""

    key: str
    role: str
    side: str = ""
    budget_stage: str = ""
    expenditure_kind: str = ""
    fund_source: str = ""
    revenue_source: str = ""
    line_item: str = ""


_NO_ROLES: frozenset[str] = frozenset()


class Token(NamedTuple):
    """A stretch of a clause: a known term with its meanings by role, or residue (no meanings). A report has thousands."""

    start: int
    end: int
    key: str
    meanings: tuple[Term, ...] = ()
    roles: frozenset[str] = _NO_ROLES

    def term(self, role: str) -> Term | None:
        if role not in self.roles:
            return None
        return next(term for term in self.meanings if term.role == role)

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def is_residue(self) -> bool:
        return not self.meanings


_PATTERN_MEANINGS = {role: ((Term("", role),), frozenset((role,))) for role, _ in _PATTERNS}


class Vocabulary:
    """All known terms, for longest-match lookup."""

    def __init__(self, terms: Iterable[Term], money_units: Mapping[str, Decimal], unit_suffixes: Iterable[str]) -> None:
        self._terms: dict[str, tuple[Term, ...]] = {}
        for term in terms:
            self._terms[term.key] = (*self._terms.get(term.key, ()), term)
        self._lengths: dict[str, tuple[int, ...]] = {}
        for key in self._terms:
            # By the first two characters: many terms begin with 一 or 公, few with 一般.
            lengths = {*self._lengths.get(key[:2], ()), len(key)}
            self._lengths[key[:2]] = tuple(sorted(lengths, reverse=True))
        for pair, lengths_of_pair in self._lengths.items():
            if len(pair) == 2 and pair[0] in self._terms:
                self._lengths[pair] = (*lengths_of_pair, 1)
        self._roles = {key: frozenset(term.role for term in known) for key, known in self._terms.items()}
        self.money_factors = {fold(unit): factor for unit, factor in money_units.items()}
        self.money_units = tuple(sorted((key for key in self.money_factors if "元" in key), key=len, reverse=True))
        self._suffixes = tuple(fold(suffix) for suffix in unit_suffixes)
        self._endings = {
            role: tuple(t.key for known in self._terms.values() for t in known if t.role == role)
            for role in {t.role for known in self._terms.values() for t in known}
        }

        self._by_role = {(term.key, term.role): term for known in self._terms.values() for term in reversed(known)}
        self._hints: dict[tuple[str, ...], re.Pattern[str]] = {}

    def may_hold(self, text: str, *roles: str) -> bool:
        """Whether a term of one of the roles stands in the text; inside a longer term, it is none of its tokens."""
        hint = self._hints.get(roles)
        if hint is None:
            keys = sorted(key for role in roles for key in self.keys(role))
            hint = self._hints[roles] = re.compile("|".join(map(re.escape, keys)) or r"(?!)")
        return hint.search(text) is not None

    def keys(self, role: str) -> tuple[str, ...]:
        """All terms of a role."""
        return self._endings.get(role, ())

    def terms(self, role: str) -> tuple[Term, ...]:
        """All terms of a role with their meanings."""
        return tuple(term for key in self.keys(role) if (term := self.meaning(key, role)) is not None)

    def ends_with(self, text: str, *roles: str) -> bool:
        return any(text.endswith(self._endings.get(role, ())) for role in roles)

    def meaning(self, key: str, role: str) -> Term | None:
        return self._by_role.get((key, role))

    def is_account(self, key: str, level: str | None = None) -> bool:
        return any(t.role == ACCOUNT and level in (None, t.line_item) for t in self._terms.get(key, ()))

    def names_unit(self, text: str) -> bool:
        """Whether words end as the name of a public body does."""
        return text.endswith(self._suffixes)

    def opens_with(self, text: str, role: str) -> bool:
        """Whether the first token of a text has a role, which most texts have nowhere."""
        if not self.may_hold(text, role):
            return False
        tokens = self.tokens(text, 0, len(text))
        return bool(tokens) and tokens[0].has(role)

    def tokens(self, text: str, start: int, end: int) -> list[Token]:
        """The longest known terms of `text[start:end]` from left to right, and the residue between them."""
        part = text[start:end]
        found = _cut_before(self, part) if len(part) <= _LONGEST_REMEMBERED else self._cut(part)
        if not start:
            return list(found)
        return [Token(start + t.start, start + t.end, t.key, t.meanings, t.roles) for t in found]

    def _cut(self, text: str) -> tuple[Token, ...]:
        found: list[Token] = []
        lengths = self._lengths
        residue = position = 0
        while position < len(text):
            first = text[position]
            token = None
            if text[position : position + 2] in lengths or first in lengths or first in _PATTERN_STARTS:
                token = self._token_at(text, position)
            if token is None:
                position += 1
                continue
            if residue < position and (left := text[residue:position].strip(_SIGNS)):
                found.append(Token(residue, position, left))
            found.append(token)
            residue = position = token.end
        if residue < len(text) and (left := text[residue:].strip(_SIGNS)):
            found.append(Token(residue, len(text), left))
        return tuple(found)

    def _ends_in_total(self, text: str, position: int, key: str) -> bool:
        """财政拨款收入、支出总计 is a total of both sides from a fund, not an income and something else."""
        if not key.endswith(_INCOME) or "item" not in self._roles[key]:
            return False
        begin = position + len(key) - len(_INCOME)
        if not any(term.role == "fund" for term in self._terms.get(text[position:begin], ())):
            return False
        total = self._token_at(text, begin)
        return total is not None and total.end > position + len(key) and total.has("total")

    def _token_at(self, text: str, position: int) -> Token | None:
        first = text[position]
        for length in self._lengths.get(text[position : position + 2]) or self._lengths.get(first, ()):
            key = text[position : position + length]
            if key in self._terms and not self._ends_in_total(text, position, key):
                return Token(position, position + len(key), key, self._terms[key], self._roles[key])
        code = _CODE.match(text, position) if first in _CODE_STARTS else None
        if code is not None and text.startswith(self.keys(ACCOUNT), code.end()):
            return Token(position, code.end(), code.group(), *_PATTERN_MEANINGS["link"])
        if first in _PATTERN_STARTS:
            for role, pattern in _PATTERNS:
                match = pattern.match(text, position)
                if match:
                    return Token(position, match.end(), match.group(match.lastindex or 0), *_PATTERN_MEANINGS[role])
        return None


# Beside the class: a vocabulary is handed to other processes, what it remembers is not.
_cut_before = lru_cache(maxsize=_MOST_REMEMBERED)(Vocabulary._cut)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def load_vocabulary(seeds_dir: Path) -> Vocabulary:
    """The vocabulary of the seeds folder of the dbt project. Raises FileNotFoundError where a seed is missing."""
    layouts, accounts = seeds_dir / "layouts", seeds_dir / "accounts"
    terms: dict[tuple[str, str], Term] = {}

    def add(term: Term) -> None:
        if term.key:
            terms.setdefault((term.key, term.role), term)

    for row in _rows(layouts / "text_terms.csv"):
        add(Term(**{"key": row.pop("term_key"), **row}))
    for row in _rows(layouts / "staff_terms.csv"):
        add(Term(row["term_key"], STAFF, line_item=row["staff_category"]))
    for row in _rows(layouts / "row_labels.csv"):
        if row["scope"] == "*" and row["role"] == "line":
            add(
                Term(
                    row["label_key"],
                    ROW,
                    side=row["side"],
                    expenditure_kind=row["expenditure_kind"],
                    fund_source=row["fund_source"],
                    revenue_source=row["revenue_source"],
                    line_item=row["line_item"],
                )
            )
    for classification in ("function", "economic"):
        for row in _rows(accounts / f"{classification}_accounts.csv"):
            _add_account(terms, fold(row["name"]), classification)
    for row in _rows(accounts / "account_synonyms.csv"):
        _add_account(terms, row["name_key"], row["classification"])
    units = {row["unit_key"]: Decimal(row["factor"]) for row in _rows(layouts / "money_units.csv")}
    suffixes = [row["suffix_key"] for row in _rows(layouts / "unit_suffixes.csv")]
    return Vocabulary(terms.values(), units, suffixes)


def _add_account(terms: dict[tuple[str, str], Term], key: str, classification: str) -> None:
    """An account's name; `line_item` holds function, economic, or both where two lists share the name.

    Functional accounts named by one everyday word (公安, 教育, 水利) are left out: in a sentence the word means other
    things, and where the account is meant its name stands before （款） and is read from there.
    """
    if classification == "function" and len(key) < _SHORTEST_FUNCTION_NAME:
        return
    known = terms.get((key, ACCOUNT))
    level = classification if known is None or known.line_item == classification else "both"
    terms[(key, ACCOUNT)] = Term(key, ACCOUNT, side="支出", line_item=level)
