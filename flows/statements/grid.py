"""A table as rows and columns of cells, spans expanded, so that a heading can be looked up from any cell under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache, partial

from flows.readers.document import Cell, Table
from flows.statements.folding import fold

_NUMBER = re.compile(r"^[△▲\-+(]*[¥￥]?\d[\d,]*(?:\.\d+)?\)?(?:万元|亿元|千元|元)?$")
# Cells repeat: dashes, zeros, totals. Longer texts are rare, and not kept in memory.
_LONGEST_REMEMBERED = 40
_BLANK_MARK = re.compile(r"^[-/\\*无—]*$")


def is_number(text: str) -> bool:
    """Whether a cell holds a printed amount: digits, thousands separators, a sign, brackets, at most a unit of money."""
    return _is_short_number(text) if len(text) <= _LONGEST_REMEMBERED else _matches(_NUMBER, text)


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty, or a dash, slash or 无 in place of a figure."""
    return _is_short_blank(text) if len(text) <= _LONGEST_REMEMBERED else _matches(_BLANK_MARK, text)


def _matches(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.match(fold(text)) is not None


_is_short_number = lru_cache(maxsize=50_000)(partial(_matches, _NUMBER))
_is_short_blank = lru_cache(maxsize=50_000)(partial(_matches, _BLANK_MARK))


class Grid:
    """Row and column access to a table. A cell is reachable from every position its spans cover.

    `most_rows` leaves out the cells that start below, for who looks at the first rows only.
    """

    def __init__(self, table: Table, most_rows: int | None = None) -> None:
        # Ragged: a row reaches as far as its last cell, since one wide row must not make a long table wide.
        self._rows: list[list[Cell | None]] = []
        rows = self._rows
        cells: Sequence[Cell] = table.cells
        if most_rows is not None:
            cells = [cell for line in table.rows if line[0].row < most_rows for cell in line]
        for cell in cells:
            row, col, _, row_span, col_span = cell[:5]
            while len(rows) < row + row_span:
                rows.append([])
            if row_span == 1 == col_span and len(rows[row]) == col:  # most cells, in reading order
                rows[row].append(cell)
                continue
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
        self.height = len(rows)
        self.width = max(map(len, rows), default=0)
        self._row_cells: dict[int, list[Cell]] = {}
        self._filled: dict[int, list[Cell]] = {}

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

    def row_width(self, row: int) -> int:
        """How many columns the row itself has: shorter rows have merged or lost cells."""
        return len(self._rows[row]) if 0 <= row < self.height else 0
