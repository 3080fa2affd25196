"""Document → everything recognised in it: statement lines, indicators, evaluations, headcounts, and what was not.

Pure: no files, no database. Tables that no title and no headings explain are left alone and counted as unrecognised.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from flows.collector import paused
from flows.readers.document import Cell, Document, Table, TextBlock
from flows.statements import accounting, evaluation, unknown
from flows.statements.accounting import NumberUse
from flows.statements.captions import is_of_place, likely_title, match_title, read_caption
from flows.statements.continuation import Spread, rows_go_on
from flows.statements.fields import field_of, line_fields, table_fields
from flows.statements.figure import Figure
from flows.statements.folding import fold, label_key
from flows.statements.form_amounts import read_form_amounts
from flows.statements.forms import OpenForm, continued, goes_on, is_near, title_of_form
from flows.statements.grid import Grid, is_blank, is_number
from flows.statements.headers import Header, find_headers
from flows.statements.identity import Identity, read_identity
from flows.statements.layout import Layout, Title
from flows.statements.lines import EvaluationLine, IndicatorLine, Place, StaffCount, StatementLine, Unrecognised
from flows.statements.matrix import MatrixReader, line_label
from flows.statements.spans import restore_spans
from flows.statements.staff_cells import counts_below, counts_beside, counts_under
from flows.statements.untitled import title_by_content, title_by_note

# Between the parts of a table over several pages or sheets: the number of a page, the numbered name of a sheet (02说明).
_MOST_BETWEEN = 2
_NUMBERED_PLACE = re.compile(r"^[-—第\s]{0,4}\d{1,3}[^\d。，]{0,8}$|^(?:Sheet|sheet)\d+$")
# Bounded, so that a run of digits without end is looked at once: no amount has so many.
_SAID = re.compile(r"(?<!\d)(\d[\d,]{0,30}(?:\.\d{1,20})?)\s*(?:万|亿|千)?元")


@dataclass
class Recognition:
    """All that was recognised in one document."""

    identity: Identity
    lines: list[StatementLine] = field(default_factory=list)
    indicators: list[IndicatorLine] = field(default_factory=list)
    evaluations: list[EvaluationLine] = field(default_factory=list)
    staff: list[StaffCount] = field(default_factory=list)
    unrecognised: list[Unrecognised] = field(default_factory=list)
    number_uses: list[NumberUse] = field(default_factory=list)
    statement_blocks: set[int] = field(default_factory=set)
    caption_blocks: set[int] = field(default_factory=set)


@paused()
def recognise(document: Document, layout: Layout, whole: Identity | None = None) -> Recognition:
    """Recognise the statements of a document with the given layout knowledge.

    `whole`: of the file that this document is a part of; it says what the part does not.
    """
    result = Recognition(identity=read_identity(document, layout, whole))
    said = frozenset(
        Decimal(number.replace(",", ""))
        for block in document.blocks
        if isinstance(block, TextBlock)
        if "元" in block.text
        for number in _SAID.findall(block.text)
    )
    above: _TableReader | None = None
    parts = ((block_no, part) for block_no, table in document.tables for part in _statements_of(table, layout))
    for statement_no, (block_no, part) in enumerate(parts):
        reader = _TableReader(document, block_no, part, layout, said, statement_no, result)
        reader.read(above)
        above = reader
    return result


def _statements_of(table: Table, layout: Layout) -> list[Table]:
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


class _TableReader:
    """Reads one table into the recognition of its document."""

    def __init__(
        self,
        document: Document,
        block_no: int,
        table: Table,
        layout: Layout,
        said: frozenset[Decimal],
        statement_no: int,
        result: Recognition,
    ) -> None:
        self._document = document
        self._block_no = block_no
        self._table = table
        self._first_row = min((cell.row for cell in table.cells), default=0)
        self._layout = layout
        self._said = said
        self._no = statement_no
        self._result = result
        self._caption = read_caption(document, block_no, layout, table)
        name = self._caption.title.statement if self._caption.title else ""
        self._grid = Grid(restore_spans(table, layout, name))
        self._unit = self._caption.unit_text or result.identity.money_unit_text
        self._project: str | None = None
        self._corner: str | None = None
        self._line_no = 0
        self._headers: list[Header] = []
        self._likely_title = likely_title(document, block_no, layout, table) if self._caption.title is None else None
        self._form: OpenForm | None = None

    def read(self, above: _TableReader | None = None) -> None:
        """Read the table. `above` is the table before it, which it may go on."""
        headers = find_headers(self._grid, self._layout, self._caption.title.statement if self._caption.title else "")
        if above is not None and above._block_no == self._block_no and self._caption.unit_text is None:
            self._unit = above._unit  # statements printed as one table share its 单位：千元
        if (
            above is not None
            and self._is_next_to(above)
            and rows_go_on(self._grid, headers, above.spread, self._layout)
        ):
            self._caption, self._unit = above._caption, above._unit
            statement = self._caption.title.statement if self._caption.title else ""
            again = find_headers(self._grid, self._layout, statement)
            headers = again or [replace(above._headers[0], first_row=-1, last_row=-1)]
        if above is not None and headers and self._is_beside(above, headers[0]):
            self._caption, self._unit = above._caption, above._unit
        if self._caption.title is None and above is not None and (form := self._form_above(above, headers)):
            self._caption, self._unit, self._form = form.caption, above._unit, form
            headers = headers or [continued(form)]
        if headers and self._caption.title is None:
            headers = self._read_untitled(headers)
        self._headers = headers
        title = self._caption.title
        name = title.statement if title else ""
        if title is None or not headers:
            self._result.staff += counts_beside(self._grid, range(self._grid.height), self._layout, self._block_no)
            self._result.staff += counts_below(self._grid, self._layout, self._block_no)
            self._leave_alone(headers)
            return
        if self._unit is not None and fold(self._unit) not in self._layout.money_units:
            self._miss("unit", self._unit, self._caption.title_text, "没有参考数据说明这个金额单位", name, None)
        self._result.statement_blocks.add(self._block_no)
        self._result.caption_blocks.update(self._caption.used_blocks)
        if title.layout == "evaluation":
            self._project = self._form.project if self._form else self._project_name()
        execution_rate = self._form.execution_rate if self._form else None
        rate: evaluation.Indicator | None = None
        result = self._result
        before = len(result.lines), len(result.indicators), len(result.staff), len(result.evaluations)
        for header, rows in _sections(headers, self._grid.height):
            if evaluation.is_indicator_header(header):
                self._read_indicators(name, header, rows, execution_rate)
                continue
            if header.columns_with("goal"):
                continue
            found = evaluation.execution_rate(self._grid, header, rows, self._layout)
            if found is not None:
                self._add_indicator(name, found)
                rate, execution_rate = found, found.texts["actual"]
            self._result.staff += counts_under(self._grid, header, rows, self._block_no)
            self._read_matrix(name, header, rows)
        if title.layout == "evaluation":
            head = range(headers[0].first_row)
            self._read_total_above(name, head, execution_rate, rate)
            self._result.staff += counts_beside(self._grid, head, self._layout, self._block_no)
            for figure in read_form_amounts(self._grid, head, self._layout, name):
                self._add_line(name, figure)
        if before[:3] == (len(result.lines), len(result.indicators), len(result.staff)):
            self._report_unread_figures(name, headers)
        self._account(name, before)
        for kind, text, reason, cell in unknown.unknown_labels(
            result.lines[before[0] :], self._grid, title, self._layout
        ):
            self._miss(kind, text, None, reason, name, cell)

    def _account(self, statement: str, before: tuple[int, int, int, int]) -> None:
        """Say of every number of the table that is no figure what it is. `before`: where the lines of this table begin."""
        result = self._result
        read = accounting.read_lines(
            result.lines[before[0] :],
            result.staff[before[2] :],
            result.indicators[before[1] :],
            result.evaluations[before[3] :],
        )
        result.number_uses.extend(accounting.uses(self._table.cells, self._headers, read, self._block_no, statement))

    @property
    def spread(self) -> Spread:
        """What a table below must share with this one to go on with it."""
        return Spread(self._grid, self._headers)

    def _is_next_to(self, above: _TableReader) -> bool:
        """Whether nothing but a page's number or a sheet's name stands between the table before and this one without title."""
        title = above._caption.title
        between = self._document.blocks[above._block_no + 1 : self._block_no]
        return (
            self._caption.title is None
            and title is not None
            and title.layout == "matrix"
            and above._block_no != self._block_no
            and len(between) <= _MOST_BETWEEN
            and all(isinstance(block, TextBlock) and _NUMBERED_PLACE.match(block.text) for block in between)
        )

    def _read_untitled(self, headers: list[Header]) -> list[Header]:
        """The headers of a table without a title, read as those of the form or statement it turns out to be."""
        kind = self._result.identity.report_type
        statement: Title | None = None
        form = title_of_form(headers, self._layout, kind, self._project_name())
        if form is None:
            statement = title_by_note(self._document, self._block_no, self._table, self._layout) or title_by_content(
                self._grid, headers, self._layout, kind
            )
        title = form or statement
        if title is None:
            return headers
        # What the figures of a statement cover follows from its title, also where it is not printed.
        self._caption = replace(self._caption, title=title, title_text=statement.key if statement else None)
        self._grid = Grid(restore_spans(self._table, self._layout, title.statement))
        return find_headers(self._grid, self._layout, title.statement)

    def _form_above(self, above: _TableReader, headers: list[Header]) -> OpenForm | None:
        """The form of the table before that goes on in this one."""
        form = above._form
        is_near_it = form is not None and is_near(self._document, above._block_no, self._block_no)
        return form if form is not None and is_near_it and goes_on(form, self._grid, headers, self._layout) else None

    def _is_beside(self, above: _TableReader, header: Header) -> bool:
        """Whether a table without title gives other items of the units of the table before (收入, 支出, then 三公经费)."""
        title = above._caption.title
        is_next = self._caption.title is None and self._block_no == above._block_no + 1
        if not is_next or title is None or title.layout != "unit_rows" or not above._headers:
            return False
        first = above._headers[0].columns[0].path
        return bool(first) and header.columns[0].path == first

    def _report_unread_figures(self, statement: str, headers: list[Header]) -> None:
        """A known statement with headings and figures of which none was read must not look like an empty one."""
        below = range(headers[0].last_row + 1, self._grid.height)
        cells = [cell for row in below for cell in self._grid.filled(row) if is_number(cell.text)]
        if self._caption.title is None or self._caption.title.layout != "evaluation":
            cells = [
                cell for cell in cells if "." in cell.text
            ]  # codes and ordinals of an empty statement are no figures
        if cells:
            self._miss(
                "table",
                cells[0].text,
                self._caption.title_text,
                "表中的数字都没有对应的表头，整表未采用",
                statement,
                cells[0],
            )

    # -- kinds of block -------------------------------------------------------------------------------------------

    def _read_matrix(self, statement: str, header: Header, rows: range) -> None:
        self._corner = header.corner_unit or self._corner
        identity, title = self._result.identity, self._caption.title
        reader = MatrixReader(
            self._grid,
            header,
            self._layout,
            statement,
            self._said,
            identity.unit_name,
            of_place=is_of_place(self._caption.title_text) or is_of_place(identity.title),
            rows_are_units=title is not None and title.layout == "unit_rows",
        )
        for found in reader.read(rows):
            if isinstance(found, Figure):
                self._add_line(statement, found)
            else:
                self._miss("figure", found.cell.text, found.label, found.reason, statement, found.cell)
        self._report_unknown_columns(statement, header, rows, is_number)

    def _report_unknown_columns(self, statement: str, header: Header, rows: range, says: Callable[[str], bool]) -> None:
        """A column with something in it under a heading that no seed explains."""
        for column in header.columns_with("amount", "unknown"):
            if column.unknown is not None and any(says(self._grid.text(row, column.col)) for row in rows):
                cell = self._grid.cell(header.first_row, column.col)
                self._miss(
                    "heading", column.unknown, " / ".join(column.path), "没有参考数据说明这个表头", statement, cell
                )

    def _read_indicators(self, statement: str, header: Header, rows: range, execution_rate: str | None) -> None:
        form = self._form
        if form is None:
            form = self._form = OpenForm(self._caption, header, self._project, execution_rate)
        for found in evaluation.read_indicators(self._grid, header, rows, self._layout, form.carried):
            if isinstance(found, evaluation.Indicator):
                self._add_indicator(statement, found)
                execution_rate = execution_rate or evaluation.named_rate(found, self._layout)
            elif isinstance(found, evaluation.Total):
                self._add_evaluation(statement, found, execution_rate)
                form.is_closed = True
            else:
                reason = "该行的单元格少于表头的列，或总分不是数字，未采用"
                self._miss("figure", found.cell.text, None, reason, statement, found.cell)
        form.execution_rate = execution_rate
        for figure, project in evaluation.project_amounts(self._grid, header, rows, self._layout):
            self._add_line(statement, figure, project)
        self._report_unknown_columns(statement, header, rows, lambda text: not is_blank(text))

    def _read_total_above(
        self, statement: str, rows: range, execution_rate: str | None, rate: evaluation.Indicator | None
    ) -> None:
        """A form that gives its total in its head has no total line below its indicators; one without scores has no total."""
        if any(line.statement_no == self._no for line in self._result.evaluations):
            return
        total = evaluation.total_above(self._grid, rows, self._layout)
        if total is not None:
            self._add_evaluation(statement, total, execution_rate)
            return
        for no in sorted(self._caption.used_blocks):
            block = self._document.blocks[no]
            score = evaluation.score_in_line(block.text, self._layout) if isinstance(block, TextBlock) else None
            if score is not None:
                place = Place(no, None, None, block.line, block.page)
                self._add_evaluation(statement, evaluation.Total(None, score, None, place), execution_rate)
                return
        if rate is not None and execution_rate is not None:
            self._add_evaluation(statement, evaluation.Total(None, None, None, rate.cell), execution_rate)

    def _leave_alone(self, headers: list[Header]) -> None:
        """Nothing is published from a table without a known title or without known headings.

        A table with neither is a list, a menu, a counter: it is none of ours unless it has amounts and a title as tables have.
        """
        title = self._caption.title
        if title is None and not headers and (self._likely_title is None or not self._has_amounts()):
            return
        name = title.statement if title else None
        use = "no_title" if name is None else "no_headings"
        self._result.number_uses.extend(accounting.unused(self._table.cells, self._block_no, name, use))
        first = self._grid.filled(headers[0].first_row if headers else 0)
        text = " | ".join(cell.text for cell in first)[:200]
        if title is None:
            reason = "没有已知的表名，整表未采用" if headers else "没有已知的表名和表头，整表未采用"
            self._miss("title", self._likely_title or text, text, reason, None, first[0] if first else None)
            return
        self._miss(
            "table", text, self._caption.title_text, "没有已知的表头，整表未采用", name, first[0] if first else None
        )
        for kind, heading, reason, cell in unknown.unknown_headings(Grid(self._table), self._layout):
            self._miss(kind, heading, self._caption.title_text, reason, name, cell)

    def _has_amounts(self) -> bool:
        return any("." in cell.text and is_number(cell.text) for cell in self._table.cells)

    # -- rows of the result ---------------------------------------------------------------------------------------

    def _add_line(self, statement: str, figure: Figure, project: str | None = None) -> None:
        label = line_label(figure)
        self._result.lines.append(
            StatementLine(
                statement_no=self._no,
                line_no=self._line_no,
                statement=statement,
                title_text=self._caption.title_text,
                title_year_text=self._caption.year_text,
                project_name=project or self._project,
                side=figure.column.side or None,
                code_text=figure.code,
                label_text=label,
                label_key=label_key(figure.label) or None,
                section_keys=figure.sections,
                heading_keys=figure.column.path,
                value_text=figure.value_text,
                unit_text=figure.unit_text or self._corner or self._unit,
                doubt=figure.doubt,
                unit_name=figure.unit_name,
                place=self._place(figure.cell),
            )
        )
        self._line_no += 1
        if figure.doubt is not None:
            context = " / ".join((*figure.column.path, label or ""))
            self._miss("figure", figure.value_text, context, figure.doubt, statement, figure.cell)

    def _add_indicator(self, statement: str, found: evaluation.Indicator) -> None:
        texts = found.texts
        self._result.indicators.append(
            IndicatorLine(
                statement_no=self._no,
                line_no=self._line_no,
                statement=statement,
                title_year_text=self._caption.year_text,
                project_name=found.project or self._project,
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

    def _add_evaluation(self, statement: str, found: evaluation.Total, execution_rate: str | None) -> None:
        self._result.evaluations.append(
            EvaluationLine(
                statement_no=self._no,
                statement=statement,
                title_year_text=self._caption.year_text,
                project_name=self._project,
                total_weight_text=found.weight,
                total_score_text=found.score,
                execution_rate_text=execution_rate,
                grade_text=found.grade,
                place=found.cell if isinstance(found.cell, Place) else self._place(found.cell),
            )
        )

    def _miss(
        self, kind: str, text: str, context: str | None, reason: str, statement: str | None, cell: Cell | None
    ) -> None:
        place = self._place(cell) if cell is not None else Place(self._block_no)
        row = unknown.row_text(self._grid, cell) if cell is not None else None
        column = unknown.column_text(self._grid, self._headers, cell) if cell is not None else None
        nearest = unknown.nearest(kind, text, self._layout)
        self._result.unrecognised.append(
            Unrecognised(kind, text, context, reason, statement, place, row, column, nearest)
        )

    def _project_name(self) -> str | None:
        """The project that the form names in its head, else the lines above it, else the title of the report."""
        fields = list(table_fields(self._block_no, self._grid, self._layout, self._first_row))
        for no in sorted(self._caption.used_blocks):
            block = self._document.blocks[no]
            below = self._document.blocks[no + 1] if no + 1 < self._block_no else None
            if isinstance(block, TextBlock):
                fields += line_fields(no, block.text, below, self._layout)
        names = (value for field, value, _ in fields if field == "project_name" and not is_blank(value))
        title = self._caption.title
        return next(("".join(name.split()) for name in names), None) or (
            self._result.identity.project_name if title is not None and title.is_of_project else None
        )

    def _place(self, cell: Cell) -> Place:
        return Place(self._block_no, cell.row, cell.col, cell.line, cell.page)


def _sections(headers: list[Header], height: int) -> list[tuple[Header, range]]:
    """Each header with the rows down to the next one."""
    ends = [header.first_row for header in headers[1:]] + [height]
    return [(header, range(header.last_row + 1, end)) for header, end in zip(headers, ends, strict=True)]
