"""The homes that runs come to harm in: a version is published, and there is news in the landing zone.

`victim` runs a command of `fiscal` in one of them, disturbed or not; `prepare` makes the homes and the marts that must come
of them in the end.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
PHASES = (
    "landing", "reading", "loading", "gate", "staging", "marts", "candidate file", "fsync", "replace", "alert",
)  # fmt: skip
UNREADABLE = "坏文件.txt"
_LONGEST_SECONDS = 600
_REPORT = """2021年度某省某县{name}部门决算
收入决算表
单位：万元
科目编码\t科目名称\t本年收入合计\t财政拨款收入\t其他收入
\t合计\t{total}\t{total}\t0
207\t文化旅游体育与传媒支出\t{total}\t{total}\t0
支出决算表
单位：万元
科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出
\t合计\t{total}\t{total}\t0
207\t文化旅游体育与传媒支出\t{total}\t{total}\t0

{name}2021年度支出合计{total}万元。
"""


@dataclass(frozen=True, slots=True)
class Point:
    """Where a fault strikes: an event (counted from 0) of a phase, or the end of the phase, while this command runs."""

    phase: str
    event: int
    command: str = "run"
    fault: str = "kill"


@dataclass(frozen=True)
class Homes:
    """Two moments of a run that nothing disturbed, and its end.

    `base`: before it. `built`: its candidate marts are built and gated, and not published. `expected`: what it published.
    `events`: phase and number of every event, in the order they happened, with the visit of the phase it fell into.
    """

    base: Path
    built: Path
    landing: Path
    expected: Path
    events: dict[tuple[str, int], int]
    environment: dict[str, str]

    def count(self, phase: str) -> int:
        return sum(name == phase for name, _ in self.events)

    def spread(self, phase: str, number: int, of: int) -> int:
        """The event of a phase that is number-th of so many spread over the phase."""
        return int((number + 0.5) * self.count(phase) / of)

    def in_order(self, points: Sequence[Point]) -> list[Point]:
        """As a run comes to them: one that was killed late has no early work left for the next kill."""
        places = list(self.events)
        return sorted(points, key=lambda point: places.index((point.phase, point.event)))


def write_landing(folder: Path, names: Sequence[str], *, total: int = 120) -> None:
    """Small consistent reports, one per name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / f"{name}.txt").write_text(_REPORT.format(name=name, total=f"{total}.50"), encoding="utf-8")


def prepare(folder: Path, environment: dict[str, str]) -> Homes:
    """Publish a first version of two reports; then one report is new, one changed, and one file cannot be read."""
    landing, base, built = folder / "landing", folder / "base", folder / "built"
    write_landing(landing, ["图书馆", "档案馆"])
    victim({}, "run", landing, base, environment).check_returncode()
    write_landing(landing, ["美术馆"])
    write_landing(landing, ["档案馆"], total=240)
    (landing / UNREADABLE).write_bytes(bytes(range(128, 256)) * 4)
    undisturbed, log = folder / "undisturbed", folder / "events.jsonl"
    copy_home(base, undisturbed)
    plan = {"log": str(log), "copy": {"before": "candidate file", "to": str(built)}}
    with receiver() as (url, _):
        told = {**environment, "FISCAL_ALERT_URLS": json.dumps([url])}
        victim(plan, "run", landing, undisturbed, told).check_returncode()
    events = (json.loads(line) for line in log.read_text(encoding="utf-8").splitlines())
    seen = {(phase, number): visit for phase, number, visit, *_ in events}
    return Homes(base, built, landing, undisturbed / "published" / "warehouse.duckdb", seen, environment)


def victim(
    plan: dict[str, object], command: str, landing: Path, home: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a command of `fiscal`; what happens to it says the plan (victim.py)."""
    where = ["--home", str(home)] + (["--landing", str(landing)] if command in {"run", "ingest"} else [])
    return subprocess.run(
        [sys.executable, str(HERE / "victim.py"), json.dumps(plan), command, *where],
        capture_output=True, text=True, env={**os.environ, **environment}, check=False, timeout=_LONGEST_SECONDS, cwd=PROJECT,
    )  # fmt: skip


def copy_home(source: Path, target: Path) -> None:
    """A copied home has two files where there were two links to one; the pipeline must not mind, but here it starts as it was."""
    shutil.copytree(source, target, symlinks=True)
    published = target / "published" / "warehouse.duckdb"
    for version in (target / "published" / "versions").iterdir():
        if (version / "warehouse.duckdb").read_bytes() == published.read_bytes():
            published.unlink()
            published.hardlink_to(version / "warehouse.duckdb")
            return


@contextmanager
def receiver() -> Iterator[tuple[str, list[str]]]:
    """A server that takes alerts: its Apprise address, and the bodies it was sent."""
    told: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["message"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep the output clean."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"json://127.0.0.1:{server.server_port}/", told
        server.shutdown()
