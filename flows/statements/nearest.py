"""The known keys that an unknown one is most like, by normalised edit distance.

Asked only for what no reference data explains. Keys that share few characters are ruled out by counting before any
distance is computed, so that a document full of unknown labels costs little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

# A key with less in common would be a guess, no suggestion.
_LEAST_LIKENESS = 0.5
_MOST_COMPARED = 12
_LONGEST = 60


class KnownKeys:
    """Keys of reference data that can be asked for the nearest ones."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = tuple(sorted({key for key in keys if key}))
        self._holding: dict[str, list[tuple[int, int]]] = {}
        for number, key in enumerate(self._keys):
            for char, count in Counter(key).items():
                self._holding.setdefault(char, []).append((number, count))
        self._asked: dict[tuple[str, int], tuple[str, ...]] = {}

    def nearest(self, key: str, most: int = 3) -> tuple[str, ...]:
        """The keys most like this one, best first; none where nothing is like it."""
        asked = (key, most)
        if asked not in self._asked:
            self._asked[asked] = self._nearest(key[:_LONGEST], most)
        return self._asked[asked]

    def _nearest(self, key: str, most: int) -> tuple[str, ...]:
        shared: Counter[int] = Counter()
        for char, count in Counter(key).items():
            for number, known in self._holding.get(char, ()):
                shared[number] += min(count, known)
        # What two texts share, order aside, bounds how alike they can be.
        bounds = {number: count / max(len(key), len(self._keys[number])) for number, count in shared.items()}
        candidates = sorted(bounds, key=lambda number: (-bounds[number], number))[:_MOST_COMPARED]
        ranked = sorted((-likeness(key, self._keys[number]), self._keys[number]) for number in candidates)
        return tuple(known for unlike, known in ranked[:most] if -unlike >= _LEAST_LIKENESS)


def likeness(one: str, other: str) -> float:
    """1 for the same text, 0 for texts with nothing in common: one minus edits by length.

    >>> likeness("预算数", "预算数")
    1.0
    """
    longest = max(len(one), len(other))
    return 1.0 - _edits(one, other) / longest if longest else 1.0


def _edits(one: str, other: str) -> int:
    """Insertions, deletions and replacements that make one text of the other."""
    before = list(range(len(other) + 1))
    for row, char in enumerate(one, start=1):
        line = [row]
        for col, wanted in enumerate(other, start=1):
            line.append(min(before[col] + 1, line[-1] + 1, before[col - 1] + (char != wanted)))
        before = line
    return before[-1]
