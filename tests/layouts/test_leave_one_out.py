"""Rows of the seeds that one document alone uses are found, and nothing else is taken out."""

from __future__ import annotations

import pytest

from benchmarks.layouts.leave_one_out import thin_seeds
from benchmarks.layouts.seed_use import SeedUse
from flows.settings import PROJECT_DIR

SEEDS = PROJECT_DIR / "dbt_project" / "seeds"


@pytest.fixture(scope="module")
def use() -> SeedUse:
    return SeedUse(SEEDS)


def test_titles_headings_labels_and_words_of_a_document(use, read_text):
    used = use.of(
        read_text(
            "2022年度某省某县水利局部门决算\n支出决算表\n科目编码\t科目名称\t决算数\n\t合计\t5\n2022年公务接待费5万元。\n"
        )
    )
    assert used >= {
        ("layouts/report_titles", ("部门决算",)),
        ("layouts/statement_titles", ("支出决算表",)),
        ("layouts/column_headings", ("科目名称", "*")),
        ("layouts/column_headings", ("决算数", "*")),
        ("layouts/row_labels", ("合计", "*")),
        ("layouts/text_terms", ("公务接待费",)),
    }
    assert ("layouts/column_headings", ("预算数", "*")) not in used


def test_what_one_document_used_before_is_not_the_next_ones(use, read_text):
    assert not {row for row in use.of(read_text("今天天气很好。\n")) if row[0] == "layouts/column_headings"}


def test_only_own_rows_are_taken_out(tmp_path):
    own = {"甲": {("layouts/column_headings", ("决算数", "*"))}, "乙": {("layouts/row_labels", ("没有这行", "*"))}}
    assert thin_seeds(own, tmp_path / "thin") == {"甲": 1, "乙": 0}
    for path in SEEDS.rglob("*.csv"):
        if path.stem in {"statement_notes", "statement_signatures"}:
            continue  # these follow the titles that are left
        thin = (tmp_path / "thin" / "seeds" / path.relative_to(SEEDS)).read_text(encoding="utf-8").splitlines()
        lost = set(path.read_text(encoding="utf-8-sig").splitlines()) - set(thin)
        assert [line.split(",")[0] for line in lost] == (["决算数"] if path.stem == "column_headings" else [])


def test_notes_name_another_title_of_their_statement_when_theirs_is_gone(tmp_path):
    own = {"甲": {("layouts/statement_titles", ("收入支出决算总表",))}}
    thin_seeds(own, tmp_path / "thin")
    notes = (tmp_path / "thin" / "seeds" / "layouts" / "statement_notes.csv").read_text(encoding="utf-8")
    assert "总收支和年末结转结余,收支决算总表" in notes
