"""Changing what a printed report says: texts of cells and paragraphs, paragraphs and rows put in, a form's printed totals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from benchmarks.reports.evaluations import OF_PROJECT, WHOLE
from benchmarks.reports.facts import Fact, Spot
from benchmarks.reports.report import Printed
from flows.readers.document import Block, Cell, Document, Table, TextBlock

_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_ONE_DIGIT = "123456789"

Wanted = Callable[[Fact], bool]


@dataclass(frozen=True, slots=True)
class Planted:
    """A broken report: the document, the figure as it was and as it is printed now (both empty where none was changed).

    `earlier` is the same unit's report of the year before, for rules that compare years.
    """

    document: Document
    was: str = ""
    printed: str = ""
    earlier: Document | None = None


Breaking = Callable[[Printed, Random], Planted | None]


@dataclass(frozen=True, slots=True)
class Plant:
    """A way to break a report. A finding of one of the `families` shows that it was noticed; `rule` is the one it aims at."""

    name: str
    rule: str
    families: frozenset[str]
    apply: Breaking


def mistyped(figure: str, random: Random) -> str:
    """The figure with one digit of its whole part wrong: 1,234.50 → 1,734.50."""
    places = [place for place, char in enumerate(figure.split(".")[0]) if char.isdigit()]
    place = random.choice(places)
    return figure[:place] + random.choice([d for d in _ONE_DIGIT if d != figure[place]]) + figure[place + 1 :]


def number_of(text: str) -> str:
    """The first number in a text, or nothing."""
    found = _FIGURE.search(text)
    return found.group() if found else ""


def spots(printed: Printed, statement: str, wanted: Wanted = lambda _: True) -> Iterator[tuple[Fact, Spot]]:
    """Facts of a statement's cells or of running text."""
    for fact, spot in printed.facts:
        if fact.values.get("statement") == statement and wanted(fact):
            yield fact, spot


def cell_text(document: Document, spot: Spot) -> str:
    return next(
        cell.text for cell in table_at(document, spot.block).cells if (cell.row, cell.col) == (spot.row, spot.col)
    )


def table_at(document: Document, number: int) -> Table:
    return next(block for block in document.blocks[number : number + 1] if isinstance(block, Table))


def line_at(document: Document, number: int) -> str:
    return next(block.text for block in document.blocks[number : number + 1] if isinstance(block, TextBlock))


def lines(document: Document) -> Iterator[tuple[int, str]]:
    """Paragraphs by block number."""
    for number, block in enumerate(document.blocks):
        if isinstance(block, TextBlock):
            yield number, block.text


def with_cells(document: Document, texts: dict[Spot, str]) -> Document:
    """The document with other texts in these cells."""
    blocks: list[Block] = []
    for no, block in enumerate(document.blocks):
        if isinstance(block, Table) and any(spot.block == no for spot in texts):
            cells = (cell._replace(text=texts.get(Spot(no, cell.row, cell.col), cell.text)) for cell in block.cells)
            blocks.append(Table(tuple(cells)))
        else:
            blocks.append(block)
    return replace(document, blocks=tuple(blocks))


def with_text(document: Document, number: int, text: str) -> Document:
    """The document with another paragraph in place of one."""
    blocks = [TextBlock(text) if no == number else block for no, block in enumerate(document.blocks)]
    return replace(document, blocks=tuple(blocks))


def with_added_cells(printed: Printed, number: int, cells: list[Cell]) -> Printed:
    """The report with more cells in a table."""
    table = table_at(printed.document, number)
    added = Table(tuple(sorted((*table.cells, *cells), key=lambda cell: (cell.row, cell.col))))
    blocks = [added if no == number else block for no, block in enumerate(printed.document.blocks)]
    return replace(printed, document=replace(printed.document, blocks=tuple(blocks)))


def with_inserted(printed: Printed, number: int, texts: list[str]) -> Printed:
    """The report with paragraphs before a block."""
    blocks = printed.document.blocks
    added = (*blocks[:number], *(TextBlock(text) for text in texts), *blocks[number:])
    facts = tuple(
        (fact, spot._replace(block=spot.block + len(texts)) if spot.block >= number else spot)
        for fact, spot in printed.facts
    )
    return replace(printed, document=replace(printed.document, blocks=added), facts=facts)


def forms(printed: Printed) -> list[tuple[Fact, Spot]]:
    """The evaluation forms of a report: each with the cell of its total score."""
    return [(fact, spot) for fact, spot in printed.facts if fact.table == "evaluation"]


def indicators(printed: Printed, block: int) -> list[tuple[Fact, Spot]]:
    """The indicator lines of one form, each with the cell of its score; not the line of the execution rate."""
    return [
        (fact, spot)
        for statement in (WHOLE, OF_PROJECT)
        for fact, spot in spots(printed, statement, lambda f: f.table == "scores" and f.values["level1"] != "预算执行")
        if spot.block == block
    ]


def points(value: float) -> str:
    """9.5 for 9.50: without the zeros at the end."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def replaced_figure(pattern: re.Pattern[str], in_line: re.Pattern[str] | None = None) -> Breaking:
    """A figure that a pattern finds in running text mistyped; group 1 where there is one."""

    def apply(printed: Printed, random: Random) -> Planted | None:
        found = [
            (no, match)
            for no, text in lines(printed.document)
            if in_line is None or in_line.search(text)
            for match in pattern.finditer(text)
            if float(match.group(pattern.groups)) > 0
        ]
        if not found:
            return None
        no, match = random.choice(found)
        start, end = match.span(pattern.groups)
        was = match.group(pattern.groups)
        now = mistyped(was, random)
        line = line_at(printed.document, no)
        return Planted(with_text(printed.document, no, line[:start] + now + line[end:]), was, now)

    return apply


def replaced_words(pattern: re.Pattern[str], change: Callable[[re.Match[str], Random], str | None]) -> Breaking:
    """Words of running text replaced; no figure is told."""

    def apply(printed: Printed, random: Random) -> Planted | None:
        found = [(no, match) for no, text in lines(printed.document) for match in pattern.finditer(text)]
        random.shuffle(found)
        for no, match in found:
            now = change(match, random)
            if now is not None:
                line = line_at(printed.document, no)
                text = line[: match.start()] + now + line[match.end() :]
                return Planted(with_text(printed.document, no, text))
        return None

    return apply
