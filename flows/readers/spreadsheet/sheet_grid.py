"""A sheet's texts with its merged cells, cut into what a person sees on it: lines of text and tables."""

from __future__ import annotations

from collections.abc import Iterator

from flows.readers.document import Block, Table, TextBlock
from flows.readers.errors import ReadError
from flows.readers.office.grid import CellBudget, DraftCell, blocks_of, is_figure
from flows.settings import ReaderLimits

_SINGLE = (1, 1)


def sheet_blocks(
    name: str,
    texts: list[list[str]],
    spans: dict[tuple[int, int], tuple[int, int]],
    page: int | None,
    limits: ReaderLimits,
    budget: CellBudget,
) -> list[Block]:
    """The blocks of a sheet; `spans` are its merged ranges by their first cell, `name` the title of a sheet that prints none."""
    grid = _SheetGrid(texts, spans, limits)
    blocks = [block for rows in grid.regions() for block in blocks_of(grid.drafts(rows, budget), budget, page)]
    if blocks and isinstance(blocks[0], Table) and any("\u4e00" <= char <= "\u9fff" for char in name):
        # No title stands on the sheet: then its tab is the title.
        blocks.insert(0, TextBlock(name, None, page))
    return blocks


class _SheetGrid:
    """The texts of a sheet with its merged cells."""

    def __init__(
        self, texts: list[list[str]], spans: dict[tuple[int, int], tuple[int, int]], limits: ReaderLimits
    ) -> None:
        self._texts = texts
        self._spans: dict[tuple[int, int], tuple[int, int]] = {}
        self._covered: set[tuple[int, int]] = set()
        self._merged_rows: set[int] = set()
        self._reach: dict[int, int] = {}  # row → last column that a filled merged cell of it covers
        width = len(texts[0]) if texts else 0
        steps = 0
        for (row, col), (height, breadth) in spans.items():
            if (row, col) in self._covered or row >= len(texts) or col >= width:
                continue
            height, breadth = min(height, len(texts) - row), min(breadth, width - col)
            steps += height * breadth
            if steps > 2 * limits.cells:
                raise ReadError(f"合并单元格覆盖的范围过大，超过上限 {limits.cells:,} 个单元格（FISCAL_LIMIT_CELLS）")
            self._spans[row, col] = (height, breadth)
            if texts[row][col]:
                self._reach[row] = max(self._reach.get(row, 0), col + breadth - 1)
            self._covered.update((r, c) for r in range(row, row + height) for c in range(col, col + breadth))
            self._covered.discard((row, col))
            self._merged_rows.update(range(row, row + height))

    def regions(self) -> Iterator[range]:
        """Runs of rows that belong together. A blank row under a merged cell is none."""
        filled = [any(row) for row in self._texts]
        for (row, col), (height, _) in self._spans.items():
            if self._texts[row][col]:
                filled[row : row + height] = [True] * height
        regions: list[range] = []
        first: int | None = None
        for row, is_filled in enumerate([*filled, False]):
            if is_filled and first is None:
                first = row
            elif not is_filled and first is not None:
                region = range(first, row)
                if regions and self._goes_on(regions[-1], region):
                    region = range(regions.pop().start, row)
                regions.append(region)
                first = None
        yield from regions

    def _goes_on(self, above: range, below: range) -> bool:
        """Whether rows below a blank row go on with the table above: figures at once, no headings, no new columns."""
        first = [col for col, text in enumerate(self._texts[below.start]) if text]
        columns = {col for row in above for col, text in enumerate(self._texts[row]) if text}
        return (
            len(first) > 1
            and len(above) > 1
            and any(is_figure(self._texts[below.start][col]) for col in first)
            and {col for row in below for col, text in enumerate(self._texts[row]) if text} <= columns
        )

    def drafts(self, rows: range, budget: CellBudget) -> list[DraftCell]:
        """The cells of these rows between their first and last used column."""
        used = [col for row in rows for col, text in enumerate(self._texts[row]) if text]
        left = min(used)
        right = max(max(used), max(self._reach.get(row, 0) for row in rows))
        budget.require(len(rows) * (right - left + 1))
        drafts: list[DraftCell] = []
        covered, spans = self._covered, self._spans
        for row in rows:
            texts = self._texts[row]
            if row not in self._merged_rows:
                at = row - rows.start
                drafts += [DraftCell(at, col - left, texts[col]) for col in range(left, right + 1)]
                continue
            for col in range(left, right + 1):
                if (row, col) not in covered:
                    height, breadth = spans.get((row, col), _SINGLE)
                    drafts.append(DraftCell(row - rows.start, col - left, texts[col], height, breadth))
        return drafts
