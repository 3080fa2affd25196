"""Connections to the work database: one writer, and a lock that says who holds it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from flows.warehouse.schema import bring_up_to_date

_TRIES = 20
_PAUSE_SECONDS = 0.5


class BusyError(Exception):
    """Another run holds the home. The message says which process and since when."""


@contextmanager
def writer_lock(home: Path) -> Iterator[None]:
    """Hold the only right to write below `home`. Raises BusyError when another process has it.

    The kernel frees the lock when its process dies, so a killed run leaves nothing to repair.
    """
    home.mkdir(parents=True, exist_ok=True)
    path = home / ".lock"
    with path.open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            handle.seek(0)
            holder = handle.read().strip() or "未知进程"
            raise BusyError(f"{home} 正被另一次运行使用（{holder}）；请等它结束后重试") from error
        handle.seek(0)
        handle.truncate()
        handle.write(f"pid {os.getpid()}，自 {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
        handle.flush()
        try:
            yield
        finally:
            handle.seek(0)
            handle.truncate()


@contextmanager
def work_database(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A writing connection to the work database with the raw tables in place; closed again so that dbt can open it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = _connect(path)
    try:
        bring_up_to_date(connection)
        yield connection
    finally:
        connection.close()


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Open for writing. A reader (fiscal trace, a notebook) excludes the writer: wait for it a while, then say so."""
    for _ in range(_TRIES):
        try:
            return duckdb.connect(str(path))
        except duckdb.IOException as error:
            if "lock" not in str(error):
                raise
            time.sleep(_PAUSE_SECONDS)
    raise BusyError(f"{path} 正被另一个程序打开；请关闭读取它的程序后重试（查询请用 fiscal query，它读已发布的文件）")
