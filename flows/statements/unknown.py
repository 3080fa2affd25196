"""What a table says that no reference data explains: labels, codes, units of money, headings, its title.

A person answers these (fiscal review), so each comes with its neighbours and with the known ones it is most like. What is
called unknown here is what the marts leave out for that reason, and codes that no list of accounts has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from flows.readers.document import Cell
from flows.statements.folding import fold, label_key, squeeze
from flows.statements.grid import Grid, is_number
from flows.statements.headers import Header, header_at
from flows.statements.layout import Layout, heading_key
from flows.statements.lines import StatementLine
from flows.statements.terms import Title
from flows.statements.years import without_year

_LONGEST_CONTEXT = 200
_MOST_HEADING_ROWS = 3

# Kind, text, reason, and the cell it stands in.
Found = tuple[str, str, str, Cell | None]


def nearest(kind: str, text: str, layout: Layout) -> tuple[str, ...]:
    """The known keys that an unknown text of this kind is most like."""
    known = layout.known_keys.get(kind)
    return known.nearest(key_of(kind, text)) if known is not None else ()


def key_of(kind: str, text: str) -> str:
    """The form in which reference data holds a text of this kind."""
    if kind == "heading":
        return without_year(heading_key(text))
    if kind == "title":
        return without_year(label_key(text))
    return label_key(text) if kind == "label" else fold(text)


def row_text(grid: Grid, cell: Cell) -> str | None:
    """What stands in the row of a cell."""
    said = ""
    for position, other in enumerate(grid.filled(cell.row)):
        said += f"{' | ' if position else ''}{squeeze(other.text)}"
        if len(said) >= _LONGEST_CONTEXT:  # of a row with thousands of unknown columns, each is reported
            break
    return said[:_LONGEST_CONTEXT] or None


def column_text(grid: Grid, headers: Sequence[Header], cell: Cell) -> str | None:
    """What stands above a cell: its headings; for a heading, the other headings of the column."""
    header = header_at(headers, cell.row)
    rows = range(header.first_row, header.last_row + 1) if header is not None else range(cell.row)
    texts = dict.fromkeys(grid.text(row, cell.col) for row in rows if row != cell.row)
    return " / ".join(squeeze(text) for text in texts if text)[:_LONGEST_CONTEXT] or None


def unknown_labels(lines: Iterable[StatementLine], grid: Grid, title: Title, layout: Layout) -> Iterator[Found]:
    """Labels and codes of the rows of a statement, each once a row."""
    seen: set[tuple[str, int | None, str]] = set()
    for line in lines:
        code, label = line.code_text, line.label_text
        if (
            line.doubt is None
            and code is not None
            and code not in layout.accounts
            and ("code", line.place.row, code) not in seen
        ):
            seen.add(("code", line.place.row, code))
            yield "code", code, "科目编码不在科目表中", _cell_of(grid, line.place.row, code)
        if label is None or code is not None or is_number(label) or ("label", line.place.row, label) in seen:
            continue
        seen.add(("label", line.place.row, label))
        if not _is_explained(line, title, layout):
            yield "label", label, "没有参考数据说明这个行次", _cell_of(grid, line.place.row, label)


def unknown_headings(grid: Grid, layout: Layout) -> Iterator[Found]:
    """The rows above the first figure of a table without known headings: what may be its headings."""
    for row in range(min(grid.height, _MOST_HEADING_ROWS + 1)):
        cells = grid.filled(row)
        if any(is_number(cell.text) for cell in cells):
            return
        for cell in cells if len(cells) > 1 else ():
            if layout.heading(cell.text, "") is None and cell.row == row:
                yield "heading", cell.text, "没有参考数据说明这个表头", cell


def _is_explained(line: StatementLine, title: Title, layout: Layout) -> bool:
    """Whether something says what the figures of a row are."""
    key = line.label_key or ""
    headings = (layout.heading(text, line.statement) for text in line.heading_keys)
    sections = (layout.row_label(text, line.statement) for text in line.section_keys)
    return (
        layout.row_label(key, line.statement) is not None
        or key in layout.accounts
        or title.expenditure_kind == "项目支出"
        or (line.project_name is not None and fold(line.project_name) == key)
        or any(heading is not None and heading.line_item for heading in headings)
        or any(section is not None and section.is_kind for section in sections)
    )


def _cell_of(grid: Grid, row: int | None, text: str) -> Cell | None:
    """The cell of a row in which a label or code stands."""
    cells = grid.filled(row) if row is not None else []
    key = label_key(text)
    return next((cell for cell in cells if key in fold(cell.text)), cells[0] if cells else None)
