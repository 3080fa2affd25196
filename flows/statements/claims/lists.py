"""Lists: a total and its parts (基本支出100万元，其中：…), names without amounts (主要包括办公费、水费), numbers of people and offices.

Which figures are the parts is taken from the words; whether they add up is decided in SQL. A list is complete only where it
says so: by a rest (其他工资福利支出), or by naming every member of a known set (基本支出 and 项目支出).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import takewhile

from flows.statements.claims.records import Claim, Item, Operand
from flows.statements.claims.scope import SentenceScope, number
from flows.statements.claims.terms import MONEY, SIGN, ClaimTerms, Token
from flows.statements.narrative.lexicon import BLANK, Vocabulary
from flows.statements.narrative.sentences import starts_numbered

_FEWEST_NAMES = 3
_FEWEST_PARTS = 2
_LONGEST_OFFICE = 20
_NAME_BREAK = re.compile(r"[、,]")
_REST = "其他"
_MIXED = "各项的口径不同"
_UNREAD = "有的金额含义不明"
_NESTED = "列举中又有列举"
_PEOPLE = re.compile(r"(?<![\d.])(\d{1,6})(人|名)(?![次均才口民大称额])")
_PEOPLE_TOTAL = re.compile(r"(?:共有|共|总计|合计|总)(?:人员|人数|人)?$|(?:人员|人数)(?:总数|共计|合计|总计)?$")
_OFFICES = re.compile(
    r"(?P<what>(?:内设|下设|所属|下属|局属|设)[^\d,。;()]{0,8})(?P<count>\d{1,2})个(?P<kind>[^\d,。;:()]{0,8})[,:]?"
    r"(?:分别(?:是|为)|包括|:)+(?P<names>[^。;:,]+)"
)


def read_lists(scope: SentenceScope, terms: ClaimTerms) -> Iterator[Claim]:
    """The parts of a figure of money behind 其中."""
    leads = [token for token in scope.tokens if token.has("lead")]
    for at, lead in enumerate(leads):
        end = leads[at + 1].start if at + 1 < len(leads) else scope.frame.end
        head, unsure = scope.total_before(lead)
        if head is None or (at and head.start < leads[at - 1].start):
            continue
        parts = _of_one_item([o for o in scope.values(end) if o.start > lead.end])
        named = _named_set(scope, lead, end, terms) or ([] if at else _named_across(scope, lead, terms))
        if len(parts) < _FEWEST_PARTS and not named and not _is_one_part(scope, head, lead, parts):
            continue
        parts = _that_add_up(head, parts)
        doubt = _doubt(scope, head, parts)
        if named and (doubt == _MIXED or len(parts) < len(named)):
            parts, doubt = named, _inexact(scope, head, named)
        nested = (at + 1 < len(leads) or at > 0) and parts is not named
        yield _list(head, parts, _is_complete(parts, terms), unsure or doubt or (_NESTED if nested else None))


def _named_set(scope: SentenceScope, lead: Token, end: int, terms: ClaimTerms) -> list[Operand]:
    """The parts, where they name one known set, each member once, before the sentence goes on behind a semicolon.

    Such parts may be of several stages (年初预算, 调整追加), and what stands behind them (上年结余) is none. A change is a part
    where it is a member itself (追加), not the change of one (基本支出增加).
    """
    behind = [o for o in scope.operands.values() if lead.end < o.start < end]
    parts = [o for o in behind if o.part == behind[0].part]
    own = scope.values(end)
    for members in terms.sets.values():
        if len(parts) == len(members) and all(sum(m in o.label for o in parts) == 1 for m in members):
            return parts if all(o in own or o.label.endswith(tuple(members)) for o in parts) else []
    return []


def _named_across(scope: SentenceScope, lead: Token, terms: ClaimTerms) -> list[Operand]:
    """其中：人员经费80万元，主要包括…；公用经费20万元，主要包括…: all that is said behind the total is one known set."""
    parts = [o for o in scope.values() if o.start > lead.end]
    if any(o.start > lead.end and o not in parts for o in scope.operands.values()):
        return []
    for members in terms.sets.values():
        if len(parts) == len(members) and all(sum(m in o.label for o in parts) == 1 for m in members):
            return parts
    return []


def _of_one_item(parts: list[Operand]) -> list[Operand]:
    """二、公务用车150万元，其中运行费150万元，三、公务接待费200万元: the next item is no part of the one before it."""
    if parts and starts_numbered(parts[0].label, 0):
        return parts
    return list(takewhile(lambda part: not starts_numbered(part.label, 0), parts))


def _is_one_part(scope: SentenceScope, head: Operand, lead: Token, parts: list[Operand]) -> bool:
    """资本性支出63万元，其中办公设备购置60万元: a single part behind its total, which cannot be more than that."""
    return (
        len(parts) == 1
        and bool(parts[0].label)
        and parts[0].stage == head.stage
        and scope.gap(head.end, lead.start).strip(",:") == ""
        and not any(head.end < o.start < parts[0].start for o in scope.operands.values())
    )


def _that_add_up(head: Operand, parts: list[Operand]) -> list[Operand]:
    """The first parts that make the total, where there are such: behind them the sentence goes on with other figures."""
    total = Decimal(0)
    for count, part in enumerate(parts, start=1):
        if part.unit != head.unit:
            break
        total += number(part.text)
        if count >= _FEWEST_PARTS and total == number(head.text) and number(part.text):
            rest = parts[count:]
            return parts[:count] if any(number(o.text) for o in rest) else parts
    return parts


def _doubt(scope: SentenceScope, head: Operand, parts: list[Operand]) -> str | None:
    stages = {part.stage for part in parts}
    if len(stages - {head.stage}) > 0 and len(stages) > 1:
        return _MIXED
    if len({part.label for part in parts}) < len(parts) or any(not part.label for part in parts):
        return _MIXED
    if any(part.role not in ("amount", "") for part in parts):
        return _UNREAD
    return _inexact(scope, head, parts)


def _inexact(scope: SentenceScope, head: Operand, parts: list[Operand]) -> str | None:
    return next((scope.doubts[o.start] for o in (head, *parts) if o.start in scope.doubts), None)


def _is_complete(parts: list[Operand], terms: ClaimTerms) -> bool:
    if parts[-1].label.startswith(_REST):
        return True
    return any(
        all(any(member in part.label for part in parts) for member in members) for members in terms.sets.values()
    )


def _list(head: Operand, parts: list[Operand], is_complete: bool, doubt: str | None) -> Claim:
    return Claim(
        "列举",
        head.span,
        "",
        subject=head.called or None,
        relation="合计",
        value=head,
        items=tuple(Item(part.label, part) for part in parts),
        is_complete=is_complete,
        doubt=doubt,
        position=head.start,
    )


def read_names(scope: SentenceScope, vocabulary: Vocabulary) -> Iterator[Claim]:
    """人员经费321.08万元，主要包括基本工资、津贴补贴、…: accounts that are named and must have an amount."""
    tokens = scope.tokens
    for index, lead in enumerate(tokens):
        if not lead.has("lead"):
            continue
        money = next((t.start for t in tokens[index + 1 :] if t.has(MONEY)), scope.frame.end)
        stop = next((t.start for t in tokens[index + 1 :] if t.has(SIGN) and t.text in ";。"), scope.frame.end)
        before = scope.values(lead.start)
        if money < stop or not before:
            continue
        names = [name for name in _NAME_BREAK.split(scope.text[lead.end : stop].replace(BLANK, "").lstrip(":")) if name]
        known = [name for name in names if vocabulary.is_account(name, "economic")]
        if len(known) < _FEWEST_NAMES or len(known) * 2 < len(names):
            continue
        head = before[-1]
        begin = scope.text.find(known[0], lead.end)
        yield Claim(
            "列举",
            scope.paragraph.locate(begin, begin + len(known[0])),
            "",
            subject=head.called or None,
            relation="名称",
            value=head,
            items=tuple(Item(name) for name in names),
            is_complete=None,
            position=lead.end,
        )


def read_people(scope: SentenceScope) -> Iterator[Claim]:
    """全系统共有人员183人，其中在职16人，…: a grand total and its groups."""
    text = scope.text
    counts = list(_PEOPLE.finditer(text, scope.frame.start, scope.frame.end))
    lead = next((t for t in scope.tokens if t.has("lead")), None)
    if lead is None or len(counts) <= _FEWEST_PARTS:
        return
    heads = [m for m in counts if m.end() <= lead.start]
    parts = [m for m in counts if m.start() >= lead.end]
    if (
        len(heads) != 1
        or len(parts) < _FEWEST_PARTS
        or any(t.has("lead") for t in scope.tokens if t.start > lead.start)
    ):
        return
    begin = max(text.rfind(sign, scope.frame.start, heads[0].start()) for sign in ",;:。")
    words = text[max(begin + 1, scope.frame.start) : heads[0].start()]
    if not _PEOPLE_TOTAL.search(words):
        return
    operands = [_people(scope, m) for m in (*heads, *parts)]
    yield Claim(
        "列举",
        operands[0].span,
        "",
        subject=words,
        relation="人数",
        value=operands[0],
        items=tuple(Item(o.label, o) for o in operands[1:]),
        is_complete=True,
        position=operands[0].start,
    )


def _people(scope: SentenceScope, match: re.Match[str]) -> Operand:
    begin = max(scope.text.rfind(sign, scope.frame.start, match.start()) for sign in ",;:。、")
    label = scope.text[max(begin + 1, scope.frame.start) : match.start()].replace(BLANK, "")
    span = scope.paragraph.locate(match.start(1), match.end(1))
    return Operand(match.group(1), match.group(2), match.start(1), match.end(1), span, label)


def read_offices(scope: SentenceScope) -> Iterator[Claim]:
    """下设内设机构5个，包括办公室、…: as many names as are counted."""
    for match in _OFFICES.finditer(scope.text, scope.frame.start, scope.frame.end):
        names = [n for n in re.split(r"[、和及]", match.group("names").replace(BLANK, "")) if n]
        if (
            (names[-1:] and names[-1].endswith("等"))
            or len(names) < _FEWEST_PARTS
            or max(map(len, names)) > _LONGEST_OFFICE
        ):
            continue
        at = match.span("count")
        count = Operand(match.group("count"), "个", *at, scope.paragraph.locate(*at), match.group("what"))
        yield Claim(
            "列举",
            count.span,
            "",
            subject=f"{match.group('what')}{match.group('kind')}",
            relation="个数",
            value=count,
            items=tuple(Item(name) for name in names),
            is_complete=None,
            position=at[0],
        )
