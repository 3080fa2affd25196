"""A list of known labels with a figure beside each, and no headings: what it is a list of, its title says.

因公出国（境）费 | 13.9 below 2016年“三公”经费支出预算表: side, stage and fund are the title's, where it says the stage.
"""

from __future__ import annotations

from flows.statements.grid import Grid, is_blank, is_number
from flows.statements.headers import Column, Header
from flows.statements.layout import Layout
from flows.statements.terms import Title

_LABEL, _FIGURE = 0, 1
_WIDTH = 2
_FEWEST = 3
_STAGE = 3  # of what a title covers


def unheaded(grid: Grid, title: Title, layout: Layout) -> list[Header]:
    """The header that such a table might have had; none where it is more than labels and figures, or a label is unknown."""
    rows = [row for row in range(grid.height) if grid.filled(row)]
    if title.layout != "matrix" or not title.covers[_STAGE] or grid.width != _WIDTH or len(rows) < _FEWEST:
        return []
    labels = [grid.text(row, _LABEL) for row in rows]
    values = [grid.text(row, _FIGURE) for row in rows]
    are_known = all(layout.row_label(label, title.statement) is not None for label in labels)
    if not are_known or not all(is_number(value) or is_blank(value) for value in values):
        return []
    columns = tuple(
        Column(col, (), "", role, "", "", (), None, None, ()) for col, role in enumerate(("label", "amount"))
    )
    return [Header(-1, -1, columns, None, _WIDTH)]
