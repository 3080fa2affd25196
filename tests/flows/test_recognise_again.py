"""Stored documents recognised again give what their files gave, however many are taken at once."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime

import duckdb
import pytest

from benchmarks.contradictions.building import load_raw
from flows import recognise_again as module
from flows.extraction import ReadContext
from flows.settings import Settings

_REPORT = (
    "2021年度某省某县{name}部门决算\n支出决算表\n单位：万元\n科目编码\t科目名称\t本年支出合计\n207\t文化支出\t{total}\n\n"
    "2021年度支出合计{total}万元。\n"
)
_TABLES = ("report", "report_block", "report_cell", "statement_line", "text_figure", "number_use")


@pytest.fixture(scope="module")
def settings(tmp_path_factory) -> Settings:
    folder = tmp_path_factory.mktemp("again")
    landing = folder / "landing"
    landing.mkdir()
    for total, name in enumerate(("图书馆", "档案馆", "文化馆"), 3):
        (landing / f"{name}.txt").write_text(_REPORT.format(name=name, total=total), encoding="utf-8")
    settings = Settings(home=folder / "home", landing=landing)
    load_raw(settings)
    return settings


def stored(settings: Settings) -> dict[str, list[tuple]]:
    with closing(duckdb.connect(str(settings.work_db), read_only=True)) as connection:
        return {table: connection.execute(f"from raw.{table} order by all").fetchall() for table in _TABLES}


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_the_same_rows_whatever_is_taken_at_once(settings, monkeypatch, at_once):
    before = stored(settings)
    assert len(before["report"]) == 3
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    context = ReadContext(f"run-{at_once}", settings.landing, datetime(2026, 1, 1), settings.limits)
    assert module.recognise_again.fn(settings, context, everything=True) == 3
    assert stored(settings) == before
    assert module.recognise_again.fn(settings, context) == 0
