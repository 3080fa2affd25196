"""What a row gives that prints certain labels: found out once for all reports that print the same form.

Most rows of most tables need nothing but their labels to be read: the rest follows from the headings. A plan says it all for
such a row, so that only the cells of its figures are looked at. Rows whose reading depends on more (no label, a heading
among the labels, two columns with the same headings, a section) are read by `matrix`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import NamedTuple

from flows.readers.document import Cell
from flows.statements.doubts import side_doubt
from flows.statements.headers import Column
from flows.statements.layout import Layout
from flows.statements.remembered import Remembered
from flows.statements.row_label import Places
from flows.statements.row_meaning import RowMeaning, meanings_at, words_of

# So many kinds of tables are kept, of each so many rows: reports of a year share a few dozen forms.
_MOST_TABLES, _MOST_ROWS = 64, 1_000


class ValueColumn(NamedTuple):
    """A column that may hold figures, with what is the same for all its rows."""

    column: Column
    unit: str | None
    label_end: int  # the last label column left of it, -1 where there is none
    doubt: str | None


class ValueBlock(NamedTuple):
    """Columns of figures beside each other: the same labels stand left of them."""

    last_run: int  # of label columns left of them, -1 where there is none
    values: tuple[ValueColumn, ...]


class PlannedValue(NamedTuple):
    """A column of a row that may hold a figure, with all that its line says besides the figure and its place."""

    col: int
    is_needed: bool  # words in place of the amount are reported
    unit: str | None
    doubt: str | None
    side: str | None
    code: str | None
    label: str | None
    key: str | None
    path: tuple[str, ...]
    printed: str  # the label as printed


class Plan(NamedTuple):
    """What a row gives: its values, whose labels it prints, and the columns that must be empty, since no label stands left of them.

    `blocks`: the leftmost columns of its labels; where a section is open in one of them, the row is to be read by itself.
    """

    values: tuple[PlannedValue, ...]
    without_label: tuple[int, ...]
    blocks: tuple[int, ...]


class PlannedRow(NamedTuple):
    """A row that is read by its plan."""

    line: list[Cell | None]
    plan: Plan


Plans = Remembered[tuple[str, ...], Plan | None]


# A table with thousands of columns is none that many reports share: see `matrix`.
@lru_cache(maxsize=_MOST_TABLES)
def plans_for(runs: tuple[Places, ...], blocks: tuple[ValueBlock, ...], layout: Layout, statement: str) -> Plans:
    """Texts of all label columns of a table → the plan of a row that prints them, None where it has none."""
    return Remembered(partial(_plan, runs, blocks, layout, statement), most=_MOST_ROWS)


def _plan(
    runs: tuple[Places, ...], blocks: tuple[ValueBlock, ...], layout: Layout, statement: str, texts: tuple[str, ...]
) -> Plan | None:
    meanings: list[RowMeaning] = []
    at = 0
    for places in runs:
        meanings.append(meanings_at(places, layout, statement)[texts[at : at + len(places)]])
        at += len(places)
    planned: list[PlannedValue] = []
    without_label: list[int] = []
    at_blocks: list[int] = []
    keys: set[tuple[str, str | None, tuple[str, ...]]] = set()
    known = layout.labels_in(statement)
    for last_run, values in blocks:
        said = next((s for s in reversed(meanings[: last_run + 1]) if s.label or s.code is not None), None)
        if said is None:
            without_label += [value.column.col for value in values]
            continue
        if said.heading is not None or (said.known is not None and said.known.section == "opens"):
            return None
        is_skipped = said.known is not None and said.known.role == "skip"
        label, key = words_of(said.label, known)
        at_blocks.append(said.block)
        planned += [
            PlannedValue(
                value.column.col,
                value.column.role == "amount" and not is_skipped,
                value.unit,
                value.doubt or said.doubt or side_doubt(said.label, said.known, value.column),
                value.column.side or None,
                said.code,
                label,
                key,
                value.column.path,
                said.label,
            )
            for value in values
        ]
        keys.update((said.label, said.code, value.column.path) for value in values)
    return Plan(tuple(planned), tuple(without_label), tuple(at_blocks)) if len(keys) == len(planned) else None


def can_be_read(row: PlannedRow, sections: Mapping[int, tuple[str, ...]]) -> bool:
    """Whether the plan says all of the row: it stands in no section and has no figure without a label. `sections`: those open."""
    line, plan = row
    if sections and any(sections.get(block) for block in plan.blocks):
        return False
    return not any((cell := line[col]) is not None and cell[2] for col in plan.without_label)
