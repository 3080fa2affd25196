"""Image files of an OFD package, opened within limits.

Scanners' software packs black and white pages as JBIG2 files, which Pillow does not know: pdfium decodes them once they
stand in a PDF page of their own.
"""

from __future__ import annotations

import struct
from io import BytesIO

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image

from flows.readers.page.geometry import Matrix

_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "JPEG2000")
_JBIG2 = b"\x97JB2\r\n\x1a\n"
_PAGE_INFORMATION = 48
_DAMAGE = (OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError, pypdfium2.PdfiumError)


def open_picture(data: bytes, most_pixels: int, useful: tuple[int, int] | None = None) -> Image.Image | None:
    """The image in a file's bytes as RGBA, made smaller to `useful` (width and height) where more would be lost.

    None for what is damaged, too large or of another format.
    """
    try:
        picture = _jbig2(data, most_pixels) if data.startswith(_JBIG2) else Image.open(BytesIO(data), formats=_FORMATS)
        if picture is None or picture.width * picture.height > most_pixels:
            return None
        if useful is not None:
            if picture.format == "JPEG":
                picture.draft("RGB", useful)
            picture.thumbnail(useful, reducing_gap=2.0)
        return picture.convert("RGBA")
    except _DAMAGE:
        return None


def shown_part(picture: Image.Image, matrix: Matrix, box: tuple[int, int, int, int]) -> Image.Image | None:
    """What a box (left, top, right, bottom in pixels) of a page shows of a picture; None where it is too thin to be seen.

    `matrix` takes the picture's unit square (0, 0 its top left corner, y downwards) to pixels of the page.
    """
    wide, high = picture.size
    a, b, c, d, e, f = matrix
    area = a * d - b * c
    if area == 0:
        return None
    e, f = e - box[0], f - box[1]
    # Each pixel of the page asks where in the picture it comes from.
    inverse = (
        wide * d / area, -wide * c / area, wide * (c * f - d * e) / area,
        -high * b / area, high * a / area, high * (b * e - a * f) / area,
    )  # fmt: skip
    size = (box[2] - box[0], box[3] - box[1])
    return picture.transform(size, Image.Transform.AFFINE, inverse, resample=Image.Resampling.BILINEAR)


def _jbig2(data: bytes, most_pixels: int) -> Image.Image | None:
    """The first page of a JBIG2 file; None for the rare ones that keep all headers in front."""
    flags = int.from_bytes(data[len(_JBIG2) : len(_JBIG2) + 1])
    if not flags & 1:
        return None
    stream = data[len(_JBIG2) + (1 if flags & 2 else 5) :]
    # The first segment describes the page: number, type, no references, page, length, width, height.
    _, kind, _, _, _, width, height = struct.unpack_from(">IBBBIII", stream)
    if kind & 0x3F != _PAGE_INFORMATION or not 0 < width * height <= most_pixels:
        return None
    with pypdfium2.PdfDocument(_page_around(stream, width, height)) as document:
        picture: Image.Image = document[0].render(scale=1).to_pil()
    return picture


def _page_around(stream: bytes, width: int, height: int) -> bytes:
    """A PDF file of one page that is the image."""
    drawing = b"%d 0 0 %d 0 0 cm /I Do" % (width, height)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>"
        % (width, height),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 1 "
        b"/Filter /JBIG2Decode /Length %d >>\nstream\n%s\nendstream" % (width, height, len(stream), stream),
    )
    body = b"%PDF-1.7\n"
    places: list[int] = []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body + table + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    )
