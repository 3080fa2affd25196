"""The BI service as docker-compose.yml starts it, as a plain process: Superset in an environment of its own (make test-bi)."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import httpx
import pytest

from flows.settings import PROJECT_DIR, Settings

BIN = os.environ.get("FISCAL_SUPERSET_BIN", "")
PASSWORD = "ein-langes-geheimnis-fuer-superset"
SECRETS = {"superset_secret_key": "k" * 42, "superset_admin_password": PASSWORD}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not BIN, reason="no environment with Superset is named (make test-bi makes one)"),
]


@pytest.fixture(scope="module")
def file(published: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the published file that this module may replace."""
    return Path(shutil.copy(published.published_db, tmp_path_factory.mktemp("published")))


@pytest.fixture(scope="module")
def environment(file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("superset")
    for name, secret in SECRETS.items():
        (folder / name).write_text(f"{secret}\n", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return {
        **os.environ,
        "PATH": f"{Path(BIN).resolve()}:{os.environ['PATH']}",
        "FISCAL_SECRETS_DIR": str(folder),
        "FISCAL_PUBLISHED_FILE": str(file),
        "SUPERSET_HOME": str(folder),
        "SUPERSET_ADDRESS": f"127.0.0.1:{port}",
    }


@pytest.fixture(scope="module")
def service(environment: dict[str, str]) -> Iterator[str]:
    address, log = environment["SUPERSET_ADDRESS"], Path(environment["SUPERSET_HOME"]) / "log"
    began = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(PROJECT_DIR / "bi" / "entry.sh")], env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        while not is_up(f"http://{address}/health"):
            assert process.poll() is None, log.read_text("utf-8")[-3000:]
            assert time.monotonic() - began < 900, log.read_text("utf-8")[-3000:]
            time.sleep(1)
        print(f"\nmetadata database, bundle and start: {time.monotonic() - began:.0f} s")
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait(60)
    assert not [secret for secret in SECRETS.values() if secret in log.read_text("utf-8")]


def is_up(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


@contextmanager
def logged_in(service: str, name: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=service, timeout=120) as client:
        login = {"username": name, "password": PASSWORD, "provider": "db", "refresh": False}
        answer = client.post("/api/v1/security/login", json=login)
        assert answer.status_code == 200, answer.text
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        client.headers["X-CSRFToken"] = client.get("/api/v1/security/csrf_token/").json()["result"]
        client.headers["Referer"] = service
        yield client


@pytest.fixture(scope="module")
def client(service: str) -> Iterator[httpx.Client]:
    with logged_in(service, "admin") as client:
        yield client


def data_of(client: httpx.Client, chart: int) -> list[dict[str, object]]:
    """What a chart shows, asked as its page asks for it."""
    about = client.get(f"/api/v1/chart/{chart}").json()["result"]
    params = json.loads(about["params"])
    columns = [*params.get("groupby", []), *([params["x_axis"]] if "x_axis" in params else [])]
    query = {
        "columns": columns,
        "metrics": params.get("metrics") or [params["metric"]],
        "filters": [
            {"col": one["subject"], "op": one["operator"], "val": one["comparator"]} for one in params["adhoc_filters"]
        ],
        "row_limit": 1000,
    }
    dataset = int(params["datasource"].partition("__")[0])
    body = {"datasource": {"id": dataset, "type": "table"}, "queries": [query], "result_format": "json"}
    answer = client.post("/api/v1/chart/data", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()["result"][0]["data"]


def charts(client: httpx.Client) -> dict[str, int]:
    answer = client.get("/api/v1/dashboard/fiscal/charts")
    assert answer.status_code == 200, answer.text
    return {chart["slice_name"]: chart["id"] for chart in answer.json()["result"]}


def test_every_chart_of_the_dashboard_has_data(client):
    found = {name: data_of(client, chart) for name, chart in charts(client).items()}
    assert len(found) == 6
    assert all(found.values())
    assert {row["status"]: row["reports"] for row in found["应有的报告"]} == {"received": 1, "missing": 1}
    assert [row["published"] for row in found["印出与发布的数字"]] == [8]


def test_a_new_version_is_seen_at_once(client, file):
    chart = charts(client)["应有的报告"]
    assert len(data_of(client, chart)) == 2
    fresh = file.with_name("fresh")
    shutil.copy(file, fresh)
    fresh.chmod(0o644)
    with duckdb.connect(str(fresh)) as connection:
        connection.execute("delete from marts.mart_coverage where status = 'missing'")
    fresh.replace(file)
    assert len(data_of(client, chart)) == 1


@pytest.mark.parametrize(
    "sql", ["select * from read_text('/etc/passwd')", "set enable_external_access = true", "delete from marts.dim_unit"]
)
def test_sql_reads_the_published_file_and_nothing_else(client, sql):
    database = client.get("/api/v1/database/").json()["result"][0]["id"]
    body = {"database_id": database, "runAsync": False, "schema": "marts"}
    allowed = client.post("/api/v1/sqllab/execute/", json={**body, "sql": "select count(*) as n from marts.dim_unit"})
    assert allowed.json()["data"] == [{"n": 2}], allowed.text
    refused = client.post("/api/v1/sqllab/execute/", json={**body, "sql": sql})
    assert refused.status_code >= 400
    assert "root:" not in refused.text


def test_readers_see_charts_and_set_up_nothing(service, environment):
    about = ["--username", "reader", "--firstname", "A", "--lastname", "B", "--email", "a@localhost"]
    told = {"PYTHONPATH": str(PROJECT_DIR / "bi"), "FLASK_APP": "superset.app:create_app()"}
    command = ["superset", "fab", "create-user", *about, "--role", "Fiscal readers", "--password", PASSWORD]
    subprocess.run(command, env={**environment, **told}, check=True, capture_output=True)
    with logged_in(service, "reader") as reader:
        assert all(data_of(reader, chart) for chart in charts(reader).values())
        database = {"database_name": "other", "sqlalchemy_uri": "duckdb:///:memory:"}
        assert reader.post("/api/v1/database/", json=database).status_code == 403
        assert reader.post("/api/v1/sqllab/execute/", json={"database_id": 1, "sql": "select 1"}).status_code == 403


def test_nobody_gets_in_without_the_password(service):
    assert httpx.get(f"{service}/api/v1/chart/").status_code in (401, 403)
    for password in ("admin", "", "general"):
        login = {"username": "admin", "password": password, "provider": "db"}
        assert httpx.post(f"{service}/api/v1/security/login", json=login).status_code in (400, 401)
    assert httpx.get(f"{service}/superset/dashboard/fiscal/").status_code in (302, 401)


def test_pages_ask_no_other_host(service):
    page = httpx.get(f"{service}/login/", timeout=60)
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "script-src 'self' 'strict-dynamic' 'nonce-" in policy
    assert not re.search(r"https?:|\w\.\w", policy)
