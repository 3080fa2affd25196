"""Tables that go on over the page end become one table; every cell keeps its own page.

Decides by geometry: the one is the last thing on its page, the other the first on the next, and the column borders of one
are among those of the other. A first row that is one filled cell over the whole width is the title of another table, unless
the earlier table has the same row. Lines that stand in the margin of several pages (running headers) do not count as
something between. Tables under repeated titles are left apart: they may be the same form filled in for another project.

A row that the page end cuts in two is one row: long goals and reasons of self-evaluations run on that way. The second part
has no figures but the ends of broken ones, and leaves cells empty that the first part fills; what it goes on with was full to the border.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from flows.readers.page.content import PageCell, PageItem, PageLine, PageTable
from flows.readers.page.parts import overlap

_SAME_EDGE = 3.0
# Half an inch of binding margin, or a page laid askew.
_MOST_SHIFT = 36.0
# The outer borders and one inside.
_LEAST_SHARED = 3
# The part of a column by which edges that no rule draws may differ from page to page.
_SAME_GAP = 0.4
# Rows of the earlier table that may be a header repeated on the next page.
_HEADER_ROWS = 6
_AMOUNT = re.compile(r"^-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,6})?$")
_FIGURE = re.compile(r"^[\s\d.,，%％+\-—–/()（）△]+$")


def join_pages(pages: Sequence[Sequence[PageItem]]) -> list[PageItem]:
    """The items of all pages in reading order, tables over page ends joined."""
    running = _running_lines(pages)
    items: list[PageItem] = []
    open_table: int | None = None  # place in `items` of a table that nothing but running lines follows
    for page in pages:
        first_table = next((i for i, item in enumerate(page) if not _is_running(item, running)), None)
        for position, item in enumerate(page):
            if isinstance(item, PageLine):
                items.append(item)
                if not _is_running(item, running):
                    open_table = None
                continue
            earlier = items[open_table] if open_table is not None and position == first_table else None
            joined = _join(earlier, item) if isinstance(earlier, PageTable) else None
            if joined is not None and open_table is not None:
                items[open_table] = joined
            else:
                open_table = len(items)
                items.append(item)
    return items


def _running_lines(pages: Sequence[Sequence[PageItem]]) -> frozenset[str]:
    """Lines (digits aside) that stand in the margin of at least three pages, or of both pages of two."""
    seen = Counter(
        text
        for page in pages
        for text in {_running_key(item) for item in page if isinstance(item, PageLine) and item.is_marginal}
    )
    return frozenset(text for text, count in seen.items() if count >= min(3, max(2, len(pages))))


def _running_key(line: PageLine) -> str:
    return "".join(char for char in line.text if not char.isdigit() and not char.isspace())


def _is_running(item: PageItem, running: frozenset[str]) -> bool:
    return isinstance(item, PageLine) and item.is_marginal and _running_key(item) in running


def _join(earlier: PageTable, later: PageTable) -> PageTable | None:
    """One table of both, or None when the later one does not continue the earlier."""
    if earlier.is_ruled != later.is_ruled or later.page != earlier.last_page + 1:
        return None
    later = _shifted_to(earlier, later) if earlier.is_ruled else _aligned_with(earlier, later)
    wide = _common_edges(earlier, later)
    if wide is None:
        return None
    if abs(earlier.edges[0] - later.edges[0]) > _SAME_EDGE or abs(earlier.edges[-1] - later.edges[-1]) > _SAME_EDGE:
        return None
    title = _spanning_first_row(later)
    if title and title not in {cell.text for cell in earlier.cells if cell.row < _HEADER_ROWS}:
        return None
    above, below = _on_edges(earlier, wide, 0), _on_edges(later, wide, earlier.height)
    rest = _rest_of_cut_row(above, below, earlier.height)
    if rest:
        above, below = _mended(above, below, rest, earlier.height)
    return replace(
        earlier,
        edges=wide,
        height=earlier.height + later.height - bool(rest),
        cells=(*above, *below),
        last_page=later.last_page,
    )


def _common_edges(earlier: PageTable, later: PageTable) -> tuple[float, ...] | None:
    """The column borders of both tables; None where they are not of one table.

    Those of one are among those of the other, or, in forms, whose parts divide one width in different ways, some are.
    """
    wide, narrow = (
        (earlier.edges, later.edges) if len(earlier.edges) >= len(later.edges) else (later.edges, earlier.edges)
    )
    own = [edge for edge in narrow if abs(_nearest(edge, wide) - edge) > _SAME_EDGE]
    if not own:
        return wide
    is_form = earlier.is_ruled and len(narrow) - len(own) >= _LEAST_SHARED
    return tuple(sorted((*wide, *own))) if is_form else None


def _shifted_to(earlier: PageTable, later: PageTable) -> PageTable:
    """A table moved sideways onto the earlier one where its width is the same: pages lie otherwise on the glass of a scanner,
    and bound pages have their wider margin left and right in turn.
    """
    shift = later.edges[0] - earlier.edges[0]
    if abs(shift) > _MOST_SHIFT or abs(later.edges[-1] - earlier.edges[-1] - shift) > _SAME_EDGE:
        return later
    return replace(later, edges=tuple(edge - shift for edge in later.edges))


def _aligned_with(earlier: PageTable, later: PageTable) -> PageTable:
    """A table without column rules on the edges of the earlier one, where its columns are the same; else as it is.

    Such edges lie somewhere in the gaps between texts, so they differ from page to page.
    """
    if len(earlier.edges) != len(later.edges):
        return _spread_over(earlier, later)
    inner = range(1, len(earlier.edges) - 1)
    narrower = [min(b - a, c - b) for a, b, c in zip(earlier.edges, earlier.edges[1:], earlier.edges[2:], strict=False)]
    same = all(abs(earlier.edges[i] - later.edges[i]) < _SAME_GAP * narrower[i - 1] for i in inner)
    return replace(later, edges=earlier.edges) if same else later


def _spread_over(earlier: PageTable, later: PageTable) -> PageTable:
    """Rows that go on in fewer columns, because the others are empty on their page, in the columns of the earlier table.

    As it is where headings stand above the rows, or a column does not stand under exactly one of the earlier ones.
    """
    under = [
        [number for number, column in enumerate(earlier.columns) if overlap(column, own) > 0] for own in later.columns
    ]
    numbers = [found[0] for found in under if len(found) == 1]
    first = "".join(cell.text for cell in later.cells if cell.row == 0)
    if len(numbers) < len(under) or len(set(numbers)) < len(numbers) or not any(map(str.isdigit, first)):
        return later
    edges = earlier.edges
    cells = [
        cell._replace(col=numbers[cell.col], col_span=numbers[cell.col + cell.col_span - 1] - numbers[cell.col] + 1)
        for cell in later.cells
    ]
    covered = {(cell.row, col) for cell in cells for col in range(cell.col, cell.col + cell.col_span)}
    of_row = {cell.row: cell for cell in later.cells}
    cells += [
        PageCell(row, col, 1, 1, "", cell.page, (edges[col], cell.box[1], edges[col + 1], cell.box[3]))
        for row, cell in of_row.items()
        for col in range(len(edges) - 1)
        if (row, col) not in covered
    ]
    return replace(later, edges=edges, cells=tuple(sorted(cells)))


def _rest_of_cut_row(above: Sequence[PageCell], below: Sequence[PageCell], height: int) -> dict[int, PageCell]:
    """The filled cells, by column, of a first row below that goes on with the last row above; {} when it is a row of its own."""
    on_page = [*takewhile(lambda cell: cell.page == above[-1].page, reversed(above))]
    last = {cell.col: cell for cell in on_page if cell.row + cell.row_span == height and cell.text}
    rest = {cell.col: cell for cell in below if cell.row == height and cell.text}
    goes_on = rest.keys() < last.keys() and all(
        last[col].is_full
        and last[col].col_span == cell.col_span
        and (not _FIGURE.match(cell.text) or _is_cut_figure(last[col], cell, on_page))
        for col, cell in rest.items()
    )
    return rest if goes_on else {}


def _is_cut_figure(above: PageCell, below: PageCell, on_page: Sequence[PageCell]) -> bool:
    """Whether a figure that its narrow cell broke into lines goes on below: 4,613.1 | 4, 96, | 100,000.00.

    It has a line as long as the column has them, and both parts are a number that one of them alone is not, as the others
    are printed: commas before three digits, two decimals.
    """
    first, whole = _without_breaks(above.text), _without_breaks(above.text + below.text)
    column = [cell.text for cell in on_page if cell.col == above.col and _FIGURE.match(cell.text)]
    longest = max((len(line) for text in column for line in text.split("\n")), default=0)
    others = (text for text in map(_without_breaks, column) if _AMOUNT.match(text) and text != first)
    decimals = Counter(map(_decimals, others))
    if not _AMOUNT.match(whole) or max(map(len, above.text.split("\n"))) < longest - 1:
        return False
    parts = first, _without_breaks(below.text)
    is_broken = not all(map(_AMOUNT.match, parts)) or any(_decimals(part) != _decimals(whole) for part in parts)
    usual = decimals.most_common(1)[0][0] if decimals else _decimals(whole)
    return is_broken and (_decimals(whole) == usual or not _AMOUNT.match(first))


def _without_breaks(text: str) -> str:
    return "".join(text.split())


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


def _mended(
    above: Sequence[PageCell], below: Sequence[PageCell], rest: dict[int, PageCell], height: int
) -> tuple[list[PageCell], list[PageCell]]:
    """Both parts with the cut row as one row of the upper part."""
    whole = [
        cell._replace(text=f"{cell.text}\n{rest[cell.col].text}")
        if cell.col in rest and cell.row + cell.row_span == height
        else cell
        for cell in above
    ]
    # A merged cell that began in the cut row still covers the rows after it.
    going_on = [cell._replace(row_span=cell.row_span - 1) for cell in below if cell.row == height and cell.row_span > 1]
    return whole, going_on + [cell._replace(row=cell.row - 1) for cell in below if cell.row > height]


def _nearest(edge: float, edges: Sequence[float]) -> float:
    at = bisect_left(edges, edge)
    return min(edges[max(0, at - 1) : at + 1], key=lambda other: abs(other - edge))


def _spanning_first_row(table: PageTable) -> str:
    """The text of a first row that is one cell over the whole width."""
    return next(
        (cell.text for cell in table.cells if cell.row == 0 and cell.col_span == len(table.edges) - 1),
        "",
    )


def _on_edges(table: PageTable, edges: tuple[float, ...], first_row: int) -> Sequence[PageCell]:
    """The cells counted in the columns of `edges`, rows from `first_row`."""
    number = [edges.index(_nearest(edge, edges)) for edge in table.edges]
    if first_row == 0 and number == list(range(len(edges))):
        # The earlier table grows with each page: counting its cells anew would be quadratic.
        return table.cells
    make = tuple.__new__  # as PageCell(...) does, without another call for each cell
    return [
        make(
            PageCell,
            (
                row + first_row,
                number[col],
                row_span,
                number[col + col_span] - number[col],
                text,
                page,
                box,
                sure,
                is_full,
            ),
        )
        for row, col, row_span, col_span, text, page, box, sure, is_full in table.cells
    ]
