"""Good files made bad by a seeded chance: flipped bits, cuts, swapped and repeated blocks, lengths and numbers that lie."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from copy import deepcopy
from random import Random

from lxml import etree

_LIES = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF)
_NUMBERS = (b"0", b"-1", b"65536", b"99999999", b"2147483648", b"18446744073709551616", b"1e308", b"NaN")
_TOKENS = (
    b"\x00",
    b"<",
    b">",
    b"&",
    b'"',
    b"]]>",
    b"<!--",
    b"<![CDATA[",
    b"\xff\xfe",
    b"\xef\xbf\xbf",
    b"%%EOF",
    b"\r",
    b"(" * 50,
)
_VALUES = (
    "",
    " ",
    "-1",
    "0",
    "1",
    "65536",
    "99999999999",
    "1e999",
    "NaN",
    "A1:XFD1048576",
    "A0",
    "../../etc/passwd",
    "字" * 5_000,
    "#REF!",
    "s",
)
_NUMBER = re.compile(rb"\d+")
_LONGEST = 2_000_000

Mutation = Callable[[bytearray, Random], bytearray]


def _flip(data: bytearray, chance: Random) -> bytearray:
    for _ in range(chance.choice((1, 4, 32))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def _cut(data: bytearray, chance: Random) -> bytearray:
    return data[: chance.randrange(len(data))]


def _take_out(data: bytearray, chance: Random) -> bytearray:
    start, end = _block(data, chance)
    del data[start:end]
    return data


def _swap(data: bytearray, chance: Random) -> bytearray:
    a, b = sorted((_block(data, chance), _block(data, chance)))
    if a[1] > b[0]:
        return data
    return data[: a[0]] + data[b[0] : b[1]] + data[a[1] : b[0]] + data[a[0] : a[1]] + data[b[1] :]


def _repeat(data: bytearray, chance: Random) -> bytearray:
    start, end = _block(data, chance)
    times = min(chance.choice((2, 50, 2_000)), max(2, _LONGEST // max(1, end - start)))
    return data[:start] + data[start:end] * times + data[end:]


def _blank(data: bytearray, chance: Random) -> bytearray:
    start, end = _block(data, chance)
    data[start:end] = chance.choice((b"\x00", b"\xff", b" ")) * (end - start)
    return data


def _lie(data: bytearray, chance: Random) -> bytearray:
    """A binary length, offset or count becomes another one."""
    width = chance.choice((1, 2, 4))
    at = chance.randrange(max(1, len(data) - width))
    data[at : at + width] = (chance.choice(_LIES) & (256**width - 1)).to_bytes(width, chance.choice(("little", "big")))
    return data


def _misnumber(data: bytearray, chance: Random) -> bytearray:
    """A number written in digits becomes another one."""
    found = list(_NUMBER.finditer(data))
    for match in sorted(chance.sample(found, min(len(found), chance.choice((1, 3)))), key=re.Match.start, reverse=True):
        data[match.start() : match.end()] = chance.choice(_NUMBERS)
    return data


def _insert(data: bytearray, chance: Random) -> bytearray:
    at = chance.randrange(len(data))
    data[at:at] = chance.choice(_TOKENS) * chance.choice((1, 1, 200))
    return data


_MUTATIONS: tuple[Mutation, ...] = (
    *(_flip, _flip, _cut, _take_out, _swap, _repeat, _blank, _lie, _lie, _misnumber, _misnumber, _insert),
)


def _block(data: bytearray, chance: Random) -> tuple[int, int]:
    start = chance.randrange(len(data))
    return start, min(len(data), start + chance.choice((1, 8, 64, 512, 4_096)))


def mutated(data: bytes, seed: int) -> bytes:
    """One of the many ways the file could have become; the same for the same seed."""
    chance = Random(seed)
    # A flipped bit in a packed part is only ever a wrong checksum: mostly the parts inside are changed.
    if data.startswith(b"PK") and chance.random() < 0.8:
        return _mutated_part(data, chance)
    return _changed(data, chance)


def _changed(data: bytes, chance: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        if changed:
            changed = chance.choice(_MUTATIONS)(changed, chance)
    return bytes(changed[:_LONGEST])


def _mutated_part(data: bytes, chance: Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    # The larger a part, the more there is to get wrong in it.
    (victim,) = chance.choices(list(parts), weights=[len(content) ** 0.5 + 1 for content in parts.values()])
    # Damaged XML is refused by its parser: to reach the reader behind it, half of the mutants stay XML.
    is_xml = parts[victim].lstrip().startswith(b"<")
    change = _rebuilt if is_xml and chance.random() < 0.5 else _changed
    parts[victim] = change(parts[victim], chance)
    if chance.random() < 0.05:
        del parts[victim]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _rebuilt(data: bytes, chance: Random) -> bytes:
    """Sound XML with elements taken out, repeated or moved, and with attributes and texts that say something else."""
    root = etree.fromstring(data)
    for _ in range(chance.choice((1, 3, 10))):
        elements = list(root.iter())
        element, other = chance.choice(elements), chance.choice(elements)
        parent = element.getparent()
        kind = chance.randrange(6)
        if kind == 0 and parent is not None:
            parent.remove(element)
        elif kind == 1 and parent is not None and len(elements) < 20_000:
            parent.extend(deepcopy(element) for _ in range(chance.choice((1, 20))))
        elif kind == 2 and other not in set(element.iter()) and element is not root:
            other.append(element)
        elif kind == 3 and element.attrib:
            element.set(chance.choice(list(element.attrib)), chance.choice(_VALUES))
        elif kind == 4 and element.attrib:
            del element.attrib[chance.choice(list(element.attrib))]
        else:
            element.text = chance.choice(_VALUES)
    return etree.tostring(root)
