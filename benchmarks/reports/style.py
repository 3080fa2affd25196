"""How a report is printed: what differs from place to place in forms of the same content. Drawn apart from the figures."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

TEN_THOUSANDS, YUAN = "万元", "元"
_BROKEN_AT = 5


@dataclass(frozen=True, slots=True)
class Style:
    unit: str
    separators: bool  # 1,234.50 in tables
    zeros: bool  # 0.00 in cells without an amount
    code_columns: int  # 1: 2080501; 3: 208 | 05 | 01
    row_numbers: bool  # columns 行次
    column_numbers: bool  # a row 栏次
    notes: bool
    sheet_numbers: bool  # 公开01表
    all_classes: bool  # every class of the standard form, also those without money
    total_last: bool  # 合计 under its parts
    fiscal_three_public: bool  # 财政拨款“三公”经费 instead of 一般公共预算财政拨款“三公”经费
    percent_decimals: int
    broken_headings: bool = False  # long headings broken over lines, in the middle of a word
    items_over_stages: bool = False  # 三公: 预算数 | 决算数 below each item instead of the items below each
    codes_beside_total: bool = False  # 类 | 款 | 项 in the row of the total instead of a row of headings

    @property
    def grain(self) -> int:
        """The smallest amount that is printed exactly, in cents."""
        return 10_000 if self.unit == TEN_THOUSANDS else 1

    def money(self, cents: int) -> str:
        """An amount as a table prints it."""
        if not cents and not self.zeros:
            return ""
        return self._number(cents, "," if self.separators else "")

    def heading(self, text: str) -> str:
        """A heading as a narrow column prints it."""
        return f"{text[:_BROKEN_AT]}\n{text[_BROKEN_AT:]}" if self.broken_headings and len(text) > _BROKEN_AT else text

    def said(self, cents: int) -> str:
        """An amount as a sentence says it, with its unit."""
        return self._number(cents, "") + self.unit

    def percent(self, part: int, whole: int) -> str:
        """A share in percent, rounded half up; of nothing it is nothing."""
        scale = 10**self.percent_decimals
        value = (part * 200 * scale + whole) // (2 * whole) if whole else 0
        return f"{value // scale}.{value % scale:0{self.percent_decimals}d}%" if self.percent_decimals else f"{value}%"

    def _number(self, cents: int, separator: str) -> str:
        hundredths = cents // (10_000 if self.unit == TEN_THOUSANDS else 1)
        whole, rest = divmod(abs(hundredths), 100)
        return f"{'-' if hundredths < 0 else ''}{whole:{separator or ''}}.{rest:02d}"


def draw_style(random: Random, layout: Random) -> Style:
    """A style; `layout` draws apart what was added later, so that the figures of a seed stay what they were."""
    return Style(
        unit=random.choice((TEN_THOUSANDS, TEN_THOUSANDS, TEN_THOUSANDS, YUAN)),
        separators=random.random() < 0.5,
        zeros=random.random() < 0.25,
        code_columns=random.choice((1, 1, 3)),
        row_numbers=random.random() < 0.5,
        column_numbers=random.random() < 0.5,
        notes=random.random() < 0.7,
        sheet_numbers=random.random() < 0.6,
        all_classes=random.random() < 0.5,
        total_last=random.random() < 0.2,
        fiscal_three_public=random.random() < 0.4,
        percent_decimals=random.choice((1, 2, 2)),
        broken_headings=layout.random() < 0.4,
        items_over_stages=layout.random() < 0.4,
        codes_beside_total=layout.random() < 0.6,
    )
