"""A sheet wider than the paper is printed on pages beside each other; its table becomes one again.

Spreadsheets print the right columns of such a sheet pages later, in rows at the same heights, without the labels that say
what the rows are. Decides by geometry: the rows of both tables lie alike; the right part has no labels (or a title cut by the
page's end goes on above it), and above it stands only what the left page lacks. The same form filled in twice, or two
statements of one template, have their own labels and captions on each page and stay apart.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    distance = 0  # from the left part to the right one, of the pages joined last
    for later in range(1, len(joined)):
        own = _only_table(joined[later])
        if own is None:
            continue
        for earlier in range(later - 1, max(-1, later - 1 - _MOST_PAGES), -1):
            left = _only_table(joined[earlier])
            right = _in_rows_of(left, own) if left is not None else None
            if left is None or right is None:
                continue
            above_left, above_right = _above(joined[earlier], left), _above(joined[later], right)
            is_next = later - earlier == distance and not above_left and not above_right
            if not (is_next or _is_right_part(above_left, above_right)) or not (
                _lacks_labels(left, right) or _cut_titles(above_left, above_right)
            ):
                continue
            below = [item for page in (earlier, later) for item in joined[page][len(_above(joined[page], left)) :]]
            lines = [item for item in below if isinstance(item, PageLine)]
            joined[earlier] = [*_captions(above_left, above_right), _beside(left, right), *lines]
            joined[later] = []
            distance = later - earlier
            break
    return joined


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

    Its headings may have fewer rows: what is merged downwards there has no rule that divides it.
    """
    tops, others = _row_tops(left), _row_tops(right)
    if len(tops) != left.height + 1 or any(below - above <= _SAME_HEIGHT for above, below in pairwise(tops)):
        return None  # rows lie beside each other where the page is turned
    rows = [next((row for row, top in enumerate(tops) if abs(top - other) <= _SAME_HEIGHT), -1) for other in others]
    if len(rows) != right.height + 1 or rows[0] != 0 or rows[-1] != left.height or rows != sorted({*rows}):
        return None
    cells = tuple(
        cell._replace(row=rows[cell.row], row_span=rows[cell.row + cell.row_span] - rows[cell.row])
        for cell in right.cells
    )
    return replace(right, height=left.height, cells=cells)


def _is_figure(text: str) -> bool:
    return FIGURE.match("".join(text.split())) is not None


def _first_figures(table: PageTable) -> int:
    """The first row that holds a figure."""
    return min((cell.row for cell in table.cells if _is_figure(cell.text)), default=table.height)


def _lacks_labels(left: PageTable, right: PageTable) -> bool:
    """Whether the rows of the right part begin with figures, and those of the left part with labels."""
    first = _first_figures(right)
    own = [cell.text for cell in right.cells if cell.col == 0 and cell.row >= first and cell.text]
    labels = [cell.text for cell in left.cells if cell.row >= first and cell.text and not _is_figure(cell.text)]
    return first < right.height and all(map(_is_figure, own)) and bool(labels)


def _is_right_part(above_left: Sequence[PageLine], above_right: Sequence[PageLine]) -> bool:
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
