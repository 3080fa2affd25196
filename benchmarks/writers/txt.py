"""Text as converters leave it: a line per table row with tabs (from PDF, OCR), or a line per cell (from Word).

In rows of tabs a merged cell leaves empty cells where it reaches. With a line per cell, a cell merged to the right is there
once and one merged downwards leaves an empty cell in each row below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from benchmarks.reports.facts import Spot
from benchmarks.writers.written import Written
from flows.readers.document import Cell, Document, Table

_BREAK = re.compile(r"\s*\n\s*")


def write(document: Document) -> Written:
    """A line per row, cells separated by tabs; UTF-8."""
    lines: list[str] = []
    first_lines: list[int] = []
    for no, block in enumerate(document.blocks):
        if isinstance(block, Table):
            # Three blank lines between two tables: fewer are a page break inside one.
            lines.extend([""] * (2 if no and isinstance(document.blocks[no - 1], Table) else 1))
            first_lines.append(len(lines) + 1)
            lines.extend(_rows(block))
            lines.append("")
        else:
            first_lines.append(len(lines) + 1)
            lines.extend(_BREAK.split(block.text))
    return Written("\n".join(lines).encode(), line_of=lambda spot: first_lines[spot.block] + max(0, spot.row))


def write_cells(document: Document) -> Written:
    """A line per cell, which begins with a tab; a blank line after each row; UTF-8."""
    lines: list[str] = []
    spots: dict[Spot, int] = {}
    for no, block in enumerate(document.blocks):
        if isinstance(block, Table):
            _add_cells(no, block, lines, spots)
            lines.append("")
        else:
            spots[Spot(no)] = len(lines) + 1
            lines.extend(_BREAK.split(block.text))
    return Written("\n".join(lines).encode(), line_of=spots.get)


def _rows(table: Table) -> Iterator[str]:
    width = max((cell.col + cell.col_span for cell in table.cells), default=1)
    height = max((cell.row + cell.row_span for cell in table.cells), default=0)
    texts = [[""] * max(2, width) for _ in range(height)]
    for cell in table.cells:
        texts[cell.row][cell.col] = _BREAK.sub(" ", cell.text) if "\n" in cell.text else cell.text
    return ("\t".join(row) for row in texts)


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
