"""The parser's own markup of a page → its flow: text with line breaks, and tables in their places.

The parser repairs a page and writes it out again in one form: every element closed, names in small letters, values in
quotes. That form is cut by one pattern, which costs a fifth of asking the parser's tree for every node. What is not shown
is left out here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from flows.readers.html.flow import GROUPS, Flow, MarkupCell, MarkupTable
from flows.readers.html.text import BREAK, HIDDEN, PARAGRAPHS, cell_text, is_hidden

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


def flow_of(markup: str, tables: dict[str, MarkupTable]) -> Flow | None:
    """The flow of a page's body; text still has its entities.

    `tables` were read before and stand where an empty table has these attributes; None where one of them is not found.
    """
    left = dict(tables)
    flow = _FlowReader(_RAW.sub(_raw_text, markup), left).read()
    return None if left else flow


def _raw_text(match: re.Match[str]) -> str:
    return escape(match.group(2)) if match.group(1) in _SHOWN_RAW else ""


class _Hidden(dict[str, bool]):
    """Whether attributes say that an element is not shown. A page has few different ones, and each in a thousand elements."""

    def __missing__(self, attributes: str) -> bool:
        self[attributes] = hidden = is_hidden(attributes)
        return hidden


class _FlowReader:
    """Goes through the tokens once. Outside of cells a table has nothing but its caption."""

    def __init__(self, markup: str, tables: dict[str, MarkupTable]) -> None:
        self._tokens: Iterator[_Token] = iter(_TOKEN.findall(markup))
        self._tables = tables
        self._flow: Flow = []
        self._table: MarkupTable | None = None
        self._row: list[MarkupCell] | None = None
        self._group = GROUPS["tbody"]
        self._outer: list[tuple[MarkupTable | None, list[MarkupCell] | None, int, Flow]] = []

    def read(self) -> Flow:
        whole = self._flow
        hidden = _Hidden()
        for cell, wrappers, text, slash, name, attributes, behind in self._tokens:
            if not name:
                row = self._row
                if row is None:
                    self._flow += (BREAK, text, BREAK)
                elif hidden[cell]:
                    row.append((cell, None))
                elif wrappers and any(map(hidden.__getitem__, wrappers.split(">"))):
                    row.append((cell, ""))
                else:
                    row.append((cell, cell_text(text)))
                continue
            if slash:
                self._close(name)
            elif name in HIDDEN or hidden[attributes]:
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
        elif self._table is not None and name in GROUPS:
            self._group = GROUPS[name]
        elif self._table is not None and name == "caption":
            self._flow = self._table.caption
        elif name in PARAGRAPHS:
            self._flow.append(BREAK)

    def _open_table(self, attributes: str) -> None:
        if self._table is not None:
            self._table.holds_table = True
        self._outer.append((self._table, self._row, self._group, self._flow))
        table = self._tables.pop(attributes, None) or MarkupTable(attributes)
        self._table, self._row, self._group, self._flow = table, None, GROUPS["tbody"], []

    def _close(self, name: str) -> None:
        if name == "table" and self._table is not None:
            table = self._table
            self._table, self._row, self._group, self._flow = self._outer.pop()
            self._flow.append(table)
        elif self._table is not None and name in ("td", "th", "caption"):
            self._flow = []
        elif self._table is not None and name == "tr":
            self._row = None
        elif self._table is not None and name in GROUPS:
            self._group = GROUPS["tbody"]
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
