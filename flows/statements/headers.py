"""The headings of a table: which rows are headings, and what stands above each column.

A heading row names columns and holds no figure; a 栏次 row (1, 2, 3 …) belongs to the headings. Where a wide heading left
empty cells to its right (text made from PDF has no spans), these inherit it as long as a lower heading row says more.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, takewhile
from operator import attrgetter
from typing import NamedTuple

from flows.statements.folding import fold
from flows.statements.grid import Grid, is_blank, is_number
from flows.statements.heading_rows import (
    continues_headings,
    is_code_row,
    is_gap,
    is_heading_row,
    is_label_heading,
    is_numbering_row,
    names_columns,
)
from flows.statements.layout import Layout, heading_key, unit_in_brackets
from flows.statements.terms import Heading

_CODE_PART = re.compile(r"^(?:\d{2}|\d{3}(?:\d{2}){0,2})$")

_NO_FIGURES = frozenset({"", "unknown", "label", "code"})
_LEVELS = frozenset({"level1", "level2", "level3"})
_LAST_LEVEL = "level3"
_MOST_HEADERS = 4_000
_GOVERNMENT_CLASS = "government_class"
_ECONOMIC = frozenset({"economic", "both"})
_TOTALS = frozenset({"小计", "合计"})
_ANY_FIGURE = "0"


_FIRST_ROW = attrgetter("first_row")


class Column(NamedTuple):
    """A column under its headings. `role` is that of the innermost heading; '' where no heading stands above."""

    col: int
    path: tuple[str, ...]
    text: str  # the innermost heading that is no code, as printed
    role: str
    side: str
    field: str
    items: tuple[str, ...]  # line items the headings name, outermost first (三公 tables)
    unit_text: str | None
    unknown: str | None  # the first heading of the path that no seed explains
    group: tuple[str, ...]  # the headings that name no item: what the columns of one side (预算数, 决算数) share
    account: str = ""  # function, economic or both, where the innermost heading is an account


@dataclass(frozen=True, slots=True)
class Header:
    """A block of heading rows and the columns under it, valid down to the next header."""

    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    corner_unit: str | None  # unit of money in the heading of the label column: 经费控制情况（万元）

    width: int  # columns up to the last one with a heading; rows of other blocks of the table may be wider

    def columns_with(self, *roles: str) -> list[Column]:
        return [column for column in self.columns if column.role in roles]

    def field_column(self, field: str) -> Column | None:
        return next((column for column in self.columns if column.field == field), None)


def header_at(headers: Sequence[Header], row: int) -> Header | None:
    """The header that holds for a row: the last that begins above it, or in it."""
    above = bisect_right(headers, row, key=_FIRST_ROW)
    return headers[above - 1] if above else None


def find_headers(grid: Grid, layout: Layout, statement: str) -> list[Header]:
    """All headers of a table from top to bottom."""
    headers: list[Header] = []
    row = 0
    while row < grid.height:
        if not is_heading_row(grid, row, layout, statement) or (headers and _stands_in_labels(grid, row, headers[-1])):
            row += 1
            continue
        first, rows = row, [row]
        row += 1
        while row < grid.height:
            if is_numbering_row(grid, row, layout, statement):
                if names_columns(grid, row, layout, statement):
                    rows.append(row)
                row += 1
                break
            if not (
                is_heading_row(grid, row, layout, statement)
                or continues_headings(grid, row, rows[-1], layout, statement)
                or is_code_row(grid, row, layout)
            ):
                if is_gap(grid, row, rows, layout, statement):
                    row += 1
                    continue
                break
            rows.append(row)
            row += 1
        headers.append(_header(grid, first, row - 1, rows, layout, statement))
    return headers


def _stands_in_labels(grid: Grid, row: int, header: Header) -> bool:
    """Whether only label columns of the header above are filled: a line without figures whose labels are headings elsewhere.

    年初结转和结余 | | 年末结转和结余 | in the two halves of an overall statement, when nothing was carried over.
    """
    labels = {column.col for column in header.columns_with("label", "code")}
    # Names of a classification that is not used stand there as well.
    unused = {column.col for column in header.columns_with("ignore") if column.path and not column.field}
    filled = [cell for cell in grid.filled(row) if not is_blank(cell.text)]
    return all(cell.col in labels | unused for cell in filled) and (not unused or any(c.col in labels for c in filled))


def _header(grid: Grid, first: int, last: int, rows: list[int], layout: Layout, statement: str) -> Header:
    said = tuple(_said(grid, row, layout, statement) for row in rows)
    columns = _code_columns_named(_columns_under(said, layout, statement), grid, last, layout, statement)
    printed = tuple(grid.texts(row) for row in rows)
    # No two reports have the figures of one row below their headings.
    below = tuple([_ANY_FIGURE if text and is_number(text) else text for text in grid.texts(last + 1)])
    return Header(first, last, *_decided(columns, printed, grid.texts(last), below, layout))


# Reports share their forms: what follows from the texts of headings is found out once for thousands of documents.
@lru_cache(maxsize=_MOST_HEADERS)
def _columns_under(said: tuple[tuple[str, ...], ...], layout: Layout, statement: str) -> tuple[Column, ...]:
    """The columns under rows of headings, of which each has a text for every column."""
    spread = _spread(said)
    return tuple(_column(col, said, spread, layout, statement) for col in range(len(said[0])))


@lru_cache(maxsize=_MOST_HEADERS)
def _decided(
    found: tuple[Column, ...],
    headings: tuple[tuple[str, ...], ...],
    last: tuple[str, ...],
    below: tuple[str, ...],
    layout: Layout,
) -> tuple[tuple[Column, ...], str | None, int]:
    """Columns, unit of money and width of a header, where the columns say together what one alone does not.

    `headings`, `last` and `below` are the texts of the heading rows, of the last of the block and of the row below it, where
    one figure stands for all.
    """
    columns = [*found]
    if any(column.field == _GOVERNMENT_CLASS for column in columns):
        # 对个人和家庭的补助 beside 机关工资福利支出 is the government's class of that name, no account of the department's.
        columns = [column._replace(role="ignore") if column.account in _ECONOMIC else column for column in columns]
    if {"both", "economic"} <= (kinds := {column.account for column in columns}) and "function" not in kinds:
        # 其他支出 beside 工资福利支出 is the economic account of that name.
        columns = [_as_economic(column, layout) if column.account == "both" else column for column in columns]
    if all(fold(column.text) in _TOTALS for column in columns if column.items):
        # 2016年预算数 over 小计 | 其中：一般公共预算: a total of funds, no item, where the items are the rows.
        columns = [column._replace(items=(), path=column.path[:-1]) if column.items else column for column in columns]
    columns = _without_wider_totals(columns)
    end = next((c.col for c in columns if c.path and c.role not in _NO_FIGURES), 0)
    is_named = any(column.role in {"label", "code"} for column in columns[:end])
    if not is_named and columns[end].role == "amount" and (over_names := _over_names(columns[end:], below)):
        # 年度预算数（万元） names what stands beside the labels it is printed over (总额, 其中：财政资金), also in several columns.
        for column in over_names:
            columns[column.col] = column._replace(role="label")
        end += len(over_names)
    columns = [
        _as_label(c)._replace(field=c.field) if c.role == "group" and _stand_over_names(last, below, c.col) else c
        for c in columns
    ]
    if any(column.role == "pair" for column in columns):
        columns = list(accumulate(columns, _with_pair))
    corner_unit = next((u for c in columns[:end] for texts in headings if (u := unit_in_brackets(texts[c.col]))), None)
    if not any(column.role in {"label", "code"} for column in columns):
        # The label column's heading may be empty or name the whole block (经费控制情况（万元）).
        columns = [_as_label(column) if column.col < end else column for column in columns]
    columns = _without_unused_names(_with_sides(columns))
    width = 1 + max((column.col for column in columns if column.path), default=-1)
    return tuple(columns), corner_unit, width


def _without_wider_totals(columns: list[Column]) -> list[Column]:
    """合计 | “三公”经费预算 | 会议费 | 培训费: beside the item's own column the bare 合计 is of all of them, no item."""
    named = {(c.group, c.items[-1]) for c in columns if c.items and fold(c.text) not in _TOTALS}
    return [
        column._replace(role="ignore", items=())
        if column.items and fold(column.text) in _TOTALS and (column.group, column.items[-1]) in named
        else column
        for column in columns
    ]


