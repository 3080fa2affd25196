"""Batches of files read in worker processes. A file that kills or stalls its worker costs only itself."""

from __future__ import annotations

import multiprocessing
import resource
import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from flows.extraction import Knowledge, ReadContext, landing_row, read_file
from flows.landing import LandedFile
from flows.readers.converted import Conversion
from flows.readers.converted.batch import conversions
from flows.warehouse.fragments import Rows

# No reader has this version: the file is read again by the next run, since memory may have been short for once.
TRY_AGAIN = ""
_CRASHED = "读取该文件的进程异常退出（超时、内存不足或文件损坏）；请单独检查该文件"

_worker_knowledge: Knowledge


def _start_worker(knowledge: Knowledge, memory_bytes: int) -> None:
    global _worker_knowledge
    _worker_knowledge = knowledge
    # Some files make a library ask for all the memory there is; the worker's death is then the file's outcome.
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """End this process when the block takes longer: without a handler the signal works even inside a library's loop."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _read_in_worker(file: LandedFile, context: ReadContext, conversion: Conversion | None) -> Rows:
    try:
        with time_limit(context.limits.seconds):
            return read_file(file, _worker_knowledge, context, conversion)
    except Exception as error:  # noqa: BLE001 - whatever a file does to a reader, it becomes the file's outcome row
        reason = f"读取器出错（{type(error).__name__}），该文件未采用；请把文件报告给维护者"
        return {"landing_file": [landing_row(file, context, "rejected", reason)]}


def read_batch(files: Sequence[LandedFile], context: ReadContext, knowledge: Knowledge, workers: int) -> Rows:
    """The raw rows of a batch of files. Files that were underway when a worker died are read again in ever smaller groups."""
    merged: Rows = {}
    convertible = [(file.sha256, context.landing / file.path) for file in files if file.sha256 is not None]
    with conversions(convertible, context.limits) as converted:
        for rows in _read(files, context, knowledge, workers, converted):
            for table, values in rows.items():
                merged.setdefault(table, []).extend(values)
    return merged


def _read(
    files: Sequence[LandedFile],
    context: ReadContext,
    knowledge: Knowledge,
    workers: int,
    converted: Mapping[str, Conversion],
) -> Iterator[Rows]:
    unread: list[LandedFile] = []
    # A fresh interpreter per worker: the parent holds threads and database handles that must not be forked.
    with ProcessPoolExecutor(
        max_workers=min(workers, len(files)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start_worker,
        initargs=(knowledge, context.limits.memory_bytes),
    ) as pool:
        underway = [
            (file, pool.submit(_read_in_worker, file, context, converted.get(file.sha256 or ""))) for file in files
        ]
        for file, future in underway:
            try:
                yield future.result()
            except BrokenProcessPool:
                unread.append(file)
    if len(files) == 1 and unread:
        yield {"landing_file": [{**landing_row(files[0], context, "rejected", _CRASHED), "reader_version": TRY_AGAIN}]}
        return
    middle = (len(unread) + 1) // 2
    for part in (unread[:middle], unread[middle:]):
        if part:
            yield from _read(part, context, knowledge, workers, converted)
