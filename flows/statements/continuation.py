"""A statement over several tables, pages or sheets: whether a table without a title goes on with the one before.

Its rows begin with accounts that follow those of the table before, and its figures stand in the same columns; its headings
are missing or the same. A statement of other funds begins again with a lower account.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from flows.statements.folding import fold
from flows.statements.grid import Grid, is_blank, is_number
from flows.statements.headers import Header
from flows.statements.layout import Layout

_ACCOUNT = re.compile(r"^[23]\d{2}(?:\d{2}){0,2}(?!\d)")


class Spread(NamedTuple):
    """A table that may go on below."""

    grid: Grid
    headers: list[Header]


def rows_go_on(grid: Grid, headers: list[Header], above: Spread, layout: Layout) -> bool:
    """Whether the rows of `above` go on in a table with these headers (none where the headings are not printed again)."""
    if len(above.headers) != 1 or grid.width > above.grid.width or len(headers) > 1:
        return False
    header = above.headers[0]
    first = 0
    if headers:
        if [column.path for column in headers[0].columns] != [column.path for column in header.columns]:
            return False
        first = headers[0].last_row + 1
    last_above = next((code for row in reversed(range(above.grid.height)) if (code := _account(above.grid, row))), None)
    first_here = next((code for row in range(first, grid.height) if (code := _account(grid, row))), None)
    if last_above is None or first_here is None or first_here < last_above:
        return False
    amounts = {column.col for column in header.columns_with("amount")}
    others = {column.col for column in header.columns_with("ignore")}  # changes, percentages, remarks
    rows = [row for row in range(first, grid.height) if grid.filled(row)]
    return all(_fits(grid, row, amounts, others, layout) for row in rows) and (
        grid.width == above.grid.width or all(_adds_up(grid, row) for row in rows)
    )


def _account(grid: Grid, row: int) -> str | None:
    cells = grid.filled(row)
    found = _ACCOUNT.match(fold(cells[0].text)) if cells else None
    return found.group() if found else None


def _fits(grid: Grid, row: int, amounts: set[int], others: set[int], layout: Layout) -> bool:
    """A row of an account with its figures in the columns of amounts; other words stand only in notes below."""
    cells = grid.filled(row)
    if _account(grid, row) is None:
        known = layout.row_label(cells[0].text, "")
        return len(cells) == 1 or (known is not None and known.section == "closes")
    said = (cell for cell in cells[1:] if cell.col not in others and not is_blank(cell.text))
    return all(is_number(cell.text) == (cell.col in amounts) for cell in said)


def _adds_up(grid: Grid, row: int) -> bool:
    """A sheet ends with its last filled column: where it is narrower, 合计 = Σ parts says that none is lost before it."""
    total, *parts = [
        Decimal(re.sub(r"[^\d.]", "", fold(c.text))) for c in grid.filled(row)[1:] if is_number(c.text)
    ] or [Decimal(0)]
    return total == sum(parts)
