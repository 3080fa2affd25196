"""dbt from Python: raw → staging and intermediate → marts, in this process, on the work database.

dbt runs in process: its command line would be imported and the project parsed anew for every step. It keeps the database file open
while it builds and must let go of it afterwards, or the gate could not open it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import duckdb
from prefect import task

from flows import fingerprint
from flows.readers.masking import mask
from flows.settings import Settings

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult
    from dbt.contracts.graph.manifest import Manifest

# All that dbt parses, and none of what a shell in the project leaves there.
_SOURCES = ("*.yml", "[mst]*s/**/*.sql", "[ms]*s/**/*.yml", "seeds/**/*.csv")
_SHOWN_ROWS, _LONGEST_REASON = 3, 300
_parsed: dict[tuple[str, ...], Manifest] = {}


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
    result = _invoke(settings, parsed_project(settings), arguments, settings.work_db.resolve())
    failures = list(_failures(settings, result))
    if failures or not result.success:
        reason = "；".join(failures) or str(result.exception)
        raise TransformError(f"dbt {arguments[0]} 失败：{reason}（日志：{_logs(settings) / 'dbt.log'}）")
    statuses: dict[str, int] = {}
    for node in _results(result):
        statuses[str(node.status)] = statuses.get(str(node.status), 0) + 1
    return Transformed(statuses)


def parsed_project(settings: Settings) -> Manifest | None:
    """The dbt project as dbt parsed it, once per process as long as its files are the same; None where it cannot be parsed."""
    key = _project_key(settings)
    if key not in _parsed:
        # Nothing is opened, and a path of its own would make dbt parse everything anew for every home.
        result = _invoke(settings, None, ("parse",), Path("warehouse.duckdb")).result
        if result is None:
            return None
        _parsed.clear()
        _parsed[key] = cast("Manifest", result)
    return _parsed[key]


def _project_key(settings: Settings) -> tuple[str, ...]:
    return str(settings.dbt_dir.resolve()), *(fingerprint.of_files(settings.dbt_dir, files) for files in _SOURCES)


def _invoke(settings: Settings, manifest: Manifest | None, arguments: Sequence[str], database: Path) -> dbtRunnerResult:
    """One dbt command; whatever becomes of it, the database file is let go of."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    logs = _logs(settings)
    logs.mkdir(parents=True, exist_ok=True)
    command = [
        *arguments,
        "--project-dir",
        str(settings.dbt_dir),
        "--profiles-dir",
        str(settings.dbt_dir),
        "--target-path",
        str(_target(settings)),
        "--log-path",
        str(logs),
        "--quiet",
        "--no-use-colors",
    ]
    with _environment(settings, database):
        try:
            return dbtRunner(manifest=manifest).invoke(command)
        finally:
            DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


def _target(settings: Settings) -> Path:
    return settings.home.resolve() / "work" / "dbt"


def _logs(settings: Settings) -> Path:
    return settings.logs_dir.resolve() / "dbt"


def _results(result: dbtRunnerResult) -> Sequence[Any]:
    return getattr(result.result, "results", None) or ()


def _failures(settings: Settings, result: dbtRunnerResult) -> Iterator[str]:
    for node in _results(result):
        if str(node.status) == "fail":
            yield f"{node.node.name}：{_first_rows(settings.work_db, node.node.compiled_code)}"
        elif str(node.status) in {"error", "runtime error"}:
            yield f"{node.node.name}：{' '.join(str(node.message).split())[:_LONGEST_REASON]}"


def _first_rows(work_db: Path, query: str) -> str:
    """What a data test found: dbt itself says only how many rows."""
    with duckdb.connect(str(work_db), read_only=True) as connection:
        rows = connection.execute(query).fetchmany(_SHOWN_ROWS)
    return mask("；".join(" ".join(str(value) for value in row) for row in rows))[:_LONGEST_REASON]


@contextmanager
def _environment(settings: Settings, database: Path) -> Iterator[None]:
    """dbt's profile takes the database path from the environment."""
    values = {
        "FISCAL_WAREHOUSE": str(database),
        "FISCAL_DBT_THREADS": str(settings.dbt_threads),
        # DuckDB's own threads come on top of those that dbt runs statements on.
        "FISCAL_DUCKDB_THREADS": str(max(1, (os.cpu_count() or 1) - settings.dbt_threads + 1)),
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


def docs_are_current(settings: Settings) -> bool:
    """Whether there is a documentation of the dbt project as it is now: it tells of models, not of their rows."""
    key = _docs_key(settings)
    if not (settings.dbt_docs.exists() and key.exists()):
        return False
    return key.read_text(encoding="utf-8") == "\n".join(_project_key(settings))


@task(name="dbt docs")
def build_docs(settings: Settings) -> None:
    """dbt's documentation as one offline page, settings.dbt_docs."""
    manifest = parsed_project(settings)
    # What this run built is compiled already, and compiling is most of the work.
    compiled = manifest is not None and all(getattr(node, "compiled", True) for node in manifest.nodes.values())
    if manifest is not None and compiled:
        manifest.write(str(_target(settings) / "manifest.json"))  # type: ignore[no-untyped-call]
    dbt(settings, "docs", "generate", "--static", "--no-compile" if compiled else "--compile")
    settings.dbt_docs.parent.mkdir(parents=True, exist_ok=True)
    (_target(settings) / "static_index.html").replace(settings.dbt_docs)
    _docs_key(settings).write_text("\n".join(_project_key(settings)), encoding="utf-8")


def _docs_key(settings: Settings) -> Path:
    return settings.dbt_docs.with_suffix(".key")
