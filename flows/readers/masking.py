"""Personal data is masked before anything is stored, logged, sent or shown.

Masked: mobile and fixed-line telephone numbers, identity card numbers, and the names after labels such as 填表人, 联系人
and 负责人. Figures are not touched: an amount has no eleven digits without a decimal point, comma or unit (a run of
digits followed by 元 is money, not a telephone). The mask keeps the length, so that positions in a line stay right.
"""

from __future__ import annotations

import re

MASK = "＊"

# A number glued to other digits, a decimal point or a unit of money is a figure.
_NUMBER_PATTERNS = (
    re.compile(
        r"(?<!\d)(?<!\d[.,])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d|\.\d|\s*[万亿千]?元)"
    ),
    re.compile(
        r"(?<!\d)(?<!\d[.,])[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d|\.\d|\s*[万亿千]?元)"
    ),
    re.compile(r"(?<!\d)(?<!\d[.,])(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d|\.\d|\s*[万亿千]?元)"),
    re.compile(r"(?<!\d)(?<!\d[.,])[（(]?0\d{2,3}[)）]?\s?[-—－]\s?\d{7,8}(?!\d|\.\d|\s*[万亿千]?元)"),
    re.compile(r"(?<!\d)(?<!\d[.,])0[1-9]\d{9,10}(?!\d|\.\d|\s*[万亿千]?元)"),
)
# After a label that announces a telephone any run of digits is one.
_PHONE_LABEL = re.compile(
    r"((?:联系电话|电话号码|联系方式|手机号码?|办公电话|电话)\s*[：:]\s*)([\d\-—－（）() ]{7,20})"
)
_NAME_LABEL = re.compile(
    r"((?:填表人|填报人|制表人|经办人|联系人|负责人|分管领导|项目负责人|财务负责人|单位负责人|主管领导|审核人|复核人)"
    r"(?:[（(][^）)\n]{1,8}[)）])?(?:签字|签名|姓名|签章)?\s*[：:][ \t\u3000]*)"
    r"(?!(?:填报日期|填表日期|联系电话|电话|日期|单位|签字|签章|（|\())([\u4e00-\u9fff·]{1,4}(?:[ \u3000][\u4e00-\u9fff](?![\u4e00-\u9fff]))?)"
    r"(?=$|[\s\u3000，,。；;、（(\d]|填报|填表|联系|电话|日期|单位|审核|财务)",
    re.MULTILINE,
)
_NAME_CELL_LABEL = re.compile(
    r"^(?:填表人|填报人|制表人|经办人|联系人|项目联系人|负责人|项目负责人|财务负责人|单位负责人|主管领导|审核人|复核人)(?:[（(][^）)]{1,8}[)）])?(?:签字|签名|姓名)?[：:]?$"
)
_NAME = re.compile(r"^[\u4e00-\u9fff·]{2,4}$")


def _cover(match: re.Match[str]) -> str:
    return re.sub(r"[^\s]", MASK, match.group())


def mask(text: str) -> str:
    """The text with every telephone number, identity number and labelled name covered, same length.

    >>> mask("联系人：王某某 13800000000")
    '联系人：＊＊＊ ＊＊＊＊＊＊＊＊＊＊＊'
    """
    for pattern in _NUMBER_PATTERNS:
        text = pattern.sub(_cover, text)
    text = _PHONE_LABEL.sub(lambda m: m.group(1) + re.sub(r"\d", MASK, m.group(2)), text)
    return _NAME_LABEL.sub(lambda m: m.group(1) + re.sub(r"\S", MASK, m.group(2)), text)


def is_name_label(text: str) -> bool:
    """Whether a table cell announces a person's name in the cell after it (填表人 | 王某)."""
    return _NAME_CELL_LABEL.match(re.sub(r"\s+", "", text)) is not None


def mask_name(text: str) -> str:
    """The text of the cell after a name label: covered when it looks like a name, else only `mask`ed."""
    return MASK * len(text) if _NAME.match(re.sub(r"\s+", "", text)) else mask(text)


def mask_lines(lines: list[str]) -> list[str]:
    """Lines of a text file, masked; a name may stand in the next tab-separated cell or on the next filled line."""
    masked: list[str] = []
    expecting = False
    for line in lines:
        cells = line.split("\t")
        for i, cell in enumerate(cells):
            if not cell.strip():
                continue
            cells[i] = mask_name(cell) if expecting else mask(cell)
            expecting = is_name_label(cell)
        masked.append("\t".join(cells))
    return masked
