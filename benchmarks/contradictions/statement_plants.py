"""Breaks figures, codes, names and units of statements, and leaves statements out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from benchmarks.contradictions.editing import (
    Breaking,
    Plant,
    Planted,
    Wanted,
    cell_text,
    lines,
    mistyped,
    spots,
    table_at,
    with_cells,
    with_text,
)
from benchmarks.reports.evaluations import WHOLE
from benchmarks.reports.facts import BASIC, FINAL, PROJECT, TOTAL, Spot
from benchmarks.reports.overall import FISCAL_OVERALL, OVERALL
from benchmarks.reports.reference import function_accounts
from benchmarks.reports.report import Printed
from benchmarks.reports.statements import GENERAL_BASIC, GENERAL_SPENDING, INCOME, SPENDING, THREE_PUBLIC
from benchmarks.reports.style import TEN_THOUSANDS, YUAN
from flows.readers.document import TextBlock

_SUMS, _LINKS = frozenset({"表内合计"}), frozenset({"表间勾稽"})
_UNITS, _COMPLETE = frozenset({"单位口径"}), frozenset({"完整性"})
_LEAST_PRECISE = 100  # a figure that shows four digits: a unit of money is not mistaken by chance


def _cell(statement: str, wanted: Wanted = lambda _: True) -> Breaking:
    """One cell of a statement mistyped."""

    def apply(printed: Printed, random: Random) -> Planted | None:
        found = [
            spot for fact, spot in spots(printed, statement, wanted) if spot.row >= 0 and fact.values.get("amount")
        ]
        if not found:
            return None
        spot = random.choice(found)
        was = cell_text(printed.document, spot)
        now = was.replace(amount := was.split("：")[-1], mistyped(amount, random))
        return Planted(with_cells(printed.document, {spot: now}), amount, now.split("：")[-1])

    return apply


def _line(item: str, **values: str) -> Wanted:
    return lambda fact: fact.values.get("line_item") == item and all(fact.values.get(k) == v for k, v in values.items())


def _leaf(**values: str) -> Wanted:
    return lambda fact: (
        len(str(fact.values.get("function_code", ""))) == 7 and all(fact.values.get(k) == v for k, v in values.items())
    )


def _on_side(table: str, item: str) -> Wanted:
    return lambda fact: fact.table == table and fact.values.get("line_item") == item


def _both_totals(printed: Printed, random: Random) -> Planted | None:
    """总计 of both sides wrong by the same."""
    found = [(fact, spot) for fact, spot in spots(printed, OVERALL, _line("总计"))]
    if not found:
        return None
    was = cell_text(printed.document, found[0][1])
    now = mistyped(was, random)
    return Planted(with_cells(printed.document, {spot: now for _, spot in found}), was, now)


# -- figures raised together: a statement that adds up and contradicts the others ------------------------------------------


def _raised(
    printed: Printed, statement: str, code: str, added: int, columns: Sequence[str], column: str
) -> dict[Spot, str]:
    """The cells of an account, its parents and the total in some columns, with an amount added; nothing where one is empty."""
    texts: dict[Spot, str] = {}
    rows: dict[int, set[str]] = {}
    wanted = {"", code[:3], code[:5], code}
    for fact, spot in spots(printed, statement):
        own = str(fact.values.get("function_code", ""))
        if (
            own in wanted
            and str(fact.values.get(column)) in columns
            and fact.values.get("line_item") != "年末结转和结余"
        ):
            texts[spot] = printed.style.money(int(fact.values["amount"]) + added)
            rows.setdefault(spot.row, set()).add(str(fact.values[column]))
    complete = len(rows) == len(wanted) and all(found == set(columns) for found in rows.values())
    return texts if complete else {}


def _total_of(printed: Printed, statement: str, column: str) -> int:
    return next(
        int(fact.values["amount"])
        for fact, _ in spots(printed, statement, _line(TOTAL))
        if fact.values.get(column) == TOTAL and "function_code" not in fact.values
    )


def _codes(printed: Printed, statement: str) -> list[str]:
    return sorted(
        {str(f.values["function_code"]) for f, _ in spots(printed, statement, _leaf()) if f.values.get("amount")}
    )


def _statement_of_its_own(statement: str, column: str, columns: Sequence[str]) -> Breaking:
    """All figures of one account raised together: the statement adds up, and contradicts the others."""

    def apply(printed: Printed, random: Random) -> Planted | None:
        added = random.randrange(100, 10_000) * printed.style.grain
        codes = _codes(printed, statement)
        random.shuffle(codes)
        for code in codes:
            if texts := _raised(printed, statement, code, added, columns, column):
                total = _total_of(printed, statement, column)
                was, now = printed.style.money(total), printed.style.money(total + added)
                return Planted(with_cells(printed.document, texts), was, now)
        return None

    return apply


def _other_account(printed: Printed, random: Random) -> Planted | None:
    """An amount booked under another class: totals agree, accounts do not."""
    moved = random.randrange(10, 100) * printed.style.grain
    columns = (TOTAL, BASIC)
    codes = [
        code
        for code in _codes(printed, GENERAL_SPENDING)
        if _raised(printed, GENERAL_SPENDING, code, moved, columns, "expenditure_kind")
    ]
    pairs = [(one, other) for one in codes for other in codes if one[:3] != other[:3]]
    if not pairs:
        return None
    one, other = random.choice(pairs)
    texts = {}
    changed = 0
    for code, sign in ((one, 1), (other, -1)):
        own = _raised(printed, GENERAL_SPENDING, code, sign * moved, columns, "expenditure_kind")
        for fact, spot in spots(printed, GENERAL_SPENDING):
            if spot in own and fact.values.get("function_code"):
                if int(fact.values["amount"]) <= moved:
                    return None
                texts[spot] = own[spot]
                if sign > 0 and fact.values["function_code"] == one and fact.values["expenditure_kind"] == TOTAL:
                    changed = int(fact.values["amount"])
    was, now = printed.style.money(changed), printed.style.money(changed + moved)
    return Planted(with_cells(printed.document, texts), was, now)


def _basic_of_its_own(printed: Printed, random: Random) -> Planted | None:
    """An account of basic spending, its class and its block raised together."""
    by_code = {str(f.values.get("economic_code", "")): (f, s) for f, s in spots(printed, GENERAL_BASIC) if s.row >= 0}
    blocks = {
        str(f.values["line_item"]): (f, s) for f, s in spots(printed, GENERAL_BASIC) if "economic_code" not in f.values
    }
    codes = [code for code in by_code if len(code) == 5 and by_code[code][0].values["amount"]]
    if not codes:
        return None
    code = random.choice(codes)
    block = "人员经费合计" if code[:3] in {"301", "303"} else "公用经费合计"
    if code[:3] not in by_code or block not in blocks:
        return None
    added = random.randrange(100, 10_000) * printed.style.grain
    raised = [by_code[code], by_code[code[:3]], blocks[block]]
    texts = {spot: printed.style.money(int(fact.values["amount"]) + added) for fact, spot in raised}
    # a line with the whole of basic spending, where one was added, goes with it
    table = table_at(printed.document, blocks[block][1].block)
    last = max(cell.row for cell in table.cells)
    total = sum(printed.report.economic.values())
    if last > blocks[block][1].row:
        texts[Spot(blocks[block][1].block, last, 8)] = printed.style.money(total + added)
    fact = blocks[block][0]
    was, now = (printed.style.money(int(fact.values["amount"]) + more) for more in (0, added))
    return Planted(with_cells(printed.document, texts), was, now)


def _basic_total(printed: Printed, random: Random) -> Planted | None:
    """The whole of basic spending below its blocks mistyped."""
    block = next((s.block for f, s in spots(printed, GENERAL_BASIC) if s.row >= 0), None)
    if block is None:
        return None
    cells = table_at(printed.document, block).cells
    last = max(cell.row for cell in cells)
    if next(cell.text for cell in cells if (cell.row, cell.col) == (last, 0)) != TOTAL:
        return None
    spot = Spot(block, last, 8)
    was = cell_text(printed.document, spot)
    now = mistyped(was, random)
    return Planted(with_cells(printed.document, {spot: now}), was, now)


def _projects_above_unit(printed: Printed, random: Random) -> Planted | None:
    """项目支出 of the unit's form less than the funds of its projects; basic spending makes up for it."""
    projects = sum(form.total.adjusted for form in printed.report.projects)
    own = {
        f.values["line_item"]: (f, s) for f, s in spots(printed, WHOLE) if f.values.get("line_item") in (BASIC, PROJECT)
    }
    if not projects or len(own) < 2:
        return None
    less = projects * random.randrange(2, 9) // 10 // printed.style.grain * printed.style.grain
    both = sum(int(fact.values["amount"]) for fact, _ in own.values())
    texts, was, now = {}, "", ""
    for item, amount in ((PROJECT, less), (BASIC, both - less)):
        fact, spot = own[item]
        printed_as = printed.style.money(int(fact.values["amount"]))
        told = printed.style.money(amount)
        texts[spot] = cell_text(printed.document, spot).replace(printed_as, told)
        if item == PROJECT:
            was, now = printed_as, told
    return Planted(with_cells(printed.document, texts), was, now)


