"""The container of docx and xlsx files, whose parts are found by their relationships.

Not every writer calls the main part word/document.xml. Refuses files with a password (an OLE container around the zip);
what else is refused, readers/container.py decides.
"""

from __future__ import annotations

import posixpath

from flows.readers.container import Container
from flows.readers.errors import ReadError
from flows.readers.office.ole import MAGIC, ole_kind
from flows.settings import ReaderLimits

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# The ISO "strict" variant differs from what Word and Excel write in its namespaces only.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)


class Package(Container):
    """An opened container."""

    def __init__(self, data: bytes, limits: ReaderLimits) -> None:
        """Raises ReadError when the container is encrypted, damaged or over a limit."""
        refuse_ole(data)
        super().__init__(data, limits)

    def main_part(self) -> str:
        """Name of the part that holds the document or the workbook."""
        main = self.related("").get("officeDocument")
        if main is None or main not in self._members:
            raise ReadError("压缩包里没有文档的主要部分，文件不完整；请重新获取后放入")
        return main

    def related(self, part: str) -> dict[str, str]:
        """Kind of relationship → name of the first part of that kind."""
        return {kind: target for kind, _, target in reversed(self.relations(part))}

    def relations(self, part: str) -> list[tuple[str, str, str]]:
        """Kind, id and part name of every relationship inside the container; links to outside are left out."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        if root is None:
            return []
        found: list[tuple[str, str, str]] = []
        for relation in root.iter(_RELATION):
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
                found.append((relation.get("Type", "").rpartition("/")[2], relation.get("Id", ""), target.lstrip("/")))
        return found

    def part(self, name: str) -> bytes | None:
        """The bytes of a member, namespaces as Word and Excel write them; None when there is no such member."""
        data = super().part(name)
        if data is not None:
            for strict, transitional in _STRICT:
                if strict in data:
                    data = data.replace(strict, transitional)
        return data


def refuse_ole(data: bytes) -> None:
    """An office file with a password is an OLE container around the encrypted zip."""
    if not data.startswith(MAGIC):
        return
    if ole_kind(data) == "encrypted":
        raise ReadError("文件已加密，需要密码；请去掉密码后重新放入")
    raise ReadError("内容是旧版 Office 格式（OLE），不是 .docx 或 .xlsx；请用办公软件另存后重新放入")
