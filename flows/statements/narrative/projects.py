"""Names of projects in sentences: after an announcing word (年初预算项目：…, 年中追加项目“…”) or in quotation marks.

In a list of project expenditure a name may stand unannounced before its figure (乡村振兴工作经费30万元).

A quoted name must end as names of projects and their funds do (lexicon role `project_end`). A name that the lexicon
explains completely (项目：基本支出…) is no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flows.statements.narrative.clauses import KNOWN_ROLES
from flows.statements.narrative.lexicon import ACCOUNT, YEAR, Token, Vocabulary
from flows.statements.narrative.paragraphs import Paragraph
from flows.statements.narrative.sentences import Frame, MoneyPattern

_OPEN, _CLOSE = "“‘「『", "”’」』"
_NAME_END = re.compile(r"[,;。]")
_SHORTEST_NAME, _LONGEST_NAME = 3, 60
_COUNTED = re.compile(r"\d{1,3}[个项]")  # 含1个年初结转结余项目50万元: a number of projects, none of which is named


@dataclass(frozen=True, slots=True)
class ProjectName:
    """A name's range in the folded paragraph, from where its words are masked, and the stage its announcement gives."""

    mask_start: int
    start: int
    end: int
    stage: str | None


def project_names(
    frame: Frame, paragraph: Paragraph, vocabulary: Vocabulary, figure: MoneyPattern
) -> list[ProjectName]:
    """The project names of a frame in printed order."""
    announced = list(_announced(frame, paragraph, vocabulary, figure))
    taken = [(name.start, name.end) for name in announced]
    quoted = [
        name
        for name in _quoted(frame, paragraph, vocabulary)
        if not any(start < name.end and name.start < end for start, end in taken)
    ]
    return sorted([*announced, *quoted], key=lambda name: name.start)


def _announced(
    frame: Frame, paragraph: Paragraph, vocabulary: Vocabulary, figure: MoneyPattern
) -> Iterator[ProjectName]:
    if not _may_announce(frame, paragraph, vocabulary):
        return
    done = frame.start
    for token in vocabulary.tokens(frame.text, frame.start, frame.end):
        term = token.term("project")
        if term is None or token.start < done or token.end >= frame.end:
            continue
        start = token.end
        if frame.text[start] == ":":
            start += 1
        elif not _opens_quote(paragraph, start):
            continue
        stop = _NAME_END.search(frame.text, start, frame.end)
        end = stop.start() if stop else frame.end
        money = figure.search(frame.text, start, end)
        end = money.start() if money else end
        if _is_name(frame.text, start, end, vocabulary):
            yield ProjectName(token.start, start, end, term.budget_stage or None)
            done = end


def _may_announce(frame: Frame, paragraph: Paragraph, vocabulary: Vocabulary) -> bool:
    """Whether a quotation mark or an announcing word before a colon stands there: in most sentences neither does."""
    if any(sign in paragraph.text for sign in _OPEN):
        return True
    before_colons = frame.text[frame.start : frame.end].split(":")[:-1]
    return any(vocabulary.ends_with(words, "project") for words in before_colons)


def _opens_quote(paragraph: Paragraph, position: int) -> bool:
    first, _ = paragraph.text_range(position, position + 1)
    return first > 0 and paragraph.text[first - 1] in _OPEN


def _quoted(frame: Frame, paragraph: Paragraph, vocabulary: Vocabulary) -> Iterator[ProjectName]:
    if not any(sign in paragraph.text for sign in _OPEN):
        return
    start: int | None = None
    for position in range(frame.start, frame.end):
        first, last = paragraph.text_range(position, position + 1)
        if first > 0 and paragraph.text[first - 1] in _OPEN:
            start = position
        if start is not None and last < len(paragraph.text) and paragraph.text[last] in _CLOSE:
            name = frame.text[start : position + 1]
            called = vocabulary.ends_with(name, "project_end") or _calls_project(frame, position + 1, vocabulary)
            # 重点项目“中小企业发展专项”: a project although its words are the name of an account
            is_project = vocabulary.is_account(name) and vocabulary.ends_with(frame.text[:start], "project")
            if called and (is_project or _is_name(frame.text, start, position + 1, vocabulary)):
                yield ProjectName(start, start, position + 1, None)
            start = None


def _calls_project(frame: Frame, position: int, vocabulary: Vocabulary) -> bool:
    """Whether the word behind a quoted name says what it is: “办案业务装备费”项目."""
    return frame.text.startswith(vocabulary.keys("project"), position, frame.end)


def listed_name(tokens: list[Token], text: str, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """The range of an unannounced name at the head of a clause in a list of projects: 乡村振兴工作经费30万元."""
    start = next((i for i, token in enumerate(tokens) if not _leads_to_name(token)), len(tokens))
    end = start
    for index, token in enumerate(tokens[start:], start=start):
        part_of_name = token.has("project_end", "project", "item", ACCOUNT) or len(token.key) == 1
        if not token.roles.isdisjoint(KNOWN_ROLES) and not part_of_name:
            break
        if vocabulary.ends_with(text[tokens[start].start : token.end], "project_end"):
            end = index + 1
    if end == start or not all(token.has("stage", "link", "total") for token in tokens[end:]):
        return None
    begin, stop = tokens[start].start, tokens[end - 1].end
    begin += len(text[begin:stop]) - len(text[begin:stop].lstrip("、"))
    tag = next((t for t in vocabulary.terms("project_tag") if text.startswith(t.key, stop - len(t.key), stop)), None)
    if tag is not None:  # 信息采集服务费专项年初预算…: 专项 only says what it is
        stop -= len(tag.key) - len(tag.line_item)
    name = begin, stop
    if _COUNTED.match(text, *name):
        return None
    is_account = any(token.has(ACCOUNT) for token in tokens[start:end])
    return name if is_account or _is_name(text, *name, vocabulary) else None


def _leads_to_name(token: Token) -> bool:
    """Whether a word stands before a name; a single sign may as well begin it (数 of 数字城管…)."""
    return token.has("lead", "joint", "name_lead", YEAR) or (token.has("link") and len(token.key) > 1)


def _is_name(text: str, start: int, end: int, vocabulary: Vocabulary) -> bool:
    if not _SHORTEST_NAME <= end - start <= _LONGEST_NAME:
        return False
    return any(token.roles.isdisjoint(KNOWN_ROLES) for token in vocabulary.tokens(text, start, end))
