"""Shares, completion rates and multiples: 占基本支出的46.32% · 完成年初预算的98.20% · 预算执行率99.57% · 是去年（38383件）的18倍.

A share's whole is printed (占本年支出合计的) or is the figure that 其中 splits; a completion rate stands on the figure before it
and the budget figure of the same clause chain. An operand that is only likely makes a claim doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from flows.statements.claims.records import Claim, Operand
from flows.statements.claims.scope import SentenceScope, following, number
from flows.statements.claims.terms import PERCENT, SIGN, ClaimTerms, Token

_LONGEST_WHOLE, _SHORTEST_WHOLE = 30, 3
_FAR = 14  # between a figure and 占 in the same breath
_WHOLE_ENDS = re.compile(r"(?:的|比重|比例|为|是|总额|总数|数)+$")
_BUDGET = re.compile(r"预算|年初|批复")
_FUND_NAMES = re.compile(r"一般公共预算|公共财政预算|政府性基金预算|国有资本经营预算|财政预算")
_MULTIPLE = re.compile(
    r"(?<!\d)(?P<value>\d++(?:\.\d++)?)(?P<unit>[^\d,;。()]{1,3}),?(?:是|为)[^\d,;。()]{0,16}\(?(?P<base>\d+(?:\.\d+)?)(?P=unit)\)?的?"
    r"(?P<times>\d+(?:\.\d+)?)倍"
)
_LISTED = re.compile(r"[、和及与]+")
_EXCEPT = re.compile(r"除外|不含|不包括|扣除")
_IS = ("为", "是", "相当于", "达到", "达")
_NO_WHOLE = "没有可对照的整体数"
_FAR_WHOLE = "整体数只是名称相近"
_NO_BUDGET = "同一处没有预算数"
_ABOVE = "预算数在前一句"
_OTHER_ITEM = "预算数与前一句的数不是同一项目"
_SEVERAL_BUDGETS = "有几个预算数，无法确定所指"

FindNamed = Callable[[str], Operand | None]


def read_shares(scope: SentenceScope, terms: ClaimTerms, named: FindNamed) -> Iterator[Claim]:
    """`named` finds a figure of the document by its whole name."""
    for index, token in enumerate(scope.tokens):
        if not token.has("share"):
            continue
        percent = _percent_behind(scope, index)
        if percent is None:
            continue
        percents = _listed(scope, percent)
        values = scope.values(token.start)[-len(percents) :]
        # 人员经费91万元、公用经费9万元，分别占91%、9%
        if len(values) < len(percents) or len(scope.gap(values[-1].end, token.start).strip(",、")) > _FAR:
            continue
        whole = scope.gap(token.end, percent.start)
        whole = whole if terms.without(whole, "none").strip("的为") else ""
        inside = [o for o in scope.values(percent.start) if o.start > token.end]
        for value, own in zip(values, percents, strict=True):
            base, doubt = (inside[-1], None) if inside else _whole(scope, whole, value, token, named)
            if _EXCEPT.search(scope.paragraph.folded, token.end, percent.start):
                doubt = doubt or _FAR_WHOLE  # 占四本预算资金（基本支出除外）总额的: less than what bears that name
            yield _ratio("比率", "占比", scope, value, base, own, doubt or scope.doubts.get(value.start), whole or None)


def _listed(scope: SentenceScope, first: Token) -> list[Token]:
    """The percentages of a list that begins with one: 91%、9%."""
    found = [first]
    for token in scope.tokens[scope.tokens.index(first) + 1 :]:
        if not token.has(PERCENT) or not _LISTED.fullmatch(scope.text, found[-1].end, token.start):
            break
        found.append(token)
    return found


def _percent_behind(scope: SentenceScope, index: int) -> Token | None:
    for _, token in following(scope.tokens, index):
        if token.has(SIGN) or len(scope.gap(scope.tokens[index].end, token.start)) > _LONGEST_WHOLE:
            return None
        if token.has(PERCENT):
            return token
    return None


def _whole(
    scope: SentenceScope, whole: str, value: Operand, share: Token, named: FindNamed
) -> tuple[Operand | None, str | None]:
    """The figure a share is of, and why it is not certain."""
    if whole:
        name = _WHOLE_ENDS.sub("", whole)
        # 占总支出预算的: the words behind 占 may be too few to tell one figure from another.
        if len(name) < _SHORTEST_WHOLE:
            return None, _NO_WHOLE
        own = [o for o in scope.values(share.start) if o is not value and o.label.endswith(name)]
        if own:
            return own[-1], None
        found = named(name)
        if found is not None:
            return found, None
        close = [
            o for o in scope.values(share.start) if name.endswith(_WHOLE_ENDS.sub("", o.label)) and len(o.label) > 3
        ]
        return (close[-1], _FAR_WHOLE) if close else (None, _NO_WHOLE)
    heads = _heads(scope, value)
    if not heads:
        return None, _NO_WHOLE
    head, doubt = heads[0]
    return head, doubt if len(heads) == 1 else "有几个整体数，无法确定所指"


def _heads(scope: SentenceScope, value: Operand) -> list[tuple[Operand, str | None]]:
    """The figures that the lists before a value split, outermost first, and why one is not certain."""
    heads: list[tuple[Operand, str | None]] = []
    for token in scope.tokens:
        if token.start >= value.start:
            break
        if token.has("lead"):
            head, doubt = scope.total_before(token)
            if head is not None and head not in [known for known, _ in heads]:
                heads.append((head, doubt))
    return heads


def _ratio(
    claim_type: str,
    relation: str,
    scope: SentenceScope,
    value: Operand | None,
    base: Operand | None,
    percent: Token,
    doubt: str | None,
    basis: str | None = None,
) -> Claim:
    return Claim(
        claim_type,
        scope.paragraph.locate(percent.start, percent.end),
        "",
        subject=(value.called if value is not None else "") or None,
        relation=relation,
        basis=basis,
        value=value,
        percent=percent.text,
        base=base,
        doubt=doubt,
        position=percent.start,
    )


def read_completions(scope: SentenceScope) -> Iterator[Claim]:
    """完成预算的98%, 预算执行率98%: with the budget and the spending said before them."""
    for index, token in enumerate(scope.tokens):
        if not token.has("completion"):
            continue
        percent = _percent_behind(scope, index)
        if percent is None or _percent_taken(scope, token):
            continue
        own = scope.values(token.start)
        spent_here = _spent(own)
        spent = spent_here or _spent(scope.heads_above())
        value = spent[-1] if spent else None
        doubt = scope.doubts.get(value.start) if value is not None else "没有可对照的执行数"
        inside = [o for o in scope.operands.values() if token.end <= o.start < percent.start]
        budgets = inside or _budgets(own, value)
        if value is not None and not budgets and not value.in_list:
            budgets, doubt = [o for o in scope.heads_above() if is_budget(o)], doubt or _ABOVE
        base = budgets[-1] if budgets else None
        if base is None:
            doubt = _NO_BUDGET
        elif value is not None and not spent_here and base.name and value.name != base.name:
            doubt = doubt or _OTHER_ITEM  # 收、支总计100万元。支出年初预算为70万元，完成年初预算的137%
        elif inside:
            doubt = doubt or scope.doubts.get(base.start)
        elif len({number(b.text) for b in budgets}) > 1 or (value is not None and base.in_list != value.in_list):
            doubt = doubt or _SEVERAL_BUDGETS
        basis = scope.gap(token.end, inside[0].start if inside else percent.start)
        yield _ratio("完成率", "完成", scope, value, base, percent, doubt, basis or None)


def read_parts_of(scope: SentenceScope) -> Iterator[Claim]:
    """决算2000万元，为年初预算1800万元的111.11%: the base is printed between the figure and the rate."""
    for index, token in enumerate(scope.tokens[1:], start=1):
        base = scope.tokens[index - 1]
        if not token.has(PERCENT) or not scope.is_value(base) or scope.gap(base.end, token.start) != "的":
            continue
        words = scope.operands[base.start].label
        before = scope.values(base.start)
        if not before or not words.startswith(_IS) or len(scope.gap(before[-1].end, base.start)) > _LONGEST_WHOLE:
            continue
        whole = scope.operands[base.start]
        claim_type, relation = ("完成率", "完成") if is_budget(whole) else ("比率", "占比")
        yield _ratio(claim_type, relation, scope, before[-1], whole, token, scope.doubts.get(before[-1].start))


def _percent_taken(scope: SentenceScope, token: Token) -> bool:
    """Whether the words are the name of an indicator behind an action (完成整改率…), not of a budget."""
    gap = scope.gap(token.end, token.end + 2)
    return gap.startswith(("率", "度"))


def _spent(operands: list[Operand]) -> list[Operand]:
    return [o for o in operands if not is_budget(o) and o.role != "excluded"]


def _budgets(own: list[Operand], value: Operand | None) -> list[Operand]:
    """The budget figures of the value's part of the sentence, else of the sentence before its list."""
    budgets = [o for o in own if is_budget(o)]
    if value is None or not budgets:
        return budgets
    same = [o for o in budgets if o.part == value.part]
    return same if same or value.in_list else [o for o in budgets if not o.in_list]


def is_budget(operand: Operand) -> bool:
    """Whether the words of a figure say that it is planned, not spent."""
    return _BUDGET.search(_FUND_NAMES.sub("", operand.stage)) is not None


def read_multiples(scope: SentenceScope) -> Iterator[Claim]:
    """713752件，是去年办件量（38383件）的18倍."""
    paragraph = scope.paragraph
    for match in _MULTIPLE.finditer(paragraph.folded, scope.frame.start, scope.frame.end):
        operands = [
            Operand(
                match.group(name),
                match.group("unit"),
                match.start(name),
                match.end(name),
                paragraph.locate(*match.span(name)),
            )
            for name in ("value", "base")
        ]
        yield Claim(
            "倍数",
            paragraph.locate(*match.span("times")),
            "",
            relation="倍",
            value=operands[0],
            base=operands[1],
            percent=match.group("times"),
            position=match.start("times"),
        )
