"""Tables of PDF files: rules of every kind, merged cells, tables without rules, tables over page ends."""

from __future__ import annotations

from itertools import pairwise

import pytest
from pdf_maker import Page, pdf

from flows.readers.document import Table, TextBlock
from flows.readers.pdf import read
from flows.settings import ReaderLimits

XS = [50.0, 150.0, 250.0, 350.0]
YS = [100.0, 120.0, 140.0, 160.0]
ROWS = [["科目", "合计", "基本"], ["教育", "1.00", "2.00"], ["体育", "3.00", ""]]


def blocks(*pages: Page) -> list[str | list[list[str]]]:
    """Text blocks as they are, tables as rows of cells; a merged cell says how many rows × columns it covers."""
    return [
        block.text
        if isinstance(block, TextBlock)
        else [
            [
                f"{cell.text}#{cell.row_span}×{cell.col_span}" if cell.row_span * cell.col_span > 1 else cell.text
                for cell in row
            ]
            for row in block.rows
        ]
        for block in read(pdf(*pages), ReaderLimits()).blocks
    ]


def written(page: Page, xs: list[float] = XS, ys: list[float] = YS) -> Page:
    for y, row in zip(ys, ROWS, strict=False):
        for x, text in zip(xs, row, strict=False):
            page.text(x + 3, y + 13, text)
    return page


def strokes(page: Page) -> None:
    page.grid(XS, YS)


def thin_rectangles(page: Page) -> None:
    for x in XS:
        page.bar(x, 100, 0.5, 60)
    for y in YS:
        page.bar(50, y, 300, 0.5)


def cell_sides_with_missing_corners(page: Page) -> None:
    for y in YS:
        for left, right in pairwise(XS):
            page.rule(left + 0.4, y, right - 0.4, y)
    for x in XS:
        for top, bottom in pairwise(YS):
            page.rule(x, top, x, bottom)


def rectangles_of_cells(page: Page) -> None:
    for left, right in pairwise(XS):
        for top, bottom in pairwise(YS):
            page.parts.append(f"{left} {842 - bottom} {right - left} {bottom - top} re S")


def one_long_path(page: Page) -> None:
    lines = [f"{x} 742 m {x} 682 l" for x in XS] + [f"50 {842 - y} m 350 {842 - y} l" for y in YS]
    page.parts.append(" ".join(lines) + " S")


def dotted(page: Page) -> None:
    for y in YS:
        for step in range(200):
            page.bar(50 + step * 1.5, y, 0.5, 0.5)
    for x in XS:
        page.rule(x, 100, x, 160)


def double_frame(page: Page) -> None:
    page.grid(XS, YS).grid([48.5, 351.5], [98.5, 161.5])


def no_rules_at_the_sides(page: Page) -> None:
    for y in YS:
        page.rule(50, y, 350, y)
    for x in XS[1:3]:
        page.rule(x, 100, x, 160)


def no_closing_rule(page: Page) -> None:
    for y in YS[:3]:
        page.rule(50, y, 350, y)
    for x in XS:
        page.rule(x, 100, x, 160)


def shaded_heading_and_scaled_drawing(page: Page) -> None:
    page.parts.append("q 0.9 g 50 722 300 20 re f Q q 2 0 0 2 0 0 cm")
    page.parts += [f"{x / 2} 371 m {x / 2} 341 l S" for x in XS]
    page.parts += [f"25 {(842 - y) / 2} m 175 {(842 - y) / 2} l S" for y in YS]
    page.parts.append("Q")


@pytest.mark.parametrize(
    "draw",
    [
        strokes,
        thin_rectangles,
        cell_sides_with_missing_corners,
        rectangles_of_cells,
        one_long_path,
        dotted,
        double_frame,
        no_rules_at_the_sides,
        no_closing_rule,
        shaded_heading_and_scaled_drawing,
    ],
)
def test_however_the_rules_are_drawn_the_cells_are_the_same(draw):
    page = Page()
    draw(page)
    assert blocks(written(page)) == [ROWS]


