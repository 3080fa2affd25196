"""The command line as a person uses it: own process, own home, a receiver for alerts."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import duckdb
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


_NUMBER = re.compile(r"[-+△▲−(]*[¥￥]?\d[\d,]*(\.\d+)?\)?(%|百万元|千元|万元|亿元|元)?")


@pytest.fixture(scope="session")
def require_all_counted() -> Callable[[Path], None]:
    """Every number in every table of a home's documents, counted in the cells themselves, is in mart_recognition: published
    or left out with a reason. Figures among words in one cell (财政拨款：5万元；其他：6万元) come on top."""

    def require(home: Path) -> None:
        with closing(duckdb.connect(str(home / "work" / "warehouse.duckdb"), read_only=True)) as connection:
            cells = connection.execute(
                "select cell_key, file_sha256, text from raw.report_cell where row_no is not null"
            ).fetchall()
            lines = connection.execute("select file_sha256, cell_key from raw.statement_line").fetchall()
            counted = connection.execute(
                """select file_sha256, sum(figures_printed), sum(figures_published) + sum(figures_left_out),
                    count(*) filter (where figures_left_out > 0 and coalesce(left_out_reasons, '') = '')
                from marts.mart_recognition where statement <> '正文' group by 1"""
            ).fetchall()
        numbers = {
            key for key, _, text in cells if _NUMBER.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
        }
        printed = Counter(sha256 for key, sha256, _ in cells if key in numbers)
        printed.update(sha256 for sha256, key in lines if key not in numbers)
        assert printed
        assert {sha256: (figures, parts, silent) for sha256, figures, parts, silent in counted} == {
            sha256: (count, count, 0) for sha256, count in printed.items()
        }

    return require
