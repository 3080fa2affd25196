"""The whole job as one Prefect flow: ingest → gate → staging → gate → marts → gate → publish, and alerts on what went wrong.

Only this flow is scheduled. Readers see nothing of it until the last step replaces the published file; whatever stops a run
leaves the published version as it was.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version as package_version

import duckdb
from prefect import flow

from flows import fingerprint
from flows.alert import AlertEvent, alert_task, emit_run_outcome, gate_events, news_events
from flows.extraction import ReadContext
from flows.gate import GateResult, gate_artifact, gate_task
from flows.gating.catalogue import keep_out, let_in_again
from flows.ingest import Ingested, ingest, recognise_again
from flows.progress import Progress, Step
from flows.publish import Published, publish_task
from flows.settings import Settings
from flows.transform import Transformed, build_docs, transform
from flows.warehouse.connection import work_database, writer_lock

_STAGING = ("resource_type:seed", "path:models/staging", "path:models/intermediate")
_VERSIONS = ("path:models/intermediate",)
LAYERS = ("raw", "staging", "marts")
_MARTS = ("path:models/checks", "path:models/marts", "path:models/ledger")


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
    steps: list[Step] = field(default_factory=list)

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


@flow(name="refresh", flow_run_name="refresh {result.run_id}")
def refresh(settings: Settings, result: RunResult, progress: Progress) -> None:
    """Bring the published version up to date with the landing zone, if the gates let it through."""
    progress.note_start("启动 Prefect")
    with _telling(settings, result):
        result.ingested = ingest(settings, result.run_id, progress)
        if _gate(settings, "raw", result, progress):
            _build(settings, result, progress)
        if not result.blocked:
            _publish(settings, result, progress)


@flow(name="review", flow_run_name="review {result.run_id}")
def review(settings: Settings, result: RunResult, progress: Progress) -> None:
    """Candidate marts from the stored documents, recognised again with the reference data as it is now."""
    context = ReadContext(result.run_id, settings.landing, _now(), settings.limits)
    with _telling(settings, result):
        with progress.step("按新的参考数据重新识别") as step:
            again = recognise_again(settings, context)
            step.note = f"{again} 份文档"
        result.ingested = Ingested(files=0, read=0, unchanged=0, recognised_again=again, rejected={})
        if _gate(settings, "raw", result, progress):
            _build(settings, result, progress)


@flow(name="build", flow_run_name="build {result.run_id}")
def build(settings: Settings, result: RunResult, progress: Progress) -> None:
    """Candidate marts from the raw tables as they are."""
    with _telling(settings, result):
        _build(settings, result, progress)


@flow(name="check", flow_run_name="check {result.run_id}")
def check(settings: Settings, result: RunResult, progress: Progress) -> None:
    """All gates on the work database as it is."""
    with _telling(settings, result):
        for layer in LAYERS:
            _gate(settings, layer, result, progress)


@flow(name="publish", flow_run_name="publish {result.run_id}")
def publish(settings: Settings, result: RunResult, progress: Progress) -> None:
    """Gate the candidate marts as they are and publish them."""
    with _telling(settings, result):
        for layer in LAYERS:
            _gate(settings, layer, result, progress)
        if not result.blocked:
            _publish(settings, result, progress)


# -- steps of the flows ----------------------------------------------------------------------------------------------------


def _build(settings: Settings, result: RunResult, progress: Progress) -> None:
    """Staging, its gate, and the candidate marts with their gate, up to the first gate that blocks."""
    before = _quarantined(settings)
    _transform(settings, "整理为标准层", progress, *_STAGING)
    if not _gate(settings, "staging", result, progress):
        return
    with work_database(settings.work_db) as connection:
        let_in_again(connection)
    versions = _VERSIONS if _quarantined(settings) != before else ()
    _transform(settings, "建候选数据集市", progress, *versions, *_MARTS)
    with work_database(settings.work_db) as connection:
        kept_out = keep_out(connection, result.run_id)
    if kept_out:
        _transform(settings, f"隔离 {len(kept_out)} 份报告后重建", progress, *_VERSIONS, *_MARTS)
    _gate(settings, "marts", result, progress)


def _gate(settings: Settings, layer: str, result: RunResult, progress: Progress) -> bool:
    """Gate a layer; whether the run may go on."""
    with progress.step(f"质量关口 {layer}") as step:
        gate = gate_task(settings, layer, result.run_id)
        summary = gate.summary()
        step.note = (
            f"{summary['expectations']} 项检查，{summary['failed'] + summary['broken']} 项未过：{gate.action.value}"
        )
    result.gates.append(gate)
    if gate.data_docs is not None:
        result.places["Data Docs"] = str(gate.data_docs.parent.parent)
    return not gate.blocks


def _transform(settings: Settings, name: str, progress: Progress, *select: str) -> Transformed:
    with progress.step(name) as step:
        done = transform(settings, *select)
        step.note = done.note
    return done


def _publish(settings: Settings, result: RunResult, progress: Progress) -> None:
    with progress.step("发布") as step:
        result.published = publish_task(settings, code_version(), [gate.summary() for gate in result.gates])
        step.note = result.published.version if result.published is not None else "没有变化"
    docs = settings.docs_dir / "dbt" / "index.html"
    if result.published is not None or not docs.exists():
        with progress.step("生成 dbt 文档"):
            build_docs(settings)
    result.places["dbt 文档"] = str(docs)
    result.places["已发布的文件"] = str(settings.published_db)


@contextmanager
def _telling(settings: Settings, result: RunResult) -> Iterator[None]:
    """An event for the run's outcome, whatever it is; an artifact of the gates; alerts for what did not hold."""
    try:
        yield
    except Exception as error:
        emit_run_outcome(result.run_id, "failed", {"note": str(error)})
        alert_task(settings, [AlertEvent.run_failed(result.run_id, str(error))])
        raise
    emit_run_outcome(
        result.run_id, result.outcome, {"note": result.note, "gates": [gate.summary() for gate in result.gates]}
    )
    gate_artifact(result.gates)
    names = _report_names(settings)
    events = [event for gate in result.gates for event in gate_events(gate, names)]
    if result.ingested is not None and result.ingested.rejected:
        events.append(AlertEvent.files_rejected(result.run_id, result.ingested.rejected))
    if result.published is not None:
        events.extend(news_events(settings, result.run_id))
    if events:
        alert_task(settings, events)


