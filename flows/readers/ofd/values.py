"""Values as OFD writes them: numbers in millimetres, boxes, matrices, steps between characters, elements by local name.

Namespaces differ between producers and editions of the standard (with a prefix, as default, none at all), so only local
names count. A number that is not finite or lies kilometres away is refused: what it places stands on no page.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from flows.readers.page.geometry import Matrix

Element = etree._Element

POINTS = 72 / 25.4  # in a millimetre
_FARTHEST = 1e6
_LONGEST_KNOWN = 200  # characters of values that are kept, since files repeat them


class BadValueError(ValueError):
    """A value that is no number, not finite, or out of all proportion."""


@lru_cache(maxsize=1_024)
def _without_namespace(tag: str) -> str:
    return tag.rpartition("}")[2]


def name_of(element: Element) -> str:
    """The local name of an element."""
    return _without_namespace(element.tag)


def children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if name_of(child) == name)


def child(element: Element, name: str) -> Element | None:
    for each in element:
        if name_of(each) == name:
            return each
    return None


def text_of(element: Element | None, name: str) -> str:
    """The text of the first child of that name, '' without one."""
    found = child(element, name) if element is not None else None
    return (found.text or "").strip() if found is not None else ""


def is_off(value: str | None) -> bool:
    """Whether a flag is there and says no."""
    return value is not None and value.strip().lower() in {"false", "0"}


def is_on(value: str | None) -> bool:
    """Whether a flag is there and says yes."""
    return value is not None and value.strip().lower() in {"true", "1"}


def is_transparent(element: Element) -> bool:
    """Whether an object or colour leaves no ink."""
    alpha = element.get("Alpha")
    return alpha is not None and alpha.strip() == "0"


def number(text: str) -> float:
    """Raises BadValueError."""
    try:
        value = float(text)
    except ValueError as error:
        raise BadValueError from error
    if not -_FARTHEST <= value <= _FARTHEST:  # also false for what is not a number
        raise BadValueError
    return value


def numbers(text: str, count: int) -> list[float]:
    """Exactly `count` numbers separated by blanks or commas."""
    parts = text.replace(",", " ").split(maxsplit=count)
    if len(parts) != count:
        raise BadValueError
    try:
        values = list(map(float, parts))
    except ValueError as error:
        raise BadValueError from error
    if not sum(map(abs, values)) <= _FARTHEST:  # the sum of what is not finite is not finite either
        raise BadValueError
    return values


def matrix(text: str) -> Matrix:
    """A CTM: a b c d e f."""
    a, b, c, d, e, f = numbers(text, 6)
    return a, b, c, d, e, f


def whole(text: str | None, default: int) -> int:
    """A count or position; the default where there is none."""
    return int(number(text)) if text else default


def steps(text: str, count: int) -> tuple[float, ...]:
    """The first `count` steps of a DeltaX or DeltaY, where `g 3 5.5` stands for three steps of 5.5.

    Producers leave out steps at the end that are like the last one. Raises BadValueError.
    """
    return _known_steps(text, count) if len(text) <= _LONGEST_KNOWN else _parsed_steps(text, count)


@lru_cache(maxsize=4_096)
def _known_steps(text: str, count: int) -> tuple[float, ...]:
    return _parsed_steps(text, count)


def _parsed_steps(text: str, count: int) -> tuple[float, ...]:
    # More words than three a step are never needed.
    words = text.replace(",", " ").split(maxsplit=3 * count + 3)[: 3 * count + 3]
    found: list[float] = []
    at = 0
    while at < len(words) and len(found) < count:
        if words[at] == "g":
            if at + 2 >= len(words):
                raise BadValueError
            found.extend([number(words[at + 2])] * _repeats(words[at + 1], count - len(found)))
            at += 3
        else:
            found.append(number(words[at]))
            at += 1
    if found:
        found.extend([found[-1]] * (count - len(found)))
    return tuple(found)


def _repeats(word: str, most: int) -> int:
    try:
        return int(min(float(word), most))
    except ValueError as error:
        raise BadValueError from error
