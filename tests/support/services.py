"""What runs of the command line share within a test session, so that not each of them starts it anew."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.bound_process import bound_process

_PARSE = """
import sys
from pathlib import Path
from flows.settings import Settings
from flows.transform import parsed_project
parsed_project(Settings(home=Path(sys.argv[1])))
"""


@contextmanager
def prefect_server(folder: Path) -> Iterator[dict[str, str]]:
    """A Prefect server of its own, so that each run needs not start one. Yields the environment that names it."""
    environment = {
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{folder}/prefect/server.db",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "ERROR",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        "DO_NOT_TRACK": "1",
    }
    (folder / "prefect").mkdir(parents=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    # Bound: tests that are killed shall leave no server behind.
    with bound_process(command, folder / "server.log", environment):
        _wait_for(f"http://127.0.0.1:{port}/api/health")
        yield {"PREFECT_API_URL": f"http://127.0.0.1:{port}/api"}


def _wait_for(url: str, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


def parsed_project(folder: Path) -> dict[str, str]:
    """The dbt project parsed once: dbt takes a new home's from here. The environment that names it."""
    subprocess.run([sys.executable, "-c", _PARSE, str(folder)], check=True)
    return {"DBT_PARTIAL_PARSE_FILE_PATH": str(folder / "work" / "dbt" / "partial_parse.msgpack")}
