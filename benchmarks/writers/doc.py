"""Word 97 files, as LibreOffice makes them of the Word file: the format is binary and nothing smaller writes it."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.writers import docx
from benchmarks.writers.written import Written
from flows.readers.document import Document
from flows.readers.tools import office_command

_SECONDS = 120
_SECONDS_EACH = 10


def write(document: Document) -> Written:
    return write_all([document])[0]


def write_all(documents: Sequence[Document]) -> list[Written]:
    """The files of several documents in one go: starting LibreOffice takes longer than converting.

    Raises RuntimeError where LibreOffice is not installed or does not convert.
    """
    command = office_command()
    if command is None:
        raise RuntimeError("没有 LibreOffice，无法写 doc；请安装 libreoffice-writer")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = [folder / f"{number:06d}.docx" for number in range(len(documents))]
        for source, document in zip(sources, documents, strict=True):
            source.write_bytes(docx.write(document).data)
        arguments = ["--headless", "--convert-to", "doc:MS Word 97", "--outdir", name, *map(str, sources)]
        done = subprocess.run(  # noqa: S603 - LibreOffice on files made here
            [command, f"-env:UserInstallation={(folder / 'profile').as_uri()}", *arguments],
            capture_output=True,
            timeout=_SECONDS + _SECONDS_EACH * len(documents),
            check=False,
        )
        results = [source.with_suffix(".doc") for source in sources]
        if done.returncode or not all(result.exists() for result in results):
            raise RuntimeError(f"LibreOffice 没有转换成功：{done.stderr.decode(errors='replace')[:200]}")
        return [Written(result.read_bytes()) for result in results]
