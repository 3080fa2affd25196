"""A report's title: of whom, of which year, of what kind. Found in the first lines, else in the head of the first table.

Titles vary endlessly in what surrounds two fixed things: a name and a phrase that says the kind (部门决算, 项目支出绩效自评).
What only says how the report is printed (公开, 情况说明, 总报告, 附表: seed wording, grammar report) may follow the phrase in any
order. A phrase that no seed holds as a whole may say with known words what one does (“三公”经费预算对比说明).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from flows.readers.document import Document, Table, TextBlock
from flows.statements.captions import title_and_prefix
from flows.statements.fields import FIELD
from flows.statements.folding import fold, is_short, squeeze
from flows.statements.grid import Grid
from flows.statements.layout import Layout
from flows.statements.lines import Place
from flows.statements.terms import Title
from flows.statements.years import without_year

LONGEST_TITLE = 60
_TITLE_LINES = 15
_TITLE_ROWS = 4
_LONGEST_PROJECT = 40
_ATTACHMENT = re.compile(r"附\s*[件表]\s*[\d一二三四五六七八九十\-]*\s*[：:]?")
_ATTACHED = re.compile(r"^附[件表](?:\d{1,2}(?!\d)|[一二三四五六七八九十]{1,3})?[-:：、.]?")
_SHEET_NO = re.compile(r"^附?表\s*(?:[一二三四五六七八九十]+|\d{1,2}?(?=20\d{2}年)|\d{1,2}(?!\d))[:：、.\-]?")
_SHEET = re.compile(r"^(?:附?表\s*[一二三四五六七八九十\d]|[^\d]{0,6}\d{1,2}表$)")
_BRACKETS_AT_END = re.compile(r"(?:\((?:公章|盖章|草案|20\d{2}年?度?|公开版|部门|本级|汇总)\))+$")
_NAME_AT_END = re.compile(r"\(([^()]{4,40})\)$")
CODE_PREFIX = re.compile(r"^\d{3,}[-_ ]*")
# The year, with the part of it that a report on the budget's execution may be limited to.
_PERIOD = re.compile(r"(?<!\d)20\d{2}(?:年度?)?(?:[上下]半年|(?:前|第)?[一二三四1-4]个?季度|1-\d{1,2}月份?)?")
_MARK = "#"
_NUMBERED = re.compile(r"^(?:第?[一二三四五六七八九十\d]+[、.．部章]|\()")
_PUNCTUATION = re.compile(r"[,。;:!?、]")
_PLACE = re.compile(r"^[^\d]{1,20}[省市县区州盟旗]$")
_TOTALS = re.compile(r"\((?:汇总|部门)\)$")
_ABOUT = re.compile(r"^关于|关于$")
# The kinds of report that a statement may be of whose title says no stage.
OF_STAGES = ("部门预算", "部门决算")
# Evaluations of a project and its targets are titled by the project, not by the unit.
_OF_PROJECTS = frozenset({"项目支出绩效自评", "绩效目标"})

# What of a title's kind is no part of a project's name: 专项资金绩效自评 is said of some 专项资金, 项目支出绩效自评 of some project.
_KIND_PROPER = re.compile(r"(?:区域)?(?:\(?项目\)?|单位)?(?:支出)?(?:整体)?(?:绩效|单位自评|自评).*$")
_OWN_YEAR = re.compile(r"^20\d{2}年度")

_MENU_SIGNS = re.compile(r"[\s|｜·•/]+")
_PATH = re.compile(r"[>＞»›]")

Line = tuple[str, Place]


class Parsed(NamedTuple):
    """What a title says: whose, of what kind, and of which project."""

    unit_name: str | None
    report_type: str  # '' where a statement's title leaves open whether it is one of a budget or of final accounts
    project_name: str | None = None
    is_composed: bool = False  # no seed holds the phrase: what the report's tables are tells its kind better


@dataclass(frozen=True, slots=True)
class ReportTitle:
    """A title as printed (without blanks), what it says, and where it begins."""

    text: str
    says: Parsed
    place: Place

    @property
    def unit_name(self) -> str | None:
        return self.says.unit_name

    @property
    def report_type(self) -> str:
        return self.says.report_type


def title_lines(document: Document, layout: Layout) -> list[Line]:
    """The short lines above the first table, without the menu of a web page."""
    lines: list[Line] = []
    filled = ((no, block) for no, block in document.own_blocks if isinstance(block, Table) or block.text)
    for no, block in islice(filled, _TITLE_LINES * 2):
        if isinstance(block, Table):
            break
        if (
            is_short(block.text, LONGEST_TITLE)
            and not _ATTACHMENT.fullmatch(block.text)
            and not _is_menu(block.text, layout)
        ):
            lines.append((block.text, Place(no)))
    return lines[:_TITLE_LINES]


def _is_menu(text: str, layout: Layout) -> bool:
    """首页 | 政务公开, 首页 > 财政预决算 > 部门决算: where on a site the report stands."""
    if _PATH.search(text):
        return True
    return all(fold(part) in layout.menu_words for part in _MENU_SIGNS.split(text) if part)


def head_lines(document: Document) -> list[Line]:
    """The rows of one or two cells at the head of the first table, where spreadsheets have their titles."""
    no, table = next(iter(document.tables), (0, None))
    if table is None:
        return []
    grid = Grid(table, _TITLE_ROWS)
    lines: list[Line] = []
    for row in range(min(grid.height, _TITLE_ROWS)):
        filled = grid.filled(row)
        if len(filled) > 2:
            break
        lines += [(c.text, Place(no, c.row, c.col)) for c in filled if c.row == row and is_short(c.text, LONGEST_TITLE)]
    return lines


def find_report_title(document: Document, layout: Layout) -> ReportTitle | None:
    """The title in the lines above the first table, else in its head; None when no line is one."""
    lines = title_lines(document, layout)
    whole = _first_title(lines, layout, document)
    single = next(_single_titles(lines, layout, project_titles=True), None)
    if whole is None or (whole.unit_name is None and single is not None and _names_project_above(single, whole)):
        whole = single
    return whole or next(_single_titles(head_lines(document), layout, project_titles=True), None)


def _names_project_above(title: ReportTitle, other: ReportTitle) -> bool:
    """The title of a project's report above the name of its form (某项目绩效评价报告, then 项目支出绩效评价评分表)."""
    return title.says.project_name is not None and title.place.block_no < other.place.block_no


