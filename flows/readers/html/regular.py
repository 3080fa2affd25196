"""Tables whose source needs no repair are read from it; the parser gets the page with a mark in the place of each.

Editors and word processors close every element they open. For such tables the parser, and the pattern over what it writes,
take two thirds of the time of a page and change nothing. Whatever a parser would repair, what is hidden, tables around
tables and elements that are not known here leave a table to it.

The page around the marks is parsed as if the tables stood there: each table closes all that it opens, and cells shut off
what is open around them. A mark inside a comment, a script or a value of an attribute does not come back as a table:
`markup` then takes the page as a whole.
"""

from __future__ import annotations

import re
from secrets import token_hex

from flows.readers.html.flow import GROUPS, Flow, MarkupCell, MarkupTable
from flows.readers.html.text import BREAK, INVISIBLE, PARAGRAPHS, cell_text

_QUOTED = r"""(?:"[^"<>]*+"|'[^'<>]*+')"""
_ATTRIBUTES = rf"""(?:\s[^<>"']*+(?:{_QUOTED}[^<>"']*+)*+)?+"""
_START, _END = "<table", "</table>"
_TD_END, _TH_END = "</td>", "</th>"
_HEAD = re.compile(rf"<table({_ATTRIBUTES})>")
# What may stand before a cell: the tags of rows and of what is around rows.
_LEAD = re.compile(r"(?:\s|<(?!t[dh][\s>])[^<>]*+>)*+")
_AROUND_CELLS = re.compile(rf"<(/?(?:tr|tbody|thead|tfoot|colgroup)|col)({_ATTRIBUTES})>\s*+|.+", re.DOTALL)
_CELL = re.compile(rf"<(t[dh])({_ATTRIBUTES})>")
# Elements that say how a text looks, its paragraphs and lines.
_TAG = re.compile(rf"<(/?)(p|div|span|font|a|b|strong|i|em|u|sup|sub|o:p|br)({_ATTRIBUTES}|/)>|([^<>]++)|.+", re.DOTALL)
_ATTRIBUTE = re.compile(
    r"""\s+([a-z][a-z0-9]*(?:[-:_][a-z0-9]+)*)(?:=(?:"([^"&]*+)"|'([^'&]*+)'|([^\s"'=`&/]++)))?+(?=\s|\Z)"""
)
_SPANS_AND_ROLE = ("colspan", "rowspan", "role")
# References that mean the same to every parser.
_REFERENCE = re.compile("&(?:nbsp|amp|lt|gt|quot|ensp|emsp|middot|ldquo|rdquo|mdash|times);")
# What word processors nest in a cell stays far below.
_MOST_OPEN = 50


def cut(source: str) -> tuple[str, dict[str, MarkupTable]]:
    """The page with a mark for each of its regular tables, and these by the attributes of their marks."""
    pieces: list[str] = []
    tables: dict[str, MarkupTable] = {}
    taken = at = 0
    key = token_hex(8)  # no page can write a mark of its own
    attributes = _Attributes()
    leads, openings = _Leads(attributes), _Openings(attributes)
    while (end := source.find(_END, at)) >= 0:
        start = source.rfind(_START, at, end)
        at = end + len(_END)
        table = _table(source, start, end, attributes, leads, openings) if start >= 0 else None
        if table is not None:
            mark = f' id="{key}-{len(tables)}"'
            pieces += (source[taken:start], f"<table{mark}></table>")
            tables[mark] = table
            taken = at
    return "".join([*pieces, source[taken:]]), tables


class _Attributes(dict[str, str | None]):
    """The attributes of a tag → those that count, as the parser writes them; None where it must be asked.

    A page has few different ones, and each in a thousand cells.
    """

    def __missing__(self, source: str) -> str | None:
        self[source] = kept = _kept(source)
        return kept


def _kept(source: str) -> str | None:
    found: dict[str, str] = {}
    at = 0
    while match := _ATTRIBUTE.match(source, at):
        name, *values = match.groups("")
        if name in found:
            return None
        found[name] = "".join(values)
        at = match.end()
    if source[at:].strip() or "hidden" in found or INVISIBLE.search(found.get("style", "")):
        return None
    counting = {name: found[name] for name in _SPANS_AND_ROLE if name in found}
    return None if '"' in "".join(counting.values()) else "".join([f' {name}="{counting[name]}"' for name in counting])


class _Openings(dict[str, tuple[str, str] | None]):
    """The tags before a cell's text → the cell's attributes that count, and the tags that close what is open behind the text.

    None where these are not all tags, or the parser must be asked. The end of `td` itself is not among the closing ones.
    """

    def __init__(self, attributes: _Attributes) -> None:
        self._attributes = attributes

    def __missing__(self, opening: str) -> tuple[str, str] | None:
        self[opening] = found = self._found(opening)
        return found

    def _found(self, opening: str) -> tuple[str, str] | None:
        cell = _CELL.match(opening)
        kept = self._attributes[cell.group(2)] if cell is not None else None
        if cell is None or kept is None:
            return None
        nesting = _Nesting()
        for slash, name, of_tag, text in _TAG.findall(opening, cell.end()):
            if slash or text or name == "br" or self._attributes[of_tag] is None or not nesting.opens(name):
                return None
        closing = "".join([f"</{name}>" for name in reversed(nesting.names)])
        return kept, closing + _TH_END if cell.group(1) == "th" else closing


