"""Sheets of spreadsheets and Word tables as office programs print them to PDF: without rules, narrow cells, over page ends."""

from __future__ import annotations

from pdf_maker import Page, pdf

from flows.readers.document import Table
from flows.readers.pdf import read
from flows.settings import ReaderLimits


def tables(*pages: Page) -> list[list[list[str]]]:
    blocks = read(pdf(*pages), ReaderLimits()).blocks
    return [[[cell.text for cell in row] for row in block.rows] for block in blocks if isinstance(block, Table)]


def right(page: Page, x: float, y: float, text: str) -> Page:
    """A figure that ends at x: digits are half as wide as they are high."""
    return page.text(x - 5 * len(text), y, text)


def test_a_label_right_behind_the_figure_of_the_cell_before_is_a_cell_of_its_own():
    page = Page().text(60, 80, "收入").text(150, 80, "预算数").text(220, 80, "支出").text(320, 80, "预算数")
    rows = [("财政拨款", "6,482.75", "一、基本支出", "2,116.30"), ("其他资金", "30.00", "二、项目支出", "4,396.45")]
    for y, (income, amount, spending, other) in zip((100, 120), rows, strict=True):
        right(page.text(50, y, income), 200, y, amount)
        right(page.text(203, y, spending), 350, y, other)
    page.text(50, 140, "收入总计").text(203, 140, "支出总计")
    assert tables(page)[0][1:3] == [list(row) for row in rows]


def test_a_sentence_with_an_amount_is_not_divided():
    page = (
        Page()
        .text(50, 80, "收入总计6,512.75万元。")
        .text(50, 100, "支出总计6,512.75万元。")
        .text(50, 120, "年末结余0.00万元。")
    )
    assert tables(page) == []


def test_headings_in_the_middle_of_wide_cells_stand_over_the_figures_at_their_right_border():
    page = Page().text(150, 80, "项目").text(300, 80, "合计").text(400, 80, "基本支出").text(500, 80, "项目支出")
    for y, label in [(100, "行政运行"), (120, "机关服务"), (140, "培训支出")]:
        right(right(page.text(50, y, label), 350, y, "150.00"), 550, y, "150.00")
    assert tables(page)[0][:2] == [["项目", "合计", "基本支出", "项目支出"], ["行政运行", "150.00", "", "150.00"]]


def test_a_heading_between_two_columns_of_figures_is_nobodys():
    page = Page().text(50, 80, "项目").text(290, 80, "合计")
    for y, label in [(100, "行政运行"), (120, "机关服务"), (140, "培训支出")]:
        page.text(50, y, label).text(200, y, "1.00").text(390, y, "2.00")
    assert tables(page)[0][:2] == [["项目", "", "合计", ""], ["行政运行", "1.00", "", "2.00"]]


def ruled_off(page: Page, ys: list[float]) -> Page:
    for y in ys:
        page.rule(45, y, 460, y)
    return page


def test_the_lines_of_a_heading_keep_their_order_beside_one_over_more_columns():
    page = ruled_off(Page(), [70, 105, 125, 145, 165]).text(50, 85, "功能分类科").text(50, 99, "目编码")
    page.text(100, 92, "科目名称").text(300, 92, "合计").text(50, 120, "类").text(76, 120, "款").text(300, 120, "1")
    for y, code in [(140, "201"), (160, "20103")]:
        page.text(50, y, code).text(100, y, "行政运行").text(300, y, "5.00")
    assert tables(page)[0][0][0] == "功能分类科\n目编码"


def test_the_caption_of_the_next_table_is_no_row_of_the_one_before():
    page = ruled_off(Page(), [86, 106, 126, 146]).text(50, 100, "行政运行").text(300, 100, "1.00")
    page.text(50, 120, "机关服务").text(300, 120, "2.00").text(50, 140, "合计").text(300, 140, "3.00")
    page.text(50, 160, "注：本表反映支出。").text(160, 175, "三公经费支出表").text(400, 175, "公开08表")
    page.text(50, 190, "部门：某局").text(400, 190, "单位：万元")
    page.table([50, 200, 350], [195, 215, 235], [["项目", "合计"], ["接待费", "1.00"]])
    assert [len(table) for table in tables(page)] == [3, 2]


