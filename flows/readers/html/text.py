"""What of a page is visible text, and which elements are lines of their own."""

from __future__ import annotations

import re
from html import unescape

# Never shown, or shown as a control of the page and not as its text.
HIDDEN = frozenset({
    "script", "style", "noscript", "template", "head", "title", "select", "option", "button", "input", "textarea",
    "iframe", "object", "embed", "svg", "canvas", "audio", "video", "datalist",
})  # fmt: skip
PARAGRAPHS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
# Where a line of text ends, inside text that is put together from pieces.
BREAK = "\v"
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_MAY_HIDE = re.compile(r"hid|none", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'([^\s"=<>/]+)="([^"]*)"')


def attributes_of(markup: str) -> dict[str, str]:
    """The attributes of a tag as the parser writes them: every value in quotes."""
    return dict(_ATTRIBUTE.findall(markup))


def is_hidden(markup: str) -> bool:
    """Whether the attributes of an element say that it is not shown."""
    if _MAY_HIDE.search(markup) is None:
        return False
    attributes = attributes_of(markup)
    return "hidden" in attributes or INVISIBLE.search(attributes.get("style", "")) is not None


def plain(text: str) -> str:
    """Text of the markup without entities."""
    if text == "&nbsp;":  # most empty cells
        return ""
    return unescape(text) if "&" in text else text


def tidy(text: str) -> str:
    """Text as a browser shows it: runs of blanks and line breaks of the source are one blank."""
    words = text.split()
    if len(words) <= 1:
        return words[0] if words else ""
    return _BLANKS.sub(" ", text).strip()


def cell_text(text: str) -> str:
    """The text of a cell that has one piece of it."""
    if "&" in text:
        text = plain(text)
    # Nothing to tidy in most: without blanks, and what is printable holds no other white space.
    return text if " " not in text and text.isprintable() else tidy(text)


def lines_of(text: str) -> list[str]:
    """The filled lines of text with breaks."""
    return [line for part in plain(text).split(BREAK) if (line := tidy(part))]
