"""Breaks what running text says: figures of the statements, changes, shares, comparisons, lists, staff, dates, words left open."""

from __future__ import annotations

import re
from random import Random

from benchmarks.contradictions.editing import (
    Breaking,
    Plant,
    Planted,
    line_at,
    lines,
    mistyped,
    number_of,
    replaced_figure,
    replaced_words,
    with_text,
)
from benchmarks.reports.facts import FINAL, INITIAL, TOTAL
from benchmarks.reports.model import RECEPTION, ThreePublic
from benchmarks.reports.reference import economic_accounts
from benchmarks.reports.report import Printed

_TEXT, _CHANGE, _RATIO = frozenset({"文表一致"}), frozenset({"同比"}), frozenset({"比率"})
_STAFF, _DATE, _COMPLETE = frozenset({"人员"}), frozenset({"日期"}), frozenset({"完整性"})
_NUMBER = r"\d+(?:\.\d+)?"
_GROWTH = re.compile(rf"(?<=增长|下降){_NUMBER}(?=%)")
_SHARE = re.compile(rf"(?<=占)[^，。；%]{{0,20}}?({_NUMBER})(?=%)")
_COMPLETION = re.compile(rf"(?<=预算的){_NUMBER}(?=%)")
_OPPOSITE = {"大于": "小于", "小于": "大于", "等于": "大于"}
_STAFF_CLASSES = ("301", "303")
_TOLD_BY_PERCENT = 0.01
_MOST_TRIES = 50


def _said(items: tuple[str, ...], stage: str | None = None) -> Breaking:
    """An amount of the statements mistyped in running text."""

    def apply(printed: Printed, random: Random) -> Planted | None:
        said = [
            (fact, spot)
            for fact, spot in printed.facts
            if spot.row < 0 and fact.values.get("line_item") in items and fact.values.get("amount")
            if stage is None or fact.values.get("budget_stage") == stage
        ]
        if not said:
            return None
        fact, spot = random.choice(said)
        # A budget at the beginning of the year stands in no statement: only the completion contradicts it.
        least = _TOLD_BY_PERCENT if fact.values.get("budget_stage") == INITIAL else 0
        return _changed(printed, spot.block, printed.style.said(int(fact.values["amount"])), random, least)

    return apply


def _changed(printed: Printed, number: int, was: str, random: Random, least: float = 0) -> Planted | None:
    """`least`: the share by which the figure must change, where a percentage with one decimal is all that can tell."""
    text = line_at(printed.document, number)
    if was not in text:
        return None
    before = float(number_of(was))
    tries = (mistyped(was, random) for _ in range(_MOST_TRIES))
    now = next((each for each in tries if abs(float(number_of(each)) - before) >= least * before), None)
    if now is None:
        return None
    return Planted(with_text(printed.document, number, text.replace(was, now, 1)), number_of(was), number_of(now))


def _account_figure(stage: str) -> Breaking:
    """The amount of one functional account (项) mistyped in running text."""

    def apply(printed: Printed, random: Random) -> Planted | None:
        said = [
            (fact, spot)
            for fact, spot in printed.facts
            if spot.row < 0
            and fact.values.get("amount")
            and fact.values.get("budget_stage") == stage
            and line_at(printed.document, spot.block).startswith("年初预算为")
        ]
        if not said:
            return None
        fact, spot = random.choice(said)
        least = _TOLD_BY_PERCENT if stage == INITIAL else 0
        return _changed(printed, spot.block, printed.style.said(int(fact.values["amount"])), random, least)

    return apply


def _other_name(printed: Printed, random: Random) -> Planted | None:
    """An economic account without any amount in the list of those that basic spending consists of."""
    for number, text in lines(printed.document):
        if found := re.search(r"人员经费.*?主要包括([^；]+)；", text):
            named = found.group(1).split("、")
            known = [
                name
                for code, name in economic_accounts().items()
                if len(code) == 5 and code[:3] in _STAFF_CLASSES and code not in printed.report.economic
            ]
            was, now = random.choice(named), random.choice(known)
            start, end = found.span(1)
            told = "、".join(now if name == was else name for name in named)
            return Planted(with_text(printed.document, number, text[:start] + told + text[end:]))
    return None


def _left_out_name(printed: Printed, random: Random) -> Planted | None:
    """An economic account with an amount left out of the list of those that basic spending consists of."""
    for number, text in lines(printed.document):
        if found := re.search(r"人员经费.*?主要包括([^；]+)；", text):
            named = found.group(1).split("、")
            if len(named) < 2:
                return None
            named.remove(random.choice(named))
            start, end = found.span(1)
            return Planted(with_text(printed.document, number, text[:start] + "、".join(named) + text[end:]))
    return None


def _growth_from_nothing(printed: Printed, random: Random) -> Planted | None:
    """A rate of change although there was nothing the year before."""
    style = printed.style
    used = ThreePublic.of(printed.report.three_public.actual, RECEPTION)
    if not used:
        return None
    told = f"，比上年决算数{style.said(0)}增加{style.said(used)}，增长100%，全年"
    for number, text in lines(printed.document):
        if text.startswith(f"3、{RECEPTION}支出决算为"):
            return Planted(with_text(printed.document, number, re.sub("，(?:与上年.*?，)?全年", told, text, count=1)))
    return None


def _share_of_nothing(match: re.Match[str], random: Random) -> str | None:
    budget, told = match.groups()
    return f"{told}，完成预算的100%" if float(budget) == 0 else None


def _impossible_date(match: re.Match[str], random: Random) -> str:
    return random.choice(("9月31日", "11月31日", "2月30日", "6月31日"))


