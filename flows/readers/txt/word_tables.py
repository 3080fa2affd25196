"""Tables in text made from Word: every cell starts on a line of its own with a tab.

A cell's further lines have no tab ("年度预\\n算申请"); rows are separated by a blank line, but a blank line may also
stand between two paragraphs of one cell. Cells covered by a vertical merge are there as empty cells, so the columns of a
row can be counted; horizontally merged cells are one cell, so such rows are shorter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from statistics import mode

from flows.readers.document import Cell

# A cell of an indicator table explains itself in a dozen lines; text that goes on longer is text after the table.
_MOST_CELL_LINES = 40
# What stands between two tables: attachments, notes, signatures, titles of tables. Never inside a cell.
_AFTER_TABLE = re.compile(
    r"^\s*(?:附\s*[件表]\s*[\d一二三四五六七八九十：:\-]*|第[一二三四五六七八九十]+部分|(?:说明|注|备注|填表说明)\s*[：:]"
    r"|(?:填表人|填报人|制表人|经办人|联系人)\s*[：:]|\S{6,40}表(?:[（(][^）)]{1,12}[)）])?\s*$)"
)
_VALUE = re.compile(r"^\s*[≥≤＞＜><=＝]*\s*\d[\d.,，]*\s*\S{0,6}\s*$")


@dataclass
class _RawCell:
    line: int
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(part.strip() for part in self.lines).strip()

    @property
    def first_line(self) -> int:
        """Number of the first line with text: a label may start after a blank line of its cell."""
        return self.line + next((i for i, part in enumerate(self.lines) if part.strip()), 0)

    @property
    def is_vertical_label(self) -> bool:
        """绩 / 效 / 指 / 标, one character a line: it names the rows beside it and never ends a row."""
        filled = [part.strip() for part in self.lines if part.strip()]
        return len(filled) >= 3 and all(len(part) == 1 for part in filled)


def starts_here(lines: list[str], position: int) -> bool:
    """Whether the table whose first line is at `position` has one cell per line: a tab in front and no other."""
    return _is_cell_line(lines[position]) and not _has_inner_tab_soon(lines, position)


def _is_cell_line(line: str) -> bool:
    return line.startswith("\t") and "\t" not in line[1:]


def _has_inner_tab_soon(lines: list[str], position: int) -> bool:
    """A tab-separated table may start with a row whose first cell is empty and that has two columns."""
    following = next((line for line in lines[position + 1 : position + 4] if line.strip()), "")
    return "\t" in following.strip("\n")[1:]


def read(lines: list[str], start: int) -> tuple[list[list[Cell]], int]:
    """The rows of the table that starts at line index `start`, and the index of the first line after it."""
    rows: list[list[_RawCell]] = [[]]
    position = start
    while position < len(lines) and _is_cell_line(lines[position]):
        cell = _RawCell(line=position + 1, lines=[lines[position][1:]])
        rows[-1].append(cell)
        position += 1
        end = _end_of_cell(lines, position)
        if end is None:
            break
        cell.lines.extend(lines[position:end])
        if end > position and not lines[end - 1].strip() and not cell.is_vertical_label:
            rows.append([])
        position = end
    rows = _join_broken([row for row in rows if row])
    _split_run_together(rows)
    return _cells(rows), position


def _end_of_cell(lines: list[str], position: int) -> int | None:
    """Index of the line where the next cell of the same table starts; None when the table ends with this cell."""
    blanks = 0
    for index in range(position, min(position + _MOST_CELL_LINES, len(lines))):
        line = lines[index]
        if "\t" in line:
            return index if _is_cell_line(line) else None
        if not line.strip():
            blanks += 1
        elif blanks >= 2 or _AFTER_TABLE.match(line):
            return None
        else:
            blanks = 0
    return None


def _join_broken(rows: list[list[_RawCell]]) -> list[list[_RawCell]]:
    """Put a row together that a blank paragraph at the end of one of its cells tore in two.

    Only where the two parts add up to the width that the rows before and after share.
    """
    joined: list[list[_RawCell]] = []
    position = 0
    while position < len(rows):
        row = rows[position]
        if joined and position + 2 < len(rows):
            width = len(rows[position + 2])
            if len(joined[-1]) == width == len(row) + len(rows[position + 1]):
                row = row + rows[position + 1]
                position += 1
        joined.append(row)
        position += 1
    return joined


def _split_run_together(rows: list[list[_RawCell]]) -> None:
    """Give a row its lost tab back: one cell short of its neighbours, and one cell holds two values a blank line apart.

    Met where a target and its result ran together (＞=90% / 98%以上) and everything after them moved one column left.
    """
    for index in range(1, len(rows) - 1):
        row, before, after = rows[index], rows[index - 1], rows[index + 1]
        width = mode([len(before), len(after)])
        if len(row) != width - 1 or len(before) != len(after):
            continue
        candidates = [(i, at) for i, cell in enumerate(row) if (at := _paragraph_gap(cell)) is not None]
        if len(candidates) == 1:
            at, gap = candidates[0]
            cell = row[at]
            rest = _RawCell(line=cell.line + gap, lines=cell.lines[gap:])
            cell.lines = cell.lines[:gap]
            row.insert(at + 1, rest)


def _paragraph_gap(cell: _RawCell) -> int | None:
    """Where the second of exactly two values, a blank line apart, starts in the cell's lines."""
    filled = [i for i, part in enumerate(cell.lines) if part.strip()]
    if len(filled) != 2 or filled[1] - filled[0] < 2:
        return None
    return filled[1] if all(_VALUE.match(cell.lines[i]) for i in filled) else None


def _cells(rows: list[list[_RawCell]]) -> list[list[Cell]]:
    return [
        [Cell(row=row_no, col=col_no, text=cell.text, line=cell.first_line) for col_no, cell in enumerate(row)]
        for row_no, row in enumerate(rows)
    ]
