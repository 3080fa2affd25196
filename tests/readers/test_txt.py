"""Text files: encodings, what is refused and why, tab-separated tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.readers import txt
from flows.readers.document import Table, TextBlock
from flows.readers.errors import ReadError
from flows.readers.formats import detect, read_document
from flows.settings import ReaderLimits

LIMITS = ReaderLimits()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_give_the_same_blocks(encoding):
    document = read_document("部门决算\n单位：万元\n".encode(encoding), LIMITS)
    assert [block.text for block in document.blocks] == ["部门决算", "单位：万元"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "文件为空"),
        (b"\x00\x01\x02binary", "NUL"),
        (bytes(range(128, 256)) * 4, "编码无法识别"),
        (b"\x89PNG...", "图像文件已损坏"),
        (b"PK\x03\x04rubbish", "压缩包损坏"),
        (("长" * 1_000_001).encode(), "过长"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(data, reason):
    with pytest.raises(ReadError, match=reason):
        read_document(data, LIMITS)


def test_a_file_is_known_by_its_content():
    assert detect(b"<!DOCTYPE html><html>") == "html"
    assert detect("部门：某局".encode()) == "txt"


def test_tab_rows_are_a_table_and_a_page_break_does_not_end_it():
    document = txt.read("说明\n项目\t金额\n合计\t1\n\n基本\t\n正文".encode(), LIMITS)
    assert [type(block) for block in document.blocks] == [TextBlock, Table, TextBlock]
    table = document.blocks[1]
    assert [(c.row, c.col, c.text, c.line) for c in table.cells if c.text][-1] == (2, 0, "基本", 5)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=200))
def test_no_character_of_running_text_is_lost(text):
    try:
        document = txt.read(("汇" + text).encode(), LIMITS)
    except ReadError:
        return
    kept = "".join(block.text for block in document.blocks if isinstance(block, TextBlock))
    assert len("".join(kept.split())) == len("".join(("汇" + text).split()))


SHEET = """\ufeff收入决算表,,,
部门：示例局,,,单位：万元
编码,名称,合计,其他
201,"一般公共
服务支出","1,234.50",

,,,
编码,名称,合计,其他
205,教育支出,5,
"""


def test_comma_separated_text_is_tables_with_their_lines():
    document = txt.read(SHEET.encode(), LIMITS)
    assert [(b.text, b.line) for b in document.blocks if isinstance(b, TextBlock)] == [
        ("收入决算表", 1), ("部门：示例局", 2), ("单位：万元", 2),
    ]  # fmt: skip
    first, second = (table for _, table in document.tables)
    assert [[cell.text for cell in row] for row in first.rows][1] == ["201", "一般公共\n服务支出", "1,234.50", ""]
    assert [row[0].line for row in (*first.rows, *second.rows)] == [3, 4, 8, 9]
    assert document.source_format == "txt"


@pytest.mark.parametrize(
    "text",
    [
        "一、收入,二、支出,三、结余\n本年收入1,234.50万元\n",
        '编码,名称,合计\n201,"未完,5\n202,b,6',
        "收入1,234,567元\n",
        "收入,支出\n5,6\n",
    ],
)
def test_text_with_commas_is_text(text):
    assert txt.read(text.encode(), LIMITS).tables == []


def test_commas_without_end_are_refused():
    few = LIMITS.model_copy(update={"cells": 100})
    with pytest.raises(ReadError, match="单元格过多"):
        txt.read(("a," * 50 + "b\n").encode() * 2, few)
