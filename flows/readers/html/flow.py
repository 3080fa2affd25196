"""What a page is read into: a flow of text with line breaks, and tables in their places."""

from __future__ import annotations

# Rows are shown in the order of their groups.
GROUPS = {"thead": 0, "tbody": 1, "tfoot": 2}


class MarkupTable:
    """A table of the page: its attributes, caption and visible rows in the order of the source, with their group.

    A cell is (attributes, content): text without line breaks, a flow, or None where the cell itself is hidden.
    """

    __slots__ = ("attributes", "caption", "holds_table", "rows")

    def __init__(self, attributes: str, rows: list[tuple[int, list[MarkupCell]]] | None = None) -> None:
        self.attributes = attributes
        self.caption: Flow = []
        self.rows = rows if rows is not None else []
        self.holds_table = False


Flow = list["str | MarkupTable"]
MarkupCell = tuple[str, "str | Flow | None"]
