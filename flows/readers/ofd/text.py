"""A TextObject → its characters with their origins and widths, in the object's own coordinates.

Producers state where each character starts and not how wide it is: DeltaX leads to the next origin, and where it is missing
a character takes its size, ASCII half of it. A step much wider than a character is a gap between two texts (a whole table
row may be one TextCode), not a wide character. Deltas run along the axes of the object; the reading direction only counts
where there are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flows.readers.ofd.values import BadValueError, Element, is_off, is_on, name_of, number, steps, text_of, whole

# A step up to this many times the width of a character is its width in a wider font or spaced text.
_WIDER = 1.35
# Widths in parts of the size. What is not here is as wide as high.
_WIDTHS = {
    chr(code): 0.9 if chr(code) in "MWmw@%" else 0.7 if chr(code).isupper() else 0.5 for code in range(0x20, 0x7F)
}
# What stands in for glyphs without a code, says the standard.
_PLACEHOLDER = "\u00a4"
_UNMAPPED = "\ufffd"
_ESCAPE = re.compile(r"\\([0-9A-Fa-f]{4})")


class Glyph(NamedTuple):
    """A printed character: its origin on the baseline and its advance. `glyph` is its number in an embedded font."""

    text: str
    x: float
    y: float
    width: float
    glyph: int | None = None


class TextRun(NamedTuple):
    """The characters of one TextObject. `turned`: clockwise quarter turns of each character."""

    glyphs: list[Glyph]
    size: float
    turned: int
    is_visible: bool


class _Transform(NamedTuple):
    """Codes printed by other glyphs than the font gives them."""

    position: int
    codes: int
    glyphs: list[int]


def text_run(element: Element, most: int, *, with_glyphs: bool = False) -> TextRun:
    """The characters of a TextObject, `most` at most. Glyph numbers are only looked up on demand.

    Raises BadValueError where positions or size are no usable numbers.
    """
    size = number(element.get("Size", "0"))
    if size <= 0:
        raise BadValueError
    wide = size * number(element.get("HScale", "1"))
    turned = _quarters(element.get("CharDirection"))
    reading = _quarters(element.get("ReadDirection"))
    glyphs: list[Glyph] = []
    transforms: list[_Transform] = []
    x = y = 0.0
    for part in element:
        name = name_of(part)
        if name == "CGTransform":
            transform = _transform(part, with_glyphs)
            if transform is not None:
                transforms.append(transform)
        elif name == "TextCode":
            text = _text(part.text or "")
            # A further TextCode without an origin goes on from the one before.
            x, y = _coordinate(part.get("X"), x), _coordinate(part.get("Y"), y)
            slots: Sequence[tuple[str, int | None]] = (
                _slots(text, transforms) if transforms else [(sign, None) for sign in text]
            )
            if len(glyphs) + len(slots) > most:
                raise OverflowError
            glyphs.extend(_placed(slots, part, x, y, wide, turned, reading))
            # Some producers count positions over all TextCodes of the object.
            transforms = [t._replace(position=t.position - len(text)) for t in transforms if t.position >= len(text)]
    return TextRun(glyphs, size, turned, _is_visible(element))


def _placed(
    slots: Sequence[tuple[str, int | None]],
    part: Element,
    x: float,
    y: float,
    wide: float,
    turned: int,
    reading: int,
) -> Iterator[Glyph]:
    count = len(slots) - 1
    delta_x, delta_y = part.get("DeltaX"), part.get("DeltaY")
    across = steps(delta_x, count) if delta_x and count > 0 else ()
    down = steps(delta_y, count) if delta_y and count > 0 else ()
    is_stated = any(across) or any(down)
    along = down if turned % 2 else across
    for position, (text, glyph) in enumerate(slots):
        width = _WIDTHS.get(text, 1.0) * wide
        step_x, step_y = _natural_step(width, reading)
        if is_stated and position < count:
            step_x = across[position] if across else 0.0
            step_y = down[position] if down else 0.0
            stated = abs(along[position]) if along else 0.0
            if 0 < stated <= _WIDER * width:
                width = stated
        yield Glyph(text, x, y, width, glyph)
        x += step_x
        y += step_y


def _coordinate(text: str | None, default: float) -> float:
    return number(text) if text else default


def _natural_step(width: float, reading: int) -> tuple[float, float]:
    return ((width, 0.0), (0.0, width), (-width, 0.0), (0.0, -width))[reading]


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
    if _is_transparent(element):
        return False
    return not any(name_of(part) == "FillColor" and _is_transparent(part) for part in element)


def _is_transparent(element: Element) -> bool:
    alpha = element.get("Alpha")
    return alpha is not None and alpha.strip() == "0"


def _transform(element: Element, with_glyphs: bool) -> _Transform | None:
    """The transform, or None where it changes nothing that is asked for: one glyph a code is as good as none."""
    position, codes = whole(element.get("CodePosition"), 0), whole(element.get("CodeCount"), 1)
    if not with_glyphs and codes == whole(element.get("GlyphCount"), 1):
        return None
    # No font has more glyphs than 65,535.
    glyphs = [whole(word, 0) & 0xFFFF for word in text_of(element, "Glyphs").split(maxsplit=0x10000)[:0x10000]]
    return _Transform(position, codes, glyphs) if position >= 0 and codes > 0 and glyphs else None


def _slots(text: str, transforms: list[_Transform]) -> list[tuple[str, int | None]]:
    """What is printed glyph by glyph. Several glyphs for one code: the first stands for it; one for several: for all."""
    slots: list[tuple[str, int | None]] = []
    at = 0
    for position, codes, glyphs in sorted(transforms):
        if not at <= position < len(text):
            continue
        slots.extend((sign, None) for sign in text[at:position])
        at = position + codes
        if codes == len(glyphs):
            slots.extend(zip(text[position:at], glyphs, strict=False))
        else:
            slots.append((text[position:at], glyphs[0]))
            slots.extend(("", glyph) for glyph in glyphs[1:])
    slots.extend((sign, None) for sign in text[at:])
    return slots
