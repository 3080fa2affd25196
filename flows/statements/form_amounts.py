"""Amounts that a form gives beside their label, without headings: the head of a target form.

部门支出预算数 | 24,268.22 is one amount. What a total is made of may stand in one cell of running text below it
(一、财政拨款：69.00万元（其中：上级财政资金：9.00万元）二、其他：0万元): it is read only where every amount in the cell has a label
that reference data explains, so that a text about something else gives no figure. 年度预算数： beside its figure is the total of
that stage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from flows.readers.document import Cell
from flows.statements.figure import Figure, unit_in
from flows.statements.folding import fold
from flows.statements.grid import Grid, is_number
from flows.statements.headers import Column
from flows.statements.layout import Layout, unit_in_brackets
from flows.statements.money_shape import MONEY_UNIT

_WITH_UNIT = rf"\d[\d,]{{0,20}}(?:\.\d{{1,8}})?{MONEY_UNIT}"
_AMOUNT = re.compile(rf"(?<![\d.,]){_WITH_UNIT}")
_PART = re.compile(rf"([^:;,。()\d]{{2,20}}):({_WITH_UNIT})")


def read_form_budget(grid: Grid, rows: range, layout: Layout, statement: str) -> Iterator[Figure]:
    """收入预算合计 | 6,284.60 | 其中：上级财政拨款 | 320.00 …: both sides of a unit's budget in the head of its target form.

    A total that only this form has opens its side; what follows, also in the next rows, are its parts.
    """
    side = ""
    for row in rows:
        pairs = list(pairwise(grid.filled(row)))
        labels = [layout.row_label(label.text, statement) for label, _ in pairs]
        if pairs and not any(is_number(value.text) for _, value in pairs):
            side = ""
        for (label, value), known in zip(pairs, labels, strict=True):
            if known is None or not is_number(value.text):
                continue
            if known.section == "opens" and known is not layout.row_label(label.text, ""):
                side = known.side
            if side and known.side == side:
                figure = _figure(value, label.text, value.text, _unit_above(grid, row))
                yield figure._replace(column=figure.column._replace(side=side))


def _unit_above(grid: Grid, row: int) -> str | None:
    """The unit of money in the heading of a block: the nearest row above that is one cell (当年预算情况（万元）)."""
    above = (grid.filled(no) for no in range(row - 1, -1, -1))
    heading = next((cells[0].text for cells in above if len(cells) == 1), "")
    return unit_in_brackets(heading)


def read_form_amounts(grid: Grid, rows: range, layout: Layout, statement: str) -> Iterator[Figure]:
    """The totals of funds printed beside their label in these rows, and their parts from the rows below."""
    for row in rows:
        for label, value in pairwise(grid.filled(row)):
            if layout.evaluation_word(label.text) == "fund_total" and is_number(value.text):
                unit = unit_in_brackets(label.text) or _unit_beside(grid, row, label)
                yield _figure(value, label.text, value.text, unit)
                yield from _parts(grid, row + 1, layout, statement)
                yield from _rows_below(grid, range(row + 1, rows.stop), label, unit, layout, statement)
            elif (path := _stage_path(label.text, layout, statement)) and is_number(value.text):
                unit = unit_in_brackets(label.text) or _unit_beside(grid, row, label)
                yield _figure(value, layout.fund_total, value.text, unit, path)
                for part in _rows_below(grid, range(row + 1, rows.stop), label, unit, layout, statement):
                    yield part._replace(column=part.column._replace(path=path))


def _stage_path(label: str, layout: Layout, statement: str) -> tuple[str, ...]:
    """The stage that a label with a colon says of the figure beside it (年度预算数： | 800 | 年度执行数： | 760)."""
    if not label.rstrip().endswith((":", "：")):
        return ()
    heading = layout.heading(label, statement)
    is_stage = heading is not None and heading.role == "amount" and heading.is_dated
    return (heading.path or (heading.key,)) if heading is not None and is_stage else ()


def _rows_below(
    grid: Grid, rows: range, total: Cell, unit: str | None, layout: Layout, statement: str
) -> Iterator[Figure]:
    """其中：财政拨款 | 100.00 below the total, in its columns: a form may give the money of all years in others."""
    for row in rows:
        below = next(((one, two) for one, two in pairwise(grid.filled(row)) if one.col == total.col), None)
        if below is None or layout.row_label(below[0].text, statement) is None:
            return
        label, value = below
        if is_number(value.text):
            yield _figure(value, label.text, value.text, unit)


def _unit_beside(grid: Grid, row: int, label: Cell) -> str | None:
    """The unit of money in the heading that stands beside the rows: 项目资金（万元）."""
    cells = (cell for cell in grid.filled(row) if cell.col < label.col)
    return next((unit for cell in cells if (unit := unit_in_brackets(cell.text))), None)


def _parts(grid: Grid, row: int, layout: Layout, statement: str) -> Iterator[Figure]:
    for cell in grid.filled(row):
        text = fold(cell.text)
        parts = _PART.findall(text)
        known = [layout.row_label(label, statement) for label, _ in parts]
        if parts and all(known) and len(parts) == len(_AMOUNT.findall(text)):
            for label, value in parts:
                yield _figure(cell, label, value)


def _figure(
    cell: Cell, label: str, value_text: str, unit_text: str | None = None, path: tuple[str, ...] = ()
) -> Figure:
    unit = unit_in(value_text, unit_text)
    column = Column(cell.col, path, "", "amount", "", "", (), None, None, ())
    return Figure(cell, value_text, label, None, (), column, unit, None)
