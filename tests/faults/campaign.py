"""Harm runs at many points and see that nothing is lost, nothing comes twice and readers see only whole versions.

A *round* is a home that is run again and again: harmed in its first phase, started again and harmed in the next, through
all phases; then a run that may end. Its marts must be those of a run that nothing disturbed, so every round shows recovery
from faults in every phase, one upon the other. Another process reads the published file all the time.

    python tests/faults/campaign.py       (make test-faults)

plays rounds of `fiscal run` that are killed, rounds of the shorter commands that are killed, and others that are told to end,
find the disk full or get no more memory.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

sys.path.append(str(Path(__file__).resolve().parent.parent / "support"))  # as a program; pytest knows the folder
from homes import HERE, PHASES, UNREADABLE, Homes, Point, copy_home, prepare, receiver, victim
from services import parsed_project, prefect_server
from victim import STRUCK

from flows.bound_process import bound_process

SOONER = {
    **dict.fromkeys(("landing", "reading", "loading"), "ingest"),
    **dict.fromkeys(("staging", "marts"), "build"),
    **dict.fromkeys(("gate", "candidate file", "fsync", "replace", "alert"), "publish"),
}
FAULTS = ("term", "disk", "memory")
LEAST_IN_PHASE = 5


@dataclass(frozen=True, slots=True)
class Round:
    """A home, where it comes to harm, and the command that must end well afterwards."""

    start: Path
    points: list[Point]
    last: str = "run"


@dataclass
class Outcome:
    """What became of a round."""

    struck: list[Point] = field(default_factory=list)
    missed: list[Point] = field(default_factory=list)
    lost_rows: int = 0
    extra_rows: int = 0
    torn_reads: int = 0
    reads: int = 0
    reader_errors: list[str] = field(default_factory=list)
    alerts: int = 0
    problems: list[str] = field(default_factory=list)


def whole_rounds(homes: Homes, rounds: int) -> list[Round]:
    """`fiscal run` killed in every phase; the rounds together spread over each phase's events."""
    return [
        Round(homes.base, homes.in_order([Point(phase, homes.spread(phase, number, rounds)) for phase in PHASES]))
        for number in range(rounds)
    ]


def short_rounds(
    homes: Homes, faults: Sequence[str], numbers: Sequence[int] = (0,), of: int = 1, *, without: Sequence[str] = ()
) -> list[Round]:
    """Commands that come to a phase sooner than a whole run does; the faults take turns over the phases.

    What is struck under each of the numbers (of so many) shares a home, and with it the run that ends well.
    """

    def points(command: str) -> list[Point]:
        return homes.in_order(
            [
                Point(phase, homes.spread(phase, number, of), command, faults[(number + turn) % len(faults)])
                for turn, (phase, sooner) in enumerate(SOONER.items())
                if sooner == command and phase not in without
                for number in numbers
            ]
        )

    return [
        Round(homes.base, points("ingest") + points("build")),
        Round(homes.built, points("publish"), last="publish"),
    ]


# -- one round -------------------------------------------------------------------------------------------------------------


def play(homes: Homes, played: Round, home: Path) -> Outcome:
    """Run, strike and run again through all points, then to the end; judge what is there."""
    copy_home(played.start, home)
    outcome = Outcome()
    with _reading(home, outcome), receiver() as (url, told):
        environment = {**homes.environment, "FISCAL_ALERT_URLS": json.dumps([url])}
        for point in played.points:
            visit = homes.events[point.phase, point.event]
            plan = {"fault": point.fault, "phase": point.phase, "event": point.event, "visit": visit}
            done = victim(plan, point.command, homes.landing, home, environment)
            if STRUCK.decode() in done.stderr:
                outcome.struck.append(point)
            elif done.returncode == 0:
                outcome.missed.append(point)  # nothing was left to do in this phase after the faults before
            else:
                outcome.problems.append(f"{point}: exit {done.returncode}: {done.stderr[-2000:]}")
        done = victim({}, played.last, homes.landing, home, environment)
        if done.returncode != 0:
            outcome.problems.append(f"undisturbed run: exit {done.returncode}: {done.stderr[-2000:]}")
        outcome.alerts = sum(UNREADABLE in message for message in told)
    outcome.lost_rows, outcome.extra_rows = differences(homes.expected, home / "published" / "warehouse.duckdb")
    outcome.problems += [f"left behind: {path}" for path in leftovers(home)]
    return outcome