def kind_of_table(text: str, layout: Layout) -> str | None:
    """The kind of report that a table says it belongs to (表1 2018年部门综合预算收支总表), None when it says none."""
    key = without_year(_SHEET_NO.sub("", fold(text)))
    found = _pattern(layout).match(key) if key.endswith("表") else None
    return layout.report_titles[found["key"]] if found and layout.is_generic_prefix(found["name"]) else None


def parse_title(text: str, layout: Layout, *, project_titles: bool = False) -> Parsed | None:
    """Unit name and kind of a title; None when the text is no title. `project_titles`: a project's name may come first."""
    key = _SHEET_NO.sub("", _ATTACHED.sub("", fold(text)))
    at_end = _NAME_AT_END.search(key)
    marked = _PERIOD.sub(_MARK, _BRACKETS_AT_END.sub("", key))
    if at_end and layout.is_unit_name(at_end.group(1)):
        marked = marked[: -len(at_end.group())]
    found = _pattern(layout).fullmatch(marked.rstrip(_MARK))
    if found is None:
        of_statement = _statement_title(text, layout) or _composed_title(marked, layout)
        return of_statement or (_composed_project(squeeze(text), marked, layout) if project_titles else None)
    report_type = layout.report_titles[found["key"]]
    name = _ABOUT.sub("", _TOTALS.sub("", CODE_PREFIX.sub("", found["name"].strip("#-:")))).strip("#-:")
    if layout.is_generic_prefix(name) or _PLACE.match(name):
        return Parsed(at_end.group(1) if at_end and layout.is_unit_name(at_end.group(1)) else None, report_type)
    whole = name.replace(_MARK, "")
    # 某区2023年政府决算 is the account of a whole government, no unit's.
    of_unit = "部门" in found["key"] or "单位" in found["key"]
    # 某区某街道办事处2023年部门预算公开 / 2023年部门支出预算总表: what is a title itself is no name.
    may_be_name = layout.may_be_unit(whole) and _pattern(layout).fullmatch(whole) is None
    if (of_unit and may_be_name) or (whole == name and layout.is_unit_name(whole)):
        return Parsed(whole, report_type)
    if (
        project_titles
        and report_type in _OF_PROJECTS
        and len(name) <= _LONGEST_PROJECT
        and not _NUMBERED.match(name)
        and not _PUNCTUATION.search(name)
    ):
        return _of_project(squeeze(text), name, found["key"], report_type, layout)
    return _composed_title(marked, layout) or (
        _composed_project(squeeze(text), marked, layout) if project_titles else None
    )


def _composed_project(text: str, marked: str, layout: Layout) -> Parsed | None:
    """The title of a project's report whose words together say its kind (某经费项目绩效评价报告)."""
    report_type, prefixes = layout.composed_report_title(marked)
    if report_type not in _OF_PROJECTS or not prefixes:
        return None
    name = _ABOUT.sub("", prefixes[0].strip("#-:"))
    if len(name) > _LONGEST_PROJECT or _NUMBERED.match(marked) or _PUNCTUATION.search(name):
        return None
    return _of_project(text, name, marked.removeprefix(prefixes[0]), report_type, layout)


def _of_project(text: str, name: str, key: str, report_type: str, layout: Layout) -> Parsed:
    """A project's title: its name as printed, and the unit's where one stands before it (某局2021年度某项目绩效评价报告)."""
    first, _, rest = name.partition(_MARK)
    unit = first if rest and layout.is_unit_name(first) else None
    printed = _ABOUT.sub("", text[: text.find(key)] if key in text else "")
    if unit or (rest and _PLACE.match(first)):
        printed = printed.removeprefix(first)
    project = _OWN_YEAR.sub("", printed)
    if layout.is_any_project(without_year(fold(project))):
        return Parsed(unit, report_type)
    return Parsed(unit, report_type, f"{project}{_KIND_PROPER.sub('', key)}" if project else None)


