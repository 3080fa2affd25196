"""Personal data is covered before anything is stored; figures are not."""

from __future__ import annotations

import pytest

from flows.readers.masking import mask, mask_lines


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("填表人：王小明    填报日期：2023.6.20   联系电话： 13912345678  单位负责人签字：", ["王小明", "13912345678"]),
        ("填表人：王 明　填报日期：2023", ["王 明"]),
        ("项目负责人（签字）：欧阳小明", ["欧阳小明"]),
        ("联系人:李四,0731-28881234", ["李四", "28881234"]),
        ("电话：2888 1234", ["2888", "1234"]),
        ("身份证430212199001011234", ["430212199001011234"]),
        ("手机 139-1234-5678", ["1234", "5678"]),
        ("call 13912345678.", ["13912345678"]),
    ],
)
def test_names_and_numbers_are_covered(text, gone):
    masked = mask(text)
    assert len(masked) == len(text)
    assert not [part for part in gone if part in masked]


@pytest.mark.parametrize(
    "text",
    [
        "合计 13912345678.50",
        "支出13912345678元",
        "2010301 行政运行 44.91",
        "负责人员经费支出",
        "填报日期：2023.6.20",
        "1,391,234.56",
    ],
)
def test_figures_and_words_stay(text):
    assert mask(text) == text


def test_names_in_the_next_cell_or_on_the_next_line_are_covered():
    assert mask_lines(["填表人\t王小明\t日期", "联系人：", "李四", "支出"]) == [
        "填表人\t＊＊＊\t日期",
        "联系人：",
        "＊＊",
        "支出",
    ]
