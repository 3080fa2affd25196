"""`fiscal trace KEY --image`: the page a figure is printed on, from the very file that was read."""

from __future__ import annotations

import hashlib

import duckdb
import pytest
from pdf_maker import Page, pdf
from PIL import Image
from typer.testing import CliRunner

from flows.cli import app
from flows.settings import Settings
from flows.warehouse.connection import work_database

FILE = "2022/决 算.pdf"


@pytest.fixture
def traced(tmp_path):
    """A landing zone with one PDF, and a home that knows one of its cells and one of a text file."""
    data = pdf(Page().table([50, 150, 250], [200, 220, 240], [["项目", "金额"], ["支出", "693.15"]]))
    landing = tmp_path / "raw"
    (landing / FILE).parent.mkdir(parents=True)
    (landing / FILE).write_bytes(data)
    settings = Settings(home=tmp_path / "var")
    with work_database(settings.work_db) as work:
        work.execute(
            """insert into raw.document (file_sha256, file_name, file_path, landed_at, source_format, reader_version,
                recogniser_version, block_count, table_count, cell_count, read_at, recognised_at)
            select sha, 'x', path, '2024-01-01', format, '1', '1', 1, 1, 1, '2024-01-01', '2024-01-01'
            from (values ($1, 'moved away.pdf', 'pdf'), ('other', 'a.txt', 'txt')) as t (sha, path, format);
            """,
            [hashlib.sha256(data).hexdigest()],
        )
        work.execute(
            """insert into raw.report_cell (cell_key, file_sha256, block_no, row_no, col_no, source_page, text, box_left,
                box_top, box_right, box_bottom)
            values ('figure', $1, 0, 1, 1, 1, '693.15', 150, 220, 250, 240), ('text', 'other', 0, 1, 1, null, '5', null,
                null, null, null)""",
            [hashlib.sha256(data).hexdigest()],
        )
        work.execute(
            """insert into raw.landing_file (file_path, file_name, file_sha256, outcome, landed_at, reader_version, run_id)
            values ($1, 'x', $2, 'read', '2024-01-01', '1', 'run')""",
            [FILE, hashlib.sha256(data).hexdigest()],
        )
    settings.published_dir.mkdir(parents=True)
    with duckdb.connect(str(settings.published_db)) as published:
        published.execute("create schema marts; create table marts.contract as select '1' as contract_version")

    def trace(key: str):
        arguments = ["trace", key, "--image", tmp_path / "out.png", "--landing", landing, "--home", settings.home]
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    return trace, landing / FILE, tmp_path / "out.png"


def test_the_page_is_written_with_the_cell_framed(traced):
    trace, _, image = traced
    shown = trace("figure")
    assert shown.exit_code == 0
    assert f"第 1 页已画入 {image}" in shown.stdout
    assert (208, 32, 32) in {color for _, color in Image.open(image).getcolors(2**24)}


def test_a_format_without_pages_says_so_and_marks_the_cell_in_the_table(traced):
    trace, _, image = traced
    shown = trace("text")
    assert shown.exit_code == 0
    assert "【5】" in shown.stdout
    assert "不画图" in shown.stdout
    assert not image.exists()


def test_a_file_that_changed_since_it_was_read_is_not_shown(traced):
    trace, file, image = traced
    file.write_bytes(pdf(Page()))
    shown = trace("figure")
    assert (shown.exit_code, image.exists()) == (1, False)
    assert "--landing" in shown.stderr
