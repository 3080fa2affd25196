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
from flows.statements.figure import NO_NUMBER, Figure, Misfit, unit_in
from flows.statements.grid import is_blank, is_number
from flows.statements.headers import Column
from flows.statements.layout import Layout
from flows.statements.remembered import Remembered
from flows.statements.row_label import Places
from flows.statements.row_meaning import RowMeaning, meanings_at

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


class PlannedBlock(NamedTuple):
    """A block of a row: what its labels say, whether words in place of an amount are to be left alone, and its columns.

    `said` is None where no label stands left of it: as long as its columns are empty, too, nothing is missing.
    """

    said: RowMeaning | None
    is_skipped: bool
    values: tuple[ValueColumn, ...]  # `doubt`: also what is doubtful about the label


Plan = tuple[PlannedBlock, ...]
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
    planned: list[PlannedBlock] = []
    keys: list[tuple[str, str | None, tuple[str, ...]]] = []
    for last_run, values in blocks:
        said = next((s for s in reversed(meanings[: last_run + 1]) if s.label or s.code is not None), None)
        if said is None:
            planned.append(PlannedBlock(None, False, values))
            continue
        if said.heading is not None or (said.known is not None and said.known.section == "opens"):
            return None
        is_skipped = said.known is not None and said.known.role == "skip"
        planned.append(PlannedBlock(said, is_skipped, tuple([_doubted(value, said) for value in values])))
        keys += [(said.label, said.code, value.column.path) for value in values]
    return tuple(planned) if len({*keys}) == len(keys) else None


def planned_figures(
    line: list[Cell | None], plan: Plan, sections: Mapping[int, tuple[str, ...]]
) -> list[Figure | Misfit] | None:
    """The figures of a row; None where it stands in a section, or has a figure without a label. `sections`: those open, by block."""
    figures: list[Figure | Misfit] = []
    misfits: list[Figure | Misfit] = []
    for said, is_skipped, values in plan:
        if said is None:
            if any((cell := line[value.column.col]) is not None and cell.text for value in values):
                return None
            continue
        label, code, block = said[:3]
        if sections.get(block):
            return None
        for column, unit, _, doubt in values:
            cell = line[column.col]
            if cell is None or not (text := cell.text) or cell.col != column.col:
                continue
            if is_number(text):
                figures.append(Figure(cell, text, label, code, (), column, unit_in(text, unit), doubt))
            elif column.role == "amount" and not is_skipped and not is_blank(text):
                misfits.append(Misfit(cell, label, NO_NUMBER))
    return misfits + figures


def _doubted(value: ValueColumn, said: RowMeaning) -> ValueColumn:
    doubt = value.doubt or said.doubt or side_doubt(said.label, said.known, value.column)
    return value if doubt == value.doubt else value._replace(doubt=doubt)
