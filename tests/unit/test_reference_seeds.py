"""The reference seeds hold what dbt and the narrative lexicon rely on: keys, parents, levels, folded synonyms.

It refuses a name with blanks (conversion noise typed into a seed), two names of one code in the same year, and a
division whose parents do not lead to a province.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from flows.statements.folding import label_key

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
ACCOUNTS = {name: SEEDS / "accounts" / f"{name}_accounts.csv" for name in ("function", "economic")}
DIVISIONS = SEEDS / "places" / "divisions.csv"
PERIODS = [*ACCOUNTS.values(), DIVISIONS]
ACCOUNT_LEVELS = {3: "类", 5: "款", 7: "项"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        found = list(csv.DictReader(handle))
    assert found, f"{path.name} is empty"
    return found


def period(row: dict[str, str]) -> range:
    return range(int(row["valid_from"] or 1949), int(row["valid_to"] or 2100) + 1)


@pytest.mark.parametrize("path", PERIODS, ids=lambda path: path.stem)
def test_header_and_names(path: Path) -> None:
    found = rows(path)
    assert set(found[0]) == {"code", "name", "parent_code", "level", "valid_from", "valid_to"}
    assert [row["code"] for row in found if not row["name"] or "".join(row["name"].split()) != row["name"]] == []
    assert [row["code"] for row in found if not period(row)] == []


@pytest.mark.parametrize("path", PERIODS, ids=lambda path: path.stem)
def test_a_code_has_one_name_in_a_year(path: Path) -> None:
    years: dict[str, set[int]] = {}
    twice = []
    for row in rows(path):
        seen = years.setdefault(row["code"], set())
        if seen & set(period(row)):
            twice.append((row["code"], row["name"]))
        seen |= set(period(row))
    assert twice == []


@pytest.mark.parametrize("path", ACCOUNTS.values(), ids=ACCOUNTS)
def test_an_account_stands_under_its_parent(path: Path) -> None:
    found = rows(path)
    codes = {row["code"] for row in found}
    assert [row["code"] for row in found if row["level"] != ACCOUNT_LEVELS.get(len(row["code"]))] == []
    assert [
        row["code"] for row in found if row["parent_code"] != (row["code"][:-2] if len(row["code"]) > 3 else "")
    ] == []
    assert {row["parent_code"] for row in found} - codes == {""}


def test_all_classes_are_there() -> None:
    function = {row["code"] for row in rows(ACCOUNTS["function"]) if row["level"] == "类"}
    assert function >= {str(code) for code in (*range(201, 218), *range(219, 225), 227, *range(229, 235))}
    economic = {row["code"] for row in rows(ACCOUNTS["economic"]) if row["level"] == "类" and not row["valid_to"]}
    assert economic == {"301", "302", "303", "307", "309", "310", "311", "312", "313", "399"}


def test_renamed_accounts_change_name_with_the_year() -> None:
    names = {year: row["name"] for row in rows(ACCOUNTS["function"]) if row["code"] == "20805" for year in period(row)}
    assert (names[2019], names[2020]) == ("行政事业单位离退休", "行政事业单位养老支出")


def test_synonyms_are_folded_and_lead_to_an_account() -> None:
    codes = {name: {row["code"] for row in rows(path)} for name, path in ACCOUNTS.items()}
    official = {name: {label_key(row["name"]) for row in rows(path)} for name, path in ACCOUNTS.items()}
    found = rows(SEEDS / "accounts" / "account_synonyms.csv")
    assert [row["name_key"] for row in found if row["name_key"] != label_key(row["name_key"])] == []
    assert [row["name_key"] for row in found if row["code"] not in codes[row["classification"]]] == []
    assert [row["name_key"] for row in found if row["name_key"] in official[row["classification"]]] == []
    assert len({(row["name_key"], row["classification"]) for row in found}) == len(found)


def test_divisions_lead_to_a_province() -> None:
    found = rows(DIVISIONS)
    levels = {row["code"]: row["level"] for row in found}
    above = {"省": {""}, "市": {"省"}, "县": {"市", "省"}}
    assert [row["code"] for row in found if not (row["code"].isdigit() and len(row["code"]) == 6)] == []
    wrong = [row["code"] for row in found if levels.get(row["parent_code"], "") not in above[row["level"]]]
    assert wrong == []
    assert sum(row["level"] == "省" for row in found) == 34


def test_a_parent_exists_while_its_division_does() -> None:
    found = rows(DIVISIONS)
    years: dict[str, set[int]] = {}
    for row in found:
        years.setdefault(row["code"], set()).update(period(row))
    orphans = [row["code"] for row in found if row["parent_code"] and not set(period(row)) <= years[row["parent_code"]]]
    assert orphans == []


@pytest.mark.parametrize(
    ("code", "year", "name", "parent_code"),
    [
        ("430212", 2020, "渌口区", "430200"),
        ("430221", 2016, "株洲县", "430200"),
        ("430903", 2021, "赫山区", "430900"),
        ("430102", 2022, "芙蓉区", "430100"),
        ("430202", 2022, "荷塘区", "430200"),
        ("310107", 2024, "普陀区", "310000"),
        ("419001", 2020, "济源市", "410000"),
    ],
)
def test_known_divisions(code: str, year: int, name: str, parent_code: str) -> None:
    found = [row for row in rows(DIVISIONS) if row["code"] == code and year in period(row)]
    assert [(row["name"], row["parent_code"]) for row in found] == [(name, parent_code)]
