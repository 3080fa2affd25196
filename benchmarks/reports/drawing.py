"""Draws the figures of a report: plausible sizes, real accounts, and every identity between them held by construction."""

from __future__ import annotations

from random import Random

from benchmarks.reports.evaluation_words import draw_indicators
from benchmarks.reports.model import (
    ABROAD,
    CAPITAL,
    CAR_PURCHASE,
    CAR_RUNNING,
    GENERAL,
    GOVERNMENT_FUND,
    OWN,
    RECEPTION,
    Evaluation,
    Item,
    LastYear,
    Money,
    Report,
    Staff,
    ThreePublic,
)
from benchmarks.reports.reference import Unit, economic_accounts, items_of

TEN_THOUSAND = 1_000_000  # 万元 in cents
_LAND_ITEMS = ("2120801", "2120803", "2120804", "2120806", "2120814", "2120816")
_CAPITAL_ITEMS = ("2230105", "2230199", "2230299")
_OWN_SOURCES = ("上级补助收入", "事业收入", "其他收入")
_OFFICE = ("30201", "30202", "30203", "30204", "30205", "30206", "30207", "30209", "30211", "30213", "30214", "30215")
_SERVICES = ("30216", "30218", "30226", "30227", "30228", "30229", "30239", "30299")
_PROJECT_KINDS = ("专项经费", "补助资金", "工作经费", "运行维护费")
_VEHICLES = ("机要通信用车", "应急保障用车", "执法执勤用车", "特种专业技术用车", "其他用车")


