"""Whose report it is, of which year and kind: from labelled fields, else from the title page.

Nothing is defaulted: what no line says is None, and a later layer decides whether the report can be published without it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from flows.readers.document import Block, Document, Table, TextBlock
from flows.statements.captions import match_title, money_unit
from flows.statements.folding import fold, label_key, squeeze
from flows.statements.grid import Grid
from flows.statements.layout import Layout, without_year, year_in
from flows.statements.lines import Place

_TITLE_LINES = 15
_LONGEST_TITLE = 60
_LONGEST_NAME = 40
_FIELD_ROWS = 6
_FIELD = re.compile(r"^\s*([^：:]{2,14})[：:]\s*(\S.*)$")
_AFTER_NAME = re.compile(r"(?:[（(](?:公章|盖章|签章|章)[)）]|\s{2,}.*|(?:金额)?单位[：:].*)$")
_BRACKETS_AT_END = re.compile(r"(?:\((?:公章|盖章|草案|20\d{2}年?度?|公开版|部门|本级)\))+$")
_ATTACHMENT = re.compile(r"附\s*[件表]\s*[\d一二三四五六七八九十\-]*\s*[：:]?")
_CODE_PREFIX = re.compile(r"^\d{3,}[-_ ]*")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a report says of itself; `unit_place` is where the name stands (row and col None: in running text)."""

    title: str | None
    unit_name: str | None
    unit_place: Place | None
    year_text: str | None
    report_type: str | None
    money_unit_text: str | None


def read_identity(document: Document, layout: Layout) -> Identity:
    """Title, unit, year, type and unit of money of a document."""
    titles = _title_lines(document)
    title, title_name, report_type, title_block = _report_title(titles, layout, document)
    in_title = None if title_name is None or title_block is None else (title_name, Place(title_block))
    # Who reports is the unit that fills the form; a project's form may name only who carries it out, or who is above.
    fields = [
        (field, value, place)
        for no, block in enumerate(document.blocks)
        for label, value, place in _fields(no, block)
        if (field := layout.identity_labels.get(label_key(label)))
    ]
    named = _labelled_names(fields, layout, "unit_name") or in_title
    for field in ("implementing_unit", "competent_department"):
        named = named or _labelled_names(fields, layout, field)
    unit_name, unit_place = named or (None, None)
    year = year_in(title) if title else None
    if year is None:
        year = next((y for _, text in titles if (y := year_in(text))), None)
    return Identity(title, unit_name, unit_place, year, report_type, _document_unit(document))


def _title_lines(document: Document) -> list[tuple[int, str]]:
    lines: list[tuple[int, str]] = []
    for no, block in enumerate(document.blocks[: _TITLE_LINES * 2]):
        if isinstance(block, TextBlock) and _ATTACHMENT.fullmatch(block.text):
            continue
        if isinstance(block, TextBlock) and len(block.text) <= _LONGEST_TITLE:
            lines.append((no, block.text))
        elif isinstance(block, Table):
            break
    return lines[:_TITLE_LINES]


def _report_title(
    lines: list[tuple[int, str]], layout: Layout, document: Document
) -> tuple[str | None, str | None, str | None, int | None]:
    """The first run of up to four lines that together form a report's title, with unit name and type.

    Titles break anywhere: 2020年度 / 某市某区行政审批服务 / 局部门决算. The longest run of lines wins that starts
    earliest, so that the year and the name on the lines above belong to the title.
    """
    for first in range(len(lines)):
        for count in (4, 3, 2, 1):
            run = lines[first : first + count]
            if len(run) < count or any(_FIELD.match(text) for _, text in run):
                continue
            text = squeeze("".join(text for _, text in run))
            found = _parse_title(text, layout)
            if found is not None:
                name, report_type = found
                skipped = _menu_lines(run, layout, document)
                if skipped:
                    return _report_title(run[skipped:], layout, document)
                return text, name, report_type, run[0][0]
    return None, None, None, None


def _menu_lines(run: list[tuple[int, str]], layout: Layout, document: Document) -> int:
    """How many lines at the head of a title are no part of it: 首页 / 政务公开 above the title of a web page.

    The name that the title gives without them is said again below, the one with them never is.
    """
    names = [found[0] if found else None for found in (_tail_title(run, n, layout) for n in range(len(run)))]
    if not names[0] or len(set(names)) == 1:
        return 0
    last = run[-1][0]
    below = "".join(squeeze(b.text) for b in document.blocks[last + 1 :] if isinstance(b, TextBlock))
    if fold(names[0]) in fold(below):
        return 0
    return next((n for n, name in enumerate(names) if name and len(name) > 3 and name in fold(below)), 0)


def _tail_title(run: list[tuple[int, str]], first: int, layout: Layout) -> tuple[str | None, str] | None:
    return _parse_title(squeeze("".join(text for _, text in run[first:])), layout)


def _parse_title(text: str, layout: Layout) -> tuple[str | None, str] | None:
    """Unit name and report type of a title; None when the text is no title."""
    key = _BRACKETS_AT_END.sub("", fold(text))
    plain = without_year(key)
    for title_key, report_type in layout.report_titles_longest_first:
        if plain.endswith(title_key):
            name = plain[: -len(title_key)].strip("-:()")
            if not name:
                return None, report_type
            return (name, report_type) if layout.is_unit_name(name) else None
    statement = match_title(text, layout)
    if statement is not None:
        name = without_year(label_key(text)).removesuffix(statement.key)
        return (name if layout.is_unit_name(name) else None), statement.report_type
    return None


def _labelled_names(fields: list[tuple[str, str, Place]], layout: Layout, field: str) -> tuple[str, Place] | None:
    """The unit name that fields of a kind give most often (部门：X, 填报单位：X, 预算部门名称 | X), with its first place."""
    names: Counter[str] = Counter()
    first: dict[str, Place] = {}
    for known, value, place in fields:
        if known != field:
            continue
        name = clean_unit_name(value)
        if name and layout.is_unit_name(name):
            names[name] += 1
            first.setdefault(name, place)
    if not names:
        return None
    name = max(names, key=lambda n: (names[n], -first[n].block_no))
    return name, first[name]


def _fields(block_no: int, block: Block) -> Iterator[tuple[str, str, Place]]:
    """Label, value and place of the labelled fields of a line, or of the first rows of a table."""
    if isinstance(block, TextBlock):
        found = _FIELD.match(block.text) if "：" in block.text or ":" in block.text else None
        if found:
            yield found.group(1), found.group(2), Place(block_no)
        return
    grid = Grid(block, _FIELD_ROWS)
    for row in range(min(grid.height, _FIELD_ROWS)):
        cells = grid.row_cells(row)
        for left, right in pairwise(cells):
            if left.text and right.text:
                yield left.text, right.text, Place(block_no, right.row, right.col)
        for cell in cells:
            found = _FIELD.match(cell.text) if "：" in cell.text or ":" in cell.text else None
            if found:
                yield found.group(1), found.group(2), Place(block_no, cell.row, cell.col)


def clean_unit_name(text: str) -> str:
    """A unit's name without blanks, seal marks, code prefix and what follows it on the line; '' when none is left."""
    name = _CODE_PREFIX.sub("", squeeze(_AFTER_NAME.sub("", text.strip())))
    return name if 3 < len(name) <= _LONGEST_NAME else ""


def _document_unit(document: Document) -> str | None:
    """The unit of money when all captions of the document give the same, else None."""
    units = {
        unit
        for b in document.blocks
        if isinstance(b, TextBlock) and len(b.text) <= _LONGEST_TITLE and (unit := money_unit(b.text))
    }
    return units.pop() if len(units) == 1 else None
