"""Evaluation, target and score tables: indicators with targets, results, weights and scores, and the total line.

The columns are found by their headings (field in seed column_headings). A level cell that is empty belongs to the level
above it (vertical merge). The fund block of the same table is read as a matrix; its 年度资金总额 line is an indicator too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from flows.readers.document import Cell
from flows.statements.folding import fold
from flows.statements.grid import Grid, is_blank, is_number
from flows.statements.headers import Header
from flows.statements.layout import Layout, heading_key

LEVELS = ("level1", "level2", "level3")
_VALUES = ("property", "target", "unit", "actual", "weight", "score", "deviation")
_TARGET_PARTS = ("property", "unit")
# A cell that stands in two of these columns at once says nothing about either: a remark across the table.
_APART = ("level3", "target", "actual", "weight", "score")
_FULL_SCORE = re.compile(r"\((\d{1,3}(?:\.\d{1,2})?)分\)$")


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator row: texts by field (see LEVELS and the value fields), None where the cell is empty."""

    texts: dict[str, str | None]
    cell: Cell
    is_execution_rate: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    weight: str | None
    score: str | None
    grade: str | None
    cell: Cell


def is_indicator_header(header: Header) -> bool:
    """Whether the columns are those of indicators: a level or name, and a weight, score or target."""
    fields = {column.field for column in header.columns}
    return bool(fields & {"level2", "level3"}) and bool(fields & {"weight", "score", "target"})


def read_indicators(grid: Grid, header: Header, rows: range, layout: Layout) -> Iterator[Indicator | Total]:
    """Indicator rows and the total row below an indicator header. Lines that sum up a level (小计) are neither."""
    columns = _columns(header)
    width = header.width
    carried: dict[str, str | None] = {}
    total: Total | None = None
    for row in rows:
        filled = grid.filled(row)
        if not filled or any(_says(cell.text, "subtotal", layout) for cell in filled):
            continue
        if total is not None and (grade := _grade_line(filled, layout)):
            total = replace(total, grade=grade)
            continue
        found = _total(grid, row, columns, width, layout)
        if found is not None:
            if total is not None:
                yield total
            total = found
            continue
        if grid.row_width(row) < width - 1 or _is_merged(grid, row, columns):
            # A remark below the table (备注：…) has one merged cell; a row that lost cells cannot be aligned.
            continue
        texts = {field: _text(grid, row, columns.get(field)) for field in (*LEVELS, *_VALUES)}
        for field in _TARGET_PARTS:
            # 定性 targets: one merged cell in place of operator, value and unit of measure.
            if texts[field] is not None and grid.cell(row, columns[field]) is _cell(grid, row, columns.get("target")):
                texts[field] = None
        _carry(texts, carried)
        place = next(
            (
                cell
                for f in ("score", "weight", "level3", "level2")
                if (cell := _filled_cell(grid, row, columns.get(f)))
            ),
            None,
        )
        if place is None or not any(texts[f] for f in ("level3", "target", "weight", "score")):
            continue
        yield Indicator(texts, place)
    if total is not None:
        yield total


def total_above(grid: Grid, rows: range, layout: Layout) -> Total | None:
    """The total printed beside its label in the head of a form (部门名称 | … | 自评总分（分） | 98.60)."""
    for row in rows:
        for label, value in pairwise(grid.filled(row)):
            if _says(label.text, "total", layout) and is_number(value.text):
                return Total(_full_score(label), value.text, None, value)
    return None


def unaligned_rows(grid: Grid, header: Header, rows: range, layout: Layout) -> Iterator[Cell]:
    """First cells of rows under an indicator header that say something which was not read.

    Rows with scores but too few cells to know their columns, and total lines whose total is no number (92.00（优）).
    """
    columns = _columns(header)
    for row in rows:
        filled = grid.filled(row)
        if len(filled) == 1 or any(_says(cell.text, "subtotal", layout) for cell in filled):
            continue
        has_number = any(is_number(cell.text) for cell in filled)
        is_total = any(_says(cell.text, "total", layout) for cell in filled)
        is_unread = is_total or grid.row_width(row) < header.width - 1 or _is_merged(grid, row, columns)
        if is_total != has_number and is_unread:
            yield filled[0]


