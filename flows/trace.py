"""From a key of a mart row to the printed text it came from: file, table, row, column and the text around it."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

_CONTEXT_LINES = 3
_LONGEST_CELL = 24


class UnknownKeyError(Exception):
    """No mart row and no raw cell has this key."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a value is printed. `around` is the text around it, the value marked with 【】."""

    mart: str | None
    row: dict[str, object]
    file_path: str
    file_sha256: str
    block_no: int
    row_no: int | None
    col_no: int | None
    source_page: int | None
    source_line: int | None
    text: str
    around: list[str]


def trace(published: duckdb.DuckDBPyConnection, work: duckdb.DuckDBPyConnection, key: str) -> Trace:
    """Trace a mart row's key or a cell_key. Raises UnknownKeyError when nothing has it."""
    mart, row = _mart_row(published, key)
    cell_key = row.get("cell_key", key)
    cell = work.execute(
        """select c.file_sha256, d.file_path, c.block_no, c.row_no, c.col_no, c.source_page, c.source_line, c.text,
            c.span_start, c.span_end
        from raw.report_cell as c join raw.document as d using (file_sha256) where c.cell_key = $1 limit 1""",
        [cell_key],
    ).fetchone()
    if cell is None:
        raise UnknownKeyError(f"没有键为 {key} 的行或单元格；键在各事实表的 *_key 列中")
    sha256, path, block_no, row_no, col_no, page, line, text, start, end = cell
    if row_no is None:
        around = _around_span(work, sha256, block_no, start, end)
    else:
        around = _around_cell(work, sha256, block_no, row_no, col_no)
    return Trace(mart, row, path, sha256, block_no, row_no, col_no, page, line, text, around)


def _mart_row(published: duckdb.DuckDBPyConnection, key: str) -> tuple[str | None, dict[str, object]]:
    """The mart row whose own key this is: the key column is the first column of each fact."""
    facts = published.execute(
        """select table_name, column_name from information_schema.columns
        where table_schema = 'marts' and table_name like 'fact%' and ordinal_position = 1 order by 1"""
    ).fetchall()
    for table, column in facts:
        rows = published.execute(f"select * from marts.{table} where {column} = $1", [key])
        found = rows.fetchone()
        if found is not None:
            return table, dict(zip([c[0] for c in rows.description], found, strict=True))
    return None, {}


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
