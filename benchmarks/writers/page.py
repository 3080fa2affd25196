"""A document laid out on A4 pages: texts at positions and rules, the same for every format that has pages.

Paragraphs wrap at the measure and tables within their columns; tables run on over page ends. Lengths are points from the top
left corner. How wide a text is follows from the face it is printed in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from benchmarks.reports.facts import Spot
from flows.readers.document import Cell, Document, Table

WIDTH, HEIGHT = 595.0, 842.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 60.0, 535.0, 70.0, 780.0
_SIZE, _LINE = 10.5, 18.0
# Tables start with the first size and take the largest in which no figure has to break.
_TABLE_SIZES = (9.0, 8.0, 7.0, 6.0, 5.0)
_CELL_LINE, _PADDING = 1.3, 3.0
_WIDEST_COLUMN = 14  # characters that a column of words asks for
_BASELINE = 0.85
_WORD = re.compile(r"[!-~]+|[^!-~]")
_FIGURE = re.compile(r"^-?[\d,]+(?:\.\d+)?%?$")
# Signs that never begin a line, and such that never end one.
_NOT_FIRST, _NOT_LAST = frozenset("，。；：、！？）》”’"), frozenset("（《“‘")


# The width of a text as a multiple of its size.
Measure = Callable[[str], float]


class Text(NamedTuple):
    """A piece of one printed line; `y` is its baseline."""

    x: float
    y: float
    size: float
    text: str


class Rule(NamedTuple):
    """A horizontal or vertical line."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass
class Page:
    texts: list[Text] = field(default_factory=list)
    rules: set[Rule] = field(default_factory=set)


@dataclass(frozen=True)
class Pages:
    """The laid out document; `spots` gives the page (1-based) on which each spot begins."""

    pages: tuple[Page, ...]
    spots: Mapping[Spot, int]


def half_width(text: str) -> float:
    """A text's width in characters where Latin letters and digits are half as wide as Chinese characters."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def lay_out(document: Document, width_of: Measure = half_width) -> Pages:
    """The pages of a document, each with its number at the foot; `width_of` is that of the face it is printed in."""
    layouter = _Layouter(width_of)
    for no, block in enumerate(document.blocks):
        if isinstance(block, Table):
            layouter.table(no, block)
        else:
            layouter.paragraph(no, block.text)
    for number, page in enumerate(layouter.pages, 1):
        text = f"- {number} -"
        page.texts.append(Text((WIDTH - 9 * width_of(text)) / 2, HEIGHT - 30, 9, text))
    return Pages(tuple(layouter.pages), layouter.spots)


class _Layouter:
    def __init__(self, width_of: Measure) -> None:
        self._width_of = width_of
        self.pages = [Page()]
        self.spots: dict[Spot, int] = {}
        self._y = _TOP

    def paragraph(self, no: int, text: str) -> None:
        measure = (_RIGHT - _LEFT) / _SIZE
        for part in text.split("\n"):
            indent = 2.0 if self._width_of(part) > measure - 2 else 0.0
            for number, line in enumerate(_wrapped(part, measure, self._width_of, indent)):
                self._make_room(_LINE)
                self.spots.setdefault(Spot(no), len(self.pages))
                x = _LEFT + (indent * _SIZE if number == 0 else 0)
                self.pages[-1].texts.append(Text(x, self._y + _SIZE, _SIZE, line))
                self._y += _LINE

    def table(self, no: int, table: Table) -> None:
        grid = _TableGrid(table, self._width_of)
        self._y += _PADDING
        # A first row never stands alone at the foot of a page.
        self._make_room(min(sum(grid.heights[:2]), _BOTTOM - _TOP))
        bands: list[tuple[int, float, float]] = []  # page index, top and bottom of each row
        for height in grid.heights:
            self._make_room(height)
            bands.append((len(self.pages) - 1, self._y, self._y + height))
            self._y += height
        for cell in table.cells:
            self.spots[Spot(no, cell.row, cell.col)] = bands[cell.row][0] + 1
            self._cell(cell, grid, bands[cell.row : cell.row + cell.row_span])
        self._y += _LINE - _CELL_LINE

    def _cell(self, cell: Cell, grid: _TableGrid, bands: Sequence[tuple[int, float, float]]) -> None:
        """The cell's box on every page it reaches, its text in the first box that holds it, else on from box to box."""
        boxes: dict[int, tuple[float, float]] = {}
        for page, top, bottom in bands:
            boxes[page] = (boxes[page][0] if page in boxes else top, bottom)
        left, right = grid.edges[cell.col], grid.edges[cell.col + cell.col_span]
        for page, (top, bottom) in boxes.items():
            self.pages[page].rules.update(
                (
                    *(Rule(left, y, right, y) for y in (top, bottom)),
                    *(Rule(x, top, x, bottom) for x in (left, right)),
                )
            )
        lines = grid.lines(cell)
        step = grid.size * _CELL_LINE
        for page, part in self._shared_out(lines, step, boxes):
            top, bottom = boxes[page]
            needed = len(part) * step
            y = top + max(0.0, (bottom - top - needed) / 2) + grid.size * _BASELINE + (step - grid.size) / 2
            for line in part:
                x = left + _PADDING
                if _FIGURE.match(cell.text):
                    x = right - _PADDING - grid.size * self._width_of(line)
                self.pages[page].texts.append(Text(x, y, grid.size, line))
                y += step

    @staticmethod
    def _shared_out(
        lines: list[str], step: float, boxes: Mapping[int, tuple[float, float]]
    ) -> Iterator[tuple[int, list[str]]]:
        """The lines of a cell for each page: all in the first box that holds them, else as many as each holds, the rest in the last."""
        whole = next((page for page, (top, bottom) in boxes.items() if bottom - top >= len(lines) * step), None)
        if whole is not None:
            yield whole, lines
            return
        last = max(boxes)
        for page in sorted(boxes):
            top, bottom = boxes[page]
            most = len(lines) if page == last else int((bottom - top) / step)
            yield page, lines[:most]
            lines = lines[most:]

    def _make_room(self, height: float) -> None:
        if self._y + height > _BOTTOM and self._y > _TOP:
            self.pages.append(Page())
            self._y = _TOP


