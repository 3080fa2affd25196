"""The label and account code of a row: the nearest filled label cells to the left of a figure."""

from __future__ import annotations

import re
from itertools import pairwise

from flows.readers.document import Cell
from flows.statements.folding import fold
from flows.statements.grid import is_blank
from flows.statements.headers import Column

_CODE = re.compile(r"^\d{3}(?:\d{2}){0,2}$")
_CODE_PART = re.compile(r"^\d{2,7}$")
_GLUED_CODE = re.compile(r"^[\[【(]?(\d{7}|\d{5}|\d{3})[\]】)]?\s*[-—]?\s*([\u4e00-\u9fff].*)$", re.DOTALL)
_BEFORE_CODE = frozenset("[【(")


def label_of(line: list[Cell | None], left: list[Column], shift: int) -> tuple[str, str | None, int]:
    """Label, account code and block (leftmost label column) of a figure. `left`: the label columns left of it."""
    label, block = "", left[0].col if left else -1
    digits: list[str] = []
    previous: int | None = None
    for candidate in reversed(left):
        col = candidate.col - shift if candidate.col else 0
        cell = line[col] if 0 <= col < len(line) else None
        text = cell.text if cell is not None else ""
        new_block = previous is not None and candidate.col < previous - 1
        if new_block and (label or digits):
            break
        previous = candidate.col
        block = candidate.col
        if not text or is_blank(text):
            continue
        folded = fold(text)
        if _CODE_PART.match(folded):
            if candidate.role == "code":
                digits.insert(0, folded)
            else:
                label = label or text
            continue
        glued = glued_code(text) if text[0] in _BEFORE_CODE or text[0].isdecimal() else None
        if glued and not digits and not label:
            digits, label = [glued[0]], glued[1]
        elif not label:
            label = text
    return label, _joined_code(digits), block


def glued_code(text: str) -> tuple[str, str] | None:
    """Code and name of an account that are printed in one cell (2080501 行政单位离退休, [30101]基本工资)."""
    glued = _GLUED_CODE.match(text)
    return (glued.group(1), glued.group(2)) if glued else None


def is_account_code(text: str) -> bool:
    """类, 款 or 项: 3, 5 or 7 digits."""
    return _CODE.match(text) is not None


def _joined_code(parts: list[str]) -> str | None:
    """One code from its columns: 208 | 05 | 01 is 2080501, 208 | 20805 | 2080501 is the last."""
    if not parts:
        return None
    if len(parts) > 1 and all(later.startswith(earlier) for earlier, later in pairwise(parts)):
        return parts[-1]
    return "".join(parts)
