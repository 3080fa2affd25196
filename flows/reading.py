"""Batches of files read in worker processes. A file that kills or stalls its worker costs only itself."""

from __future__ import annotations

import multiprocessing
import resource
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from flows.extraction import Knowledge, ReadContext, landing_row, read_file
from flows.landing import LandedFile
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


def _read_in_worker(file: LandedFile, context: ReadContext) -> Rows:
    try:
        with time_limit(context.limits.seconds):
            return read_file(file, _worker_knowledge, context)
    except Exception as error:  # noqa: BLE001 - whatever a file does to a reader, it becomes the file's outcome row
        reason = f"读取器出错（{type(error).__name__}），该文件未采用；请把文件报告给维护者"
        return {"landing_file": [landing_row(file, context, "rejected", reason)]}


def read_batch(files: Sequence[LandedFile], context: ReadContext, knowledge: Knowledge, workers: int) -> Rows:
    """The raw rows of a batch of files. When a worker dies the batch is read again one file at a time."""
    try:
        parts = _read_all(files, context, knowledge, workers)
    except BrokenProcessPool:
        parts = [_read_alone(file, context, knowledge) for file in files]
    merged: Rows = {}
    for rows in parts:
        for table, values in rows.items():
            merged.setdefault(table, []).extend(values)
    return merged


def _read_all(files: Sequence[LandedFile], context: ReadContext, knowledge: Knowledge, workers: int) -> list[Rows]:
    # A fresh interpreter per worker: the parent holds threads and database handles that must not be forked.
    with ProcessPoolExecutor(
        max_workers=min(workers, len(files)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start_worker,
        initargs=(knowledge, context.limits.memory_bytes),
    ) as pool:
        return [future.result() for future in [pool.submit(_read_in_worker, file, context) for file in files]]


def _read_alone(file: LandedFile, context: ReadContext, knowledge: Knowledge) -> Rows:
    try:
        return _read_all([file], context, knowledge, 1)[0]
    except BrokenProcessPool:
        return {"landing_file": [{**landing_row(file, context, "rejected", _CRASHED), "reader_version": TRY_AGAIN}]}
