"""The images of scanned pages, for whoever recognises the text in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flows.readers.errors import ReadError
from flows.readers.ofd.objects import TooManyError
from flows.readers.ofd.package import OfdPackage
from flows.readers.ofd.pages import PageReader
from flows.readers.page.geometry import Matrix
from flows.settings import ReaderLimits


class ScannedImage(NamedTuple):
    """An image file as it is in the package (jpeg, png, tiff, jb2 …; see pictures.open_picture).

    `matrix` takes the unit square (0, 0 the image's top left corner, y downwards) to points from the page's top left corner.
    """

    data: bytes
    matrix: Matrix


class ScannedPage(NamedTuple):
    """A scanned page (from 1), its size in points and its images in the order they are drawn: one, or strips of one."""

    page: int
    width: float
    height: float
    images: tuple[ScannedImage, ...]


def scanned_pages(data: bytes, limits: ReaderLimits) -> Iterator[ScannedPage]:
    """The pages of an OFD file that hold a scan and no text. Raises ReadError when the file cannot be read."""
    package = OfdPackage(data, limits)
    reader = PageReader(package)
    for number, entry in enumerate(package.pages, 1):
        try:
            page = reader.read(number, limits.characters)
        except TooManyError:
            raise ReadError(f"OFD 第 {number} 页的文字或图形过多，超过上限") from None
        if page.status != "scan":
            continue
        images: list[ScannedImage] = []
        for picture in page.pictures:
            part = entry.document.resources.image(picture.resource)
            image = package.part(part) if part is not None else None
            if image is not None:
                a, b, c, d, e, f = picture.matrix
                images.append(ScannedImage(image, (a, -b, c, -d, e, -f)))
        yield ScannedPage(number, page.width, page.height, tuple(images))
