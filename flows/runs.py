"""A run: what it did, the lock it holds, and the rows that tell of it when it has ended, however it ended."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version as package_version

from flows import fingerprint, logs
from flows.alerting.book import open_book
from flows.gating.outcomes import GateResult
from flows.ingest import Ingested
from flows.metrics import write_metrics
from flows.progress import Progress, Step
from flows.publish import Published
from flows.settings import Settings
from flows.warehouse.connection import work_database, writer_lock
from flows.warm_up import warm_up

# Commands that build and gate, not only read.
_BUILDING = frozenset({"refresh", "rebuild", "review", "build"})


@dataclass
class RunResult:
    """What a run did. `published` is None when a gate blocked or nothing changed."""

    run_id: str
    publishes: bool = True  # whether it was the run's job to publish
    ingested: Ingested | None = None
    gates: list[GateResult] = field(default_factory=list)
    published: Published | None = None
    left_out: int = 0
    places: dict[str, str] = field(default_factory=dict)
    progress: Progress = field(default_factory=Progress)

    @property
    def steps(self) -> list[Step]:
        return self.progress.steps

    @property
    def blocked(self) -> bool:
        return any(gate.blocks for gate in self.gates)

    @property
    def outcome(self) -> str:
        if self.blocked:
            return "blocked"
        if not self.publishes:
            return "done"
        return "published" if self.published is not None else "unchanged"

    @property
    def note(self) -> str | None:
        """The version published, or why nothing was."""
        if self.published is not None:
            return self.published.version
        return "；".join(reason for gate in self.gates if gate.blocks for reason in gate.reasons) or None


def new_run_id() -> str:
    """A sortable id: UTC time and a few random characters."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


def code_version() -> str:
    """The release, and a fingerprint of the code that ran."""
    return f"{package_version('fiscal-report-warehouse')}+{fingerprint.of_package('.')}"


def run_alone(settings: Settings, command: str, work: Callable[[Settings, RunResult, Progress], object]) -> RunResult:
    """Do the work alone, with a row in raw.run for its outcome; a failure is noted and raised again."""
    progress = Progress()
    token = logs.run_id.set(run_id := new_run_id())
    result = RunResult(run_id, publishes=command in {"refresh", "publish"}, progress=progress)
    try:
        with writer_lock(settings.home):
            _note_start(settings, result.run_id, command)
            try:
                with progress.step("启动 Prefect 与 dbt" if command in _BUILDING else "启动 Prefect"):
                    warm_up(settings, builds=command in _BUILDING)
                work(settings, result, progress)
            except Exception as error:
                _note_end(settings, result, "failed", str(error))
                raise
            _note_end(settings, result, result.outcome, result.note)
    finally:
        logs.run_id.reset(token)
    return result


def _note_start(settings: Settings, run_id: str, command: str) -> None:
    """Whoever holds the lock is alone: a run that is still noted as running was killed."""
    with work_database(settings.work_db) as connection:
        connection.execute(
            "update raw.run set outcome = 'interrupted', ended_at = $1 where outcome = 'running'", [_now()]
        )
        connection.execute(
            "insert into raw.run (run_id, command, started_at, outcome) values ($1, $2, $3, 'running')",
            [run_id, command, _now()],
        )


def _note_end(settings: Settings, result: RunResult, outcome: str, note: str | None) -> None:
    stages = [
        [result.run_id, number, step.name, step.note, step.files, step.rows, step.seconds, step.peak_mb]
        for number, step in enumerate(result.steps)
    ]
    with work_database(settings.work_db) as connection:
        connection.execute(
            "update raw.run set ended_at = $2, outcome = $3, note = $4 where run_id = $1",
            [result.run_id, _now(), outcome, note],
        )
        if stages:
            connection.executemany("insert into runs.stage values ($1, $2, $3, $4, $5, $6, $7, $8)", stages)
    if result.publishes and outcome in {"published", "unchanged"}:
        with open_book(settings.alert_book) as book:
            book.note_success(datetime.now(UTC))
    if settings.metrics_file is not None:
        write_metrics(settings.metrics_file, outcome, result.steps, settings)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
