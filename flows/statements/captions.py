"""What stands around a table: its title, unit of money, year, and whose report it is.

A caption is looked for in the lines above the table (back to the table before) and in the table's own first rows, since
conversion puts titles there as merged cells. A line is the title of a statement when it ends with a known title and what
comes before is a year, a name of a unit or nothing; 某某专项支出决算表 is therefore not taken for 支出决算表. Only a form
that says 项目名称 may have a project's name before its title (某某专项转移支付资金绩效自评表).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from flows.readers.document import Block, Document, Table, TextBlock
from flows.statements.folding import fold, is_short, label_key
from flows.statements.grid import is_number
from flows.statements.layout import Layout
from flows.statements.money_shape import MONEY_UNIT
from flows.statements.remembered import Remembered
from flows.statements.terms import Title
from flows.statements.years import without_year, year_in

_MOST_CAPTION_LINES = 14
_LONGEST_CAPTION = 60
_MOST_CAPTION_ROWS = 5
# A unit that is none of the usual ones (百元, 万美元) is taken as printed: the figures below it are not in the document's unit.
_UNIT = re.compile(
    rf"(?:金额)?单位[:：]\s*(?:人民币)?(?:({MONEY_UNIT})|([\u4e00-\u9fff]{{1,4}}元)(?![\u4e00-\u9fff]))"
    rf"|[(（]({MONEY_UNIT})[)）]$"
)
_SHEET_NO = re.compile(
    r"(?:财决|预决算|部门预算)?(?:公开|预算)\d+(?:-\d+)?表|附[件表][\d\-一二三四五六七八九十]*:?|表[\d一二三四五六七八九十]+(?:-\d+)?[:、]?"
)
# 表1　2018年收支总表: without the blank the number would run into the year. 15-一般公共预算“三公”经费支出表
_SHEET_NO_APART = re.compile(
    r"^\s*(?:附?[表件]\s*[\d\-一二三四五六七八九十]+(?:[\s:：、]+)|\d{1,2}\s*[-—－]\s*(?=[\u4e00-\u9fff]))"
)
_SHEET_NO_BEHIND = re.compile(r"(?:财决|预决算|部门预算)?(?:公开|预算)\d+(?:-\d+)?表$")
# 一般公共预算基本支出表--人员经费（工资福利支出）（按部门预算经济分类）: which part of the statement it is, its headings say.
_AFTER_TITLE = re.compile(r"(?<=表)-{1,3}[\u4e00-\u9fff]{2,12}(?:[(（][^)）]*[)）])*$|(?:[(（][^)）]*[)）])+$")
# 岳阳县2017年度部门支出预算汇总表: the place whose units a table gathers.
_PLACE = re.compile(r"[\u4e00-\u9fff](?:[省市县区州旗盟]|本级)$")
# Such a title says so itself: the place is followed by the year or by whose figures these are, not by a name.
_OF_PLACE = re.compile(
    r"^[\u4e00-\u9fff]{1,15}?[省市县区州旗盟](?:本?级|[省市县区]直)?(?=20\d{2}|各?部门|各?单位|预算单位)"
)
_SHEET = "表"
_FORMS = frozenset({"evaluation", "score_sheet"})
_SHORTEST_NAME = 4
# A section heading that stands in place of a title (三、财政拨款“三公”经费支出情况) has only 单位：万元 between it and its table.
_HEADING_DISTANCE = 2


@dataclass(frozen=True, slots=True)
class Caption:
    """What the surroundings of a table say. `used_blocks` are the numbers of the text blocks that said it."""

    title: Title | None
    title_text: str | None
    title_block: int | None
    year_text: str | None
    unit_text: str | None
    used_blocks: frozenset[int]
    is_of_place: bool = False  # the title gathers the units of a place


def read_caption(
    document: Document, block_no: int, layout: Layout, part: Table | None = None, report_type: str | None = None
) -> Caption:
    """The caption of the table at `block_no`, or of a part of it that is a statement of its own.

    `report_type`: the kind of report it stands in, where that is known.
    """
    lines = _lines_above(document, block_no)
    table = part or document.blocks[block_no]
    inside = _first_rows(table, layout) if isinstance(table, Table) else []
    of_project = isinstance(table, Table) and _names_project(table, layout)
    title, title_text = next(
        ((t, text) for text in reversed(inside) if (t := match_title(text, layout, of_project, report_type))),
        (None, None),
    )
    title_block = None
    used: set[int] = set()
    heading = _heading_row(table) if isinstance(table, Table) else None
    own = match_title(heading, layout, of_project, report_type, headings=True) if heading and title is None else None
    if own is not None and _is_lower_part(table, document.blocks[block_no]):
        title, title_text = own, heading  # what stands above the whole table is the title of its first part
    if title is None:
        found = _title_above(lines, layout, of_project, report_type)
        if found is not None:
            title, title_text, last = found
            title_block = lines[last][0]
            used.update(no for no, _ in lines[: last + 1])
        elif own is not None:
            title, title_text = own, heading
    near = [text for no, text in lines if no in used or title_block is None] + inside
    unit_text = next((unit for text in near if (unit := money_unit(text))), None)
    years = [year for text in ([title_text] if title_text else []) + near if (year := year_in(text))]
    is_gathered = is_of_place(title_text)
    if title is not None and report_type is not None:
        title = layout.title_in_report(title, report_type)
    if title is not None and title_text is not None and title.key not in fold(title_text):
        title_text = title.key  # what its figures cover is looked up by the title that says the same
    year = next(iter(years), None)
    return Caption(title, title_text, title_block, year, unit_text, frozenset(used), is_gathered)


def _is_lower_part(table: Block, whole: Block) -> bool:
    """Whether a table is a part of another one below its first row."""
    if not isinstance(table, Table) or not isinstance(whole, Table) or not table.cells or table is whole:
        return False
    return table.cells[0].row > whole.cells[0].row


def _title_above(
    lines: list[tuple[int, str]], layout: Layout, of_project: bool, report_type: str | None
) -> tuple[Title, str, int] | None:
    """Title, its text and the index of its first line: the nearest line that is one, else two lines that form one."""
    for position, (_, text) in enumerate(lines):
        title = match_title(text, layout, of_project, report_type)
        if title is None and position < _HEADING_DISTANCE:
            title = match_title(text, layout, of_project, report_type, headings=True)
        if title is not None:
            return title, text, position
    for position, (above, below) in enumerate(pairwise(reversed(lines))):
        title = match_title(above[1] + below[1], layout, of_project, report_type)
        if title is not None:
            return title, above[1] + below[1], len(lines) - 1 - position
    return None


def match_title(
    text: str, layout: Layout, of_project: bool = False, report_type: str | None = None, *, headings: bool = False
) -> Title | None:
    """The statement a line titles, if it is a title; with `headings` also where it is a section heading without 表.

    `of_project`: the table says which project it is about. `report_type`: the kind of report, where that is known.
    """
    found = title_and_prefix(text, layout, of_project, report_type)
    return found[0] if found is not None and (headings or _title_key(text).endswith(_SHEET)) else None


def title_and_prefix(
    text: str, layout: Layout, of_project: bool = False, report_type: str | None = None
) -> tuple[Title, str] | None:
    """The statement that a line titles, with or without 表, and what stands before the words that say so."""
    return _titled(text, layout, of_project, report_type) if is_short(text, _LONGEST_CAPTION) else None


# Every short line above a table is asked, from the next table again; reports share their titles.
@lru_cache(maxsize=20_000)
def _titled(text: str, layout: Layout, of_project: bool, report_type: str | None) -> tuple[Title, str] | None:
    key = _title_key(text)
    known = layout.title_at_end(key)
    if known is not None:
        before = key[: -len(known.key)]
        if _is_prefix(before, known, layout, of_project):
            return known, before
    # A section heading in place of a title says no 表 (“三公”经费财政拨款支出决算情况).
    title, prefixes = layout.composed_title(key if key.endswith(_SHEET) else f"{key}{_SHEET}", report_type)
    fitting = ((title, prefix) for prefix in prefixes if title and _is_prefix(prefix, title, layout, of_project))
    return next(fitting, None)


def _is_prefix(text: str, title: Title, layout: Layout, of_project: bool) -> bool:
    """Whether what stands before a title is a year, a name of a unit or place, or says nothing of its own."""
    # 表五一般公共预算…: the number of the sheet ends where the title begins, not before.
    prefix = label_key(_SHEET_NO.sub("", text).strip("-:()、")).removesuffix("部门")
    return (
        layout.is_generic_prefix(prefix)
        or layout.is_unit_name(prefix)
        or _PLACE.search(prefix) is not None
        or (of_project and title.is_of_project)
        or (title.layout in _FORMS and layout.is_form_prefix(prefix))
    )


def is_of_place(text: str | None) -> bool:
    """Whether a title is that of a table or report that gathers the units of a place (某县2017年度部门预算汇总表)."""
    return text is not None and _OF_PLACE.match(fold(text)) is not None


def likely_title(document: Document, block_no: int, layout: Layout, part: Table) -> str | None:
    """The line that would be the title of a table that has no known one: the nearest that ends as titles of tables do."""
    above = [text for _, text in _lines_above(document, block_no)]
    return next((text for text in (*_first_rows(part, layout), *above) if _title_key(text).endswith(_SHEET)), None)


def bare_title(text: str, layout: Layout) -> str:
    """A title as reference data holds it: without year, number of the sheet, and the name of the unit before it."""
    key = label_key(_SHEET_NO.sub("", _title_key(text)).strip("-:()、"))
    ends = (end for end in range(_SHORTEST_NAME, len(key)) if layout.is_unit_name(key[:end]))
    return key[next(ends, 0) :]


def _title_key(text: str) -> str:
    bare = without_year(label_key(_SHEET_NO_APART.sub("", text)))
    return _SHEET_NO_BEHIND.sub("", _AFTER_TITLE.sub("", bare)).rstrip("-:")


def _unit_said(text: str) -> str | None:
    match = _UNIT.search(fold(text)) if "元" in text else None
    return next((group for group in match.groups() if group), None) if match else None


# The unit of money a caption gives (单位：万元), None when it gives none.
money_unit = Remembered(_unit_said).__getitem__


def _lines_above(document: Document, block_no: int) -> list[tuple[int, str]]:
    """Short lines above a table, nearest first, back to the table before."""
    lines: list[tuple[int, str]] = []
    for no in range(block_no - 1, max(document.first, block_no - _MOST_CAPTION_LINES) - 1, -1):
        block = document.blocks[no]
        if not isinstance(block, TextBlock):
            break
        if is_short(block.text, _LONGEST_CAPTION):
            lines.append((no, block.text))
    return lines


def _names_project(table: Table, layout: Layout) -> bool:
    """Whether one of the first rows gives the project's name; 项目名称 above a column of names does not."""
    for row in table.rows[:_MOST_CAPTION_ROWS]:
        filled = [cell.text for cell in row if cell.text]
        if len(filled) > 1 and layout.field_of(filled[0]) == "project_name":
            return layout.heading(filled[1], "") is None
    return False


def _heading_row(table: Table) -> str | None:
    """The text of a first row of one cell: where conversion put the section heading that stands in place of a title."""
    filled = [cell.text for cell in table.rows[0] if cell.text] if table.rows else []
    return filled[0] if len(filled) == 1 and not is_number(filled[0]) else None


def _first_rows(table: Table, layout: Layout) -> list[str]:
    """Texts of the rows above the headings inside the grid: title, 部门：…, 单位：…, in one cell or several."""
    texts: list[str] = []
    for row in table.rows[:_MOST_CAPTION_ROWS]:
        filled = [cell.text for cell in row if cell.text]
        known = sum(layout.heading(text, "") is not None for text in filled)
        if known >= 2 or (known and len(filled) == 2) or any(is_number(text) for text in filled):
            break
        texts.extend(filled)
    return texts
