"""Headcounts in sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.readers.document import Document, TextBlock
from flows.statements.narrative import Narrative, Vocabulary, load_vocabulary, read_narrative


@pytest.fixture(scope="module")
def vocabulary(project_dir: Path) -> Vocabulary:
    return load_vocabulary(project_dir / "dbt_project" / "seeds")


@pytest.fixture
def staff(vocabulary: Vocabulary):
    def read(text: str) -> Narrative:
        return read_narrative(Document("txt", (TextBlock(text, line=1),)), vocabulary)

    return read


def counts(narrative: Narrative) -> list[tuple[str | None, str, str]]:
    return [(line.organisation, line.category_key, line.headcount_text) for line in narrative.staff]


def test_unit_with_a_split_in_brackets(staff):
    text = "示例区政务服务中心现有编制 13 人，在职在编人员 10 人（其中参公事业人员2人，非参公事业人员8人），离休人员0人，退休人员2人。"
    unit = "示例区政务服务中心"
    assert counts(staff(text)) == [
        (unit, "编制", "13"),
        (unit, "在职在编人员", "10"),
        (unit, "离休人员", "0"),
        (unit, "退休人员", "2"),
    ]


def test_the_unit_itself_has_no_name_here(staff):
    text = "核定全额拨款事业编制10名，实有在编在岗人员11名。单位核定编制76人，截止年末实有在职在编63人。"
    assert [organisation for organisation, _, _ in counts(staff(text))] == [None] * 4


def test_name_with_words_of_the_lexicon(staff):
    assert counts(staff("县财政局机关行政编制25名，年末在职人数24人。"))[0] == ("县财政局机关", "行政编制", "25")


def test_split_of_a_category_is_no_count(staff):
    text = "聘请政府雇员18人，物业公司人员4人，其中：负责窗口非税收入收缴2人，保安1人，保洁3人。"
    assert counts(staff(text)) == [(None, "政府雇员", "18"), (None, "物业公司人员", "4")]


def test_split_of_another_category_is_a_count(staff):
    assert counts(staff("现有编制30名，其中行政编制10名，在职人员28人。")) == [
        (None, "编制", "30"),
        (None, "在职人员", "28"),
    ]


def test_parts_of_a_grand_total_are_counts_without_staff_of_others(staff):
    text = "全系统共有人员183人，其中在职在编人员16人，退休人员2人，合同工18人，进驻部门人员132人。"
    assert counts(staff(text)) == [
        ("全系统", "在职在编人员", "16"),
        ("全系统", "退休人员", "2"),
        ("全系统", "合同工", "18"),
    ]


def test_control_rate_stands_with_the_staff_in_post(staff):
    lines = staff("2022年末编制数11人，在职人员6人，在职人员控制率54.54%。").staff
    assert [(line.control_rate_text, line.year_text) for line in lines] == [(None, "2022"), ("54.54", "2022")]


@pytest.mark.parametrize(
    "text",
    [
        "编制内在职人员控制率为100%。",
        "近三年将退休10人，近五年将退休16人。",
        "2022年新增退休人员2人。",
        "有窗口工作人员191名。",
        "接待国内来访团组5批次、40人次。",
        "总计派遣人数不超过41人。",
        "培训在职人员1950人次。",
    ],
)
def test_people_who_are_no_staff_of_the_unit(staff, text):
    assert counts(staff(text)) == []


def test_a_word_for_two_categories_is_recorded(staff):
    found = staff("离退休人员15人。")
    assert (found.staff, [u.text for u in found.unrecognised]) == ((), ["离退休人员"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "实有人数11人，其中：在职人员10人，离休人员0人，退休人员1人。",
            [("在职人员", "10"), ("离休人员", "0"), ("退休人员", "1")],
        ),
        ("事业编制29人，实际27人；现有车辆2辆。", [("事业编制", "29"), ("实际", "27")]),
        ("在职人员53人；另有草管员和护林员26人为临聘人员。", [("在职人员", "53"), ("临聘人员", "26")]),
        ("在职人员81人，聘用社区专干和协管员124人。", [("在职人员", "81"), ("协管员", "124")]),
        ("核定编制50名，现有人员45人。", [("核定编制", "50")]),
        ("实际27人。", []),
    ],
)
def test_who_is_counted_follows_from_the_words_around(staff, text, expected):
    assert [(key, number) for _, key, number in counts(staff(text))] == expected


def test_a_grand_total_over_the_semicolons_of_its_parts(staff):
    text = "编制人数小计120人；实有人数小计95人，其中：在职人数小计90人；离休人数小计1人；退休人数小计4人。"
    assert [people for _, _, people in counts(staff(text))] == ["120", "90", "1", "4"]
