"""Whether the characters of a page say what is printed.

Fonts without a mapping to Unicode give private-use or replacement characters, which look like text to a program and like
nothing to a reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_UNMAPPED = re.compile(r"[\x00-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
# Symbol fonts put bullets into the private area: a few are normal. Beyond this share the text is not readable.
_MOST_UNMAPPED = 0.3


def is_readable(texts: Iterable[str]) -> bool:
    """Whether the text layer says what is printed. Empty text is readable: there is nothing in it."""
    text = "".join(texts)
    return len(_UNMAPPED.findall(text)) <= _MOST_UNMAPPED * len(text)
