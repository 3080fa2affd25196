"""Personal data covered where the layout tears it apart: a number broken over two printed lines of a sentence.

What a label announces in the next cell or on the next line is covered as in all formats (readers/masked_blocks.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from flows.readers.masking import MASK, mask, may_be_personal
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
    return texts


def _masked_together(texts: list[str]) -> list[str]:
    """Each text masked by itself and as part of the sentence that runs over all of them."""
    together = "".join(texts)
    if not may_be_personal(together):
        return texts
    joined = mask(together)
    if len(texts) == 1:
        return [joined]
    masked: list[str] = []
    at = 0
    for text in texts:
        own, shared = mask(text), joined[at : at + len(text)]
        if own == shared == text:
            masked.append(text)
        else:
            masked.append("".join(MASK if MASK in pair else pair[0] for pair in zip(own, shared, strict=True)))
        at += len(text)
    return masked
