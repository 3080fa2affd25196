"""Old .xls workbooks and other OLE containers, written byte by byte for the reader tests."""

from __future__ import annotations

import struct


def xls(
    sheets: dict[str, dict[int, dict[int, str]]],
    merges: list[tuple[int, int, int, int]],
    hidden: str = "",
    shown: tuple[int, tuple[int, int, int, int]] | None = None,
) -> bytes:
    """A BIFF8 workbook; `merges` (first row, last row, first column, last column) hold for its first sheet.

    `shown` is what a document shows of it when it is inserted there: the number of a sheet and an area, as in `merges`.
    """

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    parts = []
    for number, rows in enumerate(sheets.values()):
        cells = b""
        for r, row in rows.items():
            for c, text in row.items():
                if text.replace(".", "", 1).isdigit():
                    cells += record(0x0203, struct.pack("<HHHd", r, c, 0, float(text)))
                else:
                    cells += record(0x0204, struct.pack("<HHHHB", r, c, 0, len(text), 1) + text.encode("utf-16-le"))
        size = struct.pack("<IIHHH", 0, 1 + max(rows), 0, 1 + max(c for row in rows.values() for c in row), 0)
        merged = struct.pack("<H", len(merges)) + b"".join(struct.pack("<HHHH", *m) for m in merges)
        start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + record(0x0200, size)
        parts.append(start + cells + (record(0x00E5, merged) if merges and not number else b"") + record(0x000A, b""))
    names = [struct.pack("<BBBB", name == hidden, 0, len(name), 1) + name.encode("utf-16-le") for name in sheets]
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    if shown:
        begin += record(0x003D, struct.pack("<10xH6x", shown[0])) + record(0x00DE, struct.pack("<HHHBB", 0, *shown[1]))
    at = len(begin) + sum(8 + len(name) for name in names) + 4
    globals_ = begin
    for name, part in zip(names, parts, strict=True):
        globals_ += record(0x0085, struct.pack("<I", at) + name)
        at += len(part)
    return ole("Workbook", globals_ + record(0x000A, b"") + b"".join(parts))


def ole(name: str, stream: bytes, second_name: str = "", inside: str = "") -> bytes:
    """An OLE container with one stream in sectors of 512 bytes; the same bytes may have a second name, and one in a storage."""
    stream = stream.ljust(4096, b"\x00")
    sectors = -(-len(stream) // 512)
    chain = [*range(3, 2 + sectors), 0xFFFFFFFE]
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *chain] + [0xFFFFFFFF] * (126 - sectors)
    none, end = 0xFFFFFFFF, 0xFFFFFFFE

    def entry(title: str, kind: int, start: int, size: int, right: int = none, child: int = none) -> bytes:
        encoded = title.encode("utf-16-le") + b"\x00\x00"
        return struct.pack("<64sHBBIII36xIQ", encoded, len(encoded), kind, 1, none, right, child, start, size)

    beside = 2 if second_name or inside else none
    directory = entry("Root Entry", 5, end, 0, child=1) + entry(name, 2, 2, len(stream), right=beside)
    if second_name:
        directory += entry(second_name, 2, 2, len(stream))
    if inside:
        directory += entry("ObjectPool", 1, 0, 0, child=3) + entry(inside, 2, 2, len(stream))
    version = struct.pack("<8s16xHHHHH6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 62, 3, 0xFFFE, 9, 6)
    header = version + struct.pack("<10I", 0, 1, 1, 0, 4096, end, 0, end, 0, 0) + struct.pack("<I", none) * 108
    return header + struct.pack("<128I", *fat) + directory.ljust(512, b"\x00") + stream.ljust(sectors * 512, b"\x00")
