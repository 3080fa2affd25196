"""A program that ends with the command that started it, however that ends.

A command that is killed ends nothing itself: what it had started would keep its port and its memory for ever. Between the
two stands a process that reads a pipe, which the kernel closes with the command, and then tells the program to end.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

_END_SECONDS = 20.0


@contextmanager
def bound_process(
    command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program as long as the block lasts, with these variables beside ours; its output is added to the log."""
    with log.open("ab") as output:
        between = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", __name__, *command],
            stdin=subprocess.PIPE, stdout=output, stderr=output, env={**os.environ, **(environment or {})},
            start_new_session=True,  # Ctrl-C in the terminal is for the command, which ends this when it has ended its own work
        )  # fmt: skip
    try:
        yield between
    finally:
        if between.stdin is not None:
            between.stdin.close()
        try:
            between.wait(2 * _END_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(between.pid, signal.SIGKILL)
            between.wait()


def _be_between(command: Sequence[str]) -> int:
    """Exit code of the program; whoever closes the pipe, or tells this process to end, ends the program."""
    program = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - our own command
    signal.signal(signal.SIGTERM, lambda *_: program.terminate())
    threading.Thread(target=_end_with_the_command, args=(program,), daemon=True).start()
    return program.wait()


def _end_with_the_command(program: subprocess.Popen[bytes]) -> None:
    os.read(sys.stdin.fileno(), 1)  # a buffered read would hold a lock that the interpreter needs to end
    program.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        program.wait(_END_SECONDS)
    program.kill()


if __name__ == "__main__":
    sys.exit(_be_between(sys.argv[1:]))
