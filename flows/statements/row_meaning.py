"""What the labels of a row say: label and code, whether it is a heading of a turned table, what is doubtful about it."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from flows.statements.doubts import label_doubt
from flows.statements.layout import Layout
from flows.statements.row_label import Places, label_of
from flows.statements.terms import RowLabel
from flows.statements.turned import row_heading


class RowMeaning(NamedTuple):
    """A row as the figures in a column see it."""

    label: str
    code: str | None
    block: int  # leftmost column of the labels
    known: RowLabel | None
    heading: tuple[str, ...] | None  # where the row is the heading of a turned table
    doubt: str | None


# Forms print the same rows in thousands of reports, and a report the same accounts in several statements.
@lru_cache(maxsize=20_000)
def meaning_at(texts: tuple[str, ...], places: Places, layout: Layout, statement: str) -> RowMeaning:
    """What a row says that prints these texts in its label columns."""
    return meaning_of(*label_of(texts, places), layout, statement)


def meaning_of(label: str, code: str | None, block: int, layout: Layout, statement: str) -> RowMeaning:
    """What a row with this label and code says."""
    known = layout.row_label(label, statement) if label else None
    heading = row_heading(label, code, layout, statement)
    return RowMeaning(label, code, block, known, heading, label_doubt(label, code))
