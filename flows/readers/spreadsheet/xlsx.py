"""Workbooks in zip containers (.xlsx): sheets as texts at their places, as the cells show them.

The XML of a sheet is cut by one pattern where it is written as office programs write it, and read by an XML parser where
it is not. Formulas give their stored results. Only filled cells take room, so a lone cell in the last corner costs nothing
until it makes a rectangle; that one is refused when it is larger than the limit.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from lxml import etree

from flows.readers.container import parse_xml
from flows.readers.errors import ReadError
from flows.readers.office.package import Package
from flows.readers.spreadsheet.number_format import BUILT_IN, Formatter, formatter
from flows.readers.spreadsheet.values import printed

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$")
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAMAGED = "工作簿损坏或不完整；请用 Excel 打开后另存再放入"

# Reference, style, kind, value, inline text. Excel, WPS and the common libraries write cells in this form.
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"(?: s="(\d{1,6})")?(?: t="(\w+)")?'
    rb"(?:/>|>(?:<f[^<>]*>(?:[^<]*</f>)?)?(?:<v[^<>]*>(?:([^<]*)</v>)?)?(?:<is>((?:[^<]++|<(?!/?(?:is|c)[\s/>]))*+)</is>)?</c>)"
)
# Other ways to write a cell, comments, declarations.
_UNUSUAL = (b"<!", b"<c>", b"<c/", b"<c\t", b"<c\r", b"<c\n", b":c ", b":c>", b":c/", b":c\t", b":c\r", b":c\n")
_MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^<>]*?\bref\s*=\s*["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']"""
)
_HIDDEN = re.compile(rb"""<(?:\w+:)?(?:row|col)\s[^<>]*?\bhidden\s*=\s*["'](?:1|true)["']""")
_TEXT = re.compile(r"<t(?:\s[^<>]*)?>([^<]*)</t>")
# What is opened and never closed must not be looked for to the end of the file, again and again.
_PHONETIC = re.compile(r"<rPh\b(?:[^<]++|<(?!/?rPh\b))*+</rPh>")
_LONGEST_TAG = 40  # of a prefix before a name
_STRING = re.compile(r"<si>((?:[^<]++|<(?!/?si[\s/>]))*+)</si>|<si/>")
_ANY_STRING = re.compile(r"<(?:\w+:)?si[\s/>]")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})$")
_LETTERS = 26
_INFINITE = float("inf")

# Text or bytes of a cell: column, row, style, kind, value, inline text.
_Raw = tuple[bytes, bytes, bytes, bytes, bytes, bytes]
Span = tuple[int, int]


class SheetInfo(NamedTuple):
    """A sheet as the workbook lists it; `skipped` says why it is not read, empty where it is."""

    name: str
    part: str
    skipped: str