def test_rows_go_on_in_the_same_columns_where_the_others_are_empty():
    first = (
        Page()
        .text(50, 640, "编码")
        .text(120, 640, "名称")
        .text(250, 640, "合计")
        .text(350, 640, "基本支出")
        .text(450, 640, "经营支出")
    )
    second = Page()
    for y in (660, 680, 700):
        first.text(50, y, "2010301").text(120, y, "行政运行").text(250, y, "8.00").text(350, y, "5.00").text(
            450, y, "3.00"
        )
    for y in (60, 80, 100):
        second.text(50, y, "2130101").text(120, y, "机关服务").text(250, y, "2.00").text(350, y, "2.00")
    (table,) = tables(first, second)
    assert table[3:5] == [["2010301", "行政运行", "8.00", "5.00", "3.00"], ["2130101", "机关服务", "2.00", "2.00", ""]]


def sheet(page: Page, captions: list[tuple[float, float, str]], rows: list[list[str]], width: float = 80) -> Page:
    for x, y, text in captions:
        page.text(x, y, text)
    xs = [50 + width * number for number in range(len(rows[0]) + 1)]
    return page.table(xs, [100 + 20.0 * number for number in range(len(rows) + 1)], rows)


LEFT = [["科目", "合计"], ["教育支出", "3.00"], ["体育支出", "5.00"]]
RIGHT = [["基本", "项目"], ["1.00", "2.00"], ["5.00", ""]]


def test_columns_printed_on_a_later_page_without_labels_go_beside_the_others():
    left = sheet(Page(), [(200, 60, "支出决算表"), (50, 80, "部门：某局")], LEFT)
    note = Page().text(50, 60, "注：本表反映全部支出。")
    right = sheet(Page(), [(100, 80, "单位：万元")], RIGHT)
    assert tables(left, note, right) == [[one + other for one, other in zip(LEFT, RIGHT, strict=True)]]


def test_a_title_cut_by_the_end_of_the_page_joins_parts_that_both_have_labels():
    right = [["项目", "支出"], ["基本支出", "1.00"], ["项目支出", "2.00"]]
    blocks = read(
        pdf(
            sheet(Page(), [(50, 60, "某县2021年部门综合预算收"), (50, 80, "部门：某局")], LEFT),
            sheet(Page(), [(50, 60, "综合预算收支总表"), (50, 80, "单位：元")], right),
        ),
        ReaderLimits(),
    ).blocks
    assert next(block.text for block in blocks if not isinstance(block, Table)) == "某县2021年部门综合预算收支总表"
    assert [len(block.rows[1]) for block in blocks if isinstance(block, Table)] == [4]


def test_two_statements_of_one_template_stay_apart():
    captions: list[tuple[float, float, str]] = [(200, 84, "三公经费支出表"), (50, 96, "部门：某局")]
    of_figures = [["合计", "接待"], ["2.00", "1.00"], ["3.00", "1.00"]]
    assert len(tables(sheet(Page(), captions, LEFT), sheet(Page(), captions, of_figures))) == 2
    assert len(tables(sheet(Page(), captions, LEFT), sheet(Page(), [(50, 96, "部门：某局")], LEFT))) == 2


