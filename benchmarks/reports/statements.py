"""The nine statements of a 部门决算 as printed: headings with merged cells, lines, totals, and the facts of their figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

from benchmarks.reports.facts import ADJUSTED, BASIC, FINAL, PROJECT, TOTAL, Fact, Print, Printer, Row, received, spent
from benchmarks.reports.model import (
    ABROAD,
    CAPITAL,
    CAR_PURCHASE,
    CAR_RUNNING,
    CARS,
    FISCAL,
    GENERAL,
    GOVERNMENT_FUND,
    OWN,
    RECEPTION,
    Item,
    Report,
    ThreePublic,
    with_parents,
)
from benchmarks.reports.reference import economic_accounts, function_accounts
from benchmarks.reports.style import Style

OVERALL, INCOME, SPENDING = "收入支出决算总表", "收入决算表", "支出决算表"
FISCAL_OVERALL = "财政拨款收入支出决算总表"
GENERAL_SPENDING, GENERAL_BASIC = "一般公共预算财政拨款支出决算表", "一般公共预算财政拨款基本支出决算表"
THREE_PUBLIC = "三公经费支出决算表"
FUND_STATEMENT, CAPITAL_STATEMENT = "政府性基金预算财政拨款收入支出决算表", "国有资本经营预算财政拨款支出决算表"

# The classes of the standard form in its order; its numbers follow from it.
_CLASSES = (
    *("201", "202", "203", "204", "205", "206", "207", "208", "210", "211", "212", "213", "214", "215", "216", "217"),
    *("219", "220", "221", "222", "223", "224", "229", "231", "232"),
)
_DIGITS = "一二三四五六七八九十"
_OWN_INCOME = ("上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
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
# An account that is a 三公 item has that item's one name in what is published, however it is printed.
_ITEMS = {"因公出国（境）费用": ABROAD}
_BROUGHT, _CARRIED = "年初结转和结余", "年末结转和结余"
# Blocks of the basic spending statement: classes and what they are together.
_STAFF_CLASSES, _OFFICE_CLASSES, _OTHER_CLASSES = ("301", "303"), ("302",), ("307", "310", "399")


def print_statements(printer: Printer, report: Report, style: Style) -> None:
    """All nine in the printed order, each with its caption; one without figures says why in a note."""
    pages = _Pages(printer, report, style)
    pages.overall()
    pages.income()
    pages.spending()
    pages.fiscal_overall()
    pages.general_spending()
    pages.general_basic()
    pages.three_public()
    pages.government_fund()
    pages.capital()


def three_public_title(style: Style) -> str:
    return ("财政拨款" if style.fiscal_three_public else "一般公共预算财政拨款") + "“三公”经费支出决算表"


def three_public_fund(style: Style) -> str:
    return "财政拨款" if style.fiscal_three_public else GENERAL


def chinese_number(number: int) -> str:
    """1 to 99 in Chinese figures."""
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else _DIGITS[tens - 1]) + "十" if tens else "") + (_DIGITS[ones - 1] if ones else "")


class _Pages:
    def __init__(self, printer: Printer, report: Report, style: Style) -> None:
        self._printer = printer
        self._report = report
        self._style = style
        self._number = 0

    # -- the two overall statements -----------------------------------------------------------------------------------

    def overall(self) -> None:
        report = self._report
        lines: list[Row] = []
        for fund, name in _FUND_INCOME.items():
            amount = report.sum(lambda item: item.received, (fund,))
            lines.append(self._named(name, self._figure(amount, received(OVERALL, name, name, amount))))
        for name in _OWN_INCOME:
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
                self._named(_BROUGHT, self._figure(brought, received(OVERALL, _BROUGHT, _BROUGHT, brought))),
                self._named(_CARRIED, self._figure(carried, spent(OVERALL, _CARRIED, carried))),
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
        fact = received(name, _BROUGHT, opening, brought, fund_source="财政拨款")
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
            fact = received(name, _BROUGHT, printed, amount, fund_source="财政拨款")
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

    # -- statements by functional account -----------------------------------------------------------------------------

    def income(self) -> None:
        sources = ("财政拨款收入", *_OWN_INCOME)

        def by_source(item: Item, source: str) -> int:
            return item.received if (item.own_source or "财政拨款收入") == source else 0

        amounts = [lambda item, source=source: by_source(item, source) for source in sources]
        leaves = self._report.by_code((*FISCAL, OWN), lambda item: item.received, *amounts)

        def facts(code: str, item: str, sums: tuple[int, ...]) -> list[Fact]:
            account = {"function_code": code} if code else {}
            return [
                received(INCOME, source, item, amount, **account)
                for source, amount in zip((TOTAL, *sources), sums, strict=True)
            ]

        self._by_function(
            INCOME, [Print("本年收入合计", 2), *(Print(source, 2) for source in sources)], [], leaves, facts
        )
        self._note("注：本表反映部门本年度取得的各项收入情况。")

    def spending(self) -> None:
        kinds = (TOTAL, BASIC, PROJECT, "上缴上级支出", "经营支出", "对附属单位补助支出")
        leaves = self._report.by_code(
            (*FISCAL, OWN),
            lambda item: item.spent,
            lambda item: item.basic,
            lambda item: item.project,
            *(lambda _: 0 for _ in kinds[3:]),
        )
        headings = [Print("本年支出合计", 2), *(Print(kind, 2) for kind in kinds[1:])]
        self._by_function(SPENDING, headings, [], leaves, self._kind_facts(SPENDING, TOTAL, kinds))
        self._note("注：本表反映部门本年度各项支出情况。")

    def general_spending(self) -> None:
        self._by_kind(GENERAL_SPENDING, GENERAL, "小计")
        self._note("注：本表反映部门本年度一般公共预算财政拨款支出情况。")

    def capital(self) -> None:
        self._by_kind(CAPITAL_STATEMENT, CAPITAL, TOTAL)
        self._explain_empty(CAPITAL, "国有资本经营预算财政拨款")

    def government_fund(self) -> None:
        kinds = (TOTAL, BASIC, PROJECT)
        leaves = self._report.by_code(
            (GOVERNMENT_FUND,),
            lambda item: item.brought,
            lambda item: item.received,
            lambda item: item.spent,
            lambda item: item.basic,
            lambda item: item.project,
            lambda item: item.carried,
        )

        def facts(code: str, item: str, sums: tuple[int, ...]) -> list[Fact]:
            account = {"function_code": code} if code else {}
            own = {"fund_source": GOVERNMENT_FUND, **account}
            return [
                received(FUND_STATEMENT, _BROUGHT, item, sums[0], **own),
                received(FUND_STATEMENT, TOTAL, item, sums[1], **own),
                *(
                    spent(FUND_STATEMENT, item, amount, **own, expenditure_kind=kind)
                    for kind, amount in zip(kinds, sums[2:5], strict=True)
                ),
                spent(FUND_STATEMENT, _CARRIED, sums[5], **own),
            ]

        headings = [Print(_BROUGHT, 2), Print("本年收入", 2), Print("本年支出", right=3), Print(_CARRIED, 2)]
        self._by_function(FUND_STATEMENT, headings, ["小计", BASIC, PROJECT], leaves, facts)
        self._explain_empty(GOVERNMENT_FUND, "政府性基金预算财政拨款")

    def _by_kind(self, title: str, fund: str, first: str) -> None:
        leaves = self._report.by_code(
            (fund,), lambda item: item.spent, lambda item: item.basic, lambda item: item.project
        )
        facts = self._kind_facts(title, fund, (TOTAL, BASIC, PROJECT))
        self._by_function(title, [Print("本年支出", right=3)], [first, BASIC, PROJECT], leaves, facts)

    @staticmethod
    def _kind_facts(
        statement: str, fund: str, kinds: Sequence[str]
    ) -> Callable[[str, str, tuple[int, ...]], list[Fact]]:
        def facts(code: str, item: str, sums: tuple[int, ...]) -> list[Fact]:
            account = {"function_code": code} if code else {}
            return [
                spent(statement, item, amount, expenditure_kind=kind, fund_source=fund, **account)
                for kind, amount in zip(kinds, sums, strict=True)
            ]

        return facts

    def _by_function(
        self,
        title: str,
        headings: list[Print],
        lower_headings: list[str],
        leaves: dict[str, tuple[int, ...]],
        facts: Callable[[str, str, tuple[int, ...]], list[Fact]],
    ) -> None:
        """Lines by functional account; `facts` gives those of a line from code, name and sums, one per column."""
        style = self._style
        width = sum(heading.right for heading in headings)
        codes = style.code_columns
        code_heading = "功能分类科目编码" if codes == 1 else "支出功能分类科目编码"
        rows: list[Row] = [
            [Print("项目", right=codes + 1), *headings],
            [Print(code_heading, right=codes), "科目名称", *lower_headings],
        ]
        if codes == 3:
            # 类 | 款 | 项 below one heading: the other headings reach down beside them.
            rows = [
                [Print("项目", right=4), *(Print(h.text, h.down + 1 if h.down > 1 else 1, h.right) for h in headings)],
                [Print(code_heading, right=3), Print("科目名称", 2), *(Print(text, 2) for text in lower_headings)],
                ["类", "款", "项"],
            ]
        if style.column_numbers:
            rows.append([Print("栏次", right=codes + 1), *(str(number) for number in range(1, width + 1))])
        lines: list[Row] = []
        for code, sums in with_parents(leaves).items():
            name = function_accounts()[code]
            lines.append([*self._code(code), name, *self._figures(facts(code, name, sums))])
        sums = tuple(sum(column) for column in zip(*leaves.values(), strict=True)) if leaves else (0,) * width
        total: Row = [Print(TOTAL, right=codes + 1), *self._figures(facts("", TOTAL, sums))]
        self._caption(title)
        self._printer.table([*rows, *lines, total] if style.total_last else [*rows, total, *lines])

    def _code(self, code: str) -> Row:
        return [code] if self._style.code_columns == 1 else [code[:3], code[3:5], code[5:7]]

    # -- basic spending and 三公 ---------------------------------------------------------------------------------------

    def general_basic(self) -> None:
        blocks = [self._economic_block(classes) for classes in (_STAFF_CLASSES, _OFFICE_CLASSES, _OTHER_CLASSES)]
        rows: list[Row] = [["经济分类科目编码", "科目名称", "决算数"] * 3]
        for parts in zip_longest(*blocks, fillvalue=("", "", "")):
            rows.append([cell for part in parts for cell in part])
        staff, running = self._report.staff_costs, self._report.running_costs
        rows.append(
            [
                Print("人员经费合计", right=2),
                self._figure(staff, self._basic("人员经费合计", staff)),
                Print("公用经费合计", right=5),
                self._figure(running, self._basic("公用经费合计", running)),
            ]
        )
        self._caption(GENERAL_BASIC)
        self._printer.table(rows)
        self._note("注：本表反映部门本年度一般公共预算财政拨款基本支出明细情况。")

    def _economic_block(self, classes: Sequence[str]) -> list[Row]:
        economic = self._report.economic
        lines: list[Row] = []
        for upper in classes:
            codes = [code for code in economic_accounts() if code.startswith(upper)]
            for code in codes:
                amount = economic.get(code, 0) if code != upper else sum(economic.get(c, 0) for c in codes)
                name = economic_accounts()[code]
                lines.append(
                    [code, name, self._figure(amount, self._basic(_ITEMS.get(name, name), amount, economic_code=code))]
                )
        return lines

    @staticmethod
    def _basic(item: str, amount: int, **account: str) -> Fact:
        return spent(GENERAL_BASIC, item, amount, expenditure_kind=BASIC, fund_source=GENERAL, **account)

    def three_public(self) -> None:
        columns = (
            ("三公经费合计", TOTAL),
            (ABROAD, ABROAD),
            (CARS, "小计"),
            *((x, x) for x in (CAR_PURCHASE, CAR_RUNNING)),
        )
        items = [item for item, _ in columns] + [RECEPTION]
        half = [Print(TOTAL, 2), Print(ABROAD, 2), Print("公务用车购置及运行维护费", right=3), Print(RECEPTION, 2)]
        rows: list[Row] = [
            [Print("预算数", right=6), Print("决算数", right=6)],
            [*half, *half],
            ["小计", CAR_PURCHASE, CAR_RUNNING] * 2,
            [str(number) for number in range(1, 13)],
        ]
        if not self._style.column_numbers:
            rows.pop()
        figures: list[Print] = []
        said = self._report.three_public
        for amounts, stage in ((said.budget, ADJUSTED), (said.actual, FINAL)):
            for item in items:
                amount = ThreePublic.total(amounts) if item == items[0] else ThreePublic.of(amounts, item)
                fund = three_public_fund(self._style)
                fact = spent(THREE_PUBLIC, item, amount, budget_stage=stage, fund_source=fund)
                figures.append(self._figure(amount, fact))
        rows.append(figures)
        self._caption(three_public_title(self._style))
        self._printer.table(rows)
        self._note(
            "注：本表反映部门本年度“三公”经费支出预决算情况。其中，预算数为全年预算数，反映按规定程序调整后的预算数。"
        )

    # -- around the tables --------------------------------------------------------------------------------------------

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
