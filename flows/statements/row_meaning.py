"""What the labels of a row say: label and code, whether it is a heading of a turned table, what is doubtful about it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import NamedTuple

from flows.statements.doubts import label_doubt
from flows.statements.folding import bare_label, fold, label_key
from flows.statements.layout import Layout
from flows.statements.remembered import Remembered
from flows.statements.row_label import Places, label_of
from flows.statements.terms import RowLabel
from flows.statements.turned import row_heading

# The rows of so many kinds of tables are kept, of each so many: reports of a year share a few dozen forms.
_MOST_TABLES, _MOST_ROWS = 256, 2_000
_CLASS_DIGITS = 3


class RowMeaning(NamedTuple):
    """A row as the figures in a column see it."""

    label: str
    code: str | None
    block: int  # leftmost column of the labels
    known: RowLabel | None
    heading: tuple[str, ...] | None  # where the row is the heading of a turned table
    doubt: str | None


# Forms print the same rows in thousands of reports, and a report the same accounts in several statements.
@lru_cache(maxsize=_MOST_TABLES)
def meanings_at(places: Places, layout: Layout, statement: str) -> Remembered[tuple[str, ...], RowMeaning]:
    """Texts of the label columns of a table → what a row says that prints them."""
    return Remembered(partial(_meaning_at, places, layout, statement), most=_MOST_ROWS)


def _meaning_at(places: Places, layout: Layout, statement: str, texts: tuple[str, ...]) -> RowMeaning:
    return meaning_of(*label_of(texts, places), layout, statement)


def meaning_of(label: str, code: str | None, block: int, layout: Layout, statement: str) -> RowMeaning:
    """What a row with this label and code says."""
    known = layout.row_label(label, statement) if label else None
    if code is not None and known is None and _is_of_unit(label, code, layout):
        code = None
    heading = row_heading(label, code, layout, statement)
    return RowMeaning(label, code, block, known, heading, label_doubt(label, code))


def _is_of_unit(label: str, code: str, layout: Layout) -> bool:
    """Whether the code beside a name is that of a unit: 501001 | 某街道办事处 among accounts below 单位（科目）代码.

    Units are numbered as accounts are (208 | 某局): where neither name nor number is an account's, or the number is that of
    a class, the name decides. An account's old name may end as those of units do (2100202 | 中医医院).
    """
    name = fold(bare_label(label))
    if not name or name in layout.accounts or not layout.is_unit_name(name):
        return False
    return len(code) == _CLASS_DIGITS or code not in layout.accounts


def words_of(label: str, known: Mapping[str, RowLabel | None]) -> tuple[str | None, str | None]:
    """A printed label as lines have it: its words without numbering, and its key; `known`: the labels of the statement."""
    said = known[label]
    return bare_label(label) or None, (said.key if said is not None else label_key(label)) or None