def test_a_heading_over_columns_on_both_pages_reaches_over_all_of_them():
    left, right = Page().text(50, 80, "部门：某局"), Page().text(100, 60, "支出决算表")
    left.table([50, 130, 210, 290], [120, 140], [["教育", "1.00", "2.00"]]).grid([50, 290], [100, 120])
    left.text(53, 111, "科目").text(200, 111, "2021年").rule(130, 100, 130, 120)
    right.table([50, 130, 210], [120, 140], [["3.00", "4.00"]]).grid([50, 210], [100, 120])
    right.rule(130, 100, 130, 120).text(140, 111, "2022年")
    blocks = read(pdf(left, right), ReaderLimits()).blocks
    (table,) = [block for block in blocks if isinstance(block, Table)]
    assert [(cell.col, cell.col_span, cell.text) for cell in table.rows[0]] == [
        (0, 1, "科目"),
        (1, 3, "2021年"),
        (4, 1, "2022年"),
    ]


def test_the_parts_of_a_form_divide_its_width_in_different_ways():
    first = Page().table(
        [50, 130, 290, 370, 450], [740, 760, 780], [["部门", "某局", "单位", "某所"], ["资金", "1.00", "其中", "1.00"]]
    )
    second = Page().table(
        [50, 130, 210, 450], [60, 80, 100], [["一级指标", "二级指标", "指标值"], ["产出", "数量", "3次"]]
    )
    (table,) = tables(first, second)
    assert [row[0] for row in table] == ["部门", "资金", "一级指标", "产出"]


def test_a_heading_half_over_the_text_of_another_cell_goes_into_the_empty_one():
    page = Page().text(200, 60, "项目支出表").text(300, 60, "项目支出表")
    page.table([50, 130, 210], [100, 120, 140], [["项目名称资金", ""], ["防汛", "1.00"]]).text(110, 111, "财政拨款")
    blocks = read(pdf(page), ReaderLimits()).blocks
    assert [block.text for block in blocks if not isinstance(block, Table)] == ["项目支出表"]
    assert tables(page)[0][0] == ["项目名称资金", "财政拨款"]


CAPTIONS: list[tuple[float, float, str]] = [(200, 84, "支出决算表"), (50, 96, "部门：某局")]
MIDDLE = [["项目", "合计"], ["基本", "8.00"], ["项目", "9.00"]]


def test_three_parts_of_a_sheet_are_one_table_in_their_order():
    pages = sheet(Page(), CAPTIONS, LEFT), sheet(Page(), [], MIDDLE), sheet(Page(), [], RIGHT)
    assert tables(*pages) == [[one + two + three for one, two, three in zip(LEFT, MIDDLE, RIGHT, strict=True)]]


def test_a_part_goes_beside_no_other_than_its_neighbour():
    middle = sheet(Page(), [], [*MIDDLE, ["结转", "1.00"]])
    *_, right = tables(sheet(Page(), CAPTIONS, LEFT), middle, sheet(Page(), [(50, 84, "单位：万元")], RIGHT))
    assert right == RIGHT


def test_pages_of_codes_and_figures_stay_below_each_other():
    rows = [["2010301", "1.00"], ["2010302", "2.00"], ["2010350", "3.00"]]
    assert tables(*(sheet(Page(), [], rows) for _ in range(3))) == [rows * 3]


def cut(first: list[str], second: list[str]) -> list[list[str]]:
    """A table whose last row goes on, or not, at the top of the next page."""
    xs = [50.0, 130, 172, 214]
    above = Page().table(xs, [740, 760, 780], [["教育支出", "3,801.02", "3,801.02"], first])
    return tables(above, Page().table(xs, [60, 80], [second]))[0]


def test_a_figure_that_the_page_end_breaks_is_one():
    assert cut(["总计", "14,613.1", "14,601.1"], ["", "4", "4"])[1:] == [["总计", "14,613.1\n4", "14,601.1\n4"]]
    assert cut(["总计", "86,532,4", "6,532,41"], ["", "17.60", "7.00"])[1:] == [
        ["总计", "86,532,4\n17.60", "6,532,41\n7.00"]
    ]


def test_a_row_of_figures_of_its_own_stays_one():
    assert len(cut(["总计", "4,613.14", "4,601.14"], ["", "4.00", "4.00"])) == 3
    assert len(cut(["总计", "95.5", "95.5"], ["", "4", "4"])) == 3
