"""The landing zone: which files are there and what its manifest says of them. Files are only looked at, never changed.

Anything may lie there. What is no regular file (a pipe, a device, a link out of the zone) is never opened; a file that is too
large is not even hashed; a name that is no text is told in escapes. Each of them is a file with an error, none is left out.
"""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import os
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from flows.printable import printable_name

MANIFEST = "manifest.csv"
_NOT_REPORTS = frozenset({MANIFEST, "README.md", ".gitkeep", ".DS_Store", "Thumbs.db"})
_MOST_BYTES = 50_000_000
_CHUNK = 1 << 20
_OS_REASONS = {
    errno.EACCES: "没有读取权限；请检查权限",
    errno.EPERM: "没有读取权限；请检查权限",
    errno.ENOENT: "文件已不存在，或符号链接指向的文件不存在；请放入文件本身",
    errno.ELOOP: "符号链接成环；请放入文件本身",
    errno.ENAMETOOLONG: "路径过长；请缩短目录名或文件名",
    errno.EIO: "磁盘读取出错；请检查磁盘",
}
_KINDS = (
    (stat.S_ISFIFO, "命名管道"),
    (stat.S_ISSOCK, "套接字"),
    (stat.S_ISCHR, "设备"),
    (stat.S_ISBLK, "设备"),
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file comes from, as the manifest says; None where it does not."""

    source_url: str | None = None
    publisher: str | None = None
    published_on: date | None = None
    retrieved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LandedFile:
    """A file in the landing zone. `sha256` is None and `error` says why when it could not be read.

    `path` (relative) and `name` are text for people and tables: what is not to be seen in them is escaped. `place` opens it.
    """

    path: str
    name: str
    size: int | None
    sha256: str | None
    error: str | None
    origin: Origin
    landed_at: datetime  # when this content was first seen at this path
    on_disk: str | None = None  # the relative path as the file system has it

    @property
    def place(self) -> str:
        return self.path if self.on_disk is None else self.on_disk


class UnreadableError(Exception):
    """A file of the landing zone cannot be opened, or not as a file; the message is one sentence."""


class ManifestError(Exception):
    """The manifest cannot be used; the message names the line."""


def find_files(landing: Path) -> list[Path]:
    """What lies below the landing zone, in a stable order: everything but folders; of them only those that cannot be looked
    into. Hidden files, the manifest and README are not reports. Links are not followed.

    Raises FileNotFoundError when the landing zone does not exist.
    """
    if not landing.is_dir():
        raise FileNotFoundError(f"投放目录不存在：{landing}；用 --landing 指定报告文件所在的目录")
    found: list[Path] = []
    folders = [landing]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(folder / entry.name)
                    elif entry.name not in _NOT_REPORTS:
                        found.append(folder / entry.name)
        except OSError:
            if folder == landing:
                raise
            found.append(folder)
    return sorted(found)


def look_at(
    path: Path, landing: Path, origins: dict[str, Origin], now: datetime, most_bytes: int = _MOST_BYTES
) -> LandedFile:
    """Size and hash of a file. A file that cannot be read, or is larger than `most_bytes`, gives an error and no hash."""
    relative = path.relative_to(landing).as_posix()
    size = digest = error = None
    try:
        with opened(path, landing) as handle:
            size = os.fstat(handle.fileno()).st_size
            if size > most_bytes:
                raise UnreadableError(too_large(size, most_bytes))
            digest = _digest(handle)
    except UnreadableError as problem:
        error = str(problem)
    origin = origins.get(relative, Origin())
    return LandedFile(printable_name(relative), printable_name(path.name), size, digest, error, origin, now, relative)


def read_bytes(path: Path, landing: Path, most_bytes: int) -> bytes:
    """The content of a file. Raises UnreadableError for what is no file (any more), cannot be opened or is too large."""
    with opened(path, landing) as handle:
        data = handle.read(most_bytes + 1)
        if len(data) > most_bytes:
            raise UnreadableError(too_large(os.fstat(handle.fileno()).st_size, most_bytes))
        return data


def too_large(size: int, most_bytes: int) -> str:
    return f"文件过大：{size:,} 字节，上限 {most_bytes:,} 字节（FISCAL_LIMIT_FILE_BYTES）；请拆分后重新放入"


@contextmanager
def opened(path: Path, landing: Path) -> Iterator[BinaryIO]:
    """A regular file inside the landing zone, opened without ever waiting for it. Raises UnreadableError for all else."""
    try:
        if path.is_symlink():
            target = Path(os.path.realpath(path, strict=True))
            if not target.is_relative_to(os.path.realpath(landing)):
                raise UnreadableError("符号链接指向投放目录之外，未读取；请放入文件本身")
            if target.is_dir():
                raise UnreadableError("符号链接指向一个目录，未进入；请放入目录本身")
            path = target
        # Opening a device may have effects, so it is asked what it is before; and again, since it may have changed.
        _require_regular(path.lstat().st_mode)
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_NOCTTY)
        with os.fdopen(descriptor, "rb") as handle:
            _require_regular(os.fstat(handle.fileno()).st_mode)
            yield handle
    except OSError as error:
        reason = _OS_REASONS.get(error.errno or 0, error.strerror or str(error))
        raise UnreadableError(f"文件无法打开：{reason}") from error


def _require_regular(mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    if stat.S_ISDIR(mode):
        raise UnreadableError("目录无法打开，其中的文件未读取；请检查权限和路径长度")
    kind = next((name for is_kind, name in _KINDS if is_kind(mode)), "特殊文件")
    raise UnreadableError(f"不是普通文件（{kind}），未读取；请放入文件本身")


def _digest(handle: BinaryIO) -> str:
    """Hash of a file that may be written to at the same time. Raises UnreadableError when it is: it would have no end."""
    before = os.fstat(handle.fileno())
    digest, left = hashlib.sha256(), before.st_size
    while left >= 0 and (chunk := handle.read(_CHUNK)):
        digest.update(chunk)
        left -= len(chunk)
    after = os.fstat(handle.fileno())
    if left != 0 or (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise UnreadableError("文件正在被写入，未读取；写完后下次运行会读取")
    return digest.hexdigest()


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
    try:
        return _origins(rows, path, paths)
    except csv.Error as error:
        raise ManifestError(f"{path} 第 {rows.line_num} 行不是有效的 CSV（{error}）；请检查引号和单元格长度") from error


def _origins(
    rows: csv.DictReader[str], path: Path, paths: Collection[str]
) -> tuple[dict[str, Origin], list[ManifestProblem]]:
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
        data = read_bytes(path, path.parent, _MOST_BYTES)
    except UnreadableError as error:
        raise ManifestError(f"{path} 无法读取：{error}") from error
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
            retrieved_at=_utc(datetime.fromisoformat(values["retrieved_at"])) if values["retrieved_at"] else None,
        )
    except ValueError as error:
        raise ManifestError(
            f"{path} 第 {line_no} 行的日期无法识别（{error}）；应写作 2023-08-31 或 2023-08-31 08:00:00"
        ) from error


def _utc(time: datetime) -> datetime:
    """All times in the warehouse are UTC without saying so."""
    return time if time.tzinfo is None else time.astimezone(UTC).replace(tzinfo=None)
