"""Characters and drawn paths of one page → its lines and tables in reading order.

What every format with pages shares, whatever its characters come from: a text layer, an OFD file, an image. Page numbers
alone on a line are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from flows.readers.document import Box
from flows.readers.page.borderless import take_tables
from flows.readers.page.columns import CharColumns
from flows.readers.page.content import PageItem, PageLine, line_item
from flows.readers.page.filling import OUTSIDE, filled_table, place_characters
from flows.readers.page.geometry import Char
from flows.readers.page.grid import find_grids
from flows.readers.page.rulings import Rules
from flows.readers.page.run_lines import lines_of_runs

# Tables side by side start within this many points of each other.
_SAME_HEIGHT = 3.0
_PAGE_NUMBER = re.compile(
    r"^[\s\-—–－_·.]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:[\s,，/]*共?\s*\d{1,3}(?:\s*页)?)?[\s\-—–－_·.]*$"
)


def page_items(
    columns: CharColumns,
    rules: Rules,
    *,
    page: int,
    height: float,
    displayed_box: Callable[[Box], Box],
    is_rotated: Callable[[Char], bool],
) -> tuple[PageItem, ...]:
    """The items of a page (number from 1) that is `height` points high.

    Characters and rules come in reading coordinates (see geometry); `displayed_box` takes a box to the page as displayed;
    `is_rotated` says whether a character stands at another angle than the page's text.
    """
    grids = find_grids(rules)
    placed = place_characters(columns, grids)
    tables = [
        filled_table(number, grid, columns, placed, page, displayed_box, is_rotated)
        for number, grid in enumerate(grids)
    ]
    outside = lines_of_runs(columns, placed.get(OUTSIDE, []))
    loose, lines = take_tables(outside, rules.horizontal, page, displayed_box)
    right_margin = max((line.right for line in lines), default=0.0)
    printed = [line_item(line, page, right_margin, height, displayed_box) for line in lines]
    return tuple(_without_page_number(in_reading_order([*tables, *loose, *printed])))


def in_reading_order(items: Iterable[PageItem]) -> list[PageItem]:
    """From top to bottom; what starts at one height, from left to right."""
    ordered = sorted(items, key=lambda item: item.top)
    rows: list[list[PageItem]] = []
    for item in ordered:
        if rows and item.top - rows[-1][0].top <= _SAME_HEIGHT:
            rows[-1].append(item)
        else:
            rows.append([item])
    return [item for row in rows for item in sorted(row, key=lambda item: item.left)]


def _without_page_number(items: list[PageItem]) -> list[PageItem]:
    """The items without a page number alone on a line in the top or bottom margin."""
    return [
        item
        for position, item in enumerate(items)
        if not (
            isinstance(item, PageLine)
            and item.is_marginal
            and position in (0, 1, len(items) - 2, len(items) - 1)
            and _PAGE_NUMBER.match(item.text)
        )
    ]
