"""Pages that are pictures: cells, figures and places as they are printed, however the page lies in the scanner."""

from __future__ import annotations

import numpy as np
import pytest
from scan_maker import Sheet

from flows.readers import ocr
from flows.readers.ocr.figures import normalised, with_dashes
from flows.readers.ocr.pieces import pieces_of
from flows.readers.page.content import PageCell, PageLine, PageTable
from flows.readers.page.grid import find_grids
from flows.readers.page.rulings import Rule, Rules
from flows.settings import ReaderLimits

COLUMNS = [40, 80, 120, 160, 330, 420, 540]
ROWS = [
    ["类", "款", "项", "科目名称", "合计", "其中：项目"],
    ["201", "06", "", "财政事务", "1,234.56", "0.00"],
    ["201", "06", "01", "行政运行", "-12.30", "—"],
    ["208", "11", "5", "社会保障和就业支出", "98.5%", ""],
    ["221", "11", "11", "住房公积金", "11,111.11", "8"],
]
LINES = [60, 74, 88, 102, 116, 130]


def statement(size: float = 8, dots: float = 0) -> Sheet:
    return Sheet().text(297, 30, "支出决算表", 14).table(COLUMNS, LINES, ROWS, size, dots)


def read(image, width=595, height=300):
    return ocr.read_scan(image, page=1, width=width, height=height, limits=ReaderLimits())


def only_table(items) -> PageTable:
    (table,) = [item for item in items if isinstance(item, PageTable)]
    return table


def texts(table: PageTable) -> list[list[str]]:
    return [[cell.text for cell in table.cells if cell.row == row] for row in range(table.height)]


@pytest.mark.parametrize(("askew", "quarters"), [(0, 0), (1.5, 0), (-2.5, 0), (1, 1), (-1, 2), (0.7, 3)])
def test_statements_are_read_however_they_lie(askew, quarters):
    size = (300, 595) if quarters % 2 else (595, 300)
    items = read(statement().scanned(askew, quarters), *size)
    assert texts(only_table(items)) == ROWS
    assert [item.text for item in items if isinstance(item, PageLine)] == ["支出决算表"]


def test_seven_points_are_read():
    assert texts(only_table(read(statement(size=7).scanned(0.6)))) == ROWS


def test_dotted_rules_are_rules():
    assert texts(only_table(read(statement(dots=1).scanned(-0.5)))) == ROWS


def test_seals_over_figures_are_taken_off():
    assert texts(only_table(read(statement().seal(400, 100).scanned(0.4)))) == ROWS


def test_red_figures_are_figures():
    sheet = (
        Sheet()
        .table([50, 200, 300], [50, 66, 82], [["科目", "合计"], ["教育支出", ""]])
        .text(250, 74, "-3.20", ink="#d02020")
    )
    assert texts(only_table(read(sheet.scanned()))) == [["科目", "合计"], ["教育支出", "-3.20"]]


