"""The figures of one unit's year, each held once: whatever a statement or sentence prints is derived from here.

Money is in cents (分). A report that counts in 万元 with two decimals has only multiples of 100 yuan, so nothing is ever rounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from benchmarks.reports.reference import Unit

GENERAL, GOVERNMENT_FUND, CAPITAL, OWN = "一般公共预算", "政府性基金", "国有资本经营", "单位资金"
FISCAL = (GENERAL, GOVERNMENT_FUND, CAPITAL)

ABROAD, CARS, CAR_PURCHASE, CAR_RUNNING, RECEPTION = (
    *("因公出国（境）费", "公务用车购置及运行维护费", "公务用车购置费", "公务用车运行维护费", "公务接待费"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """What one functional account (项) brought over, received and spent of one fund. `own_source` names the income of own money."""

    code: str
    fund: str
    received: int
    basic: int = 0
    project: int = 0
    brought: int = 0
    used_surplus: int = 0
    allocated: int = 0
    initial: int = 0
    own_source: str = ""

    @property
    def spent(self) -> int:
        return self.basic + self.project

    @property
    def available(self) -> int:
        return self.brought + self.received + self.used_surplus - self.allocated

    @property
    def carried(self) -> int:
        return self.available - self.spent


@dataclass(frozen=True, slots=True)
class ThreePublic:
    """三公: budget and actual by leaf item; groups and people of travel and reception, cars bought and kept."""

    budget: dict[str, int]
    actual: dict[str, int]
    trips: int
    travellers: int
    visits: int
    visitors: int
    cars_bought: int

    @staticmethod
    def of(amounts: dict[str, int], item: str) -> int:
        return amounts[CAR_PURCHASE] + amounts[CAR_RUNNING] if item == CARS else amounts[item]

    @staticmethod
    def total(amounts: dict[str, int]) -> int:
        return sum(amounts.values())


@dataclass(frozen=True, slots=True)
class Indicator:
    level1: str
    level2: str
    level3: str
    target: str
    actual: str
    weight: int
    score: int
    deviation: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """年初预算数, 全年预算数 and 全年执行数 of one line of a fund block."""

    initial: int
    adjusted: int
    executed: int

    @property
    def rate(self) -> int:
        """Hundredths of a percent executed, rounded half up."""
        return (self.executed * 20_000 + self.adjusted) // (2 * self.adjusted) if self.adjusted else 0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A self-evaluation: goal, result, indicators; `project` is None for the whole unit."""

    total: Money
    goal: str
    result: str
    indicators: tuple[Indicator, ...]
    project: str | None = None
    current: Money | None = None
    carried: Money | None = None

    @property
    def rate_score(self) -> int:
        """Hundredths of the ten points for executing the budget: in proportion, as the forms prescribe."""
        return min(1000, self.total.rate // 10)

    @property
    def score(self) -> int:
        """Hundredths of points in total."""
        return self.rate_score + 100 * sum(indicator.score for indicator in self.indicators)


@dataclass(frozen=True, slots=True)
class Staff:
    establishment: int
    in_post: int
    retired: int
    contract: int


@dataclass(frozen=True, slots=True)
class LastYear:
    """The previous year's figures that this year's text compares with."""

    total: int
    fiscal_total: int
    general: int
    running: int
    three_public: int


@dataclass(frozen=True, slots=True)
class Report:
    """One unit's year. `economic` is the basic spending of the general budget by economic account (款)."""

    unit: Unit
    year: int
    items: tuple[Item, ...]
    economic: dict[str, int]
    three_public: ThreePublic
    procurement: dict[str, int]
    assets: dict[str, int]
    staff: Staff
    evaluation: Evaluation | None
    projects: tuple[Evaluation, ...]
    last_year: LastYear

    def sum(self, amount: Callable[[Item], int], funds: Iterable[str] = (*FISCAL, OWN)) -> int:
        wanted = frozenset(funds)
        return sum(amount(item) for item in self.items if item.fund in wanted)

    def by_code(self, funds: Iterable[str], *amounts: Callable[[Item], int]) -> dict[str, tuple[int, ...]]:
        """By seven-digit account: the sums of each amount over the funds."""
        wanted = frozenset(funds)
        sums: dict[str, list[int]] = {}
        for item in self.items:
            if item.fund in wanted:
                own = sums.setdefault(item.code, [0] * len(amounts))
                for at, amount in enumerate(amounts):
                    own[at] += amount(item)
        return {code: tuple(sums[code]) for code in sorted(sums)}

    @property
    def income_total(self) -> int:
        """总计 of 收入支出决算总表: what was received, used of surplus and brought over."""
        return self.sum(lambda item: item.received + item.used_surplus + item.brought)

    @property
    def fiscal_total(self) -> int:
        return self.sum(lambda item: item.received + item.brought, FISCAL)

    @property
    def staff_costs(self) -> int:
        """人员经费: 301 and 303."""
        return sum(amount for code, amount in self.economic.items() if code[:3] in {"301", "303"})

    @property
    def running_costs(self) -> int:
        """公用经费: every other class."""
        return sum(self.economic.values()) - self.staff_costs


def with_parents(leaves: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """The leaves with their 款 and 类, each the sum of its leaves, in the order a statement prints them."""
    sums: dict[str, list[int]] = {}
    for code, amounts in leaves.items():
        for upper in (code[:3], code[:5], code):
            own = sums.setdefault(upper, [0] * len(amounts))
            for at, amount in enumerate(amounts):
                own[at] += amount
    return {code: tuple(sums[code]) for code in sorted(sums)}
