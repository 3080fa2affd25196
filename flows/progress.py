"""What a person sees while a run works: one line per step on stderr, with what it did and how long it took."""

from __future__ import annotations

import heapq
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_SLOWEST = 10


@dataclass
class Step:
    """A step of a run; set `note` to say what came of it, `files` and `rows` where it counts them."""

    name: str
    note: str = ""
    seconds: float = 0.0
    files: int | None = None
    rows: int | None = None
    peak_mb: int = 0


@dataclass
class Progress:
    """Collects the steps of a run and prints each as it ends."""

    quiet: bool = False
    steps: list[Step] = field(default_factory=list)
    slowest: list[tuple[float, str, str]] = field(default_factory=list)

    def note_file(self, path: str, outcome: str, seconds: float) -> None:
        """Remember the files that took longest: seconds, path, outcome."""
        heapq.heappush(self.slowest, (seconds, path, outcome))
        if len(self.slowest) > _SLOWEST:
            heapq.heappop(self.slowest)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Time a step. It is printed when it starts on a terminal, and when it ends everywhere."""
        step = Step(name)
        start = time.perf_counter()
        if not self.quiet and sys.stderr.isatty():
            print(f"… {name}", end="\r", file=sys.stderr, flush=True)
        try:
            yield step
        finally:
            self._end(step, start)

    def _end(self, step: Step, start: float) -> None:
        step.seconds = time.perf_counter() - start
        step.peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self.steps.append(step)
        if not self.quiet:
            note = f"　{step.note}" if step.note else ""
            print(f"✓ {step.name}{note}　{step.seconds:.1f} s", file=sys.stderr, flush=True)
