"""Vehicles and equipment said in running text."""

from __future__ import annotations

import pytest

from flows.readers.document import Document, TextBlock
from flows.statements.assets import load_asset_terms, read_assets


@pytest.fixture
def terms(project_dir):
    return load_asset_terms(project_dir / "dbt_project" / "seeds")


@pytest.fixture
def assets(read_text, terms):
    return lambda text: [(a.label_key, a.quantity_text, a.unit_text) for a in read_assets(read_text(text), terms)]


def test_a_name_broken_over_two_lines_of_a_page(terms):
    lines = ("截至年末，本单位共有车辆1辆，其中，主要领导干部", "用车0辆，机要通信用车1辆。")
    # The first line ends long before the margin that the line in the middle reaches.
    boxes = ((70.0, 100.0, 300.0, 112.0), (70.0, 120.0, 200.0, 132.0), (70.0, 140.0, 520.0, 152.0))
    texts = (*lines, "本单位无其他需要说明的情况，" * 4)
    document = Document("pdf", tuple(TextBlock(t, page=1, box=b) for t, b in zip(texts, boxes, strict=True)))
    found = [(a.label_text, a.quantity_text, a.block_no) for a in read_assets(document, terms)]
    assert found == [("本单位共有车辆", "1", 0), ("主要领导干部用车", "0", 1), ("机要通信用车", "1", 1)]


def test_list_of_vehicles_and_equipment(assets):
    text = (
        "截至2020年12月31日，共有车辆2辆，其中，执法执勤用车1辆、其他用车1辆；"
        "单位价值50万元以上通用设备0台（套）；单价100万元（含）以上设备（不含车辆）3台。"
    )
    assert assets(text) == [
        ("车辆", "2", "辆"),
        ("执法执勤用车", "1", "辆"),
        ("其他用车", "1", "辆"),
        ("单位价值50万元以上通用设备", "0", "台(套)"),
        ("单价100万元(含)以上设备(不含车辆)", "3", "台"),
    ]


def test_equipment_by_price_in_other_words(assets):
    text = "其他用车2辆；单价50万元（含）以上通用设备0台（套），单台价值100万元以上的专用设备1台（套）。"
    assert assets(text) == [
        ("其他用车", "2", "辆"),
        ("单位价值50万元以上通用设备", "0", "台(套)"),
        ("单位价值100万元以上专用设备", "1", "台(套)"),
    ]


@pytest.mark.parametrize("text", ["公务用车保有量为3辆。", "本年更新公务用车购置2辆。", "接待来访3批次。"])
def test_other_counts_are_no_assets(assets, text):
    assert assets(text) == []


def test_all_vehicles_are_of_one_kind(assets):
    assert assets("共有车辆2辆，均为特种专业技术用车（救护车）。") == [
        ("车辆", "2", "辆"),
        ("特种专业技术用车", "2", "辆"),
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "三、国有资产占用情况\t—\n（一）车辆数合计（辆）\t6\n1.应急保障用车\t2",
            [("车辆数合计", "6", "辆"), ("应急保障用车", "2", "辆")],
        ),
        ("通用设备\t台（套）\t186\t8634.55\n其中：车辆\t辆\t1\t2760.00", [("车辆", "1", "辆")]),
        (
            "单价50万元以上通用设备\t台（套）\t0\t0.00\n公务用车保有量（辆）\t—\t6",
            [("单价50万元以上通用设备", "0", "台(套)")],
        ),
        ("公务用车购置费\t—\t6\n车辆\t12.50\t3", []),
    ],
)
def test_counts_in_tables_with_what_they_are_counted_in(assets, rows, expected):
    assert assets(f"国有资产占有使用情况表\n\n项目\t计量单位\t数量\t价值\n{rows}\n") == expected


def test_a_run_of_digits_before_a_measure_is_no_count(assets):
    """Of pages without an end; the words before a count are looked for once, not from each digit on."""
    assert assets(f"其他用车{'1' * 20_000}辆，车辆1辆。") == [("车辆", "1", "辆")]


def test_the_number_of_a_line_is_no_count(assets):
    text = "项目\t行次\t统计数\n（一）车辆数合计（辆）\t23\t4\n（二）单价100万元（含）以上设备（不含车辆）（台、套）\t31\t2\n"
    assert assets(text) == [("车辆数合计", "4", "辆"), ("单价100万元(含)以上设备(不含车辆)", "2", "台、套")]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("截至2023年12月31日，某县水利局共有车辆5辆，其中，其他用车4辆。", ("车辆", "5", "辆")),
        ("某县教育局（本级）及所属单位共有车辆7辆。", ("车辆", "7", "辆")),
        ("截至2023年末，我校拥有车辆2辆。", ("车辆", "2", "辆")),
    ],
)
def test_vehicles_of_the_body_that_the_sentence_begins_with(assets, text, count):
    assert assets(text)[0][1:] == count[1:]
    assert assets(text)[0][0].endswith("车辆")


def test_vehicles_of_a_subordinate_unit_are_not_the_unit_s(assets):
    assert assets("本年购置完成，局属某站共有车辆3辆。局机关下属某中心共有车辆2辆。") == []
