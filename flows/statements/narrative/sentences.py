"""Sentences, the remarks in brackets inside them, and the figures of money they hold.

A remark is a bracket with a figure or a clause of its own; it is read apart from the sentence around it and takes over
what the sentence has said so far. Brackets inside names (因公出国（境）费, 维修（护）费) are no remarks.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

from flows.statements.narrative.lexicon import BLANK, Vocabulary

_SENTENCE_END = "。!?"
_SENTENCE_SIGN = re.compile(r"[。!?()]")
_BRACKET = re.compile(r"[()]")
_LONGEST_INLINE_BRACKET = 4
_NUMERALS = "一二三四五六七八九十"
_NUMBER_SIGNS = frozenset(f"({_NUMERALS}0123456789")  # what the number of a list item begins with
_BREAKS = re.compile(rf"[,;:。]|\((?:[{_NUMERALS}]{{1,3}}|\d{{1,2}})\)")
_ENUMERATOR = re.compile(
    rf"(?:([{_NUMERALS}]{{1,3}})、|\(([{_NUMERALS}]{{1,3}})\)、?|\((\d{{1,2}})\)、?|(\d{{1,2}})(?:、(?=20\d\d年|2\d\d(?:\d\d){{0,2}}-)|\.(?=2\d{{6}}|20\d\d年)|[、.](?!\d)))"
)
_CODE = re.compile(r"2\d\d(?:\d\d){0,2}-(?=\D)")  # of an account: 20103-政府办公厅（室）及相关机构事务
# Nothing that follows a number begins with a digit, so none is given back: text may be a digit run of many pages.
_NUMBER = r"\d{1,3}(?:,\d{3})++(?:\.\d++)?|\d++(?:\.\d++)?"


class Money(NamedTuple):
    """A number with a unit of money: ranges of the folded paragraph."""

    start: int
    number_end: int
    end: int
    is_range: bool
    is_rounded: bool  # 150余万元


class Frame(NamedTuple):
    """A sentence without its remarks, or one remark: `text` has the length of the paragraph, other parts blanked."""

    text: str
    start: int
    end: int
    is_remark: bool


class Piece(NamedTuple):
    """A stretch of a sentence between breaks, without the number of the list item it begins with."""

    start: int
    end: int
    number: int | None


class MoneyPattern:
    """The pattern of a figure of money in the units of the seed."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        # 公务接待费43.77万，培训费46万: 元 is left out only before a sign, and 25万人 is no money.
        units = "|".join([*map(re.escape, vocabulary.money_units), r"[万亿](?=[,;:。、)]|$)"])
        self._pattern = re.compile(
            rf"(?=[-\d])(?P<range>(?:{_NUMBER})(?:[亿万千]?元)?[-~至])?(?<![\d.])(?P<sign>(?<![\d%元\-])-)?"
            rf"(?P<number>{_NUMBER})(?P<rounded>[余多])?(?P<unit>{units})(?![旦月])"
        )
        # A digit before a unit: what most text has not, and found in a tenth of the time.
        self._hint = re.compile(rf"\d[余多]?(?:{units})")

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first figure in `text[start:end]`."""
        return self._pattern.search(text, start, end) if self._hint.search(text, start, end) else None

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """The figures in `text[start:end]`."""
        return self._pattern.finditer(text, start, end)


def sentences(folded: str, start: int) -> Iterator[tuple[int, int]]:
    """Ranges of the sentences from `start` on; a full stop inside brackets ends no sentence."""
    depth = 0
    begin = start
    last_bracket = folded.rfind(")")
    for match in _SENTENCE_SIGN.finditer(folded, start):
        position, char = match.start(), match.group()
        if char == "(":
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
        elif depth == 0 or position > last_bracket:
            yield begin, position + 1
            begin = position + 1
    if folded[begin:].strip():
        yield begin, len(folded)


def frames(folded: str, start: int, end: int, figure: MoneyPattern | re.Pattern[str]) -> list[Frame]:
    """The sentence itself first, then its remarks in order."""
    remarks: list[tuple[int, int]] = []
    opened: list[int] = []
    for match in _BRACKET.finditer(folded, start, end):
        position = match.start()
        if match.group() == "(":
            opened.append(position)
        elif opened:
            begin = opened.pop()
            inner = folded[begin + 1 : position]
            if not opened and (len(inner) > _LONGEST_INLINE_BRACKET or figure.search(inner) or "," in inner):
                remarks.append((begin, position + 1))
    if not remarks:
        return [Frame(folded, start, end, False)]
    outer = list(folded)
    for begin, stop in remarks:
        outer[begin:stop] = BLANK * (stop - begin)
    return [
        Frame("".join(outer), start, end, False),
        *(Frame(folded, begin + 1, stop - 1, True) for begin, stop in remarks),
    ]


def money(frame: Frame, figure: MoneyPattern) -> Iterator[Money]:
    """The figures of money of a frame in reading order."""
    for match in figure.finditer(frame.text, frame.start, frame.end):
        start = match.start("sign") if match.group("sign") else match.start("number")
        yield Money(
            start,
            match.end("number"),
            match.end("unit"),
            match.group("range") is not None,
            match.group("rounded") is not None,
        )


def pieces(text: str, start: int, end: int) -> list[Piece]:
    """The pieces between breaks; the last is the figure's own clause, which may end in a colon (收入总计：5万元)."""
    found: list[Piece] = []
    begin = start
    for match in _BREAKS.finditer(text, start, end):
        bracketed = match.group()[0] == "("
        if bracketed and match.start() == begin:
            continue  # the number of a list item: read with the piece it begins
        found.append(_piece(text, begin, match.start()))
        begin = match.start() if bracketed else match.end()
    found.append(_piece(text, begin, end))
    while len(found) > 1 and not text[found[-1].start : end].strip(BLANK + ",;:。"):
        found.pop()
    return found


def starts_numbered(text: str, position: int) -> bool:
    """Whether the number of a list item stands at a position."""
    return text[position : position + 1] in _NUMBER_SIGNS and _ENUMERATOR.match(text, position) is not None


def _piece(text: str, start: int, end: int) -> Piece:
    if text[start : start + 1] not in _NUMBER_SIGNS:
        return Piece(start, end, None)
    match = _ENUMERATOR.match(text, start, end)
    code = _CODE.match(text, match.end() if match else start, end)
    begin = code.end() if code else match.end() if match else start
    return Piece(begin, end, numeral(next(filter(None, match.groups()))) if match else None)


def numeral(text: str) -> int:
    """The value of a Chinese or Arabic list number. Signs that two lines of a narrow cell ran together are read one by one.

    >>> [numeral("三"), numeral("十"), numeral("十二"), numeral("二十一"), numeral("7"), numeral("一二"), numeral("十十")]
    [3, 10, 12, 21, 7, 12, 10]
    """
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    return (_value(tens) or 1) * 10 + _value(ones) if ten else _value(tens)


def _value(signs: str) -> int:
    return int("".join(str(_NUMERALS.index(sign) + 1) for sign in signs if sign in _NUMERALS[:9]) or 0)