def test_merged_cells_are_unions_of_cells_without_a_border():
    """项目 over three columns and 合计 down two rows, as in 支出决算表."""
    page = Page().grid([50, 350], [100, 160]).rule(50, 140, 350, 140).rule(50, 120, 250, 120).rule(250, 100, 250, 160)
    page.rule(100, 120, 100, 160).rule(150, 120, 150, 160)
    for x, y, text in [(120, 113, "项目"), (60, 133, "类"), (110, 133, "款"), (180, 133, "科目名称"), (280, 120, "合")]:
        page.text(x, y, text)
    page.text(280, 132, "计").text(60, 153, "201").text(110, 153, "06").text(160, 153, "财政事务").text(
        300, 153, "1.00"
    )
    assert blocks(page) == [
        [["项目#1×3", "合\n计#2×1"], ["类", "款", "科目名称"], ["201", "06", "财政事务", "1.00"]],
    ]


def test_a_number_wider_than_its_cell_is_not_cut_and_neighbours_are_kept_apart():
    page = (
        Page()
        .grid(XS, YS)
        .text(85, 113, "123,456,789,012.34")
        .text(53, 133, "甲")
        .text(240, 133, "5")
        .text(251, 133, "6")
    )
    assert blocks(page)[0][:2] == [["123,456,789,012.34", "", ""], ["甲", "5", "6"]]


@pytest.mark.parametrize(("matrix", "top"), [("0 1 -1 0", 190), ("0 -1 1 0", 110)])
def test_labels_turned_up_or_down_are_read_in_their_direction(matrix, top):
    page = (
        Page()
        .grid([50, 70, 350], [100, 200, 220])
        .text(60, top, "绩效指标", matrix=matrix)
        .text(80, 150, "产出指标完成情况")
    )
    assert blocks(page) == [[["绩效指标", "产出指标完成情况"], ["", ""]]]


def test_vertical_labels_keep_one_character_a_line():
    page = Page().grid([50, 70, 350], [100, 200, 220]).text(80, 150, "产出指标")
    for number, character in enumerate("绩效指标"):
        page.text(55, 120 + 20 * number, character)
    assert blocks(page)[0][0] == ["绩\n效\n指\n标", "产出指标"]


def test_several_tables_and_text_stay_in_reading_order():
    page = written(
        written(Page().grid(XS, YS)).text(50, 90, "表一").text(50, 200, "表二").grid(XS, [220, 240, 260, 280]),
        XS,
        [220, 240, 260],
    )
    assert blocks(page) == ["表一", ROWS, "表二", ROWS]
    beside = written(written(Page(842, 595).grid([450, 500, 550, 600], YS).grid(XS, YS)), [450, 500, 550])
    assert blocks(beside) == [ROWS, ROWS]


def test_a_table_in_a_cell_is_a_table_of_its_own():
    page = written(Page().grid([20, 45, 560], [60, 200, 300]).grid(XS, YS)).text(50, 90, "明细").text(50, 250, "备注")
    assert blocks(page) == [[["", "明细"], ["", "备注"]], ROWS]


def test_a_frame_around_text_and_a_ruled_page_without_text_are_no_tables():
    assert blocks(Page().grid([20, 575], [20, 822]).text(60, 300, "正文"), Page().grid(XS, YS)) == ["正文"]


# -- without rules -----------------------------------------------------------------------------------------------------


def aligned(page: Page) -> Page:
    page.text(50, 80, "部门：某局").text(330, 80, "单位：万元")
    page.text(60, 100, "项目").text(215, 100, "合计").text(300, 100, "基本支出").text(400, 100, "项目支出")
    rows = [("一般公共服务支出", "1,234.00", "1,000.00", "234.00"), ("教育支出", "20.00", "", "20.00")]
    for number, (label, *figures) in enumerate([*rows, ("合计", "1,254.00", "1,000.00", "254.00")]):
        page.text(50, 120 + 20 * number, label)
        for right, figure in zip((250, 350, 450), figures, strict=True):
            page.text(right - 5 * len(figure), 120 + 20 * number, figure)
    return page.text(50, 190, "注：本表反映全部支出。")