class Draw:
    """One report's random choices. `grain` is the smallest amount that can be printed, in cents."""

    def __init__(self, random: Random, grain: int) -> None:
        self.random = random
        self.grain = grain

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def money(self, low: float, high: float) -> int:
        """An amount between two numbers of 万元, in cents, to be printed exactly."""
        return max(1, int(self.random.uniform(low, high) * TEN_THOUSAND) // self.grain) * self.grain

    def part(self, amount: int, low: float, high: float) -> int:
        """A part of an amount, or more than it where `high` is above 1."""
        return int(amount * self.random.uniform(low, high)) // self.grain * self.grain


def draw_report(random: Random, unit: Unit, year: int, grain: int) -> Report:
    """The figures of a unit's year; the same state of `random` gives the same figures whatever the unit's name."""
    draw = Draw(random, grain)
    staff = _staff(draw)
    three_public = _three_public(draw)
    economic = _economic(draw, staff, three_public)
    items = _items(draw, unit, economic)
    chosen = zip(_project_items(items)[: random.randint(0, 3)], _PROJECT_KINDS, strict=False)
    projects = tuple(_project(draw, unit.bureau.work, kind, item) for item, kind in chosen)
    running = sum(amount for code, amount in economic.items() if code[:3] not in {"301", "303"})
    return Report(
        unit=unit,
        year=year,
        items=items,
        economic=economic,
        three_public=three_public,
        procurement=_procurement(draw),
        assets=_assets(draw),
        staff=staff,
        evaluation=_evaluation(draw, items) if draw.chance(0.8) else None,
        projects=projects,
        last_year=LastYear(
            total=_last(draw, sum(i.received + i.used_surplus + i.brought for i in items)),
            fiscal_total=_last(draw, sum(i.received + i.brought for i in items if i.fund != OWN)),
            general=_last(draw, sum(i.spent for i in items if i.fund == GENERAL)),
            running=_last(draw, running),
            three_public=_last(draw, ThreePublic.total(three_public.actual)),
        ),
    )


def _last(draw: Draw, amount: int) -> int:
    """Last year's figure: another one, so that the change and its percentage are said."""
    return max(draw.grain, draw.part(amount, 0.7, 1.3)) + draw.grain


def _staff(draw: Draw) -> Staff:
    establishment = draw.random.randint(8, 90)
    return Staff(
        establishment=establishment,
        in_post=draw.random.randint(max(4, establishment * 2 // 3), establishment),
        retired=draw.random.randint(1, 40),
        contract=draw.random.randint(1, 20),
    )


def _three_public(draw: Draw) -> ThreePublic:
    cars = draw.random.choice((0, 0, 1, 2))
    bought = 1 if cars and draw.chance(0.2) else 0
    travels = draw.chance(0.1)
    receives = draw.chance(0.8)
    actual = {
        ABROAD: draw.money(1, 8) if travels else 0,
        CAR_PURCHASE: draw.money(12, 20) if bought else 0,
        CAR_RUNNING: draw.money(1.5, 4) * cars,
        RECEPTION: draw.money(0.1, 6) if receives else 0,
    }
    visits = draw.random.randint(1, 60) if receives else 0
    trips = draw.random.randint(1, 2) if travels else 0
    return ThreePublic(
        budget={item: amount + draw.part(amount, 0, 0.6) for item, amount in actual.items()},
        actual=actual,
        trips=trips,
        travellers=trips * draw.random.randint(1, 4),
        visits=visits,
        visitors=visits * draw.random.randint(2, 9),
        cars_bought=bought,
    )


def _economic(draw: Draw, staff: Staff, three_public: ThreePublic) -> dict[str, int]:
    """Basic spending by economic account. The 三公 items are the accounts of that name: they hold nothing else."""
    people = staff.in_post
    amounts = {
        "30101": draw.money(3.2 * people, 5.5 * people),
        "30102": draw.money(2 * people, 5 * people),
        "30103": draw.money(1 * people, 4 * people),
        "30107": draw.money(0.2 * people, 2 * people) if draw.chance(0.5) else 0,
        "30108": draw.money(1 * people, 1.8 * people),
        "30109": draw.money(0.4 * people, 0.9 * people) if draw.chance(0.7) else 0,
        "30110": draw.money(0.5 * people, 1 * people),
        "30111": draw.money(0.1 * people, 0.4 * people) if draw.chance(0.4) else 0,
        "30112": draw.money(0.05 * people, 0.2 * people),
        "30113": draw.money(1 * people, 1.9 * people),
        "30199": draw.money(1, 3 * people) if draw.chance(0.6) else 0,
        "30302": draw.money(0.1, 2) * staff.retired if draw.chance(0.5) else 0,
        "30305": draw.money(0.5, 12) if draw.chance(0.4) else 0,
        "30309": draw.money(0.05, 3) if draw.chance(0.4) else 0,
        "30399": draw.money(0.2, 8) if draw.chance(0.3) else 0,
        "30212": three_public.actual[ABROAD],
        "30217": three_public.actual[RECEPTION],
        "30231": three_public.actual[CAR_RUNNING],
        "31013": three_public.actual[CAR_PURCHASE],
        "31002": draw.money(0.5, 15) if draw.chance(0.5) else 0,
    }
    office = draw.random.sample(_OFFICE, draw.random.randint(4, len(_OFFICE)))
    services = draw.random.sample(_SERVICES, draw.random.randint(3, len(_SERVICES)))
    amounts.update({code: draw.money(0.3, 1.2 * people + 2) for code in (*office, *services)})
    known = economic_accounts()
    return {code: amounts[code] for code in sorted(amounts) if amounts[code] and code in known}


def _items(draw: Draw, unit: Unit, economic: dict[str, int]) -> tuple[Item, ...]:
    items = [*_basic_items(draw, unit, economic), *_project_lines(draw, unit)]
    if draw.chance(0.35):
        for code in sorted(draw.random.sample(_LAND_ITEMS, draw.random.randint(1, 2))):
            items.append(_project_item(draw, code, GOVERNMENT_FUND, draw.money(10, 2500)))
    if draw.chance(0.12):
        amount = draw.money(5, 300)
        code = draw.random.choice(_CAPITAL_ITEMS)
        items.append(Item(code, CAPITAL, received=amount, project=amount, initial=amount))
    if draw.chance(0.4):
        items.append(_own_item(draw, unit))
    return tuple(sorted(items, key=lambda item: (item.code, item.fund)))


def _basic_items(draw: Draw, unit: Unit, economic: dict[str, int]) -> list[Item]:
    """The general budget's basic spending by function: pensions, insurance and housing have accounts of their own."""
    own = {
        "2080505": economic["30108"],
        "2080506": economic.get("30109", 0),
        "2101101": economic["30110"],
        "2101103": economic.get("30111", 0),
        "2210201": economic["30113"],
        "2080501": economic.get("30302", 0),
    }
    main = unit.bureau.section + "01"
    own[main] = sum(economic.values()) - sum(own.values())
    return [
        Item(code, GENERAL, received=amount, basic=amount, initial=max(draw.grain, draw.part(amount, 0.8, 1.1)))
        for code, amount in own.items()
        if amount
    ]


def _project_lines(draw: Draw, unit: Unit) -> list[Item]:
    codes = [code for code in items_of(unit.bureau.section) if not code.endswith(("01", "03", "50"))]
    chosen = sorted(draw.random.sample(codes, min(len(codes), draw.random.randint(1, 4))))
    return [_project_item(draw, code, GENERAL, draw.money(2, 800)) for code in chosen]


def _project_item(draw: Draw, code: str, fund: str, amount: int) -> Item:
    """Spending on projects, in a part of cases from money of the year before or with a rest for the next."""
    brought = draw.part(amount, 0.05, 0.5) if draw.chance(0.3) else 0
    carried = draw.part(amount, 0.01, 0.3) if draw.chance(0.3) else 0
    received = amount + carried - brought
    return Item(
        code,
        fund,
        received=received,
        project=amount,
        brought=brought,
        initial=brought + max(draw.grain, draw.part(received, 0.5, 1.2)),
    )


def _own_item(draw: Draw, unit: Unit) -> Item:
    """Money of the unit's own: the only fund whose surplus is used and allocated."""
    amount = draw.money(0.5, 150)
    brought = draw.part(amount, 0.01, 0.4) if draw.chance(0.5) else 0
    used = draw.part(amount, 0.01, 0.2) if draw.chance(0.2) else 0
    allocated = draw.part(amount, 0.01, 0.1) if draw.chance(0.2) else 0
    carried = draw.part(amount, 0.01, 0.4) if draw.chance(0.5) else 0
    received = max(draw.grain, amount + carried + allocated - brought - used)
    return Item(
        unit.bureau.section + "02",
        OWN,
        received=received,
        project=brought + received + used - allocated - carried,
        brought=brought,
        used_surplus=used,
        allocated=allocated,
        initial=draw.part(received, 0.5, 1),
        own_source=draw.random.choice(_OWN_SOURCES),
    )


def _procurement(draw: Draw) -> dict[str, int]:
    goods, works, services = (draw.money(0.5, 300) if draw.chance(chance) else 0 for chance in (0.9, 0.4, 0.7))
    total = goods + works + services
    small = draw.part(total, 0.4, 1)
    return {
        "政府采购支出总额": total,
        "政府采购货物支出": goods,
        "政府采购工程支出": works,
        "政府采购服务支出": services,
        "授予中小企业合同金额": small,
        "授予小微企业合同金额": draw.part(small, 0.1, 0.9),
    }


def _assets(draw: Draw) -> dict[str, int]:
    vehicles = {name: draw.random.choice((0, 0, 1, 2)) for name in _VEHICLES}
    return {
        "车辆": sum(vehicles.values()),
        **vehicles,
        "单位价值50万元以上通用设备": draw.random.randint(0, 5),
        "单位价值100万元以上专用设备": draw.random.randint(0, 3),
    }


def _evaluation(draw: Draw, items: tuple[Item, ...]) -> Evaluation:
    total = Money(
        initial=sum(item.initial for item in items),
        adjusted=sum(item.available for item in items),
        executed=sum(item.spent for item in items),
    )
    return Evaluation(
        total,
        goal="保障机关正常运转，按时完成年度各项工作任务，资金使用规范、安全、有效。",
        result="年度各项工作任务如期完成，机关运转正常，资金使用符合规定。",
        indicators=draw_indicators(draw.random, "年度重点工作"),
    )


def _project_items(items: tuple[Item, ...]) -> list[Item]:
    """Items of the general budget that are one project each: they have no basic spending."""
    return [item for item in items if item.fund == GENERAL and item.project and not item.basic]


def _project(draw: Draw, work: str, kind: str, item: Item) -> Evaluation:
    """The evaluation of the project that an item pays for: money brought over is spent first."""
    from_brought = min(item.brought, item.project)
    carried = Money(item.brought, item.brought, from_brought)
    current = Money(item.initial - item.brought, item.received, item.project - from_brought)
    return Evaluation(
        Money(item.initial, item.available, item.project),
        goal=f"完成年度{work}任务，发挥资金效益。",
        result=f"年度{work}任务已经完成，资金发挥了效益。",
        indicators=draw_indicators(draw.random, work),
        project=work + kind,
        current=current,
        carried=carried if item.brought else None,
    )
