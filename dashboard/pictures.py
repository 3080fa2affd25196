"""Pictures as SVG, made here: no script, nothing loaded from elsewhere. Colours come from the style sheet by class."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 360, 200, 8, 22, 24


def bar(parts: Sequence[tuple[str, float]], whole: float, title: str) -> Markup:
    """Parts beside each other in a bar that is as long as `whole`; a part is (class, value)."""
    pieces, at = [], 0.0
    for css, value in parts:
        width = 0.0 if whole <= 0 else 100 * value / whole
        pieces.append(
            Markup('<rect class="{}" x="{}" y="0" width="{}" height="10"/>').format(css, f"{at:.2f}", f"{width:.2f}")
        )
        at += width
    return Markup(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img"><title>{}</title>{}</svg>'
    ).format(title, Markup().join(pieces))


def columns(
    title: str, years: Sequence[int], series: Sequence[tuple[str, str, Sequence[Decimal | None]]], unit: str
) -> Markup:
    """Columns in groups by year, a series being (class, name, a value for each year). A year without a value has a gap."""
    most = max((value for _, _, values in series for value in values if value is not None), default=Decimal(0))
    room = (_WIDTH - 2 * _LEFT) / max(len(years), 1)
    width = min(room * 0.8 / len(series), 40)
    floor, height = _HEIGHT - _BOTTOM, _HEIGHT - _BOTTOM - _TOP
    pieces = [
        Markup('<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(_LEFT, _WIDTH - _LEFT, floor, floor)
    ]
    for place, year in enumerate(years):
        middle = _LEFT + room * (place + 0.5)
        pieces.append(Markup('<text x="{}" y="{}">{}</text>').format(f"{middle:.1f}", _HEIGHT - 6, year))
        for number, (css, name, values) in enumerate(series):
            value = values[place]
            if value is None:
                continue
            tall = float(max(value, Decimal(0)) / most) * height if most > 0 else 0.0
            x = middle + (number - len(series) / 2) * width
            pieces.append(
                Markup(
                    '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{} {}：{}{}</title></rect>'
                ).format(
                    css, f"{x:.1f}", f"{floor - tall:.1f}", f"{width - 2:.1f}", f"{tall:.1f}", year, name,
                    f"{value:,.2f}", unit,
                )
            )  # fmt: skip
    return Markup(
        '<svg class="columns" viewBox="0 0 {} {}" role="img"><title>{}</title>'
        '<text class="most" x="{}" y="14">最高 {}{}</text>{}</svg>'
    ).format(_WIDTH, _HEIGHT, title, _LEFT, f"{most:,.2f}", unit, Markup().join(pieces))
