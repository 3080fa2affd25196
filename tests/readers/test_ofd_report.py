"""A real report, rewritten as OFD from what its PDF draws: both must read the same, cell by cell."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from ofd_maker import MM, Page, ofd

from flows.readers import pdf
from flows.readers.document import Document, Table
from flows.readers.ofd import read
from flows.readers.pdf import library, text_layer
from flows.readers.pdf.calls import Handle
from flows.readers.pdf.drawn import drawing_of
from flows.settings import ReaderLimits

LIMITS = ReaderLimits()
MOST = 1_000_000


@pytest.fixture(scope="module")
def report(shared: Path) -> bytes:
    found = next((shared / "reports").glob("*.pdf"), None)
    if found is None:
        pytest.skip("no report among the shared ones is a PDF")
    return found.read_bytes()


def rewritten(page: Handle, longest: float) -> Page:
    """A page's paths and characters as OFD objects. Steps of more than `longest` sizes start a new TextObject."""
    left, _, right, top = library.page_box(page)
    made = Page(right - left, top - library.page_box(page)[1])
    for path in drawing_of(page, MOST).paths:
        data = " ".join(
            f"M {(x0 - left) * MM:.4f} {(top - y0) * MM:.4f} L {(x1 - left) * MM:.4f} {(top - y1) * MM:.4f}"
            if number == 0
            else f"L {(x1 - left) * MM:.4f} {(top - y1) * MM:.4f}"
            for subpath in path.subpaths
            for number, (x0, y0, x1, y1) in enumerate(subpath)
        )
        flags = f'Stroke="{str(path.is_stroked).lower()}" Fill="{str(path.is_filled).lower()}"'
        if data:
            made.add(
                f'<ofd:PathObject ID="1" Boundary="0 0 500 500" {flags}><ofd:AbbreviatedData>{data}'
                "</ofd:AbbreviatedData></ofd:PathObject>"
            )
    runs: list[list[tuple[str, float, float, float]]] = []
    with library.text_of(page) as text:
        assert text is not None
        raw = text_layer.characters(text, MOST, is_upright=False)
        for char, (x, y, size) in zip(raw.texts, raw.placed, strict=True):
            sign = char if char.isprintable() else "-"
            last = runs[-1][-1] if runs else None
            if last is None or last[2:] != (y, size) or not 0 < x - last[1] < longest * size:
                runs.append([])
            runs[-1].append((sign, x, y, size))
    for run in runs:
        steps = " ".join(f"{(after[1] - before[1]) * MM:.4f}" for before, after in pairwise(run))
        _, x, y, size = run[0]
        delta = f' DeltaX="{steps}"' if steps else ""
        made.text(x - left, top - y, "".join(sign for sign, *_ in run), size, delta=delta)
    return made


def content(document: Document) -> list[object]:
    return [
        [(cell.row, cell.col, cell.row_span, cell.col_span, cell.page, cell.text) for cell in block.cells]
        if isinstance(block, Table)
        else (block.page, block.text)
        for block in document.blocks
    ]


@pytest.mark.parametrize("longest", [1.6, 0.0], ids=["a run an object", "a character an object"])
def test_a_report_reads_the_same_as_ofd(report, longest):
    with library.opened(report) as opened:
        pages = []
        for number in range(library.page_count(opened)):
            with library.page_of(opened, number) as page:
                assert page is not None
                pages.append(rewritten(page, longest))
    expected, found = pdf.read(report, LIMITS), read(ofd(*pages), LIMITS)
    assert content(found) == content(expected)
    for (_, one), (_, other) in zip(found.tables, expected.tables, strict=True):
        for cell, twin in zip(one.cells, other.cells, strict=True):
            assert cell.box == pytest.approx(twin.box, abs=0.05)
