"""Breaks evaluation forms: weights, scores, totals, grades, rates, targets; scores said in text."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from benchmarks.contradictions.editing import (
    Breaking,
    Plant,
    Planted,
    cell_text,
    forms,
    indicators,
    mistyped,
    number_of,
    points,
    replaced_figure,
    spots,
    table_at,
    with_cells,
)
from benchmarks.reports.evaluations import OF_PROJECT, WHOLE
from benchmarks.reports.facts import Fact, Spot
from benchmarks.reports.report import Printed
from flows.readers.document import Document, Table

_SCORES, _RATES, _UNITS = frozenset({"分值"}), frozenset({"执行率"}), frozenset({"单位口径"})
_GRADES = ("优", "良", "中", "差")


def _form_cell(wanted: Callable[[str], bool], change: Callable[[str, Random], str]) -> Breaking:
    """A cell of an evaluation form changed."""

    def apply(printed: Printed, random: Random) -> Planted | None:
        cells = [
            (Spot(no, cell.row, cell.col), cell.text)
            for no in {spot.block for _, spot in forms(printed)}
            if isinstance(table := printed.document.blocks[no], Table)
            for cell in table.cells
            if wanted(cell.text)
        ]
        if not cells:
            return None
        spot, was = random.choice(sorted(cells))
        now = change(was, random)
        return Planted(with_cells(printed.document, {spot: now}), number_of(was), number_of(now))

    return apply


def _mistyped_in_name(name: str, random: Random) -> str:
    """产出指标（50分） with another number."""
    number = number_of(name)
    return name.replace(number, mistyped(number, random))


def _other_grade(grade: str, random: Random) -> str:
    return random.choice([other for other in _GRADES if other != grade])


def _total(weight: bool) -> Breaking:
    """The total of the scores, or of the weights beside it, mistyped."""

    def apply(printed: Printed, random: Random) -> Planted | None:
        found = [spot._replace(col=spot.col - 1) if weight else spot for _, spot in forms(printed)]
        if not found:
            return None
        spot = random.choice(found)
        was = cell_text(printed.document, spot)
        now = mistyped(was, random)
        return Planted(with_cells(printed.document, {spot: now}), was, now)

    return apply


def _rate_lines(printed: Printed) -> list[Spot]:
    return [
        spot
        for form in (WHOLE, OF_PROJECT)
        for fact, spot in spots(printed, form, lambda f: f.table == "scores" and f.values["level1"] == "预算执行")
    ]


def _execution_rate(printed: Printed, random: Random) -> Planted | None:
    """The rate of 年度资金总额 mistyped; it stands before its score."""
    found = _rate_lines(printed)
    if not found:
        return None
    score = random.choice(found)
    spot = score._replace(col=score.col - 1)
    was = cell_text(printed.document, spot)
    now = mistyped(was, random)
    return Planted(with_cells(printed.document, {spot: now}), number_of(was), number_of(now))


def _rate_score(printed: Printed, random: Random) -> Planted | None:
    """The points for executing the budget are not weight × rate; the total is theirs."""
    found = _rate_lines(printed)
    random.shuffle(found)
    for spot in found:
        was = cell_text(printed.document, spot)
        now = points(float(was) - random.choice((1, 2, 3)))
        if float(now) > 0:
            return Planted(_scored(printed, spot, now), was, now)
    return None


def _scored(printed: Printed, spot: Spot, now: str) -> Document:
    """Another score in a form, the total with it."""
    (total,) = (own for _, own in forms(printed) if own.block == spot.block)
    change = float(now) - float(cell_text(printed.document, spot))
    told = points(float(cell_text(printed.document, total)) + change)
    return with_cells(printed.document, {spot: now, total: told})


def _lines(printed: Printed, wanted: Callable[[Fact], bool] = lambda _: True) -> list[tuple[Fact, Spot]]:
    return [
        (fact, spot) for _, form in forms(printed) for fact, spot in indicators(printed, form.block) if wanted(fact)
    ]


def _score_above_weight(printed: Printed, random: Random) -> Planted | None:
    found = _lines(printed)
    if not found:
        return None
    fact, spot = random.choice(found)
    now = str(int(fact.values["weight"]) + random.randrange(1, 5))
    return Planted(with_cells(printed.document, {spot: now}), str(fact.values["score"]), now)


def _not_hundred(printed: Printed, random: Random) -> Planted | None:
    """One weight larger, with its class and the total: they add up, to more than 100."""
    found = _lines(printed)
    if not found:
        return None
    fact, spot = random.choice(found)
    more = random.randrange(1, 6)
    (total,) = (own for _, own in forms(printed) if own.block == spot.block)
    level = str(fact.values["level1"])
    name = next(cell for cell in table_at(printed.document, spot.block).cells if cell.text.startswith(f"{level}（"))
    raised = str(int(number_of(name.text)) + more)
    texts = {
        spot._replace(col=spot.col - 1): str(int(fact.values["weight"]) + more),
        Spot(spot.block, name.row, name.col): name.text.replace(number_of(name.text), raised),
        total._replace(col=total.col - 1): str(100 + more),
    }
    return Planted(with_cells(printed.document, texts), "100", str(100 + more))


def _missed_with_full_score(printed: Printed, random: Random) -> Planted | None:
    """A line that lost points for a missed target has them all, the total with it; no reason is given."""
    found = _lines(printed, lambda f: int(f.values["score"]) < int(f.values["weight"]))
    if not found:
        return None
    fact, spot = random.choice(found)
    document = _scored(printed, spot, now := str(fact.values["weight"]))
    return Planted(with_cells(document, {spot._replace(col=spot.col + 1): ""}), str(fact.values["score"]), now)


def _unequal_misses(printed: Printed, random: Random) -> Planted | None:
    """Two lines of a form miss the same target by as much, and only one of them loses points."""
    for _, form in forms(printed):
        own = indicators(printed, form.block)
        missed = [(f, s) for f, s in own if int(f.values["score"]) < int(f.values["weight"])]
        full = [(f, s) for f, s in own if f.values["score"] == f.values["weight"]]
        if missed and full:
            fact, _ = random.choice(missed)
            _, spot = random.choice(full)
            target, actual = (str(fact.values[name]) for name in ("target_text", "actual_text"))
            texts = {spot._replace(col=spot.col - 3): target, spot._replace(col=spot.col - 2): actual}
            return Planted(with_cells(printed.document, texts))
    return None


def _lost_without_reason(printed: Printed, random: Random) -> Planted | None:
    """A target is met, a point is lost, no reason is given."""
    met = _lines(
        printed, lambda f: f.values["score"] == f.values["weight"] and str(f.values["target_text"]).startswith("≥")
    )
    if not met:
        return None
    fact, spot = random.choice(met)
    return Planted(_scored(printed, spot, str(int(fact.values["score"]) - 1)))


def _other_unit_of_result(printed: Printed, random: Random) -> Planted | None:
    """A target counted in 次 and a result in %."""
    counted = _lines(printed, lambda f: re.fullmatch(r"≥\d+(次|场|人|件)", str(f.values["target_text"])) is not None)
    if not counted:
        return None
    _, spot = random.choice(counted)
    return Planted(with_cells(printed.document, {spot._replace(col=spot.col - 2): f"{random.randint(60, 99)}%"}))


def _cost_of_the_whole(printed: Printed, random: Random) -> Planted | None:
    """The cost indicator of a project names the amount of the whole unit."""
    if printed.report.evaluation is None:
        return None
    whole = printed.report.evaluation.total.adjusted
    costs = [
        (fact, spot)
        for fact, spot in _lines(printed, lambda f: f.values["level2"] == "成本指标" and bool(f.values["project_name"]))
        if whole not in {form.total.adjusted for form in printed.report.projects}
    ]
    if not costs:
        return None
    _, spot = random.choice(costs)
    said = printed.style.said(whole)
    texts = {spot._replace(col=spot.col - 3): f"≤{said}", spot._replace(col=spot.col - 2): said}
    return Planted(with_cells(printed.document, texts), "", number_of(said))


FORM_PLANTS = (
    Plant("分值合计输错", "SCO01", _SCORES, _total(weight=True)),
    Plant("分值之和不是100", "SCO02", _SCORES, _not_hundred),
    Plant("总分输错", "SCO03", _SCORES, _total(weight=False)),
    Plant("得分超过分值", "SCO04", _SCORES, _score_above_weight),
    Plant("达标扣分无原因", "SCO05", _SCORES, _lost_without_reason),
    Plant("未达标得满分", "SCO06", _SCORES, _missed_with_full_score),
    Plant("同样未达标只扣一项", "SCO07", _SCORES, _unequal_misses),
    Plant("等级写错", "SCO08", _SCORES, _form_cell(lambda text: text in _GRADES, _other_grade)),
    Plant("一级指标分值输错", "SCO09", _SCORES, _form_cell(lambda text: text.endswith("分）"), _mistyped_in_name)),
    Plant("正文得分输错", "SCO10", _SCORES, replaced_figure(re.compile(r"绩效自评得分(\d+(?:\.\d+)?)(?=分)"))),
    Plant("执行率输错", "EXE01", _RATES, _execution_rate),
    Plant("执行率得分不按比例", "EXE02", _RATES, _rate_score),
    Plant("完成值单位不同", "IND01", _UNITS, _other_unit_of_result),
    Plant("项目成本照抄部门", "IND02", _UNITS, _cost_of_the_whole),
)
