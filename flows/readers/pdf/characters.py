"""The text layer of a page → upright characters in reading coordinates.

Decides the direction of reading (see `Frame`) and what is a blank.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import compress
from operator import lt
from typing import Any

from flows.readers.page.columns import CharColumns
from flows.readers.page.geometry import Frame
from flows.readers.pdf import library, text_layer
from flows.readers.pdf.calls import Handle

# pdfium marks a hyphen at a line's end by a control code.
_HYPHEN = re.compile("[\u0002\u00ad\ufffe]")


_Row = tuple[float, float, float, float, str, bool, int]  # what a Char is made of, but for its confidence


def frame_of(page: Handle, text: Handle | None) -> Frame:
    """The page's frame, turned so that most of its characters stand upright."""
    displayed = library.page_turn(page)
    angles = text_layer.sampled_angles(text) if text is not None else []
    turned = Counter(angles).most_common(1)[0][0] if len(angles) > 1 else angles[0] if angles else displayed
    return Frame(*library.page_box(page), turned=turned, displayed=displayed)


def page_characters(text: Handle, frame: Frame, most: int) -> CharColumns:
    """The characters printed on the page, in the order of the text layer. Blanks are marks on the character after them.

    Works on columns of all characters, which takes less time than one character after the other.
    """
    raw = text_layer.characters(text, most, is_upright=frame.turned == 0)
    a, b, c, d, e, f = frame.matrix
    if not raw.placed:
        return CharColumns.of(())
    xs, ys, sizes = zip(*raw.placed, strict=True)
    starts, ends = raw.lefts, raw.rights
    if frame.turned:
        starts = [a * left + c * foot + e for left, foot in zip(raw.lefts, raw.feet, strict=True)]
        ends = [a * right + c * top + e for right, top in zip(raw.rights, raw.tops, strict=True)]
        lines = [b * x + d * y + f for x, y in zip(xs, ys, strict=True)]
    else:
        lines = [f - y for y in ys]
        if e:
            starts, ends = [start + e for start in starts], [end + e for end in ends]
    if any(map(lt, ends, starts)):
        starts, ends = list(map(min, starts, ends)), list(map(max, starts, ends))
    texts = raw.texts if _HYPHEN.search(raw.texts) is None else _HYPHEN.sub("-", raw.texts)
    rest: Sequence[Sequence[Any]] = (sizes, texts, raw.after_blank, raw.numbers)
    if min(ends) < 0 or max(starts) > frame.width or min(lines) < 0 or max(lines) > frame.height:
        on_page = _on_page(zip(starts, ends, lines, *rest, strict=True), frame)
        if not on_page:
            return CharColumns.of(())
        starts, ends, lines, *rest = map(list, zip(*on_page, strict=True))
    # A glyph of a substituted font may be wider than the step to the next character.
    for number, after in compress(enumerate(starts[1:]), map(lt, starts[1:], ends)):
        if starts[number] < after and abs(lines[number] - lines[number + 1]) < 1:
            ends[number] = after
    return CharColumns(starts, ends, lines, *rest)


def _on_page(rows: Iterable[_Row], frame: Frame) -> list[_Row]:
    """The characters that do not lie off the page."""
    kept: list[_Row] = []
    was_blank = False
    for start, end, line, size, text, after_blank, number in rows:
        was_blank = was_blank or after_blank
        if not (end < 0 or start > frame.width or line < 0 or line > frame.height + size):
            kept.append((start, end, line, size, text, was_blank, number))
            was_blank = False
    return kept
