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
from flows.statements import evaluation
from flows.statements.captions import is_of_place, match_title, read_caption
from flows.statements.continuation import Spread, goes_on
from flows.statements.figure import Figure
from flows.statements.folding import label_key
from flows.statements.form_amounts import read_form_amounts
from flows.statements.grid import Grid, is_blank, is_number
from flows.statements.headers import Header, find_headers
from flows.statements.identity import Identity, read_identity
from flows.statements.layout import Layout, year_in
from flows.statements.lines import EvaluationLine, IndicatorLine, Place, StaffCount, StatementLine, Unrecognised
from flows.statements.matrix import MatrixReader, line_label
from flows.statements.spans import restore_spans
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
    statement_blocks: set[int] = field(default_factory=set)
    caption_blocks: set[int] = field(default_factory=set)


@paused()
def recognise(document: Document, layout: Layout) -> Recognition:
    """Recognise the statements of a document with the given layout knowledge."""
    result = Recognition(identity=read_identity(document, layout))
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
    """The table divided where another statement's title stands between its rows, alone in its row."""
    starts: list[int] = []
    has_figures = False
    for row in table.rows():
        filled = [cell for cell in row if cell.text]
        if has_figures and len(filled) == 1 and match_title(filled[0].text, layout) is not None:
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

    def read(self, above: _TableReader | None = None) -> None:
        """Read the table. `above` is the table before it, which it may go on."""
        headers = find_headers(self._grid, self._layout, self._caption.title.statement if self._caption.title else "")
        if above is not None and above._block_no == self._block_no and self._caption.unit_text is None:
            self._unit = above._unit  # statements printed as one table share its 单位：千元
        if above is not None and self._is_next_to(above) and goes_on(self._grid, headers, above.spread, self._layout):
            self._caption, self._unit = above._caption, above._unit
            statement = self._caption.title.statement if self._caption.title else ""
            again = find_headers(self._grid, self._layout, statement)
            headers = again or [replace(above._headers[0], first_row=-1, last_row=-1)]
        if headers and self._caption.title is None:
            headers = self._read_untitled(headers)
        self._headers = headers
        title = self._caption.title
        name = title.statement if title else ""
        if title is None or not headers:
            self._leave_alone(headers)
            return
        self._result.statement_blocks.add(self._block_no)
        self._result.caption_blocks.update(self._caption.used_blocks)
        if title.layout == "evaluation":
            self._project = self._project_name()
        execution_rate: str | None = None
        before = len(self._result.lines), len(self._result.indicators), len(self._result.staff)
        for header, rows in _sections(headers, self._grid.height):
            if header.columns_with("goal"):
                continue
            if evaluation.is_indicator_header(header):
                self._read_indicators(name, header, rows, execution_rate)
                continue
            rate = evaluation.execution_rate(self._grid, header, rows, self._layout)
            if rate is not None:
                self._add_indicator(name, rate)
                execution_rate = rate.texts["actual"]
            self._read_staff(header, rows)
            self._read_matrix(name, header, rows)
        if title.layout == "evaluation":
            head = range(headers[0].first_row)
            self._read_total_above(name, head, execution_rate)
            for figure in read_form_amounts(self._grid, head, self._layout, name):
                self._add_line(name, figure)
        if before == (len(self._result.lines), len(self._result.indicators), len(self._result.staff)):
            self._report_unread_figures(name, headers)

    def _read_untitled(self, headers: list[Header]) -> list[Header]:
        """The headers of a table without a title, read as those of the statement it turns out to be."""
        title = title_by_note(self._document, self._block_no, self._table, self._layout) or title_by_content(
            self._grid, headers, self._layout, self._result.identity.report_type
        )
        if title is None:
            return headers
        self._caption = replace(self._caption, title=title, title_text=title.key)
        self._grid = Grid(restore_spans(self._table, self._layout, title.statement))
        return find_headers(self._grid, self._layout, title.statement)

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

    def _report_unread_figures(self, statement: str, headers: list[Header]) -> None:
        """A known statement with headings and figures of which none was read must not look like an empty one."""
        below = range(headers[0].last_row + 1, self._grid.height)
        cells = [cell for row in below for cell in self._grid.filled(row) if is_number(cell.text) and "." in cell.text]
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
        identity = self._result.identity
        of_place = is_of_place(self._caption.title_text) or is_of_place(identity.title)
        reader = MatrixReader(
            self._grid, header, self._layout, statement, self._said, identity.unit_name, of_place=of_place
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
        for found in evaluation.read_indicators(self._grid, header, rows, self._layout):
            if isinstance(found, evaluation.Indicator):
                self._add_indicator(statement, found)
                continue
            self._add_evaluation(statement, found, execution_rate)
        self._report_unknown_columns(statement, header, rows, lambda text: not is_blank(text))
        for cell in evaluation.unaligned_rows(self._grid, header, rows, self._layout):
            self._miss("figure", cell.text, None, "该行的单元格少于表头的列，或总分不是数字，未采用", statement, cell)

    def _read_total_above(self, statement: str, rows: range, execution_rate: str | None) -> None:
        """A form that gives its total in its head has no total line below its indicators."""
        if any(line.statement_no == self._no for line in self._result.evaluations):
            return
        total = evaluation.total_above(self._grid, rows, self._layout)
        if total is not None:
            self._add_evaluation(statement, total, execution_rate)

    def _read_staff(self, header: Header, rows: range) -> None:
        """编制数 | 实际在职人数 | 控制率 in a 基础数据表."""
        rate_column = header.field_column("control_rate")
        for name in ("establishment", "in_post"):
            column = header.field_column(name)
            if column is None:
                continue
            for row in rows:
                cell = self._grid.cell(row, column.col)
                if cell is None or not is_number(cell.text):
                    continue
                rate = self._grid.text(row, rate_column.col) if rate_column and name == "in_post" else ""
                year = next((y for text in column.path if (y := year_in(text))), None)
                self._result.staff.append(StaffCount(name, cell.text, rate or None, year, self._place(cell)))

    def _leave_alone(self, headers: list[Header]) -> None:
        """Nothing is published from a table without a known title or without known headings; either alone is reported."""
        if not headers and self._caption.title is None:
            return
        first = self._grid.filled(headers[0].first_row if headers else 0)
        text = " | ".join(cell.text for cell in first)[:200]
        if self._caption.title is None:
            self._miss("title", text, None, "没有已知的表名，整表未采用", None, first[0] if first else None)
        else:
            statement = self._caption.title.statement
            self._miss(
                "table",
                text,
                self._caption.title_text,
                "没有已知的表头，整表未采用",
                statement,
                first[0] if first else None,
            )

    # -- rows of the result ---------------------------------------------------------------------------------------

    def _add_line(self, statement: str, figure: Figure) -> None:
        project = self._project
        label = line_label(figure)
        self._result.lines.append(
            StatementLine(
                statement_no=self._no,
                line_no=self._line_no,
                statement=statement,
                title_text=self._caption.title_text,
                title_year_text=self._caption.year_text,
                project_name=project,
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
                project_name=self._project,
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
                place=self._place(found.cell),
            )
        )

    def _miss(
        self, kind: str, text: str, context: str | None, reason: str, statement: str | None, cell: Cell | None
    ) -> None:
        place = self._place(cell) if cell is not None else Place(self._block_no)
        self._result.unrecognised.append(Unrecognised(kind, text, context, reason, statement, place))

    def _project_name(self) -> str | None:
        for row in range(min(self._grid.height, 6)):
            # Text made from PDF leaves empty cells where the label reaches.
            for left, right in pairwise(self._grid.filled(row)):
                field = self._layout.identity_labels.get(label_key(left.text))
                is_label = label_key(right.text) in self._layout.identity_labels
                if field == "project_name" and not is_label and not is_blank(right.text):
                    return "".join(right.text.split())
        return None

    def _place(self, cell: Cell) -> Place:
        return Place(self._block_no, cell.row, cell.col, cell.line, cell.page)


def _sections(headers: list[Header], height: int) -> list[tuple[Header, range]]:
    """Each header with the rows down to the next one."""
    ends = [header.first_row for header in headers[1:]] + [height]
    return [(header, range(header.last_row + 1, end)) for header, end in zip(headers, ends, strict=True)]