# -- units, codes, names ---------------------------------------------------------------------------------------------------


def _other_unit_in_text(printed: Printed, random: Random) -> Planted | None:
    """元 where 万元 is meant."""
    if printed.style.unit != TEN_THOUSANDS:
        return None
    said = [
        (f, s) for f, s in printed.facts if s.row < 0 and f.values.get("line_item") == TOTAL and f.values.get("amount")
    ]
    fact, spot = random.choice(said)
    was = printed.style.said(int(fact.values["amount"]))
    line = next(text for no, text in lines(printed.document) if no == spot.block)
    if was not in line:
        return None
    number = was.removesuffix(TEN_THOUSANDS)
    text = line.replace(was, number + YUAN, 1)
    return Planted(with_text(printed.document, spot.block, text), number, number)


def _other_unit_of_table(printed: Printed, random: Random) -> Planted | None:
    """The line 单位：… above one statement names another unit of money."""
    block = next((s.block for f, s in spots(printed, SPENDING) if s.row >= 0), None)
    if block is None:
        return None
    number = max(no for no, text in lines(printed.document) if no < block and text.startswith("单位："))
    other = YUAN if printed.style.unit == TEN_THOUSANDS else TEN_THOUSANDS
    return Planted(with_text(printed.document, number, f"单位：{other}"))


