"""Connections to the work database: one writer, and a lock that says who holds it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import duckdb


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
    connection = duckdb.connect(str(path))
    try:
        connection.execute(raw_schema())
        yield connection
    finally:
        connection.close()


def raw_schema() -> str:
    """The DDL of the raw layer."""
    return resources.files("flows.warehouse").joinpath("raw_schema.sql").read_text(encoding="utf-8")
