"""How the columns of a table are divided among headings that were printed once, from the row of headings below them.

A heading reaches over the cells below it up to where another one must begin: at an empty cell (the heading goes on downwards
and covers that column alone) and after it, where the labels of another half begin, where the amounts follow on the labels,
where the row starts again with the same heading, where columns that are no amounts follow on such that are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from flows.readers.document import Cell
from flows.statements.folding import fold
from flows.statements.grid import is_blank, is_number
from flows.statements.layout import Layout, heading_key
from flows.statements.terms import Heading

_ROWS_LOOKED_AT = 4
_LABEL_ROLES = frozenset({"label", "code", "row_no"})
# What an amount looks like and a code or the number of a row does not.
_AMOUNT = re.compile(r"-?(?:\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+)")


class Below(NamedTuple):
    """A cell of the row below: its columns, its text, and what stands in its columns: label, ignore, figure, amount or ''."""

    span: int
    text: str
    kind: str


def cells_below(row: list[Cell], width: int, labels: frozenset[int], layout: Layout, statement: str) -> list[Below]:
    """The cells of a row over so many columns; `labels` are the columns that headings further below name as those of labels."""
    cells = [
        Below(cell.col_span, cell.text, _kind(cell, labels, layout, statement)) for cell in row if cell.col < width
    ]
    if any(is_number(cell.text) for cell in cells):
        # 类 | 款 | 项 | 合计 | 2,946.25: of a total's row only the names of the code columns are headings.
        cells = [cell if cell.kind in {"label", ""} else cell._replace(kind="figure") for cell in cells]
    cells = _with_changes(cells, layout, statement)
    return cells + [Below(1, "", "")] * (width - sum(cell.span for cell in cells))


def _with_changes(cells: list[Below], layout: Layout, statement: str) -> list[Below]:
    """合计 | 基本支出 | 项目支出 | 金额 | %: the money beside a percentage is that of the change, as no amount to be published."""
    found = list(cells)
    for at, (before, cell, after) in enumerate(zip(cells, cells[1:], cells[2:], strict=False), 1):
        heading = layout.heading(cell.text, statement) if before.kind == cell.kind == "amount" else None
        if after.kind == "ignore" and heading is not None and heading.role == "amount" and not _says_anything(heading):
            found[at] = cell._replace(kind="ignore")
    return found


def _says_anything(heading: Heading) -> bool:
    return bool(heading.line_item or heading.account or any(heading.says))


def label_columns(row: list[Cell], labels: frozenset[int], layout: Layout, statement: str) -> frozenset[int]:
    """The columns that a placed row and the rows below it name as those of labels."""
    named = (cell for cell in row if _kind(cell, labels, layout, statement) == "label")
    return labels.union(*(range(cell.col, cell.col + cell.col_span) for cell in named))


def division(
    headings: Sequence[Cell], below: Sequence[Below], body: Sequence[list[Cell]], layout: Layout, statement: str
) -> list[int] | None:
    """How many columns each heading covers; None where that is not certain. `body`: rows below the headings."""
    divided = _pieces(below)
    for pieces in (divided, _single_amounts(below), _by_side(divided, body, layout, statement)):
        if len(pieces) == len(headings) and all(
            _fits(cell, piece, layout, statement) for cell, piece in zip(headings, pieces, strict=True)
        ):
            return [sum(cell.span for cell in piece) for piece in pieces]
    return None


def label_first(
    headings: Sequence[Cell], rows: Sequence[list[Cell]], width: int, layout: Layout, statement: str
) -> list[int] | None:
    """With no headings below: the first heading over all columns of the labels (项目 over code and name), if they hold no amounts."""
    first = layout.heading(headings[0].text, statement)
    if first is None or first.role not in _LABEL_ROLES:
        return None
    span = width - len(headings) + 1
    full = [row for row in rows[:_ROWS_LOOKED_AT] if len(row) == width]
    is_amount = any(_AMOUNT.fullmatch(fold(cell.text)) for row in full for cell in row[1:span])
    if is_amount or (full and _names_columns(full[0][span:], layout, statement)):
        return None
    return [span] + [1] * (len(headings) - 1)


def _names_columns(cells: Sequence[Cell], layout: Layout, statement: str) -> bool:
    """Whether a row goes on with headings, most of which nobody knows: it would say what the ones above reach over."""
    texts = [cell.text for cell in cells if not is_blank(cell.text)]
    return any(layout.heading(text, statement) for text in texts) and not any(map(is_number, texts))


def _kind(cell: Cell, labels: frozenset[int], layout: Layout, statement: str) -> str:
    if not cell.text:
        return ""
    heading = layout.heading(cell.text, statement)
    if heading is None or heading.role == "group":
        if all(col in labels for col in range(cell.col, cell.col + cell.col_span)):
            return "label"
        return "figure" if is_number(cell.text) else "amount"
    if heading.role in _LABEL_ROLES:
        return "label"
    return "ignore" if heading.role == "ignore" else "amount"


def _pieces(below: Sequence[Below]) -> list[list[Below]]:
    """The cells below in groups that belong to one heading each."""
    has_one_block = sum(_begins_labels(below, at) for at in range(len(below))) == 1
    pieces: list[list[Below]] = []
    first = ""
    for at, cell in enumerate(below):
        before = below[at - 1] if at else None
        if before is None or _parts(before, cell, is_amount_apart=has_one_block):
            first = heading_key(cell.text)
            pieces.append([cell])
        elif heading_key(cell.text) == first:
            pieces.append([cell])
        else:
            pieces[-1].append(cell)
    return pieces


def _begins_labels(below: Sequence[Below], at: int) -> bool:
    return below[at].kind == "label" and (at == 0 or below[at - 1].kind != "label")


def _parts(before: Below, cell: Below, *, is_amount_apart: bool) -> bool:
    """Whether another heading begins between two cells that stand side by side."""
    kinds = {before.kind, cell.kind}
    if kinds & {"", "figure"}:
        return True
    if cell.kind == "label" or before.kind == "label":
        return before.kind != cell.kind and (cell.kind == "label" or is_amount_apart)
    return before.kind != cell.kind


def _single_amounts(below: Sequence[Below]) -> list[list[Below]]:
    """Neighbouring labels belong to one heading (类 | 款 | 项 to 科目编码), every other column is its own."""
    pieces: list[list[Below]] = []
    for cell in below:
        if pieces and cell.kind == "label" and pieces[-1][-1].kind == "label":
            pieces[-1].append(cell)
        else:
            pieces.append([cell])
    return pieces


def _by_side(
    pieces: Sequence[list[Below]], body: Sequence[list[Cell]], layout: Layout, statement: str
) -> list[list[Below]]:
    """Pieces of one side together: 收入 | 支出 over one list of income and two of spending, by 功能分类 and by 经济分类."""
    width = sum(cell.span for piece in pieces for cell in piece)
    rows = [row for row in body if len(row) == width]
    joined: list[list[Below]] = []
    before = ""
    col = 0
    for piece in pieces:
        end = col + sum(cell.span for cell in piece)
        labels = (layout.row_label(cell.text, statement) for row in rows for cell in row[col:end] if cell.text)
        sides = {label.side for label in labels if label is not None and label.side}
        if len(sides) != 1:
            return []
        if sides == {before}:
            joined[-1].extend(piece)
        else:
            joined.append(list(piece))
        (before,) = sides
        col = end
    return joined


def _fits(heading: Cell, piece: Sequence[Below], layout: Layout, statement: str) -> bool:
    """Whether a heading of labels stands over labels, and one of amounts over more than labels."""
    known = layout.heading(heading.text, statement)
    kinds = {cell.kind for cell in piece}
    if known is None or kinds <= {"", "figure"}:
        return True
    if known.role in _LABEL_ROLES:
        return kinds == {"label"}
    return known.role != "amount" or kinds != {"label"}
