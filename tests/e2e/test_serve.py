"""Runs that nobody starts by hand: `fiscal serve` on one machine, and a worker with a Prefect server on PostgreSQL."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import duckdb
import pytest
import yaml

from flows.settings import PROJECT_DIR

REPORT = (
    "2021年度某省某县图书馆部门决算\n支出决算表\n单位：元\n科目编码\t科目名称\t本年支出合计\n207\t文化支出\t1,234.50\n"
)
FISCAL = Path(sys.executable).parent / "fiscal"
ENTRY = str(PROJECT_DIR / "docker" / "entry.sh")
SERVICES = yaml.safe_load((PROJECT_DIR / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
LOGIN = "fiscal:geheim"


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


def post(url: str, body: object, login: str | None = None) -> list[dict]:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    if login is not None:
        request.add_header("Authorization", f"Basic {base64.b64encode(login.encode()).decode()}")
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


@pytest.fixture(autouse=True)
def without_the_server_of_other_tests(monkeypatch):
    monkeypatch.delenv("PREFECT_API_URL", raising=False)


def test_serve_starts_all_and_stops_cleanly(tmp_path, landing):
    port, pages, home = free_port(), free_port(), tmp_path / "var"
    api = f"http://127.0.0.1:{port}/api"
    command = [str(FISCAL), "serve", "--port", str(port), "--home", str(home), "--landing", str(landing)]
    command += ["--dashboard-port", str(pages)]
    with process(command, tmp_path / "serve.log") as serve:

        def is_there() -> bool:
            return answers(f"{api}/health") and len(post(f"{api}/deployments/filter", {})) == 6

        until(is_there, 240, (tmp_path / "serve.log").read_text(encoding="utf-8"))
        assert answers(f"http://127.0.0.1:{pages}/health")
        scheduled = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
        until(lambda: bool(post(f"{api}/flow_runs/filter", scheduled)), 150, "nothing is scheduled")
        serve.send_signal(signal.SIGTERM)
        assert serve.wait(90) == 0
    assert not answers(f"{api}/health")


@pytest.fixture
def postgres() -> Iterator[Mapping[str, str]]:
    """A PostgreSQL of its own, as docker/entry.sh is told of it."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        pytest.skip("PostgreSQL is not installed (Debian, Ubuntu: apt install postgresql)")
    # PostgreSQL refuses to run as root; the folder is not below pytest's, which is closed to other users.
    become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    port, folder = free_port(), Path(tempfile.mkdtemp(prefix="fiscal-pg-"))
    if become:
        shutil.chown(folder, "postgres")
    (folder / "password").write_text("p@ss/word 1", encoding="utf-8")
    (folder / "password").chmod(0o644)
    data, control = str(folder / "data"), str(programs[-1].with_name("pg_ctl"))

    def run(*command: str) -> None:
        subprocess.run([*become, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")

    run(str(programs[-1]), "-D", data, "-U", "prefect", "-A", "scram-sha-256", "--pwfile", str(folder / "password"))
    run(control, "-D", data, "-w", "-l", str(folder / "log"), "-o", f"-p {port} -h 127.0.0.1 -k {folder}", "start")
    yield {"POSTGRES_ADDRESS": f"127.0.0.1:{port}", "POSTGRES_DB": "postgres"}
    run(control, "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder)


def test_the_services_of_the_compose_file_as_processes(tmp_path, landing, postgres):
    port, home, secrets = free_port(), tmp_path / "var", tmp_path / "secrets"
    api = f"http://127.0.0.1:{port}/api"
    secrets.mkdir()
    (secrets / "postgres_password").write_text("p@ss/word 1\n", encoding="utf-8")
    (secrets / "prefect_password").write_text("geheim\n", encoding="utf-8")
    here = {
        "PATH": f"{FISCAL.parent}:{os.environ['PATH']}",
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_HOST": "127.0.0.1",
        "PREFECT_SERVER_PORT": str(port),
        "PREFECT_API_URL": api,
        "FISCAL_SECRETS_DIR": str(secrets),
        "FISCAL_HOME": str(home),
        "FISCAL_LANDING": str(landing),
        **postgres,
    }
    server, deployed, worker = ([ENTRY, *SERVICES[name]["command"]] for name in ("prefect-server", "deploy", "worker"))
    with process(server, tmp_path / "server.log", **here):
        until(lambda: answers(f"{api}/health"), 240, "the server does not answer")
        with pytest.raises(urllib.error.HTTPError, match="401"):
            post(f"{api}/flow_runs/filter", {})
        for _ in range(2):  # deploying again is no mistake
            must_succeed(deployed, here)
        trigger = ["prefect", "deployment", "run", "scheduled refresh/refresh"]
        must_succeed(trigger, {**here, "PREFECT_API_AUTH_STRING": LOGIN})
        with process(worker, tmp_path / "worker.log", **here):
            runs: list[dict] = []

            def ended() -> bool:
                wanted = {"flow_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}}}
                wanted |= {"flows": {"name": {"any_": ["scheduled refresh"]}}}
                runs[:] = post(f"{api}/flow_runs/filter", wanted, LOGIN)
                return bool(runs)

            until(ended, 420, "the run does not end")
        assert [run["state_type"] for run in runs] == ["COMPLETED"], (tmp_path / "worker.log").read_text("utf-8")
        tasks = post(f"{api}/task_runs/filter", {}, LOGIN)
        assert {task["state_type"] for task in tasks} == {"COMPLETED"}
        names = {name for task in tasks for name in (task["name"], task["name"].rpartition("-")[0])}
        assert {"gate raw", "gate staging", "gate marts", "dbt build", "publish", "alert"} <= names
        artifacts = {artifact["key"] for artifact in post(f"{api}/artifacts/filter", {}, LOGIN)}
        assert {"gate-results", "run-summary", "slowest-files"} <= artifacts
    with closing(duckdb.connect(str(home / "published" / "warehouse.duckdb"), read_only=True)) as published:
        assert published.execute("select count(*) from marts.fact_expenditure").fetchone() == (1,)
    for log in ("server.log", "worker.log"):
        text = (tmp_path / log).read_text("utf-8")
        assert not [secret for secret in ("geheim", "p@ss", "p%40ss") if secret in text]
    must_succeed(SERVICES["worker"]["healthcheck"]["test"][1:], here)
    shown = must_succeed([*SERVICES["query"]["entrypoint"], "select count(*) from marts.contract"], here)
    assert shown.split()[-1] == "1"


def must_succeed(command: list[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        command, env={**os.environ, **environment}, cwd=PROJECT_DIR, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_no_service_starts_without_a_password(tmp_path):
    done = subprocess.run(
        [ENTRY, "server"],
        env={**os.environ, "FISCAL_SECRETS_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "prefect_password is missing" in done.stderr
