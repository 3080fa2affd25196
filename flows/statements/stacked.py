"""Several statements or forms printed as one table, one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from flows.readers.document import Cell, Table
from flows.statements.captions import match_title
from flows.statements.grid import is_number
from flows.statements.layout import Layout

# From a title down to its headings: whose it is, its unit of money, an empty line.
_ROWS_TO_HEADINGS = 3


def statements_of(table: Table, layout: Layout) -> list[Table]:
    """The table divided where another statement's title stands alone in a row, or a form of another project begins."""
    starts: list[int] = []
    rows = table.rows
    first = 0
    has_figures = False
    for position, row in enumerate(rows):
        filled = [cell for cell in row if cell.text]
        if len(filled) == 1:  # a title may stand alone
            is_start = (
                _is_title(filled, layout) or _is_section_title(filled, rows[position + 1 : position + 2], layout)
                if has_figures
                else _is_title(filled, layout) and _is_below_empty_statement(rows, first, position, layout)
            )
        else:
            is_start = has_figures and bool(filled) and _names_next_project(filled, layout)
        if is_start:
            starts.append(filled[0].row)
            first, has_figures = position, False
        # Most figures stand at the end of their row.
        has_figures = has_figures or any(is_number(cell.text) for cell in reversed(filled))
    if not starts:
        return [table]
    edges = [0, *starts, max(cell.row for cell in table.cells) + 1]
    return [
        replace(table, cells=tuple(cell for cell in table.cells if first <= cell.row < end))
        for first, end in pairwise(edges)
    ]


def _is_below_empty_statement(rows: Sequence[list[Cell]], first: int, title: int, layout: Layout) -> bool:
    """Whether headings stand above and below a title: the statement above it was printed without a figure."""
    above, below = rows[first:title], rows[title + 1 : title + 1 + _ROWS_TO_HEADINGS]
    return any(_names_columns(row, layout) for row in above) and any(_names_columns(row, layout) for row in below)


def _names_columns(row: list[Cell], layout: Layout) -> bool:
    texts = [cell.text for cell in row if cell.text]
    return sum(layout.heading(text, "") is not None for text in texts) > 1 and not any(map(is_number, texts))


def _is_title(filled: list[Cell], layout: Layout) -> bool:
    return match_title(filled[0].text, layout) is not None


def _is_section_title(filled: list[Cell], below: Sequence[list[Cell]], layout: Layout) -> bool:
    """部门年度支出和结余情况（万元） alone over headings: a statement of its own, although it says no 表."""
    return any(_names_columns(row, layout) for row in below) and (
        match_title(filled[0].text, layout, headings=True) is not None
    )


def _names_next_project(filled: list[Cell], layout: Layout) -> bool:
    """项目名称 | 某项目 below another form; above a column of names the next cell is a heading."""
    return (
        layout.fields[filled[0].text] == "project_name"
        and layout.heading(filled[1].text, "") is None
        and not is_number(filled[1].text)
    )
