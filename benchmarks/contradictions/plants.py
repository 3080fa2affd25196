"""Breaks one thing in a consistent report, as people do when they type, copy or forget, and says what a rule must find.

Each plant changes the printed document only. It returns None where the report has nothing of its kind to break.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from benchmarks.reports.evaluations import OF_PROJECT, WHOLE
from benchmarks.reports.facts import TEXT, TOTAL, Fact, Spot
from benchmarks.reports.report import Printed
from benchmarks.reports.style import TEN_THOUSANDS, YUAN
from flows.readers.document import Block, Document, Table, TextBlock

SPENDING, GENERAL, BASIC = "支出决算表", "一般公共预算财政拨款支出决算表", "一般公共预算财政拨款基本支出决算表"
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CHANGE = re.compile(r"(?<=增长|下降)\d+(?:\.\d+)?(?=%)")
_SHARE = re.compile(r"(?<=占)[^，。；%]{0,20}?(\d+(?:\.\d+)?)(?=%)")
_COMPLETION = re.compile(r"(?<=预算的)\d+(?:\.\d+)?(?=%)")


@dataclass(frozen=True, slots=True)
class Planted:
    """A broken report: the document, the figure as it was and as it is printed now (both empty where none was changed)."""

    document: Document
    was: str = ""
    printed: str = ""


Breaking = Callable[[Printed, Random], Planted | None]


@dataclass(frozen=True, slots=True)
class Plant:
    """A way to break a report; a finding of one of the `families` shows that it was noticed."""

    name: str
    families: frozenset[str]
    apply: Breaking


def mistyped(figure: str, random: Random) -> str:
    """The figure with one digit of its whole part wrong: 1,234.50 → 1,734.50."""
    places = [place for place, char in enumerate(figure.split(".")[0]) if char.isdigit()]
    place = random.choice(places)
    others = [digit for digit in "123456789" if digit != figure[place]]
    return figure[:place] + random.choice(others) + figure[place + 1 :]


def _spots(printed: Printed, statement: str, wanted: Callable[[Fact], bool]) -> Iterator[tuple[Fact, Spot]]:
    for fact, spot in printed.facts:
        if fact.values.get("statement") == statement and wanted(fact):
            yield fact, spot


def _with_cells(document: Document, texts: dict[Spot, str]) -> Document:
    """The document with other texts in these cells."""
    blocks: list[Block] = []
    for no, block in enumerate(document.blocks):
        if isinstance(block, Table) and any(spot.block == no for spot in texts):
            cells = (cell._replace(text=texts.get(Spot(no, cell.row, cell.col), cell.text)) for cell in block.cells)
            blocks.append(Table(tuple(cells)))
        else:
            blocks.append(block)
    return replace(document, blocks=tuple(blocks))


def _with_text(document: Document, number: int, text: str) -> Document:
    blocks = [TextBlock(text) if no == number else block for no, block in enumerate(document.blocks)]
    return replace(document, blocks=tuple(blocks))


def _cell_text(document: Document, spot: Spot) -> str:
    return next(
        cell.text for cell in _table(document, spot.block).cells if (cell.row, cell.col) == (spot.row, spot.col)
    )


def _table(document: Document, number: int) -> Table:
    return next(block for block in document.blocks[number : number + 1] if isinstance(block, Table))


def _line(document: Document, number: int) -> str:
    return next(block.text for block in document.blocks[number : number + 1] if isinstance(block, TextBlock))


def _cell_plant(statement: str, wanted: Callable[[Fact], bool]) -> Breaking:
    """One cell of a statement mistyped."""

    def apply(printed: Printed, random: Random) -> Planted | None:
        spots = [spot for fact, spot in _spots(printed, statement, wanted) if fact.values["amount"]]
        if not spots:
            return None
        spot = random.choice(spots)
        was = _cell_text(printed.document, spot)
        now = mistyped(was, random)
        return Planted(_with_cells(printed.document, {spot: now}), was, now)

    return apply


def _is_total(fact: Fact) -> bool:
    return fact.values["line_item"] == TOTAL and fact.values["expenditure_kind"] == TOTAL


def _is_leaf(fact: Fact) -> bool:
    return len(str(fact.values.get("function_code", ""))) == 7 and fact.values["expenditure_kind"] == TOTAL


def _statement_of_its_own(printed: Printed, random: Random) -> Planted | None:
    """All figures of one account in 一般公共预算财政拨款支出决算表 raised together: it adds up, and contradicts the others."""
    leaves = [fact for fact, _ in _spots(printed, GENERAL, _is_leaf) if fact.values["amount"]]
    if not leaves:
        return None
    code = str(random.choice(leaves).values["function_code"])
    added = random.randrange(100, 10_000) * printed.style.grain
    texts: dict[Spot, str] = {}
    total = 0
    for fact, spot in _spots(printed, GENERAL, lambda _: True):
        own = str(fact.values.get("function_code", ""))
        if code.startswith(own) and fact.values["expenditure_kind"] in (TOTAL, "项目支出"):
            texts[spot] = printed.style.money(int(fact.values["amount"]) + added)
            if not own and fact.values["expenditure_kind"] == TOTAL:
                total = int(fact.values["amount"])
    # Every project cell of the account must be printed, or the row no longer adds up.
    projects = [
        f
        for f, _ in _spots(printed, GENERAL, _any_kind("项目支出"))
        if code.startswith(str(f.values.get("function_code", "")))
    ]
    wholes = [
        f
        for f, _ in _spots(printed, GENERAL, _any_kind(TOTAL))
        if code.startswith(str(f.values.get("function_code", "")))
    ]
    if len(projects) != len(wholes) or not total:
        return None
    was, now = printed.style.money(total), printed.style.money(total + added)
    return Planted(_with_cells(printed.document, texts), was, now)


def _any_kind(kind: str) -> Callable[[Fact], bool]:
    return lambda fact: fact.values["expenditure_kind"] == kind


def _said_amount(items: tuple[str, ...]) -> Breaking:
    """An amount in running text mistyped."""

    def apply(printed: Printed, random: Random) -> Planted | None:
        said = [
            (fact, spot)
            for fact, spot in printed.facts
            if spot.row < 0 and fact.values.get("line_item") in items and fact.values["amount"]
        ]
        if not said:
            return None
        fact, spot = random.choice(said)
        was = printed.style.said(int(fact.values["amount"]))
        return _figure_in_text(printed.document, spot.block, was, random)

    return apply


def _figure_in_text(document: Document, number: int, was: str, random: Random) -> Planted | None:
    text = _line(document, number)
    if was not in text:
        return None
    now = mistyped(was, random)
    return Planted(_with_text(document, number, text.replace(was, now, 1)), _number(was), _number(now))


def _number(text: str) -> str:
    found = _FIGURE.search(text)
    return found.group() if found else ""


def _matched(pattern: re.Pattern[str]) -> Breaking:
    """A figure that a pattern finds in running text mistyped; group 1 where there is one."""

    def apply(printed: Printed, random: Random) -> Planted | None:
        found = [
            (no, match)
            for no, block in enumerate(printed.document.blocks)
            if isinstance(block, TextBlock)
            for match in pattern.finditer(block.text)
            if float(match.group(pattern.groups)) > 0
        ]
        if not found:
            return None
        no, match = random.choice(found)
        start, end = match.span(pattern.groups)
        now = mistyped(match.group(pattern.groups), random)
        line = _line(printed.document, no)
        text = line[:start] + now + line[end:]
        return Planted(_with_text(printed.document, no, text), match.group(pattern.groups), now)

    return apply


def _form_cell(wanted: Callable[[str], bool], change: Callable[[str, Random], str]) -> Breaking:
    """A cell of an evaluation form changed."""

    def apply(printed: Printed, random: Random) -> Planted | None:
        forms = {s.block for f, s in printed.facts if f.table == "evaluation"}
        cells = [
            (Spot(no, cell.row, cell.col), cell.text)
            for no in forms
            if isinstance(table := printed.document.blocks[no], Table)
            for cell in table.cells
            if wanted(cell.text)
        ]
        if not cells:
            return None
        spot, was = random.choice(cells)
        now = change(was, random)
        return Planted(_with_cells(printed.document, {spot: now}), _number(was), _number(now))

    return apply


def _mistyped_in_name(name: str, random: Random) -> str:
    """产出指标（50分） with another number."""
    number = _number(name)
    return name.replace(number, mistyped(number, random))


def _total_score(printed: Printed, random: Random) -> Planted | None:
    totals = [spot for fact, spot in printed.facts if fact.table == "evaluation"]
    if not totals:
        return None
    spot = random.choice(totals)
    was = _cell_text(printed.document, spot)
    now = mistyped(was, random)
    return Planted(_with_cells(printed.document, {spot: now}), was, now)


def _execution_rate(printed: Printed, random: Random) -> Planted | None:
    """The rate of 年度资金总额 mistyped; it stands before its score."""
    lines = [
        spot
        for form in (WHOLE, OF_PROJECT)
        for fact, spot in _spots(printed, form, lambda f: f.table == "scores" and f.values["level1"] == "预算执行")
    ]
    if not lines:
        return None
    score = random.choice(lines)
    spot = score._replace(col=score.col - 1)
    was = _cell_text(printed.document, spot)
    now = mistyped(was, random)
    return Planted(_with_cells(printed.document, {spot: now}), _number(was), _number(now))


def _score_above_weight(printed: Printed, random: Random) -> Planted | None:
    lines = [
        (fact, spot)
        for form in (WHOLE, OF_PROJECT)
        for fact, spot in _spots(printed, form, lambda f: f.table == "scores" and f.values["level1"] != "预算执行")
    ]
    if not lines:
        return None
    fact, spot = random.choice(lines)
    now = str(int(fact.values["weight"]) + random.randrange(1, 5))
    return Planted(_with_cells(printed.document, {spot: now}), str(fact.values["score"]), now)


def _other_unit(printed: Printed, random: Random) -> Planted | None:
    """元 where 万元 is meant."""
    if printed.style.unit != TEN_THOUSANDS:
        return None
    said = [(f, s) for f, s in _spots(printed, TEXT, lambda f: f.values["line_item"] == TOTAL) if f.values["amount"]]
    fact, spot = random.choice(said)
    was = printed.style.said(int(fact.values["amount"]))
    line = _line(printed.document, spot.block)
    if was not in line:
        return None
    text = line.replace(was, was.removesuffix(TEN_THOUSANDS) + YUAN, 1)
    return Planted(_with_text(printed.document, spot.block, text), _number(was), _number(was))


def _statement_left_out(printed: Printed, random: Random) -> Planted | None:
    """A statement's title stands in the contents, its table is not there."""
    wanted = (SPENDING, "收入决算表", GENERAL)
    tables = {
        f.values["statement"]: s.block for f, s in printed.facts if s.row >= 0 and f.values.get("statement") in wanted
    }
    if not tables:
        return None
    number = tables[random.choice(sorted(tables))]
    # Its title and what stands between title and table go with it.
    first = number
    while first > 0 and isinstance(printed.document.blocks[first - 1], TextBlock) and number - first < 4:
        first -= 1
        block = printed.document.blocks[first]
        if isinstance(block, TextBlock) and block.text.rstrip().endswith("表"):
            break
    blocks = [block for no, block in enumerate(printed.document.blocks) if not first <= no <= number]
    return Planted(replace(printed.document, blocks=tuple(blocks)))


