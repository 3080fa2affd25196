"""What reports are known to print in headings, labels and names of accounts, and how far a text is from it.

For text that was recognised in an image only: there 科曰名称 is 科目名称 misread. An edit costs less where characters look
alike (seed confusable_characters) or where it is a bracket. Beside these only a character that no known text has counts as
misread: 年初 and 年末, 本年 and 本级, 财政拨款 and 非财政拨款 differ in words that decide what a figure means, and nothing that is
missing is put in.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flows.statements.folding import fold

_ALIKE, _PUNCTUATION, _OTHER = 0.5, 0.25, 1.0
_FORBIDDEN = 100.0
_MARKS = frozenset("()[],.:;、-·")
# Two texts that look alike up to this are not told apart.
_GAP = 0.5
# From this many characters on, so many edits.
_BOUNDS = ((9, 2.0), (6, 1.5), (3, 1.0), (2, 0.5))
# A code beside a name says which it is: so much of the name may then be misread.
_CODED = 0.4
_MOST_LONGER = 2
_LEAST = 2
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Match:
    """The nearest known texts, one where it is certain which; `looks_alike`: nothing but confusable characters and marks differ."""

    texts: tuple[str, ...]
    looks_alike: bool


class KnownTexts:
    """A set of folded texts to which a misread one is matched."""

    def __init__(self, texts: Iterable[str], alike: frozenset[tuple[str, str]], others: Iterable[str] = ()) -> None:
        """`others`: texts whose characters are usual, too, though nothing is matched to them."""
        self.texts = frozenset(text for text in texts if text)
        self._alike = alike
        self._usual = frozenset(char for text in (*self.texts, *others) for char in text if not char.isascii())

    @cached_property
    def _by_char(self) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for text in sorted(self.texts):
            for char in set(text):
                found[char].append(text)
        return found

    def nearest(self, text: str, most: float = _BOUNDS[0][1]) -> Match | None:
        """What a text that is not known is likely to be, at `most` so many edits away; None where nothing is near enough."""
        if not _LEAST <= len(text) <= _LONGEST:
            return None
        bound = min(most, next(cost for length, cost in _BOUNDS if len(text) >= length))
        shared: Counter[str] = Counter(candidate for char in set(text) for candidate in self._by_char.get(char, ()))
        least = len(set(text)) - 2
        likely = [
            candidate
            for candidate, count in shared.items()
            if count >= least and abs(len(candidate) - len(text)) <= _MOST_LONGER
        ]
        costs = sorted((self.distance(text, candidate), candidate) for candidate in likely)
        if not costs or costs[0][0] > bound:
            return None
        best = costs[0][0]
        near = tuple(candidate for cost, candidate in costs if cost < best + _GAP)
        return Match(near, looks_alike=all(self._looks_alike(text, candidate) for candidate in near))

    def is_misread(self, text: str, name: str) -> bool:
        """Whether a text may be a misread form of the name that the code beside it has."""
        return self.difference(text, name) <= _CODED * len(name)

    def _looks_alike(self, text: str, known: str) -> bool:
        return self._edits(text, known, foreign=_FORBIDDEN, other=_FORBIDDEN) < _FORBIDDEN

    def distance(self, text: str, known: str) -> float:
        """The cost of the cheapest edits by which one text may be the other misread."""
        return self._edits(text, known, foreign=_OTHER, other=_FORBIDDEN)

    def difference(self, text: str, known: str) -> float:
        """The cost of the cheapest edits of any kind."""
        return self._edits(text, known, foreign=_OTHER, other=_OTHER)

    def _edits(self, text: str, known: str, foreign: float, other: float) -> float:
        def left_out(char: str) -> float:
            return _PUNCTUATION if char in _MARKS else other if char in self._usual else foreign

        def exchanged(a: str, b: str) -> float:
            if a == b:
                return 0.0
            if (a, b) in self._alike:
                return _ALIKE
            if a in _MARKS and b in _MARKS:
                return _PUNCTUATION
            return left_out(a) if a not in _MARKS else other

        row = [0.0]
        for char in known:
            row.append(row[-1] + (_PUNCTUATION if char in _MARKS else other))
        for char in text:
            above, row = row, [row[0] + left_out(char)]
            for col, wanted in enumerate(known):
                put_in = _PUNCTUATION if wanted in _MARKS else other
                row.append(
                    min(above[col + 1] + left_out(char), row[col] + put_in, above[col] + exchanged(char, wanted))
                )
        return row[-1]


@dataclass(frozen=True)
class Known:
    """What a scan is matched against: headings, labels (names of accounts among them), titles, and the names a code has."""

    headings: KnownTexts
    labels: KnownTexts
    titles: KnownTexts
    names_of_code: dict[str, frozenset[str]]


def load_known(seeds_dir: Path) -> Known:
    """Read the known texts from the seeds. Raises FileNotFoundError or KeyError when a seed or a column is missing."""

    def column(name: str, key: str) -> list[str]:
        return [row[key] for row in _rows(seeds_dir / f"{name}.csv")]

    alike = frozenset(
        pair
        for row in _rows(seeds_dir / "layouts" / "confusable_characters.csv")
        for pair in ((row["character"], row["looks_like"]), (row["looks_like"], row["character"]))
    )
    names: defaultdict[str, set[str]] = defaultdict(set)
    for kind in ("function", "economic"):
        for row in _rows(seeds_dir / "accounts" / f"{kind}_accounts.csv"):
            names[row["code"]].add(fold(row["name"]))
    for row in _rows(seeds_dir / "accounts" / "account_synonyms.csv"):
        names[row["code"]].add(row["name_key"])
    identity = column("layouts/identity_labels", "label_key")
    headings = [*column("layouts/column_headings", "heading_key"), *identity]
    labels = [*column("layouts/row_labels", "label_key"), *column("layouts/evaluation_words", "word_key"), *identity]
    accounts = [name for each in names.values() for name in each]
    titles = column("layouts/statement_titles", "title_key")
    others = [*headings, *labels, *titles, *column("layouts/text_terms", "term_key")]
    return Known(
        headings=KnownTexts(headings, alike, others),
        labels=KnownTexts([*labels, *accounts], alike, others),
        titles=KnownTexts(titles, alike, others),
        names_of_code={code: frozenset(each) for code, each in names.items()},
    )


def _rows(path: Path) -> Iterable[dict[str, str]]:
    return csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
