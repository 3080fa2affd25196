"""What a table takes over from the table above it: title, unit of money, headings, the form that it goes on with."""

from __future__ import annotations

import re
from dataclasses import replace

from flows.readers.document import TextBlock
from flows.statements.continuation import Spread, rows_go_on
from flows.statements.forms import OpenForm, continued, goes_on, is_near
from flows.statements.headers import Header
from flows.statements.open_table import OpenTable

# Between the parts of a table over several pages or sheets: the number of a page, the numbered name of a sheet (02说明).
_MOST_BETWEEN = 2
_NUMBERED_PLACE = re.compile(r"^[-—第\s]{0,4}\d{1,3}[^\d。，]{0,8}$|^(?:Sheet|sheet)\d+$")


def take_over(table: OpenTable, above: OpenTable) -> None:
    """Give a table, whose own headers are found, what it has from the one before."""
    if above.block_no == table.block_no and table.caption.unit_text is None:
        table.unit = above.unit  # statements printed as one table share its 单位：千元
    if _is_next_to(table, above) and rows_go_on(
        table.grid, table.headers, Spread(above.grid, above.headers), table.layout
    ):
        table.caption, table.unit = above.caption, above.unit
        table.headers = table.found_headers() or [replace(above.headers[0], first_row=-1, last_row=-1)]
    if table.headers and _is_beside(table, above, table.headers[0]):
        table.caption, table.unit = above.caption, above.unit
    if table.title is None and (form := _form_above(table, above)):
        table.caption, table.unit, table.form = form.caption, above.unit, form
        table.headers = table.headers or [continued(form)]


def _is_next_to(table: OpenTable, above: OpenTable) -> bool:
    """Whether a table without title stands next to one with a title whose statement may go on."""
    return (
        table.title is None
        and above.title is not None
        and above.title.layout == "matrix"
        and above.block_no != table.block_no
        and _nothing_between(table, above)
    )


def _nothing_between(table: OpenTable, above: OpenTable) -> bool:
    """Whether nothing but a page's number or a sheet's name stands between two tables."""
    between = table.document.blocks[above.block_no + 1 : table.block_no]
    return len(between) <= _MOST_BETWEEN and all(
        isinstance(block, TextBlock) and _NUMBERED_PLACE.match(block.text) for block in between
    )


def _is_beside(table: OpenTable, above: OpenTable, header: Header) -> bool:
    """Whether a table without title gives other items of the units of the table before (收入, 支出, then 三公经费)."""
    is_next = table.title is None and _nothing_between(table, above)
    if not is_next or above.title is None or above.title.layout != "unit_rows" or not above.headers:
        return False
    first = above.headers[0].columns[0].path
    return bool(first) and header.columns[0].path == first


def _form_above(table: OpenTable, above: OpenTable) -> OpenForm | None:
    """The form of the table before that goes on in this one."""
    form = above.form
    is_near_it = form is not None and is_near(table.document, above.block_no, table.block_no)
    return form if form is not None and is_near_it and goes_on(form, table.grid, table.headers, table.layout) else None
