"""Whose report it is, of which year and kind: from labelled fields, else from the title, else from headings and sentences.

Nothing is defaulted: what no line says is None, and a later layer decides whether the report can be published without it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from flows.readers.document import Document, TextBlock
from flows.statements.captions import Caption, money_unit, read_caption
from flows.statements.fields import Field, document_fields
from flows.statements.folding import fold, is_short, numbering_style, squeeze
from flows.statements.layout import Layout
from flows.statements.lines import Place
from flows.statements.report_title import (
    CODE_PREFIX,
    LONGEST_TITLE,
    OF_STAGES,
    find_report_title,
    head_lines,
    kind_of_table,
    title_lines,
)
from flows.statements.years import year_in

_LONGEST_NAME = 40
_MOST_HEADING_ROWS = 5
_AFTER_NAME = re.compile(r"(?:[（(](?:公章|盖章|签章|章)[)）]|\s{2,}.*|(?:金额)?单位[：:].*)$")
# A day or month names when a report was written, a document's number when another one was: neither names its year.
_OTHER_YEAR = re.compile(r"20\d{2}年\d{1,2}月(?:\d{1,2}日)?|[\[(〔]20\d{2}[\])〕]\d*号")
# 某局2023年度收入合计…, 某局核定编制28人: sentences that begin with the unit they speak of.
_SENTENCE = re.compile(r"([^\d,。:;、()]{4,40}?)(?=20\d{2}年|核定|现有编制)")
# 第一部分 某局概况, 一、某局基本情况
_HEADING = re.compile(
    r"(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))?"
    r"([^\d,。:;、()]{4,40}?)(?:部门|单位)?(?:概况|基本情况|主要职[责能])"
)
_OURSELVES = re.compile(r"^(?:本|我|该|全|各|其|根据|按照?|经|由|与|对|纳入)")
_PLACE_END = re.compile(r"[省市区县州盟旗]$")
_BUDGET_SET = {"部门预算", "绩效目标"}
_OUTTURN_SET = {"部门决算", "部门整体支出绩效自评", "项目支出绩效自评"}
_EVALUATION_SET = {"部门整体支出绩效自评", "项目支出绩效自评"}


@dataclass(frozen=True, slots=True)
class Identity:
    """What a report says of itself; `unit_place` is where the name stands (row and col None: in running text).

    `project_name`: the one project that the report says it is about.
    """

    title: str | None
    unit_name: str | None
    unit_place: Place | None
    year_text: str | None
    report_type: str | None
    money_unit_text: str | None
    project_name: str | None = None


def read_identity(document: Document, layout: Layout, whole: Identity | None = None) -> Identity:
    """Title, unit, year, type and unit of money of a document; what a part of a file does not say, the `whole` file does."""
    title = find_report_title(document, layout)
    in_title = (
        None if title is None or title.unit_name is None else _in_full(title.unit_name, title.place, document, layout)
    )
    # Who reports is the unit that fills the form; a project's form may name only who carries it out, or who is above.
    fields = list(document_fields(document, layout))
    unit_name, unit_place = (
        _labelled_name(fields, layout, "unit_name")
        or in_title
        or _labelled_name(fields, layout, "implementing_unit")
        or _spoken_name(document, layout)
        or _labelled_name(fields, layout, "competent_department")
        or (None, None)
    )
    year_of_title = _own_year(title.text) if title else None
    # （二）财政拨款收支与2022年度决算对比情况 is a part of the report: where it stands for a title, the first line with a year counts.
    year = year_of_title if title is not None and not numbering_style(title.text) else None
    if year is None:
        year = next((y for text, _ in title_lines(document, layout) if (y := _own_year(text))), year_of_title)
    type_of_title = (title.report_type or _type_by_stages(document, layout)) if title else None
    report_type = None if title is not None and title.says.is_composed else type_of_title
    if year is None or report_type is None:
        captions = [read_caption(document, no, layout) for no, _ in document.tables]
        heads = [text for text, _ in head_lines(document)]
        year = year or next((y for text in heads if (y := _own_year(text))), None) or _only_year(captions)
        of_tables = _type_of(captions) or next((kind for text in heads if (kind := kind_of_table(text, layout))), None)
        report_type = report_type or of_tables or type_of_title
    return Identity(
        title=title.text if title else None,
        unit_name=unit_name,
        unit_place=unit_place,
        year_text=year or (whole.year_text if whole else None),
        report_type=report_type or (whole.report_type if whole else None),
        money_unit_text=_document_unit(document) or (whole.money_unit_text if whole else None),
        project_name=_own_project(title.says.project_name if title else None, fields, unit_name),
    )


def _own_project(in_title: str | None, fields: list[Field], unit_name: str | None) -> str | None:
    """The one project named in the running text (项目名称：…), else in the title, there without the unit's name before it."""
    said = {squeeze(value) for field, value, place in fields if field == "project_name" and place.row is None}
    if len(said) == 1:
        return said.pop()
    return (in_title.removeprefix(unit_name or "") or None) if in_title else None


