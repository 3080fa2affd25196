"""Word documents (.docx): paragraphs and tables in reading order, as they read with all changes accepted.

Decides what a person sees as text (printed list numbers, text boxes once, fields' results; no headers, footers, deleted
or hidden text) and where a table's merged cells are. A table inside a cell, a text box, an inserted workbook and a picture of
a table come after the block they are anchored in (inserted.py). Refuses damaged and encrypted files; other pictures and
objects are not read and noted. Places are positions of blocks only: a .docx has no pages until it is printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from lxml import etree

from flows.readers.document import Block, Document, TextBlock
from flows.readers.docx.fields import drop_results
from flows.readers.docx.inserted import (
    DRAWING,
    OBJECT,
    PICTURE,
    Insertion,
    files_of,
    insertions,
    only_pictures,
    pictures_of,
    with_pictures,
    with_workbooks,
)
from flows.readers.docx.names import MATH_TEXT, W
from flows.readers.docx.numbering import Numbering
from flows.readers.docx.pictures import nth_picture, read_pictures
from flows.readers.docx.revisions import accept
from flows.readers.docx.symbols import spell_out, symbol
from flows.readers.docx.thin import Places
from flows.readers.errors import ReadError
from flows.readers.image import Page
from flows.readers.masked_blocks import mask_blocks
from flows.readers.office.grid import CellBudget, DraftCell, blocks_of, clean_lines
from flows.readers.office.package import Package
from flows.settings import ReaderLimits

_P, _R, _TBL, _TR, _TC = W + "p", W + "r", W + "tbl", W + "tr", W + "tc"
_RPR = W + "rPr"
_PPR, _TRPR, _TCPR, _TEXT_BOX = W + "pPr", W + "trPr", W + "tcPr", W + "txbxContent"
_T, _SYMBOL, _VAL = W + "t", W + "sym", W + "val"
_GRID_SPAN, _V_MERGE, _H_MERGE = W + "gridSpan", W + "vMerge", W + "hMerge"
_SIGNS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}
_PRINTED = (_T, MATH_TEXT, _SYMBOL, *_SIGNS)
_UNREAD = {
    W + "altChunk": "文中插入的其他文件",
    W + "footnoteReference": "脚注",
    W + "endnoteReference": "尾注",
}


def read(data: bytes, limits: ReaderLimits, recomputed: Collection[str] = ()) -> Document:
    """The document in a .docx file's bytes. Raises ReadError when it is damaged, encrypted, over a limit or only pictures.

    `recomputed` names the fields whose results are not what was printed; they are left out and noted.
    """
    package, main, root, body = _opened(data, limits)
    numbering = _numbering(package, package.related(main), root)
    dropped = drop_results(root, recomputed) if recomputed else 0
    reader = _BodyReader(root, numbering, limits)
    items = list(reader.blocks(body))
    files = files_of(items, package, main)
    items, about_workbooks = with_workbooks(items, package, files, limits, reader.budget)
    if only_pictures(items):
        return read_pictures(pictures_of(items, package, files, limits), limits)
    inserted = with_pictures(items, package, files, limits)
    notes = [*about_workbooks, *inserted.notes, *_notes(root)]
    if dropped:
        notes.append(f"未采用自动更新的日期、文件名 {dropped} 处：转换后已不是原来印出的")
    return Document("docx", mask_blocks(inserted.blocks), notes=tuple(notes), lacks=inserted.lacks)


def picture(data: bytes, number: int, limits: ReaderLimits) -> Page:
    """The picture that `read` gives the number (from 1) as page. Raises ReadError when there is none."""
    package, main, root, body = _opened(data, limits)
    items = list(_BodyReader(root, _numbering(package, {}, root), limits).blocks(body))
    return nth_picture(pictures_of(items, package, files_of(items, package, main), limits), number)


def _opened(data: bytes, limits: ReaderLimits) -> tuple[Package, str, etree._Element, etree._Element]:
    """The package, the name of its main part, that part's root and body."""
    package = Package(data, limits)
    main = package.main_part()
    root = package.xml(main)
    body = root.find(W + "body") if root is not None else None
    if root is None or body is None:
        raise ReadError("文档没有正文部分，文件不完整；请用 Word 打开后另存再放入")
    return package, main, root, body


