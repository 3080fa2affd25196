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
from flows.alert import AlertEvent, AlertKind, alert_task, emit_run_outcome, gate_events, send_alert
from flows.gate import GateResult, gate_artifact, gate_task
from flows.gating.suites import Severity
from flows.ingest import Ingested, ingest
from flows.progress import Progress, Step
from flows.publish import Published, publish_task
from flows.settings import Settings
from flows.transform import Transformed, build_docs, transform
from flows.warehouse.connection import work_database, writer_lock

_STAGING = ("resource_type:seed", "path:models/staging", "path:models/intermediate")
_VERSIONS = ("path:models/intermediate",)
_MARTS = ("path:models/marts", "path:models/ledger")
LEFT_OUT = ("rejected", "quarantined", "needs_ocr", "needs_libreoffice")


@dataclass
class RunResult:
    """What a run did. `published` is None when a gate blocked or nothing changed."""

    run_id: str
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
        return "published" if self.published is not None else "unchanged"


def new_run_id() -> str:
    """A sortable id: UTC time and a few random characters."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


def code_version() -> str:
    """The release, and a fingerprint of the code that ran."""
    return f"{package_version('fiscal-report-warehouse')}+{fingerprint.of_package('.')}"


@flow(name="refresh", flow_run_name="refresh {run_id}")
def refresh(settings: Settings, run_id: str, progress: Progress) -> RunResult:
    """Bring the published version up to date with the landing zone, if the gates let it through."""
    progress.note_start("启动 Prefect")
    result = RunResult(run_id, steps=progress.steps)
    result.ingested = ingest(settings, run_id, progress)
    if _gate(settings, "raw", result, progress):
        _build(settings, result, progress)
    if not result.blocked:
        _publish(settings, result, progress)
    _tell(settings, result)
    return result


def _build(settings: Settings, result: RunResult, progress: Progress) -> None:
    """Staging, its gate, and the candidate marts with their gate, up to the first gate that blocks."""
    before = _quarantined(settings)
    _transform(settings, "整理为标准层", progress, *_STAGING)
    if not _gate(settings, "staging", result, progress):
        return
    versions = _VERSIONS if _quarantined(settings) != before else ()
    _transform(settings, "建候选数据集市", progress, *versions, *_MARTS)
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


def _tell(settings: Settings, result: RunResult) -> None:
    """An artifact of the gates, an event for the run's outcome, alerts for what did not hold."""
    gate_artifact(result.gates)
    emit_run_outcome(
        result.run_id, result.outcome, {"note": _note(result), "gates": [gate.summary() for gate in result.gates]}
    )
    names = _report_names(settings)
    events = [event for gate in result.gates for event in gate_events(gate, names)]
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
    """Run the whole flow. A failure is recorded and alerted before it is raised again."""

    def work(run_id: str) -> RunResult:
        return refresh(settings, run_id, Progress())

    with writer_lock(settings.home):
        result = _recorded(settings, work)
    with closing(duckdb.connect(str(settings.work_db), read_only=True)) as connection:
        left_out = connection.execute(
            """select (select count(*) from raw.landing_file where list_contains($1, outcome))
                + (select count(distinct report_key) from raw.quarantine)""",
            [list(LEFT_OUT)],
        ).fetchall()
    result.left_out = left_out[0][0]
    return result


def ingest_only(settings: Settings) -> Ingested:
    """Read new and changed files; nothing is built or published."""
    with writer_lock(settings.home):
        return ingest(settings, new_run_id(), Progress())


@flow(name="build")
def build(settings: Settings, result: RunResult, progress: Progress) -> None:
    """Candidate marts from the raw tables as they are."""
    _build(settings, result, progress)
    gate_artifact(result.gates)


def build_only(settings: Settings) -> RunResult:
    """Build and gate the candidate marts; nothing is read or published."""
    result = RunResult(new_run_id())
    with writer_lock(settings.home), _raw_layer(settings):
        build(settings, result, Progress())
    return result


@flow(name="check")
def check(settings: Settings, result: RunResult, progress: Progress) -> None:
    """All gates on the work database as it is."""
    for layer in ("raw", "staging", "marts"):
        _gate(settings, layer, result, progress)
    gate_artifact(result.gates)


def check_only(settings: Settings) -> list[GateResult]:
    """Run all gates; nothing is built or published."""
    result = RunResult(new_run_id())
    with writer_lock(settings.home), _raw_layer(settings):
        check(settings, result, Progress())
    return result.gates


@flow(name="publish")
def publish(settings: Settings, result: RunResult, progress: Progress) -> None:
    """Gate the candidate marts and publish them."""
    for layer in ("raw", "staging", "marts"):
        _gate(settings, layer, result, progress)
    if not result.blocked:
        _publish(settings, result, progress)
    _tell(settings, result)


def publish_only(settings: Settings) -> RunResult:
    """Publish the candidate marts if all gates let them through."""

    def work(run_id: str) -> RunResult:
        result = RunResult(run_id)
        publish(settings, result, Progress())
        return result

    with writer_lock(settings.home), _raw_layer(settings):
        return _recorded(settings, work)


@contextmanager
def _raw_layer(settings: Settings) -> Iterator[None]:
    """Refuse in one sentence when there is nothing to work on."""
    if not settings.work_db.exists():
        raise FileNotFoundError(f"没有工作库 {settings.work_db}；先运行 fiscal ingest")
    yield


def _recorded(settings: Settings, work: Callable[[str], RunResult]) -> RunResult:
    """Do the work with a row in raw.run and an event for its outcome; a failure is alerted and raised again."""
    run_id = new_run_id()
    _note_run(settings, run_id, "running")
    try:
        result = work(run_id)
    except Exception as error:
        _note_run(settings, run_id, "failed", str(error))
        send_alert(settings.alert_urls, AlertEvent(AlertKind.RUN_FAILED, Severity.CRITICAL, str(error), run_id))
        raise
    _note_run(settings, run_id, result.outcome, _note(result))
    return result


def _note(result: RunResult) -> str | None:
    if result.published is not None:
        return result.published.version
    return "；".join(reason for gate in result.gates if gate.blocks for reason in gate.reasons) or None


def _note_run(settings: Settings, run_id: str, outcome: str, note: str | None = None) -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    with work_database(settings.work_db) as connection:
        connection.execute(
            """insert into raw.run (run_id, started_at, outcome) values ($1, $2, 'running') on conflict do nothing""",
            [run_id, now],
        )
        if outcome != "running":
            connection.execute(
                "update raw.run set ended_at = $2, outcome = $3, note = $4 where run_id = $1",
                [run_id, now, outcome, note],
            )
