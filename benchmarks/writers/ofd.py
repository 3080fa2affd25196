"""OFD (GB/T 33190): a zip of XML with one page file per page, texts with the advance of every character, lines as paths.

Lengths are millimetres from the top left corner; an object's coordinates are relative to its boundary.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape

from benchmarks.writers.page import HEIGHT, WIDTH, Page, Rule, Text, half_width, lay_out
from benchmarks.writers.written import Written, package
from flows.readers.document import Document

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MM = 25.4 / 72
_FONT_ID = 2
_ASCENT = 0.88  # of the size, above the baseline
_ROOT = (
    f'{_XML}<ofd:OFD {_NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
    "<ofd:DocID>00000000000000000000000000000000</ofd:DocID><ofd:CreationDate>2024-08-30</ofd:CreationDate>"
    "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
)
_RESOURCES = (
    f'{_XML}<ofd:Res {_NS} BaseLoc="Res"><ofd:Fonts>'
    f'<ofd:Font ID="{_FONT_ID}" FontName="宋体" FamilyName="宋体"/></ofd:Fonts></ofd:Res>'
)


def write(document: Document) -> Written:
    pages = lay_out(document)
    ids = iter(range(_FONT_ID + 1, 10**9))
    box = f"0 0 {_mm(WIDTH)} {_mm(HEIGHT)}"
    contents = [_page(page, box, ids) for page in pages.pages]
    listed = "".join(
        f'<ofd:Page ID="{next(ids)}" BaseLoc="Pages/Page_{number}/Content.xml"/>' for number in range(len(contents))
    )
    main = (
        f"{_XML}<ofd:Document {_NS}><ofd:CommonData><ofd:MaxUnitID>{next(ids)}</ofd:MaxUnitID>"
        f"<ofd:PageArea><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:PageArea>"
        f"<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    )
    parts = {"OFD.xml": _ROOT, "Doc_0/Document.xml": main, "Doc_0/PublicRes.xml": _RESOURCES}
    parts |= {f"Doc_0/Pages/Page_{number}/Content.xml": content for number, content in enumerate(contents)}
    return Written(package(parts), page_of=pages.spots.get)


def _page(page: Page, box: str, ids: Iterator[int]) -> str:
    layer = next(ids)
    objects = "".join(
        (*(_path(rule, next(ids)) for rule in sorted(page.rules)), *(_text(text, next(ids)) for text in page.texts))
    )
    return (
        f"{_XML}<ofd:Page {_NS}><ofd:Area><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:Area>"
        f'<ofd:Content><ofd:Layer ID="{layer}" Type="Body">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def _path(rule: Rule, number: int) -> str:
    width, height = rule.x1 - rule.x0, rule.y1 - rule.y0
    boundary = f"{_mm(rule.x0)} {_mm(rule.y0)} {_mm(max(width, 0.5))} {_mm(max(height, 0.5))}"
    return (
        f'<ofd:PathObject ID="{number}" Boundary="{boundary}" LineWidth="0.18">'
        f"<ofd:AbbreviatedData>M 0 0 L {_mm(width)} {_mm(height)}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def _text(text: Text, number: int) -> str:
    advances = [text.size * half_width(char) for char in text.text]
    boundary = f"{_mm(text.x)} {_mm(text.y - _ASCENT * text.size)} {_mm(sum(advances))} {_mm(1.2 * text.size)}"
    deltas = " ".join(_run(delta, len(list(run))) for delta, run in groupby(advances[:-1]))
    delta_x = f' DeltaX="{deltas}"' if deltas else ""
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{boundary}" Font="{_FONT_ID}" Size="{_mm(text.size)}">'
        f'<ofd:TextCode X="0" Y="{_mm(_ASCENT * text.size)}"{delta_x}>{escape(text.text)}</ofd:TextCode></ofd:TextObject>'
    )


def _run(delta: float, count: int) -> str:
    """One advance, or `g n d` for n equal ones."""
    return _mm(delta) if count == 1 else f"g {count} {_mm(delta)}"


def _mm(points: float) -> str:
    return f"{points * _MM:.4f}".rstrip("0").rstrip(".") or "0"
