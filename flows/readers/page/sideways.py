"""A sheet wider than the paper is printed on pages beside each other; its table becomes one again.

Spreadsheets print the right columns of such a sheet pages later, in rows at the same heights, without the labels that say
what the rows are. Decides by geometry: the rows of both tables lie alike; the right part has no labels (or a title cut by the
page's end goes on above it), and what stands above the left one is missing above it. The same form filled in twice, or two
statements of one template, have their own labels and captions on each page and stay apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from flows.readers.page.content import PageCell, PageItem, PageLine, PageTable
from flows.readers.page.parts import FIGURE

# In points: rows of the two parts lie alike within this.
_SAME_HEIGHT = 1.0
# How many pages later the right part may come: all rows of the left part are printed first.
_MOST_PAGES = 12
# A title cut by the page's end is printed on both sides of it: so many signs are the same.
_LEAST_CUT = 3


def join_sideways(pages: Sequence[Sequence[PageItem]]) -> list[list[PageItem]]:
    """The pages with the tables that are printed beside each other joined on the page of the first part."""
    joined = [list(page) for page in pages]
    # From the last page on, so that a part in the middle has its own right part when it goes beside the first one.
    for later in range(len(joined) - 1, 0, -1):
        own = _only_table(joined[later])
        if own is None:
            continue
        near = ((no, left, _in_rows_of(left, own)) for no, left in _tables_before(joined, later))
        beside = next((found for found in near if found[2] is not None or _lies_between(found[1], own)), None)
        if beside is None or beside[2] is None:
            continue
        earlier, left, right = beside
        above_left, above_right = _above(joined[earlier], left), _above(joined[later], own)
        if right is None or not _is_beside(left, right, above_left, above_right):
            continue
        below = [item for no in (earlier, later) for item in joined[no] if item.top > left.top]
        lines = [item for item in below if isinstance(item, PageLine)]
        joined[earlier] = [*_captions(above_left, above_right), _beside(left, right), *lines]
        joined[later] = []
    return joined


def _tables_before(pages: Sequence[Sequence[PageItem]], later: int) -> Iterator[tuple[int, PageTable]]:
    """The tables that are alone on the pages before, nearest first."""
    for number in range(later - 1, max(-1, later - 1 - _MOST_PAGES), -1):
        table = _only_table(pages[number])
        if table is not None:
            yield number, table


def _is_beside(
    left: PageTable, right: PageTable, above_left: Sequence[PageLine], above_right: Sequence[PageLine]
) -> bool:
    """Whether the right table, whose rows lie as those of the left one, goes on beside it."""
    if _cut_titles(above_left, above_right):
        return True
    if not above_right and above_left:
        return True  # it begins below a blank space as high as the captions of the left one
    return _lacks_labels(left, right) and (not above_right or _lacks_captions(above_left, above_right))


def _only_table(page: Sequence[PageItem]) -> PageTable | None:
    """The only table of a page, where rules draw it."""
    tables = [item for item in page if isinstance(item, PageTable)]
    return tables[0] if len(tables) == 1 and tables[0].is_ruled else None


def _above(page: Sequence[PageItem], table: PageTable) -> list[PageLine]:
    return [item for item in takewhile(lambda item: item.top < table.top, page) if isinstance(item, PageLine)]


def _row_tops(table: PageTable) -> list[float]:
    """Where each row begins, and where the last one ends."""
    tops: dict[int, float] = {}
    for cell in table.cells:
        tops.setdefault(cell.row, cell.box[1])
    return [*(tops[row] for row in sorted(tops)), max(cell.box[3] for cell in table.cells)]


def _in_rows_of(left: PageTable, right: PageTable) -> PageTable | None:
    """The right table counted in the rows of the left one; None where it does not lie in them.

    Its headings may have fewer rows: what is merged downwards there has no rule that divides it, and a heading that begins on
    the left page has none above it either.
    """
    tops, others = _row_tops(left), _row_tops(right)
    if len(tops) != left.height + 1 or any(below - above <= _SAME_HEIGHT for above, below in pairwise(tops)):
        return None  # rows lie beside each other where the page is turned
    rows = [next((row for row, top in enumerate(tops) if abs(top - other) <= _SAME_HEIGHT), -1) for other in others]
    is_inside = len(rows) == right.height + 1 and rows[-1] == left.height and rows == sorted({*rows})
    if not is_inside or not 0 <= rows[0] <= _first_figures(left):
        return None
    cells = [
        cell._replace(row=rows[cell.row], row_span=rows[cell.row + cell.row_span] - rows[cell.row])
        for cell in right.cells
    ]
    width, box = len(right.edges) - 1, right.cells[0].box
    cells += [PageCell(row, 0, 1, width, "", right.page, box) for row in range(rows[0])]
    return replace(right, height=left.height, cells=tuple(sorted(cells, key=_place)))


def _lies_between(table: PageTable, right: PageTable) -> bool:
    """Whether most rows of a table lie as those of the right part, so that it is the part between it and all before."""
    tops, others = _row_tops(table), _row_tops(right)
    shared = sum(any(abs(top - other) <= _SAME_HEIGHT for other in others) for top in tops)
    return 2 * shared > min(len(tops), len(others))


def _is_figure(text: str) -> bool:
    return FIGURE.match("".join(text.split())) is not None


def _first_figures(table: PageTable) -> int:
    """The first row that holds a figure."""
    return min((cell.row for cell in table.cells if _is_figure(cell.text)), default=table.height)


def _lacks_labels(left: PageTable, right: PageTable) -> bool:
    """Whether the rows of the right part hold nothing but figures, and those of the left part labels."""
    first = _first_figures(right)
    own = [cell.text for cell in right.cells if cell.row >= first and cell.text]
    labels = [cell.text for cell in left.cells if cell.row >= first and cell.text and not _is_figure(cell.text)]
    return first < right.height and all(map(_is_figure, own)) and bool(labels)


def _lacks_captions(above_left: Sequence[PageLine], above_right: Sequence[PageLine]) -> bool:
    """Whether above the right part something is missing that stands above the left one."""
    return any(
        all(abs(line.top - other.top) > _SAME_HEIGHT or _cut(line.text, other.text) for other in above_right)
        for line in above_left
    )


def _cut_titles(above_left: Sequence[PageLine], above_right: Sequence[PageLine]) -> bool:
    return any(
        abs(line.top - other.top) <= _SAME_HEIGHT and _cut(line.text, other.text)
        for line in above_left
        for other in above_right
    )


def _cut(left: str, right: str) -> int:
    """How many signs the end of one text and the beginning of another share; 0 where the one does not go on with the other."""
    most = min(len(left), len(right)) - 1
    return next((size for size in range(most, _LEAST_CUT - 1, -1) if left.endswith(right[:size])), 0)


def _captions(above_left: Sequence[PageLine], above_right: Sequence[PageLine]) -> list[PageLine]:
    """The lines above both parts, a cut one as one."""
    lines = list(above_left)
    for line in above_right:
        at = next((i for i, other in enumerate(lines) if abs(line.top - other.top) <= _SAME_HEIGHT), None)
        shared = _cut(lines[at].text, line.text) if at is not None else 0
        if at is not None and shared:
            lines[at] = replace(lines[at], text=lines[at].text + line.text[shared:])
        else:
            lines.append(replace(line, page=above_left[0].page if above_left else line.page))
    return sorted(lines, key=lambda line: line.top)


def _beside(left: PageTable, right: PageTable) -> PageTable:
    """One table of both parts. A heading cut by the page's end reaches over the columns on both sides of it."""
    width = len(left.edges) - 1
    cells = {(cell.row, cell.col): cell for cell in left.cells}
    headings = _first_figures(right)
    ends = {cell.row: cell for cell in left.cells if cell.col + cell.col_span == width and cell.row < headings}
    for cell in right.cells:
        before = ends.get(cell.row) if cell.col == 0 else None
        if before is not None and before.row_span == cell.row_span and not (before.text and cell.text):
            cells[before.row, before.col] = before._replace(
                col_span=before.col_span + cell.col_span, text=before.text or cell.text
            )
        else:
            cells[cell.row, width + cell.col] = cell._replace(col=width + cell.col)
    shift = left.edges[-1] - right.edges[0]
    edges = (*left.edges, *(edge + shift for edge in right.edges[1:]))
    return replace(left, edges=edges, cells=tuple(sorted(cells.values(), key=_place)))


def _place(cell: PageCell) -> tuple[int, int]:
    return cell.row, cell.col
