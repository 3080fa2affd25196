"""The amounts that the running text of a report states, in whatever unit."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cached_property

from flows.readers.document import Document, TextBlock

# Bounded, so that a run of digits without end is looked at once: no amount has so many.
_SAID = re.compile(r"(?<!\d)(\d[\d,]{0,30}(?:\.\d{1,20})?)\s*(?:万|亿|千)?元")


class AmountsSaid:
    """Asked for only where a table lost columns, so the text is looked through when it is asked first."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def __contains__(self, amount: object) -> bool:
        return amount in self._amounts

    @cached_property
    def _amounts(self) -> frozenset[Decimal]:
        return frozenset(
            Decimal(number.replace(",", ""))
            for _, block in self._document.own_blocks
            if isinstance(block, TextBlock)
            if "元" in block.text
            for number in _SAID.findall(block.text)
        )
