"""What a text means that no reference data holds as a whole, but whose words all do (seed wording).

一般公共预算财政拨款项目支出年初预算数 is three known headings, 2021年度部门综合预算“三公”经费汇总表 says the same as a known title.
A text is read only where its words cover it from end to end and say one thing: a single word nobody knows (非 in
非财政拨款, 预计 in 预计执行数) leaves it unknown. Words may mean nothing (情况, 的, 及); what they mean otherwise is a key of other
reference data. The `rank` says which word decides where several mean something: 得分 in 预算执行率得分.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, MutableMapping
from functools import cached_property
from typing import NamedTuple

from flows.statements.remembered import Remembered

_LONGEST = 60
# Two ways to read a text are too many already; more are not followed.
_MOST_WAYS = 4
# What a word costs that means something, and one that does not: 公车运行维护 | 费 is a likelier reading than 公车 | 运行维护费.
_MEANING, _NOTHING = 2, 1


class Word(NamedTuple):
    """What a word means, as keys of other reference data; none where it says nothing of its own."""

    meanings: tuple[str, ...]
    rank: int


class Wording:
    """The words of one kind of text (titles, headings of amounts …)."""

    def __init__(self, words: MutableMapping[str, Word]) -> None:
        self.words = words
        self._known = dict(words)  # asked for all parts of a text
        # Most texts begin with a character that no word begins with, and are given up there.
        lengths: dict[str, set[int]] = {}
        for key in words:
            lengths.setdefault(key[:1], set()).add(len(key))
        self._lengths = {first: tuple(sorted(of_first, reverse=True)) for first, of_first in lengths.items()}

    def with_words(self, words: Iterable[str]) -> Wording:
        """The same wording and words that mean themselves."""
        return Wording(ChainMap(self.words, {word: Word((word,), 0) for word in words}))

    def meanings_of(self, text: str) -> tuple[str, ...]:
        """What a text means: what its words of the highest rank do, in their order, each once; nothing where it is not known."""
        found = self.ways_to_mean(text)
        return found[0] if len(found) == 1 else ()

    def ways_to_mean(self, text: str) -> list[tuple[str, ...]]:
        """What a text may mean, in each way to read it that means something (指标值 is more than 指标 and 值)."""
        return [*dict.fromkeys(meant for reading in self.readings(text) if (meant := _most_weighty(reading)))]

    def signature_of(self, text: str) -> frozenset[str]:
        """What a text says in whatever order: words of rank 0, and of the others those of the highest rank.

        Nothing where it says a thing twice: two texts that were taken for one.
        """
        return self._signatures[text]

    @cached_property
    def _signatures(self) -> Remembered[str, frozenset[str]]:
        """An account's name is asked for in each statement it stands in."""
        return Remembered(self._signature)

    def _signature(self, text: str) -> frozenset[str]:
        found = {_said_once(reading) for reading in self.readings(text)}
        return found.pop() if len(found) == 1 else frozenset()

    def says_nothing(self, text: str) -> bool:
        """Whether a text is made of several words none of which means anything."""
        readings = self.readings(text)
        return bool(readings) and all(len(reading) > 1 and not any(w.meanings for w in reading) for reading in readings)

    def words_in(self, text: str) -> Iterator[Word]:
        """The words in a text of which not all are known, from left to right, of two that begin together the longer one."""
        at = 0
        while at < len(text):
            lengths = (length for length in self._lengths.get(text[at], ()) if at + length <= len(text))
            length = next((length for length in lengths if text[at : at + length] in self._known), 0)
            if length:
                yield self._known[text[at : at + length]]
            at += length or 1

    def readings(self, text: str) -> list[list[Word]]:
        """The words of a text, in each way to divide it into them; the text is open where these mean different things."""
        return [[self.words[key] for key in keys] for keys in self._ways(text)]

    def _ways(self, text: str) -> list[tuple[str, ...]]:
        """The ways to divide a text into words, as few as possible, above all of those that mean something."""
        if not 0 < len(text) <= _LONGEST:
            return []
        # By length of what is read so far: what its words cost, and the ways to read it that mean different things.
        ways: list[tuple[int, dict[tuple[Word, ...], tuple[str, ...]]] | None] = [None] * (len(text) + 1)
        ways[0] = (0, {(): ()})
        for start, before in enumerate(ways):
            if before is None:
                continue
            for length in self._lengths.get(text[start : start + 1], ()):
                end = start + length
                word = self._known.get(text[start:end]) if end <= len(text) else None
                if word is None:
                    continue
                cost = before[0] + (_MEANING if word.meanings else _NOTHING)
                known = ways[end]
                if known is None or cost < known[0]:
                    known = ways[end] = (cost, {})
                if cost == known[0]:
                    for meant, read in before[1].items():
                        if len(known[1]) == _MOST_WAYS:
                            break
                        known[1].setdefault((*meant, word) if word.meanings else meant, (*read, text[start:end]))
        last = ways[-1]
        return [*last[1].values()] if last is not None else []


def _most_weighty(reading: list[Word]) -> tuple[str, ...]:
    words = [word for word in reading if word.meanings]
    highest = max((word.rank for word in words), default=0)
    return tuple(dict.fromkeys(meaning for word in words if word.rank == highest for meaning in word.meanings))


def _said_once(reading: list[Word]) -> frozenset[str]:
    words = [word for word in reading if word.meanings]
    highest = max((word.rank for word in words), default=0)
    meanings = [meaning for word in words if word.rank in {0, highest} for meaning in word.meanings]
    return frozenset(meanings) if len(set(meanings)) == len(meanings) else frozenset()