def _no_balance(printed: Printed, random: Random) -> Planted | None:
    """The unit says that nothing is left, one of its projects says that something is."""
    left = [re.search(rf"项目全年预算数.*结余结转({_NUMBER})", text) for _, text in lines(printed.document)]
    if not any(found is not None and float(found.group(1)) > 0 for found in left):
        return None
    first = next(no for no, told in lines(printed.document) if told.startswith("十三、项目支出"))
    spent = printed.style.said(printed.report.sum(lambda item: item.spent))
    told = (
        f"{line_at(printed.document, first - 1)}{printed.report.year}年支出{spent}，结余结转{printed.style.said(0)}。"
    )
    return Planted(with_text(printed.document, first - 1, told))


def _wrong_count(match: re.Match[str], random: Random) -> str:
    return f"内设机构{int(match.group(1)) + random.choice((-1, 1, 2))}个"


def _above_establishment(printed: Printed, random: Random) -> Planted | None:
    """More in post than established, said to be within the establishment."""
    staff = printed.report.staff
    for number, text in lines(printed.document):
        if "编制以内" in text:
            few = f"核定编制{staff.in_post - random.randint(1, 3)}人"
            if staff.in_post < 4:
                return None
            told = text.replace(f"核定编制{staff.establishment}人", few, 1)
            return Planted(with_text(printed.document, number, told))
    return None


def _left_open(match: re.Match[str], random: Random) -> str:
    return random.choice(("XX", "××")) + match.group(1)


TEXT_PLANTS = (
    Plant("正文总数输错", "TXT01", _TEXT | _CHANGE | _RATIO, _said((TOTAL, "人员经费", "公用经费"))),
    Plant("机关运行经费输错", "TXT04", _TEXT | _CHANGE, _said(("机关运行经费",))),
    Plant("正文三公输错", "TXT01", _TEXT, _said(("三公经费合计", "公务接待费", "公务用车运行维护费"))),
    Plant(
        "前后所说不同",
        "TXT05",
        _TEXT,
        replaced_figure(re.compile(rf"机关运行经费支出({_NUMBER})"), re.compile("用于保障日常运转")),
    ),
    Plant("正文科目决算输错", "TXT01", _TEXT | _RATIO, _account_figure(FINAL)),
    Plant("正文科目预算输错", "RAT02", _RATIO | frozenset({"执行率"}), _account_figure(INITIAL)),
    Plant(
        "正文项目金额输错",
        "TXT02",
        _TEXT | _RATIO,
        replaced_figure(re.compile(rf"(?<=全年执行数){_NUMBER}"), re.compile("项目全年预算数")),
    ),
    Plant("部门无结余而项目有", "TXT03", _TEXT, _no_balance),
    Plant("采购分项输错", "LST01", _TEXT, _said(("政府采购货物支出", "政府采购服务支出"))),
    Plant("机构个数写错", "LST02", _TEXT, replaced_words(re.compile(r"内设机构(\d+)个"), _wrong_count)),
    Plant("列出没有金额的科目", "LST03", _TEXT, _other_name),
    Plant("漏列有金额的科目", "LST04", _TEXT, _left_out_name),
    Plant(
        "大小说反",
        "CMP01",
        _TEXT,
        replaced_words(re.compile(r"(?<=决算数)(大于|小于|等于)(?=年初预算数)"), lambda m, _: _OPPOSITE[m.group()]),
    ),
    Plant("差额输错", "CMP02", _TEXT, replaced_figure(re.compile(rf"(?<=决算数小于预算数){_NUMBER}"))),
    Plant(
        "增减额输错",
        "YOY01",
        _CHANGE,
        replaced_figure(re.compile(rf"比上年决算数{_NUMBER}(?:万元|元)(?:增加|减少)({_NUMBER})")),
    ),
    Plant("增减幅度输错", "YOY02", _CHANGE, replaced_figure(_GROWTH)),
    Plant(
        "持平的数不同", "YOY04", _CHANGE, replaced_figure(re.compile(rf"与上年决算数({_NUMBER})(?=(?:万元|元)持平)"))
    ),
    Plant("上年为零仍有增幅", "YOY03", _CHANGE, _growth_from_nothing),
    Plant("占比输错", "RAT01", _RATIO, replaced_figure(_SHARE)),
    Plant("完成率输错", "RAT02", _RATIO | frozenset({"执行率"}), replaced_figure(_COMPLETION)),
    Plant(
        "预算为零仍有完成率",
        "RAT04",
        _RATIO | frozenset({"执行率"}),
        replaced_words(
            re.compile(rf"(?<=支出预算为)(?=({_NUMBER}))({_NUMBER}(?:万元|元)，支出决算为{_NUMBER}(?:万元|元))"),
            _share_of_nothing,
        ),
    ),
    Plant("倍数输错", "RAT03", _RATIO, replaced_figure(re.compile(rf"件）的({_NUMBER})(?=倍)"))),
    Plant("舍入差额输错", "RND01", _TEXT, replaced_figure(re.compile(rf"相差({_NUMBER})"), re.compile("四舍五入"))),
    Plant("人员总数输错", "STF01", _STAFF, replaced_figure(re.compile(r"共有人员(\d+)"))),
    Plant("控制率输错", "STF02", _STAFF, replaced_figure(re.compile(rf"控制率为({_NUMBER})(?=%)"))),
    Plant("超编而称在编制以内", "STF03", _STAFF, _above_establishment),
    Plant("日期不存在", "DAT01", _DATE, replaced_words(re.compile("12月31日"), _impossible_date)),
    Plant("留有占位文字", "FULL02", _COMPLETE, replaced_words(re.compile(rf"{_NUMBER}(万元|元)"), _left_open)),
)
