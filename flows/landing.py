"""The landing zone: which files are there and what its manifest says of them. Files are only looked at, never changed."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath

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
    """A file in the landing zone. `sha256` is None and `error` says why when it could not be read."""

    path: str
    name: str
    size: int | None
    sha256: str | None
    error: str | None
    origin: Origin
    landed_at: datetime  # when this content was first seen at this path


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


@dataclass(frozen=True, slots=True)
class ManifestProblem:
    """A row of the manifest that could not be used."""

    line_no: int
    text: str
    reason: str


def read_manifest(landing: Path, paths: Collection[str]) -> tuple[dict[str, Origin], list[ManifestProblem]]:
    """Origins by relative path from manifest.csv (file, source_url, publisher, published_on, retrieved_at).

    `paths` are the files there are. A row that names none of them, or one a second time, is a problem to tell, no reason to
    stop. No manifest: nothing is known of any file. Raises ManifestError when the manifest cannot be read at all or a
    date in it is none, since a wrong date decides which report is the latest.
    """
    path = landing / MANIFEST
    if not path.exists():
        return {}, []
    rows = csv.DictReader(io.StringIO(_manifest_text(path), newline=""))
    if "file" not in (rows.fieldnames or ()):
        raise ManifestError(f"{path} 缺少 file 列；第一行应为 file,source_url,publisher,published_on,retrieved_at")
    origins: dict[str, Origin] = {}
    problems: list[ManifestProblem] = []
    for row in rows:
        name = PurePosixPath((row["file"] or "").strip().replace("\\", "/")).as_posix()
        if name not in paths:
            problems.append(ManifestProblem(rows.line_num, name, "投放目录中没有这个文件"))
        elif name in origins:
            problems.append(ManifestProblem(rows.line_num, name, "重复的行，采用第一行"))
        else:
            origins[name] = _origin(row, path, rows.line_num)
    return origins, problems


def _manifest_text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ManifestError(f"{path} 无法读取：{error.strerror or error}") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ManifestError(f"{path} 的编码无法识别；请另存为 UTF-8")


def _origin(row: dict[str, str], path: Path, line_no: int) -> Origin:
    values = {
        name: (row.get(name) or "").strip() for name in ("source_url", "publisher", "published_on", "retrieved_at")
    }
    try:
        return Origin(
            source_url=values["source_url"] or None,
            publisher=values["publisher"] or None,
            published_on=date.fromisoformat(values["published_on"]) if values["published_on"] else None,
            retrieved_at=datetime.fromisoformat(values["retrieved_at"]) if values["retrieved_at"] else None,
        )
    except ValueError as error:
        raise ManifestError(
            f"{path} 第 {line_no} 行的日期无法识别（{error}）；应写作 2023-08-31 或 2023-08-31 08:00:00"
        ) from error
