"""What stands around the tables of a report's statements, and how a cell with a figure comes to be."""

from __future__ import annotations

from benchmarks.reports.facts import Fact, Print, Printer
from benchmarks.reports.model import Report
from benchmarks.reports.style import Style

OWN_INCOME = ("上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
BROUGHT, CARRIED = "年初结转和结余", "年末结转和结余"


class StatementPages:
    """The pages of one report's statements; they are numbered in the order in which they are printed."""

    def __init__(self, printer: Printer, report: Report, style: Style) -> None:
        self._printer = printer
        self._report = report
        self._style = style
        self._number = 0

    def _caption(self, title: str) -> None:
        self._number += 1
        self._printer.text(title)
        if self._style.sheet_numbers:
            self._printer.text(f"公开{self._number:02d}表")
        self._printer.text(f"部门：{self._report.unit.name}")
        self._printer.text(f"单位：{self._style.unit}")

    def _note(self, text: str) -> None:
        if self._style.notes:
            self._printer.text(text)

    def _explain_empty(self, fund: str, name: str) -> None:
        if not self._report.sum(lambda item: item.available, (fund,)):
            self._printer.text(f"说明：本部门没有{name}收入，也没有使用{name}安排的支出，故本表无数据。")

    def _figure(self, amount: int, fact: Fact) -> Print:
        text = self._style.money(amount)
        return Print(text, facts=(fact,) if text else ())

    def _figures(self, facts: list[Fact]) -> list[Print]:
        return [self._figure(int(fact.values["amount"]), fact) for fact in facts]
