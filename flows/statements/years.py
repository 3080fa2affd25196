"""The year that a text names."""

from __future__ import annotations

import re

from flows.statements.folding import fold
from flows.statements.remembered import Remembered

# 表12018年部门收支总表: without its blank, the number of a sheet runs into the year. 工资福利支出2016908.34元 names none.
_YEAR = re.compile(r"(?:(?<!\d)|(?<=表\d)|(?<=表\d\d))(20\d{2})(?!\d*(?:[.,]\d+)?[万亿]?元)(?:年度?)?")


def without_year(key: str) -> str:
    """A folded text without the year it names (2021年决算数 → 决算数)."""
    return _YEAR.sub("", key)


def _only_year(text: str) -> str | None:
    years = set(_YEAR.findall(fold(text)))
    return years.pop() if len(years) == 1 else None


# The one year a text names (2022年度, 2022); None when it names none or several.
year_in = Remembered(_only_year).__getitem__