def test_pictures_coarser_than_two_hundred_dots_are_read():
    image = statement().scanned(0.5)
    assert texts(only_table(read(image.resize((image.width * 3 // 4, image.height * 3 // 4))))) == ROWS


def test_merged_headings_and_vertical_labels_keep_their_cells():
    sheet = Sheet()
    for y in (60, 80, 100, 160):
        sheet.rule(50, y, 450, y) if y != 80 else sheet.rule(150, y, 450, y)
    for x, top in ((50, 60), (150, 60), (300, 80), (450, 60)):
        sheet.rule(x, top, x, 160)
    sheet.text(300, 70, "本年支出").text(100, 80, "项目").text(225, 90, "基本支出").text(375, 90, "项目支出")
    for y, label in ((112, "行"), (124, "政"), (136, "运"), (148, "行")):
        sheet.text(100, y, label)
    sheet.text(225, 130, "3.10").text(375, 130, "0.00")
    table = only_table(read(sheet.scanned(0.8)))
    cells = {(c.row, c.col, c.row_span, c.col_span): c.text.replace("\n", "") for c in table.cells}
    assert cells == {
        (0, 0, 2, 1): "项目",
        (0, 1, 1, 2): "本年支出",
        (1, 1, 1, 1): "基本支出",
        (1, 2, 1, 1): "项目支出",
        (2, 0, 1, 1): "行政运行",
        (2, 1, 1, 1): "3.10",
        (2, 2, 1, 1): "0.00",
    }


def test_boxes_are_on_the_page_as_displayed():
    turned = statement().scanned(quarters=1)  # counter-clockwise: what was right is on top
    cell = next(c for c in only_table(read(turned, 300, 595)).cells if c.text == "1,234.56")
    assert cell.box == pytest.approx((74, 595 - 420, 88, 595 - 330), abs=1.5)


def test_every_recognised_text_has_its_confidence():
    items = read(statement().scanned())
    found = [c.confidence for c in only_table(items).cells if c.text]
    found += [item.confidence for item in items if isinstance(item, PageLine)]
    assert all(confidence is not None and 0.3 < confidence <= 1 for confidence in found)
    assert {c.confidence for c in only_table(items).cells if not c.text} == {None}


def test_strokes_in_line_with_a_rule_are_letters():
    # The middle stroke of 中 stands right above the rule between the two columns below it.
    sheet = Sheet()
    for y in (60, 71, 82, 93, 104, 115):
        sheet.rule(50, y, 350, y)
    for x, top in ((50, 60), (150, 60), (250, 71), (350, 60)):
        sheet.rule(x, top, x, 115)
    sheet.text(250, 65.5, "中", 9).text(200, 76.5, "基本支出", 7).text(300, 87.5, "2.00", 7)
    assert (0, 1, 1, 2, "中") in {
        (c.row, c.col, c.row_span, c.col_span, c.text) for c in only_table(read(sheet.scanned(0.6))).cells
    }


def test_a_line_of_text_that_stands_in_line_with_a_rule_is_text():
    # 科目名称 in a merged cell, as high as the rule between the rows to its left and right.
    sheet = Sheet()
    for y in (60, 100, 120):
        sheet.rule(50, y, 450, y)
    for x in (50, 150, 250, 350, 450):
        sheet.rule(x, 60, x, 120)
    sheet.rule(50, 80, 150, 80).rule(250, 80, 450, 80)
    sheet.text(205, 80, "科目名称", 10).text(100, 70, "编码", 9).text(300, 90, "小计", 9).text(300, 110, "5.00", 9)
    assert "科目名称" in {c.text for c in only_table(read(sheet.scanned())).cells if c.row_span == 2}


@pytest.fixture
def pieces():
    """The pieces of two cells side by side with blots of ink in the second, given the boxes that the detector found."""

    def read(boxes: list[tuple[int, int, int, int]], inked: list[tuple[int, int]]) -> list[tuple[int, int]]:
        ink = np.zeros((60, 400), np.uint8)
        for start, end in inked:
            ink[15:45, start:end] = 1
        grids = find_grids(Rules([Rule(y, 0, 400) for y in (0, 60)], [Rule(x, 0, 60) for x in (0, 200, 400)]))
        return [piece.box[::2] for piece in pieces_of(boxes, ink, grids, 1.0) if piece.box[0] >= 200]

    return read


def test_a_box_that_reaches_over_from_the_neighbour_cuts_no_character_in_two(pieces):
    ((left, right),) = pieces([(40, 8, 216, 52), (226, 8, 340, 52)], [(210, 230), (235, 330)])
    assert left <= 210
    assert right >= 330


def test_a_digit_that_the_detector_left_out_is_read_with_the_rest(pieces):
    ((left, right),) = pieces([(236, 8, 340, 52)], [(210, 228), (236, 330)])
    assert left <= 210
    assert right >= 330


def test_two_short_lines_in_one_box_are_read_one_after_the_other():
    ink = np.zeros((60, 200), np.uint8)
    ink[8:26, 110:146] = ink[34:52, 110:128] = 1
    grids = find_grids(Rules([Rule(y, 0, 200) for y in (0, 60)], [Rule(x, 0, 60) for x in (0, 100, 200)]))
    boxes = [(10, 5, 90, 31), (10, 33, 90, 59), (104, 4, 152, 56)]
    found = [piece.box for piece in pieces_of(boxes, ink, grids, 1.0)]
    assert [(top < 26 < bottom, top < 40 < bottom) for _, top, _, bottom in found] == [(True, False), (False, True)]


def test_a_page_without_print_gives_nothing():
    assert read(Sheet().scanned()) == ()


def test_only_what_is_certain_is_normalised():
    assert normalised("２，940．05万元，占99％") == "2,940.05万元，占99％"


@pytest.mark.parametrize(
    ("texts_of_column", "bar"), [(["1.00", "一"], "—"), (["3", "一", "二"], "一"), (["教育", "一"], "一")]
)
def test_a_bar_alone_among_figures_is_a_dash(texts_of_column, bar):
    cells = tuple(PageCell(row, 1, 1, 1, text, 1, (0, 0, 1, 1)) for row, text in enumerate(texts_of_column))
    table = PageTable(1, 0, 0, (0, 1, 2), len(cells), cells, True, 1)
    assert with_dashes(table).cells[1].text == bar
