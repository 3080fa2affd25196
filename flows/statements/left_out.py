"""What of a table is left out and reported: the whole table, figures that were not read, columns and labels nobody knows."""

from __future__ import annotations

from collections.abc import Callable

from flows.statements import unknown
from flows.statements.captions import likely_title
from flows.statements.entries import Entries
from flows.statements.folding import fold
from flows.statements.grid import Grid, is_number
from flows.statements.headers import Header
from flows.statements.open_table import OpenTable
from flows.statements.terms import Title


def leave_alone(table: OpenTable, entries: Entries) -> None:
    """Nothing is published from a table without a known title or without known headings.

    A table with neither is a list, a menu, a counter: it is none of ours unless it has amounts and a title as tables have.
    """
    title, headers = table.title, table.headers
    likely = likely_title(table.document, table.block_no, table.layout, table.printed) if title is None else None
    if title is None and not headers and (likely is None or not _has_amounts(table)):
        return
    entries.account_unused("no_title" if title is None else "no_headings")
    cells = table.grid.filled(headers[0].first_row if headers else 0)
    first = cells[0] if cells else None
    text = " | ".join(cell.text for cell in cells)[:200]
    if title is None:
        reason = "没有已知的表名，整表未采用" if headers else "没有已知的表名和表头，整表未采用"
        entries.miss("title", likely or text, text, reason, first)
        return
    entries.miss("table", text, table.caption.title_text, "没有已知的表头，整表未采用", first)
    for kind, heading, reason, cell in unknown.unknown_headings(Grid(table.printed), table.layout):
        entries.miss(kind, heading, table.caption.title_text, reason, cell)


def report_unknown_unit(table: OpenTable, entries: Entries) -> None:
    """A unit of money that no seed explains."""
    if table.unit is not None and fold(table.unit) not in table.layout.money_units:
        entries.miss("unit", table.unit, table.caption.title_text, "没有参考数据说明这个金额单位", None)


def report_unread_figures(table: OpenTable, entries: Entries) -> None:
    """A known statement with headings and figures of which none was read must not look like an empty one."""
    if entries.lines or entries.indicators or entries.staff:
        return
    below = range(table.headers[0].last_row + 1, table.grid.height)
    cells = [cell for row in below for cell in table.grid.filled(row) if is_number(cell.text)]
    if table.title is None or table.title.layout != "evaluation":
        cells = [cell for cell in cells if "." in cell.text]  # codes and ordinals of an empty statement are no figures
    if cells:
        reason = "表中的数字都没有对应的表头，整表未采用"
        entries.miss("table", cells[0].text, table.caption.title_text, reason, cells[0])


def report_unknown_columns(
    table: OpenTable, entries: Entries, header: Header, rows: range, says: Callable[[str], bool]
) -> None:
    """A column with something in it under a heading that no seed explains."""
    for column in header.columns_with("amount", "unknown"):
        if column.unknown is not None and any(says(table.grid.text(row, column.col)) for row in rows):
            cell = table.grid.cell(header.first_row, column.col)
            path = " / ".join(column.path)
            entries.miss("heading", column.unknown, path, "没有参考数据说明这个表头", cell)


def report_unknown_labels(table: OpenTable, entries: Entries, title: Title) -> None:
    """Labels and codes of rows that were read, which no seed explains."""
    for kind, text, reason, cell in unknown.unknown_labels(entries.lines, table.grid, title, table.layout):
        entries.miss(kind, text, None, reason, cell)


def _has_amounts(table: OpenTable) -> bool:
    return any("." in cell.text and is_number(cell.text) for cell in table.printed.cells)
