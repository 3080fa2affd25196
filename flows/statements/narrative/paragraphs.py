"""Paragraphs from printed lines, and the way back from every character to its block and line.

Decides which lines belong together: text from PDF breaks sentences at the right margin, at page ends and around page
numbers; text from Word has one line per paragraph. A line that starts with a number of a list never continues another,
unless the number before it stands within the sentence above ((1)甲；(2)乙； / (3)丙); a table between two lines separates
them. Page numbers, running headers, contents lines and Word bookmarks are noise.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from flows.readers.document import Box, Document, TextBlock
from flows.statements.folding import fold, squeeze

_BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")
_PAGE_NUMBER = re.compile(r"^[-—–－\s]*(?:第\s*)?\d{1,4}\s*(?:页)?[-—–－\s]*(?:[/／共]\s*\d{1,4}\s*页?)?$")
_CONTENTS_LINE = re.compile(r"(?:[.．·]{3,}|…{2,})\s*\d{0,4}$")
_LEADERS = frozenset(".．·…页-—–－")
_LIST_LEAD = re.compile(
    r"""^\s*(?:第[一二三四五六七八九十]{1,3}(?:部分|章|节)
      | [一二三四五六七八九十]{1,3}[、.．]
      | [（(][一二三四五六七八九十\d]{1,3}[)）]
      | \d{1,2}(?:、(?=20\d\d年)|[.．](?=2\d{6}|20\d\d年)|[、.．](?!\d))
      | [①-⑳])""",
    re.VERBOSE,
)
# A number within a sentence, and what stands before it there.
_COUNTED = re.compile(r"^\s*([（(]?)([一二三四五六七八九十]{1,2}|\d{1,2})([)）]|[、.．](?!\d))")
_BEFORE_NUMBER = "；;，,：:、"
_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五")
_MOST_LINES_OF_ITEM = 8
# What a line may begin with only where it goes on: the level of an account named on the line above, a sign that closes.
_GOES_ON = re.compile(r"^\s*(?:[（(][类款项][）)]|[，。；：、！？）》”’])")
_ENDS_SENTENCE = re.compile(r"[。！？!?：:]\s*$")
_ENDS_OPEN = re.compile(r"[，,、]\s*$|(?:其中|包括)[：:]\s*$|[；;]\s*$")
_SAYS_MORE = re.compile(r"[，。；：:、\d]")
_MID_SENTENCE = re.compile(r"[，,]|\d\s*[万亿千]?元")
_STARTS_WITH_FIGURE = re.compile(  # no paragraph does: 同比增加 / 52044.27 元; 占支出总预算的 / 100.00%，
    r"\s*\d[\d,.]*\s*(?:(?:[万亿千]|百万)?元|%\s*[,，。;；])"
)
_FIGURE = re.compile(r"\d\s*(?:(?:[万亿千]|百万)?元|万[,，])")

# A running header is a short line without punctuation that stands at least this often in the document.
_RUNNING_HEADER_REPEATS = 4
_RUNNING_HEADER_CHARS = 40
# A document is hard-wrapped when this share of its longer lines ends within this part of the common width.
_WRAPPED_SHARE = 0.5
_FULL_LINE = 0.9
_WIDEST_PAGE = 130  # half-width columns; one line per paragraph gives longer lines
_FEWEST_LINES = 8
_LONGEST_HEADING = 40
# A line's box is a little higher than its characters (readers/page/lines.py); a sign at the margin may be kept off a line end.
_BOX_HEIGHT, _SLACK = 1.05, 1.5
# What is never broken at a line end: a figure or word, with brackets that open before and signs that close after it.
_FIRST_WORD = re.compile(r"[（《“‘]*(?:[!-~]+|[^!-~])[，。；：、！？）》”’]*")

_OPENING, _CLOSING = "“‘「『《", "”’」』》"
_QUOTES = frozenset(_OPENING + _CLOSING)
CIRCLED = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_WIDE = re.compile(r"[^\u0000-\u2e80]+")


class _Folding(dict[int, str]):
    """Character code → folded character, as `str.translate` asks for it; filled with what reports use."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()  # characters that folding drops or makes several of

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = fold(char)
        if char in CIRCLED:  # ①办公费12元 is no 112元
            folded = f"({folded})"
        self[code] = folded
        if len(folded) != 1:
            self.uneven.add(char)
        return folded


_FOLDING = _Folding()


class Segment(NamedTuple):
    """A stretch of a paragraph that comes from one block: where it starts in the paragraph and in the block."""

    start: int
    block_no: int
    offset: int
    line: int | None
    page: int | None


class Span(NamedTuple):
    """A place in the document: a block, character offsets in its text, printed line and page."""

    block_no: int
    start: int
    end: int
    line: int | None
    page: int | None


