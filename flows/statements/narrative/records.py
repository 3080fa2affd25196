"""What running text yields: rows of raw.text_figure and raw.staff_line without the keys of file and report.

Values stay text as printed. `block_no`, `span_start` and `span_end` (offsets in that block's text) say where a value
stands, so that the loader can make its cell key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from flows.statements.narrative.figure import Figure
from flows.statements.narrative.headings import Passage


class TextFigure(NamedTuple):
    """One figure of money stated in a sentence; only role `amount` becomes a fact."""

    figure_no: int
    sentence: str
    heading_keys: tuple[str, ...]
    role: str
    side: str | None
    stage_key: str | None
    kind_key: str | None
    fund_key: str | None
    label_text: str | None
    label_key: str | None
    account_level: str | None
    project_name: str | None
    year_text: str | None
    value_text: str
    unit_text: str
    source_page: int | None
    source_line: int | None
    block_no: int
    span_start: int
    span_end: int


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One headcount stated in a sentence. `organisation` is None where the sentence names none but the unit itself."""

    staff_no: int
    organisation: str | None
    category_key: str
    headcount_text: str
    control_rate_text: str | None
    year_text: str | None
    source_page: int | None
    source_line: int | None
    block_no: int
    span_start: int
    span_end: int


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A figure or headcount whose words the lexicon does not explain: `text` with its clause as `context`."""

    kind: str
    text: str
    context: str
    reason: str
    source_page: int | None
    source_line: int | None
    block_no: int
    span_start: int
    span_end: int


@dataclass(frozen=True, slots=True)
class Narrative:
    """Everything read from the running text of one document, in reading order."""

    figures: tuple[TextFigure, ...]
    staff: tuple[StaffLine, ...]
    unrecognised: tuple[Unrecognised, ...]
    passages: tuple[tuple[Passage, tuple[Figure, ...]], ...] = ()  # what the figures were read from, for claims
