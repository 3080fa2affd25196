"""A whole run over a landing zone of hostile files and names around good reports: published, and from the good ones only."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import duckdb
import office_samples
import pytest
import samples_office
import samples_pdf
import samples_text

from flows.settings import PROJECT_DIR

_HOSTILE = {
    "nul.txt",
    "spans.html",
    "report.tar",
    "laughs.docx",
    "corners.xlsx",
    "circle.xls",
    "million pages.pdf",
    "encrypted.pdf",
}
_NAMES = (
    b"new\nline.txt", b"\xff\xfe.txt", b"esc\x1b[2J.txt", "bidi\u202efdp.txt".encode(), b"=cmd|'.txt",
    b"quote'\"; drop table raw.report; --.txt", "长".encode() * 83 + b".txt", b"a\\b {{ var('x') }} %s $1.txt",
)  # fmt: skip
_REPORT = (
    "2021年度某省某县{}馆部门决算\n单位：万元\n支出决算表\n科目编码\t科目名称\t本年支出合计\n207\t文化支出\t{}.5\n"
)


@pytest.fixture(scope="module")
def landing(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "raw"
    (folder / "folder.pdf").mkdir(parents=True)
    every = (*samples_text.TEXTS, *samples_text.PAGES, *samples_text.ARCHIVES, *samples_office.DOCUMENTS)
    for file in (*every, *samples_office.WORKBOOKS, *samples_pdf.FILES):
        if file.name in _HOSTILE:
            (folder / file.name).write_bytes(file.make())
    for number, name in enumerate(_NAMES):
        (folder / os.fsdecode(name)).write_text(_REPORT.format("图书档案美术文化纪念"[number], number))
    (folder / "folder.pdf" / "报告.doc").write_bytes(office_samples.as_xlsx())
    os.mkfifo(folder / "pipe.pdf")
    (folder / "zero.txt").symlink_to("/dev/zero")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("home") / "var"


def fiscal(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from flows.cli import main; main()", *map(str, arguments)]
    # A machine that is busy with other tests may need longer to start Prefect than Prefect waits.
    environment = {**os.environ, "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120"}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=400, cwd=PROJECT_DIR, env=environment, check=False
    )


@pytest.fixture(scope="module")
def outcomes(landing, home, services) -> dict[str, tuple[str, str | None]]:
    """Outcome and reason by path, as published."""
    run = fiscal("run", "--landing", landing, "--home", home)
    assert run.returncode == 0, run.stderr
    assert "\x1b" not in run.stdout
    return {
        path: (outcome, reason)
        for path, outcome, reason in published(home, "select file_path, outcome, reason from marts.file_outcome")
    }


def published(home: Path, sql: str) -> list[tuple]:
    with closing(duckdb.connect(str(home / "published" / "warehouse.duckdb"), read_only=True)) as connection:
        return connection.execute(sql).fetchall()


def test_every_file_has_an_outcome_whatever_its_name(outcomes):
    assert len(outcomes) == len(_HOSTILE) + len(_NAMES) + 3
    assert {outcomes[name][0] for name in (*_HOSTILE, "pipe.pdf", "zero.txt")} == {"rejected"}
    assert [path for path, (outcome, reason) in outcomes.items() if outcome != "read" and not reason] == []
    assert {r"new\x0aline.txt", r"\xff\xfe.txt", r"esc\x1b[2J.txt", r"bidi\u202efdp.txt"} <= outcomes.keys()
    assert outcomes["folder.pdf/报告.doc"] == ("read", "扩展名为 .doc，内容是 xlsx，按内容读取")


def test_figures_come_from_the_reports_that_were_read_only(outcomes, home):
    sources = published(
        home, "select distinct file_name from marts.fact_expenditure join marts.dim_report using (report_key)"
    )
    read = {path.rpartition("/")[2] for path, (outcome, _) in outcomes.items() if outcome == "read"}
    assert {name for (name,) in sources} <= read
    assert len(sources) > len(_NAMES), "the hostile names are those of good reports"


def test_names_get_through_every_command(outcomes, home):
    status = fiscal("status", "--home", home)
    assert status.returncode == 0, status.stderr
    assert "命名管道" in status.stdout
    query = fiscal("query", "select file_path from marts.file_outcome", "--format", "csv", "--home", home)
    shown = {row["file_path"].removeprefix("'") for row in csv.DictReader(io.StringIO(query.stdout))}
    assert shown == outcomes.keys()
    assert not set("\x1b\u202e") & set(status.stdout + query.stdout)
