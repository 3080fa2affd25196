"""From a key of a mart row to the printed text it came from: file, table, row, column and the text around it.

A row that stands for a report or a unit is shown by the place where the unit's name is printed. A row that sums up many
places has none of its own: the trace says so and names the file. Refuses keys that no mart row and no raw cell has.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from flows.readers.masking import MASK
from flows.rendering.marking import Focus, PrintedText

_CONTEXT_LINES = 3
_LONGEST_CELL = 24
# First columns that are keys; file_outcome starts with a file name, the contract with its version.
_KEY_COLUMNS = r"(\w+_)?(key|id)|code"
# Where a mart row without a cell of its own has its evidence: the name of the unit, in the report itself or under the
# unit's latest alias. $1 is the row's key.
_EVIDENCE_IN_RAW = {"dim_report": "select unit_evidence from raw.report where report_key = $1"}
_EVIDENCE_IN_MARTS = {
    "dim_unit": """select evidence from marts.dim_unit_alias where unit_key = $1 and evidence is not null
        order by last_fiscal_year desc nulls last, alias limit 1"""
}


class UnknownKeyError(Exception):
    """No mart row and no raw cell has this key."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value is printed. `around` is the text around it, the value marked with 【】."""

    file_path: str
    file_sha256: str
    block_no: int
    row_no: int | None
    col_no: int | None
    source_page: int | None
    source_line: int | None
    text: str
    around: list[str]
    source_format: str
    focus: Focus | None  # where on its page, for formats with pages
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Trace:
    """A mart row (None for a bare cell) and its place; without a place, `remark` says why."""

    mart: str | None
    row: dict[str, object]
    place: Place | None
    remark: str | None = None


def trace(published: duckdb.DuckDBPyConnection, work: duckdb.DuckDBPyConnection | None, key: str) -> Trace:
    """Trace a mart row's key or a cell_key. Raises UnknownKeyError when nothing has it.

    Where only the published file can be read (`work` is None) the place is what the mart row says of it.
    """
    mart, row = _mart_row(published, key)
    if mart is None:
        place = None if work is None else _place(work, key)
        if place is None:
            raise UnknownKeyError(f"没有键为 {key} 的行或单元格；键在各数据集市表的 *_key 列中")
        return Trace(None, {}, place)
    if work is None:
        return Trace(mart, row, None, _origin(published, row))
    cell_key, remark = _evidence(published, work, mart, row, key)
    if cell_key is None:
        return Trace(mart, row, None, f"这一行没有单独的出处；{_origin(published, row)}")
    place = _place(work, cell_key)
    if place is None:
        # Published before its file was read again, or withdrawn: the version is older than the work database.
        remark = f"这一行的出处已不在工作库中（发布之后文件被重新读取或撤下）；{_origin(published, row)}"
    return Trace(mart, row, place, remark)


def _mart_row(published: duckdb.DuckDBPyConnection, key: str) -> tuple[str | None, dict[str, object]]:
    """The mart row whose own key this is: the key column is the first column of a mart. Dimensions come before the
    marts that repeat their keys."""
    marts = published.execute(
        """select table_name, column_name from information_schema.columns
        where table_schema = 'marts' and ordinal_position = 1 and regexp_full_match(column_name, $1) order by 1""",
        [_KEY_COLUMNS],
    ).fetchall()
    for table, column in marts:
        rows = published.execute(f"select * from marts.{table} where {column} = $1", [key])
        found = rows.fetchone()
        if found is not None:
            return table, dict(zip([c[0] for c in rows.description], found, strict=True))
    return None, {}


def _evidence(
    published: duckdb.DuckDBPyConnection,
    work: duckdb.DuckDBPyConnection,
    mart: str,
    row: dict[str, object],
    key: str,
) -> tuple[str | None, str | None]:
    """The cell a mart row rests on, and what it is evidence of when that is not the row's own value."""
    if row.get("cell_key") is not None:
        return str(row["cell_key"]), None
    if mart in _EVIDENCE_IN_RAW:
        found = work.execute(_EVIDENCE_IN_RAW[mart], [key]).fetchone()
    elif mart in _EVIDENCE_IN_MARTS:
        found = published.execute(_EVIDENCE_IN_MARTS[mart], [key]).fetchone()
    else:
        found = None
    return (found[0], "出处：单位名称印在这里") if found is not None and found[0] is not None else (None, None)


