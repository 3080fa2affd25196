"""Colours and line widths of OFD objects: their own, else those of the drawing parameters around them, nearest first."""

from __future__ import annotations

from collections.abc import Iterator

from flows.readers.ofd.objects import Drawn
from flows.readers.ofd.resources import Resources
from flows.readers.ofd.values import BadValueError, Element, child, number

Color = tuple[int, int, int]

_PATTERN: Color = (200, 200, 200)
_BLACK: Color = (0, 0, 0)
_LINE_WIDTH = 0.353  # millimetres, where nothing is stated
_FULL = 255.0


def fill_color(drawn: Drawn, resources: Resources) -> Color | None:
    """The colour of areas and text; None where none is stated."""
    return _color(drawn, resources, "FillColor")


def stroke_color(drawn: Drawn, resources: Resources) -> Color:
    """The colour of lines, black where none is stated."""
    return _color(drawn, resources, "StrokeColor") or _BLACK


def line_width(drawn: Drawn, resources: Resources) -> float:
    """The width of lines in the object's coordinates. Raises BadValueError."""
    stated = drawn.element.get("LineWidth")
    if stated is None:
        stated = next((each.get("LineWidth") for each in _params(drawn, resources) if each.get("LineWidth")), None)
    return abs(number(stated)) if stated else _LINE_WIDTH


def _params(drawn: Drawn, resources: Resources) -> Iterator[Element]:
    for id_ in (drawn.element.get("DrawParam"), *reversed(drawn.params)):
        yield from resources.draw_params(id_)


def _color(drawn: Drawn, resources: Resources, name: str) -> Color | None:
    stated = child(drawn.element, name)
    if stated is None:
        stated = next((found for each in _params(drawn, resources) if (found := child(each, name)) is not None), None)
    if stated is None:
        return None
    alpha = _alpha(drawn.element) * _alpha(stated)
    red, green, blue = _value(stated.get("Value"))
    return _over_white(red, alpha), _over_white(green, alpha), _over_white(blue, alpha)


def _value(text: str | None) -> Color:
    """Grey, RGB or CMYK by the number of channels; patterns and shadings have no value."""
    try:
        channels = [
            int(word[1:], 16) if word.startswith("#") else round(number(word)) for word in (text or "").split()[:4]
        ]
    except (BadValueError, ValueError):
        return _BLACK
    levels = [min(max(channel, 0), 255) for channel in channels]
    if len(levels) == 1:
        return levels[0], levels[0], levels[0]
    if len(levels) == 3:
        return levels[0], levels[1], levels[2]
    if len(levels) == 4:
        light = 1 - levels[3] / _FULL
        red, green, blue = (round((255 - level) * light) for level in levels[:3])
        return red, green, blue
    return _PATTERN


def _alpha(element: Element) -> float:
    try:
        return min(max(number(element.get("Alpha", "255")) / _FULL, 0.0), 1.0)
    except BadValueError:
        return 1.0


def _over_white(level: int, alpha: float) -> int:
    return round(level * alpha + 255 * (1 - alpha))
