"""Hostile files beside good ones, through real worker processes: each gets its outcome, the good ones are read."""

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from pathlib import Path

import office_samples
import pytest
import samples_office
import samples_pdf
import samples_text
from samples import Hostile

from flows.extraction import Knowledge, ReadContext
from flows.landing import look_at
from flows.reading import read_batch
from flows.settings import ReaderLimits
from flows.warehouse.fragments import Rows

_GIB_IN_KB = 1 << 20
_GOOD = ("first.txt", "zz last.docx")


def _read_all(folder: Path, knowledge: Knowledge) -> tuple[Rows, int]:
    """The rows of all files in a folder, and the most memory (KB) that any of the processes that read them took."""
    context = ReadContext("hostile", folder, datetime(2026, 1, 1), ReaderLimits())
    files = [look_at(path, folder, {}, context.now) for path in sorted(folder.iterdir())]
    rows = read_batch(files, context, knowledge, 2)
    return rows, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def _require_outcomes(folder: Path, knowledge: Knowledge, hostile: Sequence[Hostile]) -> None:
    for file in hostile:
        (folder / file.name).write_bytes(file.make())
    for name, content in zip(_GOOD, (office_samples.as_txt(), office_samples.as_docx()), strict=True):
        (folder / name).write_bytes(content)
    # In a process of its own: memory is counted for all children there ever were.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as alone:
        rows, most_memory = alone.submit(_read_all, folder, knowledge).result()
    found = {row["file_name"]: row for row in rows["landing_file"]}
    wrong = [
        (file.name, found[file.name]["outcome"], found[file.name]["reason"])
        for file in hostile
        if found[file.name]["outcome"] not in file.outcomes or file.reason not in (found[file.name]["reason"] or "")
    ]
    assert wrong == []
    assert [row["file_name"] for row in found.values() if row["outcome"] != "read" and not row["reason"]] == []
    assert all(len(row["reason"] or "") <= 500 and "\n" not in (row["reason"] or "") for row in found.values())
    assert [found[name]["outcome"] for name in _GOOD] == ["read", "read"]
    read = {row["file_sha256"] for row in found.values() if row["outcome"] in {"read", "read_empty"}}
    assert {row["file_sha256"] for table, values in rows.items() if table != "landing_file" for row in values} <= read
    assert most_memory < _GIB_IN_KB


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(samples_text.TEXTS, id="txt"),
        pytest.param(samples_text.PAGES, id="html"),
        pytest.param(samples_text.ARCHIVES, id="archives"),
        pytest.param(samples_office.DOCUMENTS, id="docx"),
        pytest.param(samples_office.WORKBOOKS, id="xlsx and xls"),
        pytest.param(samples_pdf.FILES, id="pdf"),
        pytest.param(samples_pdf.BOMBS, id="pdf bombs", marks=pytest.mark.slow),
    ],
)
def test_hostile_files_get_their_outcome_and_good_ones_are_read(tmp_path, knowledge, hostile):
    _require_outcomes(tmp_path, knowledge, hostile)
