"""What stands around a table: its title, unit of money, year, and whose report it is.

A caption is looked for in the lines above the table (back to the table before) and in the table's own first rows, since
conversion puts titles there as merged cells. A line is the title of a statement when it ends with a known title and what
comes before is a year, a name of a unit or nothing; 某某专项支出决算表 is therefore not taken for 支出决算表.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.readers.document import Document, Table, TextBlock
from flows.statements.folding import fold, label_key
from flows.statements.layout import Layout, Title, without_year, year_in

_MOST_CAPTION_LINES = 14
_LONGEST_CAPTION = 60
_UNIT = re.compile(r"(?:金额)?单位[:：]\s*(?:人民币)?(百万元|千元|万元|亿元|元)|[(（](百万元|千元|万元|亿元|元)[)）]$")
_SHEET_NO = re.compile(r"(?:财决|预决算)?公开\d+表|附[件表][\d\-]*[:：]?|表[\d一二三四五六七八九十]+[:：、]?")
_AFTER_TITLE = re.compile(r"(?:[(（][^)）]*[)）])+$")
_GENERIC_PREFIX = frozenset({"", "部门", "单位", "本部门", "本单位", "本级", "及下属单位", "汇总", "附"})


@dataclass(frozen=True, slots=True)
class Caption:
    """What the surroundings of a table say. `used_blocks` are the numbers of the text blocks that said it."""

    title: Title | None
    title_text: str | None
    title_block: int | None
    year_text: str | None
    unit_text: str | None
    used_blocks: frozenset[int]
    title_rows: int  # rows at the top of the table that hold caption text


def read_caption(document: Document, block_no: int, layout: Layout) -> Caption:
    """The caption of the table at `block_no`."""
    lines = _lines_above(document, block_no)
    table = document.blocks[block_no]
    inside = _first_rows(table) if isinstance(table, Table) else []
    title = title_text = title_block = None
    used: set[int] = set()
    for text in reversed(inside):
        title = title or match_title(text, layout)
        title_text = title_text or (text if title else None)
    if title is None:
        for position, (no, text) in enumerate(lines):
            joined = lines[position + 1][1] + text if position + 1 < len(lines) else text
            title = match_title(text, layout)
            if title is None and joined != text:
                title, text = match_title(joined, layout), joined
            if title is not None:
                title_text, title_block = text, no
                used.update(n for n, _ in lines[: position + 1])
                break
    near = [text for no, text in lines if no in used or title_block is None] + inside
    unit_text = next((unit for text in near if (unit := money_unit(text))), None)
    years = [year for text in ([title_text] if title_text else []) + near if (year := year_in(text))]
    return Caption(title, title_text, title_block, next(iter(years), None), unit_text, frozenset(used), len(inside))


def match_title(text: str, layout: Layout) -> Title | None:
    """The statement a line titles, if it is a title."""
    if len(text) > _LONGEST_CAPTION:
        return None
    key = _AFTER_TITLE.sub("", without_year(_SHEET_NO.sub("", label_key(text)))).rstrip("-:")
    for title in layout.titles_longest_first:
        if key.endswith(title.key):
            prefix = key[: -len(title.key)].strip("-:()")
            return title if prefix in _GENERIC_PREFIX or layout.is_unit_name(prefix) else None
    return None


def money_unit(text: str) -> str | None:
    """The unit of money a caption gives (单位：万元), None when it gives none."""
    match = _UNIT.search(fold(text))
    return next((group for group in match.groups() if group), None) if match else None


def _lines_above(document: Document, block_no: int) -> list[tuple[int, str]]:
    """Short lines above a table, nearest first, back to the table before."""
    lines: list[tuple[int, str]] = []
    for no in range(block_no - 1, max(-1, block_no - 1 - _MOST_CAPTION_LINES), -1):
        block = document.blocks[no]
        if not isinstance(block, TextBlock):
            break
        if len(block.text) <= _LONGEST_CAPTION:
            lines.append((no, block.text))
    return lines


def _first_rows(table: Table) -> list[str]:
    """Texts of the leading rows that hold a single filled cell each: titles and captions inside the grid."""
    texts: list[str] = []
    for row in table.rows():
        filled = [cell.text for cell in row if cell.text]
        if len(filled) > 1:
            break
        texts.extend(filled)
    return texts
