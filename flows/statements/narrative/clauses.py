"""What one clause says: the meaning of the words between the last break and a figure, or of a piece without a figure.

The last specific item of a clause is what the figure is called; a general word (支出, 收入总计) names it only where no
specific one stands. Words that the lexicon does not know make a clause doubtful, except the name of a public body that
is its subject (“…局2020年度…”). Nothing is inherited here: figures.py decides what a clause takes from its sentence and headings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from flows.statements.narrative.lexicon import (
    ACCOUNT,
    BLANK,
    DATE,
    LEVEL,
    PERCENT,
    ROW,
    STAFF,
    YEAR,
    Token,
    Vocabulary,
)

_ITEM_ROLES = ("kind", "item", ACCOUNT, ROW)
_NEUTRAL_ROLES = ("link", "self", "lead", "compare", "project", "project_end", "distributive", "break")
KNOWN_ROLES = (
    *_ITEM_ROLES,
    *_NEUTRAL_ROLES,
    "stage",
    "total",
    "fund",
    "change",
    "excluded",
    "remark",
    "approximate",
    "relative_year",
    YEAR,
    DATE,
    LEVEL,
    PERCENT,
)
_YEAR_END = re.compile(r"12月(?:31日|底|末)?$")
_NAME_BREAKS = ("lead", "compare", YEAR, DATE, "self")


@dataclass(frozen=True, slots=True)
class Label:
    """What a figure is called: a range of the folded sentence, its key, side and the account list it is from."""

    key: str
    start: int
    end: int
    side: str = ""
    stage: str = ""
    level: str = ""  # function, economic, both; empty for other labels
    kind: str = ""
    total: bool = False
    in_rows: bool = False  # also a row label of tables, with a meaning of its own
    chained: bool = False  # read from before （类）, （款）, （项）
    tail: str = ""  # printed behind the marker: 一般公共服务（类）支出


@dataclass(slots=True)
class Clause:
    """The meanings found in one clause."""

    label: Label | None = None
    total: Label | None = None
    stage_key: str | None = None
    stage_side: str = ""
    stage_leads: bool = False  # the stage stands before an item: 年初预算本年收入…, it holds for the items that follow
    kind_key: str | None = None
    fund_key: str | None = None
    fund_label: Label | None = None
    year: str | None = None
    relative_year: bool = False
    roles: set[str] = field(default_factory=set)
    doubt: str | None = None
    items: list[Label] = field(default_factory=list)

    def has(self, *roles: str) -> bool:
        return any(role in self.roles for role in roles)

    @property
    def sure_label(self) -> Label | None:
        """The label, unless it is the name of an account among unknown words (…绩效评价…), which may be chance."""
        chance = self.doubt is not None and self.label is not None and bool(self.label.level) and not self.label.chained
        return None if chance else self.label


def unit_prefix(tokens: list[Token], text: str, vocabulary: Vocabulary) -> int:
    """How many tokens at the head of a clause make the name of a public body; 0 where none stands there.

    The name may hold words of the lexicon (“…县教育局”), but not only such, and no year, list or authority (编办).
    """
    longest, named = 0, False
    for index, token in enumerate(tokens):
        if token.has(YEAR, DATE, PERCENT, LEVEL, "lead", "compare", "staff_authority", STAFF):
            break
        named = named or token.is_residue
        if named and vocabulary.names_unit(text[tokens[0].start : token.end].replace(BLANK, "")):
            longest = index + 1
    return longest


def read_clause(tokens: list[Token], text: str, vocabulary: Vocabulary, *, opens: bool = False) -> Clause:
    """The meanings of a clause's tokens; `text` is the folded sentence they were cut from.

    A public body is the subject of a clause only where the clause opens the sentence or a year follows the name: inside
    a list it would be another unit, whose money this is not.
    """
    clause = Clause()
    subject = unit_prefix(tokens, text, vocabulary)
    if subject and (opens or (subject < len(tokens) and tokens[subject].has(YEAR))):
        tokens = tokens[subject:]
    chain = _account_chain(tokens, text, vocabulary)
    if chain is not None:
        clause.label, tokens = chain
    for token in tokens:
        clause.roles.update(term.role for term in token.meanings)
        if token.has(YEAR):
            clause.year = token.key
        elif token.has("relative_year"):
            clause.relative_year = True
        if token.has("stage"):
            _take_stage(clause, token)
        if token.has(*_ITEM_ROLES, "fund", "total"):
            _take_words(clause, token, vocabulary, chained=chain is not None)
        if token.has(DATE) and not _YEAR_END.search(text[token.start : token.end]):
            clause.roles.add("part_year")
    named = clause.label or clause.total
    if clause.stage_key and named and chain is None:
        clause.stage_leads = any(t.has("stage") and t.end <= named.start for t in tokens)
    if clause.stage_side == "收入" and named is None:  # 年初预算收入100万元，支出100万元
        clause.stage_leads = True
    clause.doubt = _doubt(tokens) or _joint(clause.items, text)
    return clause


def _take_stage(clause: Clause, token: Token) -> None:
    term = token.term("stage")
    if term is None:
        return
    # 年初 is printed: whatever other budget word stands in the clause, it is the initial budget.
    known = clause.stage_key
    if known is None or "年初" not in known:
        clause.stage_key = token.key
    clause.stage_side = term.side or clause.stage_side


def _take_words(clause: Clause, token: Token, vocabulary: Vocabulary, *, chained: bool) -> None:
    fund, kind, total = token.term("fund"), token.term("kind"), token.term("total")
    item = token.term("item") or kind or token.term(ROW) or token.term(ACCOUNT)
    if fund is not None:
        clause.fund_key = token.key
        clause.fund_label = Label(token.key, token.start, token.end)
        return
    if kind is not None:
        clause.kind_key = token.key
    if total is not None:
        clause.total = Label(total.line_item, token.start, token.end, total.side, total.budget_stage, total=True)
        if vocabulary.meaning(total.fund_source, "fund") is not None:  # 财政拨款收入支出总计
            clause.fund_key = total.fund_source
        return
    if item is None or chained:
        return
    account = token.term(ACCOUNT)
    level = account.line_item if account else ""
    clause.label = Label(
        token.key,
        token.start,
        token.end,
        item.side,
        item.budget_stage,
        level,
        item.expenditure_kind,
        in_rows=token.has(ROW),
    )
    clause.items.append(clause.label)


def _account_chain(tokens: list[Token], text: str, vocabulary: Vocabulary) -> tuple[Label, list[Token]] | None:
    """The last account of 一般公共服务（类）…（款）行政运行（项）, and the tokens outside the chain."""
    levels = [index for index, token in enumerate(tokens) if token.has(LEVEL)]
    if not levels:
        return None
    first = levels[0]
    while first > 0 and not tokens[first - 1].has(*_NAME_BREAKS):
        first -= 1
    last = levels[-1]
    begin = tokens[levels[-2]].end if len(levels) > 1 else tokens[first].start
    end = tokens[last].start
    rest = tokens[last + 1 :]
    key = text[begin:end].replace(BLANK, "").strip(",、;:。")
    tail = ""
    full = f"{key}支出"
    if vocabulary.is_account(full, "function"):
        if rest and rest[0].key == "支出":
            key, tail, rest = full, "支出", rest[1:]
        elif not vocabulary.is_account(key, "function"):
            key = full  # texts often leave the last word of an account's name out
    label = Label(key, begin, end, "支出", level="function", chained=True, tail=tail)
    return label, [*tokens[:first], *rest]


def _doubt(tokens: list[Token]) -> str | None:
    """The words of the clause that nothing explains, or None."""
    unknown = [index for index, token in enumerate(tokens) if not token.has(*KNOWN_ROLES)]
    if not unknown:
        return None
    return "".join(tokens[index].key for index in unknown)


def _joint(items: list[Label], text: str) -> str | None:
    """Two items that share the figure (水费、电费、差旅费5万元): nobody can say how much is whose."""
    for left, right in pairwise(items):
        if re.fullmatch(r"[、和及与]+", text[left.end : right.start]):
            return text[left.start : right.end]
    return None
