"""What is recognised in a document, without where it stands: comparable over formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from decimal import Decimal, InvalidOperation

from flows.extraction import Knowledge, found_in
from flows.readers.document import Document
from flows.statements.folding import fold
from flows.statements.layout import Layout
from flows.statements.lines import EvaluationLine, IndicatorLine, StatementLine

Key = tuple[object, ...]


def recognised(document: Document, knowledge: Knowledge) -> Counter[Key]:
    """Every figure with what it means, and whether it is doubted; every indicator, evaluation, headcount, figure in text."""
    return Counter(key for part in found_in(document, knowledge)[0] for key in _keys(part, knowledge.layout))


def is_other_amount(key: Key, wanted: Collection[Key]) -> bool:
    """Whether a figure that is not doubted stands under other headings than any of the wanted ones, or is another amount.

    Where a document loses its cells, a figure may be left out or lose its label or unit, and is then published less exactly or not
    at all; it may not move into another column.
    """
    if key[0] != "line":
        return True
    return not key[-1] and _headed(key) not in map(_headed, wanted)


def _headed(key: Key) -> Key:
    return (key[0], key[1], *key[-4:-1]) if key[0] == "line" else key


def _keys(part, layout: Layout) -> Iterator[Key]:
    found = part.recognition
    own_year = found.identity.year_text
    yield "report", _told(found.identity.unit_name), own_year, found.identity.report_type
    for line in found.lines:
        yield _line(line, own_year, layout)
    yield from map(_indicator, found.indicators)
    yield from map(_evaluation, found.evaluations)
    for count in (*found.staff, *part.narrative.staff):
        yield "staff", count.category_key, _number(count.headcount_text)
    for asset in part.assets:
        yield "asset", _told(asset.label_key), _number(asset.quantity_text), _told(asset.unit_text)
    for figure in part.narrative.figures:
        if figure.role == "amount":
            meaning = figure.stage_key, figure.kind_key, figure.fund_key, figure.label_key, figure.project_name
            yield (
                "text",
                figure.year_text or own_year,
                *map(_told, meaning),
                _number(figure.value_text),
                figure.unit_text,
            )


def _line(line: StatementLine, own_year: str | None, layout: Layout) -> Key:
    texts = line.statement, line.project_name, line.side, line.code_text, line.label_key, line.unit_text, line.unit_name
    # A heading that cannot be placed for want of spans may go where it says no more than the title.
    headings = tuple(fold(key) for key in line.heading_keys if not layout.says_no_more(key, line.statement))
    sections = tuple(map(fold, line.section_keys))
    year = line.title_year_text or own_year
    return "line", *map(_told, texts), sections, headings, year, _number(line.value_text), line.doubt is not None


def _indicator(line: IndicatorLine) -> Key:
    texts = line.statement, line.project_name, line.level1_text, line.level2_text, line.level3_text, line.target_text
    return "indicator", *map(_told, (*texts, line.actual_text)), _number(line.weight_text), _number(line.score_text)


def _evaluation(line: EvaluationLine) -> Key:
    numbers = line.total_weight_text, line.total_score_text, line.execution_rate_text
    return "evaluation", *map(_told, (line.statement, line.project_name, line.grade_text)), *map(_number, numbers)


def _told(text: str | None) -> str:
    return fold(text) if text else ""


def _number(text: str | None) -> str:
    """A number in one form: a workbook keeps no trailing zeros."""
    folded = _told(text).replace(",", "")
    try:
        return str(Decimal(folded).normalize() + 0)
    except InvalidOperation:
        return folded
