"""A person's answers become rows of the seeds, in their place; a bad one is refused in a clear sentence and writes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from flows.errors import UsageError
from flows.review.answers import ask, read_answers, rows_of
from flows.review.seeds import Seeds
from flows.review.unknown_texts import UnknownText
from flows.settings import PROJECT_DIR
from flows.statements.layout import Layout
from flows.statements.layout_seeds import load_layout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the seeds."""
    shutil.copytree(PROJECT_DIR / "dbt_project" / "seeds", tmp_path / "seeds")
    return tmp_path / "seeds"


@pytest.fixture
def seeds(folder: Path, layout: Layout) -> Seeds:
    return Seeds(folder, layout)


def answer(tmp_path: Path, text: str, name: str = "a.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def added(folder: Path, name: str) -> list[tuple[int, str]]:
    """New lines of a seed with their number; nothing else may have changed."""
    before = (PROJECT_DIR / "dbt_project" / "seeds" / name).read_bytes().decode()
    after = (folder / name).read_bytes().decode()
    known = set(before.splitlines())
    new = [(number, line) for number, line in enumerate(after.splitlines()) if line not in known]
    assert [line for line in after.splitlines() if line in known] == before.splitlines()
    return new


def test_answers_go_behind_the_rows_they_are_like(tmp_path, folder, seeds):
    path = answer(
        tmp_path,
        "kind,text,like,role,budget_stage,scope\n"
        "heading,2022年 预批数,,amount,年初预算,支出决算表\n"
        "label,其中：本站合记,合计,,,\n"
        "label,行政办公用费,办公费,,,\n",
    )
    rows = rows_of(read_answers(path), seeds)
    seeds.write(seed for seed, _ in rows)
    ((_, heading),) = added(folder, "layouts/column_headings.csv")
    assert heading.startswith("预批数,支出决算表,amount,,年初预算,")
    ((_, label),) = added(folder, "layouts/row_labels.csv")
    assert label == "本站合记,*,line,,合计,,,合计,total,closes"
    assert [line for _, line in added(folder, "accounts/account_synonyms.csv")] == ["行政办公用费,economic,30201"]
    layout = load_layout(folder)
    assert layout.heading("2023年预批数", "支出决算表") is not None
    assert layout.heading("预批数", "收入决算表") is None


def test_answers_in_toml(tmp_path, folder, seeds):
    text = '[[answer]]\nkind = "unit"\ntext = "百元"\nfactor = 100\n[[answer]]\nkind = "term"\ntext = "驻站员"\nlike = "临聘人员"\n'
    rows = rows_of(read_answers(answer(tmp_path, text, "a.toml")), seeds)
    assert [(seed.name, list(row.values())) for seed, row in rows] == [
        ("money_units", ["百元", "100"]),
        ("staff_terms", ["驻站员", "编外"]),
    ]


def test_a_code_that_no_list_has(tmp_path, seeds):
    ((seed, row),) = rows_of(read_answers(answer(tmp_path, "kind,text,name\ncode,2013177,某种事务\n")), seeds)
    assert (seed.name, row["parent_code"], row["level"]) == ("function_accounts", "20131", "项")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("table,某表,,,", "kind 不能是“table”，只能是 title"),
        ("heading,,,amount,", "缺少 text"),
        ("heading,某栏,,amont,", "role 不能是“amont”，只能是 amount、group"),
        ("heading,某栏,,,", "缺少 role，只能是 amount"),
        ("heading,某栏,决算书,,", "没有已知的“决算书”，相近的有 决算"),
        ("heading,决算数,,amount,", "“决算数”已在 layouts/column_headings.csv 中"),
        ("heading,某栏,,amount,某表", "scope 不能是“某表”"),
        ("unit,百元,,amount,", "money_units 没有可以填写的“role”，可填的是 factor"),
    ],
)
def test_a_bad_answer_is_refused_with_its_place(tmp_path, folder, seeds, line, sentence):
    path = answer(tmp_path, f"kind,text,like,role,scope\nlabel,本站合记,合计,,\n{line}\n")
    with pytest.raises(UsageError, match=r"没有写入任何回答|缺少 text") as refused:
        rows_of(read_answers(path), seeds)
    assert f"a.csv 第 3 行：{sentence}" in str(refused.value)
    assert not added(folder, "layouts/row_labels.csv")


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("a.csv", "kind,text\n", "没有回答"),
        ("a.csv", "kind,text\nlabel,甲,乙\n", "第 2 行的列多于表头"),
        ("a.toml", "[[answer]\n", "无法读取"),
    ],
)
def test_a_file_that_is_no_file_of_answers(tmp_path, name, text, sentence):
    with pytest.raises(UsageError, match=sentence):
        read_answers(answer(tmp_path, text, name))


UNKNOWN = UnknownText(
    kind="heading", text="上缴数", key="上缴数", statement="支出决算表", files=2, places=3, reason="…", row_text="项目 | 上缴数",
    column_text=None, context=None, file_path="甲.txt", source_page=None, source_line=4, cell_key="k",
    nearest=("决算数", "预算数"), meaning="决算",
)  # fmt: skip


@pytest.mark.parametrize(
    ("replies", "role"),
    [
        (["1"], "amount"),
        (["x"], "ignore"),
        (["role=group side=支出"], "group"),
        (["9", "role=nothing", "什么", "like=预算数"], "amount"),
        (["s"], None),
        (["q"], None),
    ],
)
def test_asked_one_by_one(seeds, replies, role):
    said: list[str] = []
    left = iter(replies)
    rows = ask([UNKNOWN], seeds, lambda _: next(left), said.append)
    assert [row["role"] for _, row in rows] == ([role] if role else [])
    assert "2 个文件 3 处，如 甲.txt" in said[0]
    assert "1　同“决算数”" in said[0]
    assert len(said) == len(replies)
