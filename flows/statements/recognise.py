"""Document → everything recognised in it: statement lines, indicators, evaluations, headcounts, and what was not.

Pure: no files, no database. Tables that no title and no headings explain are left alone and counted as unrecognised.
"""

from __future__ import annotations

from flows.collector import paused
from flows.readers.document import Document
from flows.statements.amounts_said import AmountsSaid
from flows.statements.identity import Identity, read_identity
from flows.statements.layout import Layout
from flows.statements.open_table import OpenTable, opened
from flows.statements.recognition import Recognition
from flows.statements.stacked import statements_of
from flows.statements.table_reader import TableReader


@paused()
def recognise(document: Document, layout: Layout, whole: Identity | None = None) -> Recognition:
    """Recognise the statements of a document with the given layout knowledge.

    `whole`: of the file that this document is a part of; it says what the part does not.
    """
    result = Recognition(identity=read_identity(document, layout, whole))
    said = AmountsSaid(document)
    above: OpenTable | None = None
    parts = ((block_no, part) for block_no, table in document.tables for part in statements_of(table, layout))
    for statement_no, (block_no, part) in enumerate(parts):
        table = opened(document, block_no, part, layout, statement_no, result.identity)
        TableReader(table, said, result).read(above)
        above = table
    return result
