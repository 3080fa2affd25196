"""The nine statements of a 部门决算 as printed: headings with merged cells, lines, totals, and the facts of their figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
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
from benchmarks.reports.overall import OverallStatements
from benchmarks.reports.pages import BROUGHT, CARRIED, OWN_INCOME
from benchmarks.reports.reference import economic_accounts, economic_class, function_accounts
from benchmarks.reports.style import Style

INCOME, SPENDING = "收入决算表", "支出决算表"
GENERAL_SPENDING, GENERAL_BASIC = "一般公共预算财政拨款支出决算表", "一般公共预算财政拨款基本支出决算表"
THREE_PUBLIC = "三公经费支出决算表"
FUND_STATEMENT, CAPITAL_STATEMENT = "政府性基金预算财政拨款收入支出决算表", "国有资本经营预算财政拨款支出决算表"

# An account that is a 三公 item has that item's one name in what is published, however it is printed.
_ITEMS = {"因公出国（境）费用": ABROAD}
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


def _one_row_less(each: Print | str, rows_left: int) -> Print | str:
    """A heading that reached down to a row that is gone."""
    return replace(each, down=min(each.down, rows_left)) if isinstance(each, Print) else each


class _Pages(OverallStatements):
    """Prints the statements by functional and economic account, 三公 and the two special funds."""

    # -- statements by functional account -----------------------------------------------------------------------------

    def income(self) -> None:
        sources = ("财政拨款收入", *OWN_INCOME)

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
                received(FUND_STATEMENT, BROUGHT, item, sums[0], **own),
                received(FUND_STATEMENT, TOTAL, item, sums[1], **own),
                *(
                    spent(FUND_STATEMENT, item, amount, **own, expenditure_kind=kind)
                    for kind, amount in zip(kinds, sums[2:5], strict=True)
                ),
                spent(FUND_STATEMENT, CARRIED, sums[5], **own),
            ]

        headings = [Print(BROUGHT, 2), Print("本年收入", 2), Print("本年支出", right=3), Print(CARRIED, 2)]
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
        rows = [[self._heading(each) for each in row] for row in rows]
        lines: list[Row] = []
        for code, sums in with_parents(leaves).items():
            name = function_accounts()[code]
            lines.append([*self._code(code), name, *self._figures(facts(code, name, sums))])
        sums = tuple(sum(column) for column in zip(*leaves.values(), strict=True)) if leaves else (0,) * width
        total: Row = [Print(TOTAL, right=codes + 1), *self._figures(facts("", TOTAL, sums))]
        if codes == 3 and style.codes_beside_total and not style.total_last and not style.column_numbers:
            total = [*rows.pop(), TOTAL, *self._figures(facts("", TOTAL, sums))]
            rows = [[_one_row_less(each, len(rows) - at) for each in row] for at, row in enumerate(rows)]
        self._caption(title)
        self._printer.table([*rows, *lines, total] if style.total_last else [*rows, total, *lines])

    def _heading(self, each: Print | str) -> Print | str:
        if isinstance(each, str):
            return self._style.heading(each)
        return replace(each, text=self._style.heading(each.text))

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
            codes = economic_class(upper)
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
        said = self._report.three_public
        stages = ((said.budget, ADJUSTED), (said.actual, FINAL))
        order = [(item, stage) for stage in stages for item in items]
        if self._style.items_over_stages:
            rows[:3] = [
                [Print(h.text, h.down, 2 * h.right) for h in half],
                [Print(text, right=2) for text in ("小计", CAR_PURCHASE, CAR_RUNNING)],
                ["预算数", "决算数"] * 6,
            ]
            order = [(item, stage) for item in items for stage in stages]
        rows = [[self._heading(each) for each in row] for row in rows]
        figures: list[Print] = []
        for item, (amounts, stage) in order:
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
