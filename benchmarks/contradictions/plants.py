"""Every way in which a consistent report is broken: one thing, as people do when they type, copy or forget.

A plant changes the printed documents only; it returns None where the report has nothing of its kind to break.
"""

from __future__ import annotations

from benchmarks.contradictions.editing import Plant
from benchmarks.contradictions.form_plants import FORM_PLANTS
from benchmarks.contradictions.statement_plants import STATEMENT_PLANTS
from benchmarks.contradictions.text_plants import TEXT_PLANTS
from benchmarks.contradictions.year_plants import YEAR_PLANTS

PLANTS: tuple[Plant, ...] = (*STATEMENT_PLANTS, *TEXT_PLANTS, *FORM_PLANTS, *YEAR_PLANTS)
