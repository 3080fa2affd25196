"""Paragraphs from printed lines, the outline of headings, and which heading's fund holds."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from flows.readers.document import Cell, Document, Table, TextBlock
from flows.statements.folding import fold
from flows.statements.narrative import Vocabulary, load_vocabulary, read_narrative
from flows.statements.narrative.headings import is_title, passages
from flows.statements.narrative.paragraphs import paragraphs


@pytest.fixture(scope="module")
def vocabulary(project_dir: Path) -> Vocabulary:
    return load_vocabulary(project_dir / "dbt_project" / "seeds")


def document(text: str) -> Document:
    lines = enumerate(text.strip().split("\n"), start=1)
    return Document("txt", tuple(TextBlock(line.strip(), line=no) for no, line in lines if line.strip()))


def joined(text: str, vocabulary: Vocabulary) -> list[str]:
    return [p.text for p in paragraphs(document(text), frozenset(), partial(is_title, vocabulary=vocabulary))]


def outline(text: str, vocabulary: Vocabulary) -> list[tuple[tuple[str, ...], str]]:
    texts = paragraphs(document(text), frozenset(), partial(is_title, vocabulary=vocabulary))
    return [(tuple(h.key for h in p.headings), p.paragraph.folded[p.start :]) for p in passages(texts, vocabulary)]


def test_a_page_break_in_mid_sentence_is_joined_over_the_page_number(vocabulary):
    text = "截至2020年12月31日，共有车辆0辆，其中，主要领导干部\n- 12 -\n用车0辆，机要通信用车0辆。\n十四、预算绩效情况说明"
    assert joined(text, vocabulary) == [
        "截至2020年12月31日，共有车辆0辆，其中，主要领导干部用车0辆，机要通信用车0辆。",
        "十四、预算绩效情况说明",
    ]


def test_hard_wrapped_lines_are_joined_and_numbers_stay_whole(vocabulary):
    lines = ["本年支出合计2940.05万元，其中：基本支出2336.91万元，占79.49%；项目支出603.1", "4万元，占20.51%；"]
    filler = ["主要原因：基本支出中人员进出及退休变化，以及项目支出中合同支付进度条款等原因减少支"] * 8
    assert joined("\n".join([*lines, "三、支出决算情况说明", *filler]), vocabulary)[0] == "".join(lines)


def test_a_table_separates_paragraphs(vocabulary):
    blocks = (TextBlock("支出合计，", line=1), Table((Cell(0, 0, "x"),), line=2), TextBlock("5万元。", line=3))
    texts = list(paragraphs(Document("txt", blocks), frozenset(), partial(is_title, vocabulary=vocabulary)))
    assert [p.text for p in texts] == ["支出合计，", "5万元。"]


def test_contents_lines_and_bookmarks_are_noise(vocabulary):
    assert joined("一、部门职责………………3\n[bookmark: _Toc9041]（二）预算编制欠科学", vocabulary) == [
        "（二）预算编制欠科学"
    ]


def test_headings_above_a_sentence(vocabulary):
    text = "第三部分\n2020年度部门决算情况说明\n一、收入支出决算总体情况说明\n（一）总体\n收入5万元。\n二、收入决算情况说明\n收入6万元。"
    assert outline(text, vocabulary) == [
        (("2020年度部门决算情况说明", "收入支出决算总体情况说明", "总体"), "收入5万元。"),
        (("2020年度部门决算情况说明", "收入决算情况说明"), "收入6万元。"),
    ]


def test_word_lists_that_lost_their_numbers_continue_the_level_they_belong_to(vocabulary):
    text = "二、一般公共预算支出情况\n（一）基本支出情况\n支出5万元。\n（2） 项目支出情况\n支出6万元。\n3、 政府性基金预算支出情况\n支出0万元。"
    assert [headings for headings, _ in outline(text, vocabulary)] == [
        ("一般公共预算支出情况", "基本支出情况"),
        ("一般公共预算支出情况", "项目支出情况"),
        ("政府性基金预算支出情况",),
    ]


def test_run_in_headings(vocabulary):
    text = "（二）项目支出\n1、项目资金安排落实、总投入等情况分析。全年支出5万元。\n3、人员情况：单位核定编制76人。"
    assert outline(text, vocabulary) == [
        (("项目支出", "项目资金安排落实、总投入等情况分析"), "全年支出5万元。"),
        (("项目支出", "人员情况"), "单位核定编制76人。"),
    ]


TEMPLATE = "二、一般公共预算支出情况\n（一）基本支出情况\n2021年决算数为933.10万元。"


@pytest.mark.parametrize(
    ("text", "fund"),
    [
        (TEMPLATE, None),
        (TEMPLATE.replace("\n（一）", "\n2021年一般公共预算财政拨款收入933.09万元。\n（一）"), "一般公共预算"),
        ("一、部门概况\n实际支出2677.20万元。\n" + TEMPLATE.replace("2021年决算数为", "全年支出"), "一般公共预算"),
        ("一、部门概况\n实际支出933.10万元。\n" + TEMPLATE.replace("2021年决算数为", "全年支出"), None),
    ],
    ids=["template heading", "introduced by its fund", "narrower than the overall total", "equal to the overall total"],
)
def test_the_template_heading_gives_its_fund_only_where_the_text_bears_it_out(vocabulary, text, fund):
    assert read_narrative(document(text), vocabulary).figures[-1].fund_key == fund


def test_seed_terms_are_folded_and_unique_per_role(project_dir, vocabulary):
    layouts = project_dir / "dbt_project" / "seeds" / "layouts"
    for name in ("text_terms.csv", "staff_terms.csv"):
        rows = [line.split(",") for line in (layouts / name).read_text(encoding="utf-8").splitlines()[1:]]
        assert [row[0] for row in rows if row[0] != fold(row[0])] == []
        assert len({tuple(row[:2]) for row in rows}) == len(rows)
