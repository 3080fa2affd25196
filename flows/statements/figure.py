"""A filled amount cell with what its table says of it, before it becomes a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from flows.readers.document import Cell
from flows.statements.folding import fold
from flows.statements.headers import Column
from flows.statements.money_shape import MONEY_UNIT

_CELL_UNIT = re.compile(rf"({MONEY_UNIT})$")
NO_NUMBER = "金额栏里不是数字"


class Figure(NamedTuple):
    """A filled amount cell with its row and column, before it becomes a StatementLine."""

    cell: Cell
    value_text: str
    label: str
    code: str | None
    sections: tuple[str, ...]
    column: Column
    unit_text: str | None
    doubt: str | None
    unit_name: str | None = None  # see row_units.py


@dataclass(frozen=True, slots=True)
class Misfit:
    """A filled amount cell that is no figure."""

    cell: Cell
    label: str
    reason: str


def unit_in(text: str, of_column: str | None) -> str | None:
    """The unit of money printed behind an amount, else that of its column."""
    in_cell = _CELL_UNIT.search(fold(text)) if "元" in text else None
    return in_cell.group(1) if in_cell else of_column