ALIGNED = [
    "部门：某局 单位：万元",
    [
        ["项目", "合计", "基本支出", "项目支出"],
        ["一般公共服务支出", "1,234.00", "1,000.00", "234.00"],
        ["教育支出", "20.00", "", "20.00"],
        ["合计", "1,254.00", "1,000.00", "254.00"],
    ],
    "注：本表反映全部支出。",
]


@pytest.mark.parametrize("rules", [[], [86, 106, 166], [86, 106, 126, 146, 166]])
def test_columns_without_rules_are_found_by_alignment(rules):
    page = aligned(Page())
    for y in rules:
        page.rule(45, y, 460, y)
    assert blocks(page) == ALIGNED


def test_headings_over_several_columns_and_wrapped_labels():
    page = Page().text(200, 60, "支出决算表").rule(45, 68, 460, 68).rule(45, 104, 460, 104).rule(45, 192, 460, 192)
    page.text(60, 80, "项目").text(215, 80, "合计").text(320, 80, "其中：财政拨款安排的支出").text(60, 97, "类")
    page.text(300, 97, "基本支出").text(400, 97, "项目支出")
    for y, label in [(115, "一般公共服务支出"), (150, "机关事业单位基本养老保险"), (162, "缴费支出"), (185, "合计")]:
        page.text(50, y, label)
    for y in (115, 150, 185):
        page.text(215, y, "20.00").text(315, y, "11.00").text(415, y, "9.00")
    assert blocks(page) == [
        "支出决算表",
        [
            ["项目", "合计", "其中：财政拨款安排的支出#1×2"],
            ["类", "", "基本支出", "项目支出"],
            ["一般公共服务支出", "20.00", "11.00", "9.00"],
            ["机关事业单位基本养老保险\n缴费支出", "20.00", "11.00", "9.00"],
            ["合计", "20.00", "11.00", "9.00"],
        ],
    ]


def test_a_heading_alone_on_its_line_belongs_to_the_table_its_rule_opens():
    page = aligned(Page()).text(360, 94, "其中").rule(45, 84, 460, 84).rule(45, 186, 460, 186)
    page.parts = [part.replace("742 Tm", "730 Tm") for part in page.parts]  # headings further down
    assert blocks(page)[1][:2] == [["", "", "其中#1×2"], ["项目", "合计", "基本支出", "项目支出"]]


@pytest.mark.parametrize("dots", ["........", ""])
def test_contents_and_running_text_are_no_tables(dots):
    page = Page()
    for number, title in enumerate(["收入支出决算总表", "收入决算表", "支出决算表", "名词解释"]):
        page.text(50, 100 + 20 * number, f"{title}{dots}").text(450, 100 + 20 * number, str(number + 3))
    assert not any(isinstance(block, list) for block in blocks(page))
    prose = Page()
    for number in range(5):
        prose.text(50, 100 + 20 * number, "本年支出合计2940.05万元，其中：基本支出2336.91万元，占79.49%。")
    assert len(blocks(prose)) == 5


# -- over page ends ----------------------------------------------------------------------------------------------------

MORE = [["文化", "5.00", "6.00"], ["合计", "9.00", "8.00"]]


def first_page() -> Page:
    return written(Page().text(150, 80, "支出决算表").grid(XS, YS)).text(290, 820, "1")


def test_a_table_over_a_page_end_is_one_table_and_cells_know_their_page():
    second = Page().table(XS, [50, 70, 90], MORE).text(290, 820, "2").text(50, 200, "说明")
    (title, table, note) = read(pdf(first_page(), second), ReaderLimits()).blocks
    assert isinstance(table, Table)
    assert [(row[0].row, row[0].text, row[0].page) for row in table.rows] == [
        (0, "科目", 1),
        (1, "教育", 1),
        (2, "体育", 1),
        (3, "文化", 2),
        (4, "合计", 2),
    ]
    assert (title.page, table.page, note.page) == (1, 1, 2)


def test_a_table_goes_on_over_a_page_with_another_margin():
    """Bound pages have the wider margin on one side in turn; scanned pages lie otherwise on the glass."""
    second = Page().table([x + 14 for x in XS], [50, 70, 90], MORE)
    assert blocks(first_page(), second)[1] == [*ROWS, *MORE]


