"""Tables in OFD files, as producers draw them: strokes, thin bars, one path for a whole grid; personal data in them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from ofd_maker import MM, Page, ofd

from flows.readers.document import Table, TextBlock
from flows.readers.ofd import read
from flows.settings import ReaderLimits

LIMITS = ReaderLimits()
XS = [50.0, 150.0, 250.0, 350.0]
YS = [100.0, 120.0, 140.0, 160.0]
ROWS = [["科目", "合计", "基本支出"], ["教育", "1.50", "1.00"], ["卫生", "2.00", ""]]


def tables(*pages: Page) -> list[Table]:
    return [table for _, table in read(ofd(*pages), LIMITS).tables]


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def filled(page: Page) -> Page:
    for top, row in zip(YS, ROWS, strict=False):
        for left, text in zip(XS, row, strict=False):
            if text:
                page.text(left + 3, top + 12, text)
    return page


def bars() -> Page:
    page = Page()
    for x in XS:
        page.bar(x - 0.25, YS[0], 0.5, YS[-1] - YS[0])
    for y in YS:
        page.bar(XS[0], y - 0.25, XS[-1] - XS[0], 0.5)
    return filled(page)


def frames() -> Page:
    """A stroked rectangle a cell, written without blanks between commands and numbers."""
    page = Page()
    for top, bottom in pairwise(YS):
        for left, right in pairwise(XS):
            wide, high = f"{(right - left) * MM:.3f}", f"{(bottom - top) * MM:.3f}"
            page.add(
                f'<ofd:PathObject ID="1" Boundary="{left * MM:.4f} {top * MM:.4f} {wide} {high}"><ofd:AbbreviatedData>'
                f"M0 0L{wide} 0L{wide} {high}L0 {high}C</ofd:AbbreviatedData></ofd:PathObject>"
            )
    return filled(page)


def one_path() -> Page:
    """All rules in one path in points, scaled by its matrix."""
    data = " ".join([f"M {x} {YS[0]} L {x} {YS[-1]}" for x in XS] + [f"M {XS[0]} {y} L {XS[-1]} {y}" for y in YS])
    return filled(
        Page().add(
            f'<ofd:PageBlock ID="2"><ofd:PathObject ID="1" Boundary="0 0 210 297" CTM="{MM} 0 0 {MM} 0 0" LineWidth="0.5">'
            f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject></ofd:PageBlock>"
        )
    )


@pytest.mark.parametrize(
    "page", [filled(Page().grid(XS, YS)), bars(), frames(), one_path()], ids=["strokes", "bars", "frames", "path"]
)
def test_a_ruled_statement_however_its_rules_are_drawn(page):
    (table,) = tables(page)
    assert texts(table) == ROWS
    figure = next(cell for cell in table.cells if cell.text == "1.50")
    assert (figure.row, figure.col, figure.page) == (1, 1, 1)
    assert figure.box == pytest.approx((150, 120, 250, 140), abs=0.3)


def test_invisible_paths_are_no_rules():
    page = filled(Page().grid(XS, YS))
    unseen = '<ofd:PathObject ID="1" Boundary="0 0 1 1" {}><ofd:AbbreviatedData>M 30 35 L 30 57</ofd:AbbreviatedData></ofd:PathObject>'
    for attributes in ('Stroke="false"', 'Visible="false"', 'Alpha="0"'):
        page.add(unseen.format(attributes))
    assert texts(tables(page)[0]) == ROWS


def test_a_rule_that_is_clipped_away_is_none():
    page = filled(Page().grid(XS, YS)).add(
        '<ofd:PathObject ID="1" Boundary="0 0 200 200"><ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary="0 0 9 9">'
        "<ofd:AbbreviatedData>M 0 0 L 9 0 L 9 9 C</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>"
        "<ofd:AbbreviatedData>M 30 35 L 30 57</ofd:AbbreviatedData></ofd:PathObject>"
    )
    assert texts(tables(page)[0]) == ROWS


def test_merged_headings_and_vertical_labels():
    page = Page()
    for x, top in ((50, 100), (80, 100), (150, 100), (250, 120), (350, 100)):
        page.rule(x, top, x, 180)
    for y, left in ((100, 50), (120, 150), (140, 50), (160, 80), (180, 50)):
        page.rule(left, y, 350, y)
    page.text(85, 124, "项目").text(200, 114, "本年支出").text(160, 134, "基本").text(260, 134, "项目支出")
    page.text(60, 156, "支").text(60, 172, "出").text(85, 154, "教育").text(160, 154, "1.50").text(260, 154, "2.50")
    page.text(85, 174, "卫生").text(160, 174, "3.00")
    (table,) = tables(page)
    spans = {cell.text: (cell.row, cell.col, cell.row_span, cell.col_span) for cell in table.cells if cell.text}
    assert spans["本年支出"] == (0, 2, 1, 2)
    assert spans["项目"] == (0, 1, 2, 1)
    assert spans["支\n出"] == (2, 0, 2, 1)
    assert spans["2.50"] == (2, 3, 1, 1)


def test_a_label_set_sideways_in_a_cell_is_read_in_its_own_direction():
    page = Page().grid([50, 80, 200], [100, 180, 260])
    page.text(90, 140, "教育").text(90, 220, "卫生").text(100, 150, "1.50")
    page.add(
        f'<ofd:TextObject ID="1" Boundary="{60 * MM} {110 * MM} 9 30" CTM="0 1 -1 0 0 0" Font="3" Size="4">'
        '<ofd:TextCode X="0" Y="0" DeltaX="g 3 4">财政拨款</ofd:TextCode></ofd:TextObject>'
    )
    (table,) = tables(page)
    assert table.cells[0].text == "财政拨款"


def test_a_table_over_two_pages_is_one_and_every_cell_keeps_its_page():
    later = Page().table(XS, YS[:3], [["社保", "4.00", "4.00"], ["合计", "7.50", "5.00"]])
    (table,) = tables(filled(Page().grid(XS, YS)), later)
    assert texts(table) == [*ROWS, ["社保", "4.00", "4.00"], ["合计", "7.50", "5.00"]]
    assert [cell.page for cell in table.cells] == [1] * 9 + [2] * 6


def test_a_table_over_many_pages_keeps_all_rows():
    rows = [["教育", "1.50", "1.00"]] * 3
    (table,) = tables(*[Page().table(XS, YS, rows)] * 5)
    assert texts(table) == rows * 5


def test_several_tables_and_lines_in_the_order_of_the_page():
    page = Page().text(50, 60, "收入支出决算总表").text(300, 90, "单位：万元")
    page.table(XS, YS, ROWS).text(50, 200, "三公经费支出表").table(
        [50, 150, 250], [220, 240, 260], [["项目", "金额"], ["公务用车", "0.53"]]
    )
    blocks = read(ofd(page), LIMITS).blocks
    shown = [block.text if isinstance(block, TextBlock) else texts(block)[0] for block in blocks]
    assert shown == ["收入支出决算总表", "单位：万元", ROWS[0], "三公经费支出表", ["项目", "金额"]]


def test_the_form_is_a_template_and_the_page_fills_it():
    data = ofd(filled(Page(template="7")), templates={"7": Page().grid(XS, YS)})
    ((_, table),) = read(data, LIMITS).tables
    assert texts(table) == ROWS


def test_one_text_code_for_a_table_row_is_divided_by_its_steps():
    row = (
        f'<ofd:TextObject ID="1" Boundary="{53 * MM} {120 * MM} 90 5" Font="3" Size="3.5"><ofd:TextCode X="0" Y="4" '
        'DeltaX="3.5 31.7 1.75 1.75 1.75 30 1.75 1.75 1.75">教育1.501.00</ofd:TextCode></ofd:TextObject>'
    )
    (table,) = tables(Page().grid(XS, YS[:3]).text(60, 112, "科目").text(160, 112, "合计").add(row))
    assert texts(table)[1] == ["教育", "1.50", "1.00"]


def test_personal_data_is_masked_in_lines_and_cells():
    page = Page().text(50, 60, "联系人：王小明 13812345678")
    page.table([50, 150, 350], [200, 220, 240], [["填表人", "李四"], ["电话", "13812345678"]])
    shown = str(read(ofd(page), LIMITS).blocks)
    assert "填表人" in shown
    assert not any(private in shown for private in ("王小明", "李四", "13812345678"))
