"""The records of an .xls file that are looked at before a library builds its sheets: all of them at once, hidden ones too.

The library reserves memory by what three records claim (size of a sheet, number of strings, place of a cell); a damaged
or hostile one ends the process. Only these are looked at; the cells are the library's business.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from flows.readers.errors import ReadError
from flows.readers.office.ole import Container

_BOF, _SHEET, _DIMENSIONS, _STRINGS, _ENCRYPTED, _MANY = 0x0809, 0x0085, 0x0200, 0x00FC, 0x002F, 0x00BD
_END_OF_PART = 0x000A
# FORMULA, NUMBER, LABEL, BOOLERR, RSTRING, LABELSST, RK, MULRK; blank cells take no place.
_CELLS = frozenset({0x0006, 0x0203, 0x0204, 0x0205, 0x00D6, 0x00FD, 0x027E, _MANY})
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256
_SMALLEST_STRING = 3
_DAMAGED = "工作簿损坏或不完整；请用 Excel 打开后另存再放入"


def require_sane(container: Container, most_cells: int) -> None:
    """Raises ReadError when the workbook is encrypted, damaged or has a sheet with more cells than the limit."""
    stream = _stream(container)
    rows: list[int] = []
    columns: list[int] = []
    starts: set[int] = set()
    claimed: set[int] = set()
    at, end = 0, len(stream)
    while at + 4 <= end:
        kind, size = struct.unpack_from("<HH", stream, at)
        body = at + 4
        at = body + size
        if at > end:
            raise ReadError(_DAMAGED)
        if kind in _CELLS and size >= 4:
            row, column = struct.unpack_from("<HH", stream, body)
            rows.append(row)
            columns.append(column)
            if kind == _MANY:
                columns.append(*struct.unpack_from("<H", stream, at - 2))
        elif kind == _BOF:
            starts.add(body - 4)
            _require_size(rows, columns, most_cells)
            rows, columns = [], []
        elif kind == _DIMENSIONS:
            _require_dimensions(stream[body:at])
        elif kind == _STRINGS and (size < 8 or struct.unpack_from("<I", stream, body + 4)[0] * _SMALLEST_STRING > end):
            raise ReadError(_DAMAGED)
        elif kind == _SHEET and size >= 4:
            claimed.update(struct.unpack_from("<I", stream, body))
        elif kind == _ENCRYPTED:
            raise ReadError("文件已加密，需要密码；请去掉密码后重新放入")
    _require_size(rows, columns, most_cells)
    # From a wrong place the library would take anything for records.
    if not claimed <= starts:
        raise ReadError(_DAMAGED)


def globals_of(container: Container) -> Iterator[tuple[int, bytes]]:
    """Kind and bytes of the records before the first sheet, of a workbook that is sane."""
    stream = _stream(container)
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == _END_OF_PART:
            return
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _stream(container: Container) -> bytes:
    return container.stream("Workbook" if "Workbook" in container.names() else "Book")


def _require_size(rows: list[int], columns: list[int], most_cells: int) -> None:
    if not rows:
        return
    if max(columns) >= _MOST_COLUMNS:
        raise ReadError(_DAMAGED)
    covered = (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)
    if covered > most_cells:
        raise ReadError(
            f"工作表的单元格过多：到第 {max(rows) + 1:,} 行、第 {max(columns) + 1:,} 列，上限 {most_cells:,} 个"
            "（FISCAL_LIMIT_CELLS）；请删去远处的多余单元格"
        )


def _require_dimensions(record: bytes) -> None:
    """What a sheet claims may exceed its cells, as formats do, but not what a sheet can hold."""
    layout = "<IIHH" if len(record) >= 14 else "<HHHH"
    if len(record) < struct.calcsize(layout):
        raise ReadError(_DAMAGED)
    first_row, last_row, first_column, last_column = struct.unpack_from(layout, record)
    is_possible = first_row <= last_row <= _MOST_ROWS and first_column <= last_column <= _MOST_COLUMNS
    if not is_possible:
        raise ReadError(_DAMAGED)