def execution_rate(grid: Grid, header: Header, rows: range, layout: Layout) -> Indicator | None:
    """The 年度资金总额 line of a fund block as an indicator: weight, printed rate, score. Its 其中 lines are not."""
    columns = _columns(header)
    if not {"execution_rate", "score", "weight"} & columns.keys():
        return None
    for row in rows:
        if not any(_says(cell.text, "fund_total", layout) for cell in grid.filled(row)):
            continue
        texts: dict[str, str | None] = dict.fromkeys((*LEVELS, *_VALUES))
        texts["weight"] = _text(grid, row, columns.get("weight"))
        texts["score"] = _text(grid, row, columns.get("score"))
        texts["actual"] = _text(grid, row, columns.get("execution_rate"))
        place = next(
            (c for f in ("score", "weight", "execution_rate") if (c := _filled_cell(grid, row, columns.get(f)))), None
        )
        return Indicator(texts, place, is_execution_rate=True) if place is not None else None
    return None


def _carry(texts: dict[str, str | None], carried: dict[str, str | None]) -> None:
    """Fill empty level cells from the rows above; a new outer level ends the inner ones."""
    for position, level in enumerate(LEVELS[:2]):
        if texts[level] is not None:
            if texts[level] != carried.get(level):
                for inner in LEVELS[position + 1 : 2]:
                    carried.pop(inner, None)
            carried[level] = texts[level]
        else:
            texts[level] = carried.get(level)


def _total(grid: Grid, row: int, columns: dict[str, int], width: int, layout: Layout) -> Total | None:
    """The total line, whether its label stands before or after its values (97 | | 总分)."""
    filled = grid.filled(row)
    labels = [cell for cell in filled if _says(cell.text, "total", layout)]
    is_full = grid.row_width(row) >= width
    has_levels = bool({"level1", "level2"} & columns.keys())
    if not labels or (is_full and has_levels and all(cell.col == columns.get("level3") for cell in labels)):
        return None  # no total, or an indicator of that name
    numbers = [cell for cell in filled if is_number(cell.text)]
    if not numbers:
        return None
    grade = next((fold(cell.text) for cell in filled if _says(cell.text, "grade", layout)), None)
    if is_full and any(cell.col in {columns.get("score"), columns.get("weight")} for cell in numbers):
        weight, score = (_filled_cell(grid, row, columns.get(f)) for f in ("weight", "score"))
        printed = _own(weight) or next(filter(None, map(_full_score, labels)), None)
        return Total(printed, _own(score), grade, score or weight or numbers[-1])
    # Merged cells moved the values: two numbers are weight and score in the printed order, one is the score.
    weight_cell = numbers[0] if len(numbers) > 1 and "weight" in columns else None
    return Total(_own(weight_cell), numbers[-1].text, grade, numbers[-1])


def _grade_line(filled: list[Cell], layout: Layout) -> str | None:
    """The grade of a line that says nothing else: 评价等级 | 良."""
    if len(filled) != 2 or not _says(filled[0].text, "grade_label", layout):
        return None
    return fold(filled[1].text) if _says(filled[1].text, "grade", layout) else None


def _full_score(label: Cell) -> str | None:
    """The full score a total's label gives in brackets: 合计（100分）."""
    found = _FULL_SCORE.search(fold(label.text))
    return found.group(1) if found else None


def _is_merged(grid: Grid, row: int, columns: dict[str, int]) -> bool:
    cells = [cell for f in _APART if (cell := _filled_cell(grid, row, columns.get(f))) is not None]
    return any(one is other for one, other in pairwise(cells))


def _columns(header: Header) -> dict[str, int]:
    return {column.field: column.col for column in header.columns if column.field}


def _says(text: str, meaning: str, layout: Layout) -> bool:
    """Whether a cell holds a word of seed evaluation_words with this meaning."""
    return layout.evaluation_words.get(heading_key(text)) == meaning


def _own(cell: Cell | None) -> str | None:
    return cell.text if cell is not None else None


def _text(grid: Grid, row: int, col: int | None) -> str | None:
    if col is None:
        return None
    text = grid.text(row, col)
    return text if text and not (is_blank(text) and fold(text) not in {"无"}) else None


def _cell(grid: Grid, row: int, col: int | None) -> Cell | None:
    return grid.cell(row, col) if col is not None else None


def _filled_cell(grid: Grid, row: int, col: int | None) -> Cell | None:
    cell = _cell(grid, row, col)
    return cell if cell is not None and cell.text else None
