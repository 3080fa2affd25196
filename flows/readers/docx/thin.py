"""Columns of a table's grid that are too thin to hold a character: traces of edges that miss each other by a hair.

Rows whose edges were drawn by hand, or computed in other units (as LibreOffice does with .rtf), differ by a fraction of a
point. The grid then has a column for the difference, cells that stand below each other cover different columns, and
merged cells fall apart. Such a column is dropped unless a cell lies wholly inside it.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from flows.readers.docx.names import W

# In twentieths of a point; the smallest printed characters are ten times as wide.
_THIN = 10


class Places:
    """Column numbers of a table without its thin columns."""

    def __init__(self, table: etree._Element) -> None:
        grid = table.find(W + "tblGrid")
        widths = [column.get(W + "w", "") for column in grid.findall(W + "gridCol")] if grid is not None else []
        # Programs that do not know the widths write 0 for all of them.
        self._thin = [width.isdecimal() and width.isascii() and 0 < int(width[:9]) < _THIN for width in widths]
        self._places = list(range(len(widths) + 1))
        self.has_thin = any(self._thin)

    def drop_thin(self, cells: Iterable[tuple[int, int]]) -> None:
        """Leave out the thin columns; `cells` are the first column and the number of columns of every cell."""
        thin = self._thin
        for left, span in cells:
            if all(thin[left : left + span]):
                thin[left : left + span] = [False] * len(thin[left : left + span])
        self._places = [0]
        for is_thin in thin:
            self._places.append(self._places[-1] + (not is_thin))

    def place(self, left: int, span: int) -> tuple[int, int]:
        """First column and number of columns of a cell that has these in the file's grid."""
        first = self._of(left)
        return first, self._of(left + span) - first

    def _of(self, column: int) -> int:
        """Rows may reach beyond the grid they declare."""
        last = len(self._places) - 1
        return self._places[column] if column <= last else self._places[last] + column - last
