"""Which statement a table without a title is: by the note below it, else by what only this statement has.

注：本表反映部门本年度各项支出情况 stands below the statements of final accounts, in the last row or in the text after it.
Headings and labels decide only within the report's kind, since a budget has statements with the same columns.
"""

from __future__ import annotations

import re

from flows.readers.document import Document, Table, TextBlock
from flows.statements.folding import fold, label_key
from flows.statements.grid import Grid
from flows.statements.headers import Header
from flows.statements.layout import Layout
from flows.statements.terms import Title

_SHOWS = "本表反映"
_WHOSE = re.compile(r"本表反映(?:本?(?:部门|单位)|\((?:部门|单位)\)|及所属单位)*(?:20\d{2}|本)?年?度?的?")
_NOTE_DISTANCE = 2


def title_by_note(document: Document, block_no: int, table: Table, layout: Layout) -> Title | None:
    """The statement that the note in the last row, or right below the table, says it shows."""
    last = max((cell.row for cell in table.cells), default=0)
    texts = [cell.text for cell in reversed(table.cells) if cell.row >= last and _SHOWS in cell.text]
    end = block_no + 1 + _NOTE_DISTANCE
    for block in document.blocks[block_no + 1 : end if document.stop is None else min(end, document.stop)]:
        if not isinstance(block, TextBlock):
            break
        if _SHOWS in block.text:
            texts.append(block.text)
    for text in texts:
        found = _WHOSE.search(fold(text))
        shown = fold(text)[found.end() :] if found else ""
        key = max((key for key in layout.statement_notes if shown.startswith(key)), key=len, default=None)
        if key is not None:
            return layout.title_of(layout.statement_notes[key])
    return None


def title_by_content(grid: Grid, headers: list[Header], layout: Layout, report_type: str | None) -> Title | None:
    """The statement of this kind of report all of whose marks the table has; None when several are equally near."""
    headings = {key for header in headers for column in header.columns for key in column.path}
    labels = {
        label_key(grid.text(row, column.col))
        for header in headers
        for column in header.columns_with("label")
        for row in range(header.last_row + 1, grid.height)
    }
    fitting = [
        (len(marks), title)
        for title_key, marks in layout.statement_signatures.items()
        if (title := layout.title_of(title_key)).report_type == report_type
        and all(key in (headings if part == "heading" else labels) for part, key in marks)
    ]
    most = max((count for count, _ in fitting), default=0)
    best = [title for count, title in fitting if count == most]
    return best[0] if len(best) == 1 else None
