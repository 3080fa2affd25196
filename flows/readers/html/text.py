"""What of a page is visible text, and which elements are lines of their own."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

# Never shown, or shown as a control of the page and not as its text.
HIDDEN = frozenset({
    "-comment", "-doctype", "script", "style", "noscript", "template", "head", "title", "select", "option", "button",
    "input", "textarea", "iframe", "object", "embed", "svg", "canvas", "audio", "video", "datalist",
})  # fmt: skip
PARAGRAPHS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)


def is_hidden(node: LexborNode) -> bool:
    """Whether the element itself says that it is not shown."""
    attributes = node.attributes
    return bool(attributes) and says_hidden(attributes)


def says_hidden(attributes: dict[str, str | None]) -> bool:
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    return style is not None and _INVISIBLE.search(style) is not None


def tidy(text: str) -> str:
    """Text as a browser shows it: runs of blanks and line breaks of the source are one blank."""
    words = text.split()
    if len(words) <= 1:
        return words[0] if words else ""
    return _BLANKS.sub(" ", text).strip()
