"""The command line without a run: what reading commands print, what they leave alone, how wrong calls end."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import make_url
from typer.testing import CliRunner

from flows.cli import app
from flows.errors import KNOWN
from flows.gating import evaluation
from flows.gating.suites import GateError
from flows.publish import publish
from flows.runs import RunResult
from flows.settings import Settings
from flows.summary import print_summary
from flows.warehouse.connection import work_database, writer_lock

READING = [["status"], ["versions"], ["query", "select 1"], ["trace", "report"]]
HOLD = "import sys, time, duckdb; c = duckdb.connect(sys.argv[1]); print('held', flush=True); time.sleep(60)"


class Result:
    def __init__(self, *arguments: object) -> None:
        done = CliRunner().invoke(app, [str(argument) for argument in arguments])
        self.code, self.out, self.err, self.error = done.exit_code, done.stdout, done.stderr, done.exception
        assert self.error is None or isinstance(self.error, SystemExit), repr(self.error)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one published version and a finished run; its folder has a name that means something in a URL."""
    home = tmp_path / "b%41 c#d$HOME"
    settings = Settings(home=home)
    with work_database(settings.work_db) as connection:
        connection.execute(
            """insert into raw.run (run_id, command, started_at, outcome) values ('run1', 'refresh', '2024-01-01', 'unchanged');
            insert into raw.report (report_key, file_sha256, part_no) values ('report', 'sha', 0);
            create schema marts;
            create table marts.dim_report as select * from (values
                ('report', '决算.txt', true, 'accepted'), ('bad', '坏.txt', true, 'quarantined'),
                ('older', '旧.txt', false, 'accepted')) as t (report_key, file_name, is_current, quality_status)"""
        )
    gates = [{"layer": "raw", "action": "pass"}]
    publish(
        settings.work_db,
        settings.published_dir,
        code_version="1",
        contract_version="1",
        inputs={"sha": "决算.txt"},
        gate_results=gates,
        keep=5,
    )
    return home


def change(home: Path, sql: str) -> None:
    with duckdb.connect(str(Settings(home=home).work_db)) as connection:
        connection.execute(sql)


@contextmanager
def work_database_held(home: Path) -> Iterator[None]:
    """Another process writes the work database."""
    command = [sys.executable, "-c", HOLD, str(Settings(home=home).work_db)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield
        finally:
            process.kill()


# ---- while a run is going on ----


def test_status_while_a_run_holds_the_work_database(home):
    with writer_lock(home), work_database_held(home):
        holder = (home / ".lock").read_text(encoding="utf-8")
        shown = Result("status", "--home", home)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith("已发布：")
    assert f"正在运行（{holder}）" in shown.out


def test_status_while_another_program_holds_the_work_database(home):
    with work_database_held(home):
        shown = Result("status", "--home", home)
    assert shown.code == 0
    assert "另一个程序" in shown.out
    assert "正在运行" not in shown.out


def test_trace_while_a_run_holds_the_work_database(home):
    with writer_lock(home), work_database_held(home):
        shown = Result("trace", "report", "--home", home)
    assert (shown.code, shown.out) == (1, "")
    assert len(shown.err.splitlines()) == 1
    assert "正被占用（pid" in shown.err
    assert "请等它结束后重试" in shown.err


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        ("published", "已发布"),
        ("unchanged", "没有变化"),
        ("blocked", "被阻断"),
        ("failed", "失败"),
        ("running", "中断"),
    ],
)
def test_outcome_of_the_last_run(home, outcome, shown):
    (home / ".lock").write_text("pid 1，自 2024-01-01", encoding="utf-8")  # left by a killed run: nobody holds it
    change(home, f"update raw.run set outcome = '{outcome}'")
    assert f"UTC，{shown}\n" in Result("status", "--home", home).out


def test_a_run_between_two_steps_is_not_disturbed(home, monkeypatch):
    """The run has the lock of the home, but not the file just now: whoever opened it would stop the run's next step."""
    monkeypatch.setattr("flows.summary.duckdb.connect", lambda *_, **__: pytest.fail("the work database was opened"))
    with writer_lock(home):
        shown = Result("status", "--home", home)
    assert shown.code == 0
    assert "正在运行（pid" in shown.out


def test_status_lists_corrections_and_whether_they_still_hold(home):
    with duckdb.connect(str(home / "work" / "warehouse.duckdb")) as work:
        work.execute("create schema if not exists staging")
        work.execute(
            """create view staging.stg_correction as select 'c1' as correction_id, '甲.txt' as file_name, '10' as printed_text,
            '20' as corrected_text, '印出的值不符' as state, '笔误' as reason"""
        )
    assert re.search(r"c1 +甲.txt +10 +20 +印出的值不符 +笔误", Result("status", "--home", home).out)


def test_status_lists_rows_of_the_manifest_that_were_not_used(home):
    assert "清单行号" not in Result("status", "--home", home).out
    change(
        home,
        "insert into raw.manifest_problem (line_no, text, reason) values (3, '没有.txt,http', '投放目录中没有这个文件')",
    )
    assert "投放目录中没有这个文件" in Result("status", "--home", home).out
    change(home, "drop table raw.manifest_problem")
    assert Result("status", "--home", home).code == 0


# ---- homes ----


