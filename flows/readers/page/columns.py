"""The characters of a page as columns, and the runs among them that follow each other without a gap.

A report has ten thousand characters, nearly all of which only end up in the text of a cell: they never become objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import repeat
from math import inf
from typing import NamedTuple

from flows.readers.page.geometry import Char
from flows.readers.page.lines import NEAR_BASELINE, repaired

# As parts of the character size: the gap that ends a run, a baseline step that does, the least step from one character to the next
# that is none printed twice.
_GAP = 0.15
_STEP = 0.1
_TWICE = 0.12


class Run(NamedTuple):
    """Characters from `first` to before `stop`. `is_plain`: on one baseline, of one size, each to the right of the one before."""

    first: int
    stop: int
    is_plain: bool


class CharColumns(NamedTuple):
    """Characters in the order of the text layer: what a `Char` has, column by column. `confidences` None: none has one."""

    starts: Sequence[float]
    ends: Sequence[float]
    lines: Sequence[float]
    sizes: Sequence[float]
    texts: Sequence[str]
    after_blank: Sequence[bool]
    numbers: Sequence[int]
    confidences: Sequence[float | None] | None = None

    @classmethod
    def of(cls, chars: Sequence[Char]) -> CharColumns:
        if not chars:
            return cls((), (), (), (), (), (), ())
        columns = cls(*zip(*chars, strict=True))
        is_sure = columns.confidences is None or all(sure is None for sure in columns.confidences)
        return columns._replace(confidences=None) if is_sure else columns

    def chars(self, runs: Iterable[tuple[int, int, bool]]) -> list[Char]:
        """The characters of some runs."""
        found: list[Char] = []
        make = partial(tuple.__new__, Char)  # as Char(...) does, without a call for each character
        *columns, confidences = self
        for first, stop, _ in runs:
            sure = repeat(None, stop - first) if confidences is None else confidences[first:stop]
            found += map(make, zip(*[column[first:stop] for column in columns], sure, strict=True))
        return found

    @property
    def all_chars(self) -> list[Char]:
        return self.chars([(0, len(self.starts), False)])

    def text_in_order(self, runs: Sequence[Run]) -> str | None:
        """The text of runs one to a line, from top to bottom, as in most cells; None where they do not stand so.

        Lines end in line breaks. What the lines found in their characters give, for a tenth of the time.
        """
        texts = self.texts
        if len(runs) == 1:
            first, stop, is_plain = runs[0]
            return repaired("".join(texts[first:stop])) if is_plain else None
        parts: list[str] = []
        baseline, size = -inf, 0.0
        for first, stop, is_plain in runs:
            line, height = self.lines[first], self.sizes[first]
            if not is_plain or line - baseline <= NEAR_BASELINE * max(size, height):
                return None
            parts.append("".join(texts[first:stop]))
            baseline, size = line, height
        # One character a line may be a label that runs upwards.
        return None if all(stop - first == 1 for first, stop, _ in runs) else repaired("\n".join(parts))

    def end_of(self, run: Run) -> tuple[float, float]:
        """How far a plain run reaches to the right, and its size."""
        last = run.stop - 1
        end = self.ends[last] if last == run.first else max(self.ends[last], self.ends[last - 1])
        return end, self.sizes[last]

    def runs(self) -> Iterator[Run]:
        """The runs in order; together they are all characters."""
        make = tuple.__new__
        first, is_plain = 0, True
        before = end = line = last_size = 0.0
        position = -1
        columns = zip(self.starts, self.ends, self.lines, self.sizes, self.after_blank, strict=True)
        for position, (start, stop, y, size, after_blank) in enumerate(columns):
            near = _GAP * size
            if after_blank or not -near <= start - end <= near or (y != line and abs(y - line) > _STEP * size):
                if position:
                    yield make(Run, (first, position, is_plain))
                first, is_plain = position, True
            elif y != line or size != last_size or start - before < _TWICE * size:
                is_plain = first == position
            before, end, line, last_size = start, stop, y, size
        if position >= 0:
            yield make(Run, (first, position + 1, is_plain))
