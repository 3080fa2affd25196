"""Prefect's server of one command: who gets one, and that it never outlives the command."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from flows.settings import Settings
from flows.temporary_server import ServerError, is_set_up, temporary_server, wait_until_ready

_COMMAND = """
import sys, time
from pathlib import Path
from flows.settings import Settings
from flows import temporary_server
with temporary_server.temporary_server(Settings(home=Path(sys.argv[1]))):
    print(temporary_server._running[0].port, flush=True)
    time.sleep(600)
"""


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True


def test_a_killed_command_leaves_no_server_behind(tmp_path):
    command = [sys.executable, "-c", _COMMAND, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        port = int(run.stdout.readline())
        assert _listens(port)
        run.send_signal(signal.SIGKILL)
    end = time.monotonic() + 60
    while _listens(port) and time.monotonic() < end:
        time.sleep(0.1)
    assert not _listens(port)


def test_a_server_that_cannot_start_names_its_log(tmp_path, monkeypatch):
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", "sqlite+aiosqlite:////proc/no/such.db")
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    with temporary_server(Settings(home=tmp_path)):
        assert os.environ["PREFECT_API_URL"].startswith("http://127.0.0.1:")
        with pytest.raises(ServerError, match=r"prefect-server\.log"):
            wait_until_ready()
    assert "PREFECT_API_URL" not in os.environ
    assert (tmp_path / "logs" / "prefect-server.log").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"PREFECT_API_URL": ""}, False),
        ({"PREFECT_API_URL": "http://prefect:4200/api"}, True),
        ({"PREFECT_HOME": "/srv/prefect"}, True),
    ],
)
def test_who_has_set_up_prefect_gets_no_other(environment, expected):
    assert is_set_up(environment) is expected
