"""Which files of a batch must be converted, and their conversions as long as the batch is read.

Files reach LibreOffice as copies with safe names in a private folder. Decides by content, reading whole only what can be
a document that needs converting. Refuses nothing: what is wrong with a file its reader says.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.readers.converted import EXTENSIONS, PACKAGES, Conversion, target_of
from flows.readers.converted.office import convert
from flows.readers.errors import ReadError
from flows.readers.formats import HEAD_BYTES, detect, may_need_conversion
from flows.readers.tools import office_command
from flows.settings import ReaderLimits

# Copies on disk at a time. LibreOffice takes a second to start, so few files a call would cost more.
_FILES_A_CALL = 50
# Fields that often have no result: what they show follows from their instruction.
_DRAWN = re.compile(rb"\b(?:SYMBOL|EQ)\b", re.IGNORECASE)
_INSTRUCTION_BYTES = 400
_XML_INSTRUCTION = re.compile(rb"(<w:instrText[^<>]*>)[^<]*|(?<=<w:fldSimple) w:instr=\"[^\"<]*\"")


@contextmanager
def conversions(files: Iterable[tuple[str, Path]], limits: ReaderLimits) -> Iterator[dict[str, Conversion]]:
    """The conversions of the files (sha256, path) that need one, by sha256. They are gone when the block ends.

    Empty without LibreOffice. A file that cannot be read, or is not the one of that hash any more, has none.
    """
    command = office_command()
    if command is None:
        yield {}
        return
    with TemporaryDirectory(prefix="fiscal-converted-") as name:
        made: dict[str, Conversion] = {}
        copies: dict[str, Path] = {}
        copied, folder = Path(name, "in"), Path(name, "out")
        copied.mkdir()
        folder.mkdir()
        for sha256, path in files:
            copy = _copy(sha256, path, copied, limits)
            if copy is not None:
                copies[sha256] = copy
            if len(copies) == _FILES_A_CALL:
                made |= _convert_and_clear(command, copies, folder, limits)
        if copies:
            made |= _convert_and_clear(command, copies, folder, limits)
        yield made


def _convert_and_clear(
    command: str, copies: dict[str, Path], folder: Path, limits: ReaderLimits
) -> dict[str, Conversion]:
    made: dict[str, Conversion] = {}
    for target in PACKAGES:
        group = {key: copy for key, copy in copies.items() if target_of(copy.suffix[1:]) == target}
        if group:
            made |= convert(command, group, folder, limits, target)
    for copy in copies.values():
        copy.unlink()
    copies.clear()
    return made


def _copy(sha256: str, path: Path, folder: Path, limits: ReaderLimits) -> Path | None:
    """A copy of the file for LibreOffice, None when it needs none or its reader will refuse it anyway."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
            if not may_need_conversion(head):
                return None
            data = head + file.read(limits.file_bytes + 1 - len(head))
        extension = EXTENSIONS.get(detect(data)) if len(data) <= limits.file_bytes else None
    except (OSError, ReadError):
        return None
    if extension is None or hashlib.sha256(data).hexdigest() != sha256:
        return None
    copy = folder / f"{sha256}.{extension}"
    copy.write_bytes(_as_printed(data, extension))
    return copy


def _as_printed(data: bytes, extension: str) -> bytes:
    """The file without the instructions of its fields where they are plain text, so that their results stay as printed.

    LibreOffice follows them: of a sum in a table it makes 0 where its own formula does not see the figures.
    """
    if extension == "rtf":
        return _without_instructions(data)
    if extension == "xml":
        return _XML_INSTRUCTION.sub(rb"\1", data)
    return data


def _without_instructions(rtf: bytes) -> bytes:
    """A destination that is not known is passed over: the name becomes one."""
    first, *rest = rtf.split(b"\\fldinst")
    parts = [first]
    for part in rest:
        instruction = part[:_INSTRUCTION_BYTES].partition(b"\\fldrslt")[0]
        parts += [b"\\fldinst" if _DRAWN.search(instruction) else b"\\fldkept", part]
    return b"".join(parts)
