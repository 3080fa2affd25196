"""Batches of files read in worker processes. A file that kills or stalls its worker costs only itself.

Each worker has one file at a time and says when it is done with it. So the file that a worker died of is known, no other
file is read again for it, and a new worker takes the dead one's place. What a file leaves behind in memory is not given back
to the system: one that a worker had no memory for after others is read once more, by a worker that has read none.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait

from flows import sandbox
from flows.extraction import TRY_AGAIN, Knowledge, ReadContext, landing_row, read_file
from flows.landing import LandedFile
from flows.readers.converted import Conversion
from flows.readers.converted.batch import conversions
from flows.sandbox import time_limit
from flows.warehouse.fragments import Rows

__all__ = ["ReadersFailedError", "read_batch", "time_limit"]

_OUT_OF_TIME = "读取超时：超过 {:,} 秒（FISCAL_LIMIT_SECONDS），已中止；请检查该文件，或拆分后重新放入"
_OUT_OF_MEMORY = "读取所需内存超过上限 {:,} 字节（FISCAL_LIMIT_MEMORY_BYTES），未采用；请拆分后重新放入"
_CRASHED = "读取该文件的进程异常退出（内存不足或文件损坏）；请单独检查该文件"
_BROKEN = "读取器出错（{}），该文件未采用；请把文件报告给维护者"
_PATIENCE_SECONDS = 1.0
_START_SECONDS = 120.0
_END_SECONDS = 10.0
_MOST_FAILED_STARTS = 3
_NO_START = "读取进程无法启动，没有读取任何文件；请检查内存和 FISCAL_LIMIT_MEMORY_BYTES 后重试"

# A file as a worker gets it: with what LibreOffice made of it beforehand, for the formats that need that.
Task = tuple[LandedFile, Conversion | None]
Read = Callable[[Task, ReadContext], Rows]
NoteFile = Callable[[LandedFile, str, float], None]

_worker_knowledge: Knowledge


class ReadersFailedError(RuntimeError):
    """Worker processes cannot even start: no file's fault."""


def read_batch(
    files: Sequence[LandedFile],
    context: ReadContext,
    knowledge: Knowledge,
    workers: int,
    note_file: NoteFile | None = None,
) -> Rows:
    """The raw rows of a batch of files, in their order. Raises ReadersFailedError when no worker can be started.

    `note_file` is told of each file, its outcome and how many seconds it took.
    """
    convertible = [(file.sha256, context.landing / file.place) for file in files if file.sha256 is not None]
    with conversions(convertible, context.limits) as converted:
        tasks = [(file, converted.get(file.sha256 or "")) for file in files]
        rows_of = {}
        for number, rows, seconds in _read(tasks, context, knowledge, workers):
            rows_of[number] = rows
            if note_file is not None:
                note_file(files[number], str(rows["landing_file"][0]["outcome"]), seconds)
    merged: Rows = {}
    for number in range(len(files)):
        for table, values in rows_of.pop(number).items():
            merged.setdefault(table, []).extend(values)
    return merged


# -- in the worker ---------------------------------------------------------------------------------------------------------


def _work(connection: Connection, read: Read, context: ReadContext, knowledge: Knowledge) -> None:
    """Read the files that come through the connection until it ends. Every message to the parent says: ready for a file."""
    global _worker_knowledge
    _worker_knowledge = knowledge
    sandbox.enter(context.limits.memory_bytes)
    rows: Rows | None = None
    while True:
        is_last = rows is not None and sandbox.memory_in_use() > context.limits.memory_bytes // 2
        try:
            connection.send((rows, is_last))
        except MemoryError:
            connection.send((None, True))
            return
        rows = None  # a file with many cells leaves room for the next one
        if is_last:  # what a file left behind must not be the reason to refuse the next one
            return
        try:
            task = connection.recv()
        except EOFError:
            return
        try:
            rows = read(task, context)
        except MemoryError:
            connection.send((None, True))
            return


def _read_in_worker(task: Task, context: ReadContext) -> Rows:
    file, conversion = task
    try:
        with time_limit(context.limits.seconds):
            return read_file(file, _worker_knowledge, context, conversion)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a file does to a reader, it becomes the file's outcome row
        return _rejected(file, context, _BROKEN.format(type(error).__name__))


def _rejected(file: LandedFile, context: ReadContext, reason: str, **changed: str) -> Rows:
    return {"landing_file": [{**landing_row(file, context, "rejected", reason), **changed}]}


# -- in the parent ---------------------------------------------------------------------------------------------------------


