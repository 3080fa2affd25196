"""Files that are still there after the power failed."""

from __future__ import annotations

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Wait until a file's content, or which names a folder holds, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_all(folder: Path) -> None:
    """A folder with everything in it: what it holds first, then the folder."""
    for path in [*folder.rglob("*"), folder]:
        sync(path)