@pytest.mark.parametrize("command", READING)
def test_reading_leaves_no_trace(home, command):
    before = sorted(home.rglob("*"))
    Result(*command, "--home", home)
    assert sorted(home.rglob("*")) == before
    assert not {"prefect", "logs"} & {path.name for path in before}


def test_reading_does_not_import_prefect(home):
    code = "import sys; from flows.cli import app; app(standalone_mode=False); print('prefect' in sys.modules)"
    for command in [*READING, ["trace", "no-such-key"]]:
        done = subprocess.run(
            [sys.executable, "-c", code, *command, "--home", home], capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == "False"


def test_a_home_that_duckdb_cannot_write_to(tmp_path):
    shown = Result("run", "--home", tmp_path / "a?b")
    assert (shown.code, shown.out) == (2, "")
    assert "a?b" in shown.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [*READING, ["run"], ["check"], ["rollback"]])
@pytest.mark.parametrize("kind", ["file", "missing"])
def test_a_home_that_cannot_be_one(tmp_path, monkeypatch, command, kind):
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    (tmp_path / "file").write_text("x", encoding="utf-8")
    path = tmp_path / "file" if kind == "file" else Path("/proc/no-such-home")
    shown = Result(*command, "--home", path)
    assert (shown.code, shown.out) == (1, "")
    assert len(shown.err.splitlines()) == 1
    assert str(path) in shown.err
    assert "--home" in shown.err


def test_prefect_keeps_its_database_under_any_path(tmp_path, monkeypatch):
    for name in ("PREFECT_HOME", "PREFECT_API_DATABASE_CONNECTION_URL"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    assert Result("check", "--home", tmp_path / "a%41").code == 1  # no work database; the environment is set up
    url = make_url(os.environ["PREFECT_API_DATABASE_CONNECTION_URL"])
    assert url.database == str(tmp_path / "a%41" / "prefect" / "prefect.db")
    assert Path(url.database).parent.is_dir()


def test_nothing_published_yet(tmp_path, monkeypatch):
    monkeypatch.setenv("FISCAL_HOME", str(tmp_path / "var"))
    shown = Result("status")
    assert (shown.code, shown.out) == (0, "还没有发布任何版本；运行 fiscal run\n")
    assert not (tmp_path / "var").exists()


def test_a_gate_opens_a_database_under_any_path(tmp_path):
    work_db = tmp_path / "a b%41 #$HOME" / "x?y.duckdb"
    with pytest.raises(GateError, match="质量检查无法打开工作库"):
        evaluation._validate(work_db, [], "run1", None)
    work_db.parent.mkdir()
    duckdb.connect(str(work_db.with_name("plain.duckdb"))).close()
    work_db.with_name("plain.duckdb").rename(work_db)
    assert evaluation._validate(work_db, [], "run1", None) == {}


# ---- wrong calls ----


@pytest.mark.parametrize("sql", ["", "  ", "/* only a comment */", ";"])
def test_a_query_without_a_statement_is_usage(home, sql):
    shown = Result("query", sql, "--home", home)
    assert (shown.code, shown.out) == (2, "")
    assert len(shown.err.splitlines()) == 1


@pytest.mark.parametrize("sql", ["select * from read_text('/etc/passwd')", "drop table marts.dim_report", "select"])
def test_a_query_that_is_refused(home, sql):
    shown = Result("query", sql, "--home", home)
    assert (shown.code, shown.out) == (1, "")


def test_a_query_with_two_columns_of_one_name(home):
    shown = Result("query", "select 1 as a, 2 as a", "-f", "json", "--home", home)
    assert json.loads(shown.out) == [{"a": 1, "a_1": 2}]


@pytest.mark.parametrize(
    ("variable", "value", "shape"),
    [
        ("FISCAL_ALERT_URLS", "json://token@host", "JSON 字符串列表"),
        ("FISCAL_ALERT_URLS", "[7734]", "JSON 字符串列表"),
        ("FISCAL_KEEP_VERSIONS", "abc-secret", "不小于 1 的整数"),
        ("FISCAL_KEEP_VERSIONS", "-7734", "不小于 1 的整数"),
        ("FISCAL_LIMIT_CELLS", "many", "整数"),
        ("FISCAL_LIMITS", "{", "JSON 对象"),
    ],
)
def test_a_wrong_setting_is_named_and_not_repeated(home, monkeypatch, variable, value, shape):
    monkeypatch.setenv(variable, value)
    shown = Result("status", "--home", home)
    assert (shown.code, shown.out) == (2, "")
    assert variable in shown.err
    assert shape in shown.err
    assert value not in shown.err.replace("{", "", value != "{")


def test_known_errors_are_where_they_are_said_to_be():
    assert all(issubclass(getattr(import_module(module), name), Exception) for module, name in KNOWN)


# ---- the summary of a run ----


@pytest.mark.parametrize(("findings", "shown"), [(False, "尚无规则"), (True, "2")])
def test_summary_counts_what_is_published(home, capsys, findings, shown):
    settings = Settings(home=home)
    if findings:
        published = settings.published_db
        published.unlink()  # the version file itself is read-only and shares its bytes
        with duckdb.connect(str(published)) as connection:
            connection.execute("create schema marts; create table marts.fact_finding as select unnest([1, 2])")
    print_summary(RunResult("run2"), settings)
    lines = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines() if len(line.split()) > 1)
    assert lines["报告中的矛盾"] == shown
    assert lines.get("报告") == (None if findings else "1")
