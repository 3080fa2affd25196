"""The numbers that Word prints before automatically numbered paragraphs (一、 （一） 1.); they are not in the text.

Counts as Word does: one set of counters per list definition, a level starts again when a higher one goes on, a list with
a start override starts again where it is first used. Bullets are no numbers and give nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from flows.readers.docx.names import W, is_on

_PLACE = re.compile(r"%([1-9])")
_DIGITS = "〇一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_LEGAL = str.maketrans("〇一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_DEEPEST = 9


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    number_format: str
    text: str
    is_legal: bool
    restarts_after: int | None
    suffix: str
    style: str | None


class Numbering:
    """Gives each paragraph, in document order, the number printed before it."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._style_lists: dict[str, tuple[str | None, int | None]] = {}
        self._style_parents: dict[str, str] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._links: dict[str, str] = {}
        self._abstract_of: dict[str, str] = {}
        self._overrides: dict[str, dict[int, _Level]] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._used: set[str] = set()
        if numbering is not None:
            self._read_lists(numbering)
        if styles is not None:
            self._read_styles(styles)

    @property
    def is_used(self) -> bool:
        return bool(self._abstract_of)

    def label(self, properties: etree._Element) -> str:
        """The number of the paragraph with these properties (w:pPr), '' when it has none. Counts on."""
        number_id, level_no = self._list_of(properties)
        if number_id is None or number_id not in self._abstract_of:
            return ""
        abstract = self._resolved(number_id)
        level_no = level_no or 0
        level = self._level(number_id, abstract, level_no)
        if level is None:
            return ""
        self._count(number_id, abstract, level_no)
        if level.number_format in {"bullet", "none"}:
            return _PLACE.sub("", level.text) if level.number_format == "none" else ""
        text = _PLACE.sub(lambda m: self._number(number_id, abstract, int(m.group(1)) - 1, level), level.text)
        # 一、 joins the heading; 1. before 2020年 would be read as one number.
        return f"{text} " if level.suffix != "nothing" and text[-1:].isascii() else text

    # -- which list a paragraph belongs to ------------------------------------------------------------------------

    def _list_of(self, properties: etree._Element) -> tuple[str | None, int | None]:
        number_id, level_no = _own_list(properties)
        style_element = properties.find(W + "pStyle")
        style = style_element.get(W + "val") if style_element is not None else None
        seen: set[str] = set()
        while style is not None and style not in seen and (number_id is None or level_no is None):
            seen.add(style)
            styled_id, styled_level = self._style_lists.get(style, (None, None))
            if number_id is None and styled_id is not None:
                number_id = styled_id
                level_no = level_no if level_no is not None else self._linked_level(styled_id, style)
            level_no = styled_level if level_no is None else level_no
            style = self._style_parents.get(style)
        return (None, None) if number_id == "0" else (number_id, level_no)

    def _linked_level(self, number_id: str, style: str) -> int | None:
        """A heading style says which list it counts in; the list says at which level."""
        levels = self._levels.get(self._resolved(number_id), {}) if number_id in self._abstract_of else {}
        return next((no for no, level in levels.items() if level.style == style), None)

    def _resolved(self, number_id: str) -> str:
        """The list definition of a list; one may stand for another through a list style."""
        abstract = self._abstract_of[number_id]
        styled_id = self._style_lists.get(self._links.get(abstract, ""), (None, None))[0]
        return self._abstract_of.get(styled_id, abstract) if styled_id is not None else abstract

    def _level(self, number_id: str, abstract: str, level_no: int) -> _Level | None:
        return self._overrides[number_id].get(level_no) or self._levels.get(abstract, {}).get(level_no)

    # -- counting -------------------------------------------------------------------------------------------------

    def _count(self, number_id: str, abstract: str, level_no: int) -> None:
        counters = self._counters.setdefault(abstract, {})
        if number_id not in self._used:
            self._used.add(number_id)
            for restarted, start in self._restarts[number_id].items():
                counters[restarted] = start - 1
        for higher in range(level_no):
            counters.setdefault(higher, self._start(number_id, abstract, higher))
        counters[level_no] = counters.get(level_no, self._start(number_id, abstract, level_no) - 1) + 1
        for deeper in range(level_no + 1, _DEEPEST):
            level = self._level(number_id, abstract, deeper)
            limit = level.restarts_after if level is not None and level.restarts_after is not None else deeper
            if level_no < limit:
                counters.pop(deeper, None)

    def _start(self, number_id: str, abstract: str, level_no: int) -> int:
        level = self._level(number_id, abstract, level_no)
        return level.start if level is not None else 1

    def _number(self, number_id: str, abstract: str, level_no: int, shown_by: _Level) -> str:
        level = self._level(number_id, abstract, level_no)
        value = self._counters[abstract].get(level_no, self._start(number_id, abstract, level_no))
        if level is None or shown_by.is_legal:
            return str(value)
        return printed_number(value, level.number_format)

    # -- reading the parts ----------------------------------------------------------------------------------------

    def _read_lists(self, numbering: etree._Element) -> None:
        for abstract in numbering.iter(W + "abstractNum"):
            key = abstract.get(W + "abstractNumId", "")
            self._levels[key] = dict(_level_of(level) for level in abstract.iter(W + "lvl"))
            link = abstract.find(W + "numStyleLink")
            if link is not None:
                self._links[key] = link.get(W + "val", "")
        for number in numbering.iter(W + "num"):
            key, abstract_id = number.get(W + "numId", ""), number.find(W + "abstractNumId")
            if abstract_id is None:
                continue
            self._abstract_of[key] = abstract_id.get(W + "val", "")
            self._overrides[key] = dict(_level_of(level) for level in number.iter(W + "lvl"))
            self._restarts[key] = {
                _integer(override.get(W + "ilvl"), 0): _integer(start.get(W + "val"), 1)
                for override in number.iter(W + "lvlOverride")
                if (start := override.find(W + "startOverride")) is not None
            }

    def _read_styles(self, styles: etree._Element) -> None:
        for style in styles.iter(W + "style"):
            key = style.get(W + "styleId", "")
            based_on = style.find(W + "basedOn")
            if based_on is not None:
                self._style_parents[key] = based_on.get(W + "val", "")
            properties = style.find(W + "pPr")
            if properties is not None:
                self._style_lists[key] = _own_list(properties)


