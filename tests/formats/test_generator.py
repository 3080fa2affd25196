"""Generated reports: the same for the same seed, consistent to the cent, and printed where the truth says."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pypdfium2
import pytest
from lxml import etree

from benchmarks.generate import generate, main
from benchmarks.reports.facts import Spot
from benchmarks.reports.model import ABROAD, CAR_PURCHASE, CAR_RUNNING, FISCAL, GENERAL, RECEPTION
from benchmarks.reports.report import make_report, most_reports
from benchmarks.writers import ofd, scan, txt, xlsx
from benchmarks.writers.page import lay_out
from flows.readers.document import Cell, Document, Table, TextBlock

NUMBERS = range(25)
OFD = "{http://www.ofdspec.org/2016}"


def test_same_seed_gives_the_same_bytes():
    formats = ["txt", "html", "docx", "pdf", "ofd"]
    first, second = ({file.name: file.written.data for file in generate(3, range(2), formats)} for _ in range(2))
    assert first == second
    assert len(first) == 10
    other = {file.name: file.written.data for file in generate(4, range(2), formats)}
    assert other != first


def test_copies_differ_in_the_unit_alone():
    one, two = make_report(1, 7, 0, 3), make_report(1, 7, 2, 3)
    assert one.report.unit.name != two.report.unit.name
    assert len(one.report.unit.name) == len(two.report.unit.name)
    assert (one.report.items, one.report.economic, one.style) == (two.report.items, two.report.economic, two.style)


def test_no_unit_reports_twice():
    units = {make_report(1, number, copy, 2).report.unit.name for number in range(200) for copy in range(2)}
    assert len(units) == 400
    with pytest.raises(ValueError, match="单位"):
        make_report(1, most_reports(2), 0, 2)


@pytest.mark.parametrize("number", NUMBERS)
def test_figures_agree_with_each_other(number):
    report = make_report(1, number).report
    spent, carried = report.sum(lambda item: item.spent), report.sum(lambda item: item.carried)
    assert report.income_total == spent + carried + report.sum(lambda item: item.allocated)
    assert report.fiscal_total == report.sum(lambda item: item.spent + item.carried, FISCAL)
    assert report.staff_costs + report.running_costs == report.sum(lambda item: item.basic, (GENERAL,))
    for item, code in ((ABROAD, "30212"), (RECEPTION, "30217"), (CAR_RUNNING, "30231"), (CAR_PURCHASE, "31013")):
        assert report.three_public.actual[item] == report.economic.get(code, 0)
    assert min(min(i.received, i.spent, i.brought, i.carried, i.initial) for i in report.items) >= 0
    for form in (*report.projects, *([report.evaluation] if report.evaluation else [])):
        assert sum(indicator.weight for indicator in form.indicators) == 90
        assert form.score <= 10_000


@pytest.mark.parametrize("number", NUMBERS)
def test_every_figure_is_printed_where_the_truth_says(number):
    printed = make_report(1, number)
    for written in (txt.write(printed.document), txt.write_cells(printed.document)):
        lines = written.data.decode().split("\n")
        for fact, spot in printed.facts:
            if "amount" not in fact.values:
                continue
            amount = int(fact.values["amount"])
            text = printed.style.money(amount) if spot.row >= 0 else printed.style.said(amount)
            assert text in lines[written.line_of(spot) - 1]


def test_truth_has_the_columns_of_hand_labels(shared, tmp_path):
    assert main(["--reports", "1", "--formats", "txt", "--output", str(tmp_path / "out")]) == 0
    for labels in (shared / "golden" / "seeds").glob("*.csv"):
        if labels.name not in {"claims_ok.csv"}:
            with labels.open(encoding="utf-8-sig") as ours, (tmp_path / "out" / "truth" / labels.name).open() as theirs:
                missing = set(next(csv.reader(ours))) - set(next(csv.reader(theirs)))
            assert missing <= {"where"}, labels.name


def test_wrong_use_is_told(tmp_path, capsys):
    assert main(["--formats", "txt,wps2", "--output", str(tmp_path / "a")]) == 1
    assert "没有这种格式：wps2" in capsys.readouterr().err
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x").touch()
    with pytest.raises(SystemExit) as stopped:
        main(["--output", str(tmp_path / "b")])
    assert stopped.value.code == 2
    assert "不是空目录" in capsys.readouterr().err


MERGED = Table(
    (
        Cell(0, 0, "项目", 2, 1),
        Cell(0, 1, "本年支出", 1, 2),
        Cell(1, 1, "合计"),
        Cell(1, 2, "基本支出"),
        Cell(2, 0, "一般公共服务支出"),
        Cell(2, 1, "1,234.50"),
        Cell(2, 2, ""),
    )
)
LONG = Document("sample", (TextBlock("2022年度" * 40), *([MERGED] * 40)))


def test_text_of_tables_keeps_merged_cells_in_both_ways():
    assert txt.write(Document("", (MERGED,))).data.decode() == (
        "\n项目\t本年支出\t\n\t合计\t基本支出\n一般公共服务支出\t1,234.50\t\n"
    )
    assert txt.write_cells(Document("", (MERGED,))).data.decode() == (
        "\t项目\n\t本年支出\n\n\t\n\t合计\n\t基本支出\n\n\t一般公共服务支出\n\t1,234.50\n\t\n\n"
    )


def test_pages_hold_every_text_once_inside_the_page():
    pages = lay_out(LONG)
    texts = [text for page in pages.pages for text in page.texts]
    assert len(pages.pages) > 2
    assert sum(text.text == "基本支出" for text in texts) == 40
    assert all(0 < text.x < 595 and 0 < text.y < 842 for text in texts)
    assert pages.spots[Spot(40, 2, 1)] == len(pages.pages)


def test_ofd_says_where_every_character_stands():
    with zipfile.ZipFile(io.BytesIO(ofd.write(LONG).data)) as archive:
        names = set(archive.namelist())
        content = etree.fromstring(archive.read("Doc_0/Pages/Page_0/Content.xml"))
        document = etree.fromstring(archive.read("Doc_0/Document.xml"))
    assert {f"Doc_0/{page.get('BaseLoc')}" for page in document.iter(f"{OFD}Page")} <= names
    ids = [element.get("ID") for element in content.iter() if element.get("ID")]
    assert len(set(ids)) == len(ids)
    for code in content.iter(f"{OFD}TextCode"):
        runs = re.sub(r"g (\d+) (\S+)", lambda run: " ".join([run[2]] * int(run[1])), code.get("DeltaX", ""))
        assert len(runs.split()) == len(code.text) - 1


def test_scan_has_pictures_and_no_text():
    document = pypdfium2.PdfDocument(scan.write_turned(Document("", (MERGED,)), 0.7, 50).data)
    page = document[0]
    assert page.get_textpage().get_text_range() == ""
    dark = sum(page.render(scale=1, grayscale=True).to_pil().histogram()[:128])
    assert dark > 200


def test_workbook_has_a_sheet_per_table_with_its_caption():
    document = Document("", (TextBlock("说明很长。" * 20), TextBlock("支出决算表"), MERGED, TextBlock("注：无。")))
    page_of = xlsx.write(document).page_of
    assert [page_of(Spot(block)) for block in (0, 1, 3)] == [1, 2, 3]
    assert page_of(Spot(2, 2, 1)) == 2