class Area(NamedTuple):
    """Rows and columns from 1, both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


class SheetTexts(NamedTuple):
    """The rectangle of filled cells, and the merged ranges in it by their first cell: (rows, columns)."""

    texts: list[list[str]]
    spans: dict[tuple[int, int], Span]
    has_hidden: bool  # some row or column is hidden; it is read all the same


class Workbook:
    """An opened workbook. Raises ReadError when its parts are damaged or have a document type declaration."""

    def __init__(self, package: Package) -> None:
        self._package = package
        main = package.main_part()
        root = package.xml(main)
        relations = {identity: (kind, part) for kind, identity, part in package.relations(main)}
        related = package.related(main)
        properties = root.find(f"{_MAIN}workbookPr") if root is not None else None
        self._is_1904 = properties is not None and properties.get("date1904") in {"1", "true"}
        self.sheets: list[SheetInfo] = []
        for sheet in root.iter(f"{_MAIN}sheet") if root is not None else ():
            kind, part = relations.get(sheet.get(_RELATION_ID, ""), ("", ""))
            skipped = "是隐藏的" if sheet.get("state", "visible") != "visible" else ""
            if not skipped and kind != "worksheet":
                skipped = "不是表格（图表或宏）"
            self.sheets.append(SheetInfo(printed(sheet.get("name", "")), part, skipped))
        self.shown_sheet, self.shown_area = _shown(root)
        folder = posixpath.dirname(main)
        self._strings = self._shared_strings(related.get("sharedStrings", posixpath.join(folder, "sharedStrings.xml")))
        self._formatters = self._number_formats(related.get("styles", posixpath.join(folder, "styles.xml")))
        self._columns: dict[bytes, int] = {}

    def read(self, sheet: SheetInfo, most_cells: int, area: Area | None = None) -> SheetTexts | None:
        """The texts of a sheet, or of an area of it; None when it has none.

        Raises ReadError when they cover more cells than the limit.
        """
        data = self._package.markup(sheet.part)
        if data is None:
            raise ReadError(_DAMAGED)
        filled = self._filled(data, sheet)
        if area is not None:
            filled = _within(filled, area)
        if not filled:
            return None
        top, bottom = min(filled), max(filled)
        left, right = min(map(min, filled.values())), max(map(max, filled.values()))
        height, width = bottom - top + 1, right - left + 1
        if height * width > most_cells:
            raise ReadError(
                f"工作表“{sheet.name}”的单元格过多：到第 {bottom:,} 行、第 {right:,} 列，"
                f"上限 {most_cells:,} 个（FISCAL_LIMIT_CELLS）；请删去远处的多余单元格"
            )
        texts: list[list[str]] = []
        for number in range(top, bottom + 1):
            row = [""] * width
            for col, text in filled.get(number, {}).items():
                row[col - left] = text
            texts.append(row)
        spans = self._spans(data, top, left) if b"mergeCell" in data else {}
        return SheetTexts(texts, spans, b"hidden" in data and _HIDDEN.search(data) is not None)

    def _filled(self, data: bytes, sheet: SheetInfo) -> dict[int, dict[int, str]]:
        """Text by row and column, both from 1. A value is turned into text once for each style."""
        filled: dict[int, dict[int, str]] = {}
        columns, strings = self._columns, self._strings
        known: dict[tuple[bytes, bytes, bytes], str] = {}
        for letters, row, style, kind, value, inline in self._cells(data, sheet):
            if not value and not inline:
                continue
            col = columns.get(letters) or self._column(letters)
            if inline:
                text = _string(_decoded(inline))
            elif kind == b"s":
                index = int(value) if value.isdigit() else -1
                if not 0 <= index < len(strings):
                    raise ReadError(_DAMAGED)
                text = strings[index]
            else:
                key = (style, kind, value)
                cached = known.get(key)
                text = known[key] = self._text(style, kind, value) if cached is None else cached
            if text:
                number = int(row)
                if number in filled:
                    filled[number][col] = text
                else:
                    filled[number] = {col: text}
        return filled

    def _cells(self, data: bytes, sheet: SheetInfo) -> list[_Raw]:
        found: list[_Raw] = _CELL.findall(data)
        is_plain = data.rstrip().endswith(b"</worksheet>") and not any(mark in data for mark in _UNUSUAL)
        if is_plain and len(found) == data.count(b"<c "):
            return found
        return list(_parsed_cells(data, sheet))

    def _text(self, style: bytes, kind: bytes, value: bytes) -> str:
        if kind in (b"", b"n"):
            try:
                number = float(value)
            except ValueError:
                raise ReadError(_DAMAGED) from None
            return self._formatters.get(style, printed)(number) if abs(number) < _INFINITE else ""
        if kind == b"b":
            return "FALSE" if value == b"0" else "TRUE"
        text = printed(_plain(_decoded(value)))
        return text.removesuffix("T00:00:00") if kind == b"d" else text

    def _column(self, letters: bytes) -> int:
        number = 0
        for letter in letters:
            number = number * _LETTERS + letter - ord("A") + 1
        self._columns[letters] = number
        return number

    def _spans(self, data: bytes, top: int, left: int) -> dict[tuple[int, int], Span]:
        """Merged ranges by their first cell, counted from the first filled row and column."""
        spans: dict[tuple[int, int], Span] = {}
        for first, upper, last, lower in _MERGED.findall(data, max(0, data.find(b"mergeCell") - _LONGEST_TAG)):
            row, col = int(upper) - top, self._column(first) - left
            height, breadth = int(lower) - int(upper) + 1, self._column(last) - self._column(first) + 1
            if row >= 0 and col >= 0 and height > 0 and breadth > 0:
                spans[row, col] = (height, breadth)
        return spans

    def _shared_strings(self, part: str) -> list[str]:
        data = self._package.markup(part)
        if data is None:
            return []
        source = _decoded(data)
        found = _STRING.findall(source)
        if "<!" not in source and len(found) == len(_ANY_STRING.findall(source)):
            return [_string(item) for item in found]
        root = parse_xml(data, part)
        return [printed(_text_of_runs(item)) for item in root.iter(f"{_MAIN}si")]

    def _number_formats(self, part: str) -> dict[bytes, Formatter]:
        """How numbers are shown, by number of the cell style; styles without a format of their own are left out."""
        root = self._package.xml(part)
        if root is None:
            return {}
        codes = {str(number): code for number, code in BUILT_IN.items()}
        codes |= {e.get("numFmtId", ""): e.get("formatCode", "") for e in root.iter(f"{_MAIN}numFmt")}
        styles = root.find(f"{_MAIN}cellXfs")
        formats: dict[bytes, Formatter] = {}
        for number, style in enumerate(styles if styles is not None else ()):
            code = codes.get(style.get("numFmtId", ""))
            if code:
                formats[b"%d" % number] = formatter(code, is_1904=self._is_1904)
                if not number:
                    formats[b""] = formats[b"0"]
        return formats


def _shown(workbook: etree._Element | None) -> tuple[int, Area | None]:
    """What of a workbook is seen in the document it is inserted into: the sheet (from 0), and the area where that is said."""
    if workbook is None:
        return 0, None
    view, size = workbook.find(f"{_MAIN}bookViews/{_MAIN}workbookView"), workbook.find(f"{_MAIN}oleSize")
    stated = view.get("activeTab", "") if view is not None else ""
    sheet = int(stated) if stated.isdecimal() and len(stated) < 5 else 0
    reference = _AREA.match(size.get("ref", "")) if size is not None else None
    if reference is None:
        return sheet, None
    left, top, right, bottom = reference.groups()
    return sheet, Area(int(top), _number(left), int(bottom or top), _number(right or left))


def _within(filled: dict[int, dict[int, str]], area: Area) -> dict[int, dict[int, str]]:
    rows = {
        row: {col: text for col, text in cells.items() if area.left <= col <= area.right}
        for row, cells in filled.items()
        if area.top <= row <= area.bottom
    }
    return {row: cells for row, cells in rows.items() if cells}


def _decoded(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        raise ReadError(_DAMAGED) from None


def _plain(text: str) -> str:
    return unescape(text) if "&" in text else text


def _string(item: str) -> str:
    """The text of a string item: of its runs, without the reading aids of East Asian names."""
    text = item[3:-4]
    if "<" in text or not item.startswith("<t>"):
        text = "".join(_TEXT.findall(_PHONETIC.sub("", item)))
    return printed(_plain(text))


def _text_of_runs(item: etree._Element) -> str:
    aids = {t for aid in item.iter(f"{_MAIN}rPh") for t in aid}
    return "".join(t.text or "" for t in item.iter(f"{_MAIN}t") if t not in aids)


def _parsed_cells(data: bytes, sheet: SheetInfo) -> Iterator[_Raw]:
    """The cells of a sheet that is written in an unusual way. A cell without a reference follows the one before it."""
    if b"<!DOCTYPE" in data:
        raise ReadError(f"工作表“{sheet.name}”含有文档类型声明（DTD），办公文档里不应有；未读取")
    try:
        root = parse_xml(data, sheet.part)
    except ReadError as error:
        raise ReadError(f"工作簿损坏：{error}") from error
    at = 0
    for row in root.iter(f"{_MAIN}row"):
        stated = row.get("r", "")
        at = int(stated) if stated.isdecimal() and len(stated) <= 7 else at + 1
        col = 0
        for cell in row.iter(f"{_MAIN}c"):
            reference = _REFERENCE.match(cell.get("r", ""))
            letters, number = (reference.group(1), reference.group(2)) if reference else (_letters(col + 1), str(at))
            col = _number(letters)
            value, inline = cell.findtext(f"{_MAIN}v") or "", cell.find(f"{_MAIN}is")
            text = _text_of_runs(inline) if inline is not None else ""
            yield (
                letters.encode(),
                number.encode(),
                cell.get("s", "").encode(),
                cell.get("t", "").encode(),
                _escaped(value),
                b"<t>%s</t>" % _escaped(text) if text else b"",
            )


def _escaped(text: str) -> bytes:
    return text.replace("&", "&amp;").replace("<", "&lt;").encode("utf-8")


def _letters(number: int) -> str:
    head, last = divmod(number - 1, _LETTERS)
    return (_letters(head) if head else "") + chr(ord("A") + last)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number