class Paragraph:
    """Joined lines: `text` as printed, `folded` the lookup form, and the map from folded characters to blocks."""

    __slots__ = ("_is_even", "_is_plain", "_origin", "_segments", "_spelled", "_starts", "folded", "text")

    def __init__(self, segments: list[Segment], text: str) -> None:
        self.text = text
        # “会议费”“培训费”预算3万元: two names, which folding would make one.
        self._spelled = text.replace("”“", "、“") if "”“" in text else text
        self.folded = self._spelled.translate(_FOLDING)
        # Most paragraphs have no figure, and nobody asks where their characters come from.
        self._origin: Sequence[int] | None = None
        self._is_even: bool | None = None  # whether each character of `text` is one of `folded`
        self._is_plain: bool | None = None  # and stands there as it is printed without blanks
        self._segments = segments
        self._starts = [segment.start for segment in segments]

    def text_range(self, start: int, end: int) -> tuple[int, int]:
        """The range of `text` that a non-empty range of `folded` comes from."""
        if self._is_even is None:
            self._is_even = len(self.text) == len(self.folded) and _FOLDING.uneven.isdisjoint(self._spelled)
        if self._is_even:
            return start, end
        if self._origin is None:
            self._origin = self._origins()
        return self._origin[start], self._origin[end - 1] + 1

    def _origins(self) -> Sequence[int]:
        """The position in `text` of each character of `folded`."""
        return [at for at, char in enumerate(self._spelled) for _ in _FOLDING[ord(char)]]

    def printed(self, start: int, end: int) -> str:
        """A range of `folded` as printed, without blanks and line breaks."""
        if end <= start:
            return ""
        if self._is_plain is None:  # blanks and quotation marks are no characters of `folded`
            self.text_range(0, 1)
            self._is_plain = bool(self._is_even) and squeeze(self.text) is self.text
        if self._is_plain:
            return self.text[start:end]
        first, last = self.text_range(start, end)
        printed = squeeze(self.text[first:last])
        if _QUOTES.isdisjoint(printed):
            return printed
        # Folding drops quotation marks, so a range may begin or end inside a pair of them.
        if _balance(printed) < 0 and first > 0 and self.text[first - 1] in _OPENING:
            printed = self.text[first - 1] + printed
        if _balance(printed) > 0 and last < len(self.text) and self.text[last] in _CLOSING:
            printed += self.text[last]
        return printed

    def locate(self, start: int, end: int) -> Span:
        """The place of a non-empty range of `folded`; a range over two lines is cut at the end of the first."""
        first, last = self.text_range(start, end)
        index = bisect_right(self._starts, first) - 1
        segment = self._segments[index]
        if index + 1 < len(self._segments):
            last = min(last, self._segments[index + 1].start)
        shift = segment.offset - segment.start
        return Span(segment.block_no, first + shift, last + shift, segment.line, segment.page)


class _Line(NamedTuple):
    block_no: int
    text: str
    line: int | None
    page: int | None
    after_gap: bool  # a table or a used block stands between this line and the one before
    box: Box | None  # where it is printed on its page: such a line is never a whole paragraph


def _balance(text: str) -> int:
    return sum((char in _OPENING) - (char in _CLOSING) for char in text)


def starts_list_item(text: str) -> bool:
    """Whether a line begins with the number of a heading or of a list item."""
    return _LIST_LEAD.match(text) is not None


class _Lines(list[_Line]):
    """The lines of a document. How far they reach is asked only where no sign tells whether a sentence goes on."""

    @cached_property
    def width(self) -> int | None:
        """The width at which the lines are broken, in half-width columns; None where lines are paragraphs."""
        return _wrap_width(self)

    @cached_property
    def margin(self) -> float | None:
        """How far to the right the longer lines of a document with pages reach; None where there are none."""
        return _right_margin(self)

    def continues(self, position: int) -> bool:
        """Whether a line goes on with the paragraph of the line above it."""
        return not self[position].after_gap and _continues(self, position)


def paragraphs(document: Document, used_blocks: frozenset[int], is_title: Callable[[str], bool]) -> Iterator[Paragraph]:
    """The paragraphs of a document's text blocks. `is_title` says whether an unnumbered line is a heading of its own."""
    lines = _Lines(_text_lines(document, used_blocks))
    group: list[_Line] = []
    for position, line in enumerate(lines):
        if group and (is_title(line.text) or not lines.continues(position)):
            yield _join(group)
            group = []
        group.append(line)
    if group:
        yield _join(group)


def paragraphs_with(document: Document, signs: re.Pattern[str]) -> Iterator[tuple[Paragraph, str]]:
    """The paragraphs that have one of some signs in them, each with the line above it, if nothing stands between.

    Only around such lines is asked which belong together.
    """
    if not any(signs.search(block.text) for _, block in document.own_blocks if isinstance(block, TextBlock)):
        return
    lines = _Lines(_text_lines(document, frozenset()))
    end = 0
    for position, line in enumerate(lines):
        if position < end or signs.search(line.text) is None:
            continue
        first, end = position, position + 1
        while first and lines.continues(first):
            first -= 1
        while end < len(lines) and lines.continues(end):
            end += 1
        yield _join(lines[first:end]), lines[first - 1].text if first and not lines[first].after_gap else ""