def _code_columns_named(
    columns: tuple[Column, ...], grid: Grid, last: int, layout: Layout, statement: str
) -> tuple[Column, ...]:
    """Gives the columns of an account's code the heading that stands over the first of them and was printed once.

    Text keeps no spans: 科目编码 | | | 科目名称 over 201 | 06 | 01 | 行政运行. What such a column is, its name says (款, 项: where
    it stands beside the total's figures, it is no heading row), or that it holds nothing but parts of codes.
    """
    named = [*columns]
    # The role of the first column with headings, from each on.
    behind = [*accumulate(reversed(columns), lambda role, column: column.role if column.path else role, initial="")]
    for position, column in enumerate(columns[1:], 1):
        left = named[position - 1]
        if column.path or left.role != "code" or behind[len(columns) - position] not in {"label", "code"}:
            continue
        texts = [fold(text) for row in range(last + 1, grid.height) if (text := grid.text(row, column.col))]
        heading = layout.heading(texts[0], statement) if texts else None
        is_named = heading is not None and heading.role == "code"
        parts = texts[is_named:]
        if texts and all(_CODE_PART.match(text) for text in parts) and (parts or is_named):
            named[position] = left._replace(col=column.col)
    return tuple(named)


def _with_sides(columns: list[Column]) -> list[Column]:
    """收入项目 | 2017年 | 支出项目 | 2017年: the heading of the labels says which side the amounts beside them are."""
    sides: list[Column] = []
    side = ""
    for column in columns:
        if column.role == "label":
            side = column.side
        sides.append(column if column.side or not side or column.role != "amount" else column._replace(side=side))
    return sides


