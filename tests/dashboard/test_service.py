"""The dashboard as docker-compose.yml starts it: its command and its health check as plain processes."""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import yaml

from flows.settings import PROJECT_DIR

ENTRY = str(PROJECT_DIR / "docker" / "entry.sh")
SERVICE = yaml.safe_load((PROJECT_DIR / "docker-compose.yml").read_text(encoding="utf-8"))["services"]["dashboard"]
PASSWORD = "ein-langes-geheimnis"


@pytest.fixture
def secrets(tmp_path) -> Path:
    folder = tmp_path / "secrets"
    folder.mkdir()
    return folder


def environment(secrets: Path, home: Path) -> dict[str, str]:
    here = {"FISCAL_SECRETS_DIR": str(secrets), "FISCAL_HOME": str(home), "FISCAL_DASHBOARD_HOST": "127.0.0.1"}
    return {**os.environ, **here, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


def test_it_starts_with_its_password_only(secrets, published):
    refused = subprocess.run(
        [ENTRY, *SERVICE["command"]],
        env=environment(secrets, published.home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 2
    assert "dashboard_password is missing" in refused.stderr


def test_it_answers_who_knows_the_password(secrets, published):
    (secrets / "dashboard_password").write_text(f"{PASSWORD}\n", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [ENTRY, *(str(port) if part == "4210" else part for part in SERVICE["command"])]
    health = [part.replace("4210", str(port)) for part in SERVICE["healthcheck"]["test"][1:]]
    env = environment(secrets, published.home)
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as service:
        try:
            end = time.monotonic() + 120
            while subprocess.run(health, env=env, capture_output=True, check=False).returncode:
                assert service.poll() is None, service.communicate()[0]
                assert time.monotonic() < end
                time.sleep(0.5)
            request = urllib.request.Request(f"http://127.0.0.1:{port}/units")
            with pytest.raises(urllib.error.HTTPError, match="401"):
                urllib.request.urlopen(request, timeout=10)
            request.add_header("Authorization", f"Basic {base64.b64encode(f'fiscal:{PASSWORD}'.encode()).decode()}")
            with urllib.request.urlopen(request, timeout=10) as answer:
                assert "档案馆" in answer.read().decode()
        finally:
            service.terminate()
        assert PASSWORD not in service.communicate(timeout=60)[0]
    assert service.returncode in (0, -15)