class _Worker:
    """A worker process and the file it has (its number in the batch; None while it starts)."""

    def __init__(self, context: ReadContext, knowledge: Knowledge) -> None:
        # A fresh interpreter: the parent holds threads and database handles that must not be forked.
        spawn = multiprocessing.get_context("spawn")
        self.connection, theirs = spawn.Pipe()
        # The function is looked up here and handed over, like everything else a worker knows.
        arguments = (theirs, _read_in_worker, context, knowledge)
        self.process = spawn.Process(target=_work, args=arguments, daemon=True)
        self.process.start()
        theirs.close()
        self.number: int | None = None
        self.files = 0
        self.began = time.monotonic()
        self.deadline = self.began + _START_SECONDS
        self.is_late = False

    def give(self, number: int, task: Task, seconds: float) -> None:
        """Hand over a file. A worker that has died meanwhile is found out when its answer is waited for."""
        self.number = number
        self.files += 1
        self.began = time.monotonic()
        self.deadline = self.began + seconds
        with suppress(OSError):
            self.connection.send(task)

    def answer(self) -> tuple[Rows | None, bool] | None:
        """The rows it has read and whether they are its last; None when it has died."""
        try:
            message: tuple[Rows | None, bool] = self.connection.recv()
        except (EOFError, OSError):
            return None
        return message

    def may_be_crowded(self, answer: tuple[Rows | None, bool] | None) -> bool:
        """Whether it died or had no memory for its file, which may be for what the files before left behind."""
        if self.files < 2:
            return False
        return answer[0] is None if answer is not None else not self.is_out_of_time()

    def is_out_of_time(self) -> bool:
        """Whether a worker that died did so because its file took too long."""
        return self.is_late or self.end() == -signal.SIGALRM

    def end(self, *, at_once: bool = False) -> int | None:
        """End the process, politely unless `at_once`. Returns its exit code."""
        self.connection.close()
        if at_once:
            self.process.kill()
        self.process.join(_END_SECONDS)
        if self.process.exitcode is None:
            self.process.kill()
            self.process.join()
        return self.process.exitcode


def _read(
    tasks: Sequence[Task], context: ReadContext, knowledge: Knowledge, workers: int
) -> Iterator[tuple[int, Rows, float]]:
    """The number of each file in the batch with its rows and the seconds it took, as they are done."""
    waiting, again = deque(enumerate(tasks)), deque[tuple[int, Task]]()
    left, failed_starts = len(tasks), 0
    crew: list[_Worker] = []
    try:
        while left:
            while len(crew) < min(workers, left):
                crew.append(_Worker(context, knowledge))
            for worker in _spoke(crew):
                answer, number = worker.answer(), worker.number
                if number is not None and worker.may_be_crowded(answer):
                    again.append((number, tasks[number]))
                elif number is not None:
                    left -= 1
                    seconds = time.monotonic() - worker.began
                    yield number, _rows(worker, answer, tasks[number][0], context), seconds
                # What is read again waits for a new worker; the others make room for one.
                next_files = waiting if not again else again if worker.files == 0 else None
                if answer is not None and not answer[1] and next_files:
                    worker.give(*next_files.popleft(), context.limits.total_seconds)
                    failed_starts = 0
                else:
                    crew.remove(worker)
                    failed_starts += answer is None and number is None
                    worker.end(at_once=answer is None)
                if failed_starts > _MOST_FAILED_STARTS:
                    raise ReadersFailedError(_NO_START)
    finally:
        for worker in crew:
            worker.end(at_once=True)


def _spoke(crew: Sequence[_Worker]) -> list[_Worker]:
    """The workers that have something to say or have died. The time limit of its own ends a worker; should that ever fail,
    it is killed here, so that no file can hold up the run."""
    spoke = wait([worker.connection for worker in crew], _PATIENCE_SECONDS)
    now = time.monotonic()
    for worker in crew:
        if worker.connection not in spoke and now > worker.deadline:
            worker.is_late = True
            worker.process.kill()
    return [worker for worker in crew if worker.connection in spoke]


def _rows(worker: _Worker, answer: tuple[Rows | None, bool] | None, file: LandedFile, context: ReadContext) -> Rows:
    """The rows of the file a worker had; when it died of it, the file's outcome."""
    limits = context.limits
    if answer is not None:
        rows, _ = answer
        return rows if rows is not None else _rejected(file, context, _OUT_OF_MEMORY.format(limits.memory_bytes))
    reason = _OUT_OF_TIME.format(limits.total_seconds if worker.is_late else limits.seconds)
    # Memory or time may have been short for once.
    return _rejected(file, context, reason if worker.is_out_of_time() else _CRASHED, reader_version=TRY_AGAIN)