def _text_lines(document: Document, used_blocks: frozenset[int]) -> Iterator[_Line]:
    blocks = [*document.own_blocks]
    keys = [squeeze(block.text) if isinstance(block, TextBlock) else "" for _, block in blocks]
    repeats = Counter(
        [
            key
            for key, (_, block) in zip(keys, blocks, strict=True)
            if isinstance(block, TextBlock) and len(block.text) <= _RUNNING_HEADER_CHARS
        ]
    )
    gap = False
    for key, (block_no, block) in zip(keys, blocks, strict=True):
        if not isinstance(block, TextBlock) or block_no in used_blocks:
            gap = True
            continue
        if not key or (repeats[key] >= _RUNNING_HEADER_REPEATS and not _SAYS_MORE.search(key)):
            continue
        # Numbers of pages and lines of contents end with a digit or a leader, sentences do not.
        end = block.text.rstrip()[-1]
        if (end.isdecimal() or end in _LEADERS) and (
            _PAGE_NUMBER.match(block.text) or _CONTENTS_LINE.search(block.text)
        ):
            continue
        yield _Line(block_no, block.text, block.line, block.page, gap, block.box)
        gap = False


def _columns(text: str) -> int:
    text = text.strip()
    return len(text) + sum(map(len, _WIDE.findall(text)))


def _wrap_width(lines: list[_Line]) -> int | None:
    widths = sorted(width for line in lines if (width := _columns(line.text)) >= _LONGEST_HEADING)
    if len(widths) < _FEWEST_LINES:
        return None
    width = widths[int(len(widths) * 0.9)]
    full = sum(w >= _FULL_LINE * width for w in widths)
    return width if width <= _WIDEST_PAGE and full >= _WRAPPED_SHARE * len(widths) else None


def _right_margin(lines: list[_Line]) -> float | None:
    rights = sorted(line.box[2] for line in lines if line.box is not None and _columns(line.text) >= _LONGEST_HEADING)
    return rights[int(len(rights) * 0.9)] if rights else None


def _continues(lines: _Lines, position: int) -> bool:
    above = lines[position - 1]
    before, line = above.text, lines[position].text
    if starts_list_item(line):
        return _counts_on(lines, position)
    if _GOES_ON.match(line):
        return True
    if _ENDS_OPEN.search(before):
        return True
    if _ENDS_SENTENCE.search(before):
        return False
    if _open_bracket(before) or _STARTS_WITH_FIGURE.match(line):
        return True
    if lines.width is not None and _columns(before) >= _FULL_LINE * lines.width:
        return True
    if above.box is not None and lines.margin is not None:
        return _had_no_room(above.box, line, lines.margin)
    if lines.width is not None:
        return False
    heading = len(before) <= _LONGEST_HEADING and not _FIGURE.search(before) and starts_list_item(before)
    return not heading and _MID_SENTENCE.search(before) is not None


def _counts_on(lines: Sequence[_Line], position: int) -> bool:
    """Whether a line's number follows one within the sentence above it: a list in running text, broken where it begins an item."""
    number = _COUNTED.match(lines[position].text)
    if number is None or not _ENDS_OPEN.search(lines[position - 1].text):
        return False
    opening, count, closing = number.groups()
    one_less = _one_less(count)
    if one_less is None:
        return False
    mark = f"{opening}{one_less}{closing}"
    for above in range(position - 1, max(-1, position - 1 - _MOST_LINES_OF_ITEM), -1):
        text = lines[above].text.strip()
        before, found, after = text.rpartition(mark)
        if found:
            return before.endswith(tuple(_BEFORE_NUMBER)) and "。" not in after
        if "。" in text or lines[above].after_gap:
            return False
    return False


def _one_less(count: str) -> str | None:
    if count.isdecimal():
        return str(int(count) - 1) if int(count) > 1 else None
    position = _NUMERALS.index(count) if count in _NUMERALS else 0
    return _NUMERALS[position - 1] if position else None


def _had_no_room(box: Box, line: str, margin: float) -> bool:
    """Whether the line below could not have begun on the line above: its first word or figure reaches over the margin.

    Columns do not tell where figures are long: they stay whole, and digits are narrower in one face than in another.
    """
    size = (box[3] - box[1]) / _BOX_HEIGHT
    first = _FIRST_WORD.match(line)
    return box[2] + size * (_columns(first.group() if first else "") / 2 + _SLACK) > margin


def _open_bracket(text: str) -> bool:
    return text.count("（") + text.count("(") > text.count("）") + text.count(")") and "，" in text


def _join(lines: list[_Line]) -> Paragraph:
    segments: list[Segment] = []
    text = ""
    for line in lines:
        if "[" not in line.text:
            segments.append(Segment(len(text), line.block_no, 0, line.line, line.page))
            text += line.text
            continue
        position = 0
        for noise in [*_BOOKMARK.finditer(line.text), None]:
            end = noise.start() if noise else len(line.text)
            if end > position:
                segments.append(Segment(len(text), line.block_no, position, line.line, line.page))
                text += line.text[position:end]
            position = noise.end() if noise else end
    return Paragraph(segments or [Segment(0, lines[0].block_no, 0, lines[0].line, lines[0].page)], text)
