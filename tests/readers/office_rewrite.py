"""Any document written again as .docx, .html and .xlsx: every cell on its own, without merged cells."""

from __future__ import annotations

from html import escape

from office_samples import docx, p, sheet, xlsx

from flows.readers.document import Document, TextBlock

LF = "\n"


def document_as_docx(document: Document) -> bytes:
    body = ""
    for block in document.blocks:
        if isinstance(block, TextBlock):
            body += p(block.text)
            continue
        rows = "".join(
            "<w:tr>"
            + "".join(f"<w:tc>{''.join(p(line) for line in cell.text.split(LF))}</w:tc>" for cell in row)
            + "</w:tr>"
            for row in block.rows
        )
        body += f"<w:tbl>{rows}</w:tbl>"
    return docx(body)


def document_as_html(document: Document) -> bytes:
    body = ""
    for block in document.blocks:
        if isinstance(block, TextBlock):
            body += f"<p>{escape(block.text)}</p>"
            continue
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(cell.text).replace(LF, '<br>')}</td>" for cell in row) + "</tr>"
            for row in block.rows
        )
        body += f"<table>{rows}</table>"
    return f"<meta charset=utf-8>{body}".encode()


def document_as_xlsx(document: Document) -> bytes:
    """All on one sheet, a blank row before and after each table."""
    rows: dict[int, dict[int, str]] = {}
    at = 0
    for block in document.blocks:
        if isinstance(block, TextBlock):
            rows[at] = {0: block.text}
            at += 1
            continue
        for row in block.rows:
            at += 1
            rows[at] = {cell.col: cell.text for cell in row}
        at += 2
    return xlsx({"Sheet1": sheet(rows)})
