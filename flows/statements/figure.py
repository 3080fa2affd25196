"""A filled amount cell with what its table says of it, before it becomes a line."""

from __future__ import annotations

from typing import NamedTuple

from flows.readers.document import Cell
from flows.statements.headers import Column


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
