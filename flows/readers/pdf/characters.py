"""The text layer of a page → upright characters in reading coordinates.

Decides the direction of reading (see `Frame`) and what is a blank.
"""

from __future__ import annotations

from collections import Counter

from flows.readers.page.geometry import Char, Frame
from flows.readers.pdf import library

_BLANKS = frozenset({9, 32, 0xA0, 0x2002, 0x2003, 0x2009, 0x200B, 0x3000, 0xFEFF})
# pdfium marks a hyphen at a line's end by a control code.
_HYPHENS = frozenset({0x02, 0xAD, 0xFFFE})


def frame_of(page: library.Handle, text: library.Handle | None) -> Frame:
    """The page's frame, turned so that most of its characters stand upright."""
    displayed = library.page_turn(page)
    votes = Counter(library.sampled_angles(text)) if text is not None else Counter()
    turned = votes.most_common(1)[0][0] if votes else displayed
    return Frame(*library.page_box(page), turned=turned, displayed=displayed)


def page_characters(text: library.Handle, frame: Frame, most: int) -> list[Char]:
    """The characters printed on the page, in the order of the text layer. Blanks are marks on the character after them."""
    chars: list[Char] = []
    after_blank = is_open = False
    width, height = frame.width, frame.height
    a, b, c, d, e, f = frame.matrix
    is_upright = frame.turned == 0
    # The last character, which the next one may still make narrower.
    start = end = line = height_of_last = 0.0
    text_of_last, blank_before_last, number_of_last = "", False, 0
    make, add = tuple.__new__, chars.append  # as Char(...) does, without another call for each character
    for code, number, (x, y, left, top, right, bottom), size in library.characters(text, most):
        if code in _BLANKS:
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
        if is_open:
            # A glyph of a substituted font may be wider than the step to the next character.
            if start < x0 < end and abs(line - baseline) < 1:
                end = x0
            add(make(Char, (start, end, line, height_of_last, text_of_last, blank_before_last, number_of_last, None)))
        start, end, line, height_of_last, number_of_last = x0, x1, baseline, size, number
        text_of_last, blank_before_last = "-" if code in _HYPHENS else chr(code), after_blank
        after_blank, is_open = False, True
    if is_open:
        add(make(Char, (start, end, line, height_of_last, text_of_last, blank_before_last, number_of_last, None)))
    return chars
