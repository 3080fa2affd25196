"""Good files with seeded damage, through real worker processes: each has an outcome, none ends or holds up the run.

The sample in every test run is the first cases of the many that `make test-fuzz` reads. A failure names the file's format and
seed: `mutated(GOOD_FILES[format](), seed)` makes it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pytest
from good_files import GOOD_FILES, SLOW_FILES
from mutations import mutated

from flows.extraction import Knowledge, ReadContext
from flows.landing import look_at
from flows.readers.tools import LIBREOFFICE, OCR, available_tools
from flows.reading import read_batch
from flows.settings import ReaderLimits
from flows.warehouse.fragments import Rows

_SAMPLE, _MANY, _SLOW = 12, 400, 40  # cases of each format
# Damaged pictures are recognised in a test of their own: a second for each of thousands would be hours.
_LIMITS = ReaderLimits(seconds=30, ocr_pages=0)
_OUTCOMES = {"read", "read_empty", "rejected", "needs_ocr", "needs_libreoffice"}


def read_mutants(
    folder: Path,
    knowledge: Knowledge,
    seeds: range,
    files: Mapping[str, Callable[[], bytes]] = GOOD_FILES,
    limits: ReaderLimits = _LIMITS,
) -> Rows:
    """The rows of a batch with one mutant of each good file for every seed; they are named format-seed.extension."""
    for name, make in files.items():
        good = make()
        for seed in seeds:
            (folder / f"{name}-{seed}.{name.rpartition('.')[2]}").write_bytes(mutated(good, seed))
        # Also without damage, so that a reader that refuses everything is found out.
        (folder / f"good-{name}.{name.rpartition('.')[2]}").write_bytes(good)
    context = ReadContext("fuzz", folder, datetime(2026, 1, 1), limits)
    landed = [look_at(path, folder, {}, context.now) for path in sorted(folder.iterdir())]
    return read_batch(landed, context, knowledge, workers=2)


def require_sound(rows: Rows, count: int) -> Counter[str]:
    """Every file has an outcome and a reason, its own one; what was not read gives nothing else. Counts by outcome."""
    outcomes = rows["landing_file"]
    assert len(outcomes) == count
    assert {row["outcome"] for row in outcomes} <= _OUTCOMES
    assert [
        row["file_name"]
        for row in outcomes
        if row["file_name"].startswith("good-") and row["outcome"] not in {"read", "read_empty"}
    ] == []
    assert [row["file_name"] for row in outcomes if row["outcome"] != "read" and not row["reason"]] == []
    # A mutant may be the good file again: then its rows are that one's.
    read = {row["file_sha256"] for row in outcomes if row["outcome"] in {"read", "read_empty"}}
    for table, values in rows.items():
        if table != "landing_file":
            assert {row["file_sha256"] for row in values} <= read, table
    failed = [(row["file_name"], row["reason"]) for row in outcomes if "读取器出错" in str(row["reason"])]
    assert failed == [], "a reader gave no reason of its own"
    return Counter(row["outcome"] for row in outcomes)


def test_a_sample_of_damaged_files(tmp_path, knowledge):
    rows = read_mutants(tmp_path, knowledge, range(_SAMPLE))
    counts = require_sound(rows, len(GOOD_FILES) * (_SAMPLE + 1))
    assert counts["rejected"] > len(GOOD_FILES), "damage is refused"
    assert counts["read"] > len(GOOD_FILES), "and not every scratch is damage"


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, _MANY, 50))
def test_many_damaged_files(tmp_path, knowledge, first):
    seeds = range(first, first + 50)
    counts = require_sound(read_mutants(tmp_path, knowledge, seeds), len(GOOD_FILES) * 51)
    print(f"seeds {first} to {first + 49}: {dict(counts)}")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "tool"), [("rtf", LIBREOFFICE), ("png", OCR)])
def test_damaged_files_of_formats_that_need_a_tool(tmp_path, knowledge, name, tool):
    if tool not in available_tools():
        pytest.skip(f"{tool} is not installed")
    files = {name: SLOW_FILES[name]}
    rows = read_mutants(tmp_path, knowledge, range(_SLOW), files, ReaderLimits(seconds=60))
    print(f"{name}: {dict(require_sound(rows, _SLOW + 1))}")
