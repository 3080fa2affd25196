"""Fingerprints of code and reference data: what was read or recognised with other ones is done again.

Taken from the files themselves, so that nobody has to remember to raise a version.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def of_package(name: str) -> str:
    """Fingerprint of the Python sources of a package below flows (readers, statements)."""
    return of_files(_PACKAGE / name, "**/*.py")


def of_files(folder: Path, pattern: str) -> str:
    """Fingerprint of the files below a folder that match a pattern: their paths and contents."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob(pattern)):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def of_text(text: str) -> str:
    """Fingerprint of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