def printed_number(value: int, number_format: str) -> str:
    """A number as a numbering format of Word prints it; unknown formats are decimal.

    >>> printed_number(21, "chineseCounting")
    '二十一'
    """
    if number_format in _CHINESE_FORMATS and 0 <= value < 10_000:
        return _chinese(value)
    if number_format in {"chineseLegalSimplified", "ideographLegalTraditional"} and 0 <= value < 10_000:
        return _chinese(value).translate(_LEGAL)
    if number_format in {"ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"}:
        return "".join(_DIGITS[int(digit)] for digit in str(value) if digit.isdigit())
    if number_format in {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"} and 1 <= value <= 20:
        return chr(ord("①") + value - 1)
    if number_format == "decimalFullWidth":
        return str(value).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    if number_format == "decimalZero":
        return f"{value:02d}"
    if number_format in {"ideographTraditional", "ideographZodiac"} and value >= 1:
        signs = _STEMS if number_format == "ideographTraditional" else _BRANCHES
        return signs[(value - 1) % len(signs)]
    if number_format in {"upperLetter", "lowerLetter"} and value >= 1:
        letter = chr(ord("a") + (value - 1) % 26) * min(1 + (value - 1) // 26, 3)
        return letter.upper() if number_format == "upperLetter" else letter
    if number_format in {"upperRoman", "lowerRoman"} and 0 < value < 4_000:
        roman = _roman(value)
        return roman.upper() if number_format == "upperRoman" else roman
    return str(value)


_CHINESE_FORMATS = frozenset({
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
})  # fmt: skip


def _chinese(value: int) -> str:
    digits = str(value)
    parts = []
    for position, digit in enumerate(digits):
        unit = _UNITS[len(digits) - position - 1]
        parts.append("零" if digit == "0" else _DIGITS[int(digit)] + unit)
    text = re.sub("零+", "零", "".join(parts))
    text = text.rstrip("零") if value else "零"
    return text.removeprefix("一") if 10 <= value < 20 else text


def _roman(value: int) -> str:
    parts = []
    for size, sign in _ROMAN:
        parts.append(sign * (value // size))
        value %= size
    return "".join(parts)


def _own_list(properties: etree._Element) -> tuple[str | None, int | None]:
    own = properties.find(W + "numPr")
    if own is None:
        return None, None
    number_id, level = own.find(W + "numId"), own.find(W + "ilvl")
    return (
        number_id.get(W + "val") if number_id is not None else None,
        _integer(level.get(W + "val"), 0) if level is not None else None,
    )


def _level_of(element: etree._Element) -> tuple[int, _Level]:
    def value(name: str) -> str | None:
        child = element.find(W + name)
        return child.get(W + "val") if child is not None else None

    restart = value("lvlRestart")
    return _integer(element.get(W + "ilvl"), 0), _Level(
        start=_integer(value("start"), 1),
        number_format=value("numFmt") or "decimal",
        text=value("lvlText") or "",
        is_legal=is_on(element.find(W + "isLgl")),
        restarts_after=_integer(restart, 0) if restart is not None else None,
        suffix=value("suff") or "tab",
        style=value("pStyle"),
    )


def _integer(text: str | None, default: int) -> int:
    """A number of the file within what a list can mean; anything else is the default."""
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text) else default
