"""The package of an OFD file: which parts are its pages, templates and resources.

OFD.xml names one or several documents; one that was revised has versions, of which the current one counts. Locations are
absolute from the root of the package or relative to the part (in some files to its document), and not always in the case
of the member's name. They only ever lead to members of the package.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from flows.readers.container import Container
from flows.readers.errors import ReadError
from flows.readers.ofd.resources import Resources
from flows.readers.ofd.values import POINTS, BadValueError, Element, child, children, is_on, name_of, numbers, text_of
from flows.settings import ReaderLimits

_A4 = (210.0, 297.0)
_LARGEST_PAGE = 20_000.0  # millimetres
_BROKEN = "OFD 文件缺少{}，文件不完整；请重新获取后放入"


class PageEntry(NamedTuple):
    """A page as the document lists it. `part` is None when its content is not in the package."""

    part: str | None
    document: OfdDocument


class OpenPage(NamedTuple):
    """A page's root element, its size in points, and the templates drawn behind and before it."""

    root: Element
    width: float
    height: float
    document: OfdDocument
    behind: tuple[str, ...]
    before: tuple[str, ...]


class OfdDocument(NamedTuple):
    """One document of the package: its folder, page size (width and height in millimetres) and what its pages share."""

    folder: str
    size: tuple[float, float]
    templates: dict[str, str]  # id → part
    template_orders: dict[str, str]
    resources: Resources
    root: Element


class OfdPackage(Container):
    """An opened OFD file."""

    def __init__(self, data: bytes, limits: ReaderLimits) -> None:
        """Raises ReadError when the file is encrypted, damaged, incomplete or over a limit."""
        super().__init__(data, limits)
        self._spellings = {name.lower().lstrip("/"): name for name in self._members}
        self._left = limits.unpacked_bytes
        if "encryptions.xml" in self._spellings:
            raise ReadError("OFD 文件已加密，需要口令或证书才能打开；请解密后重新放入")
        main = self._spellings.get("ofd.xml")
        root = self.xml(main) if main is not None else None
        if root is None:
            raise ReadError(_BROKEN.format("主入口 OFD.xml"))
        bodies = islice(children(root, "DocBody"), limits.pages + 1)
        self.documents = [self._document(body) for body in bodies]
        if not self.documents:
            raise ReadError(_BROKEN.format("文档（DocBody）"))
        entries = (entry for document in self.documents for entry in self._pages(document))
        self.pages = list(islice(entries, limits.pages + 1))
        if max(len(self.documents), len(self.pages)) > limits.pages:
            raise ReadError(f"OFD 页数过多，超过上限 {limits.pages:,} 页（FISCAL_LIMIT_PAGES）")

    def part(self, name: str) -> bytes | None:
        """The bytes of a member. A file may name one member a thousand times: what it costs is counted each time."""
        data = super().part(name)
        self._left -= len(data or b"")
        if self._left < 0:
            raise ReadError("OFD 文件反复引用同样的内容，解压后过大，超过上限（FISCAL_LIMIT_UNPACKED_BYTES）")
        return data

    def page(self, number: int) -> OpenPage:
        """A page (from 1), its resources added to those of its document. Raises ReadError when its content is missing."""
        entry = self.pages[number - 1]
        document = entry.document
        root = self.xml(entry.part) if entry.part is not None else None
        if root is None:
            raise ReadError("页面内容不在文件里")
        for resources in children(root, "PageRes"):
            folder = posixpath.dirname(entry.part or "")
            document.resources.add(self.find(resources.text or "", folder, document.folder))
        templates: dict[bool, list[str]] = {False: [], True: []}
        for template in children(root, "Template"):
            id_ = template.get("TemplateID", "")
            order = template.get("ZOrder") or document.template_orders.get(id_)
            templates[order == "Foreground"].append(id_)
        width, height = page_size(child(root, "Area")) or document.size
        return OpenPage(
            root, width * POINTS, height * POINTS, document, tuple(templates[False]), tuple(templates[True])
        )

    def template(self, document: OfdDocument, id_: str) -> Element | None:
        """The root element of a template page, None when it is missing or damaged."""
        part = document.templates.get(id_)
        try:
            return self.xml(part) if part is not None else None
        except ReadError:
            return None

    def find(self, location: str, *folders: str) -> str | None:
        """The member that a location in a part of one of these folders means."""
        location = location.strip().replace("\\", "/")
        if not location:
            return None
        for folder in ("",) if location.startswith("/") else (*folders, ""):
            path = posixpath.normpath(posixpath.join("/", folder, location)).lstrip("/")
            found = self._spellings.get(path.lower())
            if found is not None:
                return found
        return None

    def _document(self, body: Element) -> OfdDocument:
        main = self.find(self._root_location(body))
        root = self.xml(main) if main is not None else None
        if main is None or root is None:
            raise ReadError(_BROKEN.format("文档根节点 Document.xml"))
        folder = posixpath.dirname(main)
        common = child(root, "CommonData")
        resources = Resources(self, folder)
        templates: dict[str, str] = {}
        orders: dict[str, str] = {}
        for entry in common if common is not None else ():
            kind = name_of(entry)
            if kind in {"PublicRes", "DocumentRes"}:
                resources.add(self.find(entry.text or "", folder))
            elif kind == "TemplatePage":
                part = self.find(entry.get("BaseLoc", ""), folder)
                if part is not None:
                    templates[entry.get("ID", "")] = part
                    orders[entry.get("ID", "")] = entry.get("ZOrder", "")
        size = page_size(child(common, "PageArea") if common is not None else None) or _A4
        return OfdDocument(folder, size, templates, orders, resources, root)

    def _root_location(self, body: Element) -> str:
        versions = child(body, "Versions")
        for version in versions if versions is not None else ():
            if is_on(version.get("Current")):
                part = self.find(version.get("BaseLoc", ""))
                root = self.xml(part) if part is not None else None
                location = text_of(root, "DocRoot")
                if location and part is not None:
                    return posixpath.join("/", posixpath.dirname(part), location)
        return text_of(body, "DocRoot")

    def _pages(self, document: OfdDocument) -> Iterator[PageEntry]:
        pages = child(document.root, "Pages")
        for page in children(pages, "Page") if pages is not None else ():
            location = page.get("BaseLoc") or text_of(page, "BaseLoc")
            yield PageEntry(self.find(location, document.folder), document)


def page_size(area: Element | None) -> tuple[float, float] | None:
    """Width and height in millimetres that a page area states; None where it states nothing usable."""
    text = text_of(area, "PhysicalBox")
    if not text:
        return None
    try:
        _, _, width, height = numbers(text, 4)
    except BadValueError:
        return None
    return (width, height) if 0 < width <= _LARGEST_PAGE and 0 < height <= _LARGEST_PAGE else None
