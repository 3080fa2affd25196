"""Which rows of a table are headings, and which number its columns.

A heading row names columns and holds no figure. What the texts of a row say is found out once for all the reports that
print the same form; only where its cells stand is asked each time.
"""

from __future__ import annotations

import re
from functools import lru_cache

from flows.readers.document import Cell
from flows.statements.folding import fold
from flows.statements.grid import Grid, is_number, is_plain_number
from flows.statements.layout import Layout
from flows.statements.remembered import Remembered
from flows.statements.terms import Heading

# 一、 （一） 1、: a numbered cell is a row's label, even when its words are also a heading elsewhere.
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[、.](?!\d))")

# A row of fields may hold words that are headings elsewhere: the name of its first field, a year.
_MOST_IN_FIELDS = 2
_FEWEST_BESIDE = 3
_ROWS_BELOW = 2
# Most rows have a figure and are not even looked up; the others stand in many reports.
_MOST_ROWS = 10_000


def _begins_with_number(text: str) -> bool:
    return _NUMBERED.match(fold(text)) is not None


# Whether a cell begins with the number of a list: a row's label.
is_numbered = Remembered(_begins_with_number).__getitem__


def is_heading_row(grid: Grid, row: int, layout: Layout, statement: str) -> bool:
    """Whether a row names columns."""
    # Most rows hold a figure, and most figures stand at the end.
    for over in reversed(grid.line(row)):
        if over is not None and (text := over[2]) and (is_plain_number(text) or is_number(text)):
            return False
    cells = grid.filled(row)
    if len(cells) == 1:
        return _is_over_figures(grid, cells[0], layout, statement)
    if len(cells) == 2 and _is_line_of_block(grid, row, cells):
        return False
    return bool(cells) and _are_headings(_texts(grid, row), cells[0].row == row, layout, statement)


def _is_line_of_block(grid: Grid, row: int, cells: list[Cell]) -> bool:
    """项目资金（万元） reaching down over 其他资金 | (empty): a line of its block that has no figure, whatever else its words head."""
    block, label = cells
    right = label.col + label.col_span
    return block.row < row == label.row and any(cell.row == row and cell.col >= right for cell in grid.row_cells(row))


def _is_over_figures(grid: Grid, cell: Cell, layout: Layout, statement: str) -> bool:
    """| 预算数 | over the figures of a table whose labels have no heading: a stage alone, right above figures."""
    if not cell.col or cell.col_span > 1 or cell.row_span > 1 or not statement:
        return False
    heading = layout.heading(cell.text, statement)
    says_stage = heading is not None and heading.role == "amount" and heading.is_dated
    below = (grid.text(row, cell.col) for row in range(cell.row + 1, cell.row + 1 + _ROWS_BELOW))
    return says_stage and not is_numbered(cell.text) and any(map(is_number, below))


def _texts(grid: Grid, row: int) -> tuple[str, ...]:
    return tuple([cell.text for cell in grid.filled(row)])


@lru_cache(maxsize=_MOST_ROWS)
def _are_headings(texts: tuple[str, ...], begins_here: bool, layout: Layout, statement: str) -> bool:
    """`begins_here`: the first cell does not reach down from a row above."""
    if any(map(is_numbered, texts[1:])):
        return False
    known = [layout.heading(text, statement) for text in texts]
    if is_numbered(texts[0]) and (len(texts) < _FEWEST_BESIDE or None in known[1:]):
        return False  # a row's label; 二、预算执行情况 beside the headings of a block is none
    if len(known) - known.count(None) <= _MOST_IN_FIELDS and gives_field(texts, known, layout):
        return False
    if len(texts) == 2 and known[1] is not None and known[1].role == "amount" and begins_here:
        return (
            True  # a label column and a single column of figures; a label that began above names the rows of its block
        )
    count = known_count(texts, known, layout)
    return count >= 2 and count * 2 >= len(texts)


