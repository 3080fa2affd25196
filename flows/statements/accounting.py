"""What became of the numbers of a table that are no figure: codes, 行次, 栏次, differences, scores, heads of forms.

A figure is told by its line. Every other number gets a use here, so that what a report printed and what was published of
it can be compared number by number. `use` is a key of seed number_uses, which holds the reason for people.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from flows.readers.document import Cell
from flows.statements import evaluation
from flows.statements.grid import is_number
from flows.statements.headers import Column, Header, header_at
from flows.statements.lines import EvaluationLine, IndicatorLine, Place, StaffCount, StatementLine

# A column's role says what its numbers are, where they are no amounts.
_BY_ROLE = {"code": "code", "label": "label", "row_no": "row_no", "column_no": "column_no", "ignore": "ignored"}
_COLUMN_NO = re.compile(r"^\d{1,3}$")
_OF_INDICATORS = frozenset({"weight", "score", "target", "actual", "execution_rate"})
_PERCENT = ("%", "％")

Position = tuple[int | None, int | None]


class NumberUse(NamedTuple):
    """A number that is no figure. `line_place` is where the line stands that it is a part of (weight and score of one line)."""

    statement: str | None
    use: str
    line_place: Place | None
    place: Place


class Part(NamedTuple):
    """A line that several cells of a row are part of: where it stands, and the texts that were read for it."""

    place: Place
    texts: frozenset[str | None]


class Lines(NamedTuple):
    """What was read from a table: positions of figures, places of headcounts; indicators and totals by row."""

    figures: Collection[Position]
    staff: Mapping[Position, Place]
    parts: Mapping[str, Mapping[int | None, Part]]


def read_lines(
    lines: Iterable[StatementLine],
    staff: Iterable[StaffCount],
    indicators: Iterable[IndicatorLine],
    totals: Iterable[EvaluationLine],
) -> Lines:
    """The lines of a table as accounting looks at them."""
    return Lines(
        figures={line.place[1:3] for line in lines},
        staff={(count.place.row, count.place.col): count.place for count in staff},
        parts={
            "total": {
                line.place.row: Part(
                    line.place,
                    frozenset((line.total_weight_text, line.total_score_text, line.execution_rate_text)),
                )
                for line in totals
            },
            "indicator": {
                line.place.row: Part(
                    line.place,
                    frozenset(
                        (
                            *(line.level1_text, line.level2_text, line.level3_text),
                            *(line.property_text, line.target_text, line.unit_text, line.actual_text),
                            *(line.weight_text, line.score_text, line.deviation_text),
                        )
                    ),
                )
                for line in indicators
            },
        },
    )


def numbers(cells: Iterable[Cell]) -> list[Cell]:
    """The cells that hold a number: an amount, a count, a code, a percentage."""
    return [
        cell
        for cell in cells
        if (text := cell[2]) and (is_number(text) or (text.endswith(_PERCENT) and is_number(text[:-1])))
    ]


def unused(cells: Iterable[Cell], block_no: int, statement: str | None, use: str) -> Iterator[NumberUse]:
    """All numbers of a table of which nothing was read, for one reason."""
    for cell in numbers(cells):
        yield NumberUse(statement, use, None, place_of(block_no, cell))


def uses(cells: Iterable[Cell], headers: list[Header], lines: Lines, block_no: int, statement: str) -> list[NumberUse]:
    """The uses of the numbers of a statement that are no figures."""
    # What a number is by its column, by first row of the header and column.
    known: dict[tuple[int | None, int], str] = {}
    has_parts = bool(lines.staff) or any(lines.parts.values())
    goals = {header.first_row for header in headers if header.columns_with("goal")}
    found: list[NumberUse] = []
    add, make, figures = found.append, tuple.__new__, lines.figures
    header: Header | None = None
    row = last_heading = -1
    for cell in numbers([cell for cell in cells if cell[2] and cell[:2] not in figures]):
        if cell[0] != row:
            row = cell[0]
            # Most tables have one header, in their first rows.
            if len(headers) > 1 or header is None or row < header.first_row:
                header = header_at(headers, row)
                last_heading = header.last_row if header is not None else -1
        line: Place | None = None
        if row <= last_heading:
            use = "column_no" if _COLUMN_NO.match(cell.text) else "heading"
        elif has_parts and (part := _in_line(cell, header, lines)) is not None:
            use, line = part
        else:
            column = header.first_row if header is not None else None, cell[1]
            if column not in known:
                known[column] = (
                    "goal" if header is not None and header.first_row in goals else _by_column(cell.col, header)
                )
            use = known[column]
        # As NumberUse(...) and Place(...) do, without calls for each of hundreds.
        place = make(Place, (block_no, row, cell[1], cell[5], cell[6]))
        add(make(NumberUse, (statement, use, line, place)))
    return found


def place_of(block_no: int, cell: Cell) -> Place:
    """Where a cell stands."""
    return Place(block_no, cell.row, cell.col, cell.line, cell.page)


def _in_line(cell: Cell, header: Header | None, lines: Lines) -> tuple[str, Place] | None:
    """The line that a number is part of: merged cells may stand in the row of another, and short rows have moved."""
    column = _column(header, cell.col)
    staff = lines.staff.get((cell.row, cell.col))
    if staff is None and column is not None and column.field == "control_rate":
        staff = next((place for (row, _), place in lines.staff.items() if row == cell.row), None)
    if staff is not None:
        return "staff", staff
    for use, parts in lines.parts.items():
        for row in range(cell.row, cell.row + cell.row_span):
            part = parts.get(row)
            if part is not None and cell.text in part.texts:
                return use, part.place
    return None


def _by_column(col: int, header: Header | None) -> str:
    """What a number is that no line holds, by what stands above it."""
    if header is None:
        return "head"
    column = _column(header, col)
    if column is None:
        return "unread"
    if column.field in _OF_INDICATORS:
        return "no_line" if evaluation.is_indicator_header(header) else "fund_part"
    if column.role in _BY_ROLE:
        return _BY_ROLE[column.role]
    return "unknown_heading" if column.unknown is not None else "unread"


def _column(header: Header | None, col: int) -> Column | None:
    return header.columns[col] if header is not None and col < len(header.columns) else None
