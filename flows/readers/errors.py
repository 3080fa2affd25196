"""Why a file was not read: becomes its row in file_outcome, never a traceback."""

from __future__ import annotations


class ReadError(Exception):
    """A file that cannot be read. `outcome` is a value of the contract's file_outcome; the message is one sentence."""

    def __init__(self, reason: str, outcome: str = "rejected") -> None:
        super().__init__(reason)
        self.outcome = outcome
