"""Names that may be one unit are suggestions for a person; only answers reach the seed."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import pytest

from flows.errors import UsageError
from flows.review.units import COLUMNS, SEED, KnownUnit, UnitAliases, near_units, read_unit_answers
from flows.review.units_command import ask_units
from flows.settings import Settings

# As near as the settings say where nobody set anything.
near_as_set = partial(near_units, like_enough=Settings().unit_likeness)

PLACES = ("湖南省", "株洲市", "渌口区")
TODAY = date(2026, 1, 1)


def unit(name: str, *years: int, division: str = "430212") -> KnownUnit:
    return KnownUnit(division, name, PLACES, years, 1, f"{name}.txt")


@pytest.fixture
def aliases(tmp_path: Path) -> UnitAliases:
    (tmp_path / SEED).write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
    return UnitAliases(tmp_path)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("株洲市渌口区审计局", "渌口区审计局", "去掉地名后相同"),
        ("株洲市渌口区行政审批服务局", "渌口区行政审批服务局机关", "一个名称包含另一个"),
        ("渌口区住房和城乡建设局", "渌口区住建局", "可能是简称"),
        ("渌口区市场监督管理局", "渌口区市场监督管埋局", "写法相近"),
        ("渌口区第一中学", "渌口区第二中学", None),
        ("渌口区审计局", "渌口区财政局", None),
    ],
)
def test_near_names_are_suggested_with_a_reason(one, other, reason):
    found = near_as_set([unit(one, 2020), unit(other, 2021)])
    assert [near.reason for near in found] == ([reason] if reason else [])


def test_the_newer_name_is_the_unit_and_what_speaks_against_it_is_told():
    (near,) = near_as_set([unit("渌口区审计局", 2021, 2020), unit("株洲市渌口区审计局", 2021, 2022)])
    assert (near.name.name, near.alias.name, near.against) == ("株洲市渌口区审计局", "渌口区审计局", "2021年各有报告")


def test_units_of_two_divisions_and_decided_pairs_are_not_asked():
    one, other = unit("渌口区审计局", 2020), unit("株洲市渌口区审计局", 2021)
    assert near_as_set([one, unit("株洲市渌口区审计局", 2021, division="430211")]) == []
    assert near_as_set([one, other], [frozenset((one.name, other.name))]) == []


def test_answers_of_a_file_reach_the_seed(tmp_path, aliases):
    answers = tmp_path / "a.csv"
    answers.write_text(
        "division_code,alias,unit_name,decision,reason,who\n"
        "430212,渌口区住建局,渌口区住房和城乡建设局,same,简称,张\n"
        "430212,渌口区审计局,渌口区住房和城乡建设局,different,两个单位,张\n",
        encoding="utf-8",
    )
    units = [unit("渌口区住建局"), unit("渌口区住房和城乡建设局"), unit("渌口区审计局")]
    assert read_unit_answers(answers, aliases, units, TODAY) == 2
    aliases.write()
    written = UnitAliases(tmp_path)
    assert [row["decision"] for row in written.rows] == ["same", "different"]
    assert near_as_set(units[:2], written.decided()) == []


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("430212,渌口区审计局,渌口区住建局,perhaps,,张", "decision 只能是"),
        ("430212,渌口区审计局,渌口区住建局,same,,张", "缺少 reason"),
        ("430212,某局,渌口区住建局,same,简称,张", "没有单位“某局”"),
        ("430212,渌口区审计局,渌口区审计局,same,简称,张", "同一个名称"),
    ],
)
def test_a_bad_answer_is_refused_and_nothing_is_written(tmp_path, aliases, row, complaint):
    answers = tmp_path / "a.csv"
    answers.write_text(f"division_code,alias,unit_name,decision,reason,who\n{row}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=complaint):
        read_unit_answers(answers, aliases, [unit("渌口区审计局"), unit("渌口区住建局")], TODAY)


def test_asked_one_by_one(aliases):
    found = near_as_set([unit("渌口区审计局", 2020), unit("株洲市渌口区审计局", 2021), unit("渌口区审计局机关", 2019)])
    replies = iter(["张", "y", "同一机构", "s", "q"])
    assert ask_units(found, aliases, lambda _: next(replies), lambda _: None) == 1
    (row,) = aliases.rows
    assert (row["alias_key"], row["unit_name"], row["reason"], row["who"]) == (
        "渌口区审计局",
        "株洲市渌口区审计局",
        "同一机构",
        "张",
    )
