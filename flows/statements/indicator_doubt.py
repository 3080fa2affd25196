"""Whether the headings of an indicator table leave open what an indicator says.

A column under an unknown heading may be the very one that is missing: 完成值 or 权重 under names nobody knows yet would leave rows
with no result or weight, as if none had been printed. Where nothing is missing, an unknown column is one thing more.
"""

from __future__ import annotations

import re

from flows.statements.grid import Grid, is_blank, is_number
from flows.statements.headers import Column, Header

_LONGEST_UNIT = 4
_NUMBER = re.compile(r"[≥≤><＞＜=＝]?\d")
_RESULTS = frozenset({"actual", "score"})
_SIGNS = frozenset("≥≤><＞＜=＝≧≦")


def indicator_doubt(grid: Grid, header: Header, rows: range) -> str | None:
    """Why the indicators below a header are not certain; None where they are."""
    fields = frozenset(column.field for column in header.columns if column.field)
    for column in header.columns_with("unknown"):
        texts = [text for row in rows if (text := _own_text(grid, row, column)) and not is_blank(text)]
        if texts and _may_be_missing(texts, fields):
            heading = (column.unknown or "").replace("\n", "")
            return f"表头“{heading}”含义未知，可能是缺少的指标内容，整行未采用"
    return _outer_level_doubt(grid, header, rows, fields)


def _may_be_missing(texts: list[str], fields: frozenset[str]) -> bool:
    is_sheet = not fields & {"target", "actual"}  # 分值 and 得分 of criteria, without targets
    wanted = (
        {"weight"} if not fields & _RESULTS else {"weight", "score"} if is_sheet else {"weight", "score", *_RESULTS}
    )
    if any(map(_says_number, texts)):
        return not wanted | ({"target"} if not is_sheet else set()) <= fields
    if "level3" not in fields:
        return True
    if all(len(text) <= _LONGEST_UNIT and not any(map(str.isdigit, text)) for text in texts):
        is_signs = any(text[0] in _SIGNS for text in texts)
        return "property" not in fields if is_signs else "property" in fields and "unit" not in fields
    return not is_sheet and bool(fields & _RESULTS) and not {"target", "actual"} <= fields


def _outer_level_doubt(grid: Grid, header: Header, rows: range, fields: frozenset[str]) -> str | None:
    """一级指标 under another name left of 二级指标: without it the inner levels would stand for themselves."""
    inner = header.field_column("level2")
    if inner is None or "level1" in fields:
        return None
    for column in header.columns[: inner.col]:
        texts = [] if column.field else [_own_text(grid, row, column) for row in rows]
        if any(text and not is_blank(text) and not _says_number(text) for text in texts):
            return "二级指标左边一栏的表头含义未知，可能是一级指标，整行未采用"
    return None


def _own_text(grid: Grid, row: int, column: Column) -> str:
    cell = grid.cell(row, column.col)
    return cell.text if cell is not None and cell.row == row and cell.col == column.col else ""


def _says_number(text: str) -> bool:
    return is_number(text) or _NUMBER.match(text) is not None