def _report_names(settings: Settings) -> dict[str, str]:
    """What a person calls a report: its file and unit."""
    with work_database(settings.work_db) as connection:
        rows = connection.execute(
            "select r.report_key, d.file_name, r.unit_name from raw.report as r join raw.document as d using (file_sha256)"
        ).fetchall()
    return {key: f"{name}（{unit}）" if unit else name for key, name, unit in rows}


def _quarantined(settings: Settings) -> set[str]:
    with work_database(settings.work_db) as connection:
        return {key for (key,) in connection.execute("select distinct report_key from raw.quarantine").fetchall()}


# -- entry points of the command line: each holds the writer's lock and leaves a row in raw.run ----------------------------


def run_refresh(settings: Settings) -> RunResult:
    """Run the whole flow."""
    result = _run(settings, "refresh", refresh)
    with closing(duckdb.connect(str(settings.work_db), read_only=True)) as connection:
        left_out = connection.execute(
            """select (select count(*) from raw.landing_file where outcome = 'rejected')
                + (select count(distinct report_key) from raw.quarantine)"""
        ).fetchall()
    result.left_out = left_out[0][0]
    return result


def ingest_only(settings: Settings) -> Ingested:
    """Read new and changed files; nothing is built or published."""

    def work(settings: Settings, result: RunResult, progress: Progress) -> None:
        result.ingested = ingest(settings, result.run_id, progress)

    done = _run(settings, "ingest", work).ingested
    if done is None:
        raise RuntimeError("an ingest that ends without an error has a result")
    return done


def review_only(settings: Settings, write_seeds: Callable[[], None]) -> RunResult:
    """Write changed reference data, recognise the stored documents anew and build the candidate marts; nothing is read."""
    _need_work_database(settings)

    def work(settings: Settings, result: RunResult, progress: Progress) -> None:
        write_seeds()
        review(settings, result, progress)

    return _run(settings, "review", work)


def build_only(settings: Settings) -> RunResult:
    """Build and gate the candidate marts; nothing is read or published."""
    _need_work_database(settings)
    return _run(settings, "build", build)


def check_only(settings: Settings) -> list[GateResult]:
    """Run all gates; nothing is built or published."""
    _need_work_database(settings)
    return _run(settings, "check", check).gates


def publish_only(settings: Settings) -> RunResult:
    """Publish the candidate marts if all gates let them through."""
    _need_work_database(settings)
    return _run(settings, "publish", publish)


def _need_work_database(settings: Settings) -> None:
    if not settings.work_db.exists():
        raise FileNotFoundError(f"没有工作库 {settings.work_db}；先运行 fiscal ingest")


def _run(settings: Settings, command: str, work: Callable[[Settings, RunResult, Progress], object]) -> RunResult:
    """Do the work alone, with a row in raw.run for its outcome; a failure is noted and raised again."""
    progress = Progress()
    result = RunResult(new_run_id(), publishes=command in {"refresh", "publish"}, steps=progress.steps)
    with writer_lock(settings.home):
        _note_start(settings, result.run_id, command)
        try:
            work(settings, result, progress)
        except Exception as error:
            _note_end(settings, result.run_id, "failed", str(error))
            raise
        _note_end(settings, result.run_id, result.outcome, result.note)
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


def _note_end(settings: Settings, run_id: str, outcome: str, note: str | None) -> None:
    with work_database(settings.work_db) as connection:
        connection.execute(
            "update raw.run set ended_at = $2, outcome = $3, note = $4 where run_id = $1",
            [run_id, _now(), outcome, note],
        )


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
