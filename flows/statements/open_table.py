"""A table while it is read: what is known of it so far from its own cells, its caption and the table above it."""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.readers.document import Document, Table
from flows.statements.captions import Caption, read_caption
from flows.statements.forms import OpenForm
from flows.statements.grid import Grid
from flows.statements.headers import Header, find_headers
from flows.statements.identity import Identity
from flows.statements.layout import Layout
from flows.statements.spans import restore_spans
from flows.statements.terms import Title


@dataclass
class OpenTable:
    """One statement or form of a document. The table below may go on with what is known of it."""

    document: Document
    block_no: int
    printed: Table  # its cells as the document has them
    no: int
    layout: Layout
    caption: Caption
    grid: Grid
    unit: str | None
    headers: list[Header] = field(default_factory=list)
    form: OpenForm | None = None
    project: str | None = None
    corner: str | None = None  # the unit of money in the corner of the last headings that had one

    @property
    def title(self) -> Title | None:
        """Which statement it is."""
        return self.caption.title

    @property
    def statement(self) -> str:
        """The statement's name; '' as long as it is not known."""
        return self.caption.title.statement if self.caption.title else ""

    def found_headers(self) -> list[Header]:
        """The headings of its grid, as those of the statement that it is."""
        return find_headers(self.grid, self.layout, self.statement)


def opened(document: Document, block_no: int, table: Table, layout: Layout, no: int, identity: Identity) -> OpenTable:
    """The table with its caption; what that does not say is the report's."""
    caption = read_caption(document, block_no, layout, table, identity.report_type)
    name = caption.title.statement if caption.title else ""
    grid = Grid(restore_spans(table, layout, name))
    return OpenTable(
        document, block_no, table, no, layout, caption, grid, caption.unit_text or identity.money_unit_text
    )
