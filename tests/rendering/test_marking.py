"""Pictures of pages: the figure framed, personal data painted over, and nothing else."""

from __future__ import annotations

import pytest
from pdf_maker import Page, pdf
from PIL import Image

from flows.readers.errors import ReadError
from flows.readers.pdf import read
from flows.rendering.marking import Focus, PrintedText, personal_boxes, span_box
from flows.rendering.pages import SCALE, marked_page
from flows.settings import ReaderLimits

LIMITS = ReaderLimits()
LINE = PrintedText((0.0, 0.0, 100.0, 10.0), "填表人：＊＊ 5")
PAINT = (64, 64, 64)


def chars(text: str) -> list[tuple[str, tuple[float, float, float, float]]]:
    return [(sign, (10.0 * at, 1.0, 10.0 * at + 9, 9.0)) for at, sign in enumerate(text)]


def test_only_the_name_is_painted_over():
    assert personal_boxes(LINE, chars("填表人：张三5")) == [(40.0, 1.0, 49.0, 9.0), (50.0, 1.0, 59.0, 9.0)]


@pytest.mark.parametrize("printed", ["", "填表人：张三", "填表人：张三6", "别的文字张三5"])
def test_the_whole_line_is_painted_where_its_characters_cannot_be_told(printed):
    assert personal_boxes(LINE, chars(printed)) == [LINE.box]


def test_a_figure_in_a_sentence_is_framed_alone():
    text = PrintedText((0.0, 0.0, 100.0, 10.0), "支出 693.15万")
    assert span_box(text, 3, 9, chars("支出693.15万")) == (20.0, 1.0, 79.0, 9.0)
    assert span_box(text, 3, 9, ()) == text.box


def test_a_page_of_a_pdf_is_drawn_with_the_name_covered_and_the_cell_framed():
    page = (
        Page()
        .text(50, 100, "填表人：王某某 负责")
        .table([50, 150, 250], [200, 220, 240], [["项目", "金额"], ["支出", "693.15"]])
    )
    data = pdf(page)
    document = read(data, LIMITS)
    line = document.blocks[0]
    (figure,) = [cell for _, table in document.tables for cell in table.cells if cell.text == "693.15"]
    focus = Focus(PrintedText(figure.box, figure.text))
    plain = marked_page(data, 1, focus, [], LIMITS)
    picture = marked_page(data, 1, focus, [PrintedText(line.box, line.text)], LIMITS)
    assert picture.size == (595 * SCALE, 842 * SCALE)
    assert "＊＊＊" in line.text
    painted = picture.getcolors(2**24)
    assert {color: count for count, color in painted}.get(PAINT, 0) > 3 * 8 * 8 * SCALE**2
    left, top, right, bottom = (round(SCALE * at) for at in figure.box)
    box = (left + 4, top + 4, right - 4, bottom - 4)
    assert picture.crop(box).tobytes() == plain.crop(box).tobytes(), "the figure itself stays as printed"
    assert picture.getpixel((left - 4, (top + bottom) // 2)) == (208, 32, 32)


def test_formats_without_pages_and_pages_that_are_not_there_are_refused():
    focus = Focus(PrintedText((0, 0, 1, 1), ""))
    with pytest.raises(ReadError, match="txt"):
        marked_page("某局".encode(), 1, focus, [], LIMITS)
    with pytest.raises(ReadError, match="第 7 页"):
        marked_page(pdf(Page()), 7, focus, [], LIMITS)
    with pytest.raises(ReadError, match="上限"):
        marked_page(pdf(Page(width=14000, height=14000)), 1, focus, [], LIMITS)


def test_pictures_are_plain_images():
    assert isinstance(marked_page(pdf(Page()), 1, Focus(PrintedText((1, 1, 9, 9), "")), [], LIMITS), Image.Image)