def _numbering(package: Package, parts: dict[str, str], root: etree._Element) -> Numbering:
    """The lists of a document. Styles are read only where one can matter: there may be more of them than text."""
    if "numbering" not in parts:
        return Numbering(None, None)
    lists = package.xml(parts["numbering"])
    has_styles = next(root.iter(W + "pStyle"), None) is not None
    is_linked = lists is not None and next(lists.iter(W + "numStyleLink"), None) is not None
    styles = package.xml(parts["styles"]) if "styles" in parts and (has_styles or is_linked) else None
    return Numbering(lists, styles)


def _notes(root: etree._Element) -> Iterator[str]:
    """What the document holds and nothing here reads; of objects and pictures `inserted` tells."""
    counts = Counter(element.tag for element in root.iter(*_UNREAD))
    for tag, name in _UNREAD.items():
        if counts[tag]:
            yield f"未读取{name} {counts[tag]} 处"


class _BodyReader:
    """Turns the body's elements into blocks; keeps the list counters and the budget of cells."""

    def __init__(self, root: etree._Element, numbering: Numbering, limits: ReaderLimits) -> None:
        self._numbering = numbering
        self._joined = accept(root)
        spell_out(root)
        self._limits = limits
        self.budget = CellBudget(limits)
        self._has_insertions = next(root.iter(OBJECT, DRAWING, PICTURE), None) is not None
        self._boxes = _detach_boxes(root)
        self._unfinished = ""

    def blocks(self, container: etree._Element) -> Iterator[Block | Insertion]:
        """The blocks of a body, a text box or anything that wraps blocks (content controls, insertions)."""
        for element in container:
            if element.tag == _P:
                yield from self._paragraph(element)
            elif element.tag == _TBL:
                yield from self._table(element)
            else:
                yield from self.blocks(element)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Block | Insertion]:
        text = self._text(paragraph)
        for line in (text or "").split("\n"):
            if line := line.strip():
                yield TextBlock(line)
        yield from self._anchored(paragraph)

    def _anchored(self, paragraph: etree._Element) -> Iterator[Block | Insertion]:
        """What stands in a paragraph beside its text: text boxes, objects, pictures."""
        for box in self._boxes.get(paragraph, ()):
            yield from self.blocks(box)
        if self._has_insertions:
            yield from insertions(paragraph)

    def _text(self, paragraph: etree._Element) -> str | None:
        """A paragraph's printed text with its list number; None when it goes on in the next one."""
        parts = [self._unfinished]
        for child in paragraph:
            if child.tag == _R:
                _print_run(child, parts)
            elif child.tag != _PPR:
                parts.extend(_printed(child))
            elif self._numbering.is_used and not self._unfinished:
                parts.append(self._numbering.label(child))
        text = "".join(parts)
        if paragraph in self._joined:
            self._unfinished = text
            return None
        self._unfinished = ""
        return text

    # -- tables ---------------------------------------------------------------------------------------------------

    def _table(self, table: etree._Element) -> Iterator[Block | Insertion]:
        drafts: list[DraftCell] = []
        inner: list[Block | Insertion] = []
        open_merges: dict[int, DraftCell] = {}
        places = Places(table)
        if places.has_thin:
            places.drop_thin(_grid_places(table))
        for row_no, row in enumerate(_members(table, _TR)):
            grid_col = _row_indent(row)
            merges: dict[int, DraftCell] = {}
            previous: DraftCell | None = None
            for cell in _members(row, _TC):
                grid_span, is_merged_right, merge = _cell_properties(cell)
                col, span = places.place(grid_col, grid_span)
                grid_col += grid_span
                if is_merged_right and previous is not None:
                    previous.col_span += span
                    continue
                text, nested = self._cell(cell)
                inner.extend(nested)
                above = open_merges.get(col)
                if merge == "continue" and above is not None and above.col_span == span:
                    above.row_span += 1
                    merges[col] = above
                    previous = None
                else:
                    previous = DraftCell(row_no, col, text, 1, min(span, self._limits.span))
                    drafts.append(previous)
                    if merge is not None:
                        merges[col] = previous
            open_merges = merges
            self.budget.require(len(drafts))
        yield from blocks_of(drafts, self.budget)
        yield from inner

    def _cell(self, cell: etree._Element) -> tuple[str, list[Block | Insertion]]:
        """A cell's own text and what else stands in it: tables, text boxes, objects, pictures."""
        lines: list[str] = []
        inner: list[Block | Insertion] = []
        for element in _flat(cell):
            if element.tag == _TBL:
                inner.extend(self._table(element))
                continue
            text = self._text(element)
            if text is not None:
                lines.append(text)
            if self._boxes or self._has_insertions:
                inner.extend(self._anchored(element))
        return clean_lines("\n".join(lines)), inner


