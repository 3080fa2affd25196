"""Whose money the rows of a table are, where a column names units: tables of a whole county, bureaus with their parts.

A row belongs to the unit it names; rows of accounts below it belong to it as well. The total of a table of a place's units
is nobody's; that of a department's table is the department's.
"""

from __future__ import annotations

from flows.statements.folding import bare_label, fold, squeeze
from flows.statements.grid import Grid, is_blank, is_number
from flows.statements.headers import Column, Header
from flows.statements.layout import Layout

NOBODY = ""
UNIT_NAME = "unit_name"  # the field of headings above names of units
_SHORTEST_NAME = 4
_TOTAL = "合计"


class RowUnits:
    """The units of the rows under one header, asked for from the first row to the last."""

    def __init__(
        self, grid: Grid, header: Header, layout: Layout, own_name: str | None, *, of_place: bool, statement: str
    ) -> None:
        self._grid = grid
        self._layout = layout
        self._statement = statement
        self._own = fold(own_name or "")
        self._of_place = of_place
        self._column = next((c for c in header.columns_with("label") if c.field == UNIT_NAME), None)
        self._now: str | None = None
        rows = range(header.last_row + 1, grid.height) if self._column is not None else range(0)
        names = {name for row in rows if (name := self._named(row))}
        self.are_several = len(names) > 1
        self.is_own_alone = len(names) == 1 and bool(self._own) and names == {self._own} and not of_place

    def of_row(self, row: int, label: str) -> tuple[str | None, str]:
        """The unit of a row and what is left of its label: None for the reporting unit, NOBODY for a place's total.

        Only where `are_several`: a table that names one unit is that one's.
        """
        if self._column is None:
            return None, label
        text = self._grid.text(row, self._column.col)
        name = self._named(row)
        if name is not None:
            is_own = bool(self._own) and (name.endswith(self._own) or self._own.endswith(name))
            self._now = None if is_own and not self._of_place else name
            is_label = bare_label(label) == bare_label(text)
            # Among accounts the only unit, the reporting one, stands for what they add up to, as 合计 above it does.
            if is_label and self.is_own_alone:
                return None, _TOTAL
            return self._now, "" if is_label and self._now is not None else label
        known = self._layout.row_label(
            label or text, ""
        )  # 合计 closes, also where it is the 三公经费合计 of its statement
        if known is not None and known.section == "closes":
            self._now = NOBODY if self._of_place else None
        return self._now, label

    def _named(self, row: int) -> str | None:
        """The unit that a row names; None for totals, accounts and blanks."""
        column: Column | None = self._column
        text = self._grid.text(row, column.col) if column is not None else ""
        if not text or is_blank(text) or is_number(text):
            return None
        name = squeeze(bare_label(text)).lstrip("0123456789-_")
        if self._layout.row_label(name, self._statement) is not None or fold(name) in self._layout.accounts:
            return None
        is_name = len(name) >= _SHORTEST_NAME and self._layout.is_unit_name(fold(name))
        return fold(name) if is_name or self._of_place else None
