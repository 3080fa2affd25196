"""Headings, labels and titles that were misread in an image → as they are known. Figures and running text stay as read.

Only text that carries a confidence, which text of other formats does not. A code beside a name decides what the name is; else
the one nearest known text does, where the characters look alike or the recogniser itself was not sure. Where two are as
near the text stays: what stands under it is then unknown and not published. Every change is noted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flows.readers.document import Block, Cell, Document, Table, TextBlock
from flows.statements.folding import bare_label, fold, label_key, squeeze
from flows.statements.known_texts import Known, KnownTexts
from flows.statements.layout import heading_key
from flows.statements.lines import Place, Unrecognised
from flows.statements.years import without_year

# Below this the recogniser was in doubt about one of the characters.
_SURE = 0.95
# Edits; a line of text may be a sentence's heading that says more than the title (…情况说明).
_MOST_IN_CELL, _MOST_IN_TITLE = 2.0, 1.0
_CODE_PART = re.compile(r"^\d{2,7}$")
_GLUED = re.compile(r"^(\d{7}|\d{5}|\d{3})(\D.*)$")
# What tells rows of amounts from headings: 1,234.50, 0.00; scores and numbers of rows have no thousands, weights no cents.
_AMOUNT = re.compile(r"\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+")
# (款) of which only the second bracket was seen; where the first one stood is a blank.
_HALF_LEVEL = re.compile(r"\s([类款项])[)）]")
_BRACKET_OR_LEVEL = re.compile(rf"{_HALF_LEVEL.pattern}|[()（）]")
_OPENING = "（("
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class _Found:
    """What a text is taken for, or the texts it might be; and why."""

    text: str | None
    near: tuple[str, ...]
    basis: str


def mended(document: Document, known: Known) -> tuple[Document, list[Unrecognised]]:
    """The document with what was misread in images put right, and a note for each such text and each that stays unclear."""
    notes: list[Unrecognised] = []
    blocks: list[Block] = []
    for no, block in enumerate(document.blocks):
        if isinstance(block, Table):
            blocks.append(_mended_table(block, no, known, notes))
        else:
            blocks.append(_mended_title(block, no, known, notes))
    if all(after is before for after, before in zip(blocks, document.blocks, strict=True)):
        return document, notes
    return replace(document, blocks=tuple(blocks)), notes


def _mended_table(table: Table, no: int, known: Known, notes: list[Unrecognised]) -> Table:
    if all(cell.confidence is None for cell in table.cells):
        return table
    changed: dict[tuple[int, int], Cell] = {}
    for row in table.rows:
        has_amounts = any(_AMOUNT.fullmatch(fold(cell.text).lstrip("-")) for cell in row if cell.text)
        texts = known.labels if has_amounts else known.headings
        for position, cell in enumerate(row):
            if cell.confidence is None or _HAN.search(cell.text) is None:
                continue
            found = _by_code(cell, row[:position], known) or _by_shape(cell.text, cell.confidence, texts, known)
            if found is None:
                continue
            notes.append(_note(cell.text, found, Place(no, cell.row, cell.col, None, cell.page)))
            if found.text is not None:
                changed[cell.row, cell.col] = cell._replace(text=found.text)
    if not changed:
        return table
    return replace(table, cells=tuple(changed.get((cell.row, cell.col), cell) for cell in table.cells))


def _mended_title(block: TextBlock, no: int, known: Known, notes: list[Unrecognised]) -> TextBlock:
    if block.confidence is None:
        return block
    whole = _with_brackets(block.text)
    if whole != block.text:
        notes.append(
            _note(block.text, _Found(whole, (whole,), "括号缺了一半"), Place(no, None, None, None, block.page))
        )
        return replace(block, text=whole)
    found = _by_shape(block.text, block.confidence, known.titles, known, most=_MOST_IN_TITLE)
    if found is None:
        return block
    notes.append(_note(block.text, found, Place(no, None, None, None, block.page)))
    return block if found.text is None else replace(block, text=found.text)


def _with_brackets(text: str) -> str:
    """The level of an account with both its brackets: the blank before 款) becomes one where none is open.

    As long as before, since figures are found again by their place in the text.
    """
    if _HALF_LEVEL.search(text) is None:
        return text
    mended = list(text)
    depth = 0
    for found in _BRACKET_OR_LEVEL.finditer(text):
        if found.group(1) is not None and not depth:
            mended[found.start()] = _OPENING[0]
        elif found.group() in _OPENING:
            depth += 1
        else:
            depth = max(0, depth - 1)
    return "".join(mended)


def _by_code(cell: Cell, left: Sequence[Cell], known: Known) -> _Found | None:
    """The name of the account whose code stands before it, in the same cell or in those to its left."""
    text = squeeze(cell.text)
    glued = _GLUED.match(text)
    code, name = (glued.group(1), glued.group(2)) if glued else (_code_of(left), text)
    key = label_key(name)
    names = known.names_of_code.get(code or "", frozenset())
    if not names or key in known.labels.texts or key in known.headings.texts:
        return None
    near = sorted((known.labels.difference(key, each), each) for each in names if known.labels.is_misread(key, each))
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    return _Found(text.replace(bare_label(name), near[0][1]), (near[0][1],), f"编码 {code} 是该科目")


def _code_of(left: Sequence[Cell]) -> str | None:
    """201 | 06 | 01 is 2010601; 201 | 20106 | 2010601 too."""
    digits: list[str] = []
    for cell in reversed(left):
        text = fold(cell.text)
        if not text:
            continue
        if _CODE_PART.match(text) is None:
            break
        digits.insert(0, text)
    if len(digits) > 1 and digits[-1].startswith(digits[0]):
        return digits[-1]
    return "".join(digits) or None


def _by_shape(
    text: str, confidence: float, texts: KnownTexts, known: Known, most: float = _MOST_IN_CELL
) -> _Found | None:
    """The one known text that looks like it."""
    key = without_year(heading_key(text)).strip("-.,:;、·")
    everywhere = (known.headings.texts, known.labels.texts, known.titles.texts)
    if any(key in each or label_key(text) in each for each in everywhere):
        return None
    match = texts.nearest(key, most)
    printed = _printed_part(text, key)
    if match is None or printed is None:
        return None
    if len(match.texts) > 1:
        return _Found(None, match.texts, "与几个已知的写法同样相近，未采用")
    if not match.looks_alike and confidence >= _SURE:
        return None
    basis = "字形相近" if match.looks_alike else f"识别置信度 {confidence:.2f}"
    return _Found(squeeze(text).replace(printed, match.texts[0], 1), match.texts, basis)


def _printed_part(text: str, key: str) -> str | None:
    """The part of a printed text that its key stands for: without numbering, year, unit of money in brackets."""
    printed = squeeze(text)
    for start in range(len(printed)):
        for end in range(len(printed), start, -1):
            if fold(printed[start:end]) == key:
                return printed[start:end]
    return None


def _note(text: str, found: _Found, place: Place) -> Unrecognised:
    taken = f"识别文字按已知的“{found.text}”采用（{found.basis}）" if found.text else found.basis
    return Unrecognised("misread", text, "、".join(found.near), taken, None, place)
