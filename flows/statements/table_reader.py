"""Reads one table: finds out what it is, then reads the rows under each of its headers as what these are.

A header stands over labels and amounts (matrix.py) or over indicators (evaluation.py); a form may have both.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from decimal import Decimal

from flows.readers.document import Cell, TextBlock
from flows.statements import evaluation
from flows.statements.above import take_over
from flows.statements.captions import is_of_place, likely_title
from flows.statements.entries import Entries
from flows.statements.form_amounts import read_form_amounts, read_form_budget
from flows.statements.forms import OpenForm, title_of_form
from flows.statements.grid import Grid, is_blank, is_number
from flows.statements.headers import Header
from flows.statements.indicator_doubt import indicator_doubt
from flows.statements.left_out import (
    leave_alone,
    report_unknown_columns,
    report_unknown_labels,
    report_unknown_unit,
    report_unread_figures,
)
from flows.statements.lines import Place
from flows.statements.matrix import MatrixReader
from flows.statements.open_table import OpenTable
from flows.statements.project_name import project_name
from flows.statements.recognition import Recognition
from flows.statements.spans import restore_spans
from flows.statements.staff_cells import counts_below, counts_beside, counts_under
from flows.statements.terms import Title
from flows.statements.unheaded import unheaded
from flows.statements.untitled import title_by_content, title_by_note

_PROJECT_NAME, _OF_PROJECTS = "project_name", "项目支出"


class TableReader:
    """Reads one table into the recognition of its document. `said`: the amounts that the running text states."""

    def __init__(self, table: OpenTable, said: Container[Decimal], result: Recognition) -> None:
        self._table = table
        self._said = said
        self._identity = result.identity
        self._entries = Entries(table, result)

    def read(self, above: OpenTable | None) -> None:
        """Read the table. `above` is the table before it, which it may go on."""
        table, entries = self._table, self._entries
        table.headers = table.found_headers()
        if above is not None:
            take_over(table, above)
        if table.title is None:
            self._find_title()
        title = table.title
        if title is not None and not table.headers:
            table.headers = unheaded(table.grid, title, table.layout)
        if title is None or not table.headers:
            rows = range(table.grid.height)
            entries.add_staff(counts_beside(table.grid, rows, table.layout, table.block_no))
            entries.add_staff(counts_below(table.grid, table.layout, table.block_no))
            leave_alone(table, entries)
            return
        report_unknown_unit(table, entries)
        entries.use_blocks()
        self._read_statement(title)
        report_unread_figures(table, entries)
        entries.account()
        report_unknown_labels(table, entries, title)

    def _find_title(self) -> None:
        """The form or statement that a table without a title turns out to be; its headings are then read as those of it."""
        table, kind = self._table, self._identity.report_type
        form: Title | None = None
        if table.headers:
            form = title_of_form(table.headers, table.layout, kind, project_name(table, self._identity))
        statement = None if form else title_by_note(table.document, table.block_no, table.printed, table.layout)
        if form is None and statement is None and table.headers:
            statement = title_by_content(table.grid, table.headers, table.layout, kind)
        title = form or statement
        if title is None:
            return
        # What the figures of a statement cover follows from its title, also where it is not printed; and so may where its
        # headings stand.
        if statement is not None:
            line = likely_title(table.document, table.block_no, table.layout, table.printed)
            title = statement = table.layout.title_of_fund(statement, line) if line is not None else statement
        table.caption = replace(table.caption, title=title, title_text=statement.key if statement else None)
        table.grid = Grid(restore_spans(table.printed, table.layout, title.statement))
        table.headers = table.found_headers()

    def _read_statement(self, title: Title) -> None:
        table, entries = self._table, self._entries
        if title.layout == "evaluation":
            table.project = table.form.project if table.form else project_name(table, self._identity)
        execution_rate = table.form.execution_rate if table.form else None
        rate: evaluation.Indicator | None = None
        for header, rows in _sections(table.headers, table.grid.height):
            if evaluation.is_indicator_header(header):
                self._read_indicators(header, rows, execution_rate)
                continue
            if header.columns_with("goal"):
                continue
            found = evaluation.execution_rate(table.grid, header, rows, table.layout)
            if found is not None:
                entries.add_indicator(found)
                rate, execution_rate = found, found.texts["actual"]
            entries.add_staff(counts_under(table.grid, header, rows, table.block_no))
            self._read_matrix(header, rows, title)
        if title.layout == "evaluation":
            head = range(table.headers[0].first_row)
            self._read_total_above(head, execution_rate, rate)
            entries.add_staff(counts_beside(table.grid, head, table.layout, table.block_no))
            for read in (read_form_amounts, read_form_budget):
                for figure in read(table.grid, head, table.layout, table.statement):
                    entries.add_line(figure)

    def _read_matrix(self, header: Header, rows: range, title: Title) -> None:
        table, entries = self._table, self._entries
        table.corner = header.corner_unit or table.corner
        reader = MatrixReader(
            table.grid,
            header,
            table.layout,
            table.statement,
            self._said,
            self._identity.unit_name,
            of_place=table.caption.is_of_place or is_of_place(self._identity.title),
            rows_are_units=title.layout == "unit_rows",
            total_row=evaluation.only_row(table.grid, header, rows) if title.layout == "evaluation" else None,
        )
        entries.add_lines(reader.read(rows))
        projects = header.field_column(_PROJECT_NAME)
        if projects is not None and title.layout == "matrix" and title.expenditure_kind == _OF_PROJECTS:
            entries.name_projects(projects.col)
        report_unknown_columns(table, entries, header, rows, is_number)

    def _read_indicators(self, header: Header, rows: range, execution_rate: str | None) -> None:
        table, entries = self._table, self._entries
        form = table.form
        if form is None:
            form = table.form = OpenForm(table.caption, header, table.project, execution_rate)
        doubt = indicator_doubt(table.grid, header, rows)
        for found in evaluation.read_indicators(table.grid, header, rows, table.layout, form.carried):
            if doubt is not None and isinstance(found.cell, Cell):
                entries.miss("figure", found.cell.text, None, doubt, found.cell)
            elif isinstance(found, evaluation.Indicator):
                entries.add_indicator(found)
                execution_rate = execution_rate or evaluation.named_rate(found, table.layout)
            elif isinstance(found, evaluation.Total):
                entries.add_evaluation(found, execution_rate)
                form.is_closed = True
            else:
                reason = "该行的单元格少于表头的列，或总分不是数字，未采用"
                entries.miss("figure", found.cell.text, None, reason, found.cell)
        form.execution_rate = execution_rate
        for figure, project in evaluation.project_amounts(table.grid, header, rows, table.layout):
            entries.add_line(figure, project)
        report_unknown_columns(table, entries, header, rows, lambda text: not is_blank(text))

    def _read_total_above(self, rows: range, execution_rate: str | None, rate: evaluation.Indicator | None) -> None:
        """A form that gives its total in its head has no total line below its indicators; one without scores has no total."""
        table, entries = self._table, self._entries
        if entries.evaluations:
            return
        total = evaluation.total_above(table.grid, rows, table.layout)
        if total is not None:
            entries.add_evaluation(total, execution_rate)
            return
        for no in sorted(table.caption.used_blocks):
            block = table.document.blocks[no]
            score = evaluation.score_in_line(block.text, table.layout) if isinstance(block, TextBlock) else None
            if score is not None:
                place = Place(no, None, None, block.line, block.page)
                entries.add_evaluation(evaluation.Total(None, score, None, place), execution_rate)
                return
        if rate is not None and execution_rate is not None:
            entries.add_evaluation(evaluation.Total(None, None, None, rate.cell), execution_rate)


def _sections(headers: list[Header], height: int) -> list[tuple[Header, range]]:
    """Each header with the rows down to the next one."""
    ends = [header.first_row for header in headers[1:]] + [height]
    return [(header, range(header.last_row + 1, end)) for header, end in zip(headers, ends, strict=True)]
