"""OLE containers (.doc, .xls, .wps, encrypted .docx and .xlsx): which streams they hold, and the bytes of one of them.

Decides what kind of file a container is by the names of its streams, and whether a Word file is WPS's by what WPS writes
into it: both programs use the same format. Refuses containers whose sector chains run in
circles or out of the file: libraries that trust them loop or reserve memory by them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from flows.readers.errors import ReadError

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END, _FREE = 0xFFFFFFFE, 0xFFFFFFFF
_HEADER = 512
_ENTRY = 128
_FIRST_DIFAT = 76
_STREAM, _ROOT = 2, 5
_DAMAGED = "OLE 容器损坏或不完整；请用办公软件打开后另存再放入"
# Name of a stream → what holds it, in the order of precedence.
_KINDS = (
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
)
_WORD_FLAGS = 10
_WORD_ENCRYPTED = 0x0100
# Streams and values of the summary (MS-OLEPS): the program that saved the file is property 18, a byte string.
_WPS_STREAM = "WpsCustomData"
_SUMMARY = "\x05SummaryInformation"
_FIRST_SECTION, _PROGRAM, _BYTE_STRING = 44, 18, 30
_MOST_PROPERTIES = 100
_WPS_PROGRAMS = (b"WPS", b"Kingsoft")


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: int
    start: int
    size: int
    left: int  # numbers of the entries beside it, and of the first one in it
    right: int
    inside: int


def ole_kind(data: bytes) -> str:
    """What an OLE container is: xls, doc, wps, ppt, encrypted, else ole. Raises ReadError when the container is damaged."""
    container = Container(data)
    names = container.names()
    kind = next((kind for name, kind in _KINDS if name in names), "ole")
    return _word_kind(container) if kind == "doc" else kind


def _word_kind(container: Container) -> str:
    flags = container.stream("WordDocument")[_WORD_FLAGS : _WORD_FLAGS + 2]
    if int.from_bytes(flags, "little") & _WORD_ENCRYPTED:
        return "encrypted"
    is_wps = _WPS_STREAM in container.names() or _program(container).startswith(_WPS_PROGRAMS)
    return "wps" if is_wps else "doc"


def _program(container: Container) -> bytes:
    """Name of the program that saved the file, b"" when the summary does not say."""
    try:
        summary = container.stream(_SUMMARY)
        (section,) = struct.unpack_from("<I", summary, _FIRST_SECTION)
        (count,) = struct.unpack_from("<I", summary, section + 4)
        for no in range(min(count, _MOST_PROPERTIES)):
            key, place = struct.unpack_from("<II", summary, section + 8 + 8 * no)
            if key == _PROGRAM:
                kind, length = struct.unpack_from("<II", summary, section + place)
                start = section + place + 8
                return summary[start : start + length] if kind == _BYTE_STRING else b""
    except (ReadError, struct.error):
        return b""
    return b""


class Container:
    """The sectors and directory of a container."""

    def __init__(self, data: bytes) -> None:
        """Raises ReadError when the container is damaged."""
        self._data = data
        try:
            self._read_header()
        except (struct.error, IndexError, OverflowError) as error:
            raise ReadError(_DAMAGED) from error

    def names(self) -> set[str]:
        return set(self._entries)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream. Raises ReadError when there is none or its sectors cannot be followed."""
        entry = self._entries.get(name)
        if entry is None or entry.kind != _STREAM:
            raise ReadError(_DAMAGED)
        if entry.size >= self._cutoff:
            return self._follow(entry.start)[: entry.size]
        size = 1 << self._mini_shift
        chain = self._chain(entry.start, self._mini_fat)
        return b"".join(self._mini[sector * size : (sector + 1) * size] for sector in chain)[: entry.size]

    def _read_header(self) -> None:
        shift, self._mini_shift = struct.unpack_from("<HH", self._data, 30)
        if self._data[: len(MAGIC)] != MAGIC or shift not in {9, 12} or self._mini_shift != 6:
            raise ReadError(_DAMAGED)
        self._sector = 1 << shift
        fat_count, directory, _, self._cutoff, mini_fat, _, difat, difat_count = struct.unpack_from(
            "<II4sIIIII", self._data, 44
        )
        sectors = len(self._data) // self._sector + 1
        if fat_count > sectors or difat_count > sectors:
            raise ReadError(_DAMAGED)
        places = list(struct.unpack_from("<109I", self._data, _FIRST_DIFAT))
        per_sector = self._sector // 4
        for _ in range(difat_count):
            if difat in {_END, _FREE}:
                break
            more = struct.unpack(f"<{per_sector}I", self._at(difat))
            places += more[:-1]
            difat = more[-1]
        used = [place for place in places[: max(fat_count, 0)] if place not in {_END, _FREE}]
        self._fat = [number for place in used for number in struct.unpack(f"<{per_sector}I", self._at(place))]
        self._mini_fat = []
        if mini_fat not in {_END, _FREE}:
            table = self._follow(mini_fat)
            self._mini_fat = list(struct.unpack(f"<{len(table) // 4}I", table))
        listed = list(self._directory(self._follow(directory)))
        root = next((entry for _, entry in listed if entry.kind == _ROOT), None)
        self._entries = _members(listed, root) if root is not None else {}
        self._mini = self._follow(root.start) if root is not None and root.start not in {_END, _FREE} else b""

    @staticmethod
    def _directory(table: bytes) -> Iterator[tuple[str, _Entry]]:
        """Name and entry by their number; places that are not used have no name."""
        for at in range(0, len(table) - _ENTRY + 1, _ENTRY):
            (length,) = struct.unpack_from("<H", table, at + 64)
            kind = table[at + 66]
            left, right, inside = struct.unpack_from("<III", table, at + 68)
            start, size = struct.unpack_from("<II", table, at + 116)
            name = table[at : at + length - 2].decode("utf-16-le", "replace") if kind and 2 <= length <= 64 else ""
            yield name, _Entry(kind, start, size, left, right, inside)

    def _at(self, sector: int) -> bytes:
        """The bytes of a sector; the last one of a file may be cut short and is filled up."""
        start = (sector + 1) * self._sector
        if start >= len(self._data):
            raise ReadError(_DAMAGED)
        return self._data[start : start + self._sector].ljust(self._sector, b"\x00")

    def _follow(self, start: int) -> bytes:
        return b"".join(self._at(sector) for sector in self._chain(start, self._fat))

    @staticmethod
    def _chain(start: int, table: list[int]) -> list[int]:
        chain: list[int] = []
        sector = start
        while sector != _END:
            if sector >= len(table) or len(chain) > len(table):
                raise ReadError(_DAMAGED)
            chain.append(sector)
            sector = table[sector]
        return chain


def _members(listed: list[tuple[str, _Entry]], root: _Entry) -> dict[str, _Entry]:
    """What stands in the root itself, by name: a workbook inserted into a Word file has streams of its own further inside.

    Everything where the root leads nowhere, as in damaged files.
    """
    found: dict[str, _Entry] = {}
    seen: set[int] = set()
    numbers = [root.inside]
    while numbers:
        number = numbers.pop()
        if number >= len(listed) or number in seen:
            continue
        seen.add(number)
        name, entry = listed[number]
        if name:
            found.setdefault(name, entry)
        numbers += (entry.left, entry.right)
    if found:
        return found
    return {name: entry for name, entry in reversed(listed) if name}
