"""The whole job as one Prefect flow: ingest → gate → staging → gate → marts → gate → publish, and alerts on what went wrong.

Only this flow is scheduled. Readers see nothing of it until the last step replaces the published file; whatever stops a run
leaves the published version as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import duckdb
from prefect import flow

from flows.alert import AlertEvent, alert_task, emit_run_outcome, gate_events
from flows.alerting.findings import AREA as FINDINGS_AREA
from flows.alerting.findings import finding_events
from flows.artifacts import gate_artifact, run_artifacts
from flows.extraction import ReadContext
from flows.gate import GateResult, gate_task
from flows.gating.catalogue import keep_out, let_in_again
from flows.ingest import Ingested, ingest
from flows.progress import Progress
from flows.publish import publish_task
from flows.recognise_again import recognise_again
from flows.runs import RunResult, code_version, run_alone
from flows.settings import Settings
from flows.transform import Transformed, build_docs, docs_are_current, transform
from flows.warehouse.connection import work_database

_STAGING = ("resource_type:seed", "path:models/staging", "path:models/intermediate")
_VERSIONS = ("path:models/intermediate",)
LAYERS = ("raw", "staging", "marts")
_MARTS = ("path:models/checks", "path:models/marts", "path:models/ledger")


@flow(name="refresh", flow_run_name="refresh {result.run_id}")
def refresh(settings: Settings, result: RunResult, progress: Progress, again: Collection[str] = ()) -> None:
    """Bring the published version up to date with the landing zone, if the gates let it through.

    Files whose hash is in `again` are read as if they were new.
    """
    with _telling(settings, result):
        result.ingested = ingest(settings, result.run_id, progress, again)
        if _gate(settings, "raw", result, progress):
            _build(settings, result, progress)
        if not result.blocked:
            _publish(settings, result, progress)


@flow(name="review", flow_run_name="review {result.run_id}")
def review(settings: Settings, result: RunResult, progress: Progress) -> None:
    """Candidate marts from the stored documents, recognised again with the reference data as it is now."""
    with _telling(settings, result):
        _recognise_again(settings, result, progress)


@flow(name="rebuild", flow_run_name="rebuild {result.run_id}")
def rebuild(settings: Settings, result: RunResult, progress: Progress) -> None:
    """Recognise every stored document again, build the marts and publish them; no file is read."""
    with _telling(settings, result):
        _recognise_again(settings, result, progress, everything=True)
        if not result.blocked:
            _publish(settings, result, progress)


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


def _recognise_again(settings: Settings, result: RunResult, progress: Progress, *, everything: bool = False) -> None:
    """Stored documents anew, and candidate marts of them."""
    context = ReadContext(result.run_id, settings.landing, _now(), settings.limits)
    with progress.step("按新的参考数据重新识别") as step:
        again = recognise_again(settings, context, everything=everything)
        step.note = f"{again} 份文档"
    result.ingested = Ingested(files=0, read=0, unchanged=0, recognised_again=again)
    if _gate(settings, "raw", result, progress):
        _build(settings, result, progress)


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
        step.rows = sum(result.published.row_counts.values()) if result.published is not None else None
    if not docs_are_current(settings):
        with progress.step("生成 dbt 文档"):
            build_docs(settings)
    result.places["dbt 文档"] = str(settings.dbt_docs)
    result.places["已发布的文件"] = str(settings.published_db)


@contextmanager
def _telling(settings: Settings, result: RunResult) -> Iterator[None]:
    """An event for the run's outcome, whatever it is; an artifact of the gates; alerts for what did not hold."""
    try:
        yield
    except Exception as error:
        emit_run_outcome(result.run_id, "failed", {"note": str(error)})
        alert_task(settings, result.run_id, ["run"], [AlertEvent.run_failed(result.run_id, str(error))])
        raise
    emit_run_outcome(
        result.run_id, result.outcome, {"note": result.note, "gates": [gate.summary() for gate in result.gates]}
    )
    gate_artifact(result.gates)
    run_artifacts(result.progress)
    areas, events = ["run", "ingest"], []
    names = _report_names(settings)
    for gate in result.gates:
        areas.append(f"gate:{gate.layer}")
        events += gate_events(gate, names)
    rejected = _rejected_files(settings)
    events += [AlertEvent.files_rejected(result.run_id, rejected)] if rejected else []
    if result.publishes and not result.blocked and settings.published_db.exists():
        areas.append(FINDINGS_AREA)
        events += finding_events(settings.published_db, result.run_id)
    alert_task(settings, result.run_id, areas, events)


