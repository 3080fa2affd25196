"""What a page holds, in reading order: lines of text and tables. Geometry only, before any page is joined to another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from flows.readers.document import Box
from flows.readers.page.lines import Line

_SHORTEST_TITLE = 4


class PageCell(NamedTuple):
    """A table cell on a page; `box` in coordinates of the page as displayed. A tuple, because a report has thousands.

    `is_full`, for cells in the last row of a page: its last line reaches the right border, so its text may go on below.
    """

    row: int
    col: int
    row_span: int
    col_span: int
    text: str
    page: int
    box: Box
    confidence: float | None = None
    is_full: bool = False


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table on one page or, once joined, over several. `edges` are its column borders.

    `columns`, where no rules draw the borders: how far what is printed in each column reaches.
    """

    page: int
    top: float
    left: float
    edges: tuple[float, ...]
    height: int  # rows
    cells: tuple[PageCell, ...]
    is_ruled: bool
    last_page: int
    columns: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of text outside tables; `box` on the page as displayed.

    `is_full`: it reaches the right margin, so its sentence may go on below.
    """

    page: int
    top: float
    left: float
    text: str
    is_full: bool
    is_marginal: bool  # it stands in the top or bottom margin
    box: Box
    confidence: float | None = None


PageItem = PageTable | PageLine


def _said_once(text: str) -> str:
    """A title printed on two parts of a sheet that lie beside each other on the page (its first columns are printed again)."""
    first, _, second = text.partition(" ")
    return first if first == second and len(first) >= _SHORTEST_TITLE and not first.isascii() else text


def line_item(
    line: Line, page: int, right_margin: float, height: float, displayed_box: Callable[[Box], Box]
) -> PageLine:
    """A line as page item. Margins are the outer twelfths of the page."""
    top = line.baseline - line.size
    return PageLine(
        page,
        top,
        line.left,
        _said_once(line.text),
        is_full=line.right >= right_margin - 2 * line.size,
        is_marginal=top < height / 12 or line.baseline > height * 11 / 12,
        box=displayed_box(line.box),
        confidence=line.confidence,
    )
