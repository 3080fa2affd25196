"""A table as rows and columns of cells, spans expanded, so that a heading can be looked up from any cell under it."""

from __future__ import annotations

import re

from flows.readers.document import Cell, Table
from flows.statements.folding import fold

_NUMBER = re.compile(r"^[△▲\-+(]*[¥￥]?\d[\d,]*(?:\.\d+)?\)?(?:万元|亿元|千元|元)?$")
_BLANK_MARK = re.compile(r"^[-/\\*无—]*$")


def is_number(text: str) -> bool:
    """Whether a cell holds a printed amount: digits, thousands separators, a sign, brackets, at most a unit of money."""
    return _NUMBER.match(fold(text)) is not None


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty, or a dash, slash or 无 in place of a figure."""
    return _BLANK_MARK.match(fold(text)) is not None


class Grid:
    """Row and column access to a table. A cell is reachable from every position its spans cover."""

    def __init__(self, table: Table) -> None:
        self._at: dict[tuple[int, int], Cell] = {}
        for cell in table.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                for col in range(cell.col, cell.col + cell.col_span):
                    self._at.setdefault((row, col), cell)
        self._widths: dict[int, int] = {}
        for row, col in self._at:
            self._widths[row] = max(self._widths.get(row, 0), col + 1)
        self._row_cells: dict[int, list[Cell]] = {}
        self.height = 1 + max((row for row, _ in self._at), default=-1)
        self.width = 1 + max((col for _, col in self._at), default=-1)

    def cell(self, row: int, col: int) -> Cell | None:
        return self._at.get((row, col))

    def text(self, row: int, col: int) -> str:
        cell = self._at.get((row, col))
        return cell.text if cell is not None else ""

    def row_cells(self, row: int) -> list[Cell]:
        """The distinct cells of a row from left to right."""
        cells = self._row_cells.get(row)
        if cells is None:
            cells = self._row_cells[row] = []
            for col in range(self._widths.get(row, 0)):
                cell = self._at.get((row, col))
                if cell is not None and (not cells or cells[-1] is not cell):
                    cells.append(cell)
        return cells

    def filled(self, row: int) -> list[Cell]:
        return [cell for cell in self.row_cells(row) if cell.text]

    def row_width(self, row: int) -> int:
        """How many columns the row itself has: shorter rows have merged or lost cells."""
        return self._widths.get(row, 0)
