"""The rule catalogue: every rule is shown to pass, to fail, not to be evaluated and to hold at the edge of its tolerance.

What the unit tests below models/checks expect is read here; dbt runs them (test_project.py), so what they expect is also true.
"""

from __future__ import annotations

import csv
import re
import runpy
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

import pytest
import yaml
from small_warehouse import PROJECT

CHECKS = PROJECT / "models" / "checks"
PLACEHOLDER = re.compile(r"\{(\w*)\}")


def catalogue() -> list[dict[str, str]]:
    with (PROJECT / "seeds" / "rules.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


RULES = catalogue()


@pytest.fixture(scope="module")
def expected() -> dict[str, list[dict[str, Any]]]:
    """The rows that unit tests of check models expect, by rule."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in CHECKS.rglob("*.yml"):
        for test in yaml.safe_load(path.read_text(encoding="utf-8")).get("unit_tests", []):
            if test["model"].startswith("check_"):
                for row in test["expect"]["rows"]:
                    rows[row["rule_id"]].append(row)
    return rows


def test_no_rule_id_is_used_twice():
    assert [rule_id for rule_id, count in Counter(rule["rule_id"] for rule in RULES).items() if count > 1] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["rule_id"])
def test_rule_is_told_in_full(rule):
    assert all(rule.values())
    assert "{" not in PLACEHOLDER.sub("", rule["message_template"])
    assert rule["tolerance_kind"] != "none" or rule["tolerance"] == "0"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["rule_id"])
def test_rule_can_pass_fail_and_not_be_evaluated(rule, expected):
    assert {"pass", "fail", "not_evaluated"} <= {row["outcome"] for row in expected[rule["rule_id"]]}


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule["tolerance_kind"] != "none"], ids=lambda rule: rule["rule_id"]
)
def test_rule_holds_at_the_edge_of_its_tolerance(rule, expected):
    assert any(
        row["outcome"] == "pass" and abs(Decimal(str(row["difference"]))) == Decimal(str(row["tolerance"]))
        for row in expected[rule["rule_id"]]
        if row.get("difference") is not None and row.get("tolerance") is not None
    )


def test_every_check_model_is_in_the_results():
    models = {path.stem for path in CHECKS.rglob("check_*.sql")}
    listed = set(re.findall(r"ref\('(check_\w+)'\)", (CHECKS / "int_check_results.sql").read_text(encoding="utf-8")))
    assert models == listed


def test_no_number_of_a_rule_stands_in_its_query():
    """Tolerances come from the catalogue: a check compares by `checked` alone."""
    for path in CHECKS.rglob("check_*.sql"):
        assert "tolerance" not in path.read_text(encoding="utf-8"), path.name


def test_the_book_of_rules_is_what_the_catalogue_gives():
    book = runpy.run_path(str(PROJECT / "rule_book.py"))
    told = book["rule_book"](RULES, book["rounding_bound"]())
    assert book["BOOK"].read_text(encoding="utf-8") == told, "run `make docs`"
    assert "{" not in told