@lru_cache(maxsize=8)
def _pattern(layout: Layout) -> re.Pattern[str]:
    keys = "|".join(re.escape(key) for key, _ in layout.report_titles_longest_first)
    tail = "|".join(map(re.escape, layout.words_behind_report_titles))
    return re.compile(f"(?P<name>.*?)(?P<key>{keys})(?:{tail})*")


def _statement_title(text: str, layout: Layout) -> Parsed | None:
    found = title_and_prefix(text, layout)
    if found is None:
        # “三公”经费情况统计表: whether of a budget or of final accounts, the headings of the table say.
        either = [title_and_prefix(text, layout, report_type=kind) for kind in OF_STAGES]
        return _named(either[0], "", layout) if either[0] is not None and all(either) else None
    return _named(found, found[0].report_type, layout)


def _named(found: tuple[Title, str], report_type: str, layout: Layout) -> Parsed | None:
    title, name = found
    if not title.key.endswith("表"):
        return None
    return Parsed(name if layout.is_unit_name(name) else None, report_type)


def _composed_title(key: str, layout: Layout) -> Parsed | None:
    """The title of a budget or of accounts whose words together say so: a unit, a place or nothing may stand before them.

    The year may stand among them, then none of the words ends the name: …文联关于财政拨款“三公”经费2015年决算的情况说明.
    """
    found = _composed_of(layout.composed_report_title(key), layout)
    before, _, behind = key.partition(_MARK)
    if found is not None or not before or not behind:
        return found
    report_type, prefixes = layout.composed_report_title(before + behind)
    return _composed_of((report_type, tuple(p for p in prefixes if len(p) < len(before))), layout)


def _composed_of(composed: tuple[str | None, tuple[str, ...]], layout: Layout) -> Parsed | None:
    report_type, prefixes = composed
    if report_type not in OF_STAGES:
        return None
    # The year stands before a name or behind it: 某县2023年政府决算 is no unit's.
    names = [_ABOUT.sub("", CODE_PREFIX.sub("", prefix.strip("-:#"))).strip(_MARK) for prefix in prefixes]
    is_plain = any(layout.is_generic_prefix(name) or _PLACE.match(name.removesuffix("本级")) for name in names)
    name = next((name for name in names if _MARK not in name and layout.is_unit_name(name)), None)
    if is_plain:
        return Parsed(None, report_type, is_composed=True)
    return Parsed(name, report_type, is_composed=True) if name else None


def _single_titles(lines: Sequence[Line], layout: Layout, *, project_titles: bool) -> Iterator[ReportTitle]:
    for text, place in lines:
        found = None if FIELD.match(text) else parse_title(text, layout, project_titles=project_titles)
        if found is not None:
            yield ReportTitle(squeeze(text), found, place)


def _first_title(lines: Sequence[Line], layout: Layout, document: Document) -> ReportTitle | None:
    """The first run of up to four lines that together form a report's title.

    Titles break anywhere: 2020年度 / 某市某区行政审批服务 / 局部门决算. The longest run of lines wins that starts
    earliest, so that the year and the name on the lines above belong to the title.
    """
    for first in range(len(lines)):
        for count in (4, 3, 2, 1):
            run = lines[first : first + count]
            if len(run) < count or any(FIELD.match(text) for text, _ in run):
                continue
            if len({fold(text) for text, _ in run}) < count:
                continue  # a title printed above its table and once more in it
            if any(_NUMBERED.match(line) or _SHEET.match(line) for line in (fold(text) for text, _ in run[1:])):
                continue  # 第三部分 2021年度部门决算情况说明 is the heading below a title, 表三 that of a table
            found = _tail_title(run, 0, layout)
            if found is not None:
                skipped = _menu_lines(run, layout, document)
                if skipped:
                    return _first_title(run[skipped:], layout, document)
                return ReportTitle(squeeze("".join(text for text, _ in run)), found, run[0][1])
    return None


def _menu_lines(run: Sequence[Line], layout: Layout, document: Document) -> int:
    """How many lines at the head of a title are no part of it: 首页 / 政务公开 above the title of a web page.

    The name that the title gives without them is said again below, the one with them never is.
    """
    names = [found.unit_name if found else None for found in (_tail_title(run, n, layout) for n in range(len(run)))]
    if not names[0] or len(set(names)) == 1:
        return 0
    last = run[-1][1].block_no
    below = "".join(squeeze(b.text) for b in document.blocks[last + 1 : document.stop] if isinstance(b, TextBlock))
    if fold(names[0]) in fold(below):
        return 0
    return next((n for n, name in enumerate(names) if name and len(name) > 3 and name in fold(below)), 0)


def _tail_title(run: Sequence[Line], first: int, layout: Layout) -> Parsed | None:
    return parse_title(squeeze("".join(text for text, _ in run[first:])), layout)
