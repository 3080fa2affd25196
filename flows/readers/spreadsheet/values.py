"""How a stored value of a workbook reads as text.

The library gives numbers without their display format: a percentage reads as its fraction, an amount without thousands
separators. Only what no format would show is taken away: the noise of binary fractions.
"""

from __future__ import annotations

import datetime
import re

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# A double holds fifteen decimal digits; Excel itself shows no more.
_DIGITS = 15
_SMALLEST_PLACES = 10

Value = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


def printed(value: Value) -> str:
    """The text of a cell.

    >>> printed(0.1 + 0.2), printed(6931500.0), printed(693.15)
    ('0.3', '6931500', '693.15')
    """
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime.datetime):
        is_day = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.strftime("%Y-%m-%d") if is_day else value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _number(value: float) -> str:
    text = f"{value:.{_DIGITS}g}"
    if "e" in text:
        text = f"{value:.0f}" if abs(value) >= 1 else f"{value:.{_SMALLEST_PLACES}f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _text(value: str) -> str:
    """Lines without blanks at their ends; control characters that a file escapes are no text."""
    if "_x" in value:
        value = _ESCAPE.sub(lambda m: "\n" if m.group(1).upper() in {"000D", "000A"} else m.group(), value)
    if "\x00" in value:
        value = value.replace("\x00", "")
    if "\n" not in value and "\r" not in value:
        return value.strip()
    return "\n".join(line for part in value.splitlines() if (line := part.strip()))
