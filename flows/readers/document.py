"""What a reader yields: the blocks of a report file in reading order, each with its place.

A `Document` knows nothing of budgets. Text is as printed, personal data already masked (readers/masking.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

# Left, top, right, bottom in points from the top left corner of the page as a viewer shows it.
Box = tuple[float, float, float, float]


class Cell(NamedTuple):
    """One cell of a table. `row` and `col` count from 0.

    `line` (1-based, txt), `page` (1-based, pdf; sheet number of a workbook) and `box` say where it is printed. `confidence`
    (0 to 1) is that of the least certain piece of text in it, where the text was recognised in an image; else None. A tuple,
    because a file may have half a million.
    """

    row: int
    col: int
    text: str
    row_span: int = 1
    col_span: int = 1
    line: int | None = None
    page: int | None = None
    box: Box | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One printed line (txt, pdf) or paragraph (docx, html) of running text. `box` and `confidence` as in a cell."""

    text: str
    line: int | None = None
    page: int | None = None
    box: Box | None = None
    confidence: float | None = None


@dataclass(frozen=True)
class Table:
    """A grid of cells. Cells that a wider neighbour covers are absent; an empty cell has the text ''."""

    cells: tuple[Cell, ...]
    line: int | None = None
    page: int | None = None

    @cached_property
    def rows(self) -> tuple[list[Cell], ...]:
        """The cells row by row, each row ordered by column. Whoever reads a table asks for them, so they are kept."""
        return _by_row(self.cells) or _by_row(sorted(self.cells, key=itemgetter(0, 1)))

    @classmethod
    def of_rows(cls, rows: Iterable[list[Cell]], line: int | None, page: int | None) -> Table:
        """The table of cells that stand in rows already, each ordered by column."""
        kept = tuple(rows)
        table = cls(tuple(chain.from_iterable(kept)), line, page)
        table.__dict__["rows"] = kept
        return table

    @cached_property
    def spanned_rows(self) -> frozenset[int]:
        """The rows in which a cell reaches over others: headings, mostly. Text made from Word has none."""
        return frozenset({cell[0] for cell in self.cells if cell[3] != 1 or cell[4] != 1})


def _by_row(cells: Sequence[Cell]) -> tuple[list[Cell], ...]:
    """Cells that stand in reading order as rows; nothing where they do not."""
    rows: list[list[Cell]] = []
    own: list[Cell] = []
    row, left = -1, -1
    for cell in cells:
        if cell[0] == row and cell[1] >= left:
            left = cell[1]
            own.append(cell)
            continue
        if cell[0] <= row:
            return ()
        row, left = cell[0], cell[1]
        own = [cell]
        rows.append(own)
    return tuple(rows)


Block = TextBlock | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A report file as read. A block's index in `blocks` is its `block_no` everywhere else.

    `notes` are sentences about what was not read or looked odd. `lacks` names the tool (see readers/errors.py) that would have
    read more of it: a scan among pages with text. `first` and `stop` bound the blocks of one report where a file holds several:
    they keep their numbers, and a file of a thousand reports is not copied a thousand times.
    """

    source_format: str
    blocks: tuple[Block, ...]
    encoding: str | None = None
    notes: tuple[str, ...] = field(default=())
    lacks: str | None = None
    first: int = 0
    stop: int | None = None

    @property
    def own_blocks(self) -> Iterable[tuple[int, Block]]:
        """The blocks of the report with their numbers."""
        return enumerate(self.blocks[self.first : self.stop], self.first)

    @property
    def tables(self) -> list[tuple[int, Table]]:
        return [(no, block) for no, block in self.own_blocks if isinstance(block, Table)]
