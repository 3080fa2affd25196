"""What a person sees while a run works: one line per step on stderr, with what it did and how long it took."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Step:
    """A step of a run; set `note` to say what came of it."""

    name: str
    note: str = ""
    seconds: float = 0.0


@dataclass
class Progress:
    """Collects the steps of a run and prints each as it ends."""

    quiet: bool = False
    steps: list[Step] = field(default_factory=list)

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
            step.seconds = time.perf_counter() - start
            self.steps.append(step)
            if not self.quiet:
                print(
                    f"✓ {name}　{step.note}　{step.seconds:.1f} s" if step.note else f"✓ {name}　{step.seconds:.1f} s",
                    file=sys.stderr,
                    flush=True,
                )
