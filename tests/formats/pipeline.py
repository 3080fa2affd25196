"""The whole pipeline on a folder of files, and the published rows of each of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from contextlib import closing
from functools import lru_cache
from pathlib import Path

import duckdb
import pytest

from benchmarks.writers.formats import FORMATS
from flows.readers import converted
from flows.readers.document import Cell, Document, Table, TextBlock
from flows.readers.errors import ReadError
from flows.readers.formats import READERS, detect, read_document
from flows.readers.tools import LIBREOFFICE, TOOL_OF, available_tools
from flows.settings import PROJECT_DIR, ReaderLimits
from flows.statements.folding import fold

# What a format decides: where a figure stands, how certain it was read, how a workbook keeps its zeros.
_OF_THE_FILE = {"source_page", "source_line", "reported_text", "ocr_confidence", "is_uncertain", "organisation"}
_SAMPLE = Document(
    "sample",
    (
        TextBlock("2023年度部门决算"),
        Table((Cell(0, 0, "科目"), Cell(0, 1, "金额"), Cell(1, 0, "合计"), Cell(1, 1, "1.00"))),
    ),
)


@lru_cache
def why_unreadable(name: str) -> str | None:
    """Why files of a format cannot be written or read here; None where they can."""
    if name in converted.EXTENSIONS:
        is_there = LIBREOFFICE in available_tools()
        return None if is_there else "LibreOffice is not installed: doc files cannot be written or read"
    data = FORMATS[name].write(_SAMPLE).data
    if detect(data) not in READERS:
        return f"there is no reader for {name} yet"
    try:
        read_document(data, ReaderLimits())
    except ReadError as error:
        if error.outcome in TOOL_OF:
            return f"{name} needs {TOOL_OF[error.outcome]}: {error}"
        raise
    return None


def run(landing: Path, home: Path) -> Path:
    """Ingest, build, gate and publish; the published file."""
    done = subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", "run", "--landing", landing, "--home", home],
        cwd=PROJECT_DIR,
        env={
            **os.environ,
            "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
            "FISCAL_LIMIT_SECONDS": "1800",  # a dozen scanned pages on a machine that has other work
        },
        capture_output=True,
        text=True,
        timeout=3600,
        check=False,
    )
    if done.returncode:
        pytest.fail(done.stdout[-3000:] + done.stderr[-3000:])
    return home / "published" / "warehouse.duckdb"


def rows_of(
    published: Path, table: str, doc: str, besides: frozenset[str] = frozenset()
) -> Counter[tuple[tuple[str, str], ...]]:
    """The rows of a table that come from a file, apart from keys, unit, provenance and `besides`; name and value, sorted.

    Texts are folded: an image does not tell half-width from full-width brackets.
    """
    with closing(duckdb.connect(str(published), read_only=True)) as connection:
        cursor = connection.execute(
            f"select t.* from marts.{table} as t join marts.dim_report as r using (report_key) where starts_with(r.file_name, ?)",
            [f"{doc}_"],
        )
        names = [column[0] for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return Counter(
        tuple(
            sorted(
                (k, fold(str(v)))
                for k, v in row.items()
                if k not in _OF_THE_FILE | besides and not k.endswith("_key") and v is not None
            )
        )
        for row in found
    )


def outcome(published: Path, doc: str) -> tuple[str, str | None]:
    """What became of a file, and why."""
    with closing(duckdb.connect(str(published), read_only=True)) as connection:
        found = connection.execute(
            "select outcome, reason from marts.file_outcome where starts_with(file_name, ?)", [f"{doc}_"]
        ).fetchone()
    assert found is not None, f"no outcome for {doc}"
    return found[0], found[1]
