"""The running text of a 部门决算: every figure in it is one of the statements, and every comparison can be recomputed."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.reports.facts import (
    ADJUSTED,
    BASIC,
    FINAL,
    INITIAL,
    PROJECT,
    TEXT,
    TOTAL,
    Fact,
    Printer,
    received,
    spent,
)
from benchmarks.reports.model import (
    ABROAD,
    CAPITAL,
    CAR_PURCHASE,
    CAR_RUNNING,
    CARS,
    FISCAL,
    GENERAL,
    GOVERNMENT_FUND,
    RECEPTION,
    Item,
    Report,
    ThreePublic,
    with_parents,
)
from benchmarks.reports.reference import economic_accounts, function_accounts
from benchmarks.reports.statements import three_public_fund
from benchmarks.reports.style import Style

_SURPLUS, _BROUGHT = "使用非财政拨款结余", "年初结转和结余"
_STATE_ASSETS = "国有资产占用情况说明"


def print_overview(printer: Printer, report: Report) -> None:
    """第一部分: what the unit does, and its staff."""
    staff, unit = report.staff, report.unit
    printer.text(f"第一部分　{unit.name}概况")
    printer.text("一、部门职责")
    printer.text(
        f"贯彻执行国家有关方针政策，负责{unit.division.county}{unit.bureau.work}等工作，完成上级交办的其他任务。"
    )
    printer.text("二、机构设置及人员情况")
    counts = {"编制": staff.establishment, "在职": staff.in_post, "退休": staff.retired, "编外": staff.contract}
    facts = [
        Fact("staffing", {"organisation": unit.name, "staff_category": category, "headcount": count})
        for category, count in counts.items()
    ]
    printer.text(
        f"{unit.name}核定编制{staff.establishment}人，在职人员{staff.in_post}人，退休人员{staff.retired}人，"
        f"劳务派遣人员{staff.contract}人。",
        *facts,
    )


def print_explanations(printer: Printer, report: Report, style: Style) -> None:
    """第三部分: the statements explained in sections 一 to 十二."""
    told = _Explanations(printer, report, style)
    printer.text(f"第三部分　{report.year}年度部门决算情况说明")
    told.overall()
    told.income()
    told.spending()
    told.fiscal_overall()
    told.general()
    told.basic()
    told.three_public()
    told.government_fund()
    told.capital()
    told.running_costs()
    told.procurement()
    told.assets()


class _Explanations:
    def __init__(self, printer: Printer, report: Report, style: Style) -> None:
        self._print = printer.text
        self._report = report
        self._style = style
        self._year = f"{report.year}年度"

    def overall(self) -> None:
        report, said = self._report, self._style.said
        total, used = report.income_total, report.sum(lambda item: item.used_surplus)
        brought, carried = report.sum(lambda item: item.brought), report.sum(lambda item: item.carried)
        allocated = report.sum(lambda item: item.allocated)
        self._print("一、收入支出决算总体情况说明")
        self._print(
            f"{self._year}收、支总计{said(total)}（收入总计含使用非财政拨款结余{said(used)}和年初结转和结余{said(brought)}，"
            f"支出总计含结余分配{said(allocated)}和年末结转和结余{said(carried)}）。"
            f"与上年相比，{self._change(total, report.last_year.total)}，主要是因为人员变动和项目调整。",
            spent(TEXT, "总计", total),
            received(TEXT, TOTAL, "总计", total),
            received(TEXT, _SURPLUS, _SURPLUS, used),
            received(TEXT, _BROUGHT, _BROUGHT, brought),
        )

    def income(self) -> None:
        report = self._report
        total = report.sum(lambda item: item.received)
        sources = {"财政拨款收入": report.sum(lambda item: item.received, FISCAL)}
        for source in ("上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"):
            sources[source] = sum(item.received for item in report.items if item.own_source == source)
        self._print("二、收入决算情况说明")
        self._print(
            f"本年收入合计{self._style.said(total)}，其中：{self._shares(sources, total)}。",
            received(TEXT, TOTAL, TOTAL, total),
            *(received(TEXT, source, source, amount) for source, amount in sources.items()),
        )

    def spending(self) -> None:
        report = self._report
        total = report.sum(lambda item: item.spent)
        kinds = {
            BASIC: report.sum(lambda item: item.basic),
            PROJECT: report.sum(lambda item: item.project),
            "上缴上级支出": 0,
            "经营支出": 0,
            "对附属单位补助支出": 0,
        }
        self._print("三、支出决算情况说明")
        self._print(
            f"本年支出合计{self._style.said(total)}，其中：{self._shares(kinds, total)}。",
            spent(TEXT, TOTAL, total),
            *(spent(TEXT, kind, amount, expenditure_kind=kind) for kind, amount in kinds.items()),
        )

    def fiscal_overall(self) -> None:
        total = self._report.fiscal_total
        self._print("四、财政拨款收入支出决算总体情况说明")
        self._print(
            f"{self._year}财政拨款收、支总计{self._style.said(total)}。"
            f"与上年相比，{self._change(total, self._report.last_year.fiscal_total)}，主要是因为人员变动和项目调整。",
            spent(TEXT, "总计", total, fund_source="财政拨款"),
            received(TEXT, TOTAL, "总计", total, fund_source="财政拨款"),
        )

    def general(self) -> None:
        report, style = self._report, self._style
        amount = report.sum(lambda item: item.spent, (GENERAL,))
        share = style.percent(amount, report.sum(lambda item: item.spent))
        total = spent(TEXT, TOTAL, amount, fund_source=GENERAL)
        self._print("五、一般公共预算财政拨款支出决算情况说明")
        self._print("（一）一般公共预算财政拨款支出决算总体情况")
        self._print(
            f"{self._year}一般公共预算财政拨款支出{style.said(amount)}，占本年支出合计的{share}。"
            f"与上年相比，一般公共预算财政拨款支出{self._change(amount, report.last_year.general)}。",
            total,
        )
        leaves = report.by_code((GENERAL,), lambda item: item.initial, lambda item: item.spent)
        names = function_accounts()
        classes = {names[code]: sums[1] for code, sums in with_parents(leaves).items() if len(code) == 3}
        parts = "；".join(
            f"{name}（类）{style.said(own)}，占{style.percent(own, amount)}" for name, own in classes.items()
        )
        self._print("（二）一般公共预算财政拨款支出决算结构情况")
        self._print(
            f"{self._year}一般公共预算财政拨款支出{style.said(amount)}，主要用于以下方面：{parts}。",
            *(spent(TEXT, name, own, fund_source=GENERAL) for name, own in classes.items()),
        )
        initial = report.sum(lambda item: item.initial, (GENERAL,))
        self._print("（三）一般公共预算财政拨款支出决算具体情况")
        self._print(
            f"{self._year}一般公共预算财政拨款支出年初预算为{style.said(initial)}，支出决算为{style.said(amount)}，"
            f"完成年初预算的{style.percent(amount, initial)}。其中：",
            spent(TEXT, TOTAL, initial, fund_source=GENERAL, budget_stage=INITIAL),
        )
        for number, (code, (planned, own)) in enumerate(leaves.items(), 1):
            name = names[code]
            self._print(f"{number}、{names[code[:3]]}（类）{names[code[:5]]}（款）{name}（项）。")
            self._print(
                f"年初预算为{style.said(planned)}，支出决算为{style.said(own)}，{self._compared(own, planned, '年初预算')}。",
                spent(TEXT, name, planned, fund_source=GENERAL, budget_stage=INITIAL),
                spent(TEXT, name, own, fund_source=GENERAL),
            )

    def basic(self) -> None:
        report, style = self._report, self._style
        total, staff, running = sum(report.economic.values()), report.staff_costs, report.running_costs
        names = economic_accounts()
        staff_items = [names[code] for code in report.economic if code[:3] in {"301", "303"}]
        running_items = [names[code] for code in report.economic if code[:3] not in {"301", "303"}]
        own = {"fund_source": GENERAL, "expenditure_kind": BASIC}
        self._print("六、一般公共预算财政拨款基本支出决算情况说明")
        self._print(
            f"{self._year}一般公共预算财政拨款基本支出{style.said(total)}，其中：人员经费{style.said(staff)}，"
            f"占基本支出的{style.percent(staff, total)}，主要包括{'、'.join(staff_items)}；"
            f"公用经费{style.said(running)}，占基本支出的{style.percent(running, total)}，主要包括{'、'.join(running_items)}。",
            spent(TEXT, BASIC, total, **own),
            spent(TEXT, "人员经费", staff, **own),
            spent(TEXT, "公用经费", running, **own),
        )

    def three_public(self) -> None:
        report, style = self._report, self._style
        own = report.three_public
        fund = three_public_fund(style)
        budget, actual = ThreePublic.total(own.budget), ThreePublic.total(own.actual)
        heading = "财政拨款" if style.fiscal_three_public else "一般公共预算财政拨款"
        self._print(f"七、{heading}“三公”经费支出决算情况说明")
        self._print("（一）“三公”经费财政拨款支出决算总体情况说明")
        self._print(
            f"{self._year}“三公”经费财政拨款支出预算为{style.said(budget)}，支出决算为{style.said(actual)}，"
            f"{self._compared(actual, budget, '预算')}，其中：",
            *self._budget_and_actual("三公经费合计", budget, actual, fund),
        )
        for item in (ABROAD, CARS, RECEPTION):
            planned, used = ThreePublic.of(own.budget, item), ThreePublic.of(own.actual, item)
            self._print(
                f"{item}支出预算为{style.said(planned)}，支出决算为{style.said(used)}，{self._compared(used, planned, '预算')}。",
                *self._budget_and_actual(item, planned, used, fund),
            )
        self._print("（二）“三公”经费财政拨款支出决算具体情况说明")
        said = {item: style.said(ThreePublic.of(own.actual, item)) for item in (ABROAD, CARS, *own.actual)}
        self._print(
            f"1、{ABROAD}支出决算为{said[ABROAD]}，全年安排因公出国（境）团组{own.trips}个，累计{own.travellers}人次。"
        )
        self._print(
            f"2、{CARS}支出决算为{said[CARS]}，其中：公务用车购置费{said[CAR_PURCHASE]}，"
            f"本单位更新公务用车{own.cars_bought}辆；公务用车运行维护费{said[CAR_RUNNING]}。",
            *(spent(TEXT, item, own.actual[item], fund_source=fund) for item in (CAR_PURCHASE, CAR_RUNNING)),
        )
        self._print(
            f"3、{RECEPTION}支出决算为{said[RECEPTION]}，全年共接待来访团组{own.visits}个、来宾{own.visitors}人次。"
        )

    @staticmethod
    def _budget_and_actual(item: str, budget: int, actual: int, fund: str) -> list[Fact]:
        return [
            spent(TEXT, item, budget, budget_stage=ADJUSTED, fund_source=fund),
            spent(TEXT, item, actual, budget_stage=FINAL, fund_source=fund),
        ]

    def government_fund(self) -> None:
        self._print("八、政府性基金预算财政拨款收入支出决算情况说明")
        self._fund(GOVERNMENT_FUND, "政府性基金预算财政拨款")

    def capital(self) -> None:
        self._print("九、国有资本经营预算财政拨款支出决算情况说明")
        self._fund(CAPITAL, "国有资本经营预算财政拨款")

    def _fund(self, fund: str, name: str) -> None:
        report, said = self._report, self._style.said

        def of(amount: Callable[[Item], int]) -> int:
            return report.sum(amount, (fund,))

        income, used = of(lambda item: item.received), of(lambda item: item.spent)
        if not of(lambda item: item.available):
            self._print(f"本单位没有{name}收入，也没有使用{name}安排的支出。")
            return
        source = f"{name}收入"
        self._print(
            f"{self._year}{name}收入{said(income)}，{name}支出{said(used)}。",
            received(TEXT, source, source, income, fund_source=fund),
            spent(TEXT, TOTAL, used, fund_source=fund),
        )

    def running_costs(self) -> None:
        amount = self._report.running_costs
        self._print("十、机关运行经费支出说明")
        self._print(
            f"{self._year}机关运行经费支出{self._style.said(amount)}，"
            f"比上年决算数{self._change(amount, self._report.last_year.running)}。",
            spent(TEXT, "机关运行经费", amount),
        )

    def procurement(self) -> None:
        own, style = self._report.procurement, self._style
        total = own["政府采购支出总额"]
        goods, works, services = (own[f"政府采购{kind}支出"] for kind in ("货物", "工程", "服务"))
        small, micro = own["授予中小企业合同金额"], own["授予小微企业合同金额"]
        self._print("十一、政府采购支出说明")
        self._print(
            f"{self._year}政府采购支出总额{style.said(total)}，其中：政府采购货物支出{style.said(goods)}、"
            f"政府采购工程支出{style.said(works)}、政府采购服务支出{style.said(services)}。"
            f"授予中小企业合同金额{style.said(small)}，占政府采购支出总额的{style.percent(small, total)}，"
            f"其中：授予小微企业合同金额{style.said(micro)}，占政府采购支出总额的{style.percent(micro, total)}。",
            *(
                Fact("procurement", {"line_item": item.removesuffix("总额"), "amount": amount})
                for item, amount in own.items()
            ),
        )

    def assets(self) -> None:
        own = self._report.assets
        vehicles = "、".join(f"{name}{count}辆" for name, count in own.items() if name.endswith("用车"))
        large = "；".join(f"{name}{count}台（套）" for name, count in own.items() if name.startswith("单位"))
        self._print(f"十二、{_STATE_ASSETS}")
        self._print(
            f"截至{self._report.year}年12月31日，本单位共有车辆{own['车辆']}辆，其中，{vehicles}；{large}。",
            *(Fact("assets", {"line_item": item, "quantity": count}) for item, count in own.items()),
        )

    # -- phrases ------------------------------------------------------------------------------------------------------

    def _shares(self, parts: dict[str, int], total: int) -> str:
        style = self._style
        return "；".join(f"{name}{style.said(own)}，占{style.percent(own, total)}" for name, own in parts.items())

    def _change(self, now: int, before: int) -> str:
        """增加… and by how much in percent of last year's figure."""
        if now == before:
            return "持平"
        verb, grown = ("增加", "增长") if now > before else ("减少", "下降")
        change = abs(now - before)
        return f"{verb}{self._style.said(change)}，{grown}{self._style.percent(change, before)}"

    def _compared(self, actual: int, budget: int, base: str) -> str:
        """How much of the budget was spent; of no budget there is no percentage."""
        if not budget:
            return "决算数等于预算数" if not actual else "决算数大于预算数"
        return f"完成{base}的{self._style.percent(actual, budget)}"
