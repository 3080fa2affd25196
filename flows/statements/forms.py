"""Evaluation forms that say less than a title: a form that goes on in the next table, and one whose title is missing.

A form over two pages may repeat its headings on the second or not; it is open until its total line came. Without a title a
table of indicators with scores is an evaluation: of a project where its head or the report names one, else of the unit where
the report is about its whole expenditure. Target tables are known the same way in a budget.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.readers.document import Document, TextBlock
from flows.statements import evaluation
from flows.statements.captions import Caption
from flows.statements.grid import Grid
from flows.statements.headers import Header
from flows.statements.layout import Layout
from flows.statements.terms import Title

# Between the parts of a form over two pages: the number of a page, 续表.
_MOST_BETWEEN = 2
_LONGEST_BETWEEN = 12
_RESULTS = {"score", "actual"}
_OF_UNIT, _OF_PROJECT = "部门整体支出绩效自评", "项目支出绩效自评"
_BEFORE_THE_YEAR = {"部门预算", "绩效目标"}


@dataclass
class OpenForm:
    """An evaluation form as far as it was read: what its next part needs to know."""

    caption: Caption
    header: Header
    project: str | None
    execution_rate: str | None
    carried: dict[str, str | None] = field(default_factory=dict)
    is_closed: bool = False


def is_near(document: Document, above: int, block_no: int) -> bool:
    """Whether nothing but a page's number stands between two tables."""
    between = document.blocks[above + 1 : block_no]
    return len(between) <= _MOST_BETWEEN and all(
        isinstance(block, TextBlock) and len(block.text) <= _LONGEST_BETWEEN for block in between
    )


def goes_on(form: OpenForm, grid: Grid, headers: list[Header], layout: Layout) -> bool:
    """Whether a table without a title is the next part of a form: the same headings again, or rows that fit below them."""
    if form.is_closed:
        return False
    if headers:
        return evaluation.is_indicator_header(headers[0]) and not any(map(grid.filled, range(headers[0].first_row)))
    rows = [row for row in range(grid.height) if grid.filled(row)]
    if not rows or abs(grid.width - form.header.width) > 1:
        return False
    header = continued(form)
    found = list(evaluation.read_indicators(grid, header, range(grid.height), layout, {}))
    scored = [f for f in found if isinstance(f, evaluation.Total) or _has_score(f)]
    return bool(scored) and len(scored) == len(found)


def _has_score(found: evaluation.Indicator | evaluation.Total | evaluation.Unread) -> bool:
    return isinstance(found, evaluation.Indicator) and found.texts["score"] is not None


def continued(form: OpenForm) -> Header:
    """The headings of a form above the rows of a table that has none."""
    header = form.header
    return Header(-1, -1, header.columns, header.corner_unit, header.width)


def title_of_form(headers: list[Header], layout: Layout, report_type: str | None, project: str | None) -> Title | None:
    """What a table of indicators without a title is; None where neither it nor the report says of what it is."""
    fields = {column.field for header in headers if evaluation.is_indicator_header(header) for column in header.columns}
    if not fields:
        return None
    if fields & _RESULTS:
        if project is not None or report_type == _OF_PROJECT:
            return _title(layout, "项目支出绩效自评表")
        is_sheet = not fields & {"actual", "target"}
        name = "部门整体支出绩效自评指标计分表" if is_sheet else "部门整体支出绩效自评表"
        return _title(layout, name) if report_type == _OF_UNIT else None
    if report_type in _BEFORE_THE_YEAR and project is not None and "target" in fields:
        return _title(layout, "项目支出绩效目标表")
    return None


def _title(layout: Layout, statement: str) -> Title | None:
    return next((title for title in layout.titles if title.statement == statement), None)
