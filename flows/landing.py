"""The landing zone: which files are there and what its manifest says of them. Files are only looked at, never changed."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

MANIFEST = "manifest.csv"
_NOT_REPORTS = frozenset({MANIFEST, "README.md", ".gitkeep", ".DS_Store", "Thumbs.db"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file comes from, as the manifest says; None where it does not."""

    source_url: str | None = None
    publisher: str | None = None
    published_on: date | None = None
    retrieved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LandedFile:
    """A file in the landing zone. `data` is None and `error` says why when it could not be read."""

    path: str
    name: str
    size: int | None
    sha256: str | None
    error: str | None
    origin: Origin
    landed_at: datetime  # when it was first seen


class ManifestError(Exception):
    """The manifest cannot be used; the message names the line."""


def find_files(landing: Path) -> list[Path]:
    """Report files below the landing zone in a stable order; hidden files, the manifest and README are not reports.

    Raises FileNotFoundError when the landing zone does not exist.
    """
    if not landing.is_dir():
        raise FileNotFoundError(f"投放目录不存在：{landing}；用 --landing 指定报告文件所在的目录")
    return sorted(
        path
        for path in landing.rglob("*")
        if (path.is_file() or path.is_symlink())
        and path.name not in _NOT_REPORTS
        and not any(part.startswith(".") for part in path.relative_to(landing).parts)
    )


def look_at(path: Path, landing: Path, origins: dict[str, Origin], now: datetime) -> LandedFile:
    """Size and hash of a file. A file that cannot be read gives an error instead; links out of the zone are not followed."""
    relative = path.relative_to(landing).as_posix()
    size = digest = error = None
    try:
        if path.is_symlink() and not path.resolve(strict=True).is_relative_to(landing.resolve()):
            error = "符号链接指向投放目录之外，未读取；请放入文件本身"
        else:
            with path.open("rb") as handle:
                digest = hashlib.file_digest(handle, "sha256").hexdigest()
            size = path.stat().st_size
    except OSError as problem:
        error = f"文件无法打开：{problem.strerror or problem}；请检查权限"
    return LandedFile(relative, path.name, size, digest, error, origins.get(relative, Origin()), now)


def read_manifest(landing: Path) -> dict[str, Origin]:
    """Origins by relative path from manifest.csv (file, source_url, publisher, published_on, retrieved_at).

    No manifest: nothing is known of any file. Raises ManifestError for a missing column or an unreadable date.
    """
    path = landing / MANIFEST
    if not path.exists():
        return {}
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except UnicodeDecodeError as error:
        raise ManifestError(f"{path} 不是 UTF-8 文本") from error
    if rows and "file" not in rows[0]:
        raise ManifestError(f"{path} 缺少 file 列")
    origins: dict[str, Origin] = {}
    for number, row in enumerate(rows, start=2):
        try:
            origins[row["file"].replace("\\", "/")] = Origin(
                source_url=row.get("source_url") or None,
                publisher=row.get("publisher") or None,
                published_on=date.fromisoformat(row["published_on"]) if row.get("published_on") else None,
                retrieved_at=datetime.fromisoformat(row["retrieved_at"]) if row.get("retrieved_at") else None,
            )
        except ValueError as error:
            raise ManifestError(f"{path} 第 {number} 行的日期无法识别：{error}") from error
    return origins
