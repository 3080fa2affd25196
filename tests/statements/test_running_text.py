"""Wording of reports of many provinces in running text, reduced to what was read wrong or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.readers.document import Document, TextBlock
from flows.statements.claims import load_claim_terms, read_claims
from flows.statements.narrative import load_vocabulary, read_narrative


@pytest.fixture(scope="module")
def known(project_dir: Path):
    seeds = project_dir / "dbt_project" / "seeds"
    vocabulary = load_vocabulary(seeds)
    return vocabulary, load_claim_terms(seeds, vocabulary)


@pytest.fixture
def read(known):
    def read_lines(*lines: str):
        blocks = tuple(TextBlock(line, line=number) for number, line in enumerate(lines, start=1))
        return read_narrative(Document("txt", blocks), known[0])

    return read_lines


def told(narrative):
    return [(f.value_text, f.label_key, f.project_name) for f in narrative.figures if f.role == "amount"]


def test_a_heading_below_the_spending_on_projects_is_a_part_of_it(read):
    found = read(
        "（三）项目支出情况", "2.农村客运补贴。年初预算安排50万元，实际支出48万元。", "3.应急值守。年初预算安排9万元。"
    )
    assert told(found) == [("50", "农村客运补贴", "农村客运补贴"), ("48", "农村客运补贴", "农村客运补贴")]


def test_money_that_a_project_has_from_above_is_no_spending(read):
    found = read("（三）项目支出情况", "3.沅水渡口改造项目。上级专项资金750万元，全年实际支出743万元。")
    assert told(found) == [("743", "沅水渡口改造项目", "沅水渡口改造项目")]


def test_projects_named_before_their_figures(read):
    found = read(
        "（五）项目支出情况",
        "档案馆库房改造项目，年初预算0万元，年中追加210万元，支出210万元；档案数字化项目，年初预算100万元，支出96.45万元。",
    )
    assert told(found) == [
        ("0", "档案馆库房改造项目", "档案馆库房改造项目"),
        ("210", "档案馆库房改造项目", "档案馆库房改造项目"),
        ("100", "档案数字化项目", "档案数字化项目"),
        ("96.45", "档案数字化项目", "档案数字化项目"),
    ]


def test_a_project_named_before_its_score(read):
    found = read("其中河道清障项目自评得分95分，项目全年预算数300万元，执行数298.60万元。")
    assert told(found) == [("300", "河道清障项目", "河道清障项目"), ("298.60", "河道清障项目", "河道清障项目")]


def test_items_of_a_list_that_is_announced_as_one_of_projects(read):
    found = read(
        "六、预算绩效信息公开情况说明",
        "2024年，本部门预算项目绩效目标覆盖率达到100%。主要项目情况如下：",
        "1.食品抽检经费：预算安排180万元，抽检2,400批次。",
        "2.执法办案经费：预算安排63.25万元。",
    )
    assert told(found) == [("180", "食品抽检经费", "食品抽检经费"), ("63.25", "执法办案经费", "执法办案经费")]


def test_the_other_side_of_a_budget_behind_a_reason(read):
    found = read(
        "2024年本部门收入预算100万元，比上年减少5万元，主要原因是压减项目支出；支出预算100万元，比上年减少5万元。"
    )
    assert [(f.value_text, f.side, f.label_key) for f in found.figures if f.role == "amount"] == [
        ("100", "收入", "合计"),
        ("100", "支出", "合计"),
    ]


def test_the_running_costs_by_the_names_of_their_definition(read):
    found = read(
        "2024年机关运行经费安排56万元，其中：办公费30万元，日常维修费6万元，办公用房水电费14万元，其他费用6万元。"
    )
    assert [label for _, label, _ in told(found)] == ["机关运行经费", "办公费", "日常维修费", "办公用房水电费"]


def test_receptions_at_home_and_abroad_are_items_of_their_own(known):
    names = {key: known[0].meaning(key, "item").line_item for key in ("国内接待费支出", "外事接待费", "国(境)外接待费")}
    assert list(names.values()) == ["国内接待费", "外事接待费", "国（境）外接待费"]


def test_posts_split_in_the_next_sentence(read):
    found = read("2023年末人员编制38人。其中：行政编制12人，事业编制26人；在职人员36人。")
    assert [(line.category_key, line.headcount_text) for line in found.staff] == [
        ("人员编制", "38"),
        ("在职人员", "36"),
    ]


def test_a_control_rate_of_money_is_none_of_staff(known, read):
    found = read(
        "“三公”经费控制率为75.07%。",
        "编制96人，在职人员91人，人员控制率94.79%。",
        "编制9人，在职人员9人，成本控制率80%。",
    )
    rates = [claim.percent for claim in read_claims(found.passages, *known) if claim.relation == "控制率"]
    assert rates == ["94.79%"]
    assert [line.control_rate_text for line in found.staff if line.control_rate_text] == ["94.79"]


def test_a_heading_that_only_says_what_is_told_of_the_section_names_no_part(read):
    found = read("（二）项目支出情况", "1.资金安排落实情况分析。2022年年初预算50万元，实际支出48万元。")
    assert [label for _, label, _ in told(found)] == ["项目支出", "项目支出"]


def test_a_sentence_without_subject_is_about_the_account_of_the_one_before(read):
    found = read(
        "（三）一般公共预算财政拨款支出决算具体情况",
        "1、“卫生健康支出（类）行政事业单位医疗（款）行政单位医疗（项）”90万元，主要用于：缴纳医疗保险。年初预算为100万元，支出决算为90万元。",
    )
    assert [(f.value_text, f.label_key, f.stage_key) for f in found.figures] == [
        ("90", "行政单位医疗", None),
        ("100", "行政单位医疗", "年初预算"),
        ("90", "行政单位医疗", "支出决算"),
    ]


def test_the_budget_behind_what_was_added_is_of_all_of_it(read):
    found = read(
        "年初预算资金520.30万元，其中：基本支出320.30万元，项目支出200万元；年中调整预算追加85.20万元，调整后预算为605.50万元。"
    )
    assert [label for _, label, _ in told(found)] == ["合计", "基本支出", "项目支出", "合计"]


def test_the_money_of_what_is_evaluated_is_no_total(read):
    found = read(
        "组织对6个项目开展了部门评价，涉及一般公共预算支出600万元，政府性基金预算支出0万元。",
        "组织对“农村环境整治项目”等3个项目开展了部门评价，涉及一般公共预算支出200万元。",
        "组织对“农村环境整治项目”1个项目开展了部门评价，涉及一般公共预算支出80万元。",
    )
    assert [(f.value_text, f.project_name) for f in found.figures if f.role == "amount"] == [("80", "农村环境整治项目")]


def test_a_fund_that_is_not_there_is_not_that_of_what_follows(read):
    found = read(
        "2020年财政拨款收支总预算100万元。收入全部为一般公共预算拨款，无政府性基金预算拨款，包括：一般公共预算当年拨款收入90万元、上年结转10万元；支出包括：教育支出100万元。"
    )
    assert {f.fund_key for f in found.figures if f.role == "amount"} <= {"财政拨款", "一般公共预算拨款"}


def test_parts_of_income_carried_over_or_of_a_fund_of_its_own(read):
    found = read(
        "2023年度收入预算合计100万元，包括本年收入90万元，上年结转结余10万元。",
        "上年结转结余的一般公共预算收入10万元；",
        "（4）财政专户管理资金收入5万元，与上年预算数相同。",
        "2．年终结转结余为3万元。",
    )
    assert [(f.value_text, f.label_text) for f in found.figures if f.role == "amount"][3:] == [
        ("10", "上年结转结余的一般公共预算收入"),
        ("5", "财政专户管理资金收入"),
    ]


def test_running_costs_in_the_words_of_their_purpose(read):
    found = read(
        "2021年本部门行政单位和参照公务员法管理的事业单位履行一般行政管理职能、维持机关日常运转而开支的机关运行经费支出合计512.12万元。"
    )
    assert told(found) == [("512.12", "机关运行经费支出", None)]


def test_what_an_account_was_used_for_is_no_other_account(read):
    found = read(
        "公务用车运行费2.30万元，主要用于燃料费1.20万元；维修费0.60万元；保险费0.50万元。",
        "公务用车运行维护费2.30万元（其中：燃料费1.20万元、维修费0.60万元）。",
    )
    assert [label for _, label, _ in told(found)] == ["公务用车运行费", "公务用车运行维护费"]


def test_projects_that_the_spending_on_projects_was_used_for(read):
    found = read(
        "其中：基本支出450.86万元，项目支出454.38万元。项目支出主要用于：保障性安居工程项目380万元，主要成效是改造棚户区560户；公租房维修项目74.38万元，主要成效是改善居住条件。"
    )
    assert told(found)[2:] == [
        ("380", "保障性安居工程项目", "保障性安居工程项目"),
        ("74.38", "公租房维修项目", "公租房维修项目"),
    ]


@pytest.fixture
def shares(known, read):
    def read_lines(*lines: str):
        claims = read_claims(read(*lines).passages, *known)
        return [(c.value and c.value.text, c.percent, c.doubt is None) for c in claims if c.relation == "占比"]

    return read_lines


def test_shares_that_are_listed_behind_their_figures(shares):
    found = shares("基本支出决算402.40万元，其中人员经费366.20万元、日常公用经费36.20万元，分别占91.00%、9.00%。")
    assert found == [("366.20", "91.00%", True), ("36.20", "9.00%", True)]


def test_a_share_of_what_bears_a_name_but_for_a_part_is_doubtful(shares):
    found = shares(
        "本部门整体支出涉及四本预算资金3,060.50万元；11个项目涉及四本预算资金合计960万元，占四本预算资金（基本支出除外）总额的比例为100%。"
    )
    assert [sure for _, _, sure in found] == [False]


@pytest.mark.parametrize("rate", ["42.86%", "20%"])
def test_a_rate_alone_in_brackets_is_that_of_the_change(known, read, rate):
    claims = read_claims(
        read(f"公务接待费2.00万元，较上年减少1.50万元（{rate}），主要原因是厉行节约。").passages, *known
    )
    assert [
        (c.value.text, c.relation, c.change.text, c.percent_relation, c.percent, c.doubt)
        for c in claims
        if c.claim_type == "同比"
    ] == [("2.00", "减少", "1.50", "减少", rate, None)]


def test_a_remark_on_what_is_not_understood_is_not_understood(read):
    found = read("2022年全系统总收入5.26亿元，总支出5.18亿元（基本支出4.12亿元，项目支出1.06亿元）。")
    assert told(found) == []


def test_parts_of_a_part_of_spending_are_not_of_the_budget_said_before(read):
    found = read(
        "“三公”经费支出38.50万元，完成预算55万元的70%。其中：（1）因公出国（境）费用：0万元。（2）公务用车购置及运行费：35.20万元，其中购置费0万元，运行维护费35.20万元。（3）公务接待费：3.30万元。"
    )
    assert [f.stage_key for f in found.figures if f.role == "amount"] == [None, "预算", None, None, None, None, None]


def test_sources_of_what_is_spent_are_no_income_and_no_account(read):
    found = read(
        "2024年财政拨款安排支出3,756万元，其中本级财力安排3,756万元，专项收入安排0万元，执法办案补助0万元，收费成本补偿0万元。"
    )
    assert [label for _, label, _ in told(found)] == ["合计"]


def test_money_handed_down_is_a_budget(read):
    found = read("（三）临时救助资金：下达180万元，支出176.32万元。")
    assert [f.stage_key for f in found.figures if f.role == "amount"] == ["下达", None]


def test_a_part_by_fund_is_no_more_than_what_it_is_a_part_of(read):
    found = read(
        "总支出86万元，按支出经济分类划分：工资福利支出75万元，资本性支出11万元。其中一般公共预算财政拨款支出21万元，政府性基金支出15万元。"
    )
    assert [value for value, _, _ in told(found)] == ["86", "75", "11"]


def test_a_change_behind_the_figure_of_the_year_before_is_of_the_year(known, read):
    claims = read_claims(
        read("2022年“三公”经费支出56.30万元，2021年为60.10万元，减少3.80万元，下降6.32%。").passages, *known
    )
    assert [(c.value.text, c.base.text, c.percent) for c in claims if c.claim_type == "同比"] == [
        ("56.30", "60.10", "6.32%")
    ]


def test_a_budget_of_something_else_is_not_what_the_sentence_before_has_spent(known, read):
    claims = read_claims(
        read(
            "2019年度财政拨款收、支总计9,956.40万元。财政拨款支出年初预算数为7,200.00万元，完成年初预算的137.51%。"
        ).passages,
        *known,
    )
    assert [c.doubt is None for c in claims if c.claim_type == "完成率"] == [False]


def test_an_account_named_by_a_sentence_is_that_of_the_next(read):
    found = read(
        "2019年度政府性基金预算财政拨款支出1,500万元。其中：城乡社区支出（类）国有土地使用权出让收入安排的支出（款）征地和拆迁补偿支出（项）。年初预算为200万元，支出决算为900万元。"
    )
    assert [label for _, label, _ in told(found)] == ["合计", "征地和拆迁补偿支出", "征地和拆迁补偿支出"]


def test_the_initial_budget_behind_a_year(read):
    found = read("卫生健康支出2021年度决算数为90万元，比2021年初预算数80万元增加10万元。")
    assert [(f.value_text, f.stage_key) for f in found.figures if f.role == "amount"] == [
        ("90", "决算数"),
        ("80", "初预算数"),
    ]


def test_money_carried_over_is_of_the_fund_named_before_it_where_it_is_said_twice(read):
    found = read(
        "收入总计2,710万元，包括一般公共预算本年收入2,500万元、上年结转200万元，政府性基金预算本年收入0万元、上年结转10万元；支出总计2,710万元。"
    )
    assert [(f.value_text, f.fund_key) for f in found.figures if f.label_key == "上年结转"] == [
        ("200", "一般公共预算"),
        ("10", "政府性基金"),
    ]


def test_a_year_gone_back_to_is_that_of_its_sentence_alone(read):
    found = read(
        "1.因公出国（境）费：2021年未安排出国，支出0元，2020年同样为0元。2.公务接待费：全年接待62批次，支出5.35万元，较2020年5.80万元减少0.45万元。"
    )
    assert [(f.value_text, f.label_key, f.year_text) for f in found.figures if f.role == "amount"] == [
        ("0", "因公出国(境)费", "2021"),
        ("5.35", "公务接待费", None),
        ("5.80", "公务接待费", "2020"),
    ]


def test_a_key_project_in_quotation_marks(read):
    found = read("重点项目“中小企业发展专项”年初预算500万元，全年预算数650万元，实际支出640万元。")
    assert told(found) == [(value, "中小企业发展专项", "中小企业发展专项") for value in ("500", "650", "640")]


def test_a_name_of_both_beside_one_of_the_two_means_the_other(read):
    found = read(
        "“三公”经费支出25.20万元，其中：公务用车购置22万元，公务用车及运行维护费2.50万元，公务接待费0.70万元。"
    )
    assert [label for _, label, _ in told(found)][1:] == ["公务用车购置", "公务用车运行维护费", "公务接待费"]
    found = read("“三公”经费支出3.20万元，其中：公务用车及运行维护费2.50万元，公务接待费0.70万元。")
    assert [label for _, label, _ in told(found)][1:] == ["公务用车及运行维护费", "公务接待费"]
