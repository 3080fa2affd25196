"""Published rows of generated reports beside their truth."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from benchmarks.reports.report import Printed
from benchmarks.reports.truth import yuan
from flows.statements.folding import fold
from tests.formats.pipeline import rows_of

Rows = Counter[tuple[tuple[str, str], ...]]

TABLES = {
    "fact_expenditure": "expenditure",
    "fact_revenue": "revenue",
    "fact_indicator_score": "scores",
    "fact_evaluation": "evaluation",
    "fact_staffing": "staffing",
    "fact_procurement": "procurement",
    "fact_state_asset": "assets",
}
_NUMBERS = {"weight", "score", "total_weight", "total_score", "execution_rate", "quantity", "headcount"}
# Whose the file is, and the fund of an income said in text, which its source names already.
_NOT_COMPARED = {"fact_staffing": {"organisation"}, "fact_revenue": {"fund_source"}}


def truth_and_rows(printed: Printed, published: Path, table: str, doc: str) -> tuple[Rows, Rows]:
    """The rows that a table must have of a report, and those it has of the file `doc`; both of the columns the truth has."""
    truth = [fact.values for fact, _ in printed.facts if fact.table == TABLES[table]]
    columns = {column for values in truth for column in values} - _NOT_COMPARED.get(table, set())
    found = rows_of(published, table, doc).elements()
    return (
        Counter(_told(values, columns) for values in truth),
        Counter(_told({k: v for k, v in row if k in columns | {"amount_yuan"}}, columns) for row in found),
    )


def difference(wanted: Rows, found: Rows) -> list[str]:
    """What is missing (-) and what is extra (+)."""
    return [f"- {row}" for row in (wanted - found).elements()] + [f"+ {row}" for row in (found - wanted).elements()]


def _told(values, columns) -> tuple[tuple[str, str], ...]:
    """A row as sorted names and values, money in yuan, numbers in one form, without empty values."""
    told = {
        column: fold(str(values[column])) for column in columns - {"amount"} if values.get(column) not in {None, ""}
    }
    if "amount" in columns:
        told["amount_yuan"] = yuan(values["amount"]) if "amount" in values else values["amount_yuan"]
    return tuple(sorted((k, f"{float(v):.2f}" if k in _NUMBERS else v) for k, v in told.items()))
