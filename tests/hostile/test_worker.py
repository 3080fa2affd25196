"""What a worker process may do, and what becomes of the file it dies of."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from flows import reading
from flows.extraction import TRY_AGAIN, ReadContext, landing_row
from flows.landing import look_at
from flows.settings import ReaderLimits

_FORBIDDEN = Path("/tmp/written-by-a-reader")
_TRIES: dict[str, Callable[[], object]] = {
    "network": lambda: socket.create_connection(("127.0.0.1", 9), 1),
    "names": lambda: socket.getaddrinfo("localhost", 80),
    "program": lambda: subprocess.run(["true"], check=False),
    "shell": lambda: os.system("true"),
    "fork": os.fork,
    "write": lambda: _FORBIDDEN.write_text("x"),
    "remove": lambda: Path(__file__).unlink(),
}
_DEATHS: dict[str, Callable[[], object]] = {
    "dies": lambda: os._exit(9),
    "wants memory": lambda: bytearray(3_000_000_000),
    "takes long": lambda: time.sleep(60),
    "fails": lambda: {}["x"],
}
_really_read = reading._read_in_worker


def _try(task, context):
    """In place of reading: do what the file is called, and say what came of it."""
    file, _ = task
    try:
        _TRIES[file.path]()
    except PermissionError as error:
        return {"landing_file": [landing_row(file, context, "read", str(error))]}
    return {"landing_file": [landing_row(file, context, "read", "done")]}


def _misbehave(task, context):
    """Read as ever, with a reader that does what the file is called."""
    extraction_read = reading.read_file
    reading.read_file = lambda file, *_: (
        _DEATHS.get(file.path, dict)() or {"landing_file": [landing_row(file, context, "read")]}
    )
    try:
        return _really_read(task, context)
    finally:
        reading.read_file = extraction_read


@pytest.fixture
def read(tmp_path, knowledge, monkeypatch):
    """Read files of these names with something in place of `_read_in_worker`: outcome rows by name."""

    def run(instead: Callable, names: list[str], **limits: int):
        for name in names:
            (tmp_path / name).write_text(name)
        context = ReadContext("run", tmp_path, datetime(2026, 1, 1), ReaderLimits(**limits))
        files = [look_at(tmp_path / name, tmp_path, {}, context.now) for name in names]
        monkeypatch.setattr(reading, "_read_in_worker", instead)
        rows = reading.read_batch(files, context, knowledge, 2)["landing_file"]
        assert [row["file_path"] for row in rows] == names, "the rows come in the order of the files"
        return {row["file_path"]: row for row in rows}

    return run


def test_worker_may_not_use_network_or_programs_nor_write(read):
    rows = read(_try, [*_TRIES])
    assert [row["reason"] for row in rows.values() if "a reader process" not in row["reason"]] == []
    assert not _FORBIDDEN.exists()


def test_file_that_its_worker_dies_of_has_a_reason_and_costs_no_other(read):
    names = [name for number in range(3) for name in (f"good {number}", [*_DEATHS][number])]
    rows = read(_misbehave, [*names, "fails", "last"], seconds=2)
    reasons = {name: row["reason"] for name, row in rows.items() if row["outcome"] == "rejected"}
    assert reasons.keys() == _DEATHS.keys()
    assert "异常退出" in reasons["dies"]
    assert "FISCAL_LIMIT_MEMORY_BYTES" in reasons["wants memory"]
    assert "超时" in reasons["takes long"]
    assert "KeyError" in reasons["fails"]
    assert {name for name, row in rows.items() if row["reader_version"] == TRY_AGAIN} == {"dies", "takes long"}


def test_file_that_a_worker_has_no_room_for_after_others_is_read_by_a_new_one(read):
    rows = read(_grow, [f"file {number}" for number in range(6)])
    assert {row["outcome"] for row in rows.values()} == {"read"}


_KEPT: list[str] = []


def _grow(task, context):
    """A reader that leaves something behind, and once dies of that and once gets no more memory."""
    file, _ = task
    _KEPT.append(file.path)
    if len(_KEPT) > 1 and file.path == "file 3":
        os._exit(9)
    if len(_KEPT) > 1 and file.path == "file 4":
        raise MemoryError
    return {"landing_file": [landing_row(file, context, "read")]}


def test_file_that_holds_up_even_its_time_limit_is_ended_by_the_parent(read):
    rows = read(_sleep_without_limit, ["stuck", "good"], total_seconds=2)
    assert {name: row["outcome"] for name, row in rows.items()} == {"stuck": "rejected", "good": "read"}


def _sleep_without_limit(task, context):
    file, _ = task
    if file.path == "stuck":
        time.sleep(60)
    return {"landing_file": [landing_row(file, context, "read")]}


def test_workers_that_cannot_start_are_no_fault_of_the_files(read, monkeypatch):
    monkeypatch.setattr(reading, "_work", _die_at_once)
    with pytest.raises(reading.ReadersFailedError, match="无法启动"):
        read(_try, ["fork"])


def _die_at_once(*_):
    os._exit(1)
