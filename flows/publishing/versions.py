"""The folder of published versions. A version folder is complete or absent; the current version is one step away from any other.

published/
    warehouse.duckdb            what readers open: the same bytes as the current version's file
    versions/<version>/         warehouse.duckdb, parquet/, manifest.json; never changed once it is there

Whoever gets into published/ may read all of it and write none of it, whatever the umask of the run. Who gets in is decided by
the modes and the group of published/ itself, which are set once and left as an administrator changes them.
"""

from __future__ import annotations

import json
import re
import shutil
import stat
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import Any

from flows.durable import sync, sync_all

WAREHOUSE = "warehouse.duckdb"
MANIFEST = "manifest.json"
_PARTIAL = ".partial-"
_DOOMED = ".deleting-"
_STAMP = "%Y%m%dT%H%M%S"
_VERSION = re.compile(r"(\d{8}T\d{6}\.\d{3})Z-[0-9a-f]{8}")


class PublishError(Exception):
    """A version that cannot be published or gone back to; the published file is as it was."""


@dataclass(frozen=True, slots=True)
class Version:
    """A published version. `is_current` says whether readers see it."""

    version: str
    published_at: datetime
    code_version: str
    contract_version: str
    content_hash: str
    row_counts: dict[str, int]
    input_count: int
    is_current: bool
    folder: Path


def list_versions(published_dir: Path) -> list[Version]:
    """All complete versions, the newest first."""
    current = current_version(published_dir)
    return [_version(folder, current) for folder in _folders(published_dir)]


def _version(folder: Path, current: str | None) -> Version:
    manifest = read_manifest(folder)
    return Version(
        version=folder.name,
        published_at=datetime.fromisoformat(manifest["published_at"]),
        code_version=manifest["code_version"],
        contract_version=manifest["contract_version"],
        content_hash=manifest["content_hash"],
        row_counts=manifest["row_counts"],
        input_count=len(manifest["inputs"]),
        is_current=folder.name == current,
        folder=folder,
    )


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a version folder."""
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return manifest


def current_version(published_dir: Path) -> str | None:
    """The version readers see, or None. Taken from the file itself: its bytes are those of exactly one version."""
    published = published_dir / WAREHOUSE
    if not published.exists():
        return None
    folders = _folders(published_dir)
    for folder in folders:
        if (folder / WAREHOUSE).samefile(published):
            return folder.name
    # A copied home, or a file system without hard links.
    digest = file_sha256(published)
    return next((folder.name for folder in folders if read_manifest(folder)["file_sha256"] == digest), None)


def _folders(published_dir: Path) -> list[Path]:
    """The folders of complete versions, the newest first. Folders with other names are not ours."""
    found = [path.parent for path in (published_dir / "versions").glob(f"*/{MANIFEST}")]
    return sorted((folder for folder in found if _VERSION.fullmatch(folder.name)), reverse=True)


def next_version(published_dir: Path, now: datetime, content_hash: str) -> str:
    """UTC time and a short hash. Sorts after every version there is, even when the clock went back."""
    stamps = [
        datetime.strptime(version.version.split("Z-")[0], f"{_STAMP}.%f").replace(tzinfo=UTC)
        for version in list_versions(published_dir)
    ]
    at = max([now, *(stamp + timedelta(milliseconds=1) for stamp in stamps)])
    return f"{at:{_STAMP}}.{at.microsecond // 1000:03d}Z-{content_hash[:8]}"


def start_folder(published_dir: Path, version: str) -> Path:
    """An empty folder to build a version in. What interrupted runs left behind is removed first."""
    versions = published_dir / "versions"
    for made in (published_dir, versions):
        if not made.exists():
            made.mkdir(parents=True)
            _let_read(made)
    for leftover in [*versions.glob(f"{_PARTIAL}*"), *versions.glob(f"{_DOOMED}*")]:
        shutil.rmtree(leftover)
    for leftover in published_dir.glob(f"{_PARTIAL}*"):
        leftover.unlink()
    folder = versions / f"{_PARTIAL}{version}"
    folder.mkdir()
    return folder


def finish_folder(partial: Path, manifest: dict[str, Any]) -> Path:
    """Write the manifest, make everything durable and give the folder its name. Returns the finished folder."""
    content = {**manifest, "file_sha256": file_sha256(partial / WAREHOUSE)}
    (partial / MANIFEST).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for path in [partial, *partial.rglob("*")]:
        _let_read(path)
    sync_all(partial)
    finished = partial.with_name(partial.name.removeprefix(_PARTIAL))
    partial.rename(finished)
    sync(finished.parent)
    return finished


def _let_read(path: Path) -> None:
    """Everybody may read it; nobody else may write in a folder, and nobody at all in a file."""
    if path.is_dir():
        path.chmod(0o755 | path.stat().st_mode & stat.S_ISGID)  # what an administrator gave to a group stays in it
    else:
        path.chmod(0o444)


def make_current(published_dir: Path, version: str) -> None:
    """Readers see this version from now on, in one step; who has the old file open keeps it.

    Raises PublishError when the version is not there or its file is not the one its manifest describes.
    """
    folder = published_dir / "versions" / version
    if folder not in _folders(published_dir):
        known = "、".join(v.version for v in list_versions(published_dir)) or "无"
        raise PublishError(f"没有版本 {version}；现有版本：{known}")
    if file_sha256(folder / WAREHOUSE) != read_manifest(folder)["file_sha256"]:
        raise PublishError(f"版本 {version} 的文件与其清单不符，已损坏，不能发布：{folder / WAREHOUSE}")
    fresh = published_dir / f"{_PARTIAL}{version}.duckdb"
    fresh.unlink(missing_ok=True)
    try:
        fresh.hardlink_to(folder / WAREHOUSE)
    except OSError:
        shutil.copy2(folder / WAREHOUSE, fresh)
        sync(fresh)
    fresh.replace(published_dir / WAREHOUSE)
    # Renaming a hard link onto its own file (the version is current already) does nothing and leaves the temporary name.
    fresh.unlink(missing_ok=True)
    sync(published_dir)


def remove_old(published_dir: Path, keep: int) -> list[str]:
    """Keep the newest versions and always the current one. Returns the versions removed."""
    removed = []
    for version in list_versions(published_dir)[keep:]:
        if version.is_current:
            continue
        doomed = version.folder.with_name(f"{_DOOMED}{version.version}")
        version.folder.rename(doomed)
        shutil.rmtree(doomed)
        removed.append(version.version)
    return removed


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as handle:
        return file_digest(handle, "sha256").hexdigest()
