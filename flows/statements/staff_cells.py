"""Headcounts in tables: under headings (编制数 | 在职人数 | 控制率), or beside their label in the head of a form (人员编制 | 21)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from flows.readers.document import Cell
from flows.statements.folding import bare_label, fold
from flows.statements.grid import Grid, is_number
from flows.statements.headers import Header
from flows.statements.layout import Layout, heading_key
from flows.statements.lines import Place, StaffCount
from flows.statements.years import year_in

# The headings of a 基础数据表 that head counts of people, and the term of seed staff_terms that each stands for.
_FIELDS = {"establishment": "编制", "in_post": "在职"}
_FEWEST_CATEGORIES = 2
_PEOPLE = re.compile(r"(\d{1,6})[人名个]?")


def counts_under(grid: Grid, header: Header, rows: range, block_no: int) -> Iterator[StaffCount]:
    """编制数 | 实际在职人数 | 控制率 in a 基础数据表."""
    rate_column = header.field_column("control_rate")
    for field, category in _FIELDS.items():
        column = header.field_column(field)
        if column is None:
            continue
        for row in rows:
            cell = grid.cell(row, column.col)
            if cell is None or not is_number(cell.text):
                continue
            rate = grid.text(row, rate_column.col) if rate_column and field == "in_post" else ""
            year = next((y for text in column.path if (y := year_in(text))), None)
            yield StaffCount(category, cell.text, rate or None, year, _place(cell, block_no))


def counts_beside(grid: Grid, rows: range, layout: Layout, block_no: int) -> Iterator[StaffCount]:
    """人员编制 | 21 | 实有人数 | 21: cells that say just a known category and, to their right, a number of people."""
    for row in rows:
        for label, value in pairwise(grid.filled(row)):
            key = heading_key(label.text)
            people = _PEOPLE.fullmatch(fold(value.text)) if key in layout.staff_terms else None
            if people is not None:
                yield StaffCount(key, people.group(1), None, None, _place(value, block_no))


def counts_below(grid: Grid, layout: Layout, block_no: int) -> Iterator[StaffCount]:
    """单位名称 | 人员编制 | 在职人员 in a table of no statement: the counts of each unit, or of the only row.

    Where several units are listed their total repeats them.
    """
    for row in range(grid.height):
        categories = {c.col: key for c in grid.filled(row) if (key := heading_key(c.text)) in layout.staff_terms}
        if len(categories) < _FEWEST_CATEGORIES or any(
            cell.row != row or cell.col_span > 1 for cell in grid.filled(row)
        ):
            continue
        below = [
            r
            for r in range(row + 1, grid.height)
            if any(_PEOPLE.fullmatch(fold(grid.text(r, col))) for col in categories)
        ]
        for counted in below:
            name = next((cell.text for cell in grid.filled(counted) if cell.col < min(categories)), "")
            organisation = bare_label(name) if layout.is_unit_name(bare_label(name)) else None
            if organisation is None and len(below) > 1:
                continue
            for col, key in categories.items():
                cell = grid.cell(counted, col)
                people = _PEOPLE.fullmatch(fold(cell.text)) if cell is not None else None
                if cell is not None and people is not None:
                    yield StaffCount(key, people.group(1), None, None, _place(cell, block_no), organisation)
        return


def _place(cell: Cell, block_no: int) -> Place:
    return Place(block_no, cell.row, cell.col, cell.line, cell.page)
