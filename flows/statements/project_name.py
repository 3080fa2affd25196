"""Which project a form is about."""

from __future__ import annotations

from flows.readers.document import TextBlock
from flows.statements.fields import line_fields, table_fields
from flows.statements.grid import is_blank
from flows.statements.identity import Identity
from flows.statements.open_table import OpenTable


def project_name(table: OpenTable, identity: Identity) -> str | None:
    """The project that the form names in its head, else the lines above it, else the title of the report."""
    first_row = min((cell.row for cell in table.printed.cells), default=0)
    fields = list(table_fields(table.block_no, table.grid, table.layout, first_row))
    blocks = table.document.blocks
    for no in sorted(table.caption.used_blocks):
        block = blocks[no]
        below = blocks[no + 1] if no + 1 < table.block_no else None
        if isinstance(block, TextBlock):
            fields += line_fields(no, block.text, below, table.layout)
    names = (value for field, value, _ in fields if field == "project_name" and not is_blank(value))
    return next(("".join(name.split()) for name in names), None) or (
        identity.project_name if table.title is not None and table.title.is_of_project else None
    )