def _report_names(settings: Settings) -> dict[str, str]:
    """What a person calls a report: its file and unit."""
    with work_database(settings.work_db) as connection:
        rows = connection.execute(
            "select r.report_key, d.file_name, r.unit_name from raw.report as r join raw.document as d using (file_sha256)"
        ).fetchall()
    return {key: f"{name}（{unit}）" if unit else name for key, name, unit in rows}


def _rejected_files(settings: Settings) -> dict[str, str]:
    """Reason by path of the files in the landing zone that could not be read."""
    with work_database(settings.work_db) as connection:
        return dict(
            connection.execute(
                "select file_path, coalesce(reason, '') from raw.landing_file where outcome = 'rejected' order by 1"
            ).fetchall()
        )


def _quarantined(settings: Settings) -> set[str]:
    with work_database(settings.work_db) as connection:
        return {key for (key,) in connection.execute("select distinct report_key from raw.quarantine").fetchall()}


# -- entry points of the command line: each holds the writer's lock and leaves a row in raw.run ----------------------------


def run_refresh(settings: Settings, again: Collection[str] = ()) -> RunResult:
    """Run the whole flow. Files whose hash is in `again` are read as if they were new."""

    def work(settings: Settings, result: RunResult, progress: Progress) -> None:
        refresh(settings, result, progress, again)

    result = run_alone(settings, "refresh", work)
    with closing(duckdb.connect(str(settings.work_db), read_only=True)) as connection:
        left_out = connection.execute(
            """select (select count(*) from raw.landing_file where outcome = 'rejected')
                + (select count(distinct report_key) from raw.quarantine)"""
        ).fetchall()
    result.left_out = left_out[0][0]
    return result


def run_rebuild(settings: Settings) -> RunResult:
    """Recognise all stored documents anew and publish; nothing is read."""
    _need_work_database(settings)
    return run_alone(settings, "rebuild", rebuild)


def ingest_only(settings: Settings) -> Ingested:
    """Read new and changed files; nothing is built or published."""

    def work(settings: Settings, result: RunResult, progress: Progress) -> None:
        result.ingested = ingest(settings, result.run_id, progress)

    done = run_alone(settings, "ingest", work).ingested
    if done is None:
        raise RuntimeError("an ingest that ends without an error has a result")
    return done


def review_only(settings: Settings, write_seeds: Callable[[], None]) -> RunResult:
    """Write changed reference data, recognise the stored documents anew and build the candidate marts; nothing is read."""
    _need_work_database(settings)

    def work(settings: Settings, result: RunResult, progress: Progress) -> None:
        write_seeds()
        review(settings, result, progress)

    return run_alone(settings, "review", work)


def build_only(settings: Settings) -> RunResult:
    """Build and gate the candidate marts; nothing is read or published."""
    _need_work_database(settings)
    return run_alone(settings, "build", build)


def check_only(settings: Settings) -> list[GateResult]:
    """Run all gates; nothing is built or published."""
    _need_work_database(settings)
    return run_alone(settings, "check", check).gates


def publish_only(settings: Settings) -> RunResult:
    """Publish the candidate marts if all gates let them through."""
    _need_work_database(settings)
    return run_alone(settings, "publish", publish)


def _need_work_database(settings: Settings) -> None:
    if not settings.work_db.exists():
        raise FileNotFoundError(f"没有工作库 {settings.work_db}；先运行 fiscal ingest")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