def _with_pair(left: Column, column: Column) -> Column:
    """A heading over pairs of label and figure in two cells covers both, also where the text has no spans."""
    return column if column.path or not left.path else left._replace(col=column.col)


def _over_names(columns: list[Column], below: tuple[str, ...]) -> list[Column]:
    """The columns under the first heading, when names of rows stand below it and no figure."""
    over = list(takewhile(lambda column: column.path in {columns[0].path, ()}, columns))
    names = [text for column in over if (text := below[column.col]) and not is_blank(text)]
    return over if names and not any(map(is_number, names)) else []


def _stand_over_names(last: tuple[str, ...], below: tuple[str, ...], col: int) -> bool:
    text = below[col]
    return not is_blank(text) and not is_number(text) and last[col] != text


def _as_economic(column: Column, layout: Layout) -> Column:
    return column._replace(path=(*column.path[:-1], layout.shared_accounts[column.path[-1]]), account="economic")


def _as_label(column: Column) -> Column:
    return Column(column.col, column.path, column.text, "label", column.side, "", (), None, None, ())


def _spread(said: tuple[tuple[str, ...], ...]) -> list[list[str]]:
    """Headings over the empty columns to their right, as far as no heading of a row above begins there.

    公务用车运行费 | | | | below 公务用车购置及运行费 | | 公务接待费 | |: the second pair of columns is not the car's.
    """
    begins: set[int] = set()
    spread: list[list[str]] = []
    for texts in said:
        row: list[str] = []
        for col, text in enumerate(texts):
            row.append(text or (row[-1] if col and col not in begins else ""))
        spread.append(row)
        begins.update(col for col, text in enumerate(texts) if text and (not col or text != texts[col - 1]))
    return spread


def _said(grid: Grid, row: int, layout: Layout, statement: str) -> tuple[str, ...]:
    """The headings of a row by column; of a numbering row only the names of code columns are headings."""
    texts = grid.texts(row)
    if is_numbering_row(grid, row, layout, statement):
        return tuple(text if is_label_heading(text, layout, statement) else "" for text in texts)
    return texts


