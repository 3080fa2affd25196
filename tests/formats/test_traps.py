"""What makes real files hard to read, from the file to the figures: one small file of a real layout each."""

from __future__ import annotations

import pytest
from office_samples import sheet, xlsx
from pdf_maker import Page, pdf

from flows.extraction import found_in, load_knowledge
from flows.readers.formats import read_document
from flows.settings import PROJECT_DIR, ReaderLimits

XS = [50.0, 150, 250, 350, 450]


@pytest.fixture(scope="module")
def recognition():
    """What is recognised of the first report in a file's bytes."""
    knowledge = load_knowledge(PROJECT_DIR / "dbt_project" / "seeds")
    return lambda data: found_in(read_document(data, ReaderLimits()), knowledge)[0][0].recognition


def figures(found) -> list[tuple[str, str, str, str]]:
    return [(x.statement, x.label_text, x.heading_keys[-1], x.value_text) for x in found.lines if x.doubt is None]


def html(body: str) -> bytes:
    return f"<html><head><meta charset='utf-8'></head><body>{body}</body></html>".encode()


SPENDING = {
    0: {0: "支出决算表"},
    1: {0: "单位：万元"},
    2: {0: "科目编码", 1: "科目名称", 2: "本年支出合计", 3: "基本支出"},
    3: {0: "205", 1: "教育支出", 2: "7.5", 3: "7.5"},
}


def test_workbook_with_cover_contents_and_hidden_draft(recognition):
    """Sheets of a real workbook: 封面 says whose it is and of which year, 目录 lists titles, a hidden sheet holds a draft."""
    sheets = {
        "封面": sheet({4: {1: "某市第一小学"}, 6: {1: "2023年度单位决算"}}),
        "目录": sheet({0: {0: "目录"}, 1: {0: "一、收入决算表"}, 2: {0: "二、支出决算表"}}),
        "草稿": sheet({**SPENDING, 3: {0: "205", 1: "教育支出", 2: "9.9", 3: "9.9"}}),
        "支出": sheet(SPENDING),
    }
    found = recognition(xlsx(sheets, {"草稿": "hidden"}))
    assert (found.identity.unit_name, found.identity.year_text) == ("某市第一小学", "2023")
    assert figures(found) == [
        ("支出决算表", "教育支出", "本年支出合计", "7.5"),
        ("支出决算表", "教育支出", "基本支出", "7.5"),
    ]


def test_formulas_are_the_figures_they_gave_when_the_file_was_saved(recognition):
    total = '<row r="5"><c r="B5" t="inlineStr"><is><t>合计</t></is></c><c r="C5"><f>SUM(C4:C4)</f><v>7.5</v></c></row>'
    part = sheet(SPENDING).replace("</sheetData>", f"{total}</sheetData>")
    assert ("支出决算表", "合计", "本年支出合计", "7.5") in figures(recognition(xlsx({"支出": part})))


def test_headings_broken_over_lines_and_a_page_without_headings(recognition):
    first = Page().text(200, 60, "支出决算表", 16).text(400, 80, "单位：万元")
    first.table(
        XS,
        [100, 130, 150],
        [["科目编码", "科目名称", "本年支出\n合计", "基本支\n出"], ["205", "教育支出", "7.5", "4.5"]],
        9,
    )
    first.text(290, 820, "- 1 -")
    second = Page().table(XS, [60, 80], [["208", "社会保障和就业支出", "3.0", "3.0"]], 9).text(290, 820, "- 2 -")
    found = recognition(pdf(first, second))
    assert [(x.code_text, x.heading_keys[-1], x.value_text, x.place.page) for x in found.lines] == [
        ("205", "本年支出合计", "7.5", 1),
        ("205", "基本支出", "4.5", 1),
        ("208", "本年支出合计", "3.0", 2),
        ("208", "基本支出", "3.0", 2),
    ]


def test_several_statements_on_a_page(recognition):
    page = Page().text(200, 60, "收入决算表", 14).text(400, 80, "单位：万元")
    page.table(XS[:3], [100, 120, 140], [["科目名称", "本年收入合计"], ["教育支出", "8.0"]])
    page.text(200, 200, "支出决算表", 14).text(400, 220, "单位：元")
    page.table(XS[:3], [240, 260, 280], [["科目名称", "本年支出合计"], ["教育支出", "75000.00"]])
    found = recognition(pdf(page))
    assert [(x.statement, x.value_text, x.unit_text) for x in found.lines] == [
        ("收入决算表", "8.0", "万元"),
        ("支出决算表", "75000.00", "元"),
    ]


def test_statement_in_a_table_that_lays_out_the_page(recognition):
    inner = (
        "<table><tr><td>科目名称</td><td>本年支出合计</td><td>基本支出</td></tr>"
        "<tr><td>教育支出</td><td>7.5</td><td>7.5</td></tr></table>"
    )
    page = (
        "<table><tr><td>首页<br>信息公开</td><td><p>某市第一小学2023年度单位决算</p><p>支出决算表</p><p>单位：万元</p>"
        f"{inner}</td></tr></table>"
    )
    found = recognition(html(page))
    assert found.identity.unit_name == "某市第一小学"
    assert figures(found) == [
        ("支出决算表", "教育支出", "本年支出合计", "7.5"),
        ("支出决算表", "教育支出", "基本支出", "7.5"),
    ]


def test_merged_headings_and_totals(recognition):
    rows = (
        "<tr><td colspan=2>项目</td><td colspan=2>本年支出</td></tr>"
        "<tr><td>科目编码</td><td>科目名称</td><td>合计</td><td>基本支出</td></tr>"
        "<tr><td colspan=2>合计</td><td>7.5</td><td>7.5</td></tr>"
    )
    found = recognition(html(f"<p>支出决算表</p><p>单位：万元</p><table>{rows}</table>"))
    assert [(x.label_text, x.heading_keys) for x in found.lines] == [
        ("合计", ("本年支出", "合计")),
        ("合计", ("本年支出", "基本支出")),
    ]


def test_vertical_labels_name_the_rows_beside_them(recognition):
    """绩 / 效 / 指 / 标 and 产 / 出 stand one character a line in cells merged over their rows."""
    rows = (
        "<tr><td>项目名称</td><td colspan=6>校舍维修</td></tr>"
        "<tr><td rowspan=3>绩<br>效<br>指<br>标</td><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td>"
        "<td>实际完成值</td><td>分值</td><td>得分</td></tr>"
        "<tr><td rowspan=2>产<br>出<br>指<br>标</td><td>数量指标</td><td>维修面积</td><td>≥900平方米</td><td>900平方米</td>"
        "<td>20</td><td>20</td></tr>"
        "<tr><td>质量指标</td><td>验收合格率</td><td>100%</td><td>98%</td><td>30</td><td>29</td></tr>"
        "<tr><td colspan=6>总分</td><td>50</td><td>49</td></tr>"
    )
    found = recognition(html(f"<p>2023年度项目支出绩效自评表</p><table>{rows}</table>"))
    told = [
        ("".join((i.level1_text or "").split()), i.level2_text, i.level3_text, i.score_text) for i in found.indicators
    ]
    assert told == [("产出指标", "数量指标", "维修面积", "20"), ("产出指标", "质量指标", "验收合格率", "29")]
    assert [(e.project_name, e.total_score_text) for e in found.evaluations] == [("校舍维修", "49")]