def known_count(texts: tuple[str, ...], known: list[Heading | None], layout: Layout) -> int:
    """How many texts of a row are headings. Accounts stand across where the statement is turned or divided by them."""
    count = len(known) - known.count(None)
    if count and (count < 2 or count * 2 < len(texts)):  # accounts alone make no heading row
        count += sum(h is None and layout.account_heading(t) is not None for t, h in zip(texts, known, strict=True))
    return count


def gives_field(texts: tuple[str, ...], known: list[Heading | None], layout: Layout) -> bool:
    """项目单位 | 某镇 | 起止时间 | 2021年度 in the head of a form: a field and its value, no headings.

    项目编码 | 1301 | 项目名称 | 就业补助: names and values in turn, one of which is a field.
    """
    if len(texts) > 1 and known[1] is None and layout.field_of(texts[0]) is not None:
        return True
    in_turn = len(texts) % 2 == 0 and not any(known[1::2])
    return in_turn and any(layout.field_of(text) is not None for text in texts[::2])


def is_code_row(grid: Grid, row: int, layout: Layout) -> bool:
    """301 | 30101 | 30107 below the names of the accounts, where headings from above fill the other columns."""
    own = [cell for cell in grid.filled(row) if cell.row == row]
    return len(own) >= 2 and own[0].col > 0 and all(layout.is_account_code(cell.text) for cell in own)


def continues_headings(grid: Grid, row: int, above: int, layout: Layout, statement: str) -> bool:
    """A second heading row may name just the label columns (科目编码 | 科目名称) when all others were merged downwards."""
    cells = grid.filled(row)
    return (
        bool(cells)
        and all(grid.cell(above, cell.col) is not None for cell in cells)
        and _are_label_headings(_texts(grid, row), layout, statement)
    )


@lru_cache(maxsize=_MOST_ROWS)
def _are_label_headings(texts: tuple[str, ...], layout: Layout, statement: str) -> bool:
    return all(
        not is_numbered(text)
        and (heading := layout.heading(text, statement)) is not None
        and heading.role in {"label", "code", "row_no"}
        for text in texts
    )


def is_gap(grid: Grid, row: int, above: list[int], layout: Layout, statement: str) -> bool:
    """An empty row within headings is what a merge downwards left in text: the row below it goes on naming the columns.

    Headings that name the labels once more begin another table.
    """
    if grid.filled(row) or not is_heading_row(grid, row + 1, layout, statement):
        return False
    names_labels = any(names_columns(grid, each, layout, statement) for each in above)
    return not (names_labels and names_columns(grid, row + 1, layout, statement))


def is_numbering_row(grid: Grid, row: int, layout: Layout, statement: str) -> bool:
    """栏次 | 1 | 2 …, or the bare ascending numbers of the columns."""
    return _are_numbers(_texts(grid, row), layout, statement)


@lru_cache(maxsize=_MOST_ROWS)
def _are_numbers(printed: tuple[str, ...], layout: Layout, statement: str) -> bool:
    texts = [*map(fold, printed)]
    for text in texts:
        heading = layout.heading(text, statement)
        if heading is not None and heading.role == "column_no":
            return True
    first = layout.heading(texts[0], statement) if texts else None
    is_named = first is not None and first.role == "row_no"  # 行次 | 1 | 2 …
    numbers = texts[1:] if is_named else texts
    return (is_named or len(numbers) >= 3) and numbers == [str(i) for i in range(1, len(numbers) + 1)]


def names_columns(grid: Grid, row: int, layout: Layout, statement: str) -> bool:
    """类 | 款 | 项 | 栏次 | 1 | 2: the numbering row is also where the code columns get their names."""
    return any(is_label_heading(cell.text, layout, statement) for cell in grid.filled(row))


def is_label_heading(text: str, layout: Layout, statement: str) -> bool:
    """Whether a text is the heading of a column of labels or codes."""
    heading = layout.heading(text, statement)
    return heading is not None and heading.role in {"label", "code"}
