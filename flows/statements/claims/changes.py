"""Year-on-year and budget comparisons: 比上年增加5万元，增长3% · 与2022年度7.93亿元相比，各增加0.53亿元 · 与上年持平.

A comparison begins with its base (比 | 较 | 与 + 上年 | 年初预算 | a year, or 同比), may print the base, and tells amount, rate
or both, in either order. A change right behind a figure (支出6.74亿元，减少0.04亿元，下降0.6%) needs no base to be checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from flows.statements.claims.records import Claim, Operand
from flows.statements.claims.scope import SentenceScope, following, number
from flows.statements.claims.terms import MONEY, PERCENT, SIGN, YEAR, ClaimTerms, Token

_LONGEST_NAME = 16  # of what stands between 比上年 and the figure of the year before
_LONGEST_SUBJECT = 32
_NEAR = 8  # 增长幅度约为5%
_OTHER_SUBJECT = "所述项目与前面的金额不一致"
_OTHER_MEASURE = "前面的金额是单价、标准或另一单位的数"
_OTHER_YEAR = "比较的不是上一年"
_NO_VALUE = "没有可对照的本期数"
_YEARS = re.compile(r"(?<!\d)(20\d\d)年")
_BRACKETED = re.compile(r"\((\d+(?:\.\d+)?%)\)")
_TELLING = ("compare", "yoy", "direction", "level", "reason")
_ITEM = re.compile(r"(?:费|支出|收入|采购)(?:预算|决算)?数?$")


@dataclass(slots=True)
class _Base:
    """The words that say what a comparison is with."""

    first: int  # index of its first and last token
    last: int
    kind: str
    figure: Token | None = None


@dataclass(slots=True)
class _Told:
    """A change: direction and number."""

    relation: str
    number: Token | None
    start: int
    last: int


class ChangeReader:
    """Reads the comparisons of one sentence."""

    def __init__(self, scope: SentenceScope, terms: ClaimTerms) -> None:
        self._scope = scope
        self._terms = terms
        self._tokens = scope.tokens

    def read(self) -> Iterator[Claim]:
        """Marks the figures that are changes or bases as used, so that no later claim is about them."""
        index = 0
        kept: str | None = None
        while index < len(self._tokens):
            base = self._base(index)
            told = None if base is None else self._told(base.last, base.kind)
            if base is not None and told and not self._is_order(base, told):
                kept = base.kind
                index = told[-1].last + 1
                yield self._claim(base, told, kept)
                continue
            bare = self._bare(index)
            if bare:
                index = bare[-1].last + 1
                yield self._claim(None, bare, kept)
                continue
            index += 1

    def _is_order(self, base: _Base, told: list[_Told]) -> bool:
        """决算数与预算数持平 compares two figures of the year (orders.py)."""
        words = self._tokens[base.first : base.last + 1]
        return told[0].number is None and base.kind != "上年" and not any(token.has(YEAR) for token in words)

    # -- the base -------------------------------------------------------------------------------------------------

    def _base(self, index: int) -> _Base | None:
        token = self._tokens[index]
        if token.has("yoy"):
            said = _Base(index, index, token.roles["yoy"])
            return self._with_figure(said) if self._repeats(said) else said
        if not token.has("compare"):
            return None
        base: _Base | None = None
        for at, other in following(self._tokens, index):
            if self._scope.gap(self._tokens[at - 1].end, other.start):
                break
            if other.has("base"):
                kind = other.roles["base"]
                base = _Base(index, at, kind if base is None or kind != "上年" else base.kind)
            elif other.has(YEAR) and base is None:
                base = _Base(index, at, "上年")
            elif not other.has("generic") or base is None:
                break
            else:
                base.last = at
        return None if base is None else self._with_figure(base)

    def _repeats(self, base: _Base) -> bool:
        """同比去年1.05万元增加2.95万元: the base is said once more behind 同比, with its figure."""
        at = base.last + 1
        token = self._tokens[at] if at < len(self._tokens) else None
        if (
            token is None
            or token.roles.get("base") != base.kind
            or self._scope.gap(self._tokens[at - 1].end, token.start)
        ):
            return False
        base.last = at
        return True

    def _with_figure(self, base: _Base) -> _Base:
        """The figure of the base, where it is printed, and 相比 behind it."""
        for at, token in following(self._tokens, base.last):
            gap = self._scope.gap(self._tokens[base.last].end, token.start)
            if token.has(MONEY) and base.figure is None and len(gap) <= _LONGEST_NAME:
                base.figure, base.last = token, at
            elif token.has("compare") and len(gap) <= _LONGEST_NAME:
                base.last = at
                if base.figure is not None:
                    break
            elif not token.has("generic"):
                break
        return base

    # -- the change -----------------------------------------------------------------------------------------------

    def _told(self, after: int, kind: str) -> list[_Told]:
        """The changes that follow a base: amount and rate, with 与上年对比 between them or without."""
        told: list[_Told] = []
        first = self._direction(after, _LONGEST_SUBJECT, commas=1)
        while first is not None:
            told.append(first)
            if first.number is None or len(told) == 2:
                break
            again = self._base_again(first.last, kind)
            first = self._direction(again, _NEAR, commas=1)
            if first is not None and (first.number is None or _same_kind(first, told[0])):
                break
        if len(told) == 1 and (rate := self._bracketed(told[0])) is not None:
            told.append(rate)
        return told

    def _bracketed(self, amount: _Told) -> _Told | None:
        """The rate alone in brackets behind an amount: 减少1.5万元（42.86%）."""
        if amount.number is None or not amount.number.has(MONEY):
            return None
        match = _BRACKETED.match(self._scope.paragraph.folded, amount.number.end)
        if match is None:
            return None
        rate = Token(match.start(1), match.end(1), match.group(1), {PERCENT: ""})
        return _Told(amount.relation, rate, amount.start, amount.last)

    def _base_again(self, after: int, kind: str) -> int:
        """The last token of the same base said once more (与上年对比减少1.17%)."""
        index = after + 1
        if index < len(self._tokens) and self._tokens[index].has(SIGN) and self._tokens[index].text in ",、":
            index += 1
        base = self._base(index) if index < len(self._tokens) else None
        return base.last if base is not None and base.kind == kind and base.figure is None else after

    def _direction(self, after: int, reach: int, *, commas: int) -> _Told | None:
        """The direction or 持平 within reach, with its number."""
        begin, seen = self._tokens[after].end, 0
        for at, token in following(self._tokens, after):
            if token.has(SIGN):
                seen += 1
                if seen > commas:
                    return None
                continue
            if len(self._scope.gap(begin, token.start).strip(",")) > reach:
                return None
            if token.has("level"):
                return _Told(token.roles["level"], None, token.start, at)
            if token.has("direction", "rate"):
                return self._numbered(token, at)
            if token.has("generic", YEAR, "base", "none"):
                continue
            return None
        return None

    def _numbered(self, direction: Token, at: int) -> _Told | None:
        relation, start = direction.roles.get("direction") or "", direction.start
        for index, token in following(self._tokens, at):
            if token.has(MONEY, PERCENT):
                gap = self._scope.gap(direction.end, token.start)
                return _Told(relation, token, start, index) if len(gap) <= _NEAR else None
            if token.has("direction") and not self._scope.gap(direction.end, token.start):
                direction, relation = token, token.roles["direction"]
            elif not token.has("generic", "none"):
                return None
        return None

    def _bare(self, index: int) -> list[_Told]:
        """减少0.04亿元，下降0.6% right behind a figure, of which amount and rate are told."""
        if index < 2 or not self._tokens[index].has("direction"):
            return []
        comma, figure = self._tokens[index - 1], self._tokens[index - 2]
        if (
            comma.text != ","
            or not self._scope.is_value(figure)
            or self._scope.gap(comma.end, self._tokens[index].start)
        ):
            return []
        told = self._told(index - 1, "")
        return told if len(told) == 2 else []

    # -- the claim ------------------------------------------------------------------------------------------------

    def _claim(self, base: _Base | None, told: list[_Told], kind: str | None) -> Claim:
        scope = self._scope
        money = next((t for t in told if t.number is not None and t.number.has(MONEY)), None)
        rate = next((t for t in told if t.number is not None and t.number.has(PERCENT)), None)
        for token in (base.figure if base else None, money.number if money else None):
            if token is not None:
                scope.used.add(token.start)
        start = self._tokens[base.first].start if base else told[0].start
        value, doubt = scope.value_before(start)
        if value is not None and money is not None and rate is not None:
            value = self._settled(value, money, rate, start)
        past = None
        if base is None and value is not None:
            value, past = self._of_year_before(value, start)
        subject = self._subject(base, told[0]) if base else ""
        if value is not None and subject and not self._names(value, subject, start):
            doubt = doubt or _OTHER_SUBJECT
        if value is not None and base is not None and self._is_of_another(value, base):
            doubt = doubt or _OTHER_SUBJECT
        if value is not None and base is not None and self._skips_years(base, value):
            doubt = doubt or _OTHER_YEAR
        if value is None:
            doubt = _NO_VALUE
        elif value.role == "excluded" or (money and money.number and value.unit != self._unit(money.number)):
            doubt = doubt or _OTHER_MEASURE
        last = rate or money or told[0]
        token = last.number or self._tokens[last.last]
        return Claim(
            "同比",
            scope.paragraph.locate(token.start, token.end),
            "",
            subject=(subject or (value.called if value is not None else "")) or None,
            relation=(money or told[0]).relation or None,
            percent_relation=rate.relation or None if rate is not None else None,
            basis=kind,
            value=value,
            change=self._operand(money.number) if money is not None else None,
            percent=rate.number.text if rate is not None and rate.number is not None else None,
            base=self._operand(base.figure) if base else past,
            doubt=doubt,
            position=token.start,
        )

    def _of_year_before(self, value: Operand, before: int) -> tuple[Operand, Operand | None]:
        """支出56万元，2021年为60万元，减少4万元: what the figure of the year before is compared with, and that figure."""
        own = self._scope.values(before)
        if len(own) < 2 or own[-1] is not value or own[-2].unit != value.unit:
            return value, None
        past, year = _YEARS.match(value.label), _YEARS.search(own[-2].label)
        if past is None or year is None or int(past.group(1)) + 1 != int(year.group(1)):
            return value, None
        return own[-2], value

    def _skips_years(self, base: _Base, value: Operand) -> bool:
        """2017年“三公”经费5834万元，较2015年下降2.3%: the year compared with is not the one before that of the figure."""
        if base.kind != "上年":
            return False
        named = self._tokens[base.first : base.last + 1]
        past = next((int(token.text[:4]) for token in named if token.has(YEAR)), None)
        own = _YEARS.findall(value.label)
        return past is not None and bool(own) and past + 1 not in map(int, own)

    def _unit(self, token: Token) -> str:
        return self._scope.operands[token.start].unit

    def _operand(self, token: Token | None) -> Operand | None:
        return None if token is None else self._scope.operands[token.start]

    def _subject(self, base: _Base, told: _Told) -> str:
        """The words between base and change that name what changed; empty where they name nothing."""
        end = told.number.start if told.number is not None else self._tokens[told.last].start
        words, begin = "", self._tokens[base.last].end
        for token in self._tokens[base.last + 1 :]:
            if token.has("direction") and token.start < end:
                words, begin = words + self._scope.gap(begin, token.start), token.end
        words = (words + self._scope.gap(begin, end)).strip(",")
        return words if self._terms.without(words, "generic").strip("、,各") else ""

    def _settled(self, value: Operand, money: _Told, rate: _Told, before: int) -> Operand:
        """收入总计3759.2万元，其中年初结转和结余1366.76万元，较2019年增加197.03万元，增加5.5%: of the total, as amount and rate say.

        What is told fits the figure behind 其中 or it does not; only where it fits the total alone, the total is meant.
        """
        if not value.in_list or money.number is None or rate.number is None:
            return value
        own = self._scope.values(before)
        total = own[-2] if len(own) > 1 and not own[-2].in_list else None
        change, percent = self._operand(money.number), rate.number.text
        if total is None or change is None or self._fits(value, change, money.relation, percent):
            return value
        return total if self._fits(total, change, money.relation, percent) else value

    @staticmethod
    def _fits(value: Operand, change: Operand, relation: str, percent: str) -> bool:
        """Whether a figure has changed by as much as amount and rate say, within the digits of the rate."""
        printed, amount = number(percent.rstrip("%")), number(change.text)
        past = number(value.text) + (amount if relation == "减少" else -amount)
        if value.unit != change.unit or past <= 0:
            return False
        return abs(100 * amount / past - abs(printed)) <= Decimal(1).scaleb(int(printed.as_tuple().exponent))

    def _is_of_another(self, value: Operand, base: _Base) -> bool:
        """三公经费10万元，其中：公务接待费较上年减少1万元: the words before the base name an item of which no figure is said.

        They may stand before another comparison: 其中：公务接待费比预算无增减变化，比上年减少1万元.
        """
        end = self._tokens[base.first].start
        for token in reversed(self._tokens[: base.first]):
            if token.has(SIGN, "lead"):
                if (words := self._item(token.end, end)) is not None:
                    return token.end > value.end and self._is_other(words, value)
                end = token.start
            if token.has("lead", "reason") or (token.has(SIGN) and token.text != ","):
                return False
            if token.has(MONEY) and token.start not in self._scope.used:
                return False
        words = self._item(self._scope.frame.start, end)
        return words is not None and self._scope.frame.start > value.end and self._is_other(words, value)

    def _item(self, start: int, end: int) -> str | None:
        """The item that the words before the first comparison of a clause name, if they name one."""
        stop = min((t.start for t in self._tokens if start <= t.start < end and t.has(*_TELLING)), default=end)
        said = self._scope.gap(start, stop)
        words = self._terms.without(said, "generic").strip("、,")
        return words if words and (_ITEM.search(words) or _ITEM.search(said)) else None

    @staticmethod
    def _is_other(words: str, value: Operand) -> bool:
        return words not in value.label and not (value.name and value.name in words)

    def _names(self, value: Operand, subject: str, before: int) -> bool:
        """Whether the subject is what the value is called, in its clause or anywhere in the text before it."""
        if subject in value.label:
            return True
        bare = self._terms.without(subject, "generic")
        return bool(bare) and (bare in value.label or bare in self._scope.text[:before])


def _same_kind(one: _Told, other: _Told) -> bool:
    return one.number is not None and other.number is not None and one.number.has(MONEY) == other.number.has(MONEY)
