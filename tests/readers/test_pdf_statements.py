"""PDF files through to statement lines: a statement over two pages, and the real report with its labels."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal

from pdf_maker import Page, pdf

from flows.readers.pdf import read
from flows.settings import ReaderLimits
from flows.statements.recognise import recognise

LIMITS = ReaderLimits()
XS = [50.0, 80, 110, 140, 260, 340, 420, 500]


def test_a_statement_over_two_pages_gives_lines_with_code_heading_unit_and_page(layout):
    first = Page().text(200, 60, "支出决算表", 16).text(430, 80, "单位：万元")
    first.grid([50, 500], [100, 200]).rule(50, 120, 260, 120).rule(260, 100, 260, 200).rule(50, 140, 500, 140)
    for x in XS[1:4]:
        first.rule(x, 120, x, 200)
    for x in XS[4:]:
        first.rule(x, 100, x, 200)
    first.rule(50, 160, 500, 160).rule(50, 180, 500, 180)
    heads = [(130, 113, "项目"), (60, 133, "类"), (90, 133, "款"), (120, 133, "项"), (180, 133, "科目名称")]
    heads += [(265, 118, "本年支出合"), (265, 130, "计"), (350, 125, "基本支出"), (430, 125, "项目支出")]
    for x, y, text in heads:
        first.text(x, y, text)
    rows = [
        ["", "", "", "合计", "2,940.05", "2,336.91", "603.14"],
        ["201", "", "", "一般公共服务支出", "2,106.66", "1,503.52", "603.14"],
        ["201", "06", "", "财政事务", "2,106.66", "1,503.52", "603.14"],
    ]
    for y, row in zip((153, 173, 193), rows, strict=True):
        for x, text in zip(XS, row, strict=False):
            first.text(x + 3, y, text, 9)
    last = ["221", "02", "01", "住房\n公积金", "187.19", "187.19", ""]
    second = Page().table(XS, [50, 80], [last], 9).text(290, 820, "2")
    lines = recognise(read(pdf(first, second), LIMITS), layout).lines
    assert [line.value_text for line in lines] == [value for row in [*rows, last] for value in row[4:] if value]
    found = lines[-1]
    assert (found.statement, found.code_text, found.label_key, found.heading_keys[-1], found.unit_text) == (
        "支出决算表",
        "2210201",
        "住房公积金",
        "基本支出",
        "万元",
    )
    assert [line.place.page for line in lines] == [1] * 9 + [2] * 2
    assert not any(line.doubt for line in lines)


def test_every_labelled_table_figure_of_the_real_report_is_found_on_its_page(shared, layout):
    wanted: Counter[tuple[str, str, Decimal, int]] = Counter()
    for name in ("expenditure", "revenue"):
        with (shared / "golden" / "pdf" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as labels:
            for row in csv.DictReader(labels):
                if row["statement"] != "正文":
                    code = row["function_code"] or row.get("economic_code") or ""
                    wanted[(row["statement"], code, Decimal(row["amount_yuan"]), int(row["page"]))] += 1
    (path,) = (shared / "reports").glob("P1_*.pdf")
    document = read(path.read_bytes(), LIMITS)
    found = Counter(
        (line.statement, line.code_text or "", Decimal(line.value_text.replace(",", "")) * 10_000, line.place.page)
        for line in recognise(document, layout).lines
    )
    assert wanted.total() > 100
    assert found == wanted
    assert document.notes == ()
    assert all(cell.box and cell.page for _, table in document.tables for cell in table.cells)
