"""The text layer of a page → upright characters in reading coordinates.

Decides the direction of reading (see `Frame`) and what is a blank.
"""

from __future__ import annotations

from collections import Counter

from flows.readers.page.geometry import Char, Frame
from flows.readers.pdf import library

_BLANKS = frozenset("\t \u00a0\u2002\u2003\u2009\u200b\u3000\ufeff")
# pdfium marks a hyphen at a line's end by a control code.
_HYPHENS = frozenset("\u0002\u00ad\ufffe")


def frame_of(page: library.Handle, text: library.Handle | None) -> Frame:
    """The page's frame, turned so that most of its characters stand upright."""
    displayed = library.page_turn(page)
    votes = Counter(library.sampled_angles(text)) if text is not None else Counter()
    turned = votes.most_common(1)[0][0] if votes else displayed
    return Frame(*library.page_box(page), turned=turned, displayed=displayed)


def page_characters(text: library.Handle, frame: Frame, most: int) -> list[Char]:
    """The characters printed on the page, in the order of the text layer. Blanks are marks on the character after them."""
    chars: list[Char] = []
    after_blank = False
    width, height = frame.width, frame.height
    a, b, c, d, e, f = frame.matrix
    is_upright = frame.turned == 0
    start = end = line = 0.0  # of the last character
    make, add = tuple.__new__, chars.append  # as Char(...) does, without another call for each character
    for char, number, (left, top, right, bottom), x, y, size in library.characters(text, most, is_upright=is_upright):
        if char in _BLANKS:
            after_blank = True
            continue
        if is_upright:
            x0, x1, baseline = left + e, right + e, f - y
        else:
            x0, x1, baseline = a * left + c * bottom + e, a * right + c * top + e, b * x + d * y + f
        if x1 < x0:
            x0, x1 = x1, x0
        if x1 < 0 or x0 > width or baseline < 0 or baseline > height + size:
            continue
        if start < x0 < end and abs(line - baseline) < 1:
            # A glyph of a substituted font may be wider than the step to the next character.
            chars[-1] = Char(start, x0, *chars[-1][2:])
        if char in _HYPHENS:
            char = "-"
        add(make(Char, (x0, x1, baseline, size, char, after_blank, number, None)))
        start, end, line, after_blank = x0, x1, baseline, False
    return chars
