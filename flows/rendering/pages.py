"""Which formats have pages to look at, and the picture of one of them. A new format with pages is one line in `_RENDERERS`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image

from flows.readers.errors import ReadError
from flows.readers.formats import detect
from flows.rendering import image, ofd, pdf
from flows.rendering.marking import Focus, PrintedChar, PrintedText, marked, span_box
from flows.settings import ReaderLimits

# Pixels a point: 144 dots an inch, small print of wide statements stays legible.
SCALE = 2.0


@dataclass(frozen=True, slots=True)
class _Renderer:
    """How a format's pages become pictures; `characters` where its text has positions."""

    render: Callable[[bytes, int, float, ReaderLimits], Image.Image]
    characters: Callable[[bytes, int, ReaderLimits], Sequence[PrintedChar]] | None = None


_RENDERERS = {
    "pdf": _Renderer(pdf.render_page, pdf.printed_characters),
    "ofd": _Renderer(ofd.render_page, ofd.printed_characters),
    "image": _Renderer(image.render_page),
    "docx": _Renderer(image.render_picture),
}


def marked_page(
    data: bytes, page: int, focus: Focus, covered: Sequence[PrintedText], limits: ReaderLimits
) -> Image.Image:
    """Page `page` (from 1) of a file with `focus` framed and the masked characters of `covered` painted over.

    Raises ReadError when the format has no pages or the page cannot be drawn.
    """
    name = detect(data)
    renderer = _RENDERERS.get(name)
    if renderer is None:
        raise ReadError(f"{name} 格式没有可画的页面")
    picture = renderer.render(data, page, SCALE, limits)
    chars = renderer.characters(data, page, limits) if renderer.characters is not None else ()
    framed = focus.text.box if focus.span is None else span_box(focus.text, *focus.span, chars)
    return marked(picture, SCALE, framed, covered, chars)
