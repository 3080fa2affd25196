"""The parser's own markup of a page → its flow: text with line breaks, and tables in their places.

The parser repairs a page and writes it out again in one form: every element closed, names in small letters, values in
quotes. That form is cut by one pattern, which costs a fifth of asking the parser's tree for every node. What is not shown
is left out here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from flows.readers.html.text import BREAK, HIDDEN, PARAGRAPHS, is_hidden, plain, tidy

_ATTRIBUTES = r'(?:\s[^"<>]*+(?:"[^"]*+"[^"<>]*+)*+)?+'
_WRAPPER = r"(?:p|span|font|b|strong|a|div|u|o:p)"
# Most cells hold one text, wrapped in elements that say how it looks: a token of its own. Everything else is a tag with
# the text behind it.
_TOKEN = re.compile(
    rf"<t[dh]({_ATTRIBUTES})>((?:<{_WRAPPER}{_ATTRIBUTES}>)*+)([^<]*+)(?:</{_WRAPPER}>)*+</t[dh]>"
    rf'|<(/?)([a-z][^\s"<>/]*+)({_ATTRIBUTES})>([^<]*+)'
)
_Token = tuple[str, str, str, str, str, str, str]
# Their content is written as it stands, tags and all.
_RAW = re.compile(
    rf"<(script|style|xmp|iframe|noembed|noframes|plaintext){_ATTRIBUTES}>(.*?)(?:</\1>|\Z)|<!--.*?(?:-->|\Z)",
    re.DOTALL,
)
_SHOWN_RAW = frozenset({"xmp", "plaintext"})
_WITHOUT_END = frozenset({"input", "embed"})
_GROUPS = {"thead": 0, "tbody": 1, "tfoot": 2}


class MarkupTable:
    """A table of the page: its attributes, caption and visible rows in the order of the source, with their group.

    A cell is (attributes, content): text without line breaks, a flow, or None where the cell itself is hidden.
    """

    __slots__ = ("attributes", "caption", "holds_table", "rows")

    def __init__(self, attributes: str) -> None:
        self.attributes = attributes
        self.caption: Flow = []
        self.rows: list[tuple[int, list[MarkupCell]]] = []
        self.holds_table = False


Flow = list["str | MarkupTable"]
MarkupCell = tuple[str, "str | Flow | None"]


def flow_of(markup: str, *, may_hide: bool) -> Flow:
    """The flow of a page's body; text still has its entities. `may_hide`: some element may say that it is not shown."""
    return _FlowReader(_RAW.sub(_raw_text, markup), may_hide).read()


def _raw_text(match: re.Match[str]) -> str:
    return escape(match.group(2)) if match.group(1) in _SHOWN_RAW else ""


class _FlowReader:
    """Goes through the tokens once. Outside of cells a table has nothing but its caption."""

    def __init__(self, markup: str, may_hide: bool) -> None:
        self._tokens: Iterator[_Token] = iter(_TOKEN.findall(markup))
        self._may_hide = may_hide
        self._flow: Flow = []
        self._table: MarkupTable | None = None
        self._row: list[MarkupCell] | None = None
        self._group = _GROUPS["tbody"]
        self._outer: list[tuple[MarkupTable | None, list[MarkupCell] | None, int, Flow]] = []

    def read(self) -> Flow:
        whole = self._flow
        may_be_hidden = self._may_hide
        for cell, wrappers, text, slash, name, attributes, behind in self._tokens:
            if not name:
                row = self._row
                if row is None:
                    self._flow += (BREAK, text, BREAK)
                elif may_be_hidden and is_hidden(cell):
                    row.append((cell, None))
                elif may_be_hidden and wrappers and any(map(is_hidden, wrappers.split(">"))):
                    row.append((cell, ""))
                else:
                    if "&" in text:
                        text = plain(text)
                    # Nothing to tidy in most: without blanks, and what is printable holds no other white space.
                    row.append((cell, text if " " not in text and text.isprintable() else tidy(text)))
                continue
            if slash:
                self._close(name)
            elif name in HIDDEN or (may_be_hidden and attributes and is_hidden(attributes)):
                if name in ("td", "th") and self._row is not None:
                    self._row.append((attributes, None))
                if name not in _WITHOUT_END:
                    behind = self._skip(name)
            elif name == "pre":
                behind = self._preformatted(behind)
            else:
                self._open(name, attributes)
            if behind:
                self._flow.append(behind)
        return whole

    def _open(self, name: str, attributes: str) -> None:
        if name == "br":
            self._flow.append(BREAK)
        elif name == "table":
            self._open_table(attributes)
        elif self._table is not None and name in ("td", "th") and self._row is not None:
            flow: Flow = []
            self._row.append((attributes, flow))
            self._flow = flow
        elif self._table is not None and name == "tr":
            self._row = []
            self._table.rows.append((self._group, self._row))
        elif self._table is not None and name in _GROUPS:
            self._group = _GROUPS[name]
        elif self._table is not None and name == "caption":
            self._flow = self._table.caption
        elif name in PARAGRAPHS:
            self._flow.append(BREAK)

    def _open_table(self, attributes: str) -> None:
        if self._table is not None:
            self._table.holds_table = True
        self._outer.append((self._table, self._row, self._group, self._flow))
        self._table, self._row, self._group, self._flow = MarkupTable(attributes), None, _GROUPS["tbody"], []

    def _close(self, name: str) -> None:
        if name == "table" and self._table is not None:
            table = self._table
            self._table, self._row, self._group, self._flow = self._outer.pop()
            self._flow.append(table)
        elif self._table is not None and name in ("td", "th", "caption"):
            self._flow = []
        elif self._table is not None and name == "tr":
            self._row = None
        elif self._table is not None and name in _GROUPS:
            self._group = _GROUPS["tbody"]
        elif name in PARAGRAPHS:
            self._flow.append(BREAK)

    def _skip(self, name: str) -> str:
        """Passes over an element's content; the text behind it."""
        depth = 1
        for _, _, _, slash, inner, _, behind in self._tokens:
            if inner == name:
                depth += -1 if slash else 1
                if not depth:
                    return behind
        return ""

    def _preformatted(self, text: str) -> str:
        """Reads an element whose own line breaks count; the text behind it."""
        parts, depth, behind = [text], 1, ""
        for _, _, of_cell, slash, inner, _, after in self._tokens:
            depth += 0 if inner != "pre" else -1 if slash else 1
            if not depth:
                behind = after
                break
            parts += (of_cell, after)
        self._flow += (BREAK, "".join(parts).replace("\n", BREAK), BREAK)
        return behind
