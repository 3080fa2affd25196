"""Expectation suites as records. Decides what a suite file must say; refuses one that could let bad data through unseen.

Great Expectations passes on an empty table, an empty suite and an expectation nobody gave a severity, so all three are
refused when suites are loaded, not when data happens to be bad. A suite file is Great Expectations' own JSON format.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

ROW_COUNT_GUARD = "expect_table_row_count_to_be_between"
UNEXPECTED_ROWS = "unexpected_rows_expectation"

# Marts hold accepted reports only: what is wrong with one report has to be found before they are built.
LAYERS_WITHOUT_REPORT_SCOPE = ("marts",)


class GateError(Exception):
    """A suite that cannot be used; the message names the file and what to change."""


class Severity(StrEnum):
    """How bad a failure is. Ordered by `rank`."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        return list(Severity)[::-1].index(self)


class Scope(StrEnum):
    """What a critical failure stops: the reports it names, or the run."""

    REPORT = "report"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Expectation:
    """One expectation of a suite.

    `report_sql` gives report_key and reason per bad row, for scope report only; `is_report_sql`: the expectation is on the
    rows of just that query.
    """

    name: str
    title: str
    type: str
    severity: Severity
    scope: Scope
    report_sql: str | None
    is_report_sql: bool


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite on one table. `config` is the file's content, as Great Expectations takes it."""

    layer: str
    table: str
    title: str
    key_columns: tuple[str, ...]
    max_report_share: float | None
    tolerated_reports: int
    expectations: tuple[Expectation, ...]
    config: dict[str, Any]

    def qualified(self, expectation: Expectation) -> str:
        """The name of an expectation outside its suite: layer, table and name."""
        return f"{self.layer}.{self.table.partition('.')[2]}.{expectation.name}"


def load_suites(suites_dir: Path, layer: str) -> list[Suite]:
    """All suites of a layer: the JSON files in its folder. Raises GateError when there are none or one is unusable."""
    paths = sorted((suites_dir / layer).glob("*.json"))
    if not paths:
        raise GateError(f"{suites_dir / layer} 中没有检查套件（*.json），无法判断数据能否发布")
    return [_read_suite(path, layer) for path in paths]


def _read_suite(path: Path, layer: str) -> Suite:
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise GateError(f"{path} 不是有效的 JSON：{error}") from error
    try:
        suite = parse_suite(config, layer)
    except (KeyError, TypeError, ValueError) as error:
        detail = f"缺少 {error}" if isinstance(error, KeyError) else str(error)
        raise GateError(f"{path}：{detail}") from error
    if config["name"] != f"{layer}.{path.stem}":
        raise GateError(f"{path}：name 应为 {layer}.{path.stem}")
    return suite


def parse_suite(config: dict[str, Any], layer: str) -> Suite:
    """A suite from its file's content. Raises KeyError or ValueError saying what is missing or wrong."""
    meta = config["meta"]
    table = str(meta["table"])
    share = meta.get("max_report_share")
    expectations = tuple(_parse_expectation(entry, table, layer) for entry in config["expectations"])
    _check_guard(config["expectations"][:1], meta.get("rows_of"))
    names = [expectation.name for expectation in expectations]
    if len(set(names)) < len(names):
        raise ValueError(f"meta.name 重复：{sorted({name for name in names if names.count(name) > 1})}")
    quarantines = any(e.scope is Scope.REPORT and e.severity is Severity.CRITICAL for e in expectations)
    if quarantines and not (isinstance(share, int | float) and 0 < share < 1):
        raise ValueError("套件会隔离报告，meta.max_report_share 必须给出 0 与 1 之间的上限")
    return Suite(
        layer=layer,
        table=table,
        title=str(meta["title"]),
        key_columns=tuple(meta.get("key_columns", ())),
        max_report_share=share,
        tolerated_reports=int(meta.get("tolerated_reports", 0)),
        expectations=expectations,
        config=config,
    )


def _check_guard(first: list[dict[str, Any]], rows_of: str | None) -> None:
    """The first expectation must see rows that are missing: all of them, or those of the table that the suite's one repeats.

    Only a table of reviewed decisions (waivers, corrections) repeats another and may be empty because that one is.
    """
    guard = first[0] if first else {"type": "", "kwargs": {}}
    if rows_of is not None:
        if f"from {rows_of} " not in guard["kwargs"].get("unexpected_rows_query", ""):
            raise ValueError(f"第一项必须查询 {rows_of} 中不在表里的行，否则空表也会通过")
    elif guard["type"] != ROW_COUNT_GUARD:
        raise ValueError(f"第一项必须是行数检查 {ROW_COUNT_GUARD}，否则空表也会通过")
    elif not guard["kwargs"].get("min_value", 0) >= 1:
        raise ValueError("行数检查的 min_value 至少为 1")


def _parse_expectation(entry: dict[str, Any], table: str, layer: str) -> Expectation:
    meta = entry["meta"]
    name = str(meta["name"])
    scope = Scope(meta["scope"])
    query = entry["kwargs"].get("unexpected_rows_query") if entry["type"] == UNEXPECTED_ROWS else None
    if query is not None and "{batch}" not in query:
        raise ValueError(f"{name} 的查询没有用 {{batch}} 指被检查的表")
    sql = None
    if scope is Scope.REPORT:
        if layer in LAYERS_WITHOUT_REPORT_SCOPE:
            raise ValueError(f"{name}：{layer} 层只含已采用的报告，scope report 的检查请放到 staging 层")
        template = meta.get("report_sql", query)
        if template is None:
            raise ValueError(f"{name}：scope report 需要查询给出 report_key 与 reason（meta.report_sql）")
        sql = template.format(batch=table)
    is_own = query is not None and meta.get("report_sql", query) == query
    return Expectation(name, str(meta["title"]), str(entry["type"]), Severity(entry["severity"]), scope, sql, is_own)
