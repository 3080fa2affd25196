"""What one clause says: the meaning of the words between the last break and a figure, or of a piece without a figure.

The last specific item of a clause is what the figure is called; a general word (支出, 收入总计) names it only where no
specific one stands. Words that the lexicon does not know make a clause doubtful, except the name of a public body that
is its subject (“…局2020年度…”). Nothing is inherited here: figures.py decides what a clause takes from its sentence and headings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from flows.statements.narrative.lexicon import (
    ACCOUNT,
    BLANK,
    DATE,
    LEVEL,
    PERCENT,
    ROW,
    STAFF,
    YEAR,
    Term,
    Token,
    Vocabulary,
)

_ITEM_ROLES = ("kind", "item", ACCOUNT, ROW)
_NEUTRAL_ROLES = (
    *("link", "tally", "self", "lead", "compare", "project", "project_end", "distributive", "break"),
    *("each", "joint", "compared", "part_year", "reach", "grouping"),
)
_NAMING_ROLES = frozenset((*_ITEM_ROLES, "fund", "total"))
KNOWN_ROLES = frozenset((
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
))  # fmt: skip
_LONGEST_REMEMBERED = 80
_YEAR_END = re.compile(r"12月(?:31日|底|末)?$")
_NAME_END = frozenset(("project_end",))
_SELF = ("本", "我")
_FEWEST_EXAMPLES = 2
_JOINING = re.compile(r"[、和及与]+")
_COUNT = re.compile(r"\d")
_DENIED = re.compile(r"(?:无|没有|未|不含|不包括|不涉及)(?:使用|安排)?$")
_NAME_BREAKS = ("lead", "compare", YEAR, DATE, "self")


class Label(NamedTuple):
    """What a figure is called: a range of the clause or, once moved, of the paragraph; key, side and account list."""

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

    def moved(self, by: int) -> Label:
        """The same label with its range in the text in which the clause begins at `by`."""
        return self._replace(start=self.start + by, end=self.end + by)


@dataclass(slots=True)
class Clause:
    """The meanings found in one clause. Ranges count from its beginning; never changed once read, since it is shared."""

    label: Label | None = None
    total: Label | None = None
    stage_key: str | None = None
    stage_side: str = ""
    stage_leads: bool = False  # the stage stands before an item: 年初预算本年收入…, it holds for the items that follow
    kind_key: str | None = None
    fund_key: str | None = None
    fund_label: Label | None = None
    year: str | None = None
    year_leads: bool = False  # no unknown words before it: 按照2019年的规定 is not about 2019
    relative_year: bool = False
    counted: bool = False  # tells a number of things other than staff: 国内公务接待31批次
    roles: set[str] = field(default_factory=set)
    doubt: str | None = None
    is_joint: bool = False  # its words are known, but several items share the figure
    items: list[Label] = field(default_factory=list)
    announces: bool = False  # 项目支出主要用于: what follows is a list of its parts

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

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
    if tokens and (tokens[0].key.startswith(_SELF) or tokens[0].has("staff_collective")) and not tokens[0].is_residue:
        return 0  # 本部门面向中小企业预留政府采购…: 本部门 is whose it is; 全县乡镇 are many
    for index, token in enumerate(tokens):
        if token.has(YEAR, DATE, PERCENT, LEVEL, "lead", "compare", "staff_authority", STAFF):
            break
        named = named or token.is_residue
        if named and vocabulary.names_unit(text[tokens[0].start : token.end].replace(BLANK, "")):
            longest = index + 1
    return longest


def read_clause(text: str, vocabulary: Vocabulary, *, opens: bool = False) -> Clause:
    """The meanings of a clause, folded.

    A public body is the subject of a clause only where the clause opens the sentence or a year follows the name: inside
    a list it would be another unit, whose money this is not.
    """
    return (_read_before if len(text) <= _LONGEST_REMEMBERED else _read)(text, vocabulary, opens)


def _read(text: str, vocabulary: Vocabulary, opens: bool) -> Clause:
    clause = Clause()
    tokens = vocabulary.tokens(text, 0, len(text))
    tokens = _without_subject(tokens, text, vocabulary, opens=opens)
    tokens = _without_examples(tokens)
    chain = _account_chain(tokens, text, vocabulary)
    if chain is not None:
        clause.label, tokens = chain
    for token in tokens:
        roles = token.roles
        if "fund" in roles and _DENIED.search(text, 0, token.start):
            continue  # 收入全部为一般公共预算拨款，无政府性基金预算拨款: what is not there is not the fund of what follows
        clause.roles |= roles
        if YEAR in roles:
            clause.year = token.key
            clause.year_leads = not any(t.is_residue for t in tokens if t.end <= token.start)
        elif "relative_year" in roles:
            clause.relative_year = True
        if "stage" in roles:
            _take_stage(clause, token)
        if not roles.isdisjoint(_NAMING_ROLES):
            _take_words(clause, token, vocabulary, chained=chain is not None)
        if DATE in roles and not _YEAR_END.search(text[token.start : token.end]):
            clause.roles.add("part_year")
    named = clause.label or clause.total
    if clause.stage_key and named and chain is None:
        clause.stage_leads = any(t.has("stage") and t.end <= named.start for t in tokens)
    if clause.stage_side == "收入" and named is None:  # 年初预算收入100万元，支出100万元
        clause.stage_leads = True
    clause.counted = any(t.is_residue and _COUNT.search(t.key) for t in tokens) and STAFF not in clause.roles
    clause.announces = clause.kind_key is not None and bool(tokens) and tokens[-1].has("break")
    if tokens and all(token.has("bare_change") for token in tokens):
        clause.roles.add("change")  # 比去年3.01万元少0.07万元
        return clause
    clause.doubt = _doubt(tokens)
    if clause.doubt is None:
        clause.doubt = _joint(clause.items, text)
        clause.is_joint = clause.doubt is not None
    return clause


# Reports share their clauses: between the figures stand the same words in thousands of them.
_read_before = lru_cache(maxsize=4096)(_read)


def _without_subject(tokens: list[Token], text: str, vocabulary: Vocabulary, *, opens: bool) -> list[Token]:
    """The tokens of a clause but for the public body that is its subject, which may stand behind the year.

    The longest name that leaves only known words is taken: a name may end inside a word for the unit itself
    (…水利[局机关]运行经费), where the longest match of the lexicon runs over its end.
    """
    first = next((index for index, token in enumerate(tokens) if not token.has(YEAR)), len(tokens))
    body = tokens[first if opens else 0 :]
    longest = unit_prefix(body, text, vocabulary)
    if not longest or not (opens or (longest < len(body) and body[longest].has(YEAR))):
        return tokens
    years = tokens[: len(tokens) - len(body)]
    last = tokens[-1].end
    for end in _name_ends(body[:longest], text, vocabulary):
        rest = vocabulary.tokens(text, end, last)
        if _doubt(rest) is None:
            return [*years, *rest]
    return [*years, *body[longest:]]


def _without_examples(tokens: list[Token]) -> list[Token]:
    """基本工资、津贴补贴等人员经费支出: accounts before the kind are examples of it. 聘用教师等人员经费支出 is a part of it."""
    last = next((at for at, token in enumerate(tokens) if token.has("after_examples")), 0)
    examples = [token for token in tokens[:last] if token.has(ACCOUNT)]
    unknown = [token for token in tokens[:last] if token.is_residue and len(token.key) > 1]
    if len(examples) < _FEWEST_EXAMPLES or unknown:
        return tokens
    return [token for token in tokens[:last] if token.has(YEAR, "stage", "lead")] + tokens[last:]


def _name_ends(name: list[Token], text: str, vocabulary: Vocabulary) -> list[int]:
    """Where the name of a public body can end, last place first: behind a token or inside a word such as 局机关."""
    ends = [
        end
        for token in name
        for end in (range(token.start + 1, token.end + 1) if token.has("self") else (token.end,))
        if end > name[0].start + 1 and vocabulary.names_unit(text[name[0].start : end].replace(BLANK, ""))
    ]
    return ends[::-1]


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
    row = None if token.has("stage") else token.term(ROW)  # 预算资金总额 is a row of forms, in a sentence a stage
    item = token.term("item") or kind or row or token.term(ACCOUNT)
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
    if token.has("tally") and clause.label is not None:  # 三公经费预算合计5万元
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


def is_own_income(clause: Clause, vocabulary: Vocabulary) -> bool:
    """财政专户管理资金收入5万元: the income of a fund that is no source of revenue by another name, not all income."""
    fund, total = clause.fund_label, clause.total
    if fund is None or total is None or total.side != "收入" or total.start != fund.end or clause.label is not None:
        return False
    term = vocabulary.meaning(fund.key, "fund")
    return term is not None and _fund_income(term.fund_source, vocabulary) is None


def as_fund_income(clause: Clause, split: Label | None, vocabulary: Vocabulary) -> Clause:
    """A fund named alone as a part of 财政拨款收入 or of all income is the income of that fund, not the fund of all income."""
    fund = vocabulary.meaning(clause.fund_key, "fund") if clause.fund_key else None
    if fund is None or clause.fund_label is None or clause.label or clause.stage_side == "支出":
        return clause
    income = _fund_income(fund.fund_source, vocabulary)
    if income is None or (clause.total is not None and (clause.total.side != "收入" or clause.total.key != "合计")):
        return clause
    end = clause.fund_label.end
    if clause.total is not None:  # 其中：一般公共预算本年收入
        end = max(end, clause.total.end)
    if split is None or not (split.total and split.side == "收入"):
        whole = vocabulary.meaning(split.key, "item") if split is not None else None
        grant = _fund_income(whole.fund_source, vocabulary) if whole is not None and whole.revenue_source else None
        if whole is None or grant is None or grant.key != whole.revenue_source:
            return clause  # 年初财政拨款结转和结余: carried over, no income
    label = Label(income.key, clause.fund_label.start, end, income.side)
    return replace(clause, label=label, fund_key=None, fund_label=None, total=None)


def _fund_income(fund_source: str, vocabulary: Vocabulary) -> Term | None:
    """The source of revenue that a fund is, by the name that the lexicon gives both as a word and as a source."""
    incomes = (vocabulary.meaning(key, "item") for key in vocabulary.keys("item"))
    return next((t for t in incomes if t and t.fund_source == fund_source and t.key == t.revenue_source), None)


def _doubt(tokens: list[Token]) -> str | None:
    """The words of the clause that nothing explains, or None."""
    # 工程 ends names of projects; alone (工程支出80万元) it says of what the spending is, not which.
    unknown = [token.key for token in tokens if token.roles.isdisjoint(KNOWN_ROLES) or token.roles == _NAME_END]
    return "".join(unknown) if unknown else None


def _joint(items: list[Label], text: str) -> str | None:
    """Two items that share the figure (水费、电费、差旅费5万元): nobody can say how much is whose."""
    for left, right in pairwise(items):
        if _JOINING.fullmatch(text, left.end, right.start):
            return text[left.start : right.end]
    return None
