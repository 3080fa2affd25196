"""The real reports, written again in every other format, score as they do in their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.writers.formats import FORMATS
from flows.readers.document import Document
from flows.readers.formats import read_document
from flows.settings import ReaderLimits
from tests.formats.pipeline import run, why_unreadable

pytestmark = pytest.mark.slow

# The bars that the real files hold in their own format, but for where a figure stands, which is the file's own.
BARS = (
    "tables=0.99",
    "text_recall=0.90",
    "text_precision=0.85",
    "evaluation=1",
    "staffing=0.85",
    "units=1",
)
# Which labels a home can be scored with: the reports of a folder of labels are all txt or all pdf.
TRUTHS = {"seeds": ".txt", "pdf": ".pdf"}


@pytest.fixture(scope="module")
def documents(shared) -> dict[Path, Document]:
    """The real reports as read in their own format."""
    paths = sorted(path for path in (shared / "reports").iterdir() if path.suffix in TRUTHS.values())
    return {path: read_document(path.read_bytes(), ReaderLimits()) for path in paths}


@pytest.mark.parametrize("name", FORMATS)
def test_rewritten_reports_against_labels(shared, documents, tmp_path, name):
    reason = why_unreadable(name)
    if reason is not None:
        pytest.skip(reason)
    rewritten = {
        path: doc
        for path, doc in documents.items()
        if path.suffix != f".{FORMATS[name].suffix}" or name in {"scan", "cells"}
    }
    landing = tmp_path / "reports"
    landing.mkdir()
    for path, document in rewritten.items():
        (landing / f"{path.stem}.{FORMATS[name].suffix}").write_bytes(FORMATS[name].write(document).data)
    published = run(landing, tmp_path / "home")
    short = []
    for truth, suffix in TRUTHS.items():
        if any(path.suffix == suffix for path in rewritten):
            score = subprocess.run(
                [
                    *(sys.executable, str(shared / "golden" / "score.py"), str(published)),
                    *(str(shared / "golden" / truth), "--min", *BARS),
                ],
                capture_output=True,
                text=True,
                check=False,
            )
            print(f"{name}, {truth}:\n{score.stdout}")
            if score.returncode:
                short.append(f"{truth}: {score.stdout[-3000:]}{score.stderr}")
    assert not short, "\n".join(short)
