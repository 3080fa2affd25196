"""What recognition yields: printed values with their labels, headings and places. Numbers stay text.

These are the rows of the raw tables of the same names (flows/warehouse/raw_schema.sql), without the keys of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """Where a value stands: block of the document, row and column of its table, printed line or page."""

    block_no: int
    row: int | None = None
    col: int | None = None
    line: int | None = None
    page: int | None = None


class StatementLine(NamedTuple):
    """One printed value of a statement with everything that says what it means. A tuple: a report has hundreds."""

    statement_no: int
    line_no: int
    statement: str
    title_text: str | None
    title_year_text: str | None
    project_name: str | None
    side: str | None
    code_text: str | None
    label_text: str | None
    label_key: str | None
    section_keys: tuple[str, ...]
    heading_keys: tuple[str, ...]
    value_text: str
    unit_text: str | None
    doubt: str | None
    unit_name: (
        str | None
    )  # of the unit its row belongs to; None: the reporting unit, '' for the total of a place: nobody
    place: Place


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator of an evaluation or target table. Empty cells are None."""

    statement_no: int
    line_no: int
    statement: str
    title_year_text: str | None
    project_name: str | None
    is_execution_rate: bool
    level1_text: str | None
    level2_text: str | None
    level3_text: str | None
    property_text: str | None
    target_text: str | None
    unit_text: str | None
    actual_text: str | None
    weight_text: str | None
    score_text: str | None
    deviation_text: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class EvaluationLine:
    """The total line of an evaluation or score table."""

    statement_no: int
    statement: str
    title_year_text: str | None
    project_name: str | None
    total_weight_text: str | None
    total_score_text: str | None
    execution_rate_text: str | None
    grade_text: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class StaffCount:
    """One headcount printed in a table; `category_key` is of seed staff_terms, no `organisation` is the reporting unit."""

    category_key: str
    headcount_text: str
    control_rate_text: str | None
    year_text: str | None
    place: Place
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A thing no reference data explains: kind is title, heading, label, code, unit, figure, column, table or term.

    `row_text` and `column_text` are its neighbours, `nearest` the known keys of its kind that it is most like.
    """

    kind: str
    text: str
    context: str | None
    reason: str
    statement: str | None
    place: Place
    row_text: str | None = None
    column_text: str | None = None
    nearest: tuple[str, ...] = ()
