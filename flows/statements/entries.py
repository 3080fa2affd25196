"""What one table adds to the recognition of its document: each value found becomes a line with title, unit and place."""

from __future__ import annotations

from collections.abc import Iterable

from flows.readers.document import Cell
from flows.statements import accounting, evaluation, unknown
from flows.statements.doubts import reading_doubt
from flows.statements.figure import NO_NUMBER, Figure, Misfit, unit_in
from flows.statements.folding import bare_label, fold
from flows.statements.grid import is_blank, is_number, is_plain_number
from flows.statements.lines import EvaluationLine, IndicatorLine, Place, StaffCount, StatementLine, Unrecognised
from flows.statements.open_table import OpenTable
from flows.statements.recognition import Recognition
from flows.statements.row_meaning import words_of
from flows.statements.row_plan import PlannedRow


class Entries:
    """Writes the lines of one table. Made before the first of them, so that it knows where they begin."""

    def __init__(self, table: OpenTable, result: Recognition) -> None:
        self._table = table
        self._result = result
        self._line_no = 0
        self._first_line = len(result.lines)
        self._first_indicator = len(result.indicators)
        self._first_evaluation = len(result.evaluations)
        self._first_staff = len(result.staff)

    @property
    def lines(self) -> list[StatementLine]:
        """The figures of the table so far."""
        return self._result.lines[self._first_line :]

    @property
    def indicators(self) -> list[IndicatorLine]:
        """The indicators of the table so far."""
        return self._result.indicators[self._first_indicator :]

    @property
    def evaluations(self) -> list[EvaluationLine]:
        """The totals of the table so far."""
        return self._result.evaluations[self._first_evaluation :]

    @property
    def staff(self) -> list[StaffCount]:
        """The headcounts of the table so far."""
        return self._result.staff[self._first_staff :]

    def add_line(self, figure: Figure, project: str | None = None) -> None:
        """A figure; one with a doubt is reported as well."""
        self.add_lines((figure,), project)

    def add_lines(self, found: Iterable[Figure | Misfit | PlannedRow], project: str | None = None) -> None:
        """Figures and rows of figures, those with a doubt and what is none reported as well."""
        table, caption, lines = self._table, self._table.caption, self._result.lines
        statement, title, year, unit = (
            table.statement,
            caption.title_text,
            caption.year_text,
            table.corner or table.unit,
        )
        known, project = table.layout.labels_in(statement), project or table.project
        for figure in found:
            if isinstance(figure, PlannedRow):
                self._add_row(figure, (title, year, project, unit))
                continue
            if isinstance(figure, Misfit):
                self.miss("figure", figure.cell.text, figure.label, figure.reason, figure.cell)
                continue
            cell, value, printed, code, sections, column, unit_text, doubt, unit_name = figure
            if doubt is None and cell[8] is not None:
                doubt = reading_doubt(cell, value)
            label, key = words_of(printed, known)  # none in tables whose columns are the items
            place = Place(table.block_no, cell.row, cell.col, cell.line, cell.page)
            lines.append(
                # In the order of the fields, without their names: a report has hundreds of lines.
                StatementLine(
                    table.no,
                    self._line_no,
                    statement,
                    title,
                    year,
                    project,
                    column.side or None,
                    code,
                    label,
                    key,
                    sections,
                    column.path,
                    value,
                    unit_text or unit,
                    doubt,
                    unit_name,
                    place,
                )
            )
            self._line_no += 1
            if doubt is not None:
                self.miss("figure", value, " / ".join((*column.path, label or "")), doubt, cell)

    def _add_row(self, row: PlannedRow, said: tuple[str | None, str | None, str | None, str | None]) -> None:
        """The figures of a row; `said`: title, year, project and unit of money of the table."""
        table, lines, make = self._table, self._result.lines, tuple.__new__
        block_no, no, statement, number = table.block_no, table.no, table.statement, self._line_no
        title, year, project, unit = said
        line, plan = row
        doubtful: list[tuple[tuple[str, ...], str | None, str, Cell]] = []
        for col, is_needed, unit_text, doubt, side, code, label, key, path, printed in plan.values:
            cell = line[col]
            if cell is None or not (text := cell[2]) or cell[1] != col:
                continue
            if not (is_plain_number(text) or is_number(text)):
                if is_needed and not is_blank(text):
                    self.miss("figure", text, printed, NO_NUMBER, cell)
                continue
            if "元" in text:
                unit_text = unit_in(text, unit_text)
            if doubt is None and cell[8] is not None:
                doubt = reading_doubt(cell, text)
            if doubt is not None:
                doubtful.append((path, label, doubt, cell))
            # As StatementLine(...) and Place(...) do, in the order of the fields, without calls for each of hundreds.
            place = make(Place, (block_no, cell[0], cell[1], cell[5], cell[6]))
            said_of = (no, number, statement, title, year, project, side, code, label, key, (), path)
            lines.append(make(StatementLine, (*said_of, text, unit_text or unit, doubt, None, place)))
            number += 1
        self._line_no = number
        for path, label, doubt, cell in doubtful:
            self.miss("figure", cell.text, " / ".join((*path, label or "")), doubt, cell)

    def name_projects(self, column: int) -> None:
        """Lines that a column of projects names after an account (老旧小区改造): the column says that they are projects."""
        table, lines = self._table, self._result.lines
        known = table.layout.labels_in(table.statement)
        for no in range(self._first_line, len(lines)):
            line = lines[no]
            if line.project_name is not None or line.code_text is not None or not line.label_text:
                continue
            printed = table.grid.text(line.place.row or 0, column)
            is_named = bare_label(printed) == line.label_text and known[printed] is None
            if is_named and fold(line.label_text) in table.layout.accounts:
                lines[no] = line._replace(project_name=line.label_text)

    def add_indicator(self, found: evaluation.Indicator) -> None:
        """An indicator of an evaluation or of its targets."""
        texts = found.texts
        self._result.indicators.append(
            IndicatorLine(
                statement_no=self._table.no,
                line_no=self._line_no,
                statement=self._table.statement,
                title_year_text=self._table.caption.year_text,
                project_name=found.project or self._table.project,
                is_execution_rate=found.is_execution_rate,
                level1_text=texts["level1"],
                level2_text=texts["level2"],
                level3_text=texts["level3"],
                property_text=texts["property"],
                target_text=texts["target"],
                unit_text=texts["unit"],
                actual_text=texts["actual"],
                weight_text=texts["weight"],
                score_text=texts["score"],
                deviation_text=texts["deviation"],
                place=self._place(found.cell),
            )
        )
        self._line_no += 1

    def add_evaluation(self, found: evaluation.Total, execution_rate: str | None) -> None:
        """The total of a form."""
        self._result.evaluations.append(
            EvaluationLine(
                statement_no=self._table.no,
                statement=self._table.statement,
                title_year_text=self._table.caption.year_text,
                project_name=self._table.project,
                total_weight_text=found.weight,
                total_score_text=found.score,
                execution_rate_text=execution_rate,
                grade_text=found.grade,
                place=found.cell if isinstance(found.cell, Place) else self._place(found.cell),
            )
        )

    def add_staff(self, counts: Iterable[StaffCount]) -> None:
        """Headcounts."""
        self._result.staff += counts

    def miss(self, kind: str, text: str, context: str | None, reason: str, cell: Cell | None) -> None:
        """Something that was not recognised, with its neighbours where it stands in a cell."""
        table = self._table
        place = self._place(cell) if cell is not None else Place(table.block_no)
        row = unknown.row_text(table.grid, cell) if cell is not None else None
        column = unknown.column_text(table.grid, table.headers, cell) if cell is not None else None
        nearest = unknown.nearest(kind, text, table.layout)
        self._result.unrecognised.append(
            Unrecognised(kind, text, context, reason, table.statement or None, place, row, column, nearest)
        )

    def use_blocks(self) -> None:
        """The blocks of the table and its caption are those of a statement."""
        self._result.statement_blocks.add(self._table.block_no)
        self._result.caption_blocks.update(self._table.caption.used_blocks)

    def account(self) -> None:
        """Say of every number of the table that is no figure what it is."""
        table = self._table
        read = accounting.read_lines(self.lines, self.staff, self.indicators, self.evaluations)
        self._result.number_uses.extend(
            accounting.uses(table.printed.cells, table.headers, read, table.block_no, table.statement)
        )

    def account_unused(self, use: str) -> None:
        """Say of all numbers of the table why none was read."""
        table = self._table
        self._result.number_uses.extend(
            accounting.unused(table.printed.cells, table.block_no, table.statement or None, use)
        )

    def _place(self, cell: Cell) -> Place:
        return accounting.place_of(self._table.block_no, cell)
