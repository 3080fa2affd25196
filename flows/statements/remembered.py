"""What follows from a text, kept for the next time the text is met.

Reports are filled-in forms: the same headings, labels and sentences stand in thousands of them, and a worker process reads
one file after the other. So what a text means is found out once, and every other time a dictionary knows it, in C and
without a call into Python.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

MOST = 50_000
LONGEST = 80


class Remembered(dict[K, V]):
    """Key → what a pure function finds for it. Bounded in two ways, so that no file can fill the memory of its worker.

    At `most` so many keys are kept, then all are forgotten at once: what reports share is soon known again, what they do
    not share (amounts) was of no use. Keys longer than `longest` are looked at each time: long texts seldom come twice.
    """

    __slots__ = ("_find", "_longest", "_most")

    def __init__(self, find: Callable[[K], V], *, most: int = MOST, longest: int | None = LONGEST) -> None:
        super().__init__()
        self._find = find
        self._most = most
        self._longest = longest

    def __missing__(self, key: K) -> V:
        value = self._find(key)
        if self._longest is None or len(key) <= self._longest:  # type: ignore[arg-type]  # only texts have a bound
            if len(self) >= self._most:
                self.clear()
            self[key] = value
        return value

    def __reduce__(self) -> tuple[Any, ...]:
        """Handed to another process, it is empty: what it knows is found out faster than it is sent."""
        return _empty, (self._find, self._most, self._longest)


def _empty(find: Callable[[K], V], most: int, longest: int | None) -> Remembered[K, V]:
    return Remembered(find, most=most, longest=longest)
