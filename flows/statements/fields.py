"""Labelled fields of a report: 填报单位：某局 in a line, label and value in two lines or in two cells of a form's head.

What a label means (unit_name, project_name, …) is reference data (seed identity_labels).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, zip_longest

from flows.readers.document import Block, Document, Table, TextBlock
from flows.statements.folding import is_short
from flows.statements.grid import Grid, is_blank
from flows.statements.layout import Layout
from flows.statements.lines import Place

FIELD = re.compile(r"^\s*([^：:]{2,14})[：:]\s*(\S.*)$")
_FIELD_ROWS = 6
_LONGEST_LABEL = 20
_LONGEST_LINE = 120
# 项目名称：某项目　　主管部门：某局: fields printed in one line have at least two blanks between them.
_LABEL = re.compile(r"(?:^|(?<=[\s）)]))([^\s：:]{2,14})[：:]")
_APART = re.compile(r"\s{2,}|\t|\u3000")

Field = tuple[str, str, Place]


def document_fields(document: Document, layout: Layout) -> Iterator[Field]:
    """What each labelled field of the document is, with its value and place."""
    own = list(document.own_blocks)
    for (no, block), below in zip_longest(own, [block for _, block in own[1:]]):
        if not isinstance(block, TextBlock):
            if _may_hold_field(block, layout):  # the head of most tables is their headings
                yield from table_fields(no, Grid(block, _FIELD_ROWS), layout)
        elif _may_say(block.text) or len(block.text) <= _LONGEST_LABEL:  # most lines are sentences
            yield from line_fields(no, block.text, below, layout)


def _may_hold_field(table: Table, layout: Layout) -> bool:
    """Whether a cell of the first rows says a field or is the label of one."""
    texts = [cell[2] for row in table.rows[:_FIELD_ROWS] if row[0][0] < _FIELD_ROWS for cell in row if cell[2]]
    return any(map(layout.fields.__getitem__, texts)) or _may_say("".join(texts))


def line_fields(no: int, text: str, below: Block | None, layout: Layout) -> Iterator[Field]:
    """The fields of a line. Its value may be the next line: rows of a sheet above its table become lines cell by cell."""
    if _may_say(text):
        for field, value in _fields_in(text, layout):
            yield field, value, Place(no)
    label = layout.field_of(text) if len(text) <= _LONGEST_LABEL else None
    if label and isinstance(below, TextBlock) and layout.field_of(below.text) is None:
        yield label, below.text, Place(no + 1)


def _may_say(text: str) -> bool:
    """Whether a colon stands in a text, without which it says no field."""
    return "：" in text or ":" in text


def table_fields(no: int, grid: Grid, layout: Layout, first_row: int = 0) -> Iterator[Field]:
    """The fields in the first rows of a table: two cells beside each other, or one cell that says both."""
    for row in range(first_row, min(grid.height, first_row + _FIELD_ROWS)):
        cells = grid.filled(row)
        # Text made from PDF leaves empty cells where the label reaches.
        for left, right in pairwise(cells):
            field = layout.field_of(left.text)
            if field and layout.field_of(right.text) is None and not is_blank(right.text):
                yield field, right.text, Place(no, right.row, right.col)
        for cell in cells:
            if _may_say(cell.text) and (said := _said(cell.text, layout)):
                yield *said, Place(no, cell.row, cell.col)


def _fields_in(text: str, layout: Layout) -> Sequence[tuple[str, str]]:
    """All fields of a line: the value of one ends where the label of the next begins."""
    if not is_short(text, _LONGEST_LINE):
        found = _said(text, layout)
        return [found] if found else []
    return _fields_of_line(text, layout)


# 部门：某局　　单位：万元 stands above every table of a report.
@lru_cache(maxsize=10_000)
def _fields_of_line(text: str, layout: Layout) -> Sequence[tuple[str, str]]:
    labels = [label for label in _LABEL.finditer(text) if layout.field_of(label.group(1))]
    ends = [*(label.start() for label in labels[1:]), len(text)][: len(labels)]
    parts = [
        found
        for label, end in zip(labels, ends, strict=True)
        for piece in _APART.split(text[label.start() : end].strip())[:2]
        if (found := _said(piece, layout))
    ]
    whole = _said(text, layout) if not parts else None
    return [whole] if whole else parts


def _said(text: str, layout: Layout) -> tuple[str, str] | None:
    found = FIELD.match(text)
    field = layout.field_of(found.group(1)) if found else None
    return (field, found.group(2).strip()) if found and field else None
