"""Tables of a page: which are layout, and the cells of the others with their spans laid out on a grid.

Spans are cut where the limits, the end of the table or a neighbour ends them; nothing is allocated for a span.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from flows.readers.html.text import HIDDEN, PARAGRAPHS, is_hidden, says_hidden, tidy
from flows.readers.office.grid import CellBudget, DraftCell, clean_lines
from flows.settings import ReaderLimits

_GROUPS = {"thead": 0, "tbody": 1, "tfoot": 2}
_NO_TABLE_ROLES = frozenset({"presentation", "none"})
_CELLS = frozenset({"td", "th"})
_WRAPPERS = frozenset({"p", "div", "span", "font", "b", "strong", "a"})
_DIGITS = re.compile(r"\s*(\d+)")
# Below this many filled cells of its own, side by side, a table around tables is a frame.
_FEWEST_ROWS = 2
_FEWEST_CELLS = 4


def framing_tables(root: LexborNode) -> frozenset[int]:
    """The tables, by identity, that other tables stand in."""
    framing: set[int] = set()
    for table in root.css("table"):
        above = table.parent
        while above is not None and above.tag != "table":
            above = above.parent
        if above is not None:
            framing.add(above.mem_id)
    return frozenset(framing)


def is_layout(table: LexborNode, framing: frozenset[int]) -> bool:
    """Whether a table only places things on the page: one column, or hardly a cell of its own around other tables."""
    if table.attributes.get("role") in _NO_TABLE_ROLES:
        return True
    rows = [[cell for cell in row.iter() if cell.tag in _CELLS] for row in _rows(table)]
    if max((len(row) for row in rows), default=0) <= 1:
        return True
    if table.mem_id not in framing:
        return False
    filled_rows = filled_cells = 0
    for row in rows:
        filled = sum(1 for cell in row if cell.css_first("table") is None and cell.text().strip())
        filled_rows += filled >= 2
        filled_cells += filled
    return filled_rows < _FEWEST_ROWS or filled_cells < _FEWEST_CELLS


def caption_of(table: LexborNode) -> str:
    """The text of a table's own caption element."""
    return next((tidy(child.text(separator=" ")) for child in table.iter() if child.tag == "caption"), "")


def drafts_of(table: LexborNode, limits: ReaderLimits, budget: CellBudget) -> tuple[list[DraftCell], list[LexborNode]]:
    """The cells of a table, and the tables that stand in them."""
    drafts: list[DraftCell] = []
    inner: list[LexborNode] = []
    reaching: dict[int, int] = {}  # column → first row that a cell above leaves free
    row_no = positions = 0
    for row in _rows(table):
        col = 0
        for cell in row.iter():
            if cell.tag not in _CELLS:
                continue
            attributes = cell.attributes
            if attributes and says_hidden(attributes):
                continue
            while reaching.get(col, 0) > row_no:
                col += 1
            # Counted before they are visited: a page may say that every cell covers a thousand columns.
            budget.require(positions + col)
            row_span, col_span = 1, 1
            if attributes:
                col_span = min(max(1, _span(attributes.get("colspan"))), limits.span)
                # 0 means down to the end; no row is further away than the limit on cells.
                row_span = min(_span(attributes.get("rowspan")) or limits.cells, limits.cells)
            width = 1
            while width < col_span and reaching.get(col + width, 0) <= row_no:
                width += 1
            drafts.append(DraftCell(row_no, col, _cell_text(cell, inner), row_span, width))
            if row_span > 1:
                for covered in range(col, col + width):
                    reaching[covered] = row_no + row_span
            col += width
        row_no += 1
        positions += col
    return drafts, inner


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    """Visible rows in the order they are shown: a foot may stand before the body in the source."""
    groups: list[tuple[int, LexborNode]] = []
    for child in table.iter():
        tag = child.tag or ""
        if tag in _GROUPS:
            if not is_hidden(child):
                groups.extend((_GROUPS[tag], row) for row in child.iter() if row.tag == "tr")
        elif tag == "tr":
            groups.append((_GROUPS["tbody"], child))
    groups.sort(key=lambda item: item[0])
    for _, row in groups:
        if not is_hidden(row):
            yield row


def _span(text: str | None) -> int:
    """The number a span attribute starts with, 1 when it has none; more than nine digits are as good as nine."""
    match = _DIGITS.match(text) if text else None
    return int(match.group(1)[:9]) if match else 1


def _cell_text(cell: LexborNode, inner: list[LexborNode]) -> str:
    """A cell's own lines; tables in it are put into `inner`."""
    only = cell.first_child
    # Word and Excel wrap a cell's text in one or two elements; nothing but the text is in them.
    while only is not None and only.next is None and only.tag in _WRAPPERS and not is_hidden(only):
        only = only.first_child
    if only is None:
        return ""
    if only.tag == "-text" and only.next is None:
        return tidy(only.text_content or "")
    parts: list[str] = []
    stack: list[LexborNode | None] = [only]
    breaks: list[bool] = [False]
    while stack:
        node = stack[-1]
        if node is None:
            stack.pop()
            if breaks.pop():
                parts.append("\v")
            continue
        stack[-1] = node.next
        tag = node.tag or ""
        if tag == "-text":
            parts.append(node.text_content or "")
        elif tag == "br":
            parts.append("\v")
        elif tag == "table":
            if not is_hidden(node):
                inner.append(node)
        elif tag not in HIDDEN and not is_hidden(node):
            is_paragraph = tag in PARAGRAPHS
            if is_paragraph:
                parts.append("\v")
            stack.append(node.first_child)
            breaks.append(is_paragraph)
    return clean_lines("\n".join(tidy(line) for line in "".join(parts).split("\v")))
