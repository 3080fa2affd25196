"""Headcounts in sentences: establishment, in post, retired, without establishment, and whose they are.

The last word of staff before the number is the category; a count whose clause holds other words is not taken: staff of
other departments (进驻, 窗口), people who are trained, hired or due to retire. A split after 其中 repeats the category
before it and is no count of its own; after a grand total (共有人员183人，其中…) it is. Brackets are splits. Words for two
categories at once (离退休人员) are recorded, not divided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple

from flows.statements.narrative.clauses import unit_prefix
from flows.statements.narrative.headings import Passage
from flows.statements.narrative.lexicon import BLANK, DATE, STAFF, YEAR, Token, Vocabulary
from flows.statements.narrative.paragraphs import Paragraph
from flows.statements.narrative.records import StaffLine, Unrecognised
from flows.statements.narrative.sentences import Frame, frames, sentences

_COUNT = re.compile(r"(?<![\d.\-])(\d{1,6})(?:人(?![次均才口民大])|名(?![称额])|个(?=[,;。、()]|$))")
_CONTROL_RATE = re.compile(r"([^\d,;:。]*)控制率[^\d,;。]{0,4}(\d+(?:\.\d+)?)%")
_BREAKS = re.compile(r"[,;:。]")
# 草管员和护林员26人为临聘人员: the category may stand behind the number.
_IS = re.compile(r"(?:均|都)?(?:为|系|是|属于?)([^,;。:、()]{2,12})")
_ESTABLISHMENT, _IN_POST, _HIRED = "编制", "在职", "编外"
_RETIRED = frozenset({"离休", "退休"})
_QUIET = ("staff_link", "link", "self", "staff_collective", "staff_authority", YEAR, DATE, "staff_total")


@dataclass(frozen=True, slots=True)
class _Count:
    """A number of people with what its clause says; ranges are of the folded paragraph."""

    start: int
    end: int
    category: Token | None
    group: str
    organisation: tuple[int, int] | None
    names_self: bool
    is_total: bool
    year: str | None
    problem: str  # empty, excluded, or the words that nothing explains
    clause: tuple[int, int]
    in_split: bool
    new_part: bool  # a semicolon stands before it
    people: int = 0
    reached: Token | None = None  # 实际, 实有: after an establishment the people in post, anywhere else no category


def read_staff(found: list[Passage], vocabulary: Vocabulary) -> tuple[tuple[StaffLine, ...], tuple[Unrecognised, ...]]:
    """The headcounts of all passages in reading order, and those that no category explains."""
    lines: list[StaffLine] = []
    unread: list[Unrecognised] = []
    for passage in found:
        organisation: str | None = None
        group = ""
        if not _COUNT.search(passage.paragraph.folded, passage.start):
            continue
        for start, end in sentences(passage.paragraph.folded, passage.start):
            if not _COUNT.search(passage.paragraph.folded, start, end):
                continue
            said = _Said(organisation, group)
            rows, problems, (organisation, group) = _read_sentence(passage.paragraph, start, end, said, vocabulary)
            lines.extend(rows)
            unread.extend(problems)
    return tuple(replace(line, staff_no=number) for number, line in enumerate(lines, start=1)), tuple(unread)


class _Said(NamedTuple):
    """What a sentence leaves to the next one: whose staff it tells, and the last category."""

    organisation: str | None
    group: str


def _read_sentence(
    paragraph: Paragraph, start: int, end: int, before: _Said, vocabulary: Vocabulary
) -> tuple[list[StaffLine], list[Unrecognised], _Said]:
    organisation = before.organisation
    lines: list[StaffLine] = []
    unread: list[Unrecognised] = []
    frame = frames(paragraph.folded, start, end, _COUNT)[0]
    split: str | None = None  # the category that the counts after 其中 split; empty after a grand total
    last_group = ""
    year: str | None = None
    for count in _without_totals(list(_counts(frame, vocabulary))):
        if count.category is None and count.reached is not None and last_group == _ESTABLISHMENT:
            count = replace(count, category=count.reached, group=_IN_POST)
        if count.organisation is not None:
            organisation = paragraph.printed(*count.organisation)
        elif count.names_self:
            organisation = None
        year = count.year or year
        if count.new_part:
            split = None
        if count.in_split:
            split = last_group or (before.group if not lines else "")  # 编制38人。其中：行政编制12人，事业编制26人
        if count.category is None:
            last_group = "" if count.is_total else last_group
            continue
        if split and split == count.group:
            continue
        if count.problem:
            if count.problem != "excluded":
                unread.append(_unrecognised(paragraph, count))
            continue
        last_group = count.group
        lines.append(_line(paragraph, count, organisation, year))
    rate = _CONTROL_RATE.search(frame.text, start, end)
    if rate is not None and _is_of_staff(rate, frame.text, vocabulary):
        in_post = [i for i, line in enumerate(lines) if _group(line.category_key, vocabulary) == _IN_POST]
        if in_post:
            lines[in_post[-1]] = replace(lines[in_post[-1]], control_rate_text=rate.group(2))
    return lines, unread, _Said(organisation, last_group)


def _is_of_staff(rate: re.Match[str], text: str, vocabulary: Vocabulary) -> bool:
    """Whether a rate of control is that of staff: alone or behind a word for staff, not “三公”经费控制率."""
    words = vocabulary.tokens(text, *rate.span(1))
    return not words or any(token.has(STAFF, "staff_total") for token in words)


def _counts(frame: Frame, vocabulary: Vocabulary) -> Iterator[_Count]:
    begin = frame.start
    in_split = new_part = False  # said before a count that is not of staff, they hold for the next one that is
    for match in _COUNT.finditer(frame.text, frame.start, frame.end):
        breaks = [m.end() for m in _BREAKS.finditer(frame.text, begin, match.start())]
        own = breaks[-1] if breaks else begin
        if not frame.text[own : match.start()].strip(BLANK + ":") and len(breaks) > 1:
            own = breaks[-2]
        before = vocabulary.tokens(frame.text, begin, own) if own > begin else []
        tokens = vocabulary.tokens(frame.text, own, match.start())
        count = _count(match, own, tokens, before, frame.text, vocabulary)
        if ";" in frame.text[begin : match.start()]:
            in_split, new_part = False, True
        in_split = in_split or count.in_split
        if count.category is not None or count.is_total or count.reached is not None:
            yield replace(count, in_split=in_split, new_part=new_part)
            in_split = new_part = False
        begin = match.end()


def _without_totals(counts: list[_Count]) -> list[_Count]:
    """实有人数11人，其中：在职人员10人，离休人员0人: staff in post that are split into retired ones too are a grand total."""
    found: list[_Count] = []
    for index, count in enumerate(counts):
        split: list[str] = []
        for part in counts[index + 1 :]:
            if part.new_part or part.in_split != (not split):
                break
            split.append(part.group)
        is_total = count.group == _IN_POST and _IN_POST in split and not _RETIRED.isdisjoint(split)
        is_total = is_total or (count.group == _IN_POST and _adds_up(count, counts[index + 1 :]))
        found.append(replace(count, category=None, group="", is_total=True) if is_total else count)
    return found


def _adds_up(whole: _Count, after: list[_Count]) -> bool:
    """Whether the counts of a 其中, of staff in post and of retired staff, add up to it: 实有95人，其中：在职90人；退休5人."""
    if not after or not after[0].in_split:
        return False
    for count, people in enumerate(accumulate(part.people for part in after), start=1):
        groups = {part.group for part in after[:count]}
        if people == whole.people:
            return _IN_POST in groups and not _RETIRED.isdisjoint(groups)
    return False


def _count(
    match: re.Match[str], own: int, tokens: list[Token], before: list[Token], text: str, vocabulary: Vocabulary
) -> _Count:
    named = [token for token in tokens if token.has(STAFF, "staff_unclear")]
    category = next((token for token in reversed(named) if not token.has("staff_link")), None)
    reached = None
    if category is None:
        said = _IS.match(text, match.end())
        behind = vocabulary.tokens(text, *said.span(1)) if said else []
        if len(behind) == 1 and behind[0].has(STAFF):
            category, tokens = behind[0], [token for token in tokens if not token.is_residue]
        elif all(token.has(*_QUIET) and not token.has("staff_total") for token in tokens):
            reached = named[-1] if named else None
    group = _group(category.key, vocabulary) if category else ""
    if match.group().endswith("个") and group != _ESTABLISHMENT:
        category = None
    organisation = _subject(tokens, text, vocabulary) or _subject(before, text, vocabulary)
    problem = ""
    if any(token.has("staff_excluded") and not token.has(STAFF) for token in tokens):
        problem = "excluded"
    elif category is not None and category.has("staff_unclear"):
        problem = category.key
    else:
        inside = organisation or (0, 0)
        strange = [t for t in tokens if not t.has(STAFF, "lead", *_QUIET) and not inside[0] <= t.start < inside[1]]
        if category is not None and group == _HIRED:
            # 聘用社区专干和协管员124人: what stands between are kinds of hired people.
            hired = next((t.start for t in tokens if t.has("staff_hired")), category.end)
            strange = [t for t in strange if not (t.is_residue and hired < t.start < category.start)]
        problem = "".join(token.key for token in strange)
    return _Count(
        start=match.start(),
        end=match.end(1),
        category=category,
        group=group,
        organisation=organisation,
        names_self=any(token.has("self") for token in tokens),
        is_total=category is None and any(token.has("staff_total") for token in tokens),
        year=next((token.key for token in (*before, *tokens) if token.has(YEAR)), None),
        problem=problem,
        clause=(own, match.end()),
        in_split=any(token.has("lead") for token in (*before, *tokens)),
        new_part=False,
        people=int(match.group(1)),
        reached=reached,
    )


def _subject(tokens: list[Token], text: str, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """The range of the public body that stands first in a clause, or of a collective name such as 全系统."""
    start = next((i for i, token in enumerate(tokens) if not token.has("lead", YEAR, DATE)), len(tokens))
    rest = tokens[start:]
    if rest and rest[0].has("staff_collective"):
        return rest[0].start, rest[0].end
    named = unit_prefix(rest, text, vocabulary)
    return (rest[0].start, rest[named - 1].end) if named else None


def _group(key: str, vocabulary: Vocabulary) -> str:
    term = vocabulary.meaning(key, STAFF)
    return term.line_item if term else ""


def _line(paragraph: Paragraph, count: _Count, organisation: str | None, year: str | None) -> StaffLine:
    span = paragraph.locate(count.start, count.end)
    return StaffLine(
        staff_no=0,
        organisation=organisation,
        category_key=count.category.key if count.category else "",
        headcount_text=paragraph.printed(count.start, count.end),
        control_rate_text=None,
        year_text=year,
        source_page=span.page,
        source_line=span.line,
        block_no=span.block_no,
        span_start=span.start,
        span_end=span.end,
    )


def _unrecognised(paragraph: Paragraph, count: _Count) -> Unrecognised:
    span = paragraph.locate(count.start, count.end)
    return Unrecognised(
        kind="term",
        text=count.problem,
        context=paragraph.printed(*count.clause),
        reason="人数前的用语不能确定人员类别或所属单位",
        source_page=span.page,
        source_line=span.line,
        block_no=span.block_no,
        span_start=span.start,
        span_end=span.end,
    )
