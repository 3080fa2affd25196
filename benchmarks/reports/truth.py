"""The truth of generated reports as CSV files in the form of hand-labelled ones, so that one scorer judges both."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TextIO

from benchmarks.reports.report import Printed
from benchmarks.writers.written import Written

_COLUMNS = {
    "expenditure": (
        *("doc", "fiscal_year", "statement", "budget_stage", "expenditure_kind", "fund_source", "function_code"),
        *("economic_code", "line_item", "project_name", "amount_yuan", "line", "page"),
    ),
    "revenue": (
        *("doc", "fiscal_year", "statement", "budget_stage", "revenue_source", "fund_source", "function_code"),
        *("line_item", "amount_yuan", "line", "page"),
    ),
    "scores": (
        *("doc", "fiscal_year", "statement", "project_name", "level1", "level2", "level3", "target_text"),
        *("actual_text", "weight", "score", "deviation_text", "line", "page"),
    ),
    "evaluation": (
        *("doc", "fiscal_year", "statement", "project_name", "total_weight", "total_score", "execution_rate", "grade"),
    ),
    "staffing": ("doc", "fiscal_year", "organisation", "staff_category", "headcount", "control_rate", "line", "page"),
    "procurement": ("doc", "fiscal_year", "line_item", "amount_yuan", "line", "page"),
    "assets": ("doc", "fiscal_year", "line_item", "quantity", "line", "page"),
    "units": ("doc", "unit_name", "division_code", "province", "city", "county", "fiscal_year", "report_type"),
    # A generated report contradicts itself nowhere and can be read in one way only.
    "findings": ("doc", "family", "must_find", "reported_value", "expected_value", "description", "line", "page"),
    "ambiguous": ("file", "doc", "line", "field", "value", "also_acceptable", "note"),
}


def yuan(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def truth_rows(doc: str, printed: Printed, written: Written) -> dict[str, list[dict[str, object]]]:
    """The rows of each file for one report, with the lines and pages where the written file prints them."""
    report = printed.report
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in _COLUMNS}
    own: dict[str, object] = {"doc": doc, "fiscal_year": report.year}
    for fact, spot in printed.facts:
        values: dict[str, object] = {**own, **fact.values, "line": written.line_of(spot), "page": written.page_of(spot)}
        if "amount" in values:
            values["amount_yuan"] = yuan(int(fact.values["amount"]))
        rows[fact.table].append(values)
    division = report.unit.division
    where = {"division_code": division.code, "province": division.province, "city": division.city}
    rows["units"].append(
        {**own, "unit_name": report.unit.name, **where, "county": division.county, "report_type": "部门决算"}
    )
    return rows


class TruthWriter:
    """Writes the truth of many reports row by row into a folder. A context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: list[TextIO] = []
        self._writers: dict[str, csv.DictWriter[str]] = {}

    def __enter__(self) -> TruthWriter:
        self._folder.mkdir(parents=True, exist_ok=True)
        for name, columns in _COLUMNS.items():
            handle = (self._folder / f"{name}.csv").open("w", encoding="utf-8", newline="")
            self._files.append(handle)
            self._writers[name] = csv.DictWriter(handle, columns, restval="", extrasaction="ignore")
            self._writers[name].writeheader()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for handle in self._files:
            handle.close()

    def add(self, rows: Mapping[str, list[dict[str, object]]]) -> None:
        for name, own in rows.items():
            self._writers[name].writerows(own)
