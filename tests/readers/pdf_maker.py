"""A tiny maker of PDF files for tests: text at positions, rules, pictures. Coordinates in points from the top left."""

from __future__ import annotations

import zlib

from PIL import Image


class Page:
    """One page's content, written as it is drawn."""

    def __init__(self, width: float = 595, height: float = 842, turned: int = 0) -> None:
        self.width, self.height, self.turned = width, height, turned
        self.parts: list[str] = []

    def text(self, x: float, y: float, text: str, size: float = 10, matrix: str = "1 0 0 1") -> Page:
        """Text with its baseline at y."""
        codes = text.encode("utf-16-be").hex()
        self.parts.append(f"BT /F1 {size} Tf {matrix} {x} {self.height - y} Tm <{codes}> Tj ET")
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> Page:
        self.parts.append(f"{x0} {self.height - y0} m {x1} {self.height - y1} l S")
        return self

    def bar(self, x: float, y: float, width: float, height: float) -> Page:
        """A filled rectangle."""
        self.parts.append(f"{x} {self.height - y - height} {width} {height} re f")
        return self

    def grid(self, xs: list[float], ys: list[float]) -> Page:
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        return self

    def table(self, xs: list[float], ys: list[float], rows: list[list[str]], size: float = 10) -> Page:
        """A fully ruled table, one text a cell; a cell's lines are separated by line breaks."""
        self.grid(xs, ys)
        for top, row in zip(ys, rows, strict=False):
            for left, text in zip(xs, row, strict=False):
                for number, line in enumerate(text.split("\n")):
                    self.text(left + 3, top + (number + 1) * (size + 1), line, size)
        return self

    def picture(self, width: float = 0, height: float = 0) -> Page:
        """A one-pixel image, over the whole page as a scanner leaves it or smaller."""
        data = "BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID 80> EI"
        self.parts.append(f"q {width or self.width} 0 0 {height or self.height} 0 0 cm {data} Q")
        return self

    def image(self, picture: Image.Image, x: float, y: float, width: float, height: float) -> Page:
        """A picture in grey with its upper left corner at a point."""
        data = zlib.compress(picture.convert("L").tobytes()).hex()
        head = f"BI /W {picture.width} /H {picture.height} /CS /G /BPC 8 /F [/AHx /Fl] ID {data}> EI"
        self.parts.append(f"q {width} 0 0 {height} {x} {self.height - y - height} cm {head} Q")
        return self


def pdf(*pages: Page, trailer: str = "", extra: str = "") -> bytes:
    """The bytes of a PDF file with these pages; `extra` goes into the catalogue."""
    # A Chinese font that is not embedded: the codes are UCS-2, the digits (CIDs 814 to 907) are half as wide.
    widths = "/DW 1000 /W [1 95 500 814 939 500]"
    font = "/Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts"
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R " + extra.encode() + b" >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{6 + 2 * i} 0 R' for i in range(len(pages)))}] >>".encode(),
        f"<< {font} [4 0 R] >>".encode(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) "
        f"/Supplement 4 >> /FontDescriptor 5 0 R {widths} >>".encode(),
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880 "
        b"/Descent -120 /CapHeight 700 /StemV 80 >>",
    ]
    for page in pages:
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.width} {page.height}] /Rotate {page.turned} "
            f"/Contents {len(objects) + 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(_stream("\n".join(page.parts).encode()))
    return _file(objects, trailer)


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _file(objects: list[bytes], trailer: str) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
