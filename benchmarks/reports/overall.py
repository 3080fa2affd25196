"""The two overall statements: income beside spending by class, then what was carried over, then 总计 on both sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

from benchmarks.reports.facts import TOTAL, Fact, Print, Row, received, spent
from benchmarks.reports.model import CAPITAL, FISCAL, GENERAL, GOVERNMENT_FUND, OWN, Item, with_parents
from benchmarks.reports.pages import BROUGHT, CARRIED, OWN_INCOME, StatementPages
from benchmarks.reports.reference import function_accounts

OVERALL, FISCAL_OVERALL = "收入支出决算总表", "财政拨款收入支出决算总表"

# The classes of the standard form in its order; its numbers follow from it.
_CLASSES = (
    *("201", "202", "203", "204", "205", "206", "207", "208", "210", "211", "212", "213", "214", "215", "216", "217"),
    *("219", "220", "221", "222", "223", "224", "229", "231", "232"),
)
_DIGITS = "一二三四五六七八九十"
_FUND_INCOME = {
    GENERAL: "一般公共预算财政拨款收入",
    GOVERNMENT_FUND: "政府性基金预算财政拨款收入",
    CAPITAL: "国有资本经营预算财政拨款收入",
}
_FUND_PRINTED = {
    GENERAL: "一般公共预算财政拨款",
    GOVERNMENT_FUND: "政府性基金预算财政拨款",
    CAPITAL: "国有资本经营预算财政拨款",
}


def chinese_number(number: int) -> str:
    """1 to 99 in Chinese figures."""
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else _DIGITS[tens - 1]) + "十" if tens else "") + (_DIGITS[ones - 1] if ones else "")


class OverallStatements(StatementPages):
    """Prints 收入支出决算总表 and 财政拨款收入支出决算总表."""

    def overall(self) -> None:
        report = self._report
        lines: list[Row] = []
        for fund, name in _FUND_INCOME.items():
            amount = report.sum(lambda item: item.received, (fund,))
            lines.append(self._named(name, self._figure(amount, received(OVERALL, name, name, amount))))
        for name in OWN_INCOME:
            amount = sum(item.received for item in report.items if item.own_source == name)
            lines.append(self._named(name, self._figure(amount, received(OVERALL, name, name, amount))))
        left = [self._numbered(number, line) for number, line in enumerate(lines, 1)]
        right = [
            self._class_line(code, number, lambda name, amounts: [spent(OVERALL, name, amounts[0])], amounts)
            for code, number, amounts in self._classes((*FISCAL, OWN), lambda item: item.spent)
        ]
        total_in, total_out = report.sum(lambda item: item.received), report.sum(lambda item: item.spent)
        used, allocated = report.sum(lambda item: item.used_surplus), report.sum(lambda item: item.allocated)
        brought, carried = report.sum(lambda item: item.brought), report.sum(lambda item: item.carried)
        total = report.income_total
        surplus = "使用非财政拨款结余"
        closing = [
            (
                self._named("本年收入合计", self._figure(total_in, received(OVERALL, TOTAL, TOTAL, total_in))),
                self._named("本年支出合计", self._figure(total_out, spent(OVERALL, TOTAL, total_out))),
            ),
            (
                self._named(surplus, self._figure(used, received(OVERALL, surplus, surplus, used))),
                self._named("结余分配", self._figure(allocated, spent(OVERALL, "结余分配", allocated))),
            ),
            (
                self._named(BROUGHT, self._figure(brought, received(OVERALL, BROUGHT, BROUGHT, brought))),
                self._named(CARRIED, self._figure(carried, spent(OVERALL, CARRIED, carried))),
            ),
            (
                self._named("总计", self._figure(total, received(OVERALL, TOTAL, "总计", total))),
                self._named("总计", self._figure(total, spent(OVERALL, "总计", total))),
            ),
        ]
        self._two_halves(OVERALL, left, right, closing, ["决算数"], ["决算数"])
        self._note("注：本表反映部门本年度的总收支和年末结转结余情况。")

    def fiscal_overall(self) -> None:
        report, name = self._report, FISCAL_OVERALL
        left: list[Row] = []
        for number, (fund, printed) in enumerate(_FUND_PRINTED.items(), 1):
            amount = report.sum(lambda item: item.received, (fund,))
            fact = received(name, _FUND_INCOME[fund], printed, amount, fund_source="财政拨款")
            left.append(self._numbered(number, self._named(printed, self._figure(amount, fact))))
        right = [
            self._class_line(
                code,
                number,
                lambda label, amounts: [spent(name, label, a, **f) for a, f in self._by_fund(amounts)],
                sums,
            )
            for code, number, sums in self._classes(
                FISCAL, *(lambda item, fund=fund: item.spent if item.fund == fund else 0 for fund in FISCAL)
            )
        ]
        total_in = report.sum(lambda item: item.received, FISCAL)
        brought = report.sum(lambda item: item.brought, FISCAL)
        total = report.fiscal_total
        spent_by_fund = [report.sum(lambda item: item.spent, (fund,)) for fund in FISCAL]
        carried_by_fund = [report.sum(lambda item: item.carried, (fund,)) for fund in FISCAL]
        all_by_fund = [report.sum(lambda item: item.spent + item.carried, (fund,)) for fund in FISCAL]
        opening, closing_label = "年初财政拨款结转和结余", "年末财政拨款结转和结余"
        fact = received(name, BROUGHT, opening, brought, fund_source="财政拨款")
        closing = [
            (
                self._named(
                    "本年收入合计",
                    self._figure(total_in, received(name, TOTAL, TOTAL, total_in, fund_source="财政拨款")),
                ),
                self._named("本年支出合计", *self._fund_figures(TOTAL, spent_by_fund)),
            ),
            (
                self._named(opening, self._figure(brought, fact)),
                self._named(closing_label, *self._fund_figures(closing_label, carried_by_fund)),
            ),
        ]
        for fund, printed in _FUND_PRINTED.items():
            amount = report.sum(lambda item: item.brought, (fund,))
            fact = received(name, BROUGHT, printed, amount, fund_source="财政拨款")
            closing.append((self._named(printed, self._figure(amount, fact)), self._named("", "", "", "", "")))
        closing.append(
            (
                self._named("总计", self._figure(total, received(name, TOTAL, "总计", total, fund_source="财政拨款"))),
                self._named("总计", *self._fund_figures("总计", all_by_fund)),
            )
        )
        self._two_halves(name, left, right, closing, ["金额"], [TOTAL, *_FUND_PRINTED.values()])
        self._note("注：本表反映部门本年度财政拨款的总收支和年末结转结余情况。")

    def _two_halves(
        self,
        title: str,
        left: list[Row],
        right: list[Row],
        closing: list[tuple[Row, Row]],
        left_headings: list[str],
        right_headings: list[str],
    ) -> None:
        label = ["项目", "行次"] if self._style.row_numbers else ["项目"]
        width, right_width = len(label) + len(left_headings), len(label) + len(right_headings)
        rows: list[Row] = [
            [Print("收入", right=width), Print("支出", right=right_width)],
            [*label, *left_headings, *label, *right_headings],
        ]
        if self._style.column_numbers:
            numbers = [str(number) for number in range(1, 1 + len(left_headings) + len(right_headings))]
            gap = [""] * (len(label) - 1)
            rows.append(["栏次", *gap, *numbers[: len(left_headings)], "栏次", *gap, *numbers[len(left_headings) :]])
        blank_left, blank_right = (
            self._named("", *[""] * len(left_headings)),
            self._named("", *[""] * len(right_headings)),
        )
        pairs = [
            *((a or blank_left, b or blank_right) for a, b in zip_longest(left, right)),
            *closing,
        ]
        for number, (one, other) in enumerate(pairs, 1):
            rows.append([*self._with_row_number(one, number), *self._with_row_number(other, number + len(pairs))])
        self._caption(title)
        self._printer.table(rows)

    def _with_row_number(self, line: Row, number: int) -> Row:
        return [line[0], str(number), *line[1:]] if self._style.row_numbers else line

    @staticmethod
    def _named(label: str, *figures: Print | str) -> Row:
        return [label, *figures]

    @staticmethod
    def _numbered(number: int, line: Row) -> Row:
        return [f"{chinese_number(number)}、{line[0]}", *line[1:]]

    def _class_line(
        self,
        code: str,
        number: int,
        facts: Callable[[str, tuple[int, ...]], list[Fact]],
        amounts: tuple[int, ...],
    ) -> Row:
        name = function_accounts()[code]
        stated = facts(name, amounts)
        printed = [int(fact.values["amount"]) for fact in stated]
        figures = [self._figure(amount, fact) for amount, fact in zip(printed, stated, strict=True)]
        return self._numbered(number, [name, *figures])

    def _classes(self, funds: Sequence[str], *amounts: Callable[[Item], int]) -> list[tuple[str, int, tuple[int, ...]]]:
        """Code, number in the form and sums of the classes that are printed."""
        sums = {
            code: own for code, own in with_parents(self._report.by_code(funds, *amounts)).items() if len(code) == 3
        }
        printed = [code for code in _CLASSES if code in sums or self._style.all_classes]
        nothing = (0,) * len(amounts)
        return [(code, _CLASSES.index(code) + 1, sums.get(code, nothing)) for code in printed]

    @staticmethod
    def _by_fund(amounts: Sequence[int]) -> list[tuple[int, dict[str, str]]]:
        """The columns of 财政拨款收入支出决算总表: the sum, then each fund."""
        return [
            (sum(amounts), {"fund_source": "财政拨款"}),
            *((amount, {"fund_source": fund}) for amount, fund in zip(amounts, FISCAL, strict=True)),
        ]

    def _fund_figures(self, item: str, amounts: Sequence[int]) -> list[Print]:
        return [self._figure(a, spent(FISCAL_OVERALL, item, a, **f)) for a, f in self._by_fund(amounts)]
