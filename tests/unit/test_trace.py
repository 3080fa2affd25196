"""From keys of marts to printed text: rows with a cell, rows that stand for a name, rows without a place."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from flows.trace import Trace, UnknownKeyError, trace
from flows.warehouse.connection import work_database


@pytest.fixture
def find(tmp_path: Path):
    """Trace a key in a small warehouse: one file with a heading that names the unit and a table with a figure."""
    with duckdb.connect() as published, work_database(tmp_path / "work.duckdb") as work:
        work.execute(
            """insert into raw.document (file_sha256, file_name, file_path, landed_at, source_format, reader_version,
                recogniser_version, block_count, table_count, cell_count, read_at, recognised_at)
            values ('sha', '决算.txt', '2022/决算.txt', '2024-01-01', 'txt', '1', '1', 2, 1, 3, '2024-01-01', '2024-01-01');
            insert into raw.report_block (file_sha256, block_no, kind, use, source_line, text)
            values ('sha', 0, 'text', 'heading', 1, '某市某局2022年度部门决算'), ('sha', 1, 'table', 'statement', 5, null);
            insert into raw.report_cell (cell_key, file_sha256, block_no, row_no, col_no, span_start, span_end,
                source_line, text)
            values ('name', 'sha', 0, null, null, 0, 4, 1, '某市某局'), ('label', 'sha', 1, 0, 0, null, null, 5, '行政运行'),
                ('value', 'sha', 1, 0, 1, null, null, 5, '693.15');
            insert into raw.report (report_key, file_sha256, part_no, unit_evidence) values ('report', 'sha', 0, 'name')"""
        )
        published.execute(
            """create schema marts;
            create table marts.contract as select '1' as contract_version;
            create table marts.dim_report as select 'report' as report_key, '决算.txt' as file_name;
            create table marts.dim_unit as select unnest(['unit', 'nameless']) as unit_key;
            create table marts.dim_unit_alias (unit_key varchar, alias varchar, last_fiscal_year integer, evidence varchar);
            insert into marts.dim_unit_alias values ('unit', '某局', 2020, 'gone'), ('unit', '某市某局', 2022, 'name');
            create table marts.dim_function_account as select '2010301' as code;
            create table marts.fact_staffing (staffing_key varchar, report_key varchar, source_line integer, cell_key varchar);
            insert into marts.fact_staffing values ('staff', 'report', 5, 'value'), ('bare', 'report', 7, null),
                ('old', 'report', 5, 'gone');
            create table marts.mart_recognition as
            select 'recognition' as recognition_key, 'report' as report_key, '决算.txt' as file_name"""
        )
        yield lambda key: trace(published, work, key)


@pytest.mark.parametrize(
    ("key", "mart", "text"),
    [
        ("staff", "fact_staffing", "693.15"),
        ("value", None, "693.15"),
        ("report", "dim_report", "某市某局"),
        ("unit", "dim_unit", "某市某局"),
    ],
)
def test_a_key_leads_to_printed_text(find, key, mart, text):
    found: Trace = find(key)
    assert (found.mart, found.place.text, found.place.file_path) == (mart, text, "2022/决算.txt")
    assert any(f"【{text}】" in line for line in found.place.around)


@pytest.mark.parametrize(
    ("key", "mart", "said"),
    [
        ("recognition", "mart_recognition", "这一行没有单独的出处；它来自文件 决算.txt"),
        ("bare", "fact_staffing", "这一行没有单独的出处；它来自文件 决算.txt第 7 行"),
        ("old", "fact_staffing", "已不在工作库中"),
        ("nameless", "dim_unit", "这一行没有单独的出处；它不来自某一个文件"),
        ("2010301", "dim_function_account", "这一行没有单独的出处；它不来自某一个文件"),
    ],
)
def test_a_row_without_a_place_says_so(find, key, mart, said):
    found: Trace = find(key)
    assert (found.mart, found.place) == (mart, None)
    assert said in found.remark


@pytest.mark.parametrize("key", ["no-such-key", "1", "某市某局"])
def test_what_is_no_key_is_refused(find, key):
    with pytest.raises(UnknownKeyError, match=key):
        find(key)
