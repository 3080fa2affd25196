"""PDF with a text layer: a Chinese font that is not embedded, ruled tables, page numbers."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.writers.page import HEIGHT, WIDTH, lay_out
from benchmarks.writers.written import Written
from flows.readers.document import Document

_FONT = "STSong-Light"


@lru_cache(maxsize=1)
def _register_font() -> None:
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))


def write(document: Document) -> Written:
    _register_font()
    pages = lay_out(document, lambda text: pdfmetrics.stringWidth(text, _FONT, 1))
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=True)
    canvas.setTitle("部门决算")
    for page in pages.pages:
        canvas.setLineWidth(0.5)
        canvas.lines([(r.x0, HEIGHT - r.y0, r.x1, HEIGHT - r.y1) for r in sorted(page.rules)])
        for text in page.texts:
            canvas.setFont(_FONT, text.size)
            canvas.drawString(text.x, HEIGHT - text.y, text.text)
        canvas.showPage()
    canvas.save()
    return Written(buffer.getvalue(), page_of=pages.spots.get)
