"""dbt from Python: raw → staging and intermediate → marts, in this process, on the work database.

dbt runs in process: its command line would be imported and parsed anew for every step. It keeps the database file open while it builds
and must let go of it afterwards, or the gate could not open it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prefect import task

from flows.settings import Settings

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult


class TransformError(Exception):
    """A dbt command that failed; the message names the failed nodes and what dbt says of them."""


@dataclass(frozen=True, slots=True)
class Transformed:
    """What a dbt command did: nodes by status (success, pass, skipped, ...)."""

    statuses: dict[str, int]

    @property
    def note(self) -> str:
        done = sum(self.statuses.get(status, 0) for status in ("success", "pass"))
        return f"{done} 个节点"


def dbt(settings: Settings, *arguments: str) -> Transformed:
    """Run a dbt command on the work database. Raises TransformError when a node or the command fails."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    logs = settings.logs_dir.resolve() / "dbt"
    logs.mkdir(parents=True, exist_ok=True)
    command = [
        *arguments,
        "--project-dir",
        str(settings.dbt_dir),
        "--profiles-dir",
        str(settings.dbt_dir),
        "--target-path",
        str(settings.home.resolve() / "work" / "dbt"),
        "--log-path",
        str(logs),
        "--quiet",
        "--no-use-colors",
    ]
    with _environment(settings):
        try:
            result = dbtRunner().invoke(command)
        finally:
            DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    failures = list(_failures(result))
    if failures or not result.success:
        reason = "；".join(failures) or str(result.exception)
        raise TransformError(f"dbt {arguments[0]} 失败：{reason}（日志：{logs / 'dbt.log'}）")
    statuses: dict[str, int] = {}
    for node in _results(result):
        statuses[str(node.status)] = statuses.get(str(node.status), 0) + 1
    return Transformed(statuses)


def _results(result: dbtRunnerResult) -> Sequence[Any]:
    return getattr(result.result, "results", None) or ()


def _failures(result: dbtRunnerResult) -> Iterator[str]:
    for node in _results(result):
        if str(node.status) in {"error", "fail", "runtime error"}:
            yield f"{node.node.name}：{' '.join(str(node.message).split())[:300]}"


@contextmanager
def _environment(settings: Settings) -> Iterator[None]:
    """dbt's profile takes the database path from the environment."""
    values = {
        "FISCAL_WAREHOUSE": str(settings.work_db.resolve()),
        "FISCAL_DBT_THREADS": str(settings.dbt_threads),
        "FISCAL_DBT_KEEP_OPEN": "True",
        "DO_NOT_TRACK": "1",
    }
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@task(name="dbt build")
def transform(settings: Settings, *select: str) -> Transformed:
    """Build the selected models with their data tests. Unit tests belong to the code and run in the test suite.

    A test that also looks at a model of a later step (a mart against a seed) waits for that step.
    """
    waiting = ("--indirect-selection", "buildable")
    return dbt(settings, "build", "--select", *select, *waiting, "--exclude-resource-type", "unit_test")


@task(name="dbt docs")
def build_docs(settings: Settings) -> str:
    """dbt's documentation as one offline page. Returns its path."""
    dbt(settings, "docs", "generate", "--static")
    target = settings.docs_dir / "dbt" / "index.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    (settings.home / "work" / "dbt" / "static_index.html").replace(target)
    return str(target)
