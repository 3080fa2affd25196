"""What reports say beside what the generator prints: true sentences and lines that plants then make untrue.

Each stands in a part of the reports only; whether it stands there is drawn apart from the figures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from benchmarks.contradictions.editing import (
    forms,
    line_at,
    lines,
    table_at,
    with_added_cells,
    with_inserted,
    with_text,
)
from benchmarks.reports.model import ABROAD, CARS, RECEPTION, ThreePublic
from benchmarks.reports.report import Printed
from benchmarks.reports.statements import GENERAL_BASIC
from flows.readers.document import Cell

_SHARE = 0.6  # of the reports that say a thing
_GRADES = ((90, "优"), (80, "良"), (60, "中"), (0, "差"))
_OFFICES = ("办公室", "人事科", "财务科", "法规科", "综合科", "信息科")
_THOUSAND = 100_000  # in cents
_ROUNDING_GAP = 1  # of the last printed digit


def with_sayings(printed: Printed, random: Random) -> Printed:
    """The report with a part of the sayings, each true."""
    for say in (
        *(_offices, _staff, _compared_with_budget, _below_budget, _same_as_last_year, _base_of_last_year),
        *(_multiple, _rounding, _basic_total, _grades, _projects, _score_in_text, _running_costs_again),
    ):
        if random.random() < _SHARE:
            printed = say(printed, random)
    return printed


def _said_in(printed: Printed, wanted: Callable[[str], bool], change: Callable[[str], str]) -> Printed:
    """The first paragraph of its kind said in other words."""
    number = next((no for no, text in lines(printed.document) if wanted(text)), None)
    if number is None:
        return printed
    text = change(line_at(printed.document, number))
    return replace(printed, document=with_text(printed.document, number, text))


def _offices(printed: Printed, random: Random) -> Printed:
    names = random.sample(_OFFICES, random.randint(3, 5))
    told = f"下设内设机构{len(names)}个，包括{'、'.join(names)}。"
    return _said_in(printed, _on_staff, lambda text: told + text)


def _staff(printed: Printed, random: Random) -> Printed:
    """The total of the staff, the control rate and that it is within the establishment, where it is."""
    staff = printed.report.staff
    total = staff.in_post + staff.retired + staff.contract
    told = (
        f"全单位共有人员{total}人，其中在职人员{staff.in_post}人，退休人员{staff.retired}人，"
        f"劳务派遣人员{staff.contract}人。"
    )
    if staff.in_post <= staff.establishment:
        rate = f"{100 * staff.in_post / staff.establishment:.2f}"
        told += random.choice((f"在职人员控制率为{rate}%。", "在职人员控制在编制以内。"))
    return _said_in(printed, _on_staff, lambda text: text + told)


def _on_staff(text: str) -> bool:
    return "核定编制" in text


def _compared_with_budget(printed: Printed, random: Random) -> Printed:
    """决算数大于年初预算数 after the completion of every account."""

    def tell(text: str, planned: int, own: int) -> str:
        word = "等于" if planned == own else "大于" if own > planned else "小于"
        return f"{text}决算数{word}年初预算数，主要原因是年中项目调整。"

    document = printed.document
    facts = {
        (spot.block, fact.values["budget_stage"]): int(fact.values["amount"])
        for fact, spot in printed.facts
        if spot.row < 0 and "budget_stage" in fact.values
    }
    for number, text in lines(document):
        if text.startswith("年初预算为"):
            own, planned = facts.get((number, "决算")), facts.get((number, "年初预算"))
            if own is not None and planned is not None:
                document = with_text(document, number, tell(text, planned, own))
    return replace(printed, document=document)


def _below_budget(printed: Printed, random: Random) -> Printed:
    own, said = printed.report.three_public, printed.style.said
    for item in (ABROAD, CARS, RECEPTION):
        planned, used = ThreePublic.of(own.budget, item), ThreePublic.of(own.actual, item)
        if used < planned:
            told = f"决算数小于预算数{said(planned - used)}，主要原因是厉行节约。"
            return _said_in(
                printed,
                lambda text, item=item: text.startswith(f"{item}支出预算为"),
                lambda text, told=told: text + told,
            )
    return printed


def _same_as_last_year(printed: Printed, random: Random) -> Printed:
    used = printed.style.said(ThreePublic.of(printed.report.three_public.actual, RECEPTION))
    return _said_in(
        printed,
        lambda text: text.startswith(f"3、{RECEPTION}支出决算为"),
        lambda text: text.replace("，全年", f"，与上年决算数{used}持平，全年", 1),
    )


def _base_of_last_year(printed: Printed, random: Random) -> Printed:
    last = printed.style.said(printed.report.last_year.running)
    return _said_in(
        printed,
        lambda text: "机关运行经费支出" in text and "比上年决算数" in text,
        lambda text: text.replace("比上年决算数", f"比上年决算数{last}", 1),
    )


def _multiple(printed: Printed, random: Random) -> Printed:
    before, times = random.randint(100, 5000), random.randint(2, 15)
    told = f"全年办理事项{before * times}件，是上年（{before}件）的{times}倍。"
    return _said_in(printed, lambda text: text.startswith("截至"), lambda text: text + told)


def _rounding(printed: Printed, random: Random) -> Printed:
    """A sum of details that rounding makes larger than the total by the last digit printed."""
    style, total = printed.style, sum(printed.report.economic.values())
    gap = style.grain * _ROUNDING_GAP
    told = (
        f"（因四舍五入的原因，一般公共预算财政拨款基本支出{style.said(total)}和明细数合计总数{style.said(total + gap)}"
        f"相差{style.said(gap)}）。"
    )
    return _said_in(
        printed, lambda text: "人员经费" in text and "主要包括" in text, lambda text: text.removesuffix("。") + told
    )


def _basic_total(printed: Printed, random: Random) -> Printed:
    """A line with the whole of basic spending below its two blocks."""
    spot = next((s for f, s in printed.facts if s.row >= 0 and f.values.get("statement") == GENERAL_BASIC), None)
    if spot is None:
        return printed
    row = 1 + max(cell.row for cell in table_at(printed.document, spot.block).cells)
    total = printed.style.money(sum(printed.report.economic.values()))
    return with_added_cells(printed, spot.block, [Cell(row, 0, "合计", 1, 8), Cell(row, 8, total)])


def _grades(printed: Printed, random: Random) -> Printed:
    """评价等级 below the total score of every form."""
    for fact, spot in forms(printed):
        score = float(str(fact.values["total_score"]))
        grade = next(name for least, name in _GRADES if score >= least)
        printed = with_added_cells(
            printed, spot.block, [Cell(spot.row + 1, 0, "评价等级", 1, 6), Cell(spot.row + 1, 6, grade, 1, 3)]
        )
    return printed


def _projects(printed: Printed, random: Random) -> Printed:
    """The money of the evaluated projects told in text, with what was left of it."""
    said, projects = printed.style.said, printed.report.projects
    if not projects:
        return printed
    told = ["十三、项目支出绩效自评情况"]
    for number, form in enumerate(projects, 1):
        told.append(f"{number}.{form.project}项目")
        told.append(
            f"{form.project}项目全年预算数{said(form.total.adjusted)}，全年执行数{said(form.total.executed)}，"
            f"结余结转{said(form.total.adjusted - form.total.executed)}。"
        )
    return with_inserted(printed, _appendix(printed), told)


def _score_in_text(printed: Printed, random: Random) -> Printed:
    """自评得分 of the whole unit said in text."""
    if printed.report.evaluation is None:
        return printed
    told = f"部门整体支出绩效自评得分{forms(printed)[0][0].values['total_score']}分。"
    return with_inserted(printed, _appendix(printed), ["十四、部门整体支出绩效情况", told])


def _running_costs_again(printed: Printed, random: Random) -> Printed:
    """What no statement prints said a second time."""
    if printed.report.evaluation is None:
        return printed
    told = (
        f"{printed.report.year}年机关运行经费支出{printed.style.said(printed.report.running_costs)}，用于保障日常运转。"
    )
    return with_inserted(printed, _appendix(printed), ["十五、机关运行经费保障情况", told])


def _appendix(printed: Printed) -> int:
    return next(no for no, text in lines(printed.document) if text.startswith("第四部分"))
