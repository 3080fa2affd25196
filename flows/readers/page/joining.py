"""Tables that go on over the page end become one table; every cell keeps its own page.

Decides by geometry: the one is the last thing on its page, the other the first on the next, and the column borders of one
are among those of the other. A first row that is one filled cell over the whole width is the title of another table, unless
the earlier table has the same row. Lines that stand in the margin of several pages (running headers) do not count as
something between. Tables under repeated titles are left apart: they may be the same form filled in for another project.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from flows.readers.page.content import PageCell, PageItem, PageLine, PageTable

_SAME_EDGE = 3.0
# Rows of the earlier table that may be a header repeated on the next page.
_HEADER_ROWS = 6


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
    if not (earlier.is_ruled and later.is_ruled) or later.page != earlier.last_page + 1:
        return None
    wide, narrow = (
        (earlier.edges, later.edges) if len(earlier.edges) >= len(later.edges) else (later.edges, earlier.edges)
    )
    if any(abs(_nearest(edge, wide) - edge) > _SAME_EDGE for edge in (*narrow, wide[0], wide[-1])):
        return None
    if abs(earlier.edges[0] - later.edges[0]) > _SAME_EDGE or abs(earlier.edges[-1] - later.edges[-1]) > _SAME_EDGE:
        return None
    title = _spanning_first_row(later)
    if title and title not in {cell.text for cell in earlier.cells if cell.row < _HEADER_ROWS}:
        return None
    return replace(
        earlier,
        edges=wide,
        height=earlier.height + later.height,
        cells=(*_on_edges(earlier, wide, 0), *_on_edges(later, wide, earlier.height)),
        last_page=later.last_page,
    )


def _nearest(edge: float, edges: Sequence[float]) -> float:
    at = bisect_left(edges, edge)
    return min(edges[max(0, at - 1) : at + 1], key=lambda other: abs(other - edge))


def _spanning_first_row(table: PageTable) -> str:
    """The text of a first row that is one cell over the whole width."""
    return next(
        (cell.text for cell in table.cells if cell.row == 0 and cell.col_span == len(table.edges) - 1),
        "",
    )


def _on_edges(table: PageTable, edges: tuple[float, ...], first_row: int) -> Iterable[PageCell]:
    """The cells counted in the columns of `edges`, rows from `first_row`."""
    number = [edges.index(_nearest(edge, edges)) for edge in table.edges]
    if not first_row and number == list(range(len(edges))):
        return table.cells
    return [
        PageCell(
            cell.row + first_row,
            number[cell.col],
            cell.row_span,
            number[cell.col + cell.col_span] - number[cell.col],
            cell.text,
            cell.page,
            cell.box,
            cell.confidence,
        )
        for cell in table.cells
    ]
