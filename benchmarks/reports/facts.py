"""What a reader must make of a generated report: one fact per printed figure, with the spot where it is printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from flows.readers.document import Block, Cell, Document, Table, TextBlock

TEXT = "正文"
INITIAL, ADJUSTED, FINAL = "年初预算", "全年预算", "决算"
TOTAL = "合计"
BASIC, PROJECT = "基本支出", "项目支出"


class Spot(NamedTuple):
    """A place in a document: block, and row and column in a table; -1 in running text."""

    block: int
    row: int = -1
    col: int = -1


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of the published table `table`; `values` by column name, money in cents as `amount`."""

    table: str
    values: Mapping[str, str | int]


def spent(statement: str, item: str, amount: int, **other: str) -> Fact:
    """A figure of fact_expenditure: final account, kind and fund 合计 unless `other` says otherwise."""
    values = {"budget_stage": FINAL, "expenditure_kind": TOTAL, "fund_source": TOTAL, **other}
    return Fact("expenditure", {"statement": statement, "line_item": item, "amount": amount, **values})


def received(statement: str, source: str, item: str, amount: int, **other: str) -> Fact:
    """A figure of fact_revenue: final account and fund 合计 unless `other` says otherwise."""
    values = {"budget_stage": FINAL, "fund_source": TOTAL, **other}
    return Fact(
        "revenue", {"statement": statement, "revenue_source": source, "line_item": item, "amount": amount, **values}
    )


@dataclass(frozen=True, slots=True)
class Print:
    """A cell to be placed: its text, how many rows and columns it covers, and the facts it states."""

    text: str = ""
    down: int = 1
    right: int = 1
    facts: tuple[Fact, ...] = ()


Row = Sequence[Print | str]


@dataclass
class Printer:
    """Collects the blocks of a report in printed order, and the facts with the spots where they are printed."""

    blocks: list[Block] = field(default_factory=list)
    facts: list[tuple[Fact, Spot]] = field(default_factory=list)

    def text(self, text: str, *facts: Fact) -> None:
        """A line or paragraph of running text."""
        spot = Spot(len(self.blocks))
        self.blocks.append(TextBlock(text))
        self.facts.extend((fact, spot) for fact in facts)

    def table(self, rows: Sequence[Row]) -> None:
        """A table; a row holds the cells that no cell above it covers."""
        block = len(self.blocks)
        cells: list[Cell] = []
        covered: dict[int, set[int]] = {}  # columns that cells above reach down to, by row
        for row, line in enumerate(rows):
            taken = covered.pop(row, ())
            col = 0
            for each in line:
                while col in taken:
                    col += 1
                if isinstance(each, str):
                    cells.append(Cell(row, col, each))
                    col += 1
                    continue
                cells.append(Cell(row, col, each.text, each.down, each.right))
                self.facts.extend((fact, Spot(block, row, col)) for fact in each.facts)
                for below in range(row + 1, row + each.down):
                    covered.setdefault(below, set()).update(range(col, col + each.right))
                col += each.right
        self.blocks.append(Table(tuple(cells)))

    def document(self) -> Document:
        return Document("generated", tuple(self.blocks))
