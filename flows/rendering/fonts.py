"""Fonts to draw text with: those embedded in a file, a Chinese one of this machine, and whether they have a character.

Embedded fonts are often cut down to the glyphs a page needs and named by glyph numbers only; such a font gets a character
map of its own, in which glyph n is the character `GLYPHS + n`.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import ImageFont

GLYPHS = 0xF0000
_FOLDERS = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts"),
    *("/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts"),
)
_ENDINGS = frozenset({".ttf", ".ttc", ".otf", ".otc"})
# Names of fonts that hold Chinese, best known first.
_CHINESE = (
    *("simsun", "songti", "notoserifcjk", "sourcehanserif", "notosanscjk", "sourcehansans", "notosanssc", "wqy"),
    *("uming", "ukai", "msyh", "simhei", "simfang", "simkai", "pingfang", "stheiti", "droidsansfallback"),
)
_SAMPLE = "算"
_NOT_A_CHARACTER = "\U0010fffe"
_PROBE_SIZE = 16
_SFNT = (b"\x00\x01\x00\x00", b"OTTO", b"true")
_MOST_TABLES = 64
_MOST_SIZES = 16


class Face:
    """A font at any size. Raises OSError when FreeType cannot open it."""

    def __init__(self, source: bytes | Path) -> None:
        self._source = source
        self._sizes: dict[int, ImageFont.FreeTypeFont] = {}
        self._known: dict[str, bool] = {}
        probe = self.at(_PROBE_SIZE)
        self._missing = _ink(probe, _NOT_A_CHARACTER)

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """The font at a size in pixels."""
        if size not in self._sizes:
            if len(self._sizes) >= _MOST_SIZES:
                # FreeType keeps a copy of the file for each.
                self._sizes.clear()
            source = BytesIO(self._source) if isinstance(self._source, bytes) else str(self._source)
            # The basic engine draws one character as one glyph, whatever stands beside it.
            self._sizes[size] = ImageFont.truetype(source, size, layout_engine=ImageFont.Layout.BASIC)
        return self._sizes[size]

    def has(self, character: str) -> bool:
        """Whether the font has a glyph for a character."""
        if character not in self._known:
            self._known[character] = _ink(self.at(_PROBE_SIZE), character) != self._missing
        return self._known[character]


def _ink(font: ImageFont.FreeTypeFont, character: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(character, mode="L")
    return mask.size, bytes(mask)


def embedded_face(data: bytes, *, by_number: bool) -> Face | None:
    """The font in a file's bytes, None when FreeType cannot use it. `by_number`: characters are `GLYPHS` + glyph number."""
    numbered = _with_numbers(data) if by_number else data
    if numbered is None:
        return None
    try:
        return Face(numbered)
    except (OSError, ValueError):
        return None


@cache
def chinese_face() -> Face | None:
    """A font of this machine that has Chinese characters, None when there is none."""
    for path in _candidates():
        try:
            face = Face(path)
        except (OSError, ValueError):
            continue
        if face.has(_SAMPLE):
            return face
    return None


def _candidates() -> Iterator[Path]:
    matcher = shutil.which("fc-match")
    if matcher is not None:
        try:
            found = subprocess.run(  # noqa: S603 - a fixed command
                [matcher, "-f", "%{file}", ":lang=zh-cn"], capture_output=True, text=True, timeout=10, check=False
            ).stdout
        except (OSError, subprocess.SubprocessError):
            found = ""
        if found:
            yield Path(found)
    files = [
        path
        for folder in _FOLDERS
        if (root := Path(folder).expanduser()).is_dir()
        for path in root.rglob("*")
        if path.suffix.lower() in _ENDINGS
    ]
    for name in _CHINESE:
        yield from (path for path in sorted(files) if name in path.stem.lower().replace("-", "").replace("_", ""))


def _with_numbers(data: bytes) -> bytes | None:
    """The font file with a character map that leads from `GLYPHS` + n to glyph n; None for other kinds of font files."""
    if data[:4] not in _SFNT:
        return None
    try:
        (count,) = struct.unpack_from(">H", data, 4)
        tables = {}
        for position in range(min(count, _MOST_TABLES)):
            tag, _, start, length = struct.unpack_from(">4sIII", data, 12 + 16 * position)
            tables[tag] = data[start : start + length]
        (glyphs,) = struct.unpack_from(">H", tables[b"maxp"], 4)
    except (struct.error, KeyError):
        return None
    if glyphs == 0:
        return None
    group = struct.pack(">III", GLYPHS, GLYPHS + glyphs - 1, 0)
    tables[b"cmap"] = struct.pack(">HHHHIHHIII", 0, 1, 3, 10, 12, 12, 0, 28, 0, 1) + group
    directory = data[:4] + struct.pack(">HHHH", len(tables), 0, 0, 0)
    body = b""
    start = len(directory) + 16 * len(tables)
    for tag, table in sorted(tables.items()):
        directory += tag + struct.pack(">III", 0, start + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return directory + body
