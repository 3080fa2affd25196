"""Tables that lost columns: which of their figures can be believed all the same.

In a 三公 table the columns are the items, and 合计 = Σ parts; a figure is believed where that holds.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from decimal import Decimal

from flows.statements.figure import Figure
from flows.statements.folding import fold
from flows.statements.headers import Column


def with_lost_columns(
    figures: list[Figure],
    amounts: list[Column],
    identities: Mapping[str, tuple[str, ...]],
    said: Container[Decimal],
) -> Iterator[Figure]:
    """A table that lost columns is believed only where 合计 = Σ parts and the text states the same figures."""
    required = set(identities) | {part for parts in identities.values() for part in parts}
    for figure in figures:
        group = [c for c in amounts if c.group == figure.column.group]
        present = {c.items[-1] for c in group if c.items}
        # No items above the columns: they stand in the rows, and no column is lost.
        # A column beside them (机关运行经费) is none of them.
        missing = required - present if present & required else set()
        is_whole = not missing or _adds_up(figure, figures, identities, present)
        if not is_whole and figure.doubt is None and not _holds(figure, figures, identities, said):
            yield figure._replace(doubt=f"表格缺列（{'、'.join(sorted(missing))}），无法确定该数所在的列")
        else:
            yield figure


def _holds(
    figure: Figure, figures: list[Figure], identities: Mapping[str, tuple[str, ...]], said: Container[Decimal]
) -> bool:
    values = _values_beside(figure, figures)
    for total, parts in identities.items():
        printed = [values[part] for part in parts if part in values]
        if total in values and (not printed or values[total] != sum(printed)):
            return False
    return next(iter(identities)) in values and all(value in said for value in values.values())


def _adds_up(
    figure: Figure, figures: list[Figure], identities: Mapping[str, tuple[str, ...]], present: set[str]
) -> bool:
    """Tables that print 公务用车购置费 and 运行维护费 without their subtotal lost nothing: 合计 is the sum of the rest."""
    total, *_ = identities
    parts = [
        leaf for part in identities[total] for leaf in ((part,) if part in present else identities.get(part, (part,)))
    ]
    values = _values_beside(figure, figures)
    return present.issuperset([total, *parts]) and values.get(total) == sum(values.get(part, 0) for part in parts)


def _values_beside(figure: Figure, figures: list[Figure]) -> dict[str, Decimal]:
    """The amounts of the items that share stage and year with a figure."""
    return {
        f.column.items[-1]: _number(f.value_text)
        for f in figures
        if f.column.group == figure.column.group and f.column.items
    }


def _number(text: str) -> Decimal:
    return Decimal(re.sub(r"[^\d.]", "", fold(text)) or "0")
