"""The time a file may take. Recognising a page takes seconds: a file of scans is given more, page by page."""

from __future__ import annotations

import signal


def grant(seconds: float) -> None:
    """Gives the running time limit of this process (see flows/reading.py) some more seconds; does nothing without one."""
    left, interval = signal.getitimer(signal.ITIMER_REAL)
    if left > 0:
        signal.setitimer(signal.ITIMER_REAL, left + seconds, interval)