@contextmanager
def _reading(home: Path, outcome: Outcome) -> Iterator[None]:
    result = home.with_name(f"{home.name}.reader.json")
    command = [sys.executable, str(HERE / "reader.py"), str(home / "published"), str(result)]
    with bound_process(command, result.with_suffix(".log")):
        yield
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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=1, help="rounds of fiscal run, killed in each phase")
    parser.add_argument(
        "--short-rounds", type=int, default=6, help="times the shorter commands are killed in each phase"
    )
    parser.add_argument("--other-rounds", type=int, default=1, help="the same with the other faults")
    parser.add_argument("--homes", type=int, default=2, help="homes these times are shared out to")
    parser.add_argument("--at-once", type=int, default=3, help="rounds played at the same time")
    given = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="faults-") as name, prefect_server(Path(name)) as server:
        folder = Path(name)
        homes = prepare(folder, {**server, **parsed_project(folder / "parsed")})
        print("events per phase: " + ", ".join(f"{phase} {homes.count(phase)}" for phase in PHASES), flush=True)
        rounds = whole_rounds(homes, given.rounds)
        for first in range(min(given.homes, given.short_rounds)):
            # Not one after the other: what is killed late in loading has committed, and leaves the next kill nothing to load.
            numbers = range(first, given.short_rounds, given.homes)
            rounds += short_rounds(homes, ["kill"], numbers, given.short_rounds)
        for number in range(given.other_rounds):
            rounds += short_rounds(homes, FAULTS, [number], given.other_rounds)

        def one(number: int) -> Outcome:
            outcome = play(homes, rounds[number], folder / f"round-{number}")
            seconds = time.monotonic() - started
            print(f"round {number + 1}/{len(rounds)}: {len(outcome.struck)} points, {seconds:.0f} s", flush=True)
            return outcome

        with ThreadPoolExecutor(given.at_once) as pool:
            results = list(pool.map(one, range(len(rounds))))
    times = given.rounds + given.short_rounds
    sys.exit(report(results, time.monotonic() - started, min(LEAST_IN_PHASE, times), len(PHASES) * times))


def report(results: Sequence[Outcome], seconds: float, least_in_phase: int = 0, least: int = 1) -> int:
    """Print what was found; 1 when something is wrong or it was killed too seldom."""
    struck = Counter((point.phase, point.fault) for result in results for point in result.struck)
    faults = ("kill", *FAULTS)
    print(f"\n{'phase':<16} {'points':>6}" + "".join(f" {fault:>6}" for fault in faults))
    for phase in PHASES:
        counts = [struck[phase, fault] for fault in faults]
        print(f"{phase:<16} {sum(counts):>6}" + "".join(f" {count:>6}" for count in counts))
    sums = {
        "points": sum(struck.values()),
        "lost rows": sum(result.lost_rows for result in results),
        "duplicate rows": sum(result.extra_rows for result in results),
        "torn reads": sum(result.torn_reads for result in results),
        "reader errors": sum(len(result.reader_errors) for result in results),
        "alerts lost": sum(not result.alerts for result in results),
        "reads": sum(result.reads for result in results),
        "not struck": sum(len(result.missed) for result in results),
    }
    print("  ".join(f"{name} {count}" for name, count in sums.items()) + f"  seconds {seconds:.0f}")
    problems = [problem for result in results for problem in [*result.problems, *result.reader_errors[:3]]]
    for phase in PHASES:
        if struck[phase, "kill"] < least_in_phase:
            problems.append(
                f"{phase}: killed at {struck[phase, 'kill']} points, to be killed at {least_in_phase} or more"
            )
    if (kills := sum(struck[phase, "kill"] for phase in PHASES)) < least:
        problems.append(f"killed at {kills} points in all, to be killed at {least} or more")
    for problem in problems:
        print(problem)
    wrong = any(sums[name] for name in ("lost rows", "duplicate rows", "torn reads", "reader errors", "alerts lost"))
    return 1 if wrong or problems else 0


if __name__ == "__main__":
    main()
