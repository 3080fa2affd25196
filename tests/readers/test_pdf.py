"""PDF files: text lines, what is no text, what is refused and why, personal data."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_maker import Page, pdf

from flows.readers.document import Table, TextBlock
from flows.readers.errors import ReadError
from flows.readers.pdf import read
from flows.readers.pdf.stand_in import font_file
from flows.settings import ReaderLimits

LIMITS = ReaderLimits()
SENTENCE = Page().text(50, 100, "本年支出合计2940.05万元。")


def texts(*pages: Page) -> list[tuple[int | None, str]]:
    return [(block.page, block.text) for block in read(pdf(*pages), LIMITS).blocks if isinstance(block, TextBlock)]


def test_digits_on_a_lower_baseline_belong_to_the_sentence():
    page = (
        Page()
        .text(50, 100, "收入", 16)
        .text(82, 106, "2995.39", 16)
        .text(138, 100, "万元，", 16)
        .text(50, 128, "下降", 16)
    )
    assert texts(page) == [(1, "收入2995.39万元，"), (1, "下降")]


def test_characters_drawn_one_by_one_in_any_order_are_read_from_left_to_right():
    page = (
        Page().text(70, 100, "表").text(50, 100, "决").text(60, 100, "算").text(50.4, 100, "决")
    )  # the last one: bold
    assert texts(page) == [(1, "决算表")]


def test_a_wide_gap_is_a_blank():
    assert texts(Page().text(50, 100, "部门：某局").text(300, 100, "单位：万元")) == [(1, "部门：某局 单位：万元")]


@pytest.mark.parametrize("number", ["3", "- 3 -", "— 12 —", "第 3 页", "第3页 共9页", "3/9"])
def test_page_numbers_are_dropped_and_figures_are_not(number):
    page = Page().text(50, 400, "2024").text(50, 100, "正文").text(290, 820, number)
    assert texts(page) == [(1, "正文"), (1, "2024")]


@pytest.mark.parametrize(
    ("turned", "matrix", "place"),
    [
        (0, "1 0 0 1", lambda x, y: (x, y)),
        (90, "0 1 -1 0", lambda x, y: (y, 842 - x)),
        (180, "-1 0 0 -1", lambda x, y: (595 - x, 842 - y)),
        (270, "0 -1 1 0", lambda x, y: (595 - y, x)),
        (0, "0 1 -1 0", lambda x, y: (y, 842 - x)),  # set sideways on an upright page
    ],
)
def test_turned_pages_are_read_upright(turned, matrix, place):
    page = Page(turned=turned)
    for x, y, text in [(50, 100, "科目"), (100, 100, "合计"), (50, 120, "教育"), (100, 120, "1.50")]:
        page.text(*place(x, y), text, matrix=matrix)
    assert texts(page) == [(1, "科目 合计"), (1, "教育 1.50")]


def test_boxes_are_places_on_the_page_as_displayed():
    sideways = Page()
    for x in (50, 150, 250):
        sideways.rule(100, 842 - x, 140, 842 - x)
    for y in (100, 140):
        sideways.rule(y, 842 - 50, y, 842 - 250)
    sideways.text(120, 842 - 60, "科目", matrix="0 1 -1 0").text(120, 842 - 160, "合计", matrix="0 1 -1 0")
    (table,) = read(pdf(sideways), LIMITS).blocks
    assert isinstance(table, Table)
    assert [(cell.text, cell.box) for cell in table.cells] == [
        ("科目", (100.0, 692.0, 140.0, 792.0)),
        ("合计", (100.0, 592.0, 140.0, 692.0)),
    ]


@pytest.mark.usefixtures("without_ocr")
def test_scanned_pages_are_noted_and_the_rest_is_read():
    stamped = Page().picture().text(290, 820, "2")
    document = read(pdf(SENTENCE, Page().picture(), stamped, Page()), LIMITS)
    assert document.notes == ("第 2–3 页是扫描图像，未识别",)
    assert [block.page for block in document.blocks] == [1]


def test_a_logo_beside_text_is_no_scan():
    page = Page().picture(50, 50).text(100, 100, "本年支出合计2940.05万元。")
    assert read(pdf(page), LIMITS).notes == ()


@pytest.mark.usefixtures("without_ocr")
def test_invisible_text_behind_an_image_is_noted():
    page = Page().picture()
    page.parts.append("3 Tr")
    page.text(50, 100, "一般公共预算财政拨款支出决算表的说明如下，支出合计2940.05万元，其中基本支出2336.91万元。")
    assert read(pdf(page), LIMITS).notes == ("第 1 页的文字来自扫描件的识别结果",)


@pytest.mark.usefixtures("without_ocr")
@pytest.mark.parametrize("page", [Page().picture(), Page().text(50, 100, "\ue010\ue011\ue012元")])
def test_without_usable_text_ocr_is_needed(page):
    with pytest.raises(ReadError, match="OCR") as refusal:
        read(pdf(page), LIMITS)
    assert refusal.value.outcome == "needs_ocr"


ENCRYPTED = f"/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /O <{'41' * 32}> /U <{'42' * 32}> /P -4 >>"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf(SENTENCE, trailer=ENCRYPTED), "需要密码"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, "损坏"),
        (pdf(SENTENCE)[:300], "损坏"),
        (pdf(Page()), "没有任何文字"),
        (pdf(), "没有任何文字"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(data, reason):
    with pytest.raises(ReadError, match=reason) as refusal:
        read(data, LIMITS)
    assert refusal.value.outcome == "rejected"


def test_a_cut_file_is_read_as_far_as_it_goes_and_noted():
    whole = pdf(SENTENCE)
    assert read(whole[: whole.index(b"startxref")], LIMITS).notes == ("文件末尾不完整，缺少的部分未读取",)


def test_limits():
    class Bounds(ReaderLimits):
        pages: int = 1
        characters: int = 30

    with pytest.raises(ReadError, match="页数过多"):
        read(pdf(SENTENCE, SENTENCE), Bounds())
    with pytest.raises(ReadError, match="过多"):
        read(pdf(Page().text(50, 100, "字" * 31)), Bounds())
    with pytest.raises(ReadError, match="单元格过多"):
        read(pdf(Page().table([50, 100, 150], [50, 70], [["甲", "乙"]])), ReaderLimits(cells=1))


def test_a_script_in_the_file_is_not_run():
    action = "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
    assert len(read(pdf(SENTENCE, extra=action), LIMITS).blocks) == 1


def test_personal_data_is_masked_also_over_line_ends_and_cells():
    page = (
        Page(width=300)
        .text(20, 50, "如有疑问请向本单位财务科咨询，请拨打021-5256", 10)
        .text(20, 70, "4567，欢迎监督。", 10)
    )
    page.text(20, 90, "联系人：", 9).text(20, 110, "王小明", 9)
    page.table([20, 100, 250], [200, 220, 240], [["填表人", "李四"], ["电话", "13812345678"]])
    document = read(pdf(page), LIMITS)
    printed = "\n".join(
        block.text if isinstance(block, TextBlock) else "|".join(cell.text for cell in block.cells)
        for block in document.blocks
    )
    assert "财务科" in printed
    assert "填表人|＊＊|电话|＊＊＊＊＊＊＊＊＊＊＊" in printed
    assert not any(private in printed for private in ("王小明", "李四", "5256", "4567", "13812345678"))


def test_names_below_a_heading_are_masked_as_in_other_formats():
    page = Page(width=300).table(
        [20, 100, 180, 260], [200, 220, 240], [["科室", "负责人", "金额"], ["财务科", "李四", "12.50"]]
    )
    (table,) = read(pdf(page), LIMITS).blocks
    assert [cell.text for cell in table.cells] == ["科室", "负责人", "金额", "财务科", "＊＊", "12.50"]


def test_the_stand_in_font_is_a_font_file():
    data = font_file()
    assert data[:4] == b"\x00\x01\x00\x00"
    assert sum(int.from_bytes(data[28 + 16 * i : 32 + 16 * i]) > 0 for i in range(7)) == 7


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5000), st.binary(min_size=1, max_size=8)), min_size=1, max_size=5), st.data())
def test_damaged_files_are_read_or_refused(changes, data):
    damaged = bytearray(pdf(Page().table([50, 100, 150], [50, 70, 90], [["科目", "合计"], ["教育", "1.00"]]), SENTENCE))
    for place, change in changes:
        damaged[place % len(damaged) : place % len(damaged) + len(change)] = change
    cut = data.draw(st.integers(100, len(damaged)))
    try:
        document = read(bytes(damaged[:cut]), LIMITS)
    except ReadError as refusal:
        assert refusal.outcome in {"rejected", "needs_ocr"}
        return
    assert all(block.page is not None for block in document.blocks)
