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
from flows.statements.figure import Figure
from flows.statements.folding import fold
from flows.statements.grid import Grid, is_blank, is_number
from flows.statements.headers import Header
from flows.statements.layout import Layout
from flows.statements.lines import Place

LEVELS = ("level1", "level2", "level3")
# In lists of several projects' indicators each row belongs to the project that stands before it, printed once.
PROJECT = "project_name"
_INDICATOR = "indicator"
_VALUES = ("property", "target", "unit", "actual", "weight", "score", "deviation")
# 年初指标值 | 调整后指标值: the later target is in force.
_LAST_COUNTS = frozenset({"weight", "target"})
_TARGET_PARTS = ("property", "unit")
# A cell that stands in two of these columns at once says nothing about either: a remark across the table.
_APART = ("level3", "target", "actual", "weight", "score")
_SCORE = re.compile(r"^-?\d{1,4}(?:\.\d{1,4})?[分%]?(?:\([^()]*\))?$")
# 优, （自评等级：）优, 98.5（优）
_GRADE = re.compile(
    r"^(?:[\d.]+分?)?\(?(?:[自评价结果综合]{0,6}(?:等级|等次|结论)[::]?)?\)?\(?(优秀?|良好?|中等?|差)\)?$"
)
_LABELLED_SCORE = re.compile(r"([\u4e00-\u9fff]{2,6})[:：]\s*(\d{1,3}(?:\.\d{1,2})?)分?(?![\d.年])")
_SIGN = re.compile(r"^\s*[≥≤><＞＜=＝]+\s*$")
_PERCENT = re.compile(r"^\d{1,3}(?:\.\d+)?%$")
_FULL_SCORE = re.compile(r"\((\d{1,3}(?:\.\d{1,2})?)分\)$")


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator row: texts by field (see LEVELS and the value fields), None where the cell is empty.

    `project`: its project, in a list of several.
    """

    texts: dict[str, str | None]
    cell: Cell
    is_execution_rate: bool = False
    project: str | None = None


@dataclass(frozen=True, slots=True)
class Total:
    weight: str | None
    score: str | None
    grade: str | None
    cell: Cell | Place


@dataclass(frozen=True, slots=True)
class Unread:
    """The first cell of a row that says something which was not read."""

    cell: Cell


def is_indicator_header(header: Header) -> bool:
    """Whether the columns are those of indicators: two levels, or a level or name and a weight, score or target."""
    fields = {column.field for column in header.columns}
    return fields >= {"level2", "level3"} or (
        bool(fields & {"level2", "level3"}) and bool(fields & {"weight", "score", "target"})
    )


def read_indicators(
    grid: Grid, header: Header, rows: range, layout: Layout, carried: dict[str, str | None]
) -> Iterator[Indicator | Total | Unread]:
    """Indicator rows and the total row below an indicator header. Lines that sum up a level (小计) are neither.

    `carried`: the levels of the last row, for empty cells below it; a form that goes on in another table hands them on.
    """
    columns = _columns(header)
    total: Total | None = None
    for row in rows:
        filled = grid.filled(row)
        if not filled or any(_says(cell.text, "subtotal", layout) for cell in filled) or _is_remark(filled, layout):
            continue
        if total is not None and (grade := _grade_line(filled, layout)):
            total = replace(total, grade=grade)
            continue
        found = _total(grid, row, columns, header.width, layout)
        if found is not None:
            if total is not None:
                yield total
            total = found
            continue
        if len(filled) > 1 and _says(filled[0].text, "total", layout) and not any(map(_is_score, filled)):
            yield Unread(filled[0])
            continue
        aligned = _aligned(grid, row, columns, header.width)
        if aligned is None:
            # A remark below the table (备注：…) has one merged cell; a row that lost cells cannot be aligned.
            if len(filled) > 1 and any(is_number(cell.text) for cell in filled):
                yield Unread(filled[0])
            continue
        cells = {field: aligned.get(field) for field in (PROJECT, *LEVELS, *_VALUES)}
        for field in _TARGET_PARTS:
            # 定性 targets: one merged cell in place of operator, value and unit of measure.
            if cells[field] is not None and cells[field] is cells["target"]:
                cells[field] = None
        texts = {field: _said(cell) for field, cell in cells.items()}
        _carry(texts, carried, LEVELS if "level4" in columns else LEVELS[:2])
        place = next((cell for f in ("score", "weight", "level3", "level2") if (cell := cells[f]) and cell.text), None)
        if place is None or not any(texts[f] for f in ("level3", "target", "weight", "score")):
            continue
        yield Indicator(texts, place, project=texts[PROJECT])
    if total is not None:
        yield total


def project_amounts(grid: Grid, header: Header, rows: range, layout: Layout) -> Iterator[tuple[Figure, str]]:
    """The money of each project in a list of several projects' indicators, and the project's name: 资金总额 beside 项目名称."""
    name = header.field_column(PROJECT)
    amounts = header.columns_with("amount") if name is not None else []
    for row in rows:
        for column in amounts:
            cell = _filled_cell(grid, row, column.col)
            project = _text(grid, row, name.col) if name is not None else None
            if cell is not None and cell.row == row and is_number(cell.text) and project:
                doubt = f"表头“{column.unknown}”含义未知" if column.unknown is not None else None
                if layout.is_unit_name(project):
                    doubt = f"“{project}”是单位，不是项目"
                yield Figure(cell, cell.text, project, None, (), column, column.unit_text, doubt), project


def _aligned(grid: Grid, row: int, columns: dict[str, int], width: int) -> dict[str, Cell | None] | None:
    """The cells of a row by field; None for a row whose columns are not certain.

    A row that is too short lost its last cell, or those of the levels that a merged cell above it covers: text made from
    Word prints these once. Which of the two is told by where weight and score stand.
    """
    lost = width - grid.row_width(row)
    whole = {field: _cell(grid, row, col) for field, col in columns.items()}
    if lost <= 0:
        scores = ["weight"] if not lost else ["weight", "score"]  # a row that is too wide has moved cells
        return whole if not _is_merged(whole) and _may_stand(whole, scores) else None
    own = next((cell.col for cell in grid.row_cells(row) if cell.row == row), 0)
    moved = {
        field: _cell(grid, row, col - lost) if col - lost >= own else None if col >= own else whole[field]
        for field, col in columns.items()
    }
    scores = [field for field in ("weight", "score") if field in columns]
    fits = [
        (sum(_is_score(cell) for f in scores if (cell := cells[f])), -shift)
        for shift, cells in ((0, whole), (lost, moved))
        if _may_stand(cells, scores)
    ]
    if not scores or not fits:
        return whole if lost == 1 and not scores and not _is_merged(whole) else None
    best, shift = max(fits)
    found = moved if shift else whole
    return None if (not best and lost > 1) or (lost > 1 and not shift) or _is_merged(found) else found


def _may_stand(cells: dict[str, Cell | None], scores: list[str]) -> bool:
    """Whether what stands under 分值 and 得分 is scores or nothing, and no name of a level is a number."""
    return all(
        (cell := cells.get(f)) is None or not cell.text or is_blank(cell.text) or _is_score(cell) for f in scores
    ) and _are_names(cells)


def _are_names(cells: dict[str, Cell | None]) -> bool:
    """Whether no level is a number or a sign of comparison, as in a row whose cells stand in other columns."""
    names = (cell.text for f in LEVELS if (cell := cells.get(f)) is not None)
    return not any(is_number(text) or _SIGN.match(text) for text in names)


def score_in_line(text: str, layout: Layout) -> str | None:
    """The total in a line above a form: 填报单位：某县司法局　　自评得分：93.5."""
    found = _LABELLED_SCORE.findall(text)
    return next((value for label, value in found if _says(label, "total", layout)), None)


def total_above(grid: Grid, rows: range, layout: Layout) -> Total | None:
    """The total printed beside its label in the head of a form (部门名称 | … | 自评总分（分） | 98.60)."""
    for row in rows:
        for label, value in pairwise(grid.filled(row)):
            # 合计 may be of anything: tasks with their money stand in the head of some forms.
            if "分" in label.text and _says(label.text, "total", layout) and _is_score(value):
                return Total(_full_score(label), value.text, None, value)
    return None


def only_row(grid: Grid, header: Header, rows: range) -> int | None:
    """The only row below the headings of a fund block, where its label is that of the block (or none): the total.

    部门预算执行情况（万元） beside 年初预算数 | 全年执行数 over 1500 | 1231.58.
    """
    amounts = [column.col for column in header.columns_with("amount")]
    filled = [row for row in rows if any(is_number(grid.text(row, col)) for col in amounts)]
    if len(filled) != 1:
        return None
    (row,) = filled
    labels = [cell for cell in grid.filled(row) if cell.col < amounts[0]]
    return row if all(cell.row <= header.last_row for cell in labels) else None


def execution_rate(grid: Grid, header: Header, rows: range, layout: Layout) -> Indicator | None:
    """The 年度资金总额 line of a fund block as an indicator: weight, printed rate, score. Its 其中 lines are not."""
    columns = _columns(header)
    if not {"execution_rate", "score", "weight"} & columns.keys():
        return None
    only = only_row(grid, header, rows)
    totals = [row for row in rows if any(_says(cell.text, "fund_total", layout) for cell in grid.filled(row))]
    for row in totals or ([only] if only is not None else _summed(grid, header, rows, layout)):
        texts: dict[str, str | None] = dict.fromkeys((*LEVELS, *_VALUES))
        texts["weight"] = _text(grid, row, columns.get("weight")) or _weight_of_block(grid, header, row)
        texts["score"] = _text(grid, row, columns.get("score"))
        texts["actual"] = _text(grid, row, columns.get("execution_rate"))
        place = next(
            (c for f in ("score", "weight", "execution_rate") if (c := _filled_cell(grid, row, columns.get(f)))), None
        )
        return Indicator(texts, place, is_execution_rate=True) if place is not None else None
    return None


def _weight_of_block(grid: Grid, header: Header, row: int) -> str | None:
    """预算执行情况（20分） in the cell of the block, beside a form that has no column of weights."""
    first = min((column.col for column in header.columns_with("amount")), default=0)
    beside = (cell for no in (header.first_row, row) for cell in grid.filled(no))
    labels = [cell for cell in beside if cell.col < first and cell.row <= header.last_row]
    return next(filter(None, map(_full_score, labels)), None)


def _summed(grid: Grid, header: Header, rows: range, layout: Layout) -> list[int]:
    """The rows that a block of funds calls 合计 in its column of labels (资金来源), where none is called 年度资金总额.

    The 合计 of a statement that prints 执行率 beside its stages has neither weight nor score.
    """
    fields = {column.field for column in header.columns}
    if "execution_rate" not in fields or not fields & {"weight", "score"}:
        return []
    known = ((row, layout.row_label(grid.text(row, c.col), "")) for row in rows for c in header.columns_with("label"))
    return [row for row, label in known if label is not None and label.section == "closes"]


def named_rate(indicator: Indicator, layout: Layout) -> str | None:
    """The rate reached that an ordinary indicator called 预算执行率 prints, where no fund block has one."""
    actual = indicator.texts["actual"]
    is_rate = _says(indicator.texts["level3"] or "", "execution_rate", layout)
    return actual if is_rate and actual and _PERCENT.match(fold(actual)) else None


def _carry(texts: dict[str, str | None], carried: dict[str, str | None], levels: tuple[str, ...]) -> None:
    """Fill empty level cells from the rows above; a new outer level ends the inner ones."""
    outer = (PROJECT, *levels)
    for position, level in enumerate(outer):
        if texts[level] is not None:
            if texts[level] != carried.get(level):
                for inner in outer[position + 1 :]:
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
    numbers = [cell for cell in filled if _is_score(cell)]
    numbers = [cell for cell in numbers if not _PERCENT.match(fold(cell.text))] or numbers  # 得分率 beside the score
    if not numbers:
        return None
    full_score = next(filter(None, map(_full_score, labels)), None)
    grade = next((found.group(1) for cell in filled if (found := _GRADE.match(fold(cell.text)))), None)
    if is_full:
        weight, score = (_filled_cell(grid, row, columns.get(f)) for f in ("weight", "score"))
        weight, score = (cell if cell is not None and _is_score(cell) else None for cell in (weight, score))
        # One cell under both is stretched over the rest of a row that conversion left short.
        if weight is not score and (score is not None or numbers == [weight]):
            return Total(_own(weight) or full_score, _own(score), grade, score or numbers[-1])
    # Merged cells moved the values: two numbers are weight and score in the printed order, one is the score.
    weight_cell = numbers[0] if len(numbers) > 1 and "weight" in columns else None
    return Total(_own(weight_cell) or full_score, numbers[-1].text, grade, numbers[-1])


def _is_remark(filled: list[Cell], layout: Layout) -> bool:
    """说明 | 个别资料上报较迟: in text without spans such a line has all columns, and its words stand under one of them."""
    return len(filled) == 2 and _says(filled[0].text, "remark", layout)


def _grade_line(filled: list[Cell], layout: Layout) -> str | None:
    """The grade of a line that says nothing else: 评价等级 | 良."""
    if len(filled) != 2 or not _says(filled[0].text, "grade_label", layout):
        return None
    found = _GRADE.match(fold(filled[1].text))
    return found.group(1) if found else None


def _full_score(label: Cell) -> str | None:
    """The full score a total's label gives in brackets: 合计（100分）."""
    found = _FULL_SCORE.search(fold(label.text))
    return found.group(1) if found else None


