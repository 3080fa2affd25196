"""Several statements or forms printed as one table, one below the other."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from flows.readers.document import Cell, Table
from flows.statements.captions import match_title
from flows.statements.fields import field_of
from flows.statements.grid import is_number
from flows.statements.layout import Layout


def statements_of(table: Table, layout: Layout) -> list[Table]:
    """The table divided where another statement's title stands alone in a row, or a form of another project begins."""
    starts: list[int] = []
    has_figures = False
    for row in table.rows:
        filled = [cell for cell in row if cell.text]
        if has_figures and (_is_title(filled, layout) or _names_next_project(filled, layout)):
            starts.append(filled[0].row)
            has_figures = False
        has_figures = has_figures or any(is_number(cell.text) for cell in filled)
    if not starts:
        return [table]
    edges = [0, *starts, max(cell.row for cell in table.cells) + 1]
    return [
        replace(table, cells=tuple(cell for cell in table.cells if first <= cell.row < end))
        for first, end in pairwise(edges)
    ]


def _is_title(filled: list[Cell], layout: Layout) -> bool:
    return len(filled) == 1 and match_title(filled[0].text, layout) is not None


def _names_next_project(filled: list[Cell], layout: Layout) -> bool:
    """项目名称 | 某项目 below another form; above a column of names the next cell is a heading."""
    return (
        len(filled) > 1
        and field_of(filled[0].text, layout) == "project_name"
        and layout.heading(filled[1].text, "") is None
        and not is_number(filled[1].text)
    )
