"""A program ends with the command that started it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.bound_process import bound_process

_PROGRAM = "import os, sys, time; print(os.getpid(), flush=True); time.sleep(600)"
_COMMAND = """
import sys, time
from pathlib import Path
from flows.bound_process import bound_process
with bound_process([sys.executable, "-c", sys.argv[2]], Path(sys.argv[1])):
    print("started", flush=True)
    time.sleep(600)
"""


def _runs(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):  # gone, or going while it is read
        return False
    return "\nState:\tZ" not in status


def _ends(pid: int, seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while _runs(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not _runs(pid)


def _pid_in(log: Path, seconds: float = 60) -> int:
    end = time.monotonic() + seconds
    while not log.read_text(encoding="ascii").endswith("\n") and time.monotonic() < end:
        time.sleep(0.05)
    return int(log.read_text(encoding="ascii"))


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_command_that_is_killed_or_told_to_end_leaves_nothing_behind(tmp_path, how):
    log = tmp_path / "log"
    command = [sys.executable, "-c", _COMMAND, str(log), _PROGRAM]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout.readline() == "started\n"
        pid = _pid_in(log)
        assert _runs(pid)
        run.send_signal(how)
    assert _ends(pid)


def test_the_end_of_the_block_ends_the_program(tmp_path):
    log = tmp_path / "log"
    with bound_process([sys.executable, "-c", _PROGRAM], log):
        pid = _pid_in(log)
    assert _ends(pid)


def test_the_end_of_the_program_is_seen(tmp_path):
    with bound_process([sys.executable, "-c", "raise SystemExit(3)"], tmp_path / "log") as program:
        assert program.wait(60) == 3
