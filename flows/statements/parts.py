"""A file that holds the reports of several units: where one ends and the next begins.

Two statements of one name under two units (部门：某局, 部门：某林场) are two reports. A file whose tables name units in turn,
or that never repeats a statement, is one report.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, pairwise
from typing import NamedTuple

from flows.readers.document import Document, Table, TextBlock
from flows.statements.captions import read_caption
from flows.statements.fields import line_fields, table_fields
from flows.statements.folding import fold
from flows.statements.grid import Grid
from flows.statements.identity import clean_unit_name
from flows.statements.layout import Layout

_MOST_LINES_ABOVE = 14
_LONGEST_HEADING = 40
_IN_SENTENCES = ("，", "。", "；")
_FIELD_ROWS = 6


class _Statement(NamedTuple):
    block_no: int
    first_block: int  # of its caption
    name: str
    unit: str


def split_by_unit(document: Document, layout: Layout) -> list[Document]:
    """The document as one for each reporting unit, each bounded to its own blocks."""
    named = {unit for no, _ in document.tables if (unit := _unit_of(document, no, layout))}
    if len(named) < 2:
        return [document]
    runs = [list(run) for _, run in groupby(_statements(document, layout), key=lambda s: s.unit)]
    units = [run[0].unit for run in runs]
    names = [{statement.name for statement in run} for run in runs]
    is_split = len(units) > 1 and len(set(units)) == len(units)
    if not is_split or not all(own & before for before, own in pairwise(names)):
        return [document]
    starts = [_start(document, before[-1], own[0]) for before, own in pairwise(runs)]
    edges = [0, *starts, len(document.blocks)]
    return [replace(document, first=first, stop=end) for first, end in pairwise(edges)]


def _statements(document: Document, layout: Layout) -> list[_Statement]:
    """The statements that say whose they are, in their order."""
    found = []
    for no, table in document.tables:
        unit = _unit_of(document, no, layout)
        caption = read_caption(document, no, layout, table) if unit else None
        if unit and caption is not None and caption.title is not None and caption.title.layout == "matrix":
            first = min(caption.used_blocks, default=no)
            found.append(_Statement(no, first, caption.title.statement, unit))
    return found


def _unit_of(document: Document, block_no: int, layout: Layout) -> str | None:
    """The unit that the fields above a table, or in its first rows, name."""
    table = document.blocks[block_no]
    if isinstance(table, Table):
        for field, value, _ in table_fields(block_no, Grid(table, _FIELD_ROWS), layout):
            if field == "unit_name" and (name := _name(value, layout)):
                return name
    for no in range(block_no - 1, max(-1, block_no - 1 - _MOST_LINES_ABOVE), -1):
        block = document.blocks[no]
        if not isinstance(block, TextBlock):
            break
        for field, value, _ in line_fields(no, block.text, document.blocks[no + 1], layout):
            if field == "unit_name" and (name := _name(value, layout)):
                return name
    return None


def _name(value: str, layout: Layout) -> str | None:
    name = clean_unit_name(value)
    return fold(name) if name and layout.is_unit_name(name) else None


def _start(document: Document, before: _Statement, first: _Statement) -> int:
    """Where the report of the next unit begins: at the first heading that names it, at the latest with its statement."""
    for no in range(before.block_no + 1, first.first_block):
        block = document.blocks[no]
        if (
            isinstance(block, TextBlock)
            and len(block.text) <= _LONGEST_HEADING
            and first.unit in fold(block.text)
            and not any(mark in block.text for mark in _IN_SENTENCES)
        ):
            return no
    return first.first_block
