"""Text as converters leave it: a line per table row with tabs (from PDF, OCR), or a line per cell (from Word).

In rows of tabs a merged cell leaves empty cells where it reaches. With a line per cell, a cell merged to the right is there
once and one merged downwards leaves an empty cell in each row below.
"""

from __future__ import annotations

import re

from benchmarks.reports.facts import Spot
from benchmarks.writers.written import Written
from flows.readers.document import Cell, Document, Table

_BREAK = re.compile(r"\s*\n\s*")


def write(document: Document) -> Written:
    """A line per row, cells separated by tabs; UTF-8."""
    lines: list[str] = []
    spots: dict[Spot, int] = {}
    for no, block in enumerate(document.blocks):
        if isinstance(block, Table):
            # Three blank lines: fewer are a page break inside one table.
            lines.extend([""] * (3 if lines and "\t" in lines[-1] else 1))
            _add_rows(no, block, lines, spots)
            lines.append("")
        else:
            _add_text(no, block.text, lines, spots)
    return _written(lines, spots)


def write_cells(document: Document) -> Written:
    """A line per cell, which begins with a tab; a blank line after each row; UTF-8."""
    lines: list[str] = []
    spots: dict[Spot, int] = {}
    for no, block in enumerate(document.blocks):
        if isinstance(block, Table):
            _add_cells(no, block, lines, spots)
            lines.append("")
        else:
            _add_text(no, block.text, lines, spots)
    return _written(lines, spots)


def _written(lines: list[str], spots: dict[Spot, int]) -> Written:
    return Written("\n".join(lines).encode(), lines=spots)


def _add_text(no: int, text: str, lines: list[str], spots: dict[Spot, int]) -> None:
    spots[Spot(no)] = len(lines) + 1
    lines.extend(_BREAK.split(text))


def _add_rows(no: int, table: Table, lines: list[str], spots: dict[Spot, int]) -> None:
    width = max((cell.col + cell.col_span for cell in table.cells), default=1)
    height = max((cell.row + cell.row_span for cell in table.cells), default=0)
    first = len(lines) + 1
    texts = [[""] * max(2, width) for _ in range(height)]
    for cell in table.cells:
        texts[cell.row][cell.col] = _BREAK.sub(" ", cell.text) if "\n" in cell.text else cell.text
        spots[Spot(no, cell.row, cell.col)] = first + cell.row
    lines.extend("\t".join(row) for row in texts)


def _add_cells(no: int, table: Table, lines: list[str], spots: dict[Spot, int]) -> None:
    height = max((cell.row + cell.row_span for cell in table.cells), default=0)
    rows: list[list[Cell]] = [[] for _ in range(height)]
    for cell in table.cells:
        rows[cell.row].append(cell)
        for below in range(cell.row + 1, cell.row + cell.row_span):
            rows[below].append(Cell(below, cell.col, ""))
    for row in rows:
        for cell in sorted(row, key=lambda each: each.col):
            spots.setdefault(Spot(no, cell.row, cell.col), len(lines) + 1)
            first, *others = _BREAK.split(cell.text)
            lines.extend(["\t" + first, *others])
        lines.append("")
