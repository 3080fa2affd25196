"""Hostile files: what each is, how it is made, and what must become of it. Made when asked for: some are large."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Hostile(NamedTuple):
    """A hostile file. `outcomes` are those it may have; `reason` is a part of the sentence ('' where none is due)."""

    name: str
    make: Callable[[], bytes]
    reason: str = ""
    outcomes: tuple[str, ...] = ("rejected",)


READ = ("read",)
EMPTY = ("read_empty",)
READ_OR_EMPTY = ("read", "read_empty")
