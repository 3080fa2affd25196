"""Document → everything recognised in it: statement lines, indicators, evaluations, headcounts, and what was not.

Pure: no files, no database. Tables that no title and no headings explain are left alone and counted as unrecognised.
"""

from __future__ import annotations

import re
from decimal import Decimal

from flows.collector import paused
from flows.readers.document import Document, TextBlock
from flows.statements.identity import Identity, read_identity
from flows.statements.layout import Layout
from flows.statements.open_table import OpenTable, opened
from flows.statements.recognition import Recognition
from flows.statements.stacked import statements_of
from flows.statements.table_reader import TableReader

# Bounded, so that a run of digits without end is looked at once: no amount has so many.
_SAID = re.compile(r"(?<!\d)(\d[\d,]{0,30}(?:\.\d{1,20})?)\s*(?:万|亿|千)?元")


@paused()
def recognise(document: Document, layout: Layout, whole: Identity | None = None) -> Recognition:
    """Recognise the statements of a document with the given layout knowledge.

    `whole`: of the file that this document is a part of; it says what the part does not.
    """
    result = Recognition(identity=read_identity(document, layout, whole))
    said = _amounts_said(document)
    above: OpenTable | None = None
    parts = ((block_no, part) for block_no, table in document.tables for part in statements_of(table, layout))
    for statement_no, (block_no, part) in enumerate(parts):
        table = opened(document, block_no, part, layout, statement_no, result.identity)
        TableReader(table, said, result).read(above)
        above = table
    return result


def _amounts_said(document: Document) -> frozenset[Decimal]:
    """The amounts that the running text states, in whatever unit."""
    return frozenset(
        Decimal(number.replace(",", ""))
        for block in document.blocks
        if isinstance(block, TextBlock)
        if "元" in block.text
        for number in _SAID.findall(block.text)
    )
