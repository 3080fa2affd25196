"""Whether the characters of a page say what is printed.

Fonts without a mapping to Unicode give private-use or replacement characters, which look like text to a program and like
nothing to a reader.
"""

from __future__ import annotations

from collections.abc import Iterable

from flows.readers.page.geometry import Char

# Symbol fonts put bullets into the private area: a few are normal. Beyond this share the text is not readable.
_MOST_UNMAPPED = 0.3


def is_readable(chars: Iterable[Char]) -> bool:
    """Whether the text layer says what is printed. Empty text is readable: there is nothing in it."""
    codes = [ord(sign) for char in chars for sign in char.text]
    unmapped = sum(code < 32 or 0x7F <= code < 0xA0 or 0xE000 <= code <= 0xF8FF or code == 0xFFFD for code in codes)
    return unmapped <= _MOST_UNMAPPED * len(codes)
