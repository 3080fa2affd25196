"""A layout nobody has seen becomes data: `fiscal review` shows it, answers from a file go into the seeds, the marts are right.

The labelled layouts lie beside the new document, so that every number of theirs is counted in the same run.
"""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from benchmarks.layouts.corpus import load_corpus
from benchmarks.layouts.pipeline import land, lenient_project
from flows.settings import PROJECT_DIR

NEW = """2023年度某省某县水文站部门决算
部门支出执行总览表
单位：百元
科目编码\t科目名称\t本年支出合计\t站内人头支出
213\t农林水支出\t1,234.50\t1,000.00
\t全站总额\t1,234.50\t1,000.00

收入决算表
单位：百元
科目编码\t科目名称\t本年收入合计\t财政补拨数
213\t农林水支出\t1,234.50\t1,200.00
\t全站总额\t1,234.50\t1,200.00
"""
ANSWERS = """kind,text,like,factor
title,部门支出执行总览表,支出决算表,
heading,站内人头支出,基本支出,
heading,财政补拨数,财政拨款收入,
label,全站总额,合计,
unit,百元,,100
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the project's data, whose gates hold nothing back."""
    folder = tmp_path_factory.mktemp("project")
    lenient_project(folder)
    (folder / "dbt_project").unlink()
    shutil.copytree(
        PROJECT_DIR / "dbt_project", folder / "dbt_project", ignore=shutil.ignore_patterns("target", "logs")
    )
    return folder


@pytest.fixture(scope="module")
def home(fiscal, project, tmp_path_factory) -> Path:
    """A home whose raw layer holds the labelled layouts and the new document."""
    folder = tmp_path_factory.mktemp("add")
    land(load_corpus(), folder / "landing")
    (folder / "landing" / "水文站.txt").write_text(NEW, encoding="utf-8")
    done = fiscal("ingest", "--landing", folder / "landing", "--home", folder / "var", FISCAL_PROJECT_DIR=str(project))
    assert done.returncode == 0, done.stderr
    return folder / "var"


def rows(home: Path, sql: str) -> list[tuple]:
    with closing(duckdb.connect(str(home / "work" / "warehouse.duckdb"), read_only=True)) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def asked(fiscal, project, home) -> list[dict]:
    shown = fiscal("review", "--json", "--home", home, FISCAL_PROJECT_DIR=str(project))
    assert shown.returncode == 0, shown.stderr
    return [item for item in json.loads(shown.stdout) if item["file_path"] == "水文站.txt"]


@pytest.fixture(scope="module")
def answered(fiscal, project, home, asked, tmp_path_factory):
    answers = tmp_path_factory.mktemp("answers") / "回答.csv"
    answers.write_text(ANSWERS, encoding="utf-8")
    return fiscal("review", "--answers", answers, "--home", home, FISCAL_PROJECT_DIR=str(project))


def test_what_is_unknown_is_shown_with_its_place_and_the_nearest_known(asked):
    found = {(item["kind"], item["text"]): item for item in asked}
    assert set(found) == {
        ("title", "部门支出执行总览表"),
        ("heading", "财政补拨数"),
        ("label", "全站总额"),
        ("unit", "百元"),
    }
    assert found["title", "部门支出执行总览表"]["nearest"]
    assert found["label", "全站总额"]["row_text"] == "全站总额 | 1,234.50 | 1,200.00"
    assert found["unit", "百元"]["suggestion"] == "百万元"
    assert found["heading", "财政补拨数"]["statement"] == "收入决算表"


def test_answers_become_rows_of_seeds_and_nothing_else_changes(answered, project):
    assert answered.returncode == 0, answered.stdout + answered.stderr
    changed = {}
    for path in (PROJECT_DIR / "dbt_project").rglob("*"):
        copy = project / "dbt_project" / path.relative_to(PROJECT_DIR / "dbt_project")
        if path.is_file() and copy.is_file() and path.read_bytes() != copy.read_bytes():
            before, after = (file.read_text(encoding="utf-8").splitlines() for file in (path, copy))
            changed[path.name] = sorted(set(after) - set(before))
            assert set(before) <= set(after)
    assert changed == {
        "statement_titles.csv": ["部门支出执行总览表,支出决算表,matrix,支出,合计,合计,决算,部门决算"],
        "column_headings.csv": changed["column_headings.csv"],
        "row_labels.csv": ["全站总额,*,line,,合计,,,合计,total,closes"],
        "money_units.csv": ["百元,100"],
    }
    assert [row.split(",")[0] for row in changed["column_headings.csv"]] == ["站内人头支出", "财政补拨数"]


def test_stored_documents_are_recognised_again_and_the_marts_are_right(answered, home):
    assert "没有重新读取文件" in answered.stdout
    assert rows(home, "select count(*) from raw.document where recognised_at <= read_at") == [(0,)]
    of_report = "join marts.dim_report using (report_key) where file_name = '水文站.txt'"
    assert rows(
        home,
        f"""select statement, expenditure_kind, function_code, line_item, amount_yuan, budget_stage, fact.fiscal_year
        from marts.fact_expenditure as fact {of_report} order by source_line, amount_yuan desc""",
    ) == [
        ("支出决算表", kind, code, item, Decimal(amount), "决算", 2023)
        for code, item in (("213", "农林水支出"), (None, "合计"))
        for kind, amount in (("合计", "123450.00"), ("基本支出", "100000.00"))
    ]
    assert rows(
        home,
        f"""select revenue_source, amount_yuan from marts.fact_revenue as fact {of_report} and line_item = '合计'
        order by amount_yuan""",
    ) == [("财政拨款收入", Decimal("120000.00")), ("合计", Decimal("123450.00"))]
    assert rows(
        home,
        "select count(*) from raw.unrecognised as u join raw.document using (file_sha256) where file_name = '水文站.txt'",
    ) == [(0,)]


def test_the_command_says_what_changed(answered):
    changes = {line.split()[0]: line.split()[1:] for line in answered.stdout.splitlines() if line.count(" ") > 3}
    assert int(changes["fact_expenditure"][0]) > 0
    assert "写入 layouts/money_units.csv：unit_key=百元，factor=100" in answered.stdout


def test_every_number_of_the_labelled_layouts_is_counted(answered, home, require_all_counted):
    require_all_counted(home)
