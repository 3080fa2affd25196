"""The real PDF as a scan, every page a little askew, against the same hand-labelled truth."""

from __future__ import annotations

import pypdfium2
import pytest
from PIL import Image

from flows.readers.tools import OCR, available_tools

DPI = 200
ASKEW = 1.0  # degrees
BARS = ("tables=0.97", "text_recall=0.90", "text_precision=0.85", "provenance=0.99", "units=1")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(OCR not in available_tools(), reason="the packages of the extra [ocr] are not installed"),
]


@pytest.fixture(scope="module")
def scan(shared, tmp_path_factory):
    """A landing folder with the PDF as pictures only."""
    (report,) = (shared / "reports").glob("P1_*.pdf")
    folder = tmp_path_factory.mktemp("scan") / "landing"
    folder.mkdir()
    first, *others = [
        page.render(scale=DPI / 72).to_pil().convert("RGB").rotate(ASKEW, Image.Resampling.BICUBIC, fillcolor="white")
        for page in pypdfium2.PdfDocument(report)
    ]
    first.save(folder / report.name, save_all=True, append_images=others, resolution=DPI, quality=85)
    return folder


def test_scanned_report_against_labels(require_score, scan, fiscal, tmp_path):
    home = tmp_path / "var"
    run = fiscal("run", "--landing", scan, "--home", home)
    assert run.returncode == 0, run.stderr
    require_score(home / "published" / "warehouse.duckdb", "pdf", BARS)
