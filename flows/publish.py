"""Publish gated candidate marts as a new version, switch readers to it in one step, go back to an older one.

Refuses what a gate blocked. A candidate with the content of the published version is nothing new. Until the last step, the
replacement of published/warehouse.duckdb, readers see the old version; whatever fails before leaves it byte-identical.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from prefect import task

from flows.publishing.reading import open_published
from flows.publishing.versions import (
    WAREHOUSE,
    PublishError,
    Version,
    current_version,
    finish_folder,
    list_versions,
    make_current,
    next_version,
    read_manifest,
    remove_old,
    start_folder,
)
from flows.publishing.warehouse_file import Contract, attach_candidate, content_hash, read_marts, write_warehouse
from flows.settings import Settings

__all__ = [
    "CONTRACT_VERSION",
    "PublishError",
    "Published",
    "Version",
    "current_version",
    "list_versions",
    "open_published",
    "publish",
    "publish_task",
    "read_inputs",
    "rollback",
]

CONTRACT_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Published:
    """A version that was just published."""

    version: str
    path: Path
    folder: Path
    row_counts: dict[str, int]
    content_hash: str
    removed: tuple[str, ...]


def publish(
    work_db: Path,
    published_dir: Path,
    *,
    code_version: str,
    contract_version: str,
    inputs: Mapping[str, str],
    gate_results: Sequence[Mapping[str, Any]],
    keep: int,
    volatile: Collection[str] = (),
) -> Published | None:
    """Publish schema marts of the work database. Returns None when nothing in it differs from what is published.

    `inputs` gives the hash of each report file read and its path; `gate_results` are GateResult.summary() of every layer;
    `volatile` names columns whose change alone is no news. Raises PublishError when a gate blocked or there are no marts.
    """
    blocked = [str(result["layer"]) for result in gate_results if result["action"] == "block"]
    if blocked or not gate_results:
        raise PublishError(
            f"未发布：{'、'.join(blocked)} 层检查未放行" if blocked else "未发布：没有检查结果，不知道数据能否发布"
        )
    now = datetime.now(UTC)
    # Sorting more rows than memory holds spills beside the work database, not into the current folder.
    with duckdb.connect(config={"temp_directory": str(work_db.with_name("publish.tmp"))}) as connection:
        catalog = attach_candidate(connection, work_db)
        marts = read_marts(connection, catalog)
        if not marts:
            raise PublishError(f"{work_db} 中没有 marts；请先运行 fiscal build")
        content = content_hash(connection, catalog, marts, volatile)
        if content == _published_content(published_dir):
            return None
        version = next_version(published_dir, now, content)
        partial = start_folder(published_dir, version)
        contract = Contract(contract_version, version, code_version, now.replace(tzinfo=None), len(inputs))
        previous = published_dir / WAREHOUSE
        counts = write_warehouse(connection, catalog, marts, partial / WAREHOUSE, contract, previous)
    folder = finish_folder(
        partial,
        {
            "version": version,
            "published_at": now.isoformat(),
            "code_version": code_version,
            "contract_version": contract_version,
            "content_hash": content,
            "row_counts": counts,
            "inputs": dict(sorted(inputs.items())),
            "gates": [dict(result) for result in gate_results],
        },
    )
    make_current(published_dir, version)
    removed = remove_old(published_dir, keep)
    return Published(version, published_dir / WAREHOUSE, folder, counts, content, tuple(removed))


def _published_content(published_dir: Path) -> str | None:
    version = current_version(published_dir)
    if version is None:
        return None
    return str(read_manifest(published_dir / "versions" / version)["content_hash"])


def rollback(published_dir: Path, version: str | None = None) -> str:
    """Make an older version the current one; None: the one before the current. Returns the version readers see now.

    The work database is not touched: the next publish compares its content with the version gone back to.
    """
    if version is None:
        version = _version_before_current(published_dir)
    make_current(published_dir, version)
    return version


def _version_before_current(published_dir: Path) -> str:
    current = current_version(published_dir)
    if current is None:
        raise PublishError(f"{published_dir} 中没有已发布的版本，无法回退")
    older = [v.version for v in list_versions(published_dir) if v.version < current]
    if not older:
        raise PublishError(f"版本 {current} 之前没有保留的版本，无法回退")
    return older[0]


def read_inputs(work_db: Path) -> dict[str, str]:
    """Hashes of the report files the marts rest on, with the path each was read from (withdrawn and older files too)."""
    with duckdb.connect(str(work_db), read_only=True) as connection:
        rows = connection.execute(
            "select file_sha256, file_path from raw.document where file_sha256 in (select file_sha256 from raw.report)"
        ).fetchall()
    return dict(rows)


@task(
    name="publish", retries=2, retry_delay_seconds=2, retry_condition_fn=lambda _task, _run, state: _is_io_error(state)
)
def publish_task(settings: Settings, code_version: str, gate_results: Sequence[Mapping[str, Any]]) -> Published | None:
    """Publish what the gates let through. Retried only when the disk or a file system in the network failed for once."""
    return publish(
        settings.work_db,
        settings.published_dir,
        code_version=code_version,
        contract_version=CONTRACT_VERSION,
        inputs=read_inputs(settings.work_db),
        gate_results=gate_results,
        keep=settings.keep_versions,
    )


def _is_io_error(state: Any) -> bool:  # noqa: ANN401 - Prefect's State, generic in the task's result
    return isinstance(state.result(raise_on_failure=False), OSError | duckdb.IOException)