class _TableGrid:
    """Column edges, row heights and the wrapped text of a table's cells, in the largest size that fits."""

    def __init__(self, table: Table, width_of: Measure) -> None:
        self._width_of = width_of
        self._lines: dict[tuple[int, int], list[str]] = {}
        columns = max((cell.col + cell.col_span for cell in table.cells), default=1)
        rows = max((cell.row + cell.row_span for cell in table.cells), default=0)
        least, wanted = _column_widths(table, columns, width_of)
        for self.size in _TABLE_SIZES:
            padding = 2 * _PADDING + 0.5
            smallest = [width * self.size + padding for width in least]
            if sum(smallest) <= _RIGHT - _LEFT:
                break
        largest = [max(s, w * self.size + padding) for s, w in zip(smallest, wanted, strict=True)]
        self.edges = _edges(smallest, largest)
        self.heights = self._heights(table, rows)

    def lines(self, cell: Cell) -> list[str]:
        at = (cell.row, cell.col)
        if at not in self._lines:
            measure = (self.edges[cell.col + cell.col_span] - self.edges[cell.col] - 2 * _PADDING) / self.size
            self._lines[at] = [
                line for part in cell.text.split("\n") for line in _wrapped(part, measure, self._width_of)
            ]
        return self._lines[at]

    def _heights(self, table: Table, rows: int) -> list[float]:
        heights = [self.size * _CELL_LINE + 2 * _PADDING] * rows
        for cell in sorted(table.cells, key=lambda each: each.row_span):
            needed = len(self.lines(cell)) * self.size * _CELL_LINE + 2 * _PADDING
            missing = needed - sum(heights[cell.row : cell.row + cell.row_span])
            if missing > 0:
                # Spread evenly: a tall last row alone might not fit on a page.
                for row in range(cell.row, cell.row + cell.row_span):
                    heights[row] += missing / cell.row_span
        return [min(height, _BOTTOM - _TOP) for height in heights]


def _column_widths(table: Table, columns: int, width_of: Measure) -> tuple[list[float], list[float]]:
    """For each column, in characters: what it cannot do without, and what it would like."""
    least, wanted = [2.0] * columns, [2.0] * columns
    for cell in table.cells:
        if cell.col_span > 1:
            continue
        words = [width_of(word) for word in _WORD.findall(cell.text)]
        least[cell.col] = max(least[cell.col], min(max(words, default=0.0), _WIDEST_COLUMN))
        wanted[cell.col] = max(wanted[cell.col], *(min(width_of(p), _WIDEST_COLUMN) for p in cell.text.split("\n")))
    return least, wanted


def _edges(smallest: Sequence[float], largest: Sequence[float]) -> list[float]:
    """The columns' edges over the whole measure: what is left beside the smallest widths is shared out by wish."""
    spare = _RIGHT - _LEFT - sum(smallest)
    wishes = [b - a for a, b in zip(smallest, largest, strict=True)]
    total = sum(wishes)
    if spare < 0:
        scale = (_RIGHT - _LEFT) / sum(smallest)
        widths = [width * scale for width in smallest]
    elif total > spare:
        widths = [a + wish * spare / total for a, wish in zip(smallest, wishes, strict=True)]
    else:
        widths = [b + (spare - total) / len(largest) for b in largest]
    edges = [_LEFT]
    for width in widths:
        edges.append(edges[-1] + width)
    return edges


def _wrapped(text: str, measure: float, width_of: Measure, indent: float = 0.0) -> Iterator[str]:
    """The lines of a text within `measure` characters; the first is shorter by `indent`. Latin words and figures stay whole."""
    line: list[str] = []
    used, room = 0.0, measure - indent
    for piece in _pieces(text, measure, width_of):
        if line and used + width_of(piece) > room + 1e-6:
            carried = [piece]
            while len(line) > 1 and (carried[0] in _NOT_FIRST or line[-1] in _NOT_LAST):
                carried.insert(0, line.pop())
            yield "".join(line)
            line, used, room = carried, sum(map(width_of, carried)), measure
        else:
            line.append(piece)
            used += width_of(piece)
    if line:
        yield "".join(line)


def _pieces(text: str, measure: float, width_of: Measure) -> Iterator[str]:
    """What may not be broken; a word wider than the measure is broken all the same."""
    for word in _WORD.findall(text):
        if width_of(word) <= measure:
            yield word
        else:
            yield from word
