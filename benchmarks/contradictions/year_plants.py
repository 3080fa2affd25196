"""Reports of one unit over two years: the earlier one, true or broken."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from benchmarks.contradictions.editing import (
    Plant,
    Planted,
    cell_text,
    mistyped,
    spots,
    table_at,
    with_added_cells,
    with_cells,
)
from benchmarks.reports.facts import TOTAL, Printer, Spot
from benchmarks.reports.model import Item, Report
from benchmarks.reports.report import Printed, print_report
from benchmarks.reports.statements import SPENDING
from benchmarks.reports.style import Style
from flows.readers.document import Cell, Document

_LINKS = frozenset({"表间勾稽"})
_COLUMN = "上年决算数"


def year_before(report: Report, more: int = 0) -> Report:
    """The unit's year before: what it carried over is what this year brought over; `more` on one account breaks that."""

    def earlier(item: Item, added: int) -> Item:
        return replace(
            item,
            received=item.spent + item.brought + added,
            brought=0,
            used_surplus=0,
            allocated=0,
            initial=item.initial,
        )

    items = tuple(earlier(item, more if number == 0 else 0) for number, item in enumerate(report.items))
    return replace(report, year=report.year - 1, items=items, evaluation=None, projects=())


def print_document(report: Report, style: Style) -> Document:
    printer = Printer()
    print_report(printer, report, style)
    return printer.document()


def with_last_year(printed: Printed) -> Printed:
    """支出决算表 with a column of last year's figures, which are those of `year_before`."""
    found = list(spots(printed, SPENDING))
    block = found[0][1].block
    cells = table_at(printed.document, block).cells
    width = max(cell.col + cell.col_span for cell in cells)
    first = min(spot.row for _, spot in found)
    added = [Cell(0, width, _COLUMN, first, 1)]
    for fact, spot in found:
        if fact.values["expenditure_kind"] == TOTAL:
            added.append(Cell(spot.row, width, cell_text(printed.document, spot)))
    return with_added_cells(printed, block, added)


def _opening_balance(printed: Printed, random: Random) -> Planted | None:
    """Last year's report, which adds up, carried over another amount."""
    brought = printed.report.sum(lambda item: item.brought)
    if not brought:
        return None
    more = random.randrange(100, 10_000) * printed.style.grain
    earlier = print_document(year_before(printed.report, more), printed.style)
    was, now = printed.style.money(brought), printed.style.money(brought + more)
    return Planted(printed.document, was, now, earlier)


def _last_year_figure(printed: Printed, random: Random) -> Planted | None:
    """The column of last year's figures differs from last year's report in one line."""
    if not list(spots(printed, SPENDING)):
        return None
    extended = with_last_year(printed)
    block = next(spot.block for _, spot in spots(printed, SPENDING))
    column = max(cell.col for cell in table_at(extended.document, block).cells)
    filled = [
        Spot(block, cell.row, cell.col)
        for cell in table_at(extended.document, block).cells
        if cell.col == column and cell.text not in ("", _COLUMN)
    ]
    spot = random.choice(filled)
    was = cell_text(extended.document, spot)
    now = mistyped(was, random)
    earlier = print_document(year_before(printed.report), printed.style)
    return Planted(with_cells(extended.document, {spot: now}), was, now, earlier)


YEAR_PLANTS = (
    Plant("上年决算数抄错", "LINK10", _LINKS, _last_year_figure),
    Plant("年初结转与上年不符", "LINK11", _LINKS, _opening_balance),
)
