"""Why a figure of a table is not certain, from what its column and its label say. The reasons are read by people."""

from __future__ import annotations

import re

from flows.readers.document import Cell
from flows.statements.figure import Figure
from flows.statements.folding import bare_label, fold
from flows.statements.grid import is_number
from flows.statements.headers import Column
from flows.statements.layout import Layout
from flows.statements.row_label import is_account_code
from flows.statements.terms import RowLabel

_THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?:\.\d*)?(?![\d,])")


def column_doubt(column: Column) -> str | None:
    """Whether the headings of a column say what its figures are."""
    if not column.path and column.role != "amount":
        return "该列没有表头"
    if column.unknown is not None:
        return f"表头“{column.unknown.replace(chr(10), '')}”含义未知"
    return None


def label_doubt(label: str, code: str | None) -> str | None:
    """Whether the label and code of a row can be what they stand for."""
    if label and is_number(label):
        return "名称栏里是数字，该行的单元格错位"
    if code is not None and not is_account_code(code):
        return f"科目编码“{code}”不是3、5或7位"
    return None


def reading_doubt(cell: Cell, value_text: str) -> str | None:
    """Whether a figure read in an image has thousands that are no three digits (98,00): one of them was not seen."""
    if cell.confidence is None or "," not in (text := fold(value_text)):
        return None
    return None if _THOUSANDS.search(text) else "千分位之间不是三位数字，可能有漏识的数字"


def stage_doubt(label: str, code: str | None, layout: Layout, statement: str) -> str | None:
    """Where accounts are the columns and stages the rows (年初预算数, 决算数), a row that is no known one is of no known stage."""
    is_known = not label or code is not None or layout.row_label(label, statement) is not None
    return None if is_known else f"行“{bare_label(label)}”不是已知的阶段或年度"


def told_apart(figures: list[Figure]) -> list[Figure]:
    """The figures of a row, doubtful where two with the same label and the same headings differ.

    基本支出 over 人员支出 | 日常公用支出, when the row of these was not known as one of headings.
    """
    values: dict[tuple[object, ...], set[str]] = {}
    keys = [(figure.label, figure.code, figure.unit_name, figure.column.path) for figure in figures]
    for key, figure in zip(keys, figures, strict=True):
        values.setdefault(key, set()).add(figure.value_text)
    if len(values) == len(figures):
        return figures
    return [
        figure._replace(doubt=figure.doubt or "同一行有几栏的表头相同，无法区分")
        if figure.column.role != "pair" and len(values[key]) > 1
        else figure
        for key, figure in zip(keys, figures, strict=True)
    ]


def side_doubt(label: str, known: RowLabel | None, column: Column) -> str | None:
    """A label of the other side (收入, 支出) than its column."""
    if known is None or not known.side or not column.side or known.side == column.side:
        return None
    return f"“{bare_label(label)}”是{known.side}，该列是{column.side}"
