"""Check marks of forms are drawn with symbol fonts, which show other characters than their codes say.

Word keeps such a character as an element of its own, other programs as text in a symbol font.
"""

from __future__ import annotations

from lxml import etree

from flows.readers.docx.names import W

_SHOWN = {
    ("Wingdings", 0x6F): "□", ("Wingdings", 0xA8): "□", ("Wingdings", 0xFC): "√", ("Wingdings", 0xFB): "×",
    ("Wingdings", 0xFE): "☑", ("Wingdings", 0xFD): "☒", ("Wingdings 2", 0x50): "√", ("Wingdings 2", 0x4F): "×",
    ("Wingdings 2", 0x52): "☑", ("Wingdings 2", 0x51): "☒", ("Wingdings 2", 0xA3): "□", ("Symbol", 0xB3): "≥",
    ("Symbol", 0xA3): "≤",
}  # fmt: skip
_FONTS = {font for font, _ in _SHOWN}
# Where programs put the characters of symbol fonts in Unicode.
_PRIVATE = range(0xF000, 0xF100)


def symbol(font: str, code: int) -> str | None:
    """What a symbol font shows for a code, None when that is not known."""
    return _SHOWN.get((font, code & 0xFF))


def spell_out(root: etree._Element) -> None:
    """Change text in symbol fonts to the characters it shows; codes that are not known stay."""
    for fonts in root.iter(W + "rFonts"):
        font = fonts.get(W + "ascii")
        run = properties.getparent() if font in _FONTS and (properties := fonts.getparent()) is not None else None
        if run is not None and font is not None:
            for text in run.findall(W + "t"):
                text.text = "".join(_shown(font, character) for character in text.text or "")


def _shown(font: str, character: str) -> str:
    code = ord(character)
    return (symbol(font, code) if code < 0x100 or code in _PRIVATE else None) or character
