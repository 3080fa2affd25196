"""Runs of characters → printed lines: what `lines_of` finds in their characters, for a third of the time where most lines are one run.

On most pages each run stands on one baseline and lines keep their distance, so that runs need not be taken apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise

from flows.readers.page.columns import CharColumns, Run
from flows.readers.page.lines import NEAR_BASELINE, Line, line_of, lines_of, repaired


def lines_of_runs(columns: CharColumns, runs: Sequence[Run]) -> list[Line]:
    """The printed lines of some runs, from top to bottom."""
    bands = _bands(columns, runs) if all(run.is_plain for run in runs) else None
    if bands is None:
        return lines_of(columns.chars(runs))
    return [_line(columns, band) for band in bands]


def _bands(columns: CharColumns, runs: Sequence[Run]) -> list[list[Run]] | None:
    """The plain runs of each line; None where two lines are so near that they may be one."""
    at_baselines: dict[float, list[Run]] = {}
    for run in runs:
        at_baselines.setdefault(columns.lines[run.first], []).append(run)
    ordered = sorted(at_baselines.items())
    for (above, upper), (below, lower) in pairwise(ordered):
        if below - above <= NEAR_BASELINE * max(columns.sizes[run.first] for run in chain(upper, lower)):
            return None
    return [band for _, band in ordered]


def _line(columns: CharColumns, band: Sequence[Run]) -> Line:
    if len(band) > 1:
        return line_of(sorted(columns.chars(band)))
    run = band[0]
    text = repaired("".join(columns.texts[run.first : run.stop]))
    return Line(tuple(columns.chars(band)), columns.lines[run.first], columns.sizes[run.first], text)
