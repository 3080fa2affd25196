"""Tables of labels by headings: the nine statements, budgets, fund blocks, 基础数据表. Every filled amount cell is a line.

Decides which label and code a figure belongs to and whether its column is certain. A figure under a heading that no seed
explains, in a row that lost a cell, or in a table that lost columns keeps its place and gets a `doubt`; it is never moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from flows.readers.document import Cell
from flows.statements.doubts import column_doubt, label_doubt, side_doubt, stage_doubt
from flows.statements.figure import Figure
from flows.statements.folding import bare_label, fold, label_key
from flows.statements.grid import Grid, is_blank, is_number
from flows.statements.headers import Column, Header
from flows.statements.layout import Layout
from flows.statements.lost_columns import with_lost_columns
from flows.statements.pairs import pair_at, pairs_of_row
from flows.statements.row_label import label_of
from flows.statements.row_units import RowUnits
from flows.statements.turned import row_heading, turned

_CELL_UNIT = re.compile(r"(千元|万元|亿元|元)$")
_COUNT = re.compile(r"^\d{1,3}$")


@dataclass(frozen=True, slots=True)
class Misfit:
    """A filled amount cell that is no figure."""

    cell: Cell
    label: str
    reason: str


class _ValueColumn(NamedTuple):
    """A column that may hold figures, with what is the same for all its rows."""

    column: Column
    labels: list[Column]  # left of it; the same list for columns that share them
    label_end: int  # the last of them, -1 where there is none
    doubt: str | None


class MatrixReader:
    """Reads the rows under one header. Section rows (项目支出：, 公用经费) are remembered from row to row."""

    def __init__(
        self,
        grid: Grid,
        header: Header,
        layout: Layout,
        statement: str,
        said: frozenset[Decimal],
        unit_name: str | None = None,
        *,
        of_place: bool = False,
        rows_are_units: bool = False,
    ) -> None:
        """`rows_are_units`: the columns are the items and each row is a unit, of which only the reporting one counts. Else
        `of_place` says that a column of units gathers those of a place (row_units.py).
        """
        self._grid = grid
        self._header = header
        self._layout = layout
        self._statement = statement
        self._said = said
        self._unit_name = unit_name
        self._row_units = (
            None
            if rows_are_units
            else RowUnits(grid, header, layout, unit_name, of_place=of_place, statement=statement)
        )
        self._sections: dict[int, tuple[str, ...]] = {}
        self._has_one_row = False
        self._rows_are_stages = False
        self._by_item = rows_are_units or statement in layout.column_identities
        self._only_totals = False
        self._rows_are_units = rows_are_units
        self._label_columns = header.columns_with("label", "code")
        self._labels_left_of: dict[int, list[Column]] = {}
        self._unknown = header.columns_with("", "unknown")
        self._row_nos = header.columns_with("row_no")
        self._amounts = header.columns_with("amount")
        # Columns that name the rows, before the first that holds a figure.
        self._leading = next((c.col for c in header.columns if c.role not in {"label", "code", "ignore"}), 0)
        self._values = [self._value_column(column) for column in header.columns_with("amount", "unknown", "pair", "")]
        below = range(header.last_row + 1, grid.height)
        self._has_full_rows = any(
            cells and cells[-1].col + cells[-1].col_span >= header.width for cells in map(grid.row_cells, below)
        )

    def read(self, rows: range) -> Iterator[Figure | Misfit]:
        if self._by_item:
            # A table of one row is the unit's own, by whatever short name it goes there.
            columns = [column.col for column in self._amounts]
            filled = [row for row in rows if any(is_number(self._grid.text(row, col)) for col in columns)]
            self._has_one_row = len(filled) == 1
            # The unit's own row beside those of the units below it leaves these out: 合计 is what the report is about.
            self._only_totals = self._rows_are_units and any(self._is_total(row) for row in filled)
        if any(column.account for column in self._amounts):
            labels = (self._grid.text(row, column.col) for row in rows for column in self._label_columns)
            self._rows_are_stages = any(
                row_heading(label, None, self._layout, self._statement) is not None for label in labels
            )
        for row in rows:
            yield from self._read_row(row)

    def _read_row(self, row: int) -> Iterator[Figure | Misfit]:
        pairs = self._pairs(row)
        if pairs:
            yield from pairs
            return
        shift = self._lost_label_cells(row)
        if not shift:
            yield from self._lost_cells(row)
        row_doubt = self._row_doubt(row, shift)
        figures: list[Figure] = []
        sections_of: dict[int, tuple[str, ...]] = {}
        before: list[Column] | None = None
        label_of_row: tuple[str, str | None] = "", None
        doubt_of_row: str | None = None
        sections: tuple[str, ...] = ()
        line = self._grid.line(row)
        unit: str | None = None
        for value in self._values:
            if value.labels is not before:
                before = value.labels
                label, code, block = label_of(line, before, shift)
                if not label and not code and before and before[-1].col < self._leading:
                    label = self._total_before(row)
                if self._row_units is not None:
                    unit, label = self._row_units.of_row(row, label)
                heading = row_heading(label, code, self._layout, self._statement)
                if block not in sections_of:
                    sections_of[block] = self._note_section(block, label)
                sections, label_of_row = sections_of[block], (label, code)
                doubt_of_row = label_doubt(label, code)
                if self._rows_are_stages and heading is None and doubt_of_row is None:
                    doubt_of_row = stage_doubt(label, code, self._layout, self._statement)
            column = value.column
            col = column.col - shift
            cell = line[col] if 0 <= col < len(line) else None
            if cell is None or cell.col != col or not cell.text or is_blank(cell.text):
                continue
            (label, code), doubt = label_of_row, doubt_of_row
            value_text = cell.text
            if column.role == "pair":
                pair = pair_at(cell, line, column, self._header)
                if pair is None or is_blank(pair[1]):
                    continue
                label, value_text = pair
                doubt = label_doubt(label, code)
            if not is_number(value_text):
                role = self._layout.row_label(label, self._statement)
                if column.role in {"amount", "pair"} and (role is None or role.role != "skip"):
                    yield Misfit(cell, label, "金额栏里不是数字")
                continue
            if heading is not None:
                column, label, code = turned(column, heading)
                doubt = label_doubt(label, code)
            figures.append(
                Figure(
                    cell=cell,
                    value_text=value_text,
                    label=label,
                    code=code,
                    sections=() if heading is not None else sections,
                    column=column,
                    unit_text=self._unit(value_text, column),
                    doubt=row_doubt or value.doubt or doubt or self._place_doubt(row, value, label, shift),
                    unit_name=unit,
                )
            )
        yield from with_lost_columns(
            figures, self._amounts, self._layout.column_identities.get(self._statement), self._said
        )

    def _pairs(self, row: int) -> list[Figure]:
        """The figures of a row that alternates labels and figures (pairs.py)."""
        pairs = pairs_of_row(self._grid, row, self._header, self._amounts)
        if not pairs:
            return []
        column = self._amounts[0]
        # One label of the other side says that the headings do not stand over the columns they seem to.
        sides = [side_doubt(label.text, column, self._layout, self._statement) for label, _ in pairs]
        doubt = column_doubt(column) or next(filter(None, sides), None)
        return [
            Figure(cell, cell.text, label.text, None, (), column, self._unit(cell.text, column), doubt)
            for label, cell in pairs
        ]

    # -- labels ---------------------------------------------------------------------------------------------------

    def _note_section(self, block: int, label: str) -> tuple[str, ...]:
        """The sections a row stands in. A row that opens one stands outside it; one that closes it (总计) in none."""
        known = self._layout.row_label(label, self._statement) if label else None
        if known is not None and known.section == "closes":
            self._sections[block] = ()
        above = self._sections.get(block, ())
        if known is not None and known.section == "opens":
            self._sections[block] = (label_key(label),)
        return above if known is None or known.section != "opens" else ()

    def _lost_label_cells(self, row: int) -> int:
        """How many label cells a merged 合计 covers: Word text then gives the row that many cells fewer."""
        lost = self._header.width - self._grid.row_width(row)
        if lost <= 0:
            return 0
        label = self._grid.text(row, 0)
        # A total is merged over what names its rows besides the label (单位名称, 项目代码), any other row over labels alone.
        leading = self._leading if self._closes(label) else len(self._label_columns)
        if lost >= leading or any(c.col >= leading for c in self._label_columns):
            return 0
        # A number in a name column proves the shift. Where the first amounts are empty (nothing brought over), rows that reach
        # the last column do: a total is not empty where its parts are not, so that the short row was not cut off.
        moved = [self._grid.text(row, col) for col in range(leading - lost, leading)]
        is_moved = all(not text or is_number(text) for text in moved) and (any(moved) or self._has_full_rows)
        return lost if label and not is_number(label) and is_moved else 0

    def _total_before(self, row: int) -> str:
        """合计 in a column left of the labels that says nothing of other rows (单位名称, 项目代码); '' where there is none."""
        text = next((cell.text for cell in self._grid.filled(row) if cell.col < self._leading), "")
        return text if self._closes(text) else ""

    def _closes(self, label: str) -> bool:
        known = self._layout.row_label(label, self._statement) if label else None
        return known is not None and known.section == "closes"

    # -- doubts ---------------------------------------------------------------------------------------------------

    def _lost_cells(self, row: int) -> Iterator[Misfit]:
        """A number where a name belongs, in a row that is too short: conversion lost a cell and moved the rest left."""
        if self._grid.row_width(row) >= self._header.width:
            return
        for column in self._header.columns_with("label"):
            cell = self._grid.cell(row, column.col)
            if cell is not None and is_number(cell.text) and column.col:
                texts = " | ".join(c.text for c in self._grid.row_cells(row))
                yield Misfit(cell, texts, "该行缺少单元格，名称栏里是数字，其后的数无法对齐")

    def _row_doubt(self, row: int, shift: int) -> str | None:
        filled = self._grid.filled(row)
        if filled and filled[-1].col >= self._header.width:
            return "该行的单元格多于表头的列"
        if shift:
            return None
        for column in self._row_nos:
            text = fold(self._grid.text(row, column.col))
            if text and not _COUNT.match(text):
                return "该行缺少单元格，行次栏里不是行次"
        return None

    def _place_doubt(self, row: int, value: _ValueColumn, label: str, shift: int) -> str | None:
        """Whether the label found to the left is the figure's own."""
        column = value.column
        known = self._layout.row_label(label, self._statement) if label else None
        if doubt := side_doubt(label, column, self._layout, self._statement):
            return doubt
        if self._by_item and column.items and label and known is None and not self._is_own(label):
            return f"“{bare_label(label)}”不是本单位的合计行"
        if not self._unknown or shift:
            return None
        texts = [self._grid.text(row, c.col) for c in self._unknown_before(value)]
        if any(text and not is_blank(text) and not is_number(text) for text in texts):
            return "名称与金额之间有含义未知的栏，无法确定该数属于哪一行"
        return None

    def _is_own(self, label: str) -> bool:
        """Whether the only row, or the row that a label names, is the reporting unit's."""
        return self._has_one_row or (bare_label(label) == self._unit_name and not self._only_totals)

    def _is_total(self, row: int) -> bool:
        return self._closes(next((cell.text for cell in self._grid.filled(row)), ""))

    def _value_column(self, column: Column) -> _ValueColumn:
        labels = [c for c in self._label_columns if c.col < column.col]
        label_end = labels[-1].col if labels else -1
        known = self._labels_left_of.setdefault(label_end, labels)
        return _ValueColumn(column, known, label_end, column_doubt(column))

    def _unknown_before(self, value: _ValueColumn) -> list[Column]:
        """Columns of unknown meaning between a column and its labels. Not kept: a table may have thousands of either."""
        return [c for c in self._unknown if value.label_end < c.col < value.column.col]

    def _unit(self, value_text: str, column: Column) -> str | None:
        in_cell = _CELL_UNIT.search(fold(value_text)) if "元" in value_text else None
        return in_cell.group(1) if in_cell else column.unit_text or self._header.corner_unit
