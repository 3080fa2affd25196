"""Figures of money and headcounts said in running text: sentences in, rows of raw.text_figure and raw.staff_line out.

Pure: knows no file formats, no database and no place. What words mean stands in dbt_project/seeds/layouts/text_terms.csv
and staff_terms.csv; a new phrasing is a row there.
"""

from flows.statements.narrative.lexicon import Vocabulary, load_vocabulary
from flows.statements.narrative.reading import read_narrative
from flows.statements.narrative.records import Narrative, StaffLine, TextFigure, Unrecognised

__all__ = [
    "Narrative",
    "StaffLine",
    "TextFigure",
    "Unrecognised",
    "Vocabulary",
    "load_vocabulary",
    "read_narrative",
]
