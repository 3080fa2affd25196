"""Comparisons without a rate: 决算数大于预算数 · 与预算数基本持平 · 控制在编制以内 · 在职人员控制率为100%.

Final account and budget stand before, in the sentence or the one above. Headcounts are joined in SQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.statements.claims.ratios import is_budget
from flows.statements.claims.records import Claim, Operand
from flows.statements.claims.scope import SentenceScope, following, number
from flows.statements.claims.terms import MONEY, PERCENT, SIGN, YEAR, Token
from flows.statements.narrative.lexicon import BLANK

_FAR = 6
_RATE = "控制率"
_PEOPLE = re.compile(r"[人员编岗职]")
_UNSURE = "无法确定比较的是哪两个数"


def read_orders(scope: SentenceScope) -> Iterator[Claim]:
    """决算数大于预算数（55.93万元），决算数与预算数基本持平."""
    for index, token in enumerate(scope.tokens):
        if token.has("order") and (base := _budget_word(scope, index)) is not None:
            relation = token.roles["order"]
            amount = _amount_behind(scope, base)
        elif token.has("level") and _between_budget(scope, index):
            relation, amount = token.roles["level"], None
        else:
            continue
        if amount is not None:
            scope.used.add(amount.start)
        value, budget, doubt = _pair(scope, token.start)
        if value is None and amount is None:
            continue  # 低于年初预算: nothing printed to check it with
        place = amount or token
        yield Claim(
            "比较",
            scope.paragraph.locate(place.start, place.end),
            "",
            subject=(value.called if value is not None else "") or None,
            relation=relation,
            basis="预算",
            value=value,
            change=scope.operands[amount.start] if amount is not None else None,
            base=budget,
            doubt=doubt if value is not None else _UNSURE,
            position=token.start,
        )


def _budget_word(scope: SentenceScope, index: int) -> int | None:
    """The word for the budget right behind 大于."""
    found = None
    end = scope.tokens[index].end
    for at, token in following(scope.tokens, index):
        if scope.gap(end, token.start) or not token.has("base", "generic"):
            break
        end = token.end
        if token.roles.get("base") in ("预算", "年初预算"):
            found = at
    return found


def _amount_behind(scope: SentenceScope, index: int) -> Token | None:
    for _, token in following(scope.tokens, index):
        near = len(scope.gap(scope.tokens[index].end, token.start)) <= _FAR
        return token if token.has(MONEY) and near else None
    return None


def _between_budget(scope: SentenceScope, index: int) -> bool:
    """Whether 持平 is said of the final account and the budget: 决算数与预算数基本持平."""
    seen_compare = False
    end = scope.tokens[index].start
    has_budget = False
    for token in reversed(scope.tokens[:index]):
        if token.has(SIGN) or scope.gap(token.end, end):
            break
        end = token.start
        has_budget = has_budget or token.roles.get("base") in ("预算", "年初预算")
        if token.has(YEAR) or token.roles.get("base") == "上年":
            return False
        if token.has("compare"):
            seen_compare = True
    return has_budget and seen_compare


def _pair(scope: SentenceScope, position: int) -> tuple[Operand | None, Operand | None, str | None]:
    """Final account and budget of one item, where exactly one of each stands before, and why they are not certain."""
    own = scope.values(position)
    if own:
        part = own[-1].part
        return *_one_of_each([o for o in own if o.part == part]), None
    said = next((said for said in reversed(scope.before) if said.operands), None)
    if said is None:
        return None, None, _UNSURE
    # “三公经费预算…，决算…，其中：接待费预算…，决算…。决算数小于预算数…”: of the one item behind 其中; of several nobody knows.
    items = [operand for operand in said.operands if operand.in_list]
    spent, budget = _one_of_each(items)
    if spent is None and items:
        return *_one_of_each(said.heads), _UNSURE
    return (spent, budget, None) if items else (*_one_of_each(said.heads), None)


def _one_of_each(operands: list[Operand]) -> tuple[Operand | None, Operand | None]:
    spent = [o for o in operands if not is_budget(o)]
    budgets = [o for o in operands if is_budget(o)]
    if not spent or not budgets or any(len({number(o.text) for o in side}) > 1 for side in (spent, budgets)):
        return None, None
    return spent[-1], budgets[-1]


def _is_of_staff(scope: SentenceScope, rate: Token) -> bool:
    """Whether a rate of control is that of staff: “三公”经费控制率, 成本控制率 are rates of money."""
    begin = max((t.end for t in scope.tokens if t.has(SIGN) and t.end <= rate.start), default=scope.frame.start)
    words = scope.text[begin : rate.end].partition(_RATE)[0].replace(BLANK, "")
    return not words or _PEOPLE.search(words) is not None


def read_staff_claims(scope: SentenceScope) -> Iterator[Claim]:
    """控制率为100%, 财政供养人员控制在编制以内."""
    for index, token in enumerate(scope.tokens):
        if token.has("control_rate"):
            percent = next((t for _, t in following(scope.tokens, index) if t.has(PERCENT, SIGN, MONEY)), None)
            if percent is None or not percent.has(PERCENT) or len(scope.gap(token.end, percent.start)) > _FAR:
                continue
            if not _is_of_staff(scope, token):
                continue
            yield Claim(
                "比率",
                scope.paragraph.locate(percent.start, percent.end),
                "",
                subject="在职人员控制率",
                relation="控制率",
                percent=percent.text,
                position=percent.start,
            )
        elif token.has("establishment") and "控制" in scope.gap(
            max(scope.frame.start, token.start - _FAR), token.start
        ):
            yield Claim(
                "比较",
                scope.paragraph.locate(token.start, token.end),
                "",
                subject="财政供养人员",
                relation="以内",
                basis="编制",
                position=token.start,
            )
