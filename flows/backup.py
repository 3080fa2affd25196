"""A copy of a home that can be trusted: the work database and the published versions, with the hash of every file.

A backup is made while the writer's lock is held, written under a temporary name and renamed when it is durable, so a folder
with a backup's name is whole. It is restored into a home that is not there yet, after all hashes were checked: what is in
use is never overwritten.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flows.durable import sync, sync_all
from flows.publishing.versions import WAREHOUSE, current_version, file_sha256, make_current
from flows.warehouse.connection import work_database, writer_lock

_CONTENTS = "backup.json"
_PARTIAL = ".partial-"
# What the next run makes anew, or what only tells of runs past.
_LEFT_OUT = {"prefect", "logs", "docs"}
_WORK_LEFT_OUT = {"dbt", "fragments"}


class BackupError(Exception):
    """A backup that cannot be made or restored; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup on disk."""

    folder: Path
    files: int
    size_bytes: int
    version: str | None


def backup(home: Path, target: Path) -> Backup:
    """Copy a home into a new folder below `target`. Raises BackupError when there is nothing to copy."""
    work_db = home / "work" / WAREHOUSE
    if not work_db.exists():
        raise BackupError(f"{home} 中没有工作库，没有可备份的内容；请检查 --home，或先运行 fiscal run")
    if target.resolve().is_relative_to(home.resolve()):
        raise BackupError(f"备份目录 {target} 在数据目录 {home} 之内；请放到别处（最好是另一块磁盘）")
    with writer_lock(home):
        with work_database(work_db) as connection:
            connection.execute("checkpoint")  # all is in the one file then, nothing in a log beside it
        version = current_version(home / "published")
        name = f"fiscal-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        partial = target / f"{_PARTIAL}{name}"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        hashes = {}
        for path in _files(home):
            place = path.relative_to(home)
            (partial / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, partial / place)
            hashes[place.as_posix()] = file_sha256(partial / place)
    contents = {"made_at": datetime.now(UTC).isoformat(), "version": version, "files": hashes}
    (partial / _CONTENTS).write_text(json.dumps(contents, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sync_all(partial)
    folder = partial.with_name(name)
    partial.rename(folder)
    sync(folder.parent)
    return Backup(folder, len(hashes), sum((folder / place).stat().st_size for place in hashes), version)


def restore(folder: Path, home: Path) -> Backup:
    """Make a home of a backup. Raises BackupError when the home is there already or the backup is not as it was made."""
    if home.exists() and any(home.iterdir()):
        raise BackupError(f"{home} 不是空目录；恢复只写入新目录，请用 --home 另选一个，或先把它移走")
    try:
        contents = json.loads((folder / _CONTENTS).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise BackupError(f"{folder} 不是 fiscal backup 做的备份（没有可用的 {_CONTENTS}）") from error
    for place, sha256 in contents["files"].items():
        path = folder / place
        if not path.is_file() or file_sha256(path) != sha256:
            raise BackupError(f"备份中的文件缺失或已损坏：{path}；请换一份备份")
    partial = home.with_name(f"{_PARTIAL}{home.name}")
    shutil.rmtree(partial, ignore_errors=True)
    for place in contents["files"]:
        (partial / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(folder / place, partial / place)
    if contents["version"] is not None:
        make_current(partial / "published", contents["version"])
    sync_all(partial)
    if home.exists():
        home.rmdir()
    partial.rename(home)
    sync(home.parent)
    sizes = sum((home / place).stat().st_size for place in contents["files"])
    return Backup(home, len(contents["files"]), sizes, contents["version"])


def _files(home: Path) -> Iterator[Path]:
    """The files of a home a backup holds. The published file is one of the versions and not copied twice."""
    for path in sorted(home.rglob("*")):
        parts = path.relative_to(home).parts
        is_left_out = parts[0] in _LEFT_OUT or (parts[0] == "work" and len(parts) > 1 and parts[1] in _WORK_LEFT_OUT)
        is_hidden = any(part.startswith(".") for part in parts)
        if path.is_file() and not is_left_out and not is_hidden and parts != ("published", WAREHOUSE):
            yield path
