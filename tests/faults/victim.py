"""A run of `fiscal` that comes to harm at a chosen point: killed, out of disk, told to end.

    python victim.py PLAN COMMAND ...

PLAN is a JSON object; every key may be left out. `fault` (kill, term, disk, memory) strikes at `event` of `phase`, or at the
end of its `visit` (a phase may be come to several times) where that has fewer events; `log` is a file that gets one line per
event; `copy` makes a copy of the home (`to`) `before` a phase begins. Nothing in the pipeline knows of it: what a process does
to files and databases is watched from outside the code, by Python's audit hook and around DuckDB's `execute`.

A full disk and a lack of memory are real ones, as a quota makes them: from that event on, no file takes another byte, or the
process gets no more memory from the system. One that then waits for a thread that never came to life (Prefect may) is ended
after a while, as the system ends a process that is out of memory.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb

STRUCK = b"[struck]\n"
_WAITING_SECONDS = 30
# A step as a person sees it, and the phase it is. What publishing does has phases of its own (below).
_PHASE_OF_STEP = {
    "查看投放目录": "landing",
    "读取第": "reading",
    "装入原始层": "loading",
    "整理为标准层": "staging",
    "质量关口": "gate",
    "建候选数据集市": "marts",
    "发布": "candidate file",
}
_PHASE_OF_FUNCTION = {
    "finish_folder": "fsync",
    "make_current": "replace",
    "remove_old": "retention",
}
_FILE_EVENTS = {
    "open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.chmod", "shutil.rmtree", "sqlite3.connect",
}  # fmt: skip


class Harm:
    """Counts events by phase and strikes at the chosen one."""

    def __init__(self, plan: dict[str, Any], home: str) -> None:
        self.fault, self.struck = plan.get("fault"), False
        self.target = (plan.get("phase"), plan.get("event"))
        self.last_visit = (plan.get("phase"), plan.get("visit"))
        self.copy = plan.get("copy")
        self.home = home
        log = plan.get("log")
        self.phases: list[str] = []
        self.counts: Counter[str] = Counter()
        self.visits: Counter[str] = Counter()
        self.log = None if log is None else os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.lock = threading.RLock()

    @contextlib.contextmanager
    def phase(self, name: str) -> Iterator[None]:
        self.phases.append(name)
        try:
            yield
            if (name, self.visits[name]) == self.last_visit:
                self.strike()  # runs that were killed before leave this one less to do
        finally:
            self.phases.pop()
            self.visits[name] += 1

    def note(self, kind: str, what: object) -> None:
        if not self.phases:
            return
        with self.lock:
            phase = self.phases[-1]
            number = self.counts[phase]
            self.counts[phase] += 1
            if self.log is not None:
                line = json.dumps([phase, number, self.visits[phase], kind, str(what)[:120]], ensure_ascii=False)
                os.write(self.log, line.encode() + b"\n")
            if (phase, number) == self.target:
                self.strike()

    def strike(self) -> None:
        if self.struck:
            return
        self.struck = True
        os.write(2, STRUCK)
        if self.fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif self.fault == "term":
            os.kill(os.getpid(), signal.SIGTERM)
        elif self.fault == "disk":
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        elif self.fault == "memory":
            signal.alarm(_WAITING_SECONDS)
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
            resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize(), resource.RLIM_INFINITY))

    # -- where events come from ----------------------------------------------------------------------------------------

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Changes below the home. Opening a file to read it changes nothing."""
        if event not in _FILE_EVENTS or not self.phases:
            return
        if event == "open" and not _is_for_writing(arguments):
            return
        path = next((str(a) for a in arguments if isinstance(a, str | os.PathLike)), "")
        if path.startswith(self.home) and "/logs/" not in path and "/prefect/" not in path:
            self.note(event, path)

    def around_duckdb(self) -> None:
        for name in ("execute", "commit"):
            original: Callable[..., Any] = getattr(duckdb.DuckDBPyConnection, name)

            def call(
                connection: duckdb.DuckDBPyConnection,
                *given: Any,
                _original: Callable[..., Any] = original,
                _name: str = name,
                **named: Any,
            ) -> Any:
                self.note(_name, given[0] if given else "")
                return _original(connection, *given, **named)

            setattr(duckdb.DuckDBPyConnection, name, call)

    def around_fsync(self) -> None:
        original = os.fsync

        def fsync(handle: Any) -> None:
            with contextlib.suppress(OSError):
                self.note("fsync", Path(f"/proc/self/fd/{handle}").readlink())
            original(handle)

        os.fsync = fsync

    def around_steps(self) -> None:
        from flows import publish, refresh
        from flows.alerting.book import Book
        from flows.progress import Progress

        original = Progress.step

        def step(progress: Progress, name: str) -> Any:
            phase = next((phase for start, phase in _PHASE_OF_STEP.items() if name.startswith(start)), "other")
            if self.copy is not None and self.copy["before"] == phase:
                shutil.copytree(self.home, self.copy["to"], symlinks=True)
                self.copy = None
            stack = contextlib.ExitStack()
            stack.enter_context(self.phase(phase))
            inner = stack.enter_context(original(progress, name))
            return _Both(stack, inner)

        Progress.step = step  # type: ignore[method-assign, assignment]
        for function, phase in _PHASE_OF_FUNCTION.items():
            self._in_phase(publish, function, phase)
        self._in_phase(refresh, "alert_task", "alert")
        for method in ("observe", "_store", "_enqueue", "due", "delivered"):
            self._noted(Book, method)

    def _noted(self, kind: type, method: str) -> None:
        original = getattr(kind, method)

        def call(*given: Any, **named: Any) -> Any:
            self.note("before", method)
            done = original(*given, **named)
            self.note("after", method)
            return done

        setattr(kind, method, call)

    def _in_phase(self, module: Any, function: str, phase: str) -> None:
        original = getattr(module, function)

        def call(*given: Any, **named: Any) -> Any:
            with self.phase(phase):
                self.note("call", function)
                return original(*given, **named)

        setattr(module, function, call)


class _Both:
    """The context manager of a step that also ends its phase."""

    def __init__(self, stack: contextlib.ExitStack, inner: object) -> None:
        self.stack, self.inner = stack, inner

    def __enter__(self) -> object:
        return self.inner

    def __exit__(self, *error: Any) -> bool | None:
        return self.stack.__exit__(*error)


def _is_for_writing(arguments: tuple[Any, ...]) -> bool:
    mode, flags = arguments[1], arguments[2]
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def main() -> None:
    """Install the harm, then be the command."""
    plan, arguments = json.loads(sys.argv[1]), sys.argv[2:]
    home = os.path.abspath(arguments[arguments.index("--home") + 1])  # noqa: PTH100 - the same text the pipeline opens
    harm = Harm(plan, home)
    harm.around_duckdb()
    harm.around_fsync()
    harm.around_steps()
    sys.addaudithook(harm.audit)
    from flows.cli import main as fiscal

    sys.argv = ["fiscal", *arguments]
    fiscal()


if __name__ == "__main__":
    main()
