"""Checkable statements of running text, in the words of final accounts, budgets and self-evaluations."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.readers.document import Document, TextBlock
from flows.statements.claims import Claim, Operand, load_claim_terms, read_claims
from flows.statements.narrative import load_vocabulary, read_narrative


@pytest.fixture(scope="module")
def read(project_dir: Path):
    seeds = project_dir / "dbt_project" / "seeds"
    vocabulary = load_vocabulary(seeds)
    terms = load_claim_terms(seeds, vocabulary)

    def read_text(text: str) -> tuple[Claim, ...]:
        blocks = tuple(TextBlock(line, line=number) for number, line in enumerate(text.strip().split("\n"), start=1))
        return read_claims(read_narrative(Document("txt", blocks), vocabulary).passages, vocabulary, terms)

    return read_text


def told(operand: Operand | None) -> str | None:
    return None if operand is None else operand.text + operand.unit


def changes(claims: tuple[Claim, ...]) -> list[tuple[object, ...]]:
    """Basis, value, direction, change, rate and figure of the other year, where the operands are certain."""
    return [
        (c.basis, told(c.value), c.relation, told(c.change), c.percent, told(c.base))
        for c in claims
        if c.claim_type == "同比" and c.doubt is None
    ]


def ratios(claims: tuple[Claim, ...]) -> list[tuple[object, ...]]:
    return [
        (c.claim_type, told(c.value), c.percent, told(c.base), c.doubt)
        for c in claims
        if c.claim_type in ("比率", "完成率", "倍数")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "2020年度收、支总计693.15万元（收入总计含年初结转和结余0万元）。与上年相比，增加325.89万元，增长88.74%。",
            [("上年", "693.15万元", "增加", "325.89万元", "88.74%", None)],
        ),
        (
            "2022年度年初预算本年收入485.88万元，本年支出485.88万元，收、支总计与上年年初预算数比减少5.75万元，与上年对比减少1.17%。",
            [("上年", "485.88万元", "减少", "5.75万元", "1.17%", None)],
        ),
        (
            "2021年度机关运行经费支出118.64万元，比2020年度121.05万元减少2.41万元，下降1.99%。",
            [("上年", "118.64万元", "减少", "2.41万元", "1.99%", "121.05万元")],
        ),
        (
            "机关运行经费支出372.07万元，比年初预算数增加207.8万元，增长126.50%，主要原因是人员异动；"
            "比上年决算数增加220.71万元，增长145.82%。",
            [
                ("年初预算", "372.07万元", "增加", "207.8万元", "126.50%", None),
                ("上年", "372.07万元", "增加", "220.71万元", "145.82%", None),
            ],
        ),
        (
            "因公出国（境）费6.74亿元，减少0.04亿元，下降0.6%；公务接待费2.45亿元，减少0.15亿元，下降5.8%。",
            [
                (None, "6.74亿元", "减少", "0.04亿元", "0.6%", None),
                (None, "2.45亿元", "减少", "0.15亿元", "5.8%", None),
            ],
        ),
        (
            "公务接待费用4.00万元，接待74批813人，比去年1.05万元增加2.95万元。",
            [("上年", "4.00万元", "增加", "2.95万元", None, "1.05万元")],
        ),
        ("接待费5万元，人均50元，较上年减少1万元，下降16.67%。", []),
        ("支出100万元，主要原因是增加人员经费5万元，增长10%。", []),
        ("无政府性基金。与上年相比，各增加20万元，增长5.2%。", []),
    ],
)
def test_comparisons_with_another_year_or_a_budget(read, text, expected):
    assert changes(read(text)) == expected


def test_a_list_before_a_comparison_leaves_open_what_is_meant(read):
    text = "2019年三公经费支出12.46万元，其中公务接待费2.06万元，公务用车运行维护费10.40万元，比上年减少1.13万元。"
    (claim,) = [c for c in read(text) if c.claim_type == "同比"]
    assert claim.doubt is not None


def test_a_comparison_of_another_item_is_not_about_the_figure_before(read):
    claims = read("本年支出100万元。与上年相比，年末结转增加5万元，增长10%。")
    assert changes(claims) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "本年支出合计693.15万元，其中：基本支出600万元，占86.6%；项目支出93.15万元，占13.4%。",
            [("比率", "600万元", "86.6%", "693.15万元", None), ("比率", "93.15万元", "13.4%", "693.15万元", None)],
        ),
        (
            "基本支出693.15万元，其中：人员经费321.08万元，占基本支出的46.32%。",
            [("比率", "321.08万元", "46.32%", "693.15万元", None)],
        ),
        (
            "本年支出合计2940.05万元。\n一般公共预算财政拨款支出2940.05万元，占本年支出合计的100.00%。",
            [("比率", "2940.05万元", "100.00%", "2940.05万元", None)],
        ),
        (
            "年初预算为403.99万元，支出决算为636.63万元，完成年初预算的157.59%。",
            [("完成率", "636.63万元", "157.59%", "403.99万元", None)],
        ),
        (
            "三公经费支出年初预算为0.95万元，支出决算为0.00万元，完成预算的0%，其中：公务接待费支出决算为0.00万元，完成预算的0%。",
            [
                ("完成率", "0.00万元", "0%", "0.95万元", None),
                ("完成率", "0.00万元", "0%", None, "同一处没有预算数"),
            ],
        ),
        ("支出2000万元，为年初预算1800万元的111.11%。", [("完成率", "2000万元", "111.11%", "1800万元", None)]),
        ("办件量713752件，是去年办件量（38383件）的18倍。", [("倍数", "713752件", "18", "38383件", None)]),
        (
            "年初预算100万元，调整预算120万元，支出90万元，预算执行率75%。",
            [("完成率", "90万元", "75%", "120万元", "有几个预算数，无法确定所指")],
        ),
        ("园区项目代办率达到80%以上，项目报建提速70%。", []),
    ],
)
def test_shares_completion_and_multiples(read, text, expected):
    assert ratios(read(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "年初预算为10.00万元，支出决算为11.00万元。决算数大于预算数的主要原因是追加。",
            ("大于", "11.00万元", "10.00万元", None),
        ),
        (
            "年初预算为10.00万元，支出决算为10.00万元，决算数与预算数基本持平。",
            ("基本持平", "10.00万元", "10.00万元", None),
        ),
        (
            "年初预算1685.82万元，支出决算1741.75万元，决算数大于预算数55.93万元。",
            ("大于", "1741.75万元", "1685.82万元", "55.93万元"),
        ),
        ("财政供养人员控制在预算编制以内。", ("以内", None, None, None)),
    ],
)
def test_comparisons_in_words(read, text, expected):
    (claim,) = [c for c in read(text) if c.claim_type == "比较"]
    assert (claim.relation, told(claim.value), told(claim.base), told(claim.change)) == expected


def lists(claims: tuple[Claim, ...]) -> list[tuple[object, ...]]:
    return [
        (c.relation, told(c.value), [told(i.value) or i.text for i in c.items], c.is_complete)
        for c in claims
        if c.claim_type == "列举" and c.doubt is None
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "工资福利支出30万元，其中基本工资10万元，津贴补贴15万元，其他工资福利支出5万元。",
            [("合计", "30万元", ["10万元", "15万元", "5万元"], True)],
        ),
        (
            "对个人和家庭的补助1.44万元，其中奖励金1.24万元，生活补助0.2万元。",
            [("合计", "1.44万元", ["1.24万元", "0.2万元"], False)],
        ),
        (
            "2022年整体支出107.28万元，其中：基本支出101.81万元，项目支出5.47万元，涉及项目2个，涉及资金5.47万元。",
            [("合计", "107.28万元", ["101.81万元", "5.47万元"], True)],
        ),
        (
            "实际支出2677.20万元，其中基本支出2049.72万元，项目支出627.48万元；上年结余0万元，本年结余0万元。",
            [("合计", "2677.20万元", ["2049.72万元", "627.48万元"], True)],
        ),
        (
            "2022年预算收入101.81万元，其中年初预算78.98万元，调整追加22.83万元。",
            [("合计", "101.81万元", ["78.98万元", "22.83万元"], True)],
        ),
        (
            "基本支出371.08万元，其中：人员经费321.08万元，主要包括基本工资、奖金；公用经费50万元，主要包括办公费、水费。",
            [("合计", "371.08万元", ["321.08万元", "50万元"], True)],
        ),
        ("本年支出100万元，其中基本支出比上年增加5万元，项目支出比上年增加3万元。", []),
        (
            "资本性支出63.08万元，其中办公设备购置63.08万元。",
            [("合计", "63.08万元", ["63.08万元"], False)],
        ),
        (
            "全系统共有人员183人，其中在职在编人员16人，退休人员2人，进驻部门人员165人。",
            [("人数", "183人", ["16人", "2人", "165人"], True)],
        ),
        ("聘请雇员18人，物业人员4人，其中：负责服务15人，保安4人，保洁3人。", []),
        ("下设内设机构2个，包括办公室、财务股。", [("个数", "2个", ["办公室", "财务股"], None)]),
        (
            "人员经费321.08万元，主要包括基本工资、津贴补贴、奖金；公用经费50万元，主要包括办公费、水费、电费。",
            [
                ("名称", "321.08万元", ["基本工资", "津贴补贴", "奖金"], None),
                ("名称", "50万元", ["办公费", "水费", "电费"], None),
            ],
        ),
    ],
)
def test_lists(read, text, expected):
    assert lists(read(text)) == expected


def test_accounts_in_paragraphs_below_their_total(read):
    claims = read(
        "一般公共预算财政拨款支出年初预算数为415.6万元，支出决算数为693.15万元，完成年初预算的166.78%，其中：\n"
        "1、一般公共服务（类）政府办公厅（室）及相关机构事务（款）行政运行（项）。\n"
        "年初预算为403.99万元，支出决算为681.54万元。\n"
        "2、住房保障（类）住房改革支出（款）住房公积金（项）。\n"
        "年初预算为11.61万元，支出决算为11.61万元。\n"
        "六、基本支出决算情况\n"
        "基本支出693.15万元。"
    )
    assert [(c.basis, told(c.value), [told(i.value) for i in c.items]) for c in claims if c.relation == "分项"] == [
        ("预算", "415.6万元", ["403.99万元", "11.61万元"]),
        ("决算", "693.15万元", ["681.54万元", "11.61万元"]),
    ]


def test_dates_and_rounding(read):
    claims = read(
        "分别于8月23日、9月31日开讲。支出817.29万元（因四舍五入，支出817.29万元和明细合计817.3万元相差0.01万元）。"
    )
    assert [c.subject for c in claims if c.claim_type == "日期"] == ["8月23日", "9月31日"]
    (rounding,) = [c for c in claims if c.claim_type == "舍入说明"]
    assert (told(rounding.value), told(rounding.base), told(rounding.change)) == ("817.29万元", "817.3万元", "0.01万元")


def test_control_rate(read):
    (claim,) = read("编制内在职人员控制率为100%。")
    assert (claim.claim_type, claim.relation, claim.percent) == ("比率", "控制率", "100%")
