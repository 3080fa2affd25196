"""The log of the pipeline: one JSON object per line with the run it belongs to, in files that do not grow for ever.

Machines read it; what a person shall see while a run works is `flows/progress.py`'s.
"""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

_FILE_BYTES = 20_000_000
_KEPT_FILES = 5
# What a record may say beside its message: `logger.info("…", extra={"file_sha256": …})`.
FIELDS = ("file_sha256", "file_path", "outcome", "seconds")

run_id: ContextVar[str | None] = ContextVar("run_id", default=None)


class JsonLines(logging.Formatter):
    """A record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON. What is not said is left out."""
        content = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "run_id": run_id.get(),
            "message": record.getMessage(),
            **{name: getattr(record, name) for name in FIELDS if hasattr(record, name)},
        }
        if record.exc_info:
            content["error"] = self.formatException(record.exc_info)
        return json.dumps({name: value for name, value in content.items() if value is not None}, ensure_ascii=False)


def log_to(path: Path) -> None:
    """Send what `flows` logs to a file, and nowhere else."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=_FILE_BYTES, backupCount=_KEPT_FILES, encoding="utf-8", delay=True)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("flows")
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False
