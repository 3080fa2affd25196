"""Workbooks and pictures of tables that stand among the text of a Word document."""

from __future__ import annotations

import office_samples as samples
import pytest
from office_samples import docx, p, sheet, xlsx
from ole_samples import ole, xls
from scan_maker import Sheet, encoded

from flows.readers.document import Table
from flows.readers.formats import read_document
from flows.settings import ReaderLimits

LIMITS = ReaderLimits()
OBJECT = (
    '<w:p><w:r><w:object><v:shape><v:imagedata r:id="rId9"/></v:shape>'
    '<o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" ProgID="Excel.Sheet.12" r:id="rId3"/>'
    "</w:object></w:r></w:p>"
)
PICTURE = '<w:p><w:r><w:drawing><a:blip r:embed="rId{}"/></w:drawing></w:r></w:p>'
DRAFT = {0: {0: "草稿"}}
ROWS = {0: {0: "科目", 1: "金额", 2: "核对"}, 1: {0: "教育支出", 1: "12.5", 2: "1"}, 2: {0: "合计", 1: "12.5", 2: "1"}}
SEEN = [["科目", "金额"], ["教育支出", "12.5"]]
SCANNED = Sheet(400, 150).table(
    [20, 150, 260], [20, 55, 90, 125], [["科目", "金额"], ["教育支出", "12.50"], ["合计", "12.50"]]
)


def as_shown(workbook: bytes, tab: int, area: str) -> bytes:
    """The workbook with what it shows where it is inserted."""
    end = b"</workbook>"
    views = f'<bookViews><workbookView activeTab="{tab}"/></bookViews><oleSize ref="{area}"/>'.encode()
    return samples.with_part(workbook, "xl/workbook.xml", lambda part: part.replace(end, views + end))


XLSX = as_shown(xlsx({"底稿": sheet(DRAFT), "表": sheet(ROWS)}), 1, "A1:B2")
XLS = xls({"底稿": DRAFT, "表": ROWS}, [], shown=(1, (0, 1, 0, 1)))


@pytest.mark.parametrize("data", [XLSX, XLS, ole("Package", XLSX)], ids=["xlsx", "xls", "package"])
def test_an_inserted_workbook_is_read_as_far_as_it_is_shown(data):
    document = read_document(docx(p("一、决算表") + OBJECT + p("二、说明"), pictures=(data,)), LIMITS)
    assert [samples.grid(b) if isinstance(b, Table) else b.text for b in document.blocks] == [
        "一、决算表",
        SEEN,
        "二、说明",
    ]
    assert document.notes == ()


@pytest.mark.parametrize("data", [XLSX, XLS], ids=["xlsx", "xls"])
def test_a_workbook_shown_as_an_icon_is_an_attachment(data):
    icon = OBJECT.replace("ProgID", 'DrawAspect="Icon" ProgID')
    document = read_document(docx(p("附件：") + icon, pictures=(data,)), LIMITS)
    assert samples.texts(document) == ["附件：", "草稿", "表"]
    assert len(document.tables[0][1].rows) == 3
    assert document.notes == ()


def test_a_workbook_that_says_no_area_is_shown_whole():
    document = read_document(docx(p("表") + OBJECT, pictures=(xlsx({"表": sheet(ROWS)}),)), LIMITS)
    assert len(document.tables[0][1].rows) == 3
    assert document.notes == ("嵌入的工作表 1 处没有说明显示的范围，按整张读取",)


@pytest.mark.parametrize("data", [b"PK\x03\x04", XLSX[:400], XLS[:600], ole("Contents", b"1"), b"", b"text"])
def test_another_object_is_noted(data):
    document = read_document(docx(p("正文") + OBJECT, pictures=(data,)), LIMITS)
    assert samples.texts(document) == ["正文"]
    assert document.notes == ("未读取嵌入的对象（如 Excel 表格） 1 处",)


def test_a_workbook_in_a_cell_follows_its_table():
    cells = f"<w:tbl><w:tr><w:tc>{p('附表')}</w:tc><w:tc>{p('5')}</w:tc><w:tc>{OBJECT}</w:tc></w:tr></w:tbl>"
    document = read_document(docx(p("正文") + cells, pictures=(XLSX,)), LIMITS)
    assert [samples.grid(table) for _, table in document.tables] == [[["附表", "5", ""]], SEEN]


def test_a_picture_of_a_table_is_read_in_its_place():
    pictures = (encoded(Sheet(400, 150).seal(200, 75).image, "PNG"), encoded(SCANNED.image, "PNG"))
    body = p("一、说明") + PICTURE.format(3) + p("二、决算表") + PICTURE.format(4) + p("三、其他")
    document = read_document(docx(body, pictures=pictures), LIMITS)
    assert samples.texts(document) == ["一、说明", "二、决算表", "三、其他"]
    table = document.blocks[2]
    assert samples.grid(table) == [["科目", "金额"], ["教育支出", "12.50"], ["合计", "12.50"]]
    assert {(cell.page, cell.box is None) for cell in table.cells} == {(2, False)}
    assert all(0.5 < cell.confidence <= 1 for cell in table.cells)
    assert document.notes == ("未读取图片或图形 1 处", "第 2 幅图片里的表格来自识别，页码为图片序号")
    assert document.lacks is None


def test_pictures_beyond_the_limit_are_noted():
    picture = encoded(SCANNED.image, "PNG")
    few = LIMITS.model_copy(update={"ocr_pages": 1})
    document = read_document(docx(p("表") + PICTURE.format(3) + PICTURE.format(4), pictures=(picture, picture)), few)
    assert len(document.tables) == 1
    assert document.notes[0] == "未读取图片或图形 1 处"


@pytest.mark.usefixtures("without_ocr")
def test_a_picture_waits_for_ocr_and_an_icon_does_not():
    icon = encoded(Sheet(50, 20).image, "PNG")
    document = read_document(docx(p("表") + PICTURE.format(3), pictures=(encoded(SCANNED.image, "PNG"),)), LIMITS)
    assert document.lacks == "ocr"
    assert document.notes[0] == "未读取图片或图形 1 处"
    assert "pip install" in document.notes[1]
    assert read_document(docx(p("表") + PICTURE.format(3), pictures=(icon,)), LIMITS).lacks is None


def test_a_damaged_picture_costs_only_itself():
    document = read_document(docx(p("正文") + PICTURE.format(3), pictures=(b"\x89PNG broken",)), LIMITS)
    assert (samples.texts(document), document.notes) == (["正文"], ("未读取图片或图形 1 处",))
