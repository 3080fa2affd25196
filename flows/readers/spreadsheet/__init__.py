"""Workbooks (.xlsx, .xls): the visible sheets in their order, each as a person sees it: text lines and tables.

Decides what is one table (blank rows separate, unless what follows goes on with figures in the same columns) and merged
cells. In .xlsx numbers read as their cells show them (`xlsx`, `number_format`); the library for .xls does not give
formats, so there they are plain numbers. Formulas give their stored results; nothing is computed, no macro is run. Hidden
sheets are not read, and noted. `page` is the sheet's number in the file. Refuses encrypted and damaged files and sheets
that claim more cells than the limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from flows.readers.document import Block, Document, Table, TextBlock
from flows.readers.errors import ReadError
from flows.readers.masked_blocks import mask_blocks
from flows.readers.masking import mask
from flows.readers.office.grid import CellBudget, DraftCell, blocks_of, is_figure
from flows.readers.office.ole import MAGIC, Container, ole_kind
from flows.readers.office.package import Package
from flows.readers.spreadsheet.records import require_sane
from flows.readers.spreadsheet.values import printed
from flows.readers.spreadsheet.xlsx import Workbook
from flows.settings import ReaderLimits

_SINGLE = (1, 1)


def read(data: bytes, limits: ReaderLimits) -> Document:
    """The document in a workbook's bytes. Raises ReadError when it is damaged, encrypted or over a limit."""
    notes: list[str] = []
    if data.startswith(MAGIC) and ole_kind(data) == "xls":
        require_sane(Container(data), limits.cells)
        blocks = _read_xls(data, limits, notes)
        return Document("xls", mask_blocks(blocks), notes=tuple(notes))
    return Document("xlsx", mask_blocks(_read_xlsx(data, limits, notes)), notes=tuple(notes))


def _read_xlsx(data: bytes, limits: ReaderLimits, notes: list[str]) -> list[Block]:
    workbook = Workbook(Package(data, limits))
    blocks: list[Block] = []
    budget = CellBudget(limits)
    for number, sheet in enumerate(workbook.sheets, start=1):
        if sheet.skipped:
            notes.append(f"第 {number} 张工作表“{mask(sheet.name)}”{sheet.skipped}，未读取")
            continue
        found = workbook.read(sheet, limits.cells)
        if found is None:
            continue
        if found.has_hidden:
            notes.append(f"第 {number} 张工作表“{mask(sheet.name)}”有隐藏的行或列，已一并读取")
        blocks.extend(_sheet_blocks(sheet.name, found.texts, found.spans, number, limits, budget))
    return blocks


def _read_xls(data: bytes, limits: ReaderLimits, notes: list[str]) -> list[Block]:
    try:
        return _xls_blocks(data, limits, notes)
    except PasswordError as error:
        raise ReadError("文件已加密，需要密码；请去掉密码后重新放入") from error
    except CalamineError as error:
        raise ReadError("工作簿损坏或不完整；请用 Excel 打开后另存再放入") from error
    except BaseException as error:
        # The library reports a broken invariant of a damaged file as a panic, which is no Exception.
        if type(error).__name__ == "PanicException":
            raise ReadError("工作簿损坏，无法解析；请用 Excel 打开后另存再放入") from error
        raise


def _xls_blocks(data: bytes, limits: ReaderLimits, notes: list[str]) -> list[Block]:
    blocks: list[Block] = []
    budget = CellBudget(limits)
    with CalamineWorkbook.from_filelike(BytesIO(data)) as workbook:
        for number, listed in enumerate(workbook.sheets_metadata, start=1):
            skipped = _why_skipped(listed)
            if skipped:
                notes.append(f"第 {number} 张工作表“{mask(listed.name)}”{skipped}，未读取")
                continue
            sheet = workbook.get_sheet_by_index(number - 1)
            if sheet.start is None:
                continue
            budget.require(sheet.height)
            texts = [[printed(value) if value != "" else "" for value in row] for row in sheet.to_python()]
            spans = _spans(sheet, sheet.start)
            blocks.extend(_sheet_blocks(printed(sheet.name), texts, spans, number, limits, budget))
    return blocks


def _why_skipped(sheet: SheetMetadata) -> str:
    if sheet.visible != SheetVisibleEnum.Visible:
        return "是隐藏的"
    if sheet.typ != SheetTypeEnum.WorkSheet:
        return "不是表格（图表或宏）"
    return ""


def _sheet_blocks(
    name: str,
    texts: list[list[str]],
    spans: dict[tuple[int, int], tuple[int, int]],
    page: int,
    limits: ReaderLimits,
    budget: CellBudget,
) -> list[Block]:
    grid = _SheetGrid(texts, spans, limits)
    blocks = [block for rows in grid.regions() for block in blocks_of(grid.drafts(rows, budget), budget, page)]
    if blocks and isinstance(blocks[0], Table) and any("\u4e00" <= char <= "\u9fff" for char in name):
        # No title stands on the sheet: then its tab is the title.
        blocks.insert(0, TextBlock(name, None, page))
    return blocks


def _spans(sheet: CalamineSheet, start: tuple[int, int]) -> dict[tuple[int, int], tuple[int, int]]:
    """Merged ranges by their first cell, counted from the first filled row and column."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if top >= start[0] and left >= start[1] and bottom >= top and right >= left:
            spans[top - start[0], left - start[1]] = (bottom - top + 1, right - left + 1)
    return spans


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
