"""What is drawn on the picture of a page: the box around a figure, and the paint over personal data.

The reader covers personal data in text and keeps its length, so a stored text says which of its characters to paint over.
Where the characters of a place cannot be told apart (a scan, a text that was put together from several pieces), the whole
place is painted: too much is right here, too little is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from flows.readers.document import Box
from flows.readers.masking import MASK

_FRAME = (208, 32, 32)
_PAINT = (64, 64, 64)
# Points: from the cell to its frame, and around what is painted over.
_MARGIN = 2.0
_BLEED = 0.5

# A printed character and its box on the page as displayed.
PrintedChar = tuple[str, Box]


@dataclass(frozen=True, slots=True)
class PrintedText:
    """A cell or line on a page: its box and its text as stored, personal data masked."""

    box: Box
    text: str


@dataclass(frozen=True, slots=True)
class Focus:
    """What is framed: a cell or line, or a span of its text."""

    text: PrintedText
    span: tuple[int, int] | None = None


def marked(
    picture: Image.Image, scale: float, framed: Box | None, covered: Iterable[PrintedText], chars: Sequence[PrintedChar]
) -> Image.Image:
    """The picture (`scale` pixels a point) with a box framed and the masked characters of `covered` painted over."""
    done = picture.convert("RGB")
    draw = ImageDraw.Draw(done)
    for text in covered:
        for box in personal_boxes(text, chars):
            draw.rectangle(_pixels(box, scale, _BLEED), fill=_PAINT)
    if framed is not None:
        draw.rectangle(_pixels(framed, scale, _MARGIN), outline=_FRAME, width=max(2, round(1.5 * scale)))
    return done


def personal_boxes(text: PrintedText, chars: Sequence[PrintedChar]) -> list[Box]:
    """The boxes of the masked characters of a text; its own box where they cannot be told."""
    placed = _placed(text, chars)
    return [text.box] if placed is None else [box for at, box in placed if text.text[at] == MASK]


def span_box(text: PrintedText, start: int, end: int, chars: Sequence[PrintedChar]) -> Box:
    """The box of a span of a text; the text's own box where its characters cannot be told."""
    boxes = [box for at, box in _placed(text, chars) or () if start <= at < end]
    if not boxes:
        return text.box
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _placed(text: PrintedText, chars: Sequence[PrintedChar]) -> list[tuple[int, Box]] | None:
    """The positions of a text's characters, blanks aside, and their boxes; None where page and text do not agree."""
    inside = [(sign, box) for sign, box in chars if _is_inside(box, text.box)]
    stored = [(at, sign) for at, sign in enumerate(text.text) if not sign.isspace()]
    fits = len(inside) == len(stored) and all(
        sign in (MASK, printed) for (_, sign), (printed, _) in zip(stored, inside, strict=True)
    )
    return [(at, box) for (at, _), (_, box) in zip(stored, inside, strict=True)] if fits else None


def _is_inside(box: Box, place: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return place[0] <= x <= place[2] and place[1] <= y <= place[3]


def _pixels(box: Box, scale: float, margin: float) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return (left - margin) * scale, (top - margin) * scale, (right + margin) * scale, (bottom + margin) * scale
