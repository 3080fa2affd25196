"""What an OFD file holds beside its pages, as notes: attachments, and annotations with text.

Seals, stamps, watermarks and links are normal and not noted. A part that is missing or damaged has nothing to say.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from flows.readers.errors import ReadError
from flows.readers.masking import mask
from flows.readers.ofd.package import OfdDocument, OfdPackage
from flows.readers.ofd.values import Element, child, children, name_of, text_of

_QUIET = frozenset({"Link", "Watermark", "Stamp", "Highlight"})
_MOST_NAMES = 5
_MOST_PARTS = 2_000


def attachment_notes(package: OfdPackage) -> Iterator[str]:
    """One sentence about all attachments."""
    names: list[str] = []
    for document in package.documents:
        root, _ = _listed(package, document, "Attachments")
        for attachment in children(root, "Attachment") if root is not None else ():
            names.append(mask(attachment.get("Name", "")) or "未命名")
    if names:
        listed = "、".join(names[:_MOST_NAMES]) + ("等" if len(names) > _MOST_NAMES else "")
        yield f"文件带有 {len(names)} 个附件，未读取：{listed}"


def annotation_notes(package: OfdPackage) -> Iterator[str]:
    """One sentence when annotations that are neither seals nor watermarks hold text."""
    with_text = 0
    for document in package.documents:
        root, folder = _listed(package, document, "Annotations")
        pages = list(children(root, "Page"))[:_MOST_PARTS] if root is not None else []
        for page in pages:
            part = package.find(text_of(page, "FileLoc"), folder, document.folder)
            annotations = _parsed(package, part)
            with_text += sum(map(_has_text, annotations)) if annotations is not None else 0
    if with_text:
        yield f"文件有 {with_text} 处带文字的批注，未读取"


def _has_text(annotation: Element) -> bool:
    if name_of(annotation) != "Annot" or annotation.get("Type") in _QUIET or child(annotation, "Appearance") is None:
        return False
    return any(name_of(each) == "TextCode" for each in annotation.iter())


def _listed(package: OfdPackage, document: OfdDocument, kind: str) -> tuple[Element | None, str]:
    part = package.find(text_of(document.root, kind), document.folder)
    return _parsed(package, part), posixpath.dirname(part or "")


def _parsed(package: OfdPackage, part: str | None) -> Element | None:
    try:
        return package.xml(part) if part is not None else None
    except ReadError:
        return None
