"""Word files as Office Open XML, written by hand: the smallest package that Word and LibreOffice open without complaint.

Cells merged to the right are one cell with gridSpan; cells merged downwards are repeated with vMerge, as Word writes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from benchmarks.writers.written import Written, package
from flows.readers.document import Cell, Document, Table

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    _XML + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONSHIPS = (
    _XML
    + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_SECTION = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1200" w:right="1000" w:bottom="1200" w:left="1000"/></w:sectPr>'
_TEXT_WIDTH = 9900  # twentieths of a point between the margins


def write(document: Document) -> Written:
    body: list[str] = []
    for block in document.blocks:
        if isinstance(block, Table):
            # Two tables that touch are one to Word: an empty paragraph keeps them apart.
            body.append(("<w:p/>" if body and body[-1].endswith("</w:tbl>") else "") + _table(block))
        else:
            body.append(_paragraphs(block.text))
    if body and body[-1].endswith("</w:tbl>"):
        body.append("<w:p/>")
    xml = f'{_XML}<w:document xmlns:w="{_W}"><w:body>{"".join(body)}{_SECTION}</w:body></w:document>'
    parts = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONSHIPS, "word/document.xml": xml}
    return Written(package(parts))


def _paragraphs(text: str) -> str:
    return "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' if line else "<w:p/>"
        for line in text.split("\n")
    )


def _table(table: Table) -> str:
    width = max((cell.col + cell.col_span for cell in table.cells), default=1)
    column = _TEXT_WIDTH // width
    grid = f'<w:gridCol w:w="{column}"/>' * width
    rows = "".join(f"<w:tr>{''.join(_cell(*each, column) for each in row)}</w:tr>" for row in _rows(table, width))
    return (
        f"<w:tbl><w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _rows(table: Table, width: int) -> Iterator[list[tuple[Cell, str]]]:
    """The cells of each row with what their vertical merge is there: none, restart or continue."""
    height = max((cell.row + cell.row_span for cell in table.cells), default=0)
    rows: list[list[tuple[Cell, str]]] = [[] for _ in range(height)]
    for cell in table.cells:
        rows[cell.row].append((cell, "restart" if cell.row_span > 1 else ""))
        for below in range(cell.row + 1, cell.row + cell.row_span):
            rows[below].append((cell._replace(row=below, text=""), "continue"))
    for no, row in enumerate(rows):
        yield sorted(row, key=lambda each: each[0].col) or [(Cell(no, 0, "", col_span=width), "")]


def _cell(cell: Cell, merge: str, column: int) -> str:
    span = f'<w:gridSpan w:val="{cell.col_span}"/>' if cell.col_span > 1 else ""
    vertical = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    width = f'<w:tcW w:w="{column * cell.col_span}" w:type="dxa"/>'
    return f"<w:tc><w:tcPr>{width}{span}{vertical}</w:tcPr>{_paragraphs(cell.text)}</w:tc>"
