"""Turned tables: stages or years stand in the rows (2021年决算数, 比上年增减), accounts or items in the columns."""

from __future__ import annotations

from flows.statements.headers import Column
from flows.statements.layout import Layout, heading_key
from flows.statements.row_label import glued_code, is_account_code


def row_heading(label: str, code: str | None, layout: Layout, statement: str) -> tuple[str, ...] | None:
    """The label of a row as a heading, where it is one; a row of an account or of a known label is not."""
    if not label or code is not None or layout.row_label(label, statement) is not None:
        return None
    heading = layout.heading(label, statement)
    is_heading = heading is not None and (heading.role == "ignore" or (heading.role == "amount" and heading.is_dated))
    return (heading.path or (heading_key(label),)) if heading is not None and is_heading else None


def turned(column: Column, heading: tuple[str, ...]) -> tuple[Column, str, str | None]:
    """Column, label and code of a figure in a turned table: its row is the heading, its heading the label."""
    if column.items:
        return column._replace(path=(*column.path, *heading)), "", None
    glued = glued_code(column.text)
    code = column.path[-1] if column.path and is_account_code(column.path[-1]) else None
    label = glued[1] if glued else column.text
    return column._replace(path=(*column.path[:-1], *heading)), label, code