def _function_rows(printed: Printed) -> list[tuple[str, Spot, Spot]]:
    """Codes of 支出决算表 in one cell, with the cells of code and name."""
    found = []
    block = next((s.block for f, s in spots(printed, SPENDING) if s.row >= 0), None)
    if block is None or printed.style.code_columns != 1:
        return []
    for cell in table_at(printed.document, block).cells:
        if cell.col == 0 and re.fullmatch(r"\d{7}", cell.text):
            found.append((cell.text, Spot(block, cell.row, 0), Spot(block, cell.row, 1)))
    return found


def _wrong_name(printed: Printed, random: Random) -> Planted | None:
    """The name of another account beside a code."""
    rows = _function_rows(printed)
    if not rows:
        return None
    code, _, name = random.choice(rows)
    names = function_accounts()
    of_name: dict[str, list[str]] = {}
    for each, called in names.items():
        of_name.setdefault(called, []).append(each)
    others = [n for n, codes in of_name.items() if len(codes) == 1 and len(codes[0]) == 7 and n != names[code]]
    return Planted(with_cells(printed.document, {name: random.choice(others)}))


def _wrong_class(printed: Printed, random: Random) -> Planted | None:
    """The code of an account of a class that the statement does not print."""
    rows = _function_rows(printed)
    printed_classes = {code[:3] for code, *_ in rows}
    absent = [c for c in function_accounts() if len(c) == 7 and c[:3] not in printed_classes]
    if not rows:
        return None
    _, code, _ = random.choice(rows)
    return Planted(with_cells(printed.document, {code: random.choice(absent)}))


# -- completeness ----------------------------------------------------------------------------------------------------------


