"""The text layer of a page → upright characters in reading coordinates.

Decides the direction of reading (see `Frame`) and what is a blank.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import partial
from itertools import compress, repeat
from operator import lt

from flows.readers.page.geometry import Char, Frame
from flows.readers.pdf import library

# pdfium marks a hyphen at a line's end by a control code.
_HYPHEN = re.compile("[\u0002\u00ad\ufffe]")


_Row = tuple[float, float, float, float, str, bool, int, None]  # what a Char is made of


def frame_of(page: library.Handle, text: library.Handle | None) -> Frame:
    """The page's frame, turned so that most of its characters stand upright."""
    displayed = library.page_turn(page)
    angles = library.sampled_angles(text) if text is not None else []
    turned = Counter(angles).most_common(1)[0][0] if len(angles) > 1 else angles[0] if angles else displayed
    return Frame(*library.page_box(page), turned=turned, displayed=displayed)


def page_characters(text: library.Handle, frame: Frame, most: int) -> list[Char]:
    """The characters printed on the page, in the order of the text layer. Blanks are marks on the character after them.

    Works on columns of all characters, which takes less time than one character after the other.
    """
    raw = library.characters(text, most, is_upright=frame.turned == 0)
    a, b, c, d, e, f = frame.matrix
    starts, ends = raw.lefts, raw.rights
    if frame.turned:
        starts = [a * left + c * foot + e for left, foot in zip(raw.lefts, raw.feet, strict=True)]
        ends = [a * right + c * top + e for right, top in zip(raw.rights, raw.tops, strict=True)]
        lines = [b * x + d * y + f for x, y in zip(raw.xs, raw.ys, strict=True)]
    else:
        lines = [f - y for y in raw.ys]
        if e:
            starts, ends = [start + e for start in starts], [end + e for end in ends]
    if any(map(lt, ends, starts)):
        starts, ends = list(map(min, starts, ends)), list(map(max, starts, ends))
    if not starts:
        return []
    texts = raw.texts if _HYPHEN.search(raw.texts) is None else _HYPHEN.sub("-", raw.texts)
    rows: Iterable[_Row] = zip(starts, ends, lines, raw.sizes, texts, raw.after_blank, raw.numbers, repeat(None))
    if min(ends) < 0 or max(starts) > frame.width or min(lines) < 0 or max(lines) > frame.height:
        on_page = _on_page(rows, frame)
        starts, ends, lines = [row[0] for row in on_page], [row[1] for row in on_page], [row[2] for row in on_page]
        rows = on_page
    chars = list(map(partial(tuple.__new__, Char), rows))  # as Char(...) does, without a call for each character
    # A glyph of a substituted font may be wider than the step to the next character.
    for number, after in compress(enumerate(starts[1:]), map(lt, starts[1:], ends)):
        if starts[number] < after and abs(lines[number] - lines[number + 1]) < 1:
            chars[number] = chars[number]._replace(x1=after)
    return chars


def _on_page(rows: Iterable[_Row], frame: Frame) -> list[_Row]:
    """The characters that do not lie off the page."""
    kept: list[_Row] = []
    was_blank = False
    for start, end, line, size, text, after_blank, number, confidence in rows:
        was_blank = was_blank or after_blank
        if not (end < 0 or start > frame.width or line < 0 or line > frame.height + size):
            kept.append((start, end, line, size, text, was_blank, number, confidence))
            was_blank = False
    return kept
