"""Personal data covered in lines and cells, also where the layout tears it apart.

A number may be broken over two printed lines, a name may stand in the cell after its label or on the line below it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from flows.readers.masking import MASK, is_name_label, is_phone_label, mask, mask_name, mask_phone, may_be_personal
from flows.readers.page.content import PageLine


def masked_lines(lines: Sequence[PageLine]) -> list[str]:
    """The texts of the lines, masked. Lines that fill the measure are read together with the line after them."""
    texts: list[str] = []
    start = 0
    for end, line in enumerate(lines, 1):
        if end < len(lines) and line.is_full:
            continue
        texts.extend(_masked_together([each.text for each in lines[start:end]]))
        start = end
    for position in range(1, len(texts)):
        announced = _masking_after(texts[position - 1])
        if announced is not None:
            texts[position] = announced(texts[position])
    return texts


def _masked_together(texts: list[str]) -> list[str]:
    """Each text masked by itself and as part of the sentence that runs over all of them."""
    together = "".join(texts)
    if not may_be_personal(together):
        return texts
    joined = mask(together)
    masked: list[str] = []
    at = 0
    for text in texts:
        own, shared = mask(text), joined[at : at + len(text)]
        masked.append("".join(MASK if MASK in pair else pair[0] for pair in zip(own, shared, strict=True)))
        at += len(text)
    return masked


def masked_cells(cells: Sequence[tuple[int, str]]) -> Iterator[str]:
    """The texts of cells (row and text, ordered), masked; a name or number may stand in the next filled cell of the row."""
    expecting: tuple[int, Callable[[str], str]] | None = None
    for row, text in cells:
        if not text or text.isspace():
            yield text
            continue
        is_plain = not may_be_personal(text)  # as most are
        if expecting is not None and expecting[0] == row:
            yield expecting[1](text)
        else:
            yield text if is_plain else mask(text)
        announced = None if is_plain else _masking_after(text)
        expecting = None if announced is None else (row, announced)


def _masking_after(text: str) -> Callable[[str], str] | None:
    """How to mask what follows a text that announces a name or a telephone number."""
    if not may_be_personal(text):
        return None
    if is_name_label(text):
        return mask_name
    return mask_phone if is_phone_label(text) else None
