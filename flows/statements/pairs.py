"""Labels and figures side by side under the same heading: 执行数：118.50, 人员经费合计 | 321.08 | 公用经费合计 | 372.07."""

from __future__ import annotations

import re

from flows.readers.document import Cell
from flows.statements.grid import Grid, is_number
from flows.statements.headers import Column, Header

# A label without a figure may stand before the pair: 纳入专户管理的非税收入拨款：其他资金：585.62.
_PAIR = re.compile(r"^(?:[^:：]*[:：])*?([^:：]+)[:：]([^:：]*)$")


def pair_at(cell: Cell, line: list[Cell | None], column: Column, header: Header) -> tuple[str, str] | None:
    """Label and figure under a heading over pairs: 执行数：118.50 in one cell, or in two below the same heading."""
    left = line[cell.col - 1] if cell.col else None
    if is_number(cell.text):
        is_paired = left is not None and left.text and header.columns[left.col].path == column.path
        return (left.text, cell.text) if left is not None and is_paired and not is_number(left.text) else None
    pair = _PAIR.match(cell.text)
    right = next(iter(line[cell.col + cell.col_span :]), None)
    # The label of two cells may hold a colon, too (其中：财政资金 | 100).
    in_two = right is not None and is_number(right.text)
    return None if pair is None or in_two else (pair.group(1), pair.group(2).strip())


def pairs_of_row(grid: Grid, row: int, header: Header, amounts: list[Column]) -> list[tuple[Cell, Cell]]:
    """Labels and figures of a row of merged cells that alternates them; empty where it is no such row.

    It has fewer cells than there are columns. Which column a figure stands in does not matter only where all
    amount columns have the same headings; anywhere else the row is no such row.
    """
    if grid.row_width(row) >= header.width:
        return []
    cells = grid.row_cells(row)
    is_short = all(cell.text for cell in cells)
    if not is_short or len(cells) % 2 or len({column.path for column in amounts}) != 1:
        return []
    labels, figures = cells[::2], cells[1::2]
    if any(is_number(cell.text) for cell in labels) or not all(is_number(cell.text) for cell in figures):
        return []
    return list(zip(labels, figures, strict=True))