class _Leads(dict[str, tuple[str, ...] | None]):
    """What stands before a cell → the tags in it, None where it is something else or the parser must be asked."""

    def __init__(self, attributes: _Attributes) -> None:
        self._attributes = attributes

    def __missing__(self, lead: str) -> tuple[str, ...] | None:
        tags = _AROUND_CELLS.findall(lead.lstrip())
        names = tuple([name for name, _ in tags])
        regular = all(
            name and (not attributes if name[0] == "/" else self._attributes[attributes] is not None)
            for name, attributes in tags
        )
        self[lead] = found = names if regular else None
        return found


class _Nesting:
    """The elements that are open inside a cell."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def opens(self, name: str) -> bool:
        """Opens an element; false where the parser would close another for it."""
        is_closing = (name in ("p", "div") and "p" in self.names) or (name == "a" and "a" in self.names)
        if is_closing or len(self.names) == _MOST_OPEN:
            return False
        self.names.append(name)
        return True

    def closes(self, name: str) -> bool:
        """Closes an element; false when it is not the one opened last."""
        return bool(self.names) and self.names.pop() == name


class _Rows:
    """The rows of a table as its tags open and close them."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, list[MarkupCell]]] = []
        self.row: list[MarkupCell] | None = None
        self._group: str | None = None

    def pass_tags(self, names: tuple[str, ...]) -> bool:
        """Goes on to the cell behind some tags; false where the parser would close or open something for one."""
        return all(map(self._pass, names))

    def _pass(self, name: str) -> bool:
        row, group = self.row, self._group
        if name == "tr":
            self.row = []
            self.rows.append((GROUPS[group or "tbody"], self.row))
            return row is None
        if name == "/tr":
            self.row = None
            return row is not None
        if name in ("col", "colgroup", "/colgroup"):
            return not self.rows and group is None
        self._group = None if name[0] == "/" else name
        return row is None and group == (name[1:] if name[0] == "/" else None)


def _table(
    source: str, start: int, end: int, attributes: _Attributes, leads: _Leads, openings: _Openings
) -> MarkupTable | None:
    """The table between two places of the source, None where the parser must be asked."""
    head = _HEAD.match(source, start, end)
    kept = attributes[head.group(1)] if head is not None else None
    if head is None or kept is None:
        return None
    rows = _Rows()
    *pieces, last = source[head.end() : end].replace(_TH_END, _TH_END + _TD_END).split(_TD_END)
    row: list[MarkupCell] | None = None
    for piece in pieces:
        at = piece.find("<td")
        if at < 0:
            at = _end_of_lead(piece)
        if at:
            names = leads[piece[:at]]
            if names is None or (names and not rows.pass_tags(names)):
                return None
            row = rows.row
        behind = piece.find("</", at)
        if behind < 0:
            behind = len(piece)
        begin = piece.rfind(">", at, behind) + 1
        opening, text = openings[piece[at:begin]], piece[begin:behind]
        if row is None:
            return None
        if (
            opening is not None
            and opening[1] == piece[behind:]
            and "<" not in text
            and ("&" not in text or text == "&nbsp;" or "&" not in _REFERENCE.sub("", text))
        ):
            row.append((opening[0], cell_text(text)))
        elif (cell := _cell(piece[at:], attributes)) is not None:
            row.append(cell)
        else:
            return None
    names = leads[last]
    if names is None or not rows.pass_tags(names) or rows.row is not None:
        return None
    return MarkupTable(kept, rows.rows)


def _end_of_lead(piece: str) -> int:
    match = _LEAD.match(piece)
    return match.end() if match is not None else 0


def _cell(source: str, attributes: _Attributes) -> MarkupCell | None:
    """A cell up to its end tag, which is there if it is that of `th`; None where the parser must be asked."""
    head = _CELL.match(source)
    kept = attributes[head.group(2)] if head is not None else None
    if head is None or kept is None or (head.group(1) == "th") != source.endswith(_TH_END):
        return None
    content = _content(source[head.end() :].removesuffix(_TH_END), attributes)
    return None if content is None else (kept, content)


def _content(inner: str, attributes: _Attributes) -> Flow | None:
    """The flow of a cell with several elements."""
    flow: Flow = []
    nesting = _Nesting()
    for slash, name, of_tag, text in _TAG.findall(inner):
        if text:
            if "&" in _REFERENCE.sub("", text):
                return None
            flow.append(text)
        elif name == "br":
            if slash or of_tag.strip() not in ("", "/"):
                return None
            flow.append(BREAK)
        else:
            if slash:
                is_regular = not of_tag and nesting.closes(name)
            else:
                is_regular = bool(name) and attributes[of_tag] is not None and nesting.opens(name)
            if not is_regular:
                return None
            if name in PARAGRAPHS:
                flow.append(BREAK)
    return None if nesting.names else flow