def _print_run(run: etree._Element, parts: list[str]) -> None:
    """Nearly every run holds its properties and one text; anything else is looked through."""
    for node in run:
        if node.tag == _T:
            parts.append(node.text or "")
        elif node.tag != _RPR:
            parts.extend(_printed(node))


def _printed(element: etree._Element) -> Iterator[str]:
    for node in element.iter(*_PRINTED):
        tag = node.tag
        if tag in {_T, MATH_TEXT}:
            yield node.text or ""
        elif tag == _SYMBOL:
            yield _symbol(node)
        else:
            yield _SIGNS[tag]


def _symbol(node: etree._Element) -> str:
    """The character a symbol font shows; a code that is not known stays as the file has it."""
    try:
        code = int(node.get(W + "char", ""), 16)
    except ValueError:
        return "□"
    known = symbol(node.get(W + "font", ""), code)
    return known if known is not None else chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE else "□"


def _flat(container: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables of a cell, also those that content controls and insertions wrap."""
    for element in container:
        if element.tag == _P or element.tag == _TBL:
            yield element
        elif element.tag != _TCPR:
            yield from _flat(element)


def _members(container: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, also those that content controls wrap."""
    for element in container:
        if element.tag == tag:
            yield element
        elif element.tag not in {_P, _TBL, _TC, _TCPR, _TRPR} and len(element):
            yield from _members(element, tag)


def _row_indent(row: etree._Element) -> int:
    """Columns that the row leaves out at its left."""
    properties = row.find(_TRPR)
    before = properties.find(W + "gridBefore") if properties is not None else None
    return _count(before, 0)


def _cell_properties(cell: etree._Element) -> tuple[int, bool, str | None]:
    """Columns covered, whether it only continues the cell to its left, and its part in a vertical merge."""
    properties = cell.find(_TCPR)
    if properties is None:
        return 1, False, None
    span, is_merged_right, merge = 1, False, None
    for element in properties:
        tag = element.tag
        if tag == _GRID_SPAN:
            span = max(1, _count(element, 1))
        elif tag == _V_MERGE:
            merge = "restart" if element.get(_VAL) == "restart" else "continue"
        elif tag == _H_MERGE:
            is_merged_right = element.get(_VAL) != "restart"
    return span, is_merged_right, merge


def _grid_places(table: etree._Element) -> Iterator[tuple[int, int]]:
    """First column and number of columns of every cell in the grid the file declares."""
    for row in _members(table, _TR):
        col = _row_indent(row)
        for cell in _members(row, _TC):
            span, _, _ = _cell_properties(cell)
            yield col, span
            col += span


def _count(element: etree._Element | None, default: int) -> int:
    """A small number of the file; Word has at most 63 columns, anything larger is cut to four digits."""
    text = element.get(_VAL, "") if element is not None else ""
    return int(text[:4]) if text.isdecimal() and text.isascii() else default


def _detach_boxes(root: etree._Element) -> dict[etree._Element, list[etree._Element]]:
    """Text boxes by the paragraph they are anchored in, taken out of it."""
    boxes: dict[etree._Element, list[etree._Element]] = {}
    for box in list(root.iter(_TEXT_BOX)):
        anchor = next(box.iterancestors(_P), None)
        parent = box.getparent()
        if anchor is not None and parent is not None:
            boxes.setdefault(anchor, []).append(box)
            parent.remove(box)
    return boxes
