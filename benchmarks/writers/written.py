"""What a writer yields: the bytes of a file, and where in it each spot of the document is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from benchmarks.reports.facts import Spot

Place = Callable[[Spot], int | None]


def _nowhere(_: Spot) -> None:
    """The format has no such places."""


@dataclass(frozen=True, slots=True)
class Written:
    """`line_of` (text files) and `page_of` (pages; sheets of a workbook) tell where a spot is printed, from 1."""

    data: bytes
    line_of: Place = _nowhere
    page_of: Place = _nowhere


def package(parts: Mapping[str, str]) -> bytes:
    """A zip container of XML parts; the same parts give the same bytes whenever it is made."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return buffer.getvalue()
