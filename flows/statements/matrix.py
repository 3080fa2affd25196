"""Tables of labels by headings: the nine statements, budgets, fund blocks, 基础数据表. Every filled amount cell is a line.

Decides which label and code a figure belongs to and whether its column is certain. A figure under a heading that no seed
explains, in a row that lost a cell, or in a table that lost columns keeps its place and gets a `doubt`; it is never moved.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator
from decimal import Decimal
from itertools import groupby

from flows.readers.document import Cell
from flows.statements.doubts import column_doubt, label_doubt, side_doubt, stage_doubt, told_apart
from flows.statements.figure import NO_NUMBER, Figure, Misfit, unit_in
from flows.statements.folding import bare_label, fold, numbering_style
from flows.statements.grid import Grid, is_blank, is_number
from flows.statements.headers import Column, Header
from flows.statements.layout import Layout
from flows.statements.lost_columns import with_lost_columns
from flows.statements.pairs import pair_at, pairs_of_row
from flows.statements.remembered import Remembered
from flows.statements.row_label import Places, label_texts
from flows.statements.row_meaning import RowMeaning, meaning_of, meanings_at
from flows.statements.row_plan import PlannedRow, Plans, ValueBlock, ValueColumn, can_be_read, plans_for
from flows.statements.row_units import RowUnits
from flows.statements.terms import RowLabel
from flows.statements.turned import row_heading, turned

_COUNT = re.compile(r"^\d{1,3}$")
# Tables with more columns of figures are read row by row: no two reports share them, and a plan would hold all columns.
_MOST_PLANNED = 40
_PLAIN = re.compile(r"^\d+(?:\.\d+)?$")


# What a column of tasks (任务名称) names: 人员经费 there is a task, no kind of spending, and the sum is the only total.
_TASK = "task"
_OF_FIGURES = frozenset({"amount", "unknown", ""})
_SUBHEADED = "表头下的一行栏目含义未知"
_NOTHING = RowMeaning("", None, -1, None, None, None)


class MatrixReader:
    """Reads the rows under one header. Section rows (项目支出：, 公用经费) are remembered from row to row."""

    def __init__(
        self,
        grid: Grid,
        header: Header,
        layout: Layout,
        statement: str,
        said: Container[Decimal],
        unit_name: str | None = None,
        *,
        of_place: bool = False,
        rows_are_units: bool = False,
        total_row: int | None = None,
    ) -> None:
        """`rows_are_units`: the columns are the items and each row is a unit, of which only the reporting one counts. Else
        `of_place` says that a column of units gathers those of a place (row_units.py). `total_row` is a total that has no
        label of its own.
        """
        self._grid = grid
        self._header = header
        self._layout = layout
        self._statement = statement
        self._said = said
        self._unit_name = unit_name
        units = RowUnits(grid, header, layout, unit_name, of_place=of_place, statement=statement)
        self._row_units = units if (units.are_several or units.is_own_alone) and not rows_are_units else None
        self._sections: dict[int, tuple[str, ...]] = {}
        self._whole: dict[int, dict[int, Decimal]] = {}  # figures of the label that opened a section, by column
        self._opened_by: dict[int, str] = {}  # how the label that opened a section is numbered
        self._has_one_row = False
        self._rows_are_stages = False
        self._by_item = rows_are_units or statement in layout.column_identities
        self._only_totals = False
        self._rows_are_units = rows_are_units
        self._total_row = total_row
        self._are_tasks = header.field_column(_TASK) is not None
        self._label_columns = header.columns_with("label", "code")
        self._label_cols = [column.col for column in self._label_columns]
        self._unknown = header.columns_with("", "unknown")
        self._row_nos = header.columns_with("row_no")
        self._amounts = header.columns_with("amount")
        first_amount = self._amounts[0].col if self._amounts else 0
        # 主要内容 between 任务名称 and the amounts: words, which a total merged over them has not.
        self._between = [c for c in header.columns_with("ignore", "", "unknown") if c.col < first_amount]
        self._runs = [(places, meanings_at(places, layout, statement)) for places in _runs(self._label_columns)]
        self._subheaded = self._find_subheaded()
        self._blocks = list(self._found_blocks(header.columns_with("amount", "unknown", "pair", "")))
        # Columns that name the rows, before the first that holds a figure.
        self._leading = next((c.col for c in header.columns if c.role not in {"label", "code", "ignore"}), 0)
        widths = grid.row_widths(header.last_row + 1)
        self._has_full_rows = any(width >= header.width for width in widths)
        # How wide rows are below these headings: what most of them agree on.
        usual, count = max(widths.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
        self._usual_width = max(usual, header.width) if count > 1 else grid.width

    def read(self, rows: range) -> Iterator[Figure | Misfit | PlannedRow]:
        if self._by_item:
            # A table of one row is the unit's own, by whatever short name it goes there.
            columns = [column.col for column in self._amounts]
            filled = [row for row in rows if any(is_number(self._grid.text(row, col)) for col in columns)]
            self._has_one_row = len(filled) == 1
            # The unit's own row beside those of the units below it leaves these out: 合计 is what the report is about.
            self._only_totals = self._rows_are_units and any(self._is_total(row) for row in filled)
        if any(column.account for column in self._amounts):
            labels = (self._grid.text(row, column.col) for row in rows for column in self._label_columns)
            self._rows_are_stages = any(
                row_heading(label, None, self._layout, self._statement) is not None for label in labels
            )
        plans = self._plans()
        for row in rows:
            planned = self._planned_row(row, plans) if plans is not None else None
            if planned is not None:
                yield planned
            else:
                yield from self._read_row(row)

    def _plans(self) -> Plans | None:
        """The plans of rows of this table (row_plan.py); None where reading a row takes more than its labels and headings."""
        is_plain = not (self._unknown or self._by_item or self._rows_are_stages or self._row_units or self._are_tasks)
        if not is_plain or self._statement in self._layout.column_identities:
            return None
        columns = [value.column for block in self._blocks for value in block.values]
        if len(columns) > _MOST_PLANNED or any(column.role == "pair" for column in columns):
            return None
        runs = tuple([places for places, _ in self._runs])
        return plans_for(runs, tuple(self._blocks), self._layout, self._statement)

    def _planned_row(self, row: int, plans: Plans) -> PlannedRow | None:
        """A row that has a plan and all its cells; None where it is to be read by itself."""
        line = self._grid.line(row)
        if len(line) != self._header.width or row == self._total_row:
            return None
        for column in self._row_nos:
            cell = line[column.col]
            if cell is not None and cell.text and not _is_count(cell.text):
                return None
        plan = plans[tuple([cell[2] if (cell := line[col]) is not None else "" for col in self._label_cols])]
        if plan is None:
            return None
        planned = PlannedRow(line, plan)
        needs_more = plan.without_label or self._sections
        return planned if not needs_more or can_be_read(planned, self._sections) else None

    def _read_row(self, row: int) -> Iterator[Figure | Misfit]:
        line = self._grid.line(row)
        width = len(line)
        shift = 0
        if width < self._header.width:
            pairs = self._pairs(row)
            if pairs:
                yield from pairs
                return
            shift = self._lost_label_cells(row)
            if not shift:
                yield from self._lost_cells(row)
        row_doubt = self._row_doubt(row, shift)
        figures: list[Figure] = []
        sections_of: dict[int, tuple[str, ...]] = {}
        for last_run, values in self._blocks:
            said, unit = self._said_by(row, line, last_run, shift)
            if said.block not in sections_of:
                amounts = _amounts(line, [value.column.col - shift for value in values])
                if self._exceeds_section(said.block, amounts):
                    self._sections[said.block] = ()
                sections_of[said.block] = self._note_section(said)
                if said.known is not None and said.known.section == "opens":
                    self._whole[said.block] = amounts
            sections = () if said.heading is not None else sections_of[said.block]
            doubt_of_row = said.doubt
            if self._rows_are_stages and said.heading is None and doubt_of_row is None:
                doubt_of_row = stage_doubt(said.label, said.code, self._layout, self._statement)
            for value in values:
                column = value.column
                col = column.col - shift
                cell = line[col] if 0 <= col < width else None
                if cell is None or cell.col != col or not (text := cell.text):
                    continue
                if not (is_amount := is_number(text)) and is_blank(text):
                    continue
                label, code, known, doubt = said.label, said.code, said.known, doubt_of_row
                if column.role == "pair":
                    pair = pair_at(cell, line, column, self._header)
                    if pair is None or is_blank(pair[1]):
                        continue
                    label, text = pair
                    is_amount = is_number(text)
                    known = self._layout.row_label(label, self._statement)
                    doubt = label_doubt(label, code)
                if not is_amount:
                    if column.role in {"amount", "pair"} and (known is None or known.role != "skip"):
                        yield Misfit(cell, label, NO_NUMBER)
                    continue
                if said.heading is not None:
                    column, label, code = turned(column, said.heading)
                    known = self._layout.row_label(label, self._statement)
                    doubt = label_doubt(label, code)
                unit_text = unit_in(text, value.unit)
                reason = row_doubt or value.doubt or doubt or self._place_doubt(row, value, label, known, shift)
                figures.append(Figure(cell, text, label, code, sections, column, unit_text, reason, unit))
        figures = told_apart(figures)
        identities = self._layout.column_identities.get(self._statement)
        yield from with_lost_columns(figures, self._amounts, identities, self._said) if identities else figures

    def _said_by(self, row: int, line: list[Cell | None], last_run: int, shift: int) -> tuple[RowMeaning, str | None]:
        """What the labels of a row say, those nearest to the left first, and the unit that the row belongs to."""
        said = _NOTHING
        for run in range(last_run, -1, -1):
            places, meanings = self._runs[run]
            said = meanings[label_texts(line, places, shift)]
            if said.label or said.code is not None:
                break
        label, unit = said.label, None
        if not label and said.code is None and last_run >= 0 and self._runs[last_run][0][-1][0] < self._leading:
            label = self._total_before(row)
        if row == self._total_row and said.code is None:
            label = self._layout.fund_total
        if self._row_units is not None:
            unit, label = self._row_units.of_row(row, label)
        if label != said.label:
            said = meaning_of(label, said.code, said.block, self._layout, self._statement)
        return said, unit

    def _pairs(self, row: int) -> list[Figure]:
        """The figures of a row that alternates labels and figures (pairs.py)."""
        pairs = pairs_of_row(self._grid, row, self._header, self._amounts)
        if not pairs:
            return []
        column, value = self._amounts[0], self._value_column(self._amounts[0], -1)
        # One label of the other side says that the headings do not stand over the columns they seem to.
        sides = [side_doubt(label.text, self._known(label.text), column) for label, _ in pairs]
        doubt = column_doubt(column) or next(filter(None, sides), None)
        return [
            Figure(cell, cell.text, label.text, None, (), column, unit_in(cell.text, value.unit), doubt)
            for label, cell in pairs
        ]

    def _known(self, label: str) -> RowLabel | None:
        return self._layout.row_label(label, self._statement) if label else None

    # -- labels ---------------------------------------------------------------------------------------------------

    def _note_section(self, said: RowMeaning) -> tuple[str, ...]:
        """The sections a row stands in. A row that opens one stands outside it; one that closes it (总计) in none."""
        section = said.known.section if said.known is not None else ""
        style = numbering_style(said.label)
        if section == "closes" or (style and style == self._opened_by.get(said.block)):
            # 二、项目支出 ends where 三、单位预留机动经费 begins
            self._sections[said.block] = ()
        above = self._sections.get(said.block, ())
        if section == "opens":
            self._sections[said.block] = (self._layout.label_key(said.label, self._statement),)
            self._opened_by[said.block] = style
            return ()
        return above

    def _exceeds_section(self, block: int, amounts: dict[int, Decimal]) -> bool:
        """Whether a row is more than the section it seems to stand in: 项目支出 500, below it 其中：财政拨款 1200 of all money."""
        whole = self._whole.get(block, {}) if self._sections.get(block) else {}
        return any(amount > whole[col] for col, amount in amounts.items() if col in whole)

    def _lost_label_cells(self, row: int) -> int:
        """How many label cells a merged 合计 covers: Word text then gives the row that many cells fewer."""
        lost = self._header.width - self._grid.row_width(row)
        if lost <= 0:
            return 0
        label = self._grid.text(row, 0)
        # A total is merged over what names its rows besides the label (单位名称, 项目代码), any other row over labels alone.
        leading = self._leading if self._closes(label) else len(self._label_columns)
        if lost >= leading or any(c.col >= leading for c in self._label_columns):
            return 0
        # A number in a name column proves the shift. Where the first amounts are empty (nothing brought over), rows that reach
        # the last column do: a total is not empty where its parts are not, so that the short row was not cut off.
        moved = [self._grid.text(row, col) for col in range(leading - lost, leading)]
        is_moved = all(not text or is_number(text) for text in moved) and (any(moved) or self._has_full_rows)
        return lost if label and not is_number(label) and is_moved else 0

    def _total_before(self, row: int) -> str:
        """合计 in a column left of the labels that says nothing of other rows (单位名称, 项目代码); '' where there is none."""
        text = next((cell.text for cell in self._grid.filled(row) if cell.col < self._leading), "")
        return text if self._closes(text) else ""

    def _closes(self, label: str) -> bool:
        known = self._layout.row_label(label, self._statement) if label else None
        return known is not None and known.section == "closes"

    # -- doubts ---------------------------------------------------------------------------------------------------

    def _lost_cells(self, row: int) -> Iterator[Misfit]:
        """A number where a name belongs, in a row that is too short: conversion lost a cell and moved the rest left."""
        if self._grid.row_width(row) >= self._header.width:
            return
        for column in self._header.columns_with("label"):
            cell = self._grid.cell(row, column.col)
            if cell is not None and is_number(cell.text) and column.col:
                texts = " | ".join(c.text for c in self._grid.row_cells(row))
                yield Misfit(cell, texts, "该行缺少单元格，名称栏里是数字，其后的数无法对齐")

    def _row_doubt(self, row: int, shift: int) -> str | None:
        width = self._header.width
        if self._grid.row_width(row) > width and (filled := self._grid.filled(row)) and filled[-1].col >= width:
            return "该行的单元格多于表头的列"
        if self._grid.row_width(row) > self._usual_width:
            return "该行的单元格多于其他行，无法确定多出的是哪一个"
        if shift:
            return None
        for column in self._row_nos:
            text = self._grid.text(row, column.col)
            if text and not _is_count(text):
                return "该行缺少单元格，行次栏里不是行次"
        is_short = self._grid.row_width(row) < width
        if is_short and any(is_number(self._grid.text(row, column.col)) for column in self._between):
            return "该行缺少单元格，文字栏里是数字，其后的数无法对齐"
        return None

    def _place_doubt(self, row: int, value: ValueColumn, label: str, known: RowLabel | None, shift: int) -> str | None:
        """Whether the label found to the left is the figure's own."""
        column = value.column
        if doubt := side_doubt(label, known, column):
            return doubt
        if self._are_tasks and (known is None or known.section != "closes"):
            return "任务的金额，不是报表的项目"
        if self._by_item and column.items and label and known is None and not self._is_own(label):
            return f"“{bare_label(label)}”不是本单位的合计行"
        if not self._unknown or shift:
            return None
        texts = [self._grid.text(row, c.col) for c in self._unknown_before(value)]
        if any(text and not is_blank(text) and not is_number(text) for text in texts):
            return "名称与金额之间有含义未知的栏，无法确定该数属于哪一行"
        return None

    def _is_own(self, label: str) -> bool:
        """Whether the only row, or the row that a label names, is the reporting unit's."""
        return self._has_one_row or (bare_label(label) == self._unit_name and not self._only_totals)

    def _is_total(self, row: int) -> bool:
        return self._closes(next((cell.text for cell in self._grid.filled(row)), ""))

    def _found_blocks(self, columns: list[Column]) -> Iterator[ValueBlock]:
        """The columns of figures by the label columns left of them."""
        ends = [places[-1][0] for places, _ in self._runs]
        for run, group in groupby(columns, key=lambda column: bisect_left(ends, column.col) - 1):
            end = ends[run] if run >= 0 else -1
            yield ValueBlock(run, tuple([self._value_column(column, end) for column in group]))

    def _value_column(self, column: Column, label_end: int) -> ValueColumn:
        doubt = column_doubt(column) or (_SUBHEADED if column.col in self._subheaded else None)
        return ValueColumn(column, column.unit_text or self._header.corner_unit, label_end, doubt)

    def _find_subheaded(self) -> frozenset[int]:
        """The columns over which the row below the headings has words and nothing else: headings that no seed explains.

        人员支出 | 日常办公 below 基本支出: which part of it the figures are, is not known.
        """
        row = self._header.last_row + 1
        own = [cell for cell in self._grid.filled(row) if cell.row == row] if row < self._grid.height else []
        columns = self._header.columns
        is_over_figures = all(
            cell.col < len(columns) and columns[cell.col].role in _OF_FIGURES and not is_number(cell.text)
            for cell in own
        )
        over = {col for cell in own for col in range(cell.col, cell.col + cell.col_span)}
        is_said = len(own) > 1 and is_over_figures and not any(is_blank(cell.text) for cell in own)
        return frozenset(over) if is_said else frozenset()

    def _unknown_before(self, value: ValueColumn) -> list[Column]:
        """Columns of unknown meaning between a column and its labels. Not kept: a table may have thousands of either."""
        return [c for c in self._unknown if value.label_end < c.col < value.column.col]


def _amounts(line: list[Cell | None], cols: list[int]) -> dict[int, Decimal]:
    """The plain figures of a row by column."""
    cells = ((col, line[col]) for col in cols if 0 <= col < len(line))
    texts = ((col, fold(cell.text).replace(",", "")) for col, cell in cells if cell is not None and cell.col == col)
    return {col: Decimal(text) for col, text in texts if _PLAIN.match(text)}


def _runs(labels: list[Column]) -> list[Places]:
    """Label columns beside each other: the labels of one half of a table."""
    runs: list[list[tuple[int, str]]] = []
    for column in labels:
        if not runs or runs[-1][-1][0] < column.col - 1:
            runs.append([])
        runs[-1].append((column.col, column.role))
    return [tuple(run) for run in runs]


def _counts(text: str) -> bool:
    return _COUNT.match(fold(text)) is not None


# Whether a text is the number of a row.
_is_count = Remembered(_counts).__getitem__
