"""Files whose pages are pictures: what is read with OCR, and what is said without it."""

from __future__ import annotations

import signal

import ofd_maker
import pytest
from office_samples import docx
from pdf_maker import Page, pdf
from scan_maker import Sheet, encoded, scanned_pdf

from flows.readers import clock
from flows.readers.errors import ReadError
from flows.readers.formats import detect, read_document
from flows.reading import time_limit
from flows.rendering.marking import Focus, PrintedText
from flows.rendering.pages import SCALE, marked_page
from flows.settings import ReaderLimits

LIMITS = ReaderLimits()
SCAN = Sheet(595, 300).text(150, 60, "本年支出合计2940.05万元。", 12).scanned(0.5)
OTHER = Sheet(595, 300).text(150, 60, "本年收入合计2946.25万元。", 12).scanned()
SENTENCE = Page().text(50, 100, "本年支出合计2940.05万元，其中：基本支出2336.91万元，项目支出603.14万元。")


def lines(document) -> list[tuple[int | None, str]]:
    return [(block.page, block.text) for block in document.blocks]


def test_scanned_pdf_is_read():
    document = read_document(scanned_pdf(SCAN, OTHER), LIMITS)
    assert document.source_format == "pdf_scan"
    assert lines(document) == [(1, "本年支出合计2940.05万元。"), (2, "本年收入合计2946.25万元。")]
    assert document.notes == ()
    assert document.lacks is None


@pytest.mark.usefixtures("without_ocr")
def test_a_scan_without_ocr_says_what_to_install():
    with pytest.raises(ReadError, match=r'pip install "fiscal-report-warehouse\[ocr\]"') as refusal:
        read_document(scanned_pdf(SCAN), LIMITS)
    assert refusal.value.outcome == "needs_ocr"


@pytest.mark.usefixtures("without_ocr")
def test_scans_among_pages_with_text_are_noted_in_runs():
    scan = Page().picture()
    document = read_document(pdf(scan, SENTENCE, scan, scan, scan), LIMITS)
    assert document.notes == ("第 1、3–5 页是扫描图像，未识别",)
    assert document.lacks == "ocr"
    assert document.source_format == "pdf"


def test_pages_beyond_the_limit_are_noted():
    document = read_document(scanned_pdf(SCAN, OTHER, OTHER), LIMITS.model_copy(update={"ocr_pages": 1}))
    assert lines(document) == [(1, "本年支出合计2940.05万元。")]
    assert document.notes == ("第 2–3 页是扫描图像，超过识别页数上限 1 页（FISCAL_LIMIT_OCR_PAGES），未识别",)


TABLE = Sheet(400, 110).table(
    [10, 150, 390], [10, 40, 70, 100], [["科目", "金额"], ["教育支出", "12.50"], ["合计", "12.50"]]
)
WORDS = "二、支出决算情况：本年支出合计12.50万元，比上年增加1.20万元，主要原因是人员增加。"


def test_a_picture_of_a_table_on_a_page_with_text_is_read_in_its_place():
    page = Page().text(50, 100, WORDS).image(TABLE.image, 100, 150, 400, 110).text(50, 400, "三、其他说明")
    document = read_document(pdf(page), LIMITS)
    first, table, last = document.blocks
    assert (first.text, last.text) == (WORDS, "三、其他说明")
    assert [[cell.text for cell in row] for row in table.rows][1:] == [["教育支出", "12.50"], ["合计", "12.50"]]
    left, top, right, bottom = table.rows[0][0].box
    assert (round(left), round(top), round(right), round(bottom)) == pytest.approx((110, 160, 250, 190), abs=2)
    assert (document.source_format, document.notes) == ("pdf", ())


def test_a_picture_of_a_table_among_the_text_of_an_ofd_page_is_read():
    page = ofd_maker.Page().picture(400, 110).text(50, 300, WORDS)
    document = read_document(ofd_maker.ofd(page, files={"Doc_0/Res/scan.jpg": encoded(TABLE.image, "JPEG")}), LIMITS)
    table, text = document.blocks
    assert [[cell.text for cell in row] for row in table.rows][1:] == [["教育支出", "12.50"], ["合计", "12.50"]]
    assert (text.text, document.notes) == (WORDS, ())


@pytest.mark.usefixtures("without_ocr")
def test_a_picture_on_a_page_with_text_is_noted_without_ocr():
    document = read_document(pdf(Page().text(50, 100, WORDS).image(TABLE.image, 100, 150, 400, 110)), LIMITS)
    assert (document.notes, document.lacks) == (("第 1 页的图片未读取",), "ocr")


def test_a_ruled_table_over_a_picture_stays_as_it_is():
    page = (
        Page().text(50, 60, WORDS).picture().table([50, 250, 500], [100, 130, 160], [["科目", "金额"], ["合计", "5"]])
    )
    document = read_document(pdf(page), LIMITS)
    assert [[cell.text for cell in row] for row in document.tables[0][1].rows] == [["科目", "金额"], ["合计", "5"]]
    assert document.notes == ("第 1 页的图片未读取",)


