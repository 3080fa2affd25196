"""What the pages show of the published marts, and that what reports say stays text."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import duckdb
import pytest
from page_client import client_of
from small_marts import FIGURE, FINDING, HOSTILE, OTHER_UNIT, UNIT

from dashboard import pictures, shown
from flows.alerting.book import open_book
from flows.publishing.reading import open_published
from flows.publishing.versions import list_versions
from flows.settings import Settings
from flows.warehouse.connection import writer_lock


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))


def test_overview(pages, published):
    page = pages.get("/").text
    shown_text = text_of(page)
    (version,) = list_versions(published.published_dir)
    assert version.version in shown_text
    assert "数据集市：通过，有警告（3 项，1 项未过）" in shown_text
    assert "2022 部门决算 2022 部门决算 2 1 0 1" in shown_text  # the second is the title of the bar
    assert "支出决算表 支出决算表 10 8 2 科目编码 2" in shown_text
    assert page.count('<rect class="received" x="0.00" y="0" width="50.00"') == 1


@pytest.mark.parametrize(
    ("words", "found"), [("", 2), ("档案", 1), ("老图书", 1), ("某县", 2), ("430299", 2), ("' or 1=1 --", 0)]
)
def test_units_are_found_by_name_earlier_name_and_place(pages, words, found):
    assert f"共 {found} 条" in text_of(pages.get("/units", params={"q": words}).text)


def test_unit(pages):
    page = pages.get(f"/units/{UNIT}").text
    assert f'<a href="/trace/{FIGURE}">693.151234</a>*' in page  # disputed, and not rounded
    assert "2022 决算：693.15 万元" in page
    assert "2021 决算" not in page  # a gap, not a column of no height
    assert page.count(f"/findings/{FINDING}") == 1
    assert "没有发现矛盾" in pages.get(f"/units/{OTHER_UNIT}").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, 2),
        ({"severity": "critical"}, 1),
        ({"family": "日期"}, 1),
        ({"rule": "R1", "year": "2022", "status": "open", "unit": "图书"}, 1),
        ({"year": "2021"}, 0),
        ({"year": "abc"}, 0),
        ({"unit": "%' or true --"}, 0),
        ({"page": "7"}, 2),
    ],
)
def test_findings_are_narrowed(pages, query, found):
    answer = pages.get("/findings", params=query)
    assert answer.status_code == 200
    assert f"共 {found} 条" in text_of(answer.text)


def test_finding_shows_both_figures_and_where_they_are_printed(pages):
    page = text_of(pages.get(f"/findings/{FINDING}").text)
    assert "印出 693.1512 应为 600 相差 93.1512（允许 0.005：末位）" in page
    assert "文件 某省/决算.txt，第 4 行，表格第 1 行第 2 列" in page
    assert "印出： 6,931,512.34" in page


def test_trace_of_a_figure(pages):
    page = pages.get(f"/trace/{FIGURE}").text
    assert "<mark>6,931,512.34</mark>" in page
    assert "fact_expenditure" in page


def test_while_a_run_is_going_on_the_rest_is_shown(published):
    with writer_lock(published.home):
        page = client_of(published).get(f"/trace/{FIGURE}").text
        assert "它来自文件 决算.txt第 4 行" in page
        assert "正被占用" in page
        assert "现在读不到" in client_of(published).get(f"/findings/{FINDING}").text


@pytest.mark.parametrize(
    "path", ["/", "/units", f"/units/{UNIT}", "/findings", f"/findings/{FINDING}", f"/trace/{FIGURE}"]
)
def test_what_reports_say_stays_text(pages, path):
    answer = pages.get(path, params={"q": HOSTILE, "unit": HOSTILE})
    assert answer.status_code == 200
    assert "<script" not in answer.text
    assert "<img" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_characters_that_are_not_to_be_seen_are_escaped():
    assert shown.seen("a\u202eb") == "a\\u202eb"
    assert shown.marked("【1】 < 【2") == "<mark>1</mark> &lt; 【2"


@pytest.mark.parametrize(
    "path", ["/nothing", f"/units/{FINDING}", f"/findings/{UNIT}", "/trace/nothing", "/static/nothing"]
)
def test_what_is_not_there(pages, path):
    answer = pages.get(path)
    assert answer.status_code == 404
    assert "没有" in answer.text


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=99999999999", f"unit={'长' * 300}", "unit=%00"])
def test_a_wrong_request_is_told(pages, query):
    answer = pages.get(f"/findings?{query}")
    assert answer.status_code == 400
    assert "参数" in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_changed(pages, method):
    answer = pages.request(method, "/units")
    assert answer.status_code == 405
    assert "只能看" in answer.text


def test_an_empty_warehouse_says_what_to_do(tmp_path):
    answer = client_of(Settings(home=tmp_path)).get("/")
    assert answer.status_code == 503
    assert "请先运行 fiscal run" in answer.text


def test_a_version_of_an_earlier_release_says_what_to_do(tmp_path, published):
    home = tmp_path / "home"
    shutil.copytree(published.home, home)
    file = home / "published" / "warehouse.duckdb"
    file.chmod(0o644)
    with duckdb.connect(str(file)) as connection:
        connection.execute("drop table marts.mart_coverage")
    answer = client_of(Settings(home=home)).get("/")
    assert answer.status_code == 503
    assert "请再运行一次 fiscal run" in answer.text


def test_what_has_to_be_looked_at_is_on_the_first_page(tmp_path, published):
    home = tmp_path / "home"
    shutil.copytree(published.home, home)
    pages, book = client_of(Settings(home=home)), Settings(home=home).alert_book
    assert "正常" not in pages.get("/").text  # only the published files are here: nobody can say
    with open_book(book):
        assert "正常" in pages.get("/").text
    book.write_bytes(b"no database" * 100)
    assert "告警记录现在读不到" in pages.get("/").text


def test_a_new_version_is_seen_at_once(tmp_path, published):
    home = tmp_path / "home"
    shutil.copytree(published.home, home)
    pages = client_of(Settings(home=home))
    assert "共 2 条" in text_of(pages.get("/units").text)
    file = home / "published" / "warehouse.duckdb"
    fresh = file.with_name("fresh")
    shutil.copy(file, fresh)
    fresh.chmod(0o644)
    with duckdb.connect(str(fresh)) as connection:
        connection.execute("delete from marts.dim_unit where unit_name = '档案馆'")
    fresh.replace(file)
    assert "共 1 条" in text_of(pages.get("/units").text)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_text('/etc/passwd')",
        "copy (select 1) to '/tmp/written'",
        "attach '/tmp/other.duckdb'",
        "delete from marts.dim_unit",
        "set enable_external_access = true",
        "install httpfs",
    ],
)
def test_the_connection_reads_the_published_file_and_nothing_else(published, sql):
    with open_published(published.published_db) as connection, pytest.raises(duckdb.Error):
        connection.execute(sql)


def test_values_as_shown():
    now = datetime(2024, 1, 3, tzinfo=UTC)
    assert [shown.wan(None), shown.wan(Decimal("10000.00")), shown.wan(Decimal("5.30"))] == ["—", "1.00", "0.00053"]
    assert [shown.number(Decimal("1200.00")), shown.number(0), shown.percent(Decimal("98.5"))] == [
        "1,200",
        "0",
        "98.50%",
    ]
    assert shown.age(datetime(2024, 1, 2, 23, 30), now) == "30 分钟前"
    assert shown.age(now - timedelta(hours=5), now) == "5 小时前"
    assert shown.age(now - timedelta(days=3), now) == "3 天前"
    assert shown.moment(datetime(2024, 1, 1, 20)) == "2024-01-02 04:00（北京时间）"


def test_pictures_of_nothing():
    assert 'width="0.00"' in pictures.bar([("x", 0)], 0, "<")
    assert "&lt;" in pictures.bar([("x", 0)], 0, "<")
    assert "<rect" not in pictures.columns("t", [2022], [("x", "n", [None])], "")
    assert 'height="0.0"' in pictures.columns("t", [2022], [("x", "n", [Decimal(-1)])], "")
