"""How a printed label becomes the key that reference data is looked up by.

Spelling noise of conversion (full-width forms, blanks and line breaks inside words, CJK radicals, quotation marks) must
not decide what a label means; `fold` removes it. `bare_label` keeps the words as printed and removes only numbering and
lead-ins; `label_key` is the folded bare label. Seeds hold keys in this form (a test holds them to it).
"""

from __future__ import annotations

import re
import unicodedata

from flows.statements.remembered import Remembered

# Radicals that PDF fonts emit instead of the characters; NFKC folds U+2F00–2FD5 but not this supplement block.
_RADICALS = str.maketrans({
    "⺟": "母", "⺠": "民", "⻁": "虎", "⻄": "西", "⻅": "见", "⻆": "角", "⻋": "车", "⻓": "长", "⻔": "门",
    "⻘": "青", "⻚": "页", "⻛": "风", "⻜": "飞", "⻝": "食", "⻢": "马", "⻣": "骨", "⻤": "鬼", "⻥": "鱼",
    "⻦": "鸟", "⻩": "黄", "⻬": "齐", "⻮": "齿", "⻰": "龙", "⺎": "兀", "⺏": "尣", "⺙": "攵", "⺝": "月",
})  # fmt: skip
_NOISE = re.compile(r"[\s\u200b\ufeff\u2e80-\u2eff]")
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_QUOTES = re.compile(r"[“”\"'‘’「」『』《》〈〉]")
_DASHES = re.compile(r"[‐‑‒–—―－]+")
# What folding changes beside what NFKC does: most labels have none of it.
_SPELLING = re.compile(f"{_NOISE.pattern}|{_QUOTES.pattern}|{_DASHES.pattern}")

_NUMBERING = re.compile(
    r"""^(?:
        [一二三四五六七八九十]{1,3}[、,.．]            # 一、
      | [（(][一二三四五六七八九十]{1,3}[)）][、.]?     # （一）
      | \d{1,2}[、.．](?!\d)                          # 1、 1.
      | [（(]\d{1,2}[)）][、.]?                        # （1）
      | [①-⑳]
    )\s*""",
    re.VERBOSE,
)
_BEFORE_LABEL = frozenset("一二三四五六七八九十（(其减加①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")  # what numbering and lead-ins begin with
_LEAD_IN = re.compile(r"^(?:其\s*中|减|加)\s*[：:]\s*")
_ACCOUNT_LEVEL = re.compile(r"[（(]\s*[类款项]\s*[)）]")
_TRAILING = "：:；;，,。"


_DIGITS = re.compile(r"\d+|[一二三四五六七八九十]+")


def numbering_style(text: str) -> str:
    """How a label is numbered (一、 （一） 1. （1）), '' where it is not: labels numbered alike stand at one level.

    >>> numbering_style("二、项目支出") == numbering_style("十一、其他支出") != numbering_style("（一）办公费")
    True
    """
    found = _NUMBERING.match(squeeze(text)) if text[:1] in _BEFORE_LABEL or text[:1].isdecimal() else None
    if found is None:
        return ""
    number = _folded(found.group())
    return _DIGITS.sub("1" if any(map(str.isdecimal, number)) else "一", number)


def squeeze(text: str) -> str:
    """The text without blanks and line breaks, otherwise as printed."""
    return _SPACE.sub("", text.translate(_RADICALS)) if _NOISE.search(text) is not None else text


def is_short(text: str, most: int) -> bool:
    """Whether a text has no more than `most` signs: Word files push 金额单位：万元 to the right margin with a hundred blanks."""
    return len(text) <= most or len(squeeze(text)) <= most


def _folded(text: str) -> str:
    if _SPELLING.search(text) is None and unicodedata.is_normalized("NFKC", text):
        return text
    folded = unicodedata.normalize("NFKC", squeeze(text))
    return _DASHES.sub("-", _QUOTES.sub("", _SPACE.sub("", folded)))


# The lookup form of any text: NFKC, radicals repaired, no blanks, no quotation marks, one kind of dash.
fold = Remembered(_folded).__getitem__


def _bared(text: str) -> str:
    """See `bare_label`.

    >>> _bared("  其中：1、公务用车 购置费：")
    '公务用车购置费'
    """
    label = squeeze(text)
    before = None
    while before != label and (label[:1] in _BEFORE_LABEL or label[:1].isdecimal()):
        before = label
        label = _LEAD_IN.sub("", _NUMBERING.sub("", label))
    if "（" in label or "(" in label:
        label = _ACCOUNT_LEVEL.sub("", label)
    return label.rstrip(_TRAILING)


# A row's label as printed, without blanks, numbering, 其中：, （类）（款）（项） and trailing punctuation.
bare_label = Remembered(_bared).__getitem__


def _keyed(text: str) -> str:
    """See `label_key`.

    >>> _keyed("一、一般公共预算财政拨款收入")
    '一般公共预算财政拨款收入'
    """
    return _folded(bare_label(text))


# The key of a row's label in reference data.
label_key = Remembered(_keyed).__getitem__