def _is_merged(cells: dict[str, Cell | None]) -> bool:
    found = [cell for f in _APART if (cell := cells.get(f)) is not None and cell.text]
    return any(one is other for one, other in pairwise(found))


def _is_score(cell: Cell) -> bool:
    """Whether a cell holds a score or weight: 10, 10分, 15%, 8分（扣2分）, 92.00（优）."""
    return _SCORE.match(fold(cell.text)) is not None


def _columns(header: Header) -> dict[str, int]:
    """The column of each field. Of several weights the last is the indicator's own.

    Of other fields the first counts: 指标内容 repeats 三级指标, 财政复核得分 stands behind 自评得分. 年度绩效指标完成情况 left of
    the names of the indicators heads their whole block, not a column of results.
    """
    columns: dict[str, int] = {}
    names = [column.col for column in header.columns if column.field in LEVELS]
    for column in header.columns:
        if names and column.col < min(names) and column.field in _VALUES:
            continue
        if column.field and (column.field in _LAST_COUNTS or column.field not in columns):
            columns[column.field] = column.col
    indicator = header.field_column(_INDICATOR)
    if "level3" not in columns and indicator is not None and indicator.col > columns.get("level2", indicator.col):
        columns["level3"] = indicator.col  # 绩效指标 heads a block, behind 二级指标 the names of the third level
    return columns


def _says(text: str, meaning: str, layout: Layout) -> bool:
    """Whether a cell holds a word of seed evaluation_words with this meaning."""
    return layout.evaluation_word(text) == meaning


def _own(cell: Cell | None) -> str | None:
    return cell.text if cell is not None else None


def _text(grid: Grid, row: int, col: int | None) -> str | None:
    return _said(_cell(grid, row, col))


def _said(cell: Cell | None) -> str | None:
    text = cell.text if cell is not None else ""
    return text if text and not (is_blank(text) and fold(text) not in {"无"}) else None


def _cell(grid: Grid, row: int, col: int | None) -> Cell | None:
    return grid.cell(row, col) if col is not None else None


def _filled_cell(grid: Grid, row: int, col: int | None) -> Cell | None:
    cell = _cell(grid, row, col)
    return cell if cell is not None and cell.text else None
