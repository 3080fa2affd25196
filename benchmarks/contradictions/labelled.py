"""Breaks real reports whose right claims a person labelled: one figure of one claim mistyped in each copy.

A copy is that of another county with a name as long, or it would be taken for a newer version of the same report. Figures are
where the labels say: a line of a text file, a page of a PDF.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from benchmarks.contradictions.editing import Planted, mistyped
from benchmarks.reports.reference import Division, divisions
from flows.readers.document import Block, Document, Table
from flows.readers.formats import read_document
from flows.settings import ReaderLimits

_TRUTHS = (("seeds", "*.txt", "line"), ("pdf", "*.pdf", "page"))
_NUMBER = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?(?![\d.,])")
_COMPUTED = re.compile(r"\[computed.*?\]|（与表一致）")
# What labels say of comparisons and readings that no rule makes: whether one count is below another, or how a figure is read.
_NO_CONTRADICTION = re.compile(r"<=|>=|met|missed|人次|exist|one page|表齐全|names")
_SHORTEST = 3  # a figure of fewer characters stands in a line by chance


def broken_copies(
    folder: Path, seed: int, per_report: int, others: Sequence[str] = ()
) -> Iterator[tuple[str, str, Planted]]:
    """Name of the copy, the claim that was broken, and the copy.

    No county is taken twice, nor one that `others` name (file names of other reports): a unit has one report a year.
    """
    every = (division.printed for alike in divisions().values() for division in alike)
    taken = {printed for printed in every if any(printed in name for name in others)}
    for truth, pattern, place in _TRUTHS:
        labels = _rows(folder / "golden" / truth / "claims_ok.csv")
        units = {row["doc"]: row for row in _rows(folder / "golden" / truth / "units.csv")}
        for path in sorted((folder / "reports").glob(pattern)):
            doc = path.name.split("_")[0]
            document = read_document(path.read_bytes(), ReaderLimits())
            random = Random(f"{seed}/{doc}")
            claims = [row for row in labels if row["doc"] == doc and not _NO_CONTRADICTION.search(row["claim"])]
            random.shuffle(claims)
            names = _counties(units[doc], random, taken)
            made = 0
            for row in claims:
                planted = _broken(document, row["claim"], place, int(row[place]), random)
                if planted is not None and made < per_report:
                    own = _renamed(planted.document, units[doc], next(names))
                    made += 1
                    yield f"{doc}-{made:02d}", row["claim"], replace(planted, document=own)


def _broken(document: Document, claim: str, place: str, where: int, random: Random) -> Planted | None:
    """One figure that the claim names mistyped where it is printed."""
    wanted = {
        number for number in _NUMBER.findall(_COMPUTED.sub("", claim)) if len(number) > _SHORTEST and "." in number
    }
    found: list[tuple[int, int | None, re.Match[str]]] = []
    for no, block in enumerate(document.blocks):
        if isinstance(block, Table):
            for at, cell in enumerate(block.cells):
                if getattr(cell, place) == where:
                    found += [(no, at, match) for match in _matches(cell.text, wanted)]
        elif getattr(block, place) == where:
            found += [(no, None, match) for match in _matches(block.text, wanted)]
    if not found:
        return None
    no, at, match = random.choice(found)
    was = match.group()
    now = mistyped(was, random)
    text = match.string[: match.start()] + now + match.string[match.end() :]
    blocks = list(document.blocks)
    block = blocks[no]
    if isinstance(block, Table):
        cells = tuple(cell._replace(text=text) if number == at else cell for number, cell in enumerate(block.cells))
        blocks[no] = replace(block, cells=cells)
    else:
        blocks[no] = replace(block, text=text)
    return Planted(replace(document, blocks=tuple(blocks)), was, now)


def _matches(text: str, wanted: set[str]) -> list[re.Match[str]]:
    return [match for match in _NUMBER.finditer(text) if match.group().replace(",", "") in wanted]


def _counties(unit: dict[str, str], random: Random, taken: set[str]) -> Iterator[Division]:
    """Counties with names as long as the unit's own, each once."""
    own = _city(unit) + unit["county"]
    alike = [d for d in divisions()[len(own)] if len(d.county) == len(unit["county"]) and d.printed != own]
    for division in random.sample(alike, len(alike)):
        if division.printed not in taken:
            taken.add(division.printed)
            yield division


def _renamed(document: Document, unit: dict[str, str], other: Division) -> Document:
    city = other.printed.removesuffix(other.county)
    names = {_city(unit) + unit["county"]: other.printed, unit["county"]: other.county, _city(unit): city}
    pattern = re.compile("|".join(map(re.escape, names)))

    def told(text: str) -> str:
        return pattern.sub(lambda match: names[match.group()], text)

    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Table):
            blocks.append(replace(block, cells=tuple(cell._replace(text=told(cell.text)) for cell in block.cells)))
        else:
            blocks.append(replace(block, text=told(block.text)))
    return replace(document, blocks=tuple(blocks))


def _city(unit: dict[str, str]) -> str:
    return unit["city"] or unit["province"]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))
