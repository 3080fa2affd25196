"""What OCR is known to do to figures, undone where it is certain. Nothing else is repaired: doubt stays in the confidence.

A full-width comma or point between two digits is none. A bar alone in a cell is 一 to the recogniser; in a column of figures
that is not numbered 一, 二, 三 it is a dash, as reports print where there is no amount.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from flows.readers.page.content import PageTable

_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[，．](?=\d)")
_HALF = {"，": ",", "．": "."}
_FIGURE = re.compile(r"^-?\d[\d,]*(?:\.\d+)?%?$")
_BARS = frozenset("一ー―─")
_NUMERALS = frozenset("二三四五六七八九十")


def normalised(text: str) -> str:
    """The text with figures as they are printed; as long as before."""
    return _BETWEEN_DIGITS.sub(lambda found: _HALF[found[0]], text.translate(_FULL_WIDTH))


def with_dashes(table: PageTable) -> PageTable:
    """The table with a dash for each bar alone in a cell of a column of figures."""
    columns: defaultdict[int, set[str]] = defaultdict(set)
    for cell in table.cells:
        columns[cell.col].add(cell.text)
    dashed = {
        col for col, texts in columns.items() if any(_FIGURE.match(text) for text in texts) and not texts & _NUMERALS
    }
    cells = tuple(
        cell._replace(text="—") if cell.text in _BARS and cell.col in dashed else cell for cell in table.cells
    )
    return replace(table, cells=cells)
