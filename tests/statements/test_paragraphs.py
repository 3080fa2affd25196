"""Which printed lines belong together, asked for the whole text and only around what is looked for."""

from __future__ import annotations

import re

from flows.readers.document import Cell, Document, Table, TextBlock
from flows.statements.narrative.paragraphs import paragraphs, paragraphs_with

LINES = (
    "四、国有资产占用情况",
    "截至2023年12月31日，本单位共有车辆3辆，其中，一般执法执",
    "勤用车2辆，其他用车1辆，",
    "单位价值100万元以上设备0台。",
    "五、其他说明",
    "本部门没有需要说明的其他事项，",
    "也没有附件。",
)


def document() -> Document:
    table = Table((Cell(0, 0, "项目"), Cell(0, 1, "台")))
    return Document("txt", (*map(TextBlock, LINES), table, TextBlock("办公设备1套。")))


def test_paragraphs_around_signs_are_those_of_the_whole_text():
    every = [paragraph.text for paragraph in paragraphs(document(), frozenset(), lambda _: False)]
    found = [paragraph.text for paragraph, _ in paragraphs_with(document(), re.compile("[辆台套]"))]
    assert found == ["".join(LINES[1:4]), "办公设备1套。"]
    assert found == [text for text in every if re.search("[辆台套]", text)]


def test_no_paragraph_is_put_together_where_no_line_has_a_sign():
    assert list(paragraphs_with(document(), re.compile("亩"))) == []


def joined(*lines: str) -> list[str]:
    return [p.text for p in paragraphs(Document("pdf", tuple(map(TextBlock, lines))), frozenset(), lambda _: False)]


def test_a_list_in_running_text_goes_on_where_a_line_begins_with_its_next_number():
    lines = (
        "基本支出按经济分类：（1）工资福利支出356万元；（2）商品和服务支出71万元，其中：电",
        "费8万元；",
        "（3）个人补助4万元。",
    )
    assert joined(*lines) == ["".join(lines)]


def test_items_on_lines_of_their_own_stay_apart():
    lines = ("（1）工资福利支出356万元；", "（2）商品和服务支出71万元；", "（3）个人补助4万元。")
    assert joined(*lines) == list(lines)