def _repeats(above: Heading | None, heading: Heading | None) -> bool:
    """小计 below a heading that is an item: it is that item, whatever else 小计 means in the statement."""
    return (
        above is not None
        and heading is not None
        and heading.key in _TOTALS
        and above.line_item not in {"", heading.line_item}
    )


def _without_unused_names(columns: list[Column]) -> list[Column]:
    """政府预算支出经济科目 | 预算数 right of 部门预算支出经济科目 | 预算数: amounts beside names that are not used are not used.

    Their headings are those of the amounts before, and without their names they would be taken for figures of the labels there.
    """
    found: list[Column] = []
    for column in columns:
        before = found[-1] if found else None
        is_same = column.role == "amount" and any(c.role == "amount" and c.path == column.path for c in found)
        is_unused = is_same and before is not None and before.role == "ignore" and bool(before.text)
        found.append(column._replace(role="ignore") if is_unused else column)
    return found


def _field(headings: list[Heading | None]) -> str:
    """What the column holds. 名称 or 指标名称 below 一级指标 are the names of that level, 一级指标 below 评价指标 is none but its own."""
    inner = headings[-1] if headings else None
    if inner is None:
        return ""
    outer = next((h.field for h in reversed(headings[:-1]) if h is not None and h.field in _LEVELS), "")
    return outer if outer and (inner.field == "name" or inner.field == _LAST_LEVEL) else inner.field


def _role(headings: list[Heading | None]) -> str:
    """That of the innermost heading; codes and names of a classification that is not used here are no labels."""
    if not headings:
        return ""
    innermost = headings[-1]
    if innermost is None:
        return "unknown"
    is_unused = innermost.role in {"label", "code"} and any(h is not None and h.role == "ignore" for h in headings[:-1])
    return "ignore" if is_unused else innermost.role


def _column(
    col: int, said: tuple[tuple[str, ...], ...], spread: list[list[str]], layout: Layout, statement: str
) -> Column:
    lowest = max((position for position, row in enumerate(said) if row[col]), default=-1)
    texts: list[str] = []
    for position, row in enumerate(said):
        text = row[col]
        if not text and position < lowest:
            # The heading to the left spans this column: a lower heading row says more about it.
            text = spread[position][col]
        # 其中： alone says only that parts follow.
        if heading_key(text) and (not texts or texts[-1] != text):
            texts.append(text)
    return Column(col, *_column_under(tuple(texts), layout, statement)[1:])


@lru_cache(maxsize=10_000)
def _column_under(texts: tuple[str, ...], layout: Layout, statement: str) -> Column:
    """What a column is that stands under some headings, outermost first; its place is left open."""
    headings: list[tuple[str, Heading | None]] = [
        (text, layout.heading(text, statement) or layout.account_heading(text)) for text in texts
    ]
    if len(headings) > 1 and _repeats(headings[-2][1], headings[-1][1]):
        headings.pop()
    innermost = headings[-1][1] if headings else None
    return Column(
        col=-1,
        path=tuple(key for text, heading in headings for key in _path_of(text, heading)),
        text=next((text for text, _ in reversed(headings) if not layout.is_account_code(text)), ""),
        role=_role([heading for _, heading in headings]),
        side=next((h.side for _, h in reversed(headings) if h is not None and h.side), ""),
        field=_field([heading for _, heading in headings]),
        items=tuple(h.line_item for _, h in headings if h is not None and h.line_item),
        unit_text=next((unit for text, _ in reversed(headings) if (unit := unit_in_brackets(text))), None),
        unknown=next((text for text, heading in headings if heading is None), None),
        group=tuple(
            key
            for text, heading in headings
            if heading is not None and not heading.line_item
            for key in _path_of(text, heading)
        ),
        account=innermost.account if innermost else "",
    )


def _path_of(text: str, heading: Heading | None) -> tuple[str, ...]:
    """The keys under which reference data says what a heading means."""
    if heading is None:
        return (heading_key(text),)
    if not heading.key:
        return ()
    return heading.path or ((heading.key if heading.role == "pair" or heading.account else heading_key(text)),)
