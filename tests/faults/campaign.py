"""Kill runs at many points and see that nothing is lost, nothing comes twice and readers see only whole versions.

A *round* is a home with a published version and new files in its landing zone, run again and again: killed in its first
phase, started again and killed in the next, through all phases; then a run that may end. Its marts must be those of a run
that nothing disturbed, so every round shows recovery from kills in every phase, one upon the other. Another process reads
the published file all the time.

    python tests/faults/campaign.py --rounds 6       (make test-faults)
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import duckdb

sys.path.append(str(Path(__file__).resolve().parent.parent / "support"))  # as a program; pytest knows the folder
from services import parsed_project, prefect_server

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
PHASES = (
    "landing", "reading", "loading", "gate", "staging", "marts", "candidate file", "fsync", "replace", "alert",
)  # fmt: skip
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
    """Where a fault strikes: an event (counted from 0) of a phase, while this command runs."""

    phase: str
    event: int
    command: str = "run"


@dataclass
class Round:
    """What became of one round."""

    struck: list[Point] = field(default_factory=list)
    missed: list[Point] = field(default_factory=list)
    lost_rows: int = 0
    extra_rows: int = 0
    torn_reads: int = 0
    reads: int = 0
    reader_errors: list[str] = field(default_factory=list)
    alerts: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Campaign:
    """A prepared home, the marts an undisturbed run makes of it, and how many events each phase of that run has."""

    base: Path
    landing: Path
    expected: Path
    events: dict[str, int]
    environment: dict[str, str]

    def points(self, number: int, rounds: int) -> list[Point]:
        """One point per phase for a round; the rounds together spread over each phase's events."""
        return [
            Point(phase, int((number + 0.5) * self.events[phase] / rounds)) for phase in PHASES if self.events[phase]
        ]

    def short_points(self) -> list[Point]:
        """A point in each phase that has a command shorter than a whole run: what a test suite has time for."""
        command: dict[str, str | None] = {
            "landing": "ingest", "reading": "ingest", "loading": "ingest", "staging": None, "marts": None,
        }  # fmt: skip
        return [
            Point(phase, self.events[phase] // 2, taken)
            for phase in PHASES
            if (taken := command.get(phase, "publish")) is not None and self.events[phase]
        ]


# -- preparing -------------------------------------------------------------------------------------------------------------


def write_landing(folder: Path, names: Sequence[str], *, total: int = 120) -> None:
    """Small consistent reports, one per name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / f"{name}.txt").write_text(_REPORT.format(name=name, total=f"{total}.50"), encoding="utf-8")


def prepare(folder: Path, environment: dict[str, str]) -> Campaign:
    """Publish a first version of two reports; then one report is new, one changed, and one file cannot be read."""
    landing, base = folder / "landing", folder / "base"
    write_landing(landing, ["图书馆", "档案馆"])
    _run("none", landing, base, environment).check_returncode()
    write_landing(landing, ["美术馆"])
    write_landing(landing, ["档案馆"], total=240)
    (landing / "坏文件.txt").write_bytes(bytes(range(128, 256)) * 4)
    undisturbed, log = folder / "undisturbed", folder / "events.jsonl"
    shutil.copytree(base, undisturbed, symlinks=True)
    _run("none", landing, undisturbed, environment, log=log).check_returncode()
    events = Counter(json.loads(line)[0] for line in log.read_text(encoding="utf-8").splitlines())
    return Campaign(base, landing, undisturbed / "published" / "warehouse.duckdb", dict(events), environment)


def _run(
    fault: str,
    landing: Path,
    home: Path,
    environment: dict[str, str],
    point: Point | None = None,
    log: Path | None = None,
    command: str = "run",
) -> subprocess.CompletedProcess[str]:
    plan: dict[str, object] = {"fault": fault}
    if point is not None:
        plan |= {"phase": point.phase, "event": point.event}
    if log is not None:
        plan["log"] = str(log)
    where = ["--home", str(home)] + (["--landing", str(landing)] if command in {"run", "ingest"} else [])
    return subprocess.run(
        [sys.executable, str(HERE / "victim.py"), json.dumps(plan), command, *where],
        capture_output=True, text=True, env={**os.environ, **environment}, check=False, timeout=600, cwd=PROJECT,
    )  # fmt: skip


# -- one round -------------------------------------------------------------------------------------------------------------


def play(campaign: Campaign, points: Sequence[Point], home: Path, fault: str = "kill") -> Round:
    """Run, strike and run again through all points, then to the end; judge what is there."""
    shutil.copytree(campaign.base, home, symlinks=True)
    _link_published_again(home)
    outcome = Round()
    with _reading(home, outcome), _receiving() as (url, told):
        environment = {**campaign.environment, "FISCAL_ALERT_URLS": json.dumps([url])}
        before = "run"
        for point in points:
            if point.command == "publish" and before != "publish":  # there must be candidate marts to publish
                for command in ("ingest", "build"):
                    _must_end(outcome, _run("none", campaign.landing, home, environment, command=command))
            before = point.command
            done = _run(fault, campaign.landing, home, environment, point, command=point.command)
            if done.returncode == 0:
                outcome.missed.append(point)  # this phase had less to do after the kills before
            elif _is_harmed(fault, done.returncode):
                outcome.struck.append(point)
            else:
                outcome.problems.append(f"{point}: exit {done.returncode}: {done.stderr[-2000:]}")
        # Where all was built before the last kill, publishing is all that is left to do.
        _must_end(outcome, _run("none", campaign.landing, home, environment, command=before))
        outcome.alerts = sum("坏文件.txt" in message for message in told)
    outcome.lost_rows, outcome.extra_rows = differences(campaign.expected, home / "published" / "warehouse.duckdb")
    outcome.problems += [f"left behind: {path}" for path in leftovers(home)]
    outcome.problems += [] if outcome.alerts else ["nobody was told of the file that cannot be read"]
    return outcome


def _must_end(outcome: Round, done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode != 0:
        outcome.problems.append(f"undisturbed run: exit {done.returncode}: {done.stderr[-2000:]}")


@contextmanager
def _receiving() -> Iterator[tuple[str, list[str]]]:
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


def _is_harmed(fault: str, returncode: int) -> bool:
    return returncode == -9 if fault == "kill" else returncode != 0


def _link_published_again(home: Path) -> None:
    """A copied home has two files where there were two links to one; the pipeline must not mind, but here it starts as it was."""
    published = home / "published" / "warehouse.duckdb"
    for version in (home / "published" / "versions").iterdir():
        if (version / "warehouse.duckdb").read_bytes() == published.read_bytes():
            published.unlink()
            published.hardlink_to(version / "warehouse.duckdb")
            return


@contextmanager
def _reading(home: Path, outcome: Round) -> Iterator[None]:
    result = home.with_name(f"{home.name}.reader.json")
    command = [sys.executable, str(HERE / "reader.py"), str(home / "published"), str(result)]
    reader = subprocess.Popen(command, cwd=PROJECT)
    try:
        yield
    finally:
        reader.terminate()
        reader.wait(60)
        seen = json.loads(result.read_text(encoding="utf-8"))
        outcome.reads, outcome.torn_reads, outcome.reader_errors = seen["reads"], seen["torn"], seen["errors"]


def differences(expected: Path, actual: Path) -> tuple[int, int]:
    """Rows of the expected marts that are not in the actual ones, and the other way round; times and versions aside."""
    lost = extra = 0
    with duckdb.connect() as connection:
        for name, path in (("expected", expected), ("actual", actual)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        tables = connection.execute(
            "select table_name, list(column_name order by column_index) from duckdb_columns() where database_name = 'expected'"
            " and data_type <> 'TIMESTAMP' and column_name not like '%\\_version' escape '\\' group by all"
        ).fetchall()
        for table, columns in tables:
            if table == "contract":
                continue
            shown = ", ".join(f'"{column}"' for column in columns)
            one, other = (f'select {shown} from {name}.marts."{table}"' for name in ("expected", "actual"))
            lost += connection.execute(f"select count(*) from ({one} except all {other})").fetchall()[0][0]
            extra += connection.execute(f"select count(*) from ({other} except all {one})").fetchall()[0][0]
    return lost, extra


def leftovers(home: Path) -> list[Path]:
    """What a killed run left and the last run should have cleared away."""
    found = [path for path in (home / "published").rglob(".*") if path.name.startswith((".partial-", ".deleting-"))]
    return found + list((home / "work").glob("fragments/*"))


# -- the command -----------------------------------------------------------------------------------------------------------


def main() -> None:
    """Play all rounds, print the result, exit 1 when anything is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--fault", choices=["kill", "term", "disk"], default="kill")
    parser.add_argument("--at-once", type=int, default=2, help="rounds played at the same time")
    given = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="faults-") as name, prefect_server(Path(name)) as environment:
        folder = Path(name)
        campaign = prepare(folder, {**environment, **parsed_project(folder / "parsed")})
        print(
            "events per phase: " + ", ".join(f"{phase} {campaign.events.get(phase, 0)}" for phase in PHASES), flush=True
        )

        def one(number: int) -> Round:
            result = play(campaign, campaign.points(number, given.rounds), folder / f"round-{number}", given.fault)
            print(
                f"round {number + 1}/{given.rounds}: {len(result.struck)} points, {time.monotonic() - started:.0f} s",
                flush=True,
            )
            return result

        with ThreadPoolExecutor(given.at_once) as pool:
            results = list(pool.map(one, range(given.rounds)))
    sys.exit(report(results, time.monotonic() - started))


def report(results: Sequence[Round], seconds: float) -> int:
    """Print what was found; 1 when something is wrong."""
    by_phase = Counter(point.phase for result in results for point in result.struck)
    print("\nphase            points\n" + "\n".join(f"{phase:<16} {by_phase[phase]:>6}" for phase in PHASES))
    sums = {
        "points": sum(by_phase.values()),
        "lost rows": sum(result.lost_rows for result in results),
        "duplicate rows": sum(result.extra_rows for result in results),
        "torn reads": sum(result.torn_reads for result in results),
        "reader errors": sum(len(result.reader_errors) for result in results),
        "reads": sum(result.reads for result in results),
        "alerts lost": sum(not result.alerts for result in results),
    }
    print("  ".join(f"{name} {count}" for name, count in sums.items()) + f"  seconds {seconds:.0f}")
    problems = [problem for result in results for problem in [*result.problems, *result.reader_errors[:3]]]
    for problem in problems:
        print(problem)
    wrong = any(sums[name] for name in ("lost rows", "duplicate rows", "torn reads", "reader errors"))
    return 1 if wrong or problems or not sums["points"] else 0


if __name__ == "__main__":
    main()
