"""A table as rows and columns of cells, spans expanded, so that a heading can be looked up from any cell under it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import takewhile
from operator import itemgetter
from typing import cast

from flows.readers.document import Cell, Table
from flows.statements.folding import fold
from flows.statements.money_shape import MONEY_UNIT
from flows.statements.remembered import Remembered

_NUMBER = re.compile(rf"^[△▲\-+(]*[¥￥]?\d[\d,]*(?:\.\d+)?\)?(?:{MONEY_UNIT})?$")
_LONGEST_REMEMBERED = 40
_BLANK_MARK = re.compile(r"^[-/\\*无—]*$")
_COLUMN = itemgetter(1)


def _matches(pattern: re.Pattern[str], text: str) -> bool:
    # Most numbers are printed as the pattern has them: they are not folded, and no two reports have the same.
    return pattern.match(text) is not None or pattern.match(fold(text)) is not None


# Whether a cell holds a printed amount: digits, thousands separators, a sign, brackets, at most a unit of money.
is_number = Remembered(partial(_matches, _NUMBER), longest=_LONGEST_REMEMBERED).__getitem__
# Where nearly all texts are amounts this is asked first: they are not worth remembering, and it takes a third of the time.
is_plain_number = _NUMBER.match
# Whether a cell says nothing: empty, or a dash, slash or 无 in place of a figure.
is_blank = Remembered(partial(_matches, _BLANK_MARK), longest=_LONGEST_REMEMBERED).__getitem__


class Grid:
    """Row and column access to a table. A cell is reachable from every position its spans cover.

    `most_rows` leaves out the cells that start below, for who looks at the first rows only.
    """

    def __init__(self, table: Table, most_rows: int | None = None) -> None:
        # Ragged: a row reaches as far as its last cell, since one wide row must not make a long table wide.
        self._rows: list[list[Cell | None]] = []
        self._row_cells: dict[int, list[Cell]] = {}
        self._filled: dict[int, list[Cell]] = {}
        rows = self._rows
        spanned = table.spanned_rows
        printed: Sequence[list[Cell]] = table.rows
        if most_rows is not None:
            printed = [*takewhile(lambda line: line[0].row < most_rows, printed)]
        for cells in printed:
            first = cells[0].row
            while len(rows) < first:
                rows.append([])
            if len(rows) == first and first not in spanned and [*map(_COLUMN, cells)] == [*range(len(cells))]:
                # Most rows. They are kept as they are, unless a cell from above may reach into one.
                rows.append([*cells] if spanned else cast(list[Cell | None], cells))
                self._row_cells[first] = cells
                continue
            for cell in cells:
                self._place(cell)
        self.height = len(rows)
        self.width = max(map(len, rows), default=0)

    def _place(self, cell: Cell) -> None:
        """Put a cell everywhere its spans reach, where no other cell stands."""
        rows = self._rows
        row, col, _, row_span, col_span = cell[:5]
        while len(rows) < row + row_span:
            rows.append([])
        end = col + col_span
        for at in range(row, row + row_span):
            line = rows[at]
            if len(line) == col:
                line += [cell] * col_span
                continue
            line += [None] * (end - len(line))
            for position in range(col, end):
                if line[position] is None:
                    line[position] = cell

    def cell(self, row: int, col: int) -> Cell | None:
        if not 0 <= row < self.height:
            return None
        line = self._rows[row]
        return line[col] if 0 <= col < len(line) else None

    def line(self, row: int) -> list[Cell | None]:
        """The cells over each column of a row, as far as it reaches."""
        return self._rows[row] if 0 <= row < self.height else []

    def text(self, row: int, col: int) -> str:
        cell = self.cell(row, col)
        return cell.text if cell is not None else ""

    def texts(self, row: int) -> tuple[str, ...]:
        """What stands in each column of a row, as far as the widest row of the table reaches."""
        line = self.line(row)
        texts = [cell.text if cell is not None else "" for cell in line]
        return (*texts, *[""] * (self.width - len(line)))

    def row_cells(self, row: int) -> list[Cell]:
        """The distinct cells of a row from left to right."""
        cells = self._row_cells.get(row)
        if cells is None:
            cells = self._row_cells[row] = []
            for cell in self._rows[row] if 0 <= row < self.height else ():
                if cell is not None and (not cells or cells[-1] is not cell):
                    cells.append(cell)
        return cells

    def filled(self, row: int) -> list[Cell]:
        """The cells of a row that say something."""
        cells = self._filled.get(row)
        if cells is None:
            cells = self._filled[row] = [cell for cell in self.row_cells(row) if cell.text]
        return cells

    def row_widths(self, first: int) -> Counter[int]:
        """How many rows from `first` on are how wide."""
        return Counter(map(len, self._rows[first:]))

    def row_width(self, row: int) -> int:
        """How many columns the row itself has: shorter rows have merged or lost cells."""
        return len(self._rows[row]) if 0 <= row < self.height else 0