def _left_out(printed: Printed, random: Random) -> Planted | None:
    """A statement's title stands in the contents, its table is not there."""
    wanted = (SPENDING, INCOME, GENERAL_SPENDING)
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
        if isinstance(block, TextBlock) and block.text.rstrip().endswith("表") and not block.text.startswith("公开"):
            break
    blocks = [block for no, block in enumerate(printed.document.blocks) if not first <= no <= number]
    return Planted(replace(printed.document, blocks=tuple(blocks)))


_COLUMN: Callable[[str], Wanted] = lambda kind: _leaf(expenditure_kind=kind)  # noqa: E731

STATEMENT_PLANTS = (
    Plant("合计输错", "SUM01", _SUMS, _cell(SPENDING, _line(TOTAL, expenditure_kind=TOTAL))),
    Plant("功能科目输错", "SUM02", _SUMS, _cell(SPENDING, _leaf(expenditure_kind=TOTAL))),
    Plant(
        "经济科目输错", "SUM02", _SUMS, _cell(GENERAL_BASIC, lambda f: len(str(f.values.get("economic_code", ""))) == 5)
    ),
    Plant("同行支出性质输错", "SUM03", _SUMS, _cell(SPENDING, _COLUMN(PROJECT))),
    Plant("同行收入来源输错", "SUM04", _SUMS, _cell(INCOME, _leaf(revenue_source="财政拨款收入"))),
    Plant(
        "三本预算输错",
        "SUM05",
        _SUMS,
        _cell(FISCAL_OVERALL, lambda f: f.values.get("fund_source") == "财政拨款" and f.table == "expenditure"),
    ),
    Plant("本年收入合计输错", "SUM06", _SUMS, _cell(OVERALL, _on_side("revenue", TOTAL))),
    Plant("收入总计输错", "SUM07", _SUMS, _cell(OVERALL, _on_side("revenue", "总计"))),
    Plant("支出总计输错", "SUM08", _SUMS, _cell(OVERALL, _on_side("expenditure", "总计"))),
    Plant("财政拨款收入总计输错", "SUM09", _SUMS, _cell(FISCAL_OVERALL, _on_side("revenue", "总计"))),
    Plant("两边总计一起输错", "SUM07", _SUMS, _both_totals),
    Plant("人员经费合计输错", "SUM10", _SUMS, _cell(GENERAL_BASIC, _line("人员经费合计"))),
    Plant("公用经费合计输错", "SUM11", _SUMS, _cell(GENERAL_BASIC, _line("公用经费合计"))),
    Plant("基本支出合计输错", "SUM12", _SUMS, _basic_total),
    Plant("三公合计输错", "SUM13", _SUMS, _cell(THREE_PUBLIC, _line("三公经费合计"))),
    Plant("用车小计输错", "SUM14", _SUMS, _cell(THREE_PUBLIC, _line("公务用车购置及运行维护费", budget_stage=FINAL))),
    Plant("收入性质输错", "SUM15", _SUMS, _cell(WHOLE, _line("一般公共预算"))),
    Plant("支出性质输错", "SUM16", _SUMS, _cell(WHOLE, _line(BASIC))),
    Plant(
        "支出表自成一套",
        "LINK01",
        _LINKS,
        _statement_of_its_own(GENERAL_SPENDING, "expenditure_kind", (TOTAL, PROJECT)),
    ),
    Plant("记入别的科目", "LINK02", _LINKS, _other_account),
    Plant("收入表自成一套", "LINK03", _LINKS, _statement_of_its_own(INCOME, "revenue_source", (TOTAL, "财政拨款收入"))),
    Plant("基本支出表自成一套", "LINK04", _LINKS, _basic_of_its_own),
    Plant("项目之和大于部门", "LINK20", _LINKS, _projects_above_unit),
    Plant("元当作万元", "UNIT01", _UNITS, _other_unit_in_text),
    Plant("一张表的金额单位写错", "UNIT02", _UNITS, _other_unit_of_table),
    Plant("科目名称写错", "UNIT04", _UNITS, _wrong_name),
    Plant("科目编码写错", "UNIT05", _UNITS, _wrong_class),
    Plant("缺一张表", "FULL01", _COMPLETE, _left_out),
)