def _own_year(text: str) -> str | None:
    return year_in(_OTHER_YEAR.sub("", fold(text)))


def _only_year(captions: list[Caption]) -> str | None:
    """The year that the titles of a report's tables name, when they all name the same."""
    years = {caption.year_text for caption in captions if caption.title is not None and caption.year_text}
    return years.pop() if len(years) == 1 else None


def _type_of(captions: list[Caption]) -> str | None:
    """The kind of report that its tables make up: targets belong to a budget, evaluations to the accounts they close."""
    types = {caption.title.report_type for caption in captions if caption.title is not None} - {""}
    if len(types) == 1:
        return types.pop()
    if "部门预算" in types and types <= _BUDGET_SET:
        return "部门预算"
    if "部门决算" in types and types <= _OUTTURN_SET:
        return "部门决算"
    return "部门整体支出绩效自评" if types == _EVALUATION_SET else None


def _type_by_stages(document: Document, layout: Layout) -> str | None:
    """The kind of report of a table whose title leaves it open: one of final accounts has a column of 决算, one of a budget none."""
    headings = (
        heading
        for _, table in document.tables
        for row in table.rows[:_MOST_HEADING_ROWS]
        for cell in row
        if cell.text and (heading := layout.heading(cell.text, "")) is not None
    )
    stages = {value for heading in headings for name, value in heading.says if name == "budget_stage"}
    budget, accounts = OF_STAGES
    return accounts if "决算" in stages else budget if stages else None


def _labelled_name(fields: list[Field], layout: Layout, field: str) -> tuple[str, Place] | None:
    """The unit name that fields of a kind give most often (部门：X, 填报单位：X, 预算部门名称 | X), with its first place.

    The full name on the first form stands for its own short forms on the others.
    """
    names: Counter[str] = Counter()
    first: dict[str, Place] = {}
    for known, value, place in fields:
        if known != field:
            continue
        name = clean_unit_name(value)
        if name and (layout.may_be_unit(name) if field == "unit_name" else layout.is_unit_name(name)):
            names[name] += 1
            first.setdefault(name, place)
    if not names:
        return None
    full = next(iter(first))
    if all(_is_short_form(name, full) for name in names):
        return full, first[full]
    name = max(names, key=lambda n: (names[n], -first[n].block_no))
    return name, first[name]


def _is_short_form(name: str, full: str) -> bool:
    """Whether a name leaves out characters of a full one, none of its end (政协某县委员会)."""
    rest = iter(full)
    return name[-3:] == full[-3:] and all(character in rest for character in name)


def _in_full(name: str, place: Place, document: Document, layout: Layout) -> tuple[str, Place]:
    """The name of a title, as the text says it with its place before it: 江津区档案局 is 重庆市江津区档案局 below."""
    names, first = _spoken_names(document, layout)
    longer = [n for n in names if n.endswith(name) and _PLACE_END.search(n.removesuffix(name))]
    full = max(longer, key=lambda n: names[n], default=None)
    return (name, place) if full is None else (full, first[full])


def _spoken_names(document: Document, layout: Layout) -> tuple[Counter[str], dict[str, Place]]:
    """The units that headings and sentences begin with: how often, and where first."""
    names: Counter[str] = Counter()
    first: dict[str, Place] = {}
    for no, block in document.own_blocks:
        if not isinstance(block, TextBlock):
            continue
        text = fold(block.text[: 2 * LONGEST_TITLE])
        found = _HEADING.fullmatch(text) or _SENTENCE.match(text)
        if found and layout.is_unit_name(found.group(1)) and not _OURSELVES.match(found.group(1)):
            names[found.group(1)] += 1
            first.setdefault(found.group(1), Place(no))
    return names, first


def _spoken_name(document: Document, layout: Layout) -> tuple[str, Place] | None:
    """The unit that most headings and sentences begin with; None when two do so equally often."""
    names, first = _spoken_names(document, layout)
    ranked = names.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0], first[ranked[0][0]]


def clean_unit_name(text: str) -> str:
    """A unit's name without blanks, seal marks, code prefix and what follows it on the line; '' when none is left."""
    name = CODE_PREFIX.sub("", squeeze(_AFTER_NAME.sub("", text.strip())))
    return name if 3 < len(name) <= _LONGEST_NAME else ""


def _document_unit(document: Document) -> str | None:
    """The unit of money when all captions of the document give the same, else None."""
    units = {
        unit
        for _, b in document.own_blocks
        if isinstance(b, TextBlock) and is_short(b.text, LONGEST_TITLE) and (unit := money_unit(b.text))
    }
    return units.pop() if len(units) == 1 else None
