"""Number formats of a workbook: a stored number → what the cell shows.

2464700 under `#,##0.00` is printed 2,464,700.00, 0.985 under `0.0%` is 98.5%, 44260 under `yyyy/m/d` is 2021/3/5; an
amount that is zero may be printed as a dash or not at all. Formats that need more than this (fractions, conditions, Chinese
numerals, exponents) give the plain number, dates that do give YYYY-MM-DD.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from flows.readers.spreadsheet.values import printed

Formatter = Callable[[float], str]

# Formats that a workbook names by number only, as Chinese Excel shows them.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    5: '"¥"#,##0;"¥"-#,##0', 6: '"¥"#,##0;"¥"-#,##0', 7: '"¥"#,##0.00;"¥"-#,##0.00', 8: '"¥"#,##0.00;"¥"-#,##0.00',
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: '#,##0;-#,##0;"-"', 42: '"¥"#,##0;"¥"-#,##0;"¥-"', 43: '#,##0.00;-#,##0.00;"-"',
    44: '"¥"#,##0.00;"¥"-#,##0.00;"¥-"', 45: "mm:ss", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
# Literal text, an escaped sign, room for a sign, a fill sign, something in brackets, a run of one letter of a date or of
# placeholders, any other sign.
_PART = re.compile(
    r'"([^"]*)"|\\(.)|_(.)|\*(.)|\[([^\]]*)\]|(general|am/pm|a/p|e[+-]0+|y+|m+|d+|h+|s+|[#0?,.]+)|(.)',
    re.IGNORECASE | re.DOTALL,
)
_CURRENCY = re.compile(r"\$([^-]*)")
_COLOUR = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|white|yellow|黑色|蓝色|红色|绿色|白色|黄色|color ?\d+|颜色\d+)$", re.I
)
_PLACEHOLDERS = frozenset("#0?")
_DATE_LETTERS = frozenset("ymdhs")
_MOST_PLACES = 30
_FEWEST_PLACES_OF_NOISE = 6
_LONGEST_CODE = 255  # Excel allows no more
_EPOCH, _EPOCH_1904 = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)
_LAST_DAY = 2_958_465  # 9999-12-31


@lru_cache(maxsize=1024)
def formatter(code: str, *, is_1904: bool = False) -> Formatter:
    """What shows numbers as a format code says.

    >>> formatter("#,##0.00")(2464700), formatter("0.0%")(0.985), formatter('yyyy"年"m"月"')(44260)
    ('2,464,700.00', '98.5%', '2021年3月')
    """
    if len(code) > _LONGEST_CODE:
        return printed
    sections = [_Section(parts) for parts in _sections(code)]
    if any(section.is_date for section in sections):
        shown = sections[0] if sections[0].is_date and not sections[0].is_beyond else None
        return lambda value: _date(value, shown, is_1904=is_1904)
    numeric = sections[:3]
    if not numeric or any(section.is_beyond for section in numeric):
        return printed
    return lambda value: _number(value, numeric)


def _sections(code: str) -> list[list[re.Match[str]]]:
    """The parts of each section: positive, negative, zero, text."""
    sections: list[list[re.Match[str]]] = [[]]
    for part in _PART.finditer(code):
        if part.group(7) == ";":
            sections.append([])
        else:
            sections[-1].append(part)
    return sections


class _Section:
    """One section: literals and the places of digits or of parts of a date. `is_beyond`: it needs what is not known."""

    def __init__(self, parts: list[re.Match[str]]) -> None:
        self.items: list[tuple[str, str]] = []  # (literal | digits | a letter of dates, text)
        self.is_beyond = self.is_date = False
        self.percents = 0
        for part in parts:
            quoted, escaped, room, fill, bracket, run, sign = part.groups()
            if quoted is not None or escaped is not None:
                self.items.append(("literal", quoted if quoted is not None else escaped))
            elif room is not None or fill is not None:
                continue
            elif bracket is not None:
                self._take_bracket(bracket)
            elif run is not None:
                self._take_run(run.lower())
            elif sign == "%":
                self.percents += 1
                self.items.append(("literal", sign))
            elif sign == "@" or (sign == "/" and not self.is_date):
                self.is_beyond = True
            else:
                self.items.append(("literal", sign))
        digits = [text for kind, text in self.items if kind == "digits"]
        self.is_beyond = self.is_beyond or (len(digits) > 1 and not self.is_date)
        whole, point, places = (digits[0] if digits else "").partition(".")
        self.has_digits = bool(digits)
        self.is_grouped = "," in whole.rstrip(",") and bool(_PLACEHOLDERS & set(whole.rstrip(",")))
        # Commas at the end leave out thousands.
        tail = places if point else whole
        self.scale = -3 * (len(tail) - len(tail.rstrip(",")))
        self.least_whole = whole.count("0")
        self.most_places = min(_MOST_PLACES, sum(places.count(sign) for sign in _PLACEHOLDERS))
        self.least_places = min(self.most_places, places.rstrip("#?,").count("0"))

        # As Python itself formats a number: one digit before the point at least, a fixed number behind it.
        is_fixed = self.least_whole == 1 and self.least_places == self.most_places
        self.is_plain = is_fixed and not self.percents and not self.scale

    def _take_bracket(self, text: str) -> None:
        currency = _CURRENCY.match(text)
        if currency is not None:
            self.items.append(("literal", currency.group(1)))
        elif _COLOUR.match(text) is None:
            self.is_beyond = True  # a condition, elapsed hours, Chinese numerals
            self.is_date = self.is_date or text.lower() in {"h", "hh", "m", "mm", "s", "ss"}

    def _take_run(self, run: str) -> None:
        if run[0] in _DATE_LETTERS:
            self.is_date = True
            self.items.append((run[0], run))
        elif run[0] in "ae" or run == "general":
            self.is_beyond = True
            self.is_date = self.is_date or run[0] == "a"
        elif run.strip(",."):
            self.items.append(("digits", run))
        else:
            self.items.append(("literal", run))


def _number(value: float, sections: list[_Section]) -> str:
    negative = value < 0
    section = sections[0]
    if value == 0 and len(sections) > 2:
        section = sections[2]
    elif negative and len(sections) > 1:
        section, negative = sections[1], False
    digits = ""
    if section.has_digits:
        digits = _fixed(abs(value), section) or _digits(
            abs(Decimal(f"{value:.15g}")).scaleb(2 * section.percents + section.scale), section
        )
    text = "".join(digits if kind == "digits" else literal for kind, literal in section.items).strip()
    return f"-{text}" if negative and text else text


def _fixed(value: float, section: _Section) -> str | None:
    """The digits of an amount that has no more places than are shown, so that nothing is rounded; else None."""
    stored = repr(value)
    if not section.is_plain or "e" in stored:
        return None
    if len(stored.partition(".")[2]) <= section.most_places < _FEWEST_PLACES_OF_NOISE:
        return format(value, f",.{section.most_places}f" if section.is_grouped else f".{section.most_places}f")
    return None


def _digits(amount: Decimal, section: _Section) -> str:
    rounded = amount.quantize(Decimal(1).scaleb(-section.most_places), ROUND_HALF_UP)
    whole, _, places = f"{rounded:f}".partition(".")
    whole = whole.lstrip("0").rjust(section.least_whole, "0")
    if section.is_grouped and whole:
        head = len(whole) % 3 or 3
        whole = ",".join([whole[:head], *(whole[i : i + 3] for i in range(head, len(whole), 3))])
    while len(places) > section.least_places and places.endswith("0"):
        places = places[:-1]
    return f"{whole}.{places}" if places else whole


def _date(value: float, section: _Section | None, *, is_1904: bool) -> str:
    if not 0 <= value <= _LAST_DAY:
        return printed(value)
    moment = (_EPOCH_1904 if is_1904 else _EPOCH) + datetime.timedelta(seconds=round(value * 86_400))
    if section is None or any(kind == "m" and len(run) > 2 for kind, run in section.items):
        return printed(moment) if value >= 1 else printed(moment.time())
    shown: list[str] = []
    letters = [kind for kind, _ in section.items if kind in _DATE_LETTERS]
    at = 0
    for kind, run in section.items:
        if kind not in _DATE_LETTERS:
            shown.append(run)
            continue
        # m is a minute behind an hour and before a second.
        is_minute = kind == "m" and ("h" in letters[at - 1 : at] or "s" in letters[at + 1 : at + 2])
        shown.append(_part_of_date(moment, "minute" if is_minute else kind, run))
        at += 1
    return "".join(shown).strip()


def _part_of_date(moment: datetime.datetime, kind: str, run: str) -> str:
    if kind == "y":
        return f"{moment.year:04d}" if len(run) > 2 else f"{moment.year % 100:02d}"
    number = {"m": moment.month, "d": moment.day, "h": moment.hour, "minute": moment.minute, "s": moment.second}[kind]
    return f"{number:02d}" if len(run) > 1 else str(number)
