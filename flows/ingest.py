"""Ingest: files in the landing zone → raw tables. Reads only what is new or changed; recognises again what seeds changed.

A file is known by its content. A batch of files is one task: worker processes read it, one fragment holds its rows, one
transaction loads it.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
from prefect import flow, task

from flows.extraction import (
    ReadContext,
    landing_row,
    load_knowledge,
    read_row,
    reader_version,
)
from flows.landing import LandedFile, ManifestProblem, find_files, look_at, read_manifest
from flows.progress import Progress
from flows.readers.masking import mask
from flows.readers.tools import TOOL_OF, available_tools
from flows.reading import read_batch
from flows.recognise_again import recognise_again
from flows.settings import Settings
from flows.warehouse.connection import work_database
from flows.warehouse.fragments import Rows, fragments_dir, load_fragments, table_schemas, write_fragment

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Known:
    """What the raw layer remembers of a path."""

    sha256: str | None
    outcome: str
    reader_version: str
    landed_at: datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """What the raw layer remembers of a file's content."""

    reader_version: str
    source_format: str
    has_report: bool
    notes: str | None = None
    lacks: str | None = None


@dataclass
class Plan:
    """What an ingest has to do: files to read, outcomes known without reading, files that are as before."""

    to_read: list[LandedFile] = field(default_factory=list)
    settled: Rows = field(default_factory=dict)
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Ingested:
    """What an ingest did."""

    files: int
    read: int
    unchanged: int
    recognised_again: int


def plan_ingest(
    files: Sequence[LandedFile],
    known: dict[str, Known],
    stored: dict[str, Stored],
    context: ReadContext,
    tools: Collection[str] = (),
    again: Collection[str] = (),
) -> Plan:
    """Which files to read, given what is remembered by path (`known`) and by content hash (`stored`).

    A file that lacked one of the `tools` there are now is read again, and so is content whose hash is in `again`. A second
    path with the same content is a duplicate of the first, unless the first is gone (the file was moved).
    """
    plan = Plan()
    settled = plan.settled.setdefault("landing_file", [])
    first_path: dict[str, str] = {}
    for file in sorted(files, key=lambda f: (known[f.path].landed_at if f.path in known else context.now, f.path)):
        before = known.get(file.path)
        if file.error is not None or file.sha256 is None:
            if before is not None and before.sha256 is None and before.outcome == "rejected":
                plan.unchanged += 1
            else:
                settled.append(landing_row(file, context, "rejected", file.error))
            continue
        sha256 = file.sha256
        if before is not None and before.sha256 == sha256:
            file = replace(file, landed_at=before.landed_at)  # other content at the same path has landed just now
        twin = first_path.setdefault(sha256, file.path)
        is_same = (
            before is not None
            and before.sha256 == sha256
            and before.reader_version == reader_version(before.outcome, context.limits)
        )
        content = stored.get(sha256)
        can_read_more = (before is not None and TOOL_OF.get(before.outcome) in tools) or (
            content is not None and content.lacks in tools
        )
        if twin != file.path:
            if is_same and before is not None and before.outcome == "duplicate":
                plan.unchanged += 1
            else:
                settled.append(landing_row(file, context, "duplicate", f"内容与 {twin} 相同，未重复读取"))
        elif can_read_more or sha256 in again:
            plan.to_read.append(file)
        elif is_same and before is not None and before.outcome != "duplicate":
            plan.unchanged += 1
        elif content is not None and content.reader_version == reader_version():
            settled.append(
                read_row(file, context, content.source_format, has_report=content.has_report, notes=content.notes)
            )
        else:
            plan.to_read.append(file)
    return plan


@task(name="look at landing zone")
def look_at_landing_zone(
    landing: Path, now: datetime, most_bytes: int
) -> tuple[list[LandedFile], list[ManifestProblem]]:
    """Every file in the landing zone with its hash and what the manifest says of it, and rows of the manifest that say nothing."""
    paths = find_files(landing)
    origins, problems = read_manifest(landing, {path.relative_to(landing).as_posix() for path in paths})
    return [look_at(path, landing, origins, now, most_bytes) for path in paths], problems


@task(name="read batch", task_run_name="read batch {number}")
def read_batch_task(
    files: Sequence[LandedFile], context: ReadContext, settings: Settings, number: int, progress: Progress
) -> Path:
    """Read a batch of files and write its rows as one fragment. Each file is a line of the log."""

    def note(file: LandedFile, outcome: str, seconds: float) -> None:
        told = {
            "file_sha256": file.sha256,
            "file_path": mask(file.path),
            "outcome": outcome,
            "seconds": round(seconds, 3),
        }
        logger.info("读取一个文件", extra=told)
        progress.note_file(file.path, outcome, seconds)

    rows = read_batch(files, context, load_knowledge(settings.seeds_dir), settings.read_workers, note)
    return write_fragment(rows, fragments_dir(settings.home, context.run_id) / f"batch-{number:06d}")