def test_pictures_that_show_no_text_are_no_success():
    with pytest.raises(ReadError, match="没有识别出文字") as refusal:
        read_document(pdf(Page().picture(), Page().picture()), LIMITS)
    assert refusal.value.outcome == "rejected"
    assert read_document(pdf(SENTENCE, Page().picture()), LIMITS).notes == ("第 2 页是扫描图像，没有识别出文字",)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP"])
def test_image_files_are_scans(kind):
    document = read_document(encoded(SCAN, kind), LIMITS)
    assert (document.source_format, lines(document)) == ("pdf_scan", [(1, "本年支出合计2940.05万元。")])
    assert document.notes == ("文件是图像，文字来自识别",)
    left, top, right, bottom = document.blocks[0].box
    assert 50 < left < 90 < 200 < right < 260
    assert 40 < top < 60 < bottom < 80


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_image_files_of_web_pages_are_scans_without_a_size(kind):
    assert lines(read_document(encoded(SCAN, kind), LIMITS)) == [(1, "本年支出合计2940.05万元。")]


def test_a_tiff_has_pages():
    data = encoded(SCAN, "TIFF", save_all=True, append_images=[OTHER, OTHER])
    assert [page for page, _ in lines(read_document(data, LIMITS))] == [1, 2, 3]
    document = read_document(data, LIMITS.model_copy(update={"ocr_pages": 2}))
    assert [page for page, _ in lines(document)] == [1, 2]
    assert document.notes[1] == "第 3 页起未识别：超过识别页数上限 2 页（FISCAL_LIMIT_OCR_PAGES）"


def test_images_are_refused_by_what_they_claim_to_be():
    data = encoded(SCAN, "PNG")
    with pytest.raises(ReadError, match="图像过大"):
        read_document(data, LIMITS.model_copy(update={"image_pixels": 1000}))
    with pytest.raises(ReadError, match="损坏"):
        read_document(data[: len(data) // 2], LIMITS)


@pytest.mark.usefixtures("without_ocr")
def test_image_files_wait_for_ocr():
    with pytest.raises(ReadError, match="pip install") as refusal:
        read_document(encoded(SCAN, "PNG"), LIMITS)
    assert refusal.value.outcome == "needs_ocr"


def test_text_that_begins_like_a_bitmap_is_text():
    assert detect("BMW 公务用车购置".encode()) == "txt"


def test_pages_give_a_running_limit_more_time():
    clock.grant(50)
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    with time_limit(100):
        clock.grant(50)
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 140


def test_a_word_document_of_pasted_scans_is_read():
    drawing = '<w:p><w:r><w:drawing><a:blip r:embed="rId3"/></w:drawing></w:r></w:p>'
    document = read_document(docx(drawing, pictures=(encoded(SCAN, "PNG"),)), LIMITS)
    assert lines(document) == [(1, "本年支出合计2940.05万元。")]
    assert document.blocks[0].confidence > 0.8
    assert document.source_format == "docx"


def test_a_picture_in_a_word_document_is_drawn_with_the_figure_framed():
    drawing = '<w:p><w:r><w:drawing><a:blip r:embed="rId{}"/></w:drawing></w:r></w:p>'.format
    pictures = (b"EMF", encoded(OTHER, "PNG"), encoded(SCAN, "PNG"))
    data = docx("".join(map(drawing, (3, 4, 5))), pictures=pictures)
    line = read_document(data, LIMITS).blocks[1]
    assert (line.page, line.text) == (2, "本年支出合计2940.05万元。")
    picture = marked_page(data, line.page, Focus(PrintedText(line.box, line.text)), [], LIMITS)
    assert picture.size == (595 * SCALE, 300 * SCALE)
    at = round(SCALE * line.box[0]) - 4, round(SCALE * (line.box[1] + line.box[3]) / 2)
    assert picture.getpixel(at) == (208, 32, 32)
    with pytest.raises(ReadError, match="没有第 3 幅图片"):
        marked_page(data, 3, Focus(PrintedText(line.box, line.text)), [], LIMITS)


def test_a_scanned_page_is_drawn_with_the_figure_framed_and_the_name_covered():
    image = (
        Sheet(595, 300).text(150, 60, "填表人：王某某", 14).text(150, 120, "本年支出合计2940.05万元。", 12).scanned()
    )
    data = encoded(image, "PNG")
    name, line = read_document(data, LIMITS).blocks
    assert "＊" in name.text
    picture = marked_page(data, 1, Focus(PrintedText(line.box, line.text)), [PrintedText(name.box, name.text)], LIMITS)
    left, top, right, bottom = (round(SCALE * value) for value in name.box)
    assert {color for _, color in picture.crop((left, top, right, bottom)).getcolors()} == {(64, 64, 64)}
    assert picture.getpixel((round(SCALE * line.box[0]) - 4, round(SCALE * (line.box[1] + line.box[3]) / 2))) == (
        208,
        32,
        32,
    )