def test_running_headers_and_empty_ruled_pages_do_not_end_a_table():
    pages = [first_page(), Page().grid(XS, [50, 70]), Page().table(XS, [50, 70, 90], MORE)]
    for page in pages:
        page.text(200, 30, "某局2024年度部门决算")
    found = blocks(*pages)
    assert found[2] == [*ROWS, ["", "", ""], *MORE]
    assert found.count("某局2024年度部门决算") == 3


def test_merged_columns_on_the_next_page_are_placed_under_the_same_columns():
    second = Page().table([50, 250, 350], [50, 70], [["合计", "9.00"]])
    assert blocks(first_page(), second)[1] == [*ROWS, ["合计#1×2", "9.00"]]


def test_a_header_repeated_on_the_next_page_does_not_start_another_table():
    top = [40.0, 60.0]
    pages = [
        Page().grid([50, 350], top).text(150, 53, "三公经费").table(XS, [60, 80, 100], rows)
        for rows in (ROWS[:2], MORE)
    ]
    assert blocks(*pages) == [[["三公经费#1×3"], *ROWS[:2], ["三公经费#1×3"], *MORE]]


@pytest.mark.parametrize(
    "second",
    [
        Page().text(150, 40, "收入决算表").table(XS, [50, 70, 90], MORE),
        Page().table([50, 170, 260, 350], [50, 70, 90], MORE),
        Page().table([64, 184, 274, 364], [50, 70, 90], MORE),
        Page().grid([50, 350], [50, 70]).text(150, 62, "收入决算表").table(XS, [70, 90, 110], MORE),
    ],
    ids=["title between", "other columns", "other columns and margin", "title in the first row"],
)
def test_another_table_on_the_next_page_stays_another(second):
    assert sum(isinstance(block, list) for block in blocks(first_page(), second)) == 2


def test_a_table_without_rules_goes_on_over_the_page_end():
    first = aligned(Page())
    first.parts = [part for part in first.parts if "注：".encode("utf-16-be").hex() not in part]
    second = Page().text(50, 60, "社会保障和就业支出").text(205, 60, "20.00").text(405, 60, "20.00")
    second.text(50, 80, "卫生健康支出").text(215, 80, "1.00").text(320, 80, "1.00")
    second.text(50, 100, "合计").text(210, 100, "21.00").text(320, 100, "1.00").text(410, 100, "20.00")
    table = blocks(first, second)[1]
    assert table[len(ALIGNED[1]) :] == [
        ["社会保障和就业支出", "20.00", "", "20.00"],
        ["卫生健康支出", "1.00", "1.00", ""],
        ["合计", "21.00", "1.00", "20.00"],
    ]


CUT = [50.0, 110, 260, 330]


def test_a_row_cut_by_the_page_end_is_one_row():
    goal = "保障机关正常运转，完成全年\n各项工作任务，提高服务对象"
    first = Page().table(CUT, [700, 720, 760], [["指标", "年度目标", "得分"], ["质量", goal, "9.50"]])
    second = Page().table(CUT, [60, 80, 100], [["", "满意程度", ""], ["时效", "按时", "5"]])
    (table,) = blocks(first, second)
    assert table[1:] == [["质量", f"{goal}\n满意程度", "9.50"], ["时效", "按时", "5"]]
    cells = read(pdf(first, second), ReaderLimits()).tables[0][1].cells
    assert [cell.page for cell in cells if cell.text in ("9.50", "5")] == [1, 2]


def test_a_row_of_its_own_after_the_page_end_stays_one():
    first = Page().table(CUT, [700, 720, 740], [["编码", "项目", "金额"], ["2010301", "行政运行", "9.50"]])
    second = Page().table(CUT, [60, 80, 100], [["", "其中：项目支出", ""], ["2010302", "一般行政管理事务", "5"]])
    (table,) = blocks(first, second)
    assert [row[1] for row in table] == ["项目", "行政运行", "其中：项目支出", "一般行政管理事务"]
