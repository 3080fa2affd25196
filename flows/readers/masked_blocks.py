"""Personal data in the blocks of a document: a label and the name or number after it may stand in different cells.

`masking` knows what is personal; this module brings it what belongs together: a cell and the one right of it (联系人 |
王某), a heading and its column (负责人 above names), a paragraph that is only a label and the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from flows.readers.document import Block, Cell, Table, TextBlock
from flows.readers.masking import is_name_label, mask, mask_name, may_be_personal

# Not white space alone: masking patterns reach over blanks, and two cells of figures are not one telephone number.
_NUL = "\x00"
_BETWEEN = f"\n{_NUL}\n"
_LONGEST_LABEL = 16
_SHORTEST_NUMBER = 10
_SOME_NUMBER = "0000000"
# What stands right of 联系人 in a row of labels; as long as a name, but none.
_OTHER_LABEL = re.compile(r"(?:电话|手机|日期|时间|单位|部门|职务|职称|方式|邮箱|地址|签字|签章|盖章|金额|名称|编码)$")


def _suspects(texts: Iterable[str]) -> list[str]:
    """The texts, each once, that could hold or announce something personal."""
    # Labels are Chinese, and numbers that are personal without a label are longer than this.
    return [
        text
        for text in dict.fromkeys(texts)
        if (len(text) >= _SHORTEST_NUMBER or not text.isascii()) and may_be_personal(text)
    ]


def _covered(texts: Sequence[str]) -> dict[str, str]:
    """What becomes of those texts in which something is masked, each read by itself; one pass over all."""
    if any(_NUL in text for text in texts):  # fonts of pages may give any character
        return {text: shown for text in texts if (shown := mask(text)) != text}
    joined = _BETWEEN.join(texts)
    masked = mask(joined)
    if masked == joined:
        return {}
    return {text: shown for text, shown in zip(texts, masked.split(_BETWEEN), strict=True) if text != shown}


def mask_blocks(blocks: Iterable[Block], *, over_empty_cells: bool = False) -> tuple[Block, ...]:
    """The blocks with all personal data covered. `over_empty_cells`: a label's value may stand behind empty cells."""
    given = list(blocks)
    texts: list[str] = []
    for block in given:
        if isinstance(block, TextBlock):
            texts.append(block.text)
        else:
            texts.extend([cell.text for cell in block.cells])
    suspects = _suspects(texts)
    labels = _Labels(suspects)
    covered = _covered(suspects)
    if not covered and not labels:
        return tuple(given)
    masked = [covered.get(text, text) for text in texts]
    done: list[Block] = []
    position = 0
    announced = ""
    for block in given:
        if isinstance(block, TextBlock):
            text = labels.cover(announced, masked[position])
            done.append(block if text == block.text else replace(block, text=text))
            announced = block.text
            position += 1
        else:
            end = position + len(block.cells)
            done.append(_masked_table(block, masked[position:end], labels, over_empty_cells))
            announced = ""
            position = end
    return tuple(done)


class _Labels:
    """The texts of a document that announce a name or a telephone number."""

    def __init__(self, suspects: list[str]) -> None:
        short = [text for text in suspects if 1 < len(text) <= _LONGEST_LABEL and not text.isascii()]
        self._names = {text for text in short if is_name_label(text)}
        probes = [f"{text.rstrip('：:').rstrip()}：{_SOME_NUMBER}" for text in short]
        covered = _covered(probes)
        self._numbers = {text for text, probe in zip(short, probes, strict=True) if probe in covered}

    def __bool__(self) -> bool:
        return bool(self._names or self._numbers)

    def announces(self, text: str) -> bool:
        return text in self._names or text in self._numbers

    def cover(self, label: str, text: str) -> str:
        """The text that follows a label: covered when it is what the label announces."""
        if label in self._names and not self._is_label(text):
            return mask_name(text)
        if label in self._numbers:
            lead = f"{label.rstrip('：:').rstrip()}："
            return mask(lead + text)[len(lead) :]
        return text

    def _is_label(self, text: str) -> bool:
        return self.announces(text) or _OTHER_LABEL.search(text) is not None


def _masked_table(table: Table, texts: list[str], labels: _Labels, over_empty_cells: bool) -> Table:
    order = sorted(range(len(texts)), key=lambda i: (table.cells[i].row, table.cells[i].col))
    headings: dict[int, str] = {}
    shape: list[tuple[int, int]] = []
    for _, group in groupby(order, key=lambda i: table.cells[i].row):
        row = list(group)
        cells = [table.cells[i] for i in row]
        if [(cell.col, cell.col_span) for cell in cells] != shape:
            headings = {}
        changed = False
        left: Cell | None = None
        for i, cell in zip(row, cells, strict=True):
            is_neighbour = left is not None and (over_empty_cells or left.col + left.col_span == cell.col)
            covered = labels.cover(left.text if left is not None and is_neighbour else "", texts[i])
            if covered == texts[i] and cell.col in headings:
                covered = labels.cover(headings[cell.col], texts[i])
            changed = changed or covered != texts[i]
            texts[i] = covered
            if cell.text or not over_empty_cells:
                left = cell
        # A row of labels without their values heads columns; a form has the value beside, if only an empty cell.
        if not changed and all(cell.text for cell in cells):
            found = {cell.col: cell.text for cell in cells if labels.announces(cell.text)}
            if found:
                headings = found
                shape = [(cell.col, cell.col_span) for cell in cells]
    masked = [
        cell if cell.text == text else cell._replace(text=text) for cell, text in zip(table.cells, texts, strict=True)
    ]
    return replace(table, cells=tuple(masked))
