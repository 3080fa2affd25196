"""The real names that reports are made of: administrative divisions, accounts, and a list of bureaus with their work.

Divisions and accounts are the project's own seeds, so that a generated report uses exactly what the pipeline can know.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"
_BUREAUS = Path(__file__).with_name("bureaus.csv")
# Longer names are rare, and every format's copy of a report needs a unit with a name of the same length.
_NAME_LENGTHS = (5, 6, 7)


@dataclass(frozen=True, slots=True)
class Division:
    """A county or district. `printed` is how a unit's name begins: 株洲市渌口区, 上海市普陀区."""

    code: str
    printed: str
    province: str
    city: str
    county: str


@dataclass(frozen=True, slots=True)
class Bureau:
    """A kind of unit: its name, the five-digit account of its main spending, and a word for what it does."""

    name: str
    section: str
    work: str


@dataclass(frozen=True, slots=True)
class Unit:
    division: Division
    bureau: Bureau

    @property
    def name(self) -> str:
        return self.division.printed + self.bureau.name


@lru_cache(maxsize=1)
def divisions() -> Mapping[int, tuple[Division, ...]]:
    """Counties and districts that exist in every year, by the length of their printed names."""
    rows = {row["code"]: row for row in _rows(SEEDS / "places" / "divisions.csv")}
    found: dict[int, list[Division]] = {length: [] for length in _NAME_LENGTHS}
    for row in rows.values():
        if row["level"] != "县" or row["valid_from"] or row["valid_to"] or row["name"][-1] not in "区县":
            continue
        parent = rows[row["parent_code"]]
        province = rows[parent["parent_code"]] if parent["level"] == "市" else parent
        city = parent["name"] if parent["level"] == "市" else ""
        printed = parent["name"] + row["name"]
        if len(printed) in found:
            found[len(printed)].append(Division(row["code"], printed, province["name"], city, row["name"]))
    return {length: tuple(each) for length, each in found.items()}


@lru_cache(maxsize=1)
def bureaus() -> tuple[Bureau, ...]:
    return tuple(Bureau(row["name"], row["section"], row["work"]) for row in _rows(_BUREAUS))


@lru_cache(maxsize=1)
def function_accounts() -> Mapping[str, str]:
    """Name by code of the accounts of 支出功能分类 in force."""
    return _accounts("function_accounts.csv")


@lru_cache(maxsize=1)
def economic_accounts() -> Mapping[str, str]:
    """Name by code of the accounts of 部门预算支出经济分类 in force."""
    return _accounts("economic_accounts.csv")


@lru_cache(maxsize=64)
def items_of(section: str) -> tuple[str, ...]:
    """The seven-digit accounts under a five-digit one, in order."""
    return tuple(code for code in function_accounts() if len(code) == 7 and code.startswith(section))


@lru_cache(maxsize=16)
def economic_class(upper: str) -> tuple[str, ...]:
    """A three-digit economic account and those under it, in order."""
    return tuple(code for code in economic_accounts() if code.startswith(upper))


def _accounts(name: str) -> dict[str, str]:
    # Where a code had several names over the years, the last row is the name of today.
    return {row["code"]: row["name"] for row in _rows(SEEDS / "accounts" / name) if not row["valid_to"]}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))
