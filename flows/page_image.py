"""The page a figure is printed on, as a PNG file with the figure's cell framed.

Finds the report file again and makes sure that it is the one that was read. The file is drawn in a worker process under the
limits of reading. Refuses files that left the landing zone or changed since.
"""

from __future__ import annotations

import hashlib
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from flows import sandbox
from flows.landing import UnreadableError, find_files, read_bytes
from flows.printable import printable_name
from flows.readers.errors import ReadError
from flows.rendering.marking import Focus, PrintedText
from flows.rendering.pages import marked_page
from flows.settings import ReaderLimits, Settings
from flows.trace import Place


class PageImageError(Exception):
    """There is no picture to be had; the message says why and what to do."""


def write_page_image(
    settings: Settings,
    place: Place,
    focus: Focus,
    paths: Sequence[str],
    covered: Sequence[PrintedText],
    target: Path,
) -> None:
    """Write the page of `place` with `focus` framed to `target`. `paths`: where in the landing zone files with that content were seen.

    Raises PageImageError when the file is gone, has changed or cannot be drawn.
    """
    data = _file_data(settings, place, paths)
    picture = _drawn(data, place, focus, covered, settings.limits)
    partial = target.with_name(f".{target.name}.partial")
    partial.write_bytes(picture)
    partial.replace(target)


def _file_data(settings: Settings, place: Place, paths: Sequence[str]) -> bytes:
    for path in _candidates(settings.landing, paths):
        with suppress(UnreadableError):
            data = read_bytes(path, settings.landing, settings.limits.file_bytes)
            if hashlib.sha256(data).hexdigest() == place.file_sha256:
                return data
    raise PageImageError(
        f"投放目录 {settings.landing} 中已没有当时读取的文件（{place.file_path}）；请用 --landing 指定它所在的投放目录"
    )


def _candidates(landing: Path, paths: Sequence[str]) -> Iterator[Path]:
    """The files that may be meant; names with signs that are not to be seen are kept escaped, so those are looked for."""
    yield from (landing / path for path in paths)
    if landing.is_dir() and any("\\" in path for path in paths):
        yield from (
            file for file in find_files(landing) if printable_name(file.relative_to(landing).as_posix()) in paths
        )


def _drawn(data: bytes, place: Place, focus: Focus, covered: Sequence[PrintedText], limits: ReaderLimits) -> bytes:
    """The picture as PNG, drawn in a process of its own: what a file does to it costs nothing else."""
    with ProcessPoolExecutor(
        max_workers=1,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=sandbox.enter,
        initargs=(limits.memory_bytes,),
    ) as pool:
        try:
            return pool.submit(_png, data, place.source_page or 1, focus, covered, limits).result()
        except ReadError as error:
            raise PageImageError(f"{place.file_path} 第 {place.source_page} 页无法画出：{error}") from error
        except BrokenProcessPool as error:
            raise PageImageError(f"{place.file_path} 第 {place.source_page} 页无法画出：超过时间或内存上限") from error
        except MemoryError as error:
            raise PageImageError(f"{place.file_path} 第 {place.source_page} 页无法画出：超过内存上限") from error


def _png(data: bytes, page: int, focus: Focus, covered: Sequence[PrintedText], limits: ReaderLimits) -> bytes:
    with sandbox.time_limit(limits.seconds):
        picture = marked_page(data, page, focus, covered, limits)
    out = BytesIO()
    picture.save(out, format="PNG")
    return out.getvalue()