def _origin(published: duckdb.DuckDBPyConnection, row: dict[str, object]) -> str:
    """The file of a row without a place."""
    name = row.get("file_name")
    if name is None and row.get("report_key") is not None:
        found = published.execute(
            "select file_name from marts.dim_report where report_key = $1", [row["report_key"]]
        ).fetchone()
        name = found[0] if found is not None else None
    if name is None:
        return "它不来自某一个文件"
    line = f"第 {row['source_line']} 行" if row.get("source_line") is not None else ""
    return f"它来自文件 {name}{line}"


def _place(work: duckdb.DuckDBPyConnection, cell_key: str) -> Place | None:
    cell = work.execute(
        """select c.file_sha256, d.file_path, c.block_no, c.row_no, c.col_no, c.source_page, c.source_line, c.text,
            c.span_start, c.span_end, d.source_format, c.confidence, c.box_left, c.box_top, c.box_right, c.box_bottom,
            b.text
        from raw.report_cell as c
        join raw.document as d using (file_sha256)
        left join raw.report_block as b on b.file_sha256 = c.file_sha256 and b.block_no = c.block_no
        where c.cell_key = $1 limit 1""",
        [cell_key],
    ).fetchone()
    if cell is None:
        return None
    sha256, path, block_no, row_no, col_no, page, line, text, start, end, source_format, confidence, *box, line_text = (
        cell
    )
    if row_no is None:
        around = _around_span(work, sha256, block_no, start, end)
    else:
        around = _around_cell(work, sha256, block_no, row_no, col_no)
    focus = None
    if box[0] is not None:
        printed = PrintedText((box[0], box[1], box[2], box[3]), text if row_no is not None else line_text)
        focus = Focus(printed, None if row_no is not None else (start, end))
    return Place(path, sha256, block_no, row_no, col_no, page, line, text, around, source_format, focus, confidence)


def paths_of(work: duckdb.DuckDBPyConnection, place: Place) -> list[str]:
    """Where in the landing zone the file of a place is or was, latest first."""
    rows = work.execute(
        "select file_path from raw.landing_file where file_sha256 = $1 order by landed_at desc", [place.file_sha256]
    ).fetchall()
    return list(dict.fromkeys([*(path for (path,) in rows), place.file_path]))


def covered_places(work: duckdb.DuckDBPyConnection, place: Place) -> list[PrintedText]:
    """All places on the page of `place` whose text holds personal data."""
    rows = work.execute(
        """select text, box_left, box_top, box_right, box_bottom
        from (
            select * from raw.report_block where kind = 'text'
            union all by name
            select * from raw.report_cell where row_no is not null
        )
        where file_sha256 = $1 and source_page = $2 and box_left is not null and contains(text, $3)""",
        [place.file_sha256, place.source_page, MASK],
    ).fetchall()
    return [PrintedText((left, top, right, bottom), text) for text, left, top, right, bottom in rows]


def _around_span(work: duckdb.DuckDBPyConnection, sha256: str, block_no: int, start: int, end: int) -> list[str]:
    blocks = work.execute(
        """select block_no, source_line, text from raw.report_block
        where file_sha256 = $1 and kind = 'text' and block_no between $2 - 1 and $2 + 1 order by block_no""",
        [sha256, block_no],
    ).fetchall()
    lines = []
    for no, line, text in blocks:
        shown = f"{text[:start]}【{text[start:end]}】{text[end:]}" if no == block_no else text
        lines.append(f"{line or '':>6}  {shown}")
    return lines


def _around_cell(work: duckdb.DuckDBPyConnection, sha256: str, block_no: int, row_no: int, col_no: int) -> list[str]:
    """The rows around a cell, and the table's first rows, which hold its headings."""
    cells = work.execute(
        """select row_no, col_no, source_line, text from raw.report_cell
        where file_sha256 = $1 and block_no = $2 and row_no is not null
            and (row_no < $4 or row_no between $3 - $4 and $3 + $4) order by row_no, col_no""",
        [sha256, block_no, row_no, _CONTEXT_LINES],
    ).fetchall()
    rows: dict[int, tuple[int | None, list[str]]] = {}
    for row, col, line, text in cells:
        short = "".join(text.split())
        short = short if len(short) <= _LONGEST_CELL else short[: _LONGEST_CELL - 1] + "…"
        rows.setdefault(row, (line, []))[1].append(f"【{short}】" if (row, col) == (row_no, col_no) else short)
    lines: list[str] = []
    previous = -1
    for row, (line, texts) in rows.items():
        if row > previous + 1:
            lines.append("     …")
        lines.append(f"{line or '':>6}  {' | '.join(texts)}")
        previous = row
    return lines
