"""What was misread in an image is taken for what is known, where that is certain; figures and other formats are left alone."""

from __future__ import annotations

import pytest

from flows.readers.document import Cell, Document, Table, TextBlock
from flows.settings import PROJECT_DIR
from flows.statements.known_texts import KnownTexts, load_known
from flows.statements.misread import mended
from flows.statements.recognise import recognise


@pytest.fixture(scope="module")
def known():
    return load_known(PROJECT_DIR / "dbt_project" / "seeds")


@pytest.fixture
def mend(known):
    """The texts of a row of cells after mending, and the notes."""

    def read(row: list[str], confidence: float | None = 0.99) -> tuple[list[str], list[str]]:
        cells = tuple(Cell(0, col, text, page=1, confidence=confidence) for col, text in enumerate(row))
        document, notes = mended(Document("pdf_scan", (Table(cells),)), known)
        return [cell.text for cell in document.tables[0][1].cells], [note.kind for note in notes]

    return read


@pytest.mark.parametrize(
    ("printed", "meant"),
    [("科曰名称", "科目名称"), ("因公\n出国(\n境费", "因公出国(境)费"), ("科曰名称（万元）", "科目名称（万元）")],
)
def test_headings_that_look_alike_are_taken_for_the_known_one(mend, printed, meant):
    assert mend([printed, "基本支出"])[0][0] == meant


@pytest.mark.parametrize("confidence", [0.5, 0.99])
def test_an_edit_that_is_no_likeness_needs_doubt_of_the_recogniser(mend, confidence):
    texts, notes = mend(["本年收入合\n4\n计"], confidence)
    assert (texts, notes) == ((["本年收入合计"], ["misread"]) if confidence < 0.9 else (["本年收入合\n4\n计"], []))


@pytest.mark.parametrize("printed", ["上年支出合计", "年中结转和结余", "非财政拨款收入", "本级收入合计"])
def test_what_tells_known_texts_apart_is_never_changed(mend, printed):
    """年初 and 年末, 收入 and 支出, 财政拨款 and 非财政拨款 differ in a character that decides what a figure means."""
    assert mend([printed], 0.5)[0] == [printed]


def test_two_known_texts_as_near_leave_the_text_as_it_is():
    texts = KnownTexts(["年初结转", "年末结转"], frozenset({("未", "末"), ("未", "初")}))
    match = texts.nearest("年未结转")
    assert match is not None
    assert match.texts == ("年初结转", "年末结转")


def test_the_code_beside_a_name_decides(mend):
    assert mend(["303", "04", "无恤金", "5.00"])[0][2] == "抚恤金"
    assert mend(["2210201", "1主房公积金", "5.00"])[0][1] == "住房公积金"
    assert mend(["2210201主房公积金", "5.00"])[0][0] == "2210201住房公积金"
    assert mend(["2210201", "提租补贴", "5.00"])[0][1] == "提租补贴"
    assert mend(["2210201", "办公室装修", "5.00"])[0][1] == "办公室装修"


def test_numbers_of_lists_stay(mend):
    assert mend(["一、一般公共服努支出", "5.00"])[0][0] == "一、一般公共服务支出"


def test_other_formats_are_left_alone(mend):
    assert mend(["科曰名称"], None) == (["科曰名称"], [])


def test_titles_of_scans(known):
    title = TextBlock("支出决箅表", page=1, confidence=0.9)
    heading = TextBlock("七、财政拨款“三公”经费支出决算情况说明", page=1, confidence=0.6)
    document, notes = mended(Document("pdf_scan", (title, heading)), known)
    assert [block.text for block in document.blocks] == ["支出决算表", heading.text]
    assert [(note.kind, note.text, note.context) for note in notes] == [("misread", "支出决箅表", "支出决算表")]


@pytest.mark.parametrize(
    ("read", "mended_text"),
    [
        (
            "卫生健康支出(类) 行政事业单位医疗 款) 行政单位医疗 (项)。",
            "卫生健康支出(类) 行政事业单位医疗（款) 行政单位医疗 (项)。",
        ),
        ("其他支出（含防汛 专款 项）", "其他支出（含防汛 专款 项）"),
        ("卫生健康支出（类）行政单位医疗（项）", "卫生健康支出（类）行政单位医疗（项）"),
    ],
)
def test_half_of_the_brackets_around_a_level_is_put_back(known, read, mended_text):
    document, notes = mended(Document("pdf_scan", (TextBlock(read, page=1, confidence=0.6),)), known)
    assert document.blocks[0].text == mended_text
    assert len(notes) == (read != mended_text)


@pytest.mark.parametrize(
    ("read", "confidence", "is_doubted"),
    [
        ("98,00", 0.9, True),
        ("62,00\n0", 0.9, False),
        ("1,234,5.00", 0.9, True),
        ("1,234.50", 0.9, False),
        ("98,00", None, False),
    ],
)
def test_thousands_of_other_than_three_digits_are_not_believed_in_an_image(layout, read, confidence, is_doubted):
    rows = [["科目名称", "合计", "基本支出"], ["教育支出", read, "5.00"]]
    cells = tuple(
        Cell(r, c, text, page=1, confidence=confidence) for r, row in enumerate(rows) for c, text in enumerate(row)
    )
    found = recognise(Document("pdf_scan", (TextBlock("支出决算表"), Table(cells))), layout).lines
    assert [line.doubt is not None for line in found] == [is_doubted, False]
