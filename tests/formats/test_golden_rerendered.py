"""The real reports, written again in every other format, give the same rows and score as they do in their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.writers.formats import FORMATS
from flows.readers.formats import read_document
from flows.settings import ReaderLimits
from tests.formats.pipeline import rows_of, run, why_unreadable
from tests.formats.truth import TABLES, difference

pytestmark = pytest.mark.slow

# What a scan holds; in all other formats each measure is that of the report's own format. Where a figure stands is the file's own.
LEAST_OF_A_SCAN = {"tables": 0.97, "text_recall": 0.90, "text_precision": 0.85, "units": 1}
# No contradiction is told of a table with a figure that the recognition was not sure of; what would be disputed is not, then.
NOT_OF_A_SCAN = frozenset({"is_disputed"})
MEASURES = ("tables", "evaluation", "staffing", "units")
# Which labels a home can be scored with: the reports of a folder of labels are all txt or all pdf.
TRUTHS = {"seeds": ".txt", "pdf": ".pdf"}


def measures(shared: Path, published: Path, truth: str, folder: Path) -> dict[str, float]:
    """What the scorer measures of a published file."""
    told = folder / f"{truth}.json"
    score = [shared / "golden" / "score.py", published, shared / "golden" / truth, "--json", told]
    subprocess.run([sys.executable, *map(str, score)], capture_output=True, check=True)
    return json.loads(told.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reports(shared) -> list[Path]:
    return sorted(path for path in (shared / "reports").iterdir() if path.suffix in TRUTHS.values())


@pytest.fixture(scope="module")
def in_their_own_format(shared, tmp_path_factory, services) -> Path:
    return run(shared / "reports", tmp_path_factory.mktemp("own") / "home")


@pytest.mark.parametrize("name", FORMATS)
def test_rewritten_reports_score_as_in_their_own_format(shared, reports, in_their_own_format, tmp_path, name):
    reason = why_unreadable(name)
    if reason is not None:
        pytest.skip(reason)
    landing = tmp_path / "reports"
    landing.mkdir()
    for path in reports:
        document = read_document(path.read_bytes(), ReaderLimits())
        (landing / f"{path.stem}.{FORMATS[name].suffix}").write_bytes(FORMATS[name].write(document).data)
    published = run(landing, tmp_path / "home")
    for truth in TRUTHS:
        own, other = (measures(shared, each, truth, tmp_path) for each in (in_their_own_format, published))
        if name == "scan":
            assert {key: other[key] for key, least in LEAST_OF_A_SCAN.items() if other[key] < least} == {}
        else:
            assert {key: other[key] for key in MEASURES} == {key: own[key] for key in MEASURES}
    for doc in (path.name.partition("_")[0] for path in reports):
        for table in TABLES:
            besides = NOT_OF_A_SCAN if name == "scan" else frozenset()
            wanted, found = (rows_of(each, table, doc, besides) for each in (in_their_own_format, published))
            assert not (found - wanted if name == "scan" else difference(wanted, found)), f"{doc}: {table}"
