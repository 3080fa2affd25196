"""The numbered outline of a report: which headings stand above a sentence.

A heading is a short numbered line without a figure, a numbered lead that ends in （项）。, a first short sentence after
a number, or an unnumbered line that ends as titles do (lexicon role `title_end`). Word lists that lost their numbers
print 3、 for 三、 and （2） for （二）: such a number goes to the level whose count it continues.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from flows.statements.folding import fold
from flows.statements.narrative.lexicon import Vocabulary
from flows.statements.narrative.paragraphs import Paragraph
from flows.statements.narrative.sentences import numeral

PART, TITLE, SECTION, SUBSECTION, POINT, SUBPOINT, CIRCLED = range(7)

_NUMERALS = "一二三四五六七八九十"
_LEADS = (
    (PART, re.compile(rf"第([{_NUMERALS}]{{1,3}})(?:部分|章|节)[、:]?")),
    (SECTION, re.compile(rf"([{_NUMERALS}]{{1,3}})[、.]")),
    (SUBSECTION, re.compile(rf"\(([{_NUMERALS}]{{1,3}})\)[、.]?")),
    (POINT, re.compile(r"(\d{1,2})(?:、(?=20\d\d年)|\.(?=2\d{6})|[、.](?!\d))")),
    (SUBPOINT, re.compile(r"\((\d{1,2})\)[、.]?")),
)
_LEAD_SIGNS = frozenset(f"第({_NUMERALS}")
_CIRCLED = re.compile(r"\s*[①-⑳]")  # looked for in the printed text: folded, ① is (1)
_LOST_NUMBERING = {POINT: SECTION, SUBPOINT: SUBSECTION}
_FIGURE = re.compile(r"\d(?:(?:万|亿|千|百万)?元|万,)|\d(?:人|名|个|辆|台|套|%)")
_PUNCTUATION = re.compile(r"[,。;:、]")
_ACCOUNT_LEAD = re.compile(r"\((?:\d{2,3})?[类款项]\)[^,;]{0,12}[。:]?$")
_LONGEST_HEADING = 45
_LONGEST_RUN_IN = 30
_LONGEST_TOPIC = 16


@dataclass(frozen=True, slots=True, eq=False)
class Heading:
    """One heading: `key` is its folded text at `start` of its paragraph; `ordinal` tells apart equal words.

    Compared by identity: stacks of headings are looked up for every figure.
    """

    ordinal: int
    level: int
    key: str
    paragraph: Paragraph
    start: int


class Passage(NamedTuple):
    """The body of a paragraph (from folded offset `start`) and the headings above it, outermost first."""

    paragraph: Paragraph
    start: int
    headings: tuple[Heading, ...]


def is_title(text: str, vocabulary: Vocabulary) -> bool:
    """Whether an unnumbered line is a heading of its own: short, without punctuation and figures, ending as titles do."""
    if "，" in text or "。" in text:  # most lines are sentences
        return False
    key = fold(text)
    if len(key) > _LONGEST_RUN_IN or not vocabulary.ends_with(key, "title_end"):
        return False
    return _PUNCTUATION.search(key) is None and _FIGURE.search(key) is None


def passages(texts: Iterable[Paragraph], vocabulary: Vocabulary) -> Iterator[Passage]:
    """The bodies of the paragraphs in reading order, each under its headings; a paragraph that is a heading has none."""
    outline = _Outline()
    for paragraph in texts:
        level, number, body = _lead(paragraph)
        if level is None:
            if is_title(paragraph.text, vocabulary):
                outline.enter(TITLE, None, paragraph.folded, paragraph, 0)
            else:
                yield Passage(paragraph, 0, outline.stack)
            continue
        level = outline.level_of(level, number)
        end = _heading_end(paragraph.folded, body, vocabulary)
        key = paragraph.folded[body:end].rstrip("。:;") if end is not None else None
        outline.enter(level, number, key, paragraph, body)
        start = body if end is None else end
        if paragraph.folded[start:].strip("。:;"):
            yield Passage(paragraph, start, outline.stack)


def _lead(paragraph: Paragraph) -> tuple[int | None, int | None, int]:
    circled = _CIRCLED.match(paragraph.text)
    if circled:
        return CIRCLED, None, paragraph.folded.index(")") + 1
    first = paragraph.folded[:1]
    if first not in _LEAD_SIGNS and not first.isdecimal():
        return None, None, 0
    for level, pattern in _LEADS:
        match = pattern.match(paragraph.folded)
        if match:
            return level, numeral(match.group(1)), match.end()
    return None, None, 0


def _heading_end(folded: str, body: int, vocabulary: Vocabulary) -> int | None:
    """Where the heading of a numbered paragraph ends; None where the number only counts an item of a list."""
    colon = folded.find(":", body, body + _LONGEST_TOPIC)
    if colon >= 0 and vocabulary.ends_with(folded[body:colon], "title_end"):
        return colon + 1
    colon = folded.find(":", body, body + _LONGEST_HEADING)
    if colon >= 0 and _may_name_project(folded[body:colon], vocabulary):
        return colon + 1
    if colon >= 0 and vocabulary.ends_with(folded[body:colon], "project_title_end"):
        return colon + 1
    stop = folded.find("。", body)
    first = folded[body : stop + 1] if stop >= 0 else folded[body:]
    if not first or _FIGURE.search(first):
        return None
    if _ACCOUNT_LEAD.search(first):
        return body + len(first)
    whole = body + len(first) == len(folded)
    if len(first) > (_LONGEST_HEADING if whole else _LONGEST_RUN_IN):
        return None
    return None if re.search(r"[,;]", first) and not whole else body + len(first)


def _may_name_project(key: str, vocabulary: Vocabulary) -> bool:
    """Whether the words before a colon may be the name of a project: 1、…维修项目：预算35万元."""
    if not vocabulary.ends_with(key, "project_end") or _FIGURE.search(key) or _PUNCTUATION.search(key):
        return False
    return any(token.is_residue for token in vocabulary.tokens(key, 0, len(key)))


class _Outline:
    def __init__(self) -> None:
        self._stack: list[Heading] = []
        self._count: dict[int, int] = {}
        self._ordinal = 0

    @property
    def stack(self) -> tuple[Heading, ...]:
        return tuple(self._stack)

    def level_of(self, level: int, number: int | None) -> int:
        outer = _LOST_NUMBERING.get(level)
        if outer is None or number is None or number == 1 or self._count.get(level) == number - 1:
            return level
        return outer if self._count.get(outer) == number - 1 else level

    def enter(self, level: int, number: int | None, key: str | None, paragraph: Paragraph, start: int) -> None:
        """Open an item of a level: what is as deep or deeper ends. Without `key` it is an item without heading."""
        self._stack = [heading for heading in self._stack if heading.level < level]
        self._count = {known: count for known, count in self._count.items() if known < level}
        if number is not None:
            self._count[level] = number
        if key:
            self._ordinal += 1
            self._stack.append(Heading(self._ordinal, level, key, paragraph, start))
