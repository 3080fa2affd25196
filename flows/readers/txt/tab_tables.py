"""Tables in text made from PDF or scans: one line per row, cells separated by tabs.

A blank line inside a table is a page break: the table goes on when the next line again has tabs.
"""

from __future__ import annotations

from flows.readers.document import Cell

_MOST_BLANK_LINES = 2


def read(lines: list[str], start: int) -> tuple[list[list[Cell]], int]:
    """The rows of the table that starts at line index `start`, and the index of the first line after it."""
    rows: list[list[Cell]] = []
    position = end = start
    while position < len(lines) and position - end <= _MOST_BLANK_LINES:
        line = lines[position]
        position += 1
        if "\t" in line:
            texts = line.split("\t")
            row = len(rows)
            rows.append([Cell(row=row, col=col, text=text.strip(), line=position) for col, text in enumerate(texts)])
            end = position
        elif line.strip():
            break
    return rows, end
