"""The command line as a person uses it: own process, own home, a receiver for alerts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

Fiscal = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def fiscal(services: None) -> Fiscal:
    """Run `fiscal` with arguments; extra environment as keyword arguments, None: without this variable."""
    command = Path(sys.executable).parent / "fiscal"

    def run(*arguments: object, **environment: str | None) -> subprocess.CompletedProcess[str]:
        names = {**os.environ, **environment}
        return subprocess.run(
            [str(command), *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=400,
            env={name: value for name, value in names.items() if value is not None},
            check=False,
        )

    return run


@pytest.fixture(scope="module")
def receiver() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A local HTTP server that takes alerts: its Apprise URL, which holds a token, and the messages it received."""
    received: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the test output clean."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"json://127.0.0.1:{server.server_port}/t0ken-of-a-webhook", received
    server.shutdown()


@pytest.fixture
def require_score(shared: Path) -> Callable[[Path, str, tuple[str, ...]], None]:
    """Judge a published file by hand-labelled truth (the name of a folder of it) and bars such as tables=1."""

    def require(published: Path, truth: str, bars: tuple[str, ...]) -> None:
        command = [shared / "golden" / "score.py", published, shared / "golden" / truth, "--min", *bars]
        score = subprocess.run([sys.executable, *map(str, command)], capture_output=True, text=True, check=False)
        print(score.stdout)
        assert score.returncode == 0, score.stdout[-3000:] + score.stderr

    return require
