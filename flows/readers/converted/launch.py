"""Confine this process, then become LibreOffice: `python launch.py MEMORY_BYTES FILE_BYTES CPU_SECONDS COMMAND ...`.

A program of its own, because a process with threads may not run code between fork and exec. Uses the standard library
only. The network is taken away where the system lets an ordinary user do that; else the profile's settings have to do.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys
from pathlib import Path

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000


def confine(memory_bytes: int, file_bytes: int, cpu_seconds: int) -> None:
    """Bound the address space, the size of any file written and the processor time; no core dumps, no network."""
    for kind, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (bound, bound))
    _leave_network()


def _leave_network() -> None:
    """Tried in a child first: some systems let a process into a new namespace and then refuse to tell it who it is."""
    child = os.fork()
    if child == 0:
        os._exit(not _enter_empty_network())
    _, status = os.waitpid(child, 0)
    if status == 0:
        _enter_empty_network()


def _enter_empty_network() -> bool:
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    user, group = os.getuid(), os.getgid()
    if unshare is None:
        return False
    if unshare(_NEW_NETWORK) == 0:
        return True
    if unshare(_NEW_USER | _NEW_NETWORK) != 0:
        return False
    try:
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            Path("/proc/self", name).write_text(text)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    memory, size, seconds, *command = sys.argv[1:]
    confine(int(memory), int(size), int(seconds))
    os.execv(command[0], command)  # noqa: S606 - the command is LibreOffice's own path