def _impossible_date(printed: Printed, random: Random) -> Planted | None:
    for no, block in enumerate(printed.document.blocks):
        if isinstance(block, TextBlock) and "12月31日" in block.text:
            day = random.choice(("9月31日", "11月31日", "2月30日", "6月31日"))
            return Planted(_with_text(printed.document, no, block.text.replace("12月31日", day, 1)), "12月31日", day)
    return None


def _control_rate(printed: Printed, random: Random) -> Planted | None:
    """A control rate that the headcounts beside it contradict."""
    staff = printed.report.staff
    for no, block in enumerate(printed.document.blocks):
        if isinstance(block, TextBlock) and "核定编制" in block.text and staff.establishment:
            rate = f"{100 * staff.in_post / staff.establishment:.2f}"
            now = mistyped(rate, random)
            return Planted(_with_text(printed.document, no, f"{block.text}在职人员控制率为{now}%。"), rate, now)
    return None


PLANTS = (
    Plant("合计输错", frozenset({"表内合计"}), _cell_plant(SPENDING, _is_total)),
    Plant("功能科目输错", frozenset({"表内合计"}), _cell_plant(SPENDING, _is_leaf)),
    Plant(
        "经济科目输错",
        frozenset({"表内合计"}),
        _cell_plant(BASIC, lambda f: len(str(f.values.get("economic_code", ""))) == 5),
    ),
    Plant("一张表自成一套", frozenset({"表间勾稽"}), _statement_of_its_own),
    Plant(
        "正文总数输错", frozenset({"文表一致", "同比"}), _said_amount((TOTAL, "机关运行经费", "人员经费", "公用经费"))
    ),
    Plant("正文三公输错", frozenset({"文表一致"}), _said_amount(("三公经费合计", "公务接待费", "公务用车运行维护费"))),
    Plant("采购分项输错", frozenset({"文表一致"}), _said_amount(("政府采购货物支出", "政府采购服务支出"))),
    Plant("增减幅度输错", frozenset({"同比"}), _matched(_CHANGE)),
    Plant("占比输错", frozenset({"比率"}), _matched(_SHARE)),
    Plant("完成率输错", frozenset({"比率", "执行率"}), _matched(_COMPLETION)),
    Plant("总分输错", frozenset({"分值"}), _total_score),
    Plant("一级指标分值输错", frozenset({"分值"}), _form_cell(lambda text: text.endswith("分）"), _mistyped_in_name)),
    Plant("得分超过分值", frozenset({"分值"}), _score_above_weight),
    Plant("执行率输错", frozenset({"执行率"}), _execution_rate),
    Plant("元当作万元", frozenset({"单位口径"}), _other_unit),
    Plant("缺一张表", frozenset({"完整性"}), _statement_left_out),
    Plant("日期不存在", frozenset({"日期"}), _impossible_date),
    Plant("控制率输错", frozenset({"人员"}), _control_rate),
)
