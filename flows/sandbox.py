"""What a process that reads report files may do: compute, and read files. Nothing else, and not for ever.

Entered once, before the first file, and never left. Memory, file sizes and core dumps are bounded by the kernel; network,
other programs and writing are refused by Python's audit hook and, where the system lets us, by a network namespace without
any interface. A library that asks for too much gets an error or dies: either is the file's outcome, not the run's.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_OPEN_FILES = 256
# <malloc.h>: blocks from this size on go back to the system when they are freed, and threads share one heap. Without it
# recognising one scanned page leaves twice the memory behind that it needs, and the next file is refused for it.
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_RETURNED_BLOCK = 1 << 20
# Threads of libraries get 8 MB of stack each, which counts in full and is hardly used.
_THREAD_STACK = 1 << 20
_THREAD_ATTRIBUTES = 64  # at least sizeof(pthread_attr_t)
# <sched.h>
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000

_REFUSED = frozenset(
    {
        *("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo"),
        *("socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"),
        *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty"),
        *("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate"),
        *("os.chmod", "os.chown", "os.kill", "os.killpg", "shutil.rmtree"),
    }
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class RefusedError(PermissionError):
    """Something was tried that reading a file does not need."""


def enter(memory_bytes: int) -> None:
    """Give up, for the rest of this process, all that reading a file does not need.

    `memory_bytes` bounds what the process can write to (RLIMIT_DATA): nearer to the memory it really takes than its address
    space, of which libraries reserve gigabytes.
    """
    _save_memory()
    _leave_network()
    for kind, most in (
        (resource.RLIMIT_DATA, memory_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))
    # What a library prints about a bad file is for its developers; the outcome says what a user needs.
    with Path(os.devnull).open("r+b") as nothing:
        for stream in (0, 1, 2):
            os.dup2(nothing.fileno(), stream)
    sys.dont_write_bytecode = True
    sys.addaudithook(_refuse)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """End this process when the block takes longer: without a handler the signal works even inside a library's loop."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def memory_in_use() -> int:
    """Bytes of this process that count against `memory_bytes`."""
    pages = Path("/proc/self/statm").read_bytes().split()[5]
    return int(pages) * resource.getpagesize()


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        flags = arguments[2] if len(arguments) > 2 else 0
        if isinstance(flags, int) and flags & _WRITING and arguments[0] != os.devnull:
            raise RefusedError("a reader process writes no files")
    elif event in _REFUSED:
        raise RefusedError(f"a reader process may not use {event}")


def _save_memory() -> None:
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):  # glibc only
        libc.mallopt(_M_MMAP_THRESHOLD, _RETURNED_BLOCK)
        libc.mallopt(_M_ARENA_MAX, 1)
    if hasattr(libc, "pthread_setattr_default_np"):
        attributes = ctypes.create_string_buffer(_THREAD_ATTRIBUTES)
        libc.pthread_attr_init(attributes)
        libc.pthread_attr_setstacksize(attributes, ctypes.c_size_t(_THREAD_STACK))
        libc.pthread_setattr_default_np(attributes)
        libc.pthread_attr_destroy(attributes)


def _leave_network() -> None:
    """A network namespace of its own has no way out. Best effort: some containers do not allow one."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "unshare") and libc.unshare(_NEW_NETWORK) != 0:
        libc.unshare(_NEW_USER | _NEW_NETWORK)
