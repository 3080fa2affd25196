"""Which pages are not handed to the parser: its time grows with the square of nesting and of one tag's attributes.

Looks at the source only, and closely only where a bound could be broken at all.
"""

from __future__ import annotations

import re
from functools import lru_cache

from flows.readers.errors import ReadError
from flows.settings import ReaderLimits

# The parser looks through all open elements for each of these. <p> and <li> close each other and are often left open.
_NESTING_TAG = re.compile(
    r"<(/?)(address|article|aside|blockquote|center|details|dialog|dir|div|dl|fieldset|fig\w+|footer|form|h\d|header"
    r"|hgroup|main|menu|nav|ol|pre|search|section|summary|ul)\b",
    re.IGNORECASE,
)
_HARMLESS = ("<span", "<td", "<p>", "<p ", "<font", "<tr", "<br", "<TD", "<TR", "<BR", "<SPAN", "<FONT", "<P>", "<P ")
_NO_MARKUP = re.compile(r"<(script|style)\b.*?(?:</\1|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
# Lines of an embedded picture are longer; they are one value and no attributes.
_LONGEST_ATTRIBUTE_WORD = 70


def refuse_large(text: str, limits: ReaderLimits) -> None:
    """Raises ReadError when the page has too many elements."""
    tags = text.count("<")
    if tags > limits.elements and tags - text.count("</") > limits.elements:
        raise ReadError(f"网页元素过多：超过 {limits.elements:,} 个（FISCAL_LIMIT_ELEMENTS）；未读取")


def refuse_hostile(text: str, limits: ReaderLimits) -> None:
    """Raises ReadError when what the parser is to read has too deep nesting or too many attributes in one tag."""
    opened = text.count("<") - text.count("</")
    if _may_nest(text, opened, limits.nesting) and _is_too_deep(text, limits.nesting):
        raise ReadError(f"网页元素嵌套过深：超过 {limits.nesting:,} 层（FISCAL_LIMIT_NESTING）；未读取")
    most = limits.attributes
    if _has_many_attributes(text, most) and _has_many_attributes(_NO_MARKUP.sub(">", text), most):
        raise ReadError(f"网页的一个元素有过多属性：超过 {most:,} 个（FISCAL_LIMIT_ATTRIBUTES）；未读取")


def _may_nest(text: str, opened: int, most: int) -> bool:
    """Whether more than `most` elements are left without the most common ones that may nest as deep as they like."""
    for tag in _HARMLESS:
        if opened <= most:
            break
        opened -= text.count(tag)
    return opened > most


def _is_too_deep(text: str, most: int) -> bool:
    depth: dict[str, int] = {}
    total = 0
    for closing, name in _NESTING_TAG.findall(text):
        level = depth.get(name, 0)
        if not closing:
            depth[name] = level + 1
            total += 1
            if total > most:
                return True
        elif level:
            depth[name] = level - 1
            total -= 1
    return False


@lru_cache(maxsize=4)
def _far_apart(distance: int) -> re.Pattern[str]:
    """The end of a tag with more than `distance` characters to the next one."""
    return re.compile(f">[^>]{{{distance + 1}}}")


def _has_many_attributes(text: str, most: int) -> bool:
    if 0 <= text.find(">") <= 2 * most and _far_apart(2 * most).search(text) is None:
        return False
    for part in text.split(">"):
        if len(part) > 2 * most and (start := part.find("<")) >= 0:
            words = part[start:].split()
            short = sum(len(word) < _LONGEST_ATTRIBUTE_WORD for word in words)
            # style="a:b; c:d" is many words and one attribute, a='1'b='2' is one word and many attributes.
            signs = part.count("=", start)
            if signs > most or (short > most and part.count(":", start) + part.count(";", start) < most):
                return True
    return False
