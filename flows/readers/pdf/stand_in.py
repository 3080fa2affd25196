"""A stand-in for Chinese fonts that are neither in the file nor on the machine.

Files may name 宋体 without embedding it. Where no such font is installed, pdfium takes a glyph to have no extent and
leaves out every piece of text that is a single character: 类, 款, 项 and vertical labels vanish without a trace. The
stand-in has the same bar for all characters: high as a character, and narrow, since a glyph wider than the width the file
states would move the edges of its box. Fonts that are embedded or installed are used as they are.
"""

from __future__ import annotations

import ctypes
import struct
from functools import cache
from typing import Any

from pypdfium2 import PdfSysfontBase  # type: ignore[import-untyped]

# Shift-JIS, Hangul, GB 2312, Big5: pdfium asks for a font by character set.
_CJK_CHARSETS = frozenset({128, 129, 134, 136})
_HANDLE = 0x5EED
_EM = 1000
_BAR = 60


class _StandIn(PdfSysfontBase):  # type: ignore[misc]
    """pdfium's own font finder, with the stand-in where it finds none. Arguments are those of FPDF_SYSFONTINFO."""

    def MapFont(self, _: Any, weight: int, italic: int, charset: int, pitch: int, face: Any, exact: Any) -> int | None:  # noqa: ANN401, N802
        found: int | None = self.default.MapFont(self.default, weight, italic, charset, pitch, face, exact)
        return _HANDLE if not found and charset in _CJK_CHARSETS else found

    def GetFontData(self, _: Any, font: int, table: int, buffer: Any, size: int) -> int:  # noqa: ANN401, N802
        if font != _HANDLE:
            return int(self.default.GetFontData(self.default, font, table, buffer, size))
        if table:  # only the whole file is given: no collection, no single tables
            return 0
        data = font_file()
        if size >= len(data):
            ctypes.memmove(buffer, data, len(data))
        return len(data)

    def GetFaceName(self, _: Any, font: int, buffer: Any, size: int) -> int:  # noqa: ANN401, N802
        return 0 if font == _HANDLE else int(self.default.GetFaceName(self.default, font, buffer, size))

    def GetFontCharset(self, _: Any, font: int) -> int:  # noqa: ANN401, N802
        return 134 if font == _HANDLE else int(self.default.GetFontCharset(self.default, font))

    def DeleteFont(self, _: Any, font: int) -> None:  # noqa: ANN401, N802
        if font != _HANDLE:
            self.default.DeleteFont(self.default, font)


@cache
def install() -> None:
    """Tells pdfium of the stand-in, once in a process."""
    _StandIn().setup()


@cache
def font_file() -> bytes:
    """A TrueType file with one visible glyph, a bar, for every character."""
    bar = struct.pack(">5hHH", 1, 0, -120, _BAR, 880, 3, 0) + bytes([1, 1, 1, 1])
    bar += struct.pack(">4h", 0, _BAR, 0, -_BAR) + struct.pack(">4h", -120, 0, 1000, 0)
    tables = {
        b"cmap": struct.pack(">HHHHIHHIIIIII", 0, 1, 3, 10, 12, 13, 0, 28, 0, 1, 0x20, 0x10FFFF, 1),
        b"glyf": bar,
        b"head": struct.pack(
            ">IIIIHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM, 0, 0, 0, -120, _BAR, 880, 0, 8, 2, 1, 0
        ),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, 880, -120, 0, _EM, 0, 0, _BAR, 1, 0, 0, 0, 0, 0, 0, 0, 2),
        b"hmtx": struct.pack(">HhHh", _EM, 0, _EM, 0),
        b"loca": struct.pack(">III", 0, 0, len(bar)),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 2, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    directory = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, len(tables) * 16 - 64)
    body = b""
    start = len(directory) + 16 * len(tables)
    for tag, table in sorted(tables.items()):
        padded = table + bytes(-len(table) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += tag + struct.pack(">III", total, start + len(body), len(table))
        body += padded
    return directory + body
