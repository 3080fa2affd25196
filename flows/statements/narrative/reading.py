"""From a document to its narrative: paragraphs, outline, figures, headcounts."""

from __future__ import annotations

from functools import partial

from flows.collector import paused
from flows.readers.document import Document
from flows.statements.narrative.figure import Figure
from flows.statements.narrative.figures import FigureReader
from flows.statements.narrative.funds import apply_heading_funds
from flows.statements.narrative.headings import Passage, is_title, passages
from flows.statements.narrative.lexicon import Vocabulary
from flows.statements.narrative.paragraphs import paragraphs
from flows.statements.narrative.records import Narrative, TextFigure, Unrecognised
from flows.statements.narrative.staffing import read_staff
from flows.statements.narrative.stages import apply_heading_stages


@paused()
def read_narrative(
    document: Document,
    vocabulary: Vocabulary,
    *,
    used_blocks: frozenset[int] = frozenset(),
    unit_name: str | None = None,
) -> Narrative:
    """The figures and headcounts said in the text blocks of a document that no table has used; `unit_name`: whose it is."""
    texts = paragraphs(document, used_blocks, partial(is_title, vocabulary=vocabulary))
    found: list[Passage] = list(passages(texts, vocabulary))
    reader = FigureReader(vocabulary, unit_name)
    said = reader.read(found)
    figures = [figure for passage in said for figure in passage]
    apply_heading_funds(figures, vocabulary, reader.headings)
    apply_heading_stages(figures, vocabulary, reader.headings)
    staff, unread = read_staff(found, vocabulary)
    return Narrative(
        figures=tuple(_row(number, figure) for number, figure in enumerate(figures, start=1)),
        staff=staff,
        unrecognised=(*(_unrecognised(f) for f in figures if f.role == "unknown"), *unread),
        passages=tuple((passage, tuple(own)) for passage, own in zip(found, said, strict=True)),
    )


def _row(number: int, figure: Figure) -> TextFigure:
    span = figure.span
    return TextFigure(
        figure_no=number,
        sentence=figure.sentence,
        heading_keys=tuple(heading.key for heading in figure.headings),
        role=figure.role,
        side=figure.side,
        stage_key=figure.stage_key,
        kind_key=figure.kind_key,
        fund_key=figure.fund_key,
        label_text=figure.label_text,
        label_key=figure.label_key,
        account_level=figure.account_level,
        project_name=figure.project_name,
        year_text=figure.year,
        value_text=figure.value,
        unit_text=figure.unit,
        source_page=span.page,
        source_line=span.line,
        block_no=span.block_no,
        span_start=span.start,
        span_end=span.end,
    )


def _unrecognised(figure: Figure) -> Unrecognised:
    span = figure.span
    return Unrecognised(
        kind="figure",
        text=f"{figure.value}{figure.unit}",
        context=figure.clause,
        reason=figure.reason,
        source_page=span.page,
        source_line=span.line,
        block_no=span.block_no,
        span_start=span.start,
        span_end=span.end,
    )
