"""A tiny maker of OFD files for tests: text at positions, rules, images. Coordinates in points from the top left.

`add` takes objects as a producer writes them, in millimetres.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

MM = 25.4 / 72
NAMESPACE = "http://www.ofdspec.org/2016"


class Page:
    """One page's content, written as it is drawn."""

    def __init__(self, width: float = 595, height: float = 842, template: str = "") -> None:
        self.width, self.height, self.template = width, height, template
        self.parts: list[str] = []

    def add(self, xml: str) -> Page:
        self.parts.append(xml)
        return self

    def text(
        self, x: float, y: float, text: str, size: float = 10, attributes: str = "", delta: str | None = None
    ) -> Page:
        """Text with its baseline at y, ASCII half as wide as Chinese."""
        steps = " ".join(f"{size * MM * (0.5 if sign.isascii() else 1):.4f}" for sign in text[:-1])
        delta = delta if delta is not None else f' DeltaX="{steps}"' if steps else ""
        return self.add(
            f'<ofd:TextObject ID="9" Boundary="{x * MM:.4f} {(y - size) * MM:.4f} 100 {size * MM:.4f}" Font="3" '
            f'Size="{size * MM:.4f}" {attributes}><ofd:TextCode X="0" Y="{size * MM:.4f}"{delta}>{escape(text)}'
            "</ofd:TextCode></ofd:TextObject>"
        )

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> Page:
        box = f"{x0 * MM:.4f} {y0 * MM:.4f} {max(x1 - x0, 0.5) * MM:.4f} {max(y1 - y0, 0.5) * MM:.4f}"
        return self.add(
            f'<ofd:PathObject ID="9" Boundary="{box}" LineWidth="0.25"><ofd:AbbreviatedData>M 0 0 L '
            f"{(x1 - x0) * MM:.4f} {(y1 - y0) * MM:.4f}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def bar(self, x: float, y: float, width: float, height: float) -> Page:
        """A filled rectangle."""
        right, bottom = f"{width * MM:.4f}", f"{height * MM:.4f}"
        return self.add(
            f'<ofd:PathObject ID="9" Boundary="{x * MM:.4f} {y * MM:.4f} {right} {bottom}" Stroke="false" Fill="true">'
            f'<ofd:FillColor Value="0 0 0"/><ofd:AbbreviatedData>M 0 0 L {right} 0 L {right} {bottom} L 0 {bottom} C'
            "</ofd:AbbreviatedData></ofd:PathObject>"
        )

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
                    if line:
                        self.text(left + 3, top + (number + 1) * (size + 1), line, size)
        return self

    def picture(self, width: float = 0, height: float = 0, resource: str = "5") -> Page:
        """An image, over the whole page as a scanner leaves it or smaller."""
        wide, high = (width or self.width) * MM, (height or self.height) * MM
        return self.add(
            f'<ofd:ImageObject ID="9" Boundary="0 0 {wide:.3f} {high:.3f}" CTM="{wide:.3f} 0 0 {high:.3f} 0 0" '
            f'ResourceID="{resource}"/>'
        )

    def xml(self) -> str:
        template = f'<ofd:Template TemplateID="{self.template}"/>' if self.template else ""
        return (
            f'<ofd:Page xmlns:ofd="{NAMESPACE}"><ofd:Area><ofd:PhysicalBox>0 0 {self.width * MM:.4f} {self.height * MM:.4f}'
            f'</ofd:PhysicalBox></ofd:Area>{template}<ofd:Content><ofd:Layer ID="8">{"".join(self.parts)}</ofd:Layer>'
            "</ofd:Content></ofd:Page>"
        )


def ofd(
    *pages: Page,
    templates: Mapping[str, Page] | None = None,
    resources: str = "",
    document: str = "",
    files: Mapping[str, str | bytes | None] | None = None,
) -> bytes:
    """The bytes of an OFD file. `resources` goes into DocumentRes.xml, `document` into Document.xml.

    `files` adds members or replaces those that would be written; None leaves one out.
    """
    ns = f'xmlns:ofd="{NAMESPACE}"'
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    shared = "".join(f'<ofd:TemplatePage ID="{id_}" BaseLoc="Tpls/{id_}.xml"/>' for id_ in templates or {})
    members: dict[str, str | bytes | None] = {
        "OFD.xml": f'<ofd:OFD {ns} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {ns}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        f"</ofd:PhysicalBox></ofd:PageArea><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>{shared}</ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages>{document}</ofd:Document>",
        "Doc_0/DocumentRes.xml": f'<ofd:Res {ns} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="5" Type="Image" '
        f'Format="JPEG"><ofd:MediaFile>scan.jpg</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>{resources}</ofd:Res>',
        "Doc_0/Res/scan.jpg": b"\xff\xd8\xff not looked into",
    }
    for number, page in enumerate(pages):
        members[f"Doc_0/Pages/Page_{number}/Content.xml"] = page.xml()
    for id_, page in (templates or {}).items():
        members[f"Doc_0/Tpls/{id_}.xml"] = page.xml()
    members.update(files or {})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            if content is not None:
                archive.writestr(name, content)
    return out.getvalue()
