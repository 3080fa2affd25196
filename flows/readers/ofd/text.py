"""A TextObject → its characters with their origins and widths, in the object's own coordinates.

Producers state where each character starts and not how wide it is: DeltaX leads to the next origin, and where it is missing
a character takes its size, ASCII half of it. A step much wider than a character is a gap between two texts (a whole table
row may be one TextCode), not a wide character. Deltas run along the axes of the object; the reading direction only counts
where there are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, repeat
from typing import NamedTuple

from flows.readers.ofd.values import (
    BadValueError,
    Element,
    is_off,
    is_on,
    is_transparent,
    name_of,
    number,
    steps,
    text_of,
    whole,
)

# A step up to this many times the width of a character is its width in a wider font or spaced text.
_WIDER = 1.35
# Widths in parts of the size. What is not here is as wide as high.
_WIDTHS = {
    chr(code): 0.9 if chr(code) in "MWmw@%" else 0.7 if chr(code).isupper() else 0.5 for code in range(0x20, 0x7F)
}
# What stands in for glyphs without a code, says the standard.
_PLACEHOLDER = "\u00a4"
_UNMAPPED = "\ufffd"
# The direction of the baseline after clockwise quarter turns (y downwards).
ALONG = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))
_ESCAPE = re.compile(r"\\([0-9A-Fa-f]{4})")


# A character's text, its origin on the baseline, its advance, and its number in an embedded font.
Glyph = tuple[str, float, float, float, int | None]


class TextRun(NamedTuple):
    """The characters of one TextObject: what is printed, origins on the baseline and advances, side by side.

    `numbers` are those of glyphs in an embedded font, empty unless asked for. `turned`: clockwise quarter turns of each
    character.
    """

    texts: list[str]
    xs: list[float]
    ys: list[float]
    widths: list[float]
    numbers: list[int | None]
    size: float
    turned: int
    is_visible: bool

    def glyphs(self) -> Iterator[Glyph]:
        return zip(self.texts, self.xs, self.ys, self.widths, self.numbers or repeat(None), strict=False)


class _Transform(NamedTuple):
    """Codes printed by other glyphs than the font gives them."""

    position: int
    codes: int
    glyphs: list[int]


def text_run(element: Element, most: int, *, with_glyphs: bool = False) -> TextRun:
    """The characters of a TextObject. Glyph numbers are only looked up on demand.

    Raises BadValueError where positions or size are no usable numbers, OverflowError for more than `most` characters.
    """
    size = number(element.get("Size", "0"))
    if size <= 0:
        raise BadValueError
    h_scale = element.get("HScale")
    wide = size * number(h_scale) if h_scale else size
    turned = _quarters(element.get("CharDirection"))
    reading = _quarters(element.get("ReadDirection"))
    run = TextRun([], [], [], [], [], size, turned, _is_visible(element))
    transforms: list[_Transform] = []
    left = most
    x = y = 0.0
    for part in element:
        name = name_of(part)
        if name == "CGTransform":
            transform = _transform(part, with_glyphs)
            if transform is not None:
                transforms.append(transform)
                left -= len(transform.glyphs)
                if left < 0:
                    raise OverflowError
        elif name == "TextCode":
            text = _text(part.text or "")
            # A further TextCode may leave out a coordinate that is that of the one before.
            x, y = _coordinate(part.get("X"), x), _coordinate(part.get("Y"), y)
            if len(run.texts) + len(text) > most:
                raise OverflowError
            texts = list(text)
            numbers: list[int | None] = []
            if transforms:
                texts, numbers = _slots(text, transforms)
                # Some producers count positions over all TextCodes of the object.
                transforms = [
                    t._replace(position=t.position - len(text)) for t in transforms if t.position >= len(text)
                ]
            if not texts:
                continue
            if len(run.texts) + len(texts) > most:
                raise OverflowError
            if with_glyphs:
                run.numbers.extend(numbers or [None] * len(texts))
            _place(run, texts, part, x, y, wide, reading)
    return run


def _place(run: TextRun, texts: list[str], part: Element, x: float, y: float, wide: float, reading: int) -> None:
    """Adds the characters of a TextCode that starts at a point to the run."""
    count = len(texts) - 1
    if count == 0:  # some producers write an object for each character
        run.texts.append(texts[0])
        run.widths.append((_WIDTHS.get(texts[0]) or max(1.0, len(texts[0]))) * wide)
        run.xs.append(x)
        run.ys.append(y)
        return
    widths = [(_WIDTHS.get(text) or max(1.0, len(text))) * wide for text in texts]
    delta_x, delta_y = part.get("DeltaX"), part.get("DeltaY")
    across = steps(delta_x, count) if delta_x else ()
    down = steps(delta_y, count) if delta_y else ()
    if any(across) or any(down):
        along = down if run.turned % 2 else across
        if along:
            stated = map(abs, along) if run.turned > 1 else along
            widths[:-1] = [
                step if 0 < step <= _WIDER * width else width for step, width in zip(stated, widths, strict=False)
            ]
    else:
        forth = widths[:-1] if reading < 2 else [-width for width in widths[:-1]]
        across, down = ((), tuple(forth)) if reading % 2 else (tuple(forth), ())
    run.texts.extend(texts)
    run.widths.extend(widths)
    run.xs.extend(accumulate(across, initial=x) if across else repeat(x, count + 1))
    run.ys.extend(accumulate(down, initial=y) if down else repeat(y, count + 1))


def _coordinate(text: str | None, default: float) -> float:
    return number(text) if text else default


def _quarters(angle: str | None) -> int:
    """Clockwise quarter turns of a direction in degrees."""
    return round(number(angle) / 90) % 4 if angle else 0


def _text(text: str) -> str:
    if "\n" in text:  # the file was indented by hand or program: the line ends are not printed
        text = "".join(line.strip(" \t\r") for line in text.split("\n"))
    if "\\" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace(_PLACEHOLDER, _UNMAPPED) if _PLACEHOLDER in text else text


def _is_visible(element: Element) -> bool:
    """Whether the text leaves ink: text behind scans that is only there to be searched does not."""
    if is_off(element.get("Fill")) and not is_on(element.get("Stroke")):
        return False
    if is_transparent(element):
        return False
    if len(element) == 1:
        return True
    return not any(name_of(part) == "FillColor" and is_transparent(part) for part in element)


def _transform(element: Element, with_glyphs: bool) -> _Transform | None:
    """The transform, or None where it changes nothing that is asked for: one glyph a code is as good as none."""
    position, codes = whole(element.get("CodePosition"), 0), whole(element.get("CodeCount"), 1)
    if not with_glyphs and codes == whole(element.get("GlyphCount"), 1):
        return None
    # No font has more glyphs than 65,535.
    glyphs = [whole(word, 0) & 0xFFFF for word in text_of(element, "Glyphs").split(maxsplit=0x10000)[:0x10000]]
    return _Transform(position, codes, glyphs) if position >= 0 and codes > 0 and glyphs else None


def _slots(text: str, transforms: list[_Transform]) -> tuple[list[str], list[int | None]]:
    """What is printed glyph by glyph. Several glyphs for one code: the first stands for it; one for several: for all."""
    texts: list[str] = []
    numbers: list[int | None] = []
    at = 0
    for position, codes, glyphs in sorted(transforms):
        if not at <= position < len(text):
            continue
        texts.extend(text[at:position])
        numbers.extend([None] * (position - at))
        at = min(position + codes, len(text))
        if codes == len(glyphs):
            texts.extend(text[position:at])
            numbers.extend(glyphs[: at - position])
        else:
            texts.extend([text[position:at], *[""] * (len(glyphs) - 1)])
            numbers.extend(glyphs)
    texts.extend(text[at:])
    numbers.extend([None] * (len(text) - at))
    return texts, numbers
