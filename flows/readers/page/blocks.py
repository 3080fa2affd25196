"""Lines and tables of all pages → the blocks of a document: tables over page ends joined, personal data covered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter

from flows.readers.document import Block, Cell, Table, TextBlock
from flows.readers.errors import ReadError
from flows.readers.masked_blocks import mask_blocks
from flows.readers.page.content import PageItem, PageLine, PageTable
from flows.readers.page.joining import join_pages
from flows.readers.page.sideways import join_sideways
from flows.readers.page.torn_lines import masked_lines
from flows.settings import ReaderLimits


def blocks_of_pages(pages: Sequence[Sequence[PageItem]], limits: ReaderLimits) -> tuple[Block, ...]:
    """The blocks of a document's pages. Raises ReadError when its tables have more cells than the limit."""
    blocks = tuple(_blocks(join_pages(join_sideways(pages))))
    cells = sum(len(block.cells) for block in blocks if isinstance(block, Table))
    if cells > limits.cells:
        raise ReadError(f"表格单元格过多：{cells:,} 个，上限 {limits.cells:,}（FISCAL_LIMIT_CELLS）")
    # Where a label reaches over columns, text made from pages has empty cells before its value.
    return mask_blocks(blocks, over_empty_cells=True)


def _blocks(items: Sequence[PageItem]) -> Iterator[Block]:
    lines = [item for item in items if isinstance(item, PageLine)]
    texts = iter(masked_lines(lines))
    for item in items:
        if isinstance(item, PageTable):
            if any(cell.text for cell in item.cells):
                yield Table(tuple(_cells(item)), page=item.page)
        elif text := next(texts).strip():
            yield TextBlock(text, page=item.page, box=item.box, confidence=item.confidence)


def _cells(table: PageTable) -> Iterator[Cell]:
    make = tuple.__new__  # as Cell(...) does, without another call for each cell
    ordered = sorted(table.cells, key=itemgetter(0, 1))
    for row, col, row_span, col_span, text, page, box, confidence, _ in ordered:
        yield make(Cell, (row, col, text, row_span, col_span, None, page, box, confidence))
