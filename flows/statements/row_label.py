"""The label and account code of a row: the nearest filled label cells to the left of a figure."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from flows.readers.document import Cell
from flows.statements.folding import fold
from flows.statements.grid import is_blank

_CODE = re.compile(r"^\d{3}(?:\d{2}){0,2}$")
_CODE_PART = re.compile(r"^\d{2,7}$")
_GLUED_CODE = re.compile(r"^[\[【(]?(\d{7}|\d{5}|\d{3})[\]】)]?\s*[-—]?\s*([\u4e00-\u9fff].*)$", re.DOTALL)
_MOST_LABELS = 10_000
_BEFORE_CODE = frozenset("[【(")

# Column and role of the label columns left of a figure.
Places = tuple[tuple[int, str], ...]


def label_texts(line: list[Cell | None], places: Places, shift: int = 0) -> tuple[str, ...]:
    """What a row prints in its label columns; `shift`: so many label cells a merged one covers."""
    width = len(line)
    texts = []
    for place in places:
        col = place[0] - shift if place[0] else 0
        cell = line[col] if 0 <= col < width else None
        texts.append(cell[2] if cell is not None else "")
    return tuple(texts)


# The statements of a report list the same accounts, most in the same columns.
@lru_cache(maxsize=_MOST_LABELS)
def label_of(texts: tuple[str, ...], places: Places) -> tuple[str, str | None, int]:
    """Label, account code and leftmost column of label columns beside each other: the last filled ones say it."""
    label = ""
    digits: list[str] = []
    for (_, role), text in zip(reversed(places), reversed(texts), strict=True):
        if not text or is_blank(text):
            continue
        folded = fold(text)
        if _CODE_PART.match(folded):
            if role == "code":
                digits.insert(0, folded)
            else:
                label = label or text
            continue
        glued = glued_code(text) if text[0] in _BEFORE_CODE or text[0].isdecimal() else None
        if glued and not digits and not label:
            digits, label = [glued[0]], glued[1]
        elif not label:
            label = text
    return label, _joined_code(digits), places[0][0]


def glued_code(text: str) -> tuple[str, str] | None:
    """Code and name of an account that are printed in one cell (2080501 行政单位离退休, [30101]基本工资)."""
    glued = _GLUED_CODE.match(text)
    return (glued.group(1), glued.group(2)) if glued else None


def is_account_code(text: str) -> bool:
    """类, 款 or 项: 3, 5 or 7 digits."""
    return _CODE.match(text) is not None


def _joined_code(parts: list[str]) -> str | None:
    """One code from its columns: 208 | 05 | 01 is 2080501, 208 | 20805 | 2080501 and 208 | 05 | 01 | 2080501 are the last."""
    if not parts:
        return None
    *before, last = parts
    if before and (last == "".join(before) or all(later.startswith(earlier) for earlier, later in pairwise(parts))):
        return last
    return "".join(parts)