@task(name="load fragments")
def load_fragments_task(settings: Settings, folders: Sequence[Path]) -> dict[str, int]:
    """Load fragments into the raw tables, one transaction each."""
    with work_database(settings.work_db) as connection:
        return load_fragments(connection, folders)


def _remembered(connection: duckdb.DuckDBPyConnection) -> tuple[dict[str, Known], dict[str, Stored]]:
    known = {
        path: Known(sha256, outcome, version, landed_at)
        for path, sha256, outcome, version, landed_at in connection.execute(
            "select file_path, file_sha256, outcome, reader_version, landed_at from raw.landing_file"
        ).fetchall()
    }
    stored = {
        sha256: Stored(*values)
        for sha256, *values in connection.execute(
            """select file_sha256, reader_version, source_format, file_sha256 in (select file_sha256 from raw.report),
                notes, lacks
            from raw.document"""
        ).fetchall()
    }
    return known, stored


def _follow_landing_zone(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[LandedFile],
    problems: Sequence[ManifestProblem],
    folder: Path,
) -> None:
    """Make the rows of files that are not read again say what the landing zone says now.

    Files that left it have no outcome any more (what was read of them stays); the manifest may have learnt more; content
    that came back to its path is the latest again. `folder` is for the exchange file.
    """
    columns = ("source_url", "publisher", "published_on", "retrieved_at")
    schema = {name: table_schemas()["landing_file"][name] for name in ("file_path", "file_sha256", *columns)}
    seen = [{"file_path": f.path, "file_sha256": f.sha256, **asdict(f.origin)} for f in files]
    folder.mkdir(parents=True, exist_ok=True)
    exchange = folder / "seen.parquet"
    pl.DataFrame(seen, schema=schema).write_parquet(exchange)
    changes = ", ".join(f"{column} = seen.{column}" for column in columns)
    differs = " or ".join(f"target.{column} is distinct from seen.{column}" for column in columns)
    connection.begin()
    connection.execute(
        "delete from raw.landing_file where file_path not in (select file_path from read_parquet($1))", [str(exchange)]
    )
    for table in ("landing_file", "document"):
        connection.execute(
            f"""update raw.{table} as target set {changes} from read_parquet($1) as seen
            where target.file_path = seen.file_path and target.file_sha256 = seen.file_sha256 and ({differs})""",
            [str(exchange)],
        )
    connection.execute(
        """update raw.document as target set landed_at = landed.landed_at from raw.landing_file as landed
        where target.file_path = landed.file_path and target.file_sha256 = landed.file_sha256
            and landed.landed_at > target.landed_at"""
    )
    connection.execute("delete from raw.manifest_problem")
    for problem in problems:
        connection.execute(
            "insert into raw.manifest_problem values ($1, $2, $3)", [problem.line_no, problem.text, problem.reason]
        )
    connection.commit()
    exchange.unlink()


@flow(name="ingest")
def ingest(
    settings: Settings, run_id: str, progress: Progress | None = None, read_again: Collection[str] = ()
) -> Ingested:
    """Bring the raw layer up to date with the landing zone. Files whose hash is in `read_again` are read as if they were new."""
    progress = progress or Progress(quiet=True)
    context = ReadContext(run_id, settings.landing, datetime.now(UTC).replace(tzinfo=None), settings.limits)
    fragments = fragments_dir(settings.home, run_id)
    with progress.step("查看投放目录") as step:
        files, problems = look_at_landing_zone(settings.landing, context.now, settings.limits.file_bytes)
        with work_database(settings.work_db) as connection:
            known, stored = _remembered(connection)
        plan = plan_ingest(files, known, stored, context, available_tools(), read_again)
        step.files = len(files)
        step.note = f"{len(files)} 个文件，其中 {len(plan.to_read)} 个新的或有变化"
        if not files and stored:
            step.note = f"{settings.landing} 是空的；已入库的 {len(stored)} 份文档保留"
    folders: list[Path] = []
    if plan.settled["landing_file"]:
        folders.append(write_fragment(plan.settled, fragments / "settled"))
    batches = [plan.to_read[i : i + settings.batch_files] for i in range(0, len(plan.to_read), settings.batch_files)]
    for number, batch in enumerate(batches):
        with progress.step(f"读取第 {number + 1}/{len(batches)} 批") as step:
            folders.append(read_batch_task(batch, context, settings, number, progress))
            step.files = len(batch)
            step.note = f"{len(batch)} 个文件"
    with progress.step("装入原始层") as step:
        counts = load_fragments_task(settings, folders) if folders else {}
        with work_database(settings.work_db) as connection:
            _follow_landing_zone(connection, files, problems, fragments)
        again = recognise_again(settings, context)
        shutil.rmtree(fragments.parent, ignore_errors=True)
        step.rows = sum(counts.values())
        step.note = f"{step.rows} 行" + (f"，{again} 份文档按新的参考数据重新识别" if again else "")
    return Ingested(len(files), len(plan.to_read), plan.unchanged, again)
