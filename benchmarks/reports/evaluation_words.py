"""Indicators of self-evaluations: targets of all the ways they are printed, weights that add up to 90, scores with reasons."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from benchmarks.reports.model import Indicator

_OUTPUT, _BENEFIT, _SATISFACTION = "产出指标", "效益指标", "满意度指标"
# Level 1 and 2, names of level 3, and the weights their indicators share: 50 + 30 + 10, beside 10 for executing the budget.
_FORM = (
    (_OUTPUT, "数量指标", ("完成检查次数", "开展培训场次", "服务对象人数", "办理事项件数"), 20),
    (_OUTPUT, "质量指标", ("任务合格率", "验收通过率"), 10),
    (_OUTPUT, "时效指标", ("任务完成及时率", "资金拨付及时率"), 10),
    (_OUTPUT, "成本指标", ("成本控制率", "预算节约率"), 10),
    (_BENEFIT, "社会效益指标", ("群众办事便利程度", "行业管理水平"), 15),
    (_BENEFIT, "可持续影响指标", ("长效机制建设", "服务能力"), 15),
    (_SATISFACTION, "服务对象满意度指标", ("服务对象满意度", "群众满意度"), 10),
)
_REASONS = ("部分任务受天气影响推迟，下年加强调度", "统计口径调整，下年完善", "人员不足，下年加强培训")


def draw_indicators(random: Random, work: str) -> tuple[Indicator, ...]:
    """The indicators of one evaluation; each name carries the work it measures."""
    found: list[Indicator] = []
    for level1, level2, names, weight in _FORM:
        count = random.randint(1, 2) if len(names) > 2 and weight % 2 == 0 else 1
        for name in random.sample(names, count):
            found.append(_indicator(random, level1, level2, work + name, weight // count))
    return tuple(found)


def _indicator(random: Random, level1: str, level2: str, name: str, weight: int) -> Indicator:
    target, actual, missed = _drawn_values(level2)(random)
    lost = random.randint(1, 2) if missed else 0
    return Indicator(
        level1, level2, name, target, actual, weight, weight - lost, random.choice(_REASONS) if lost else ""
    )


def _drawn_values(level2: str) -> Callable[[Random], tuple[str, str, bool]]:
    if level2 == "数量指标":
        return _quantity
    return _words if level2 in {"社会效益指标", "可持续影响指标"} else _share


def _quantity(random: Random) -> tuple[str, str, bool]:
    """Target, result, and whether the result falls short."""
    target, unit = random.randint(3, 900), random.choice(("次", "场", "人", "件"))
    missed = random.random() < 0.2
    actual = random.randint(max(1, target * 8 // 10), target - 1) if missed else target + random.randint(0, target)
    return f"≥{target}{unit}", f"{actual}{unit}", missed


def _share(random: Random) -> tuple[str, str, bool]:
    target = random.choice((85, 90, 95, 98, 100))
    missed = random.random() < 0.2
    actual = target - random.randint(1, 5) if missed else random.randint(target, 100)
    return (f"≥{target}%" if target < 100 else "100%"), f"{actual}%", missed


def _words(random: Random) -> tuple[str, str, bool]:
    return (*random.choice((("持续提升", "持续提升"), ("显著", "效果显著"), ("进一步完善", "已经完善"))), False)
