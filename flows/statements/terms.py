"""What reference data says of titles, headings and labels of rows, as far as recognition needs it.

Their other meanings (stage, kind, fund ...) are looked up in SQL by the keys they are known by.
"""

from __future__ import annotations

from dataclasses import dataclass

ANY = "*"


@dataclass(frozen=True, slots=True)
class Title:
    """A way a statement is titled. `layout` says how its table is read: matrix, evaluation, score_sheet, base_data, or unit_rows.

    unit_rows: a matrix whose columns are the items and whose rows are units, of which only the reporting one counts.
    """

    key: str
    statement: str
    layout: str
    report_type: str
    is_of_project: bool = False
    expenditure_kind: str = ""
    covers: tuple[str, ...] = ()  # side, fund, kind and stage of its figures, where neither heading nor label says so


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading is: a label, code, amount, row_no, column_no, ignore, group, pair, goal or total column.

    `is_dated`: it says of which stage or year the figures are (决算数, 上年决算数, 2021年). `account`: it is the name or
    code of an account, of the classification function, economic, or both where two accounts share the name. `says`: what
    the figures below it are, by column of the seed. `path`: the keys whose meanings together are that of a heading that is
    put together from known words.
    """

    key: str
    role: str
    side: str
    field: str
    line_item: str
    is_dated: bool = False
    account: str = ""
    says: frozenset[tuple[str, str]] = frozenset()
    path: tuple[str, ...] = ()
    only_kind: str = ""  # the kind of spending, where that is all it says of an amount


@dataclass(frozen=True, slots=True)
class RowLabel:
    """What a row's label is. `is_kind`: rows below it, if it opens a section, have their kind or source from it.

    `says`: all that reference data says of it; two labels that say the same mean the same.
    """

    key: str
    role: str
    side: str
    section: str
    is_kind: bool = False
    says: tuple[str, ...] = ()
