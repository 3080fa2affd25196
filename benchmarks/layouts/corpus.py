"""The labelled documents of tests/layouts: their source as a Document, what they are, and the rows they must give.

Each is a folder with `source.html` (the neutral source), `meta.toml` (what it is, in which format it is published) and
`expected/*.csv` (one file per kind of fact, columns as in the marts). A file `published.*` beside them is what is
published: made by an office program of the same tables, with its page breaks, which no writer here draws.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import html

from benchmarks.writers.formats import FORMATS
from flows.readers.document import Block, Cell, Document, Table, TextBlock

DOCUMENTS = Path(__file__).resolve().parents[2] / "tests" / "layouts" / "documents"
_PARAGRAPHS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "caption"})

Row = dict[str, str]


@dataclass(frozen=True)
class LayoutDocument:
    """A labelled document. `expected`: rows by name of the file (expenditure, revenue, scores ...), each with `doc`.

    `lossy_formats`: those that cannot keep what `meta.toml` says under `lost`, so that some of its figures are left out there.
    """

    id: str
    folder: Path
    file_name: str
    format: str
    kind: str
    layout: str
    lossy_formats: frozenset[str]
    expected: dict[str, list[Row]]

    @property
    def html(self) -> bytes:
        return (self.folder / "source.html").read_bytes()

    @property
    def data(self) -> bytes:
        """The file as published."""
        own = self.folder / f"published.{self.format}"
        if own.exists():
            return own.read_bytes()
        return self.html if self.format == "html" else FORMATS[self.format].write(self.source).data

    @property
    def source(self) -> Document:
        return document_of(self.html.decode())


def load_corpus(folder: Path = DOCUMENTS) -> list[LayoutDocument]:
    """All labelled documents, by id."""
    return [_load(path.parent) for path in sorted(folder.glob("*/meta.toml"))]


def _load(folder: Path) -> LayoutDocument:
    meta = tomllib.loads((folder / "meta.toml").read_text(encoding="utf-8"))
    expected = {path.stem: _rows(path) for path in sorted((folder / "expected").glob("*.csv"))}
    return LayoutDocument(
        folder.name,
        folder,
        meta["file_name"],
        meta["format"],
        meta["kind"],
        str(meta["layout"]),
        frozenset(meta.get("lossy_formats", ())),
        expected,
    )


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def document_of(source: str) -> Document:
    """The Document that a source says: its paragraphs and tables in order. Written apart from the reader it tests."""
    body = html.document_fromstring(source).find("body")
    return Document("html", tuple(_blocks(body)))


def _blocks(parent: html.HtmlElement) -> Iterator[Block]:
    for element in parent:
        if element.tag == "table":
            yield Table(tuple(_cells(element)))
        elif element.tag in _PARAGRAPHS:
            yield from (TextBlock(line) for line in _lines(element))
        elif isinstance(element.tag, str):
            yield from _blocks(element)


def _lines(element: html.HtmlElement) -> list[str]:
    for mark in element.iter("br"):
        mark.tail = f"\n{mark.tail or ''}"
    return [line.strip() for line in element.text_content().split("\n") if line.strip()]


def _cells(table: html.HtmlElement) -> Iterator[Cell]:
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(table.iter("tr")):
        col = 0
        for element in line.iterchildren("td", "th"):
            while (row, col) in taken:
                col += 1
            height, width = int(element.get("rowspan", 1)), int(element.get("colspan", 1))
            taken.update((r, c) for r in range(row, row + height) for c in range(col, col + width))
            yield Cell(row, col, "\n".join(_lines(element)), height, width)
            col += width
