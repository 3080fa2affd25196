"""What the pages of a document share: fonts, drawing parameters, images and composite graphics, by their ids.

Resource parts are only opened when something is looked up: most pages of text and rules need none of them to be read.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from flows.readers.errors import ReadError
from flows.readers.ofd.values import Element, child, name_of, text_of

if TYPE_CHECKING:
    from flows.readers.ofd.package import OfdPackage

_INHERITANCE = 8


class Font(NamedTuple):
    """A font as the file names it. `part` is the member that holds it, where it is embedded."""

    name: str
    family: str
    part: str | None


class Resources:
    """The resources of a document. An id that is not known, or whose part is damaged, gives None."""

    def __init__(self, package: OfdPackage, folder: str) -> None:
        self._package = package
        self._folder = folder
        self._waiting: list[str] = []
        self._seen: set[str] = set()
        self._elements: dict[tuple[str, str], Element] = {}
        self._files: dict[str, str] = {}

    def add(self, part: str | None) -> None:
        """Adds the part of a PublicRes, DocumentRes or PageRes."""
        if part is not None and part not in self._seen:
            self._seen.add(part)
            self._waiting.append(part)

    def image(self, id_: str) -> str | None:
        """The member that holds an image."""
        self._open()
        return self._files.get(id_)

    def image_format(self, id_: str) -> str:
        """Format or file name ending of an image in lower case, '' when neither is known."""
        element = self._element("MultiMedia", id_)
        stated = element.get("Format", "") if element is not None else ""
        return (stated or posixpath.splitext(self._files.get(id_, ""))[1].lstrip(".")).lower()

    def font(self, id_: str) -> Font | None:
        element = self._element("Font", id_)
        if element is None:
            return None
        return Font(element.get("FontName", ""), element.get("FamilyName", ""), self._files.get(id_))

    def composite(self, id_: str) -> Element | None:
        """The content of a composite graphic: an element that holds objects."""
        element = self._element("CompositeGraphicUnit", id_)
        return child(element, "Content") if element is not None else None

    def draw_params(self, id_: str | None) -> list[Element]:
        """A DrawParam and those it is based on, nearest first."""
        found: list[Element] = []
        while id_ and len(found) < _INHERITANCE:
            element = self._element("DrawParam", id_)
            if element is None or element in found:
                break
            found.append(element)
            id_ = element.get("Relative")
        return found

    def color_space(self, id_: str | None) -> str:
        """Gray, RGB or CMYK."""
        element = self._element("ColorSpace", id_) if id_ else None
        return element.get("Type", "RGB") if element is not None else "RGB"

    def _element(self, kind: str, id_: str) -> Element | None:
        self._open()
        return self._elements.get((kind, id_))

    def _open(self) -> None:
        while self._waiting:
            part = self._waiting.pop(0)
            try:
                root = self._package.xml(part)
            except ReadError:  # what the part would have held stays unknown and is noted where it is missed
                continue
            if root is None:
                continue
            folder = posixpath.dirname(part)
            base = posixpath.join(folder, root.get("BaseLoc", "").strip().replace("\\", "/"))
            for group in root:
                for element in group:
                    self._keep(element, base, folder)

    def _keep(self, element: Element, *folders: str) -> None:
        kind, id_ = name_of(element), element.get("ID", "")
        self._elements[kind, id_] = element
        location = text_of(element, {"Font": "FontFile", "MultiMedia": "MediaFile"}.get(kind, ""))
        part = self._package.find(location, *folders, self._folder) if location else None
        if part is not None:
            self._files[id_] = part
