"""Text that others wrote, made safe to show: no terminal command, no turned direction of writing, no second line in it.

Decides what is escaped: control and format characters (ESC, bidi marks, zero-width ones), line and paragraph separators,
and bytes of file names that are no UTF-8. Blanks of every width and letters of every script stay as they are.
"""

from __future__ import annotations

import unicodedata

_ESCAPED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_FIRST_BYTE, _LAST_BYTE = 0xDC80, 0xDCFF


def printable(text: str) -> str:
    r"""The text with everything that is not to be seen written as an escape.

    >>> printable("a\x1b[2Jb\u202ec")
    'a\\x1b[2Jb\\u202ec'
    """
    if text.isprintable():
        return text
    return "".join(_escaped(sign) if unicodedata.category(sign) in _ESCAPED else sign for sign in text)


def printable_name(name: str) -> str:
    r"""A file name or path as text that any table, log or terminal can hold; different names stay different.

    >>> printable_name("a\nb"), printable_name("a\\nb"), printable_name("\udcff")
    ('a\\x0ab', 'a\\\\nb', '\\xff')
    """
    return printable(name.replace("\\", "\\\\"))


def _escaped(sign: str) -> str:
    code = ord(sign)
    if _FIRST_BYTE <= code <= _LAST_BYTE:  # how Python keeps a byte of a name that is no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
