"""Headcounts in sentences."""

from __future__ import annotations

from flows.statements.narrative.headings import Passage
from flows.statements.narrative.lexicon import Vocabulary
from flows.statements.narrative.records import StaffLine, Unrecognised


def read_staff(found: list[Passage], vocabulary: Vocabulary) -> tuple[tuple[StaffLine, ...], tuple[Unrecognised, ...]]:
    return (), ()
