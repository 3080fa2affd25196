"""Tables of a page: which are layout, and the cells of the others with their spans laid out on a grid.

Spans are cut where the limits, the end of the table or a neighbour ends them; nothing is allocated for a span.
"""

from __future__ import annotations

import re

from flows.readers.html.flow import Flow, MarkupCell, MarkupTable
from flows.readers.html.text import BREAK, attributes_of, lines_of
from flows.readers.office.grid import CellBudget, DraftCell
from flows.settings import ReaderLimits

_NO_TABLE_ROLES = frozenset({"presentation", "none"})
_DIGITS = re.compile(r"\s*(\d+)")
# Below this many filled cells of its own, side by side, a table around tables is a frame.
_FEWEST_ROWS = 2
_FEWEST_CELLS = 4


def is_layout(table: MarkupTable) -> bool:
    """Whether a table only places things on the page: one column, or hardly a cell of its own around other tables."""
    if "role" in table.attributes and attributes_of(table.attributes).get("role") in _NO_TABLE_ROLES:
        return True
    if max((len(row) for _, row in table.rows), default=0) <= 1:
        return True
    if not table.holds_table:
        return False
    filled_rows = filled_cells = 0
    for _, row in table.rows:
        filled = sum(1 for _, content in row if _is_filled(content))
        filled_rows += filled >= 2
        filled_cells += filled
    return filled_rows < _FEWEST_ROWS or filled_cells < _FEWEST_CELLS


def _is_filled(content: str | Flow | None) -> bool:
    if isinstance(content, list):
        texts = [item for item in content if isinstance(item, str)]
        return len(texts) == len(content) and bool(lines_of("".join(texts)))
    return bool(content)


def content_of(table: MarkupTable) -> Flow:
    """What a layout table holds, as if the table were not there: each caption and cell on lines of its own."""
    flow: Flow = [BREAK, *table.caption]
    for _, row in table.rows:
        for _, content in row:
            flow.append(BREAK)
            if isinstance(content, str):
                flow.append(content.replace("&", "&amp;"))
            elif content is not None:
                flow += content
    return [*flow, BREAK]


def caption_of(table: MarkupTable) -> str:
    """The text of a table's own caption element."""
    return " ".join(lines_of("".join(item for item in table.caption if isinstance(item, str))))


def drafts_of(
    table: MarkupTable, limits: ReaderLimits, budget: CellBudget
) -> tuple[list[DraftCell], list[MarkupTable]]:
    """The cells of a table, and the tables that stand in them."""
    drafts: list[DraftCell] = []
    inner: list[MarkupTable] = []
    reaching: dict[int, int] = {}  # column → first row that a cell above leaves free
    all_free = positions = 0  # the first row that all of them leave free
    for row_no, row in enumerate(_rows_as_shown(table)):
        col = 0
        if row_no >= all_free:
            reaching.clear()
        for attributes, content in row:
            if content is None:
                continue
            if reaching:
                while reaching.get(col, 0) > row_no:
                    col += 1
                budget.require(positions + col)
            text = content if isinstance(content, str) else _cell_text(content, inner)
            if "span=" not in attributes:
                drafts.append(DraftCell(row_no, col, text))
                col += 1
                continue
            # Counted before they are visited: a page may say that every cell covers a thousand columns.
            budget.require(positions + col)
            spans = attributes_of(attributes)
            col_span = min(max(1, _span(spans.get("colspan"))), limits.span)
            # 0 means down to the end; no row is further away than the limit on cells.
            row_span = min(_span(spans.get("rowspan")) or limits.cells, limits.cells)
            width = 1
            while width < col_span and reaching.get(col + width, 0) <= row_no:
                width += 1
            drafts.append(DraftCell(row_no, col, text, row_span, width))
            if row_span > 1:
                all_free = max(all_free, row_no + row_span)
                for covered in range(col, col + width):
                    reaching[covered] = row_no + row_span
            col += width
        positions += col
        budget.require(positions)
    return drafts, inner


def _rows_as_shown(table: MarkupTable) -> list[list[MarkupCell]]:
    """The rows in the order they are shown: a foot may stand before the body in the source."""
    return [row for _, row in sorted(table.rows, key=lambda item: item[0])]


def _span(text: str | None) -> int:
    """The number a span attribute starts with, 1 when it has none; more than nine digits are as good as nine."""
    match = _DIGITS.match(text) if text else None
    return int(match.group(1)[:9]) if match else 1


def _cell_text(content: Flow, inner: list[MarkupTable]) -> str:
    """A cell's own lines; tables in it are put into `inner`."""
    texts: list[str] = []
    for item in content:
        if isinstance(item, str):
            texts.append(item)
        else:
            inner.append(item)
    return "\n".join(lines_of("".join(texts)))
