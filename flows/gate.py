"""The gate of a layer: evaluate its suites, decide, record. Nothing passes because something could not be checked.

Order within a run: gate raw, gate staging (which sees every report, quarantined ones too, and decides quarantine anew),
build marts without the quarantined reports, gate marts. Only run-scoped expectations look at marts.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from prefect import task

from flows.gating.decision import decide
from flows.gating.evaluation import evaluate
from flows.gating.outcomes import GateResult
from flows.gating.records import prepare, store
from flows.gating.suites import GateError, load_suites
from flows.settings import Settings

__all__ = ["GateError", "GateResult", "gate_task", "run_gate"]


def run_gate(
    work_db: Path,
    layer: str,
    suites_dir: Path,
    run_id: str,
    docs_dir: Path,
    published_db: Path | None = None,
) -> GateResult:
    """Gate a layer (raw, staging, marts) of the work database. The result is stored before it is returned.

    `published_db` is what the candidate is compared with; None or a missing file means nothing is published yet.
    Raises GateError when the suites cannot be used, FileNotFoundError when there is no work database.
    """
    if not work_db.exists():
        raise FileNotFoundError(f"没有工作库 {work_db}；请先运行 fiscal ingest 和 fiscal build")
    suites = load_suites(suites_dir, layer)
    report_count = prepare(work_db, published_db)
    site = docs_dir / "data_docs" / layer
    site.parent.mkdir(parents=True, exist_ok=True)
    outcomes = evaluate(work_db, suites, run_id, site)
    decision = decide(suites, outcomes, report_count)
    result = GateResult(
        layer=layer,
        run_id=run_id,
        decided_at=datetime.now(UTC).replace(tzinfo=None),
        action=decision.action,
        reasons=decision.reasons,
        outcomes=tuple(outcomes),
        quarantined=decision.quarantined,
        report_count=report_count,
        json_path=docs_dir / "gates" / run_id / f"{layer}.json",
        data_docs=site / "index.html",
    )
    store(work_db, result)
    return result


@task(name="gate", task_run_name="gate {layer}")
def gate_task(settings: Settings, layer: str, run_id: str) -> GateResult:
    """Gate a layer. Not retried: the same data gives the same answer."""
    return run_gate(
        settings.work_db,
        layer,
        settings.expectations_dir / "suites",
        run_id,
        settings.docs_dir,
        settings.published_db,
    )
