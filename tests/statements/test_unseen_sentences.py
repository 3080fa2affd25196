"""Sentences of public reports that nobody had tuned for, each reduced to the words that were read wrong or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.readers.document import Document, TextBlock
from flows.statements.claims import load_claim_terms, read_claims
from flows.statements.layout_seeds import load_layout
from flows.statements.narrative import load_vocabulary, read_narrative
from flows.statements.recognise import recognise


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


@pytest.fixture
def claimed(known, read):
    """Type, value, direction, change and doubt of each claim."""

    def read_lines(*lines: str):
        claims = read_claims(read(*lines).passages, *known)
        return [
            (c.claim_type, c.value and c.value.text, c.relation, c.change and c.change.text, c.doubt) for c in claims
        ]

    return read_lines


def told(narrative, role="amount"):
    return [(f.value_text, f.label_key, f.year_text) for f in narrative.figures if f.role == role]


def test_money_without_its_last_character_before_a_sign(read):
    found = read(
        "2021年三公经费决算数合计为86.12万，其中：公务接待费39.43万元、公务用车运行维护费46.69万。总人口25万人。"
    )
    assert told(found) == [
        ("86.12", "三公经费", "2021"),
        ("39.43", "公务接待费", "2021"),
        ("46.69", "公务用车运行维护费", "2021"),
    ]
    assert [f.unit_text for f in found.figures] == ["万", "万元", "万"]


def test_an_income_in_ten_thousands_begins_no_heading(read):
    found = read("5.经营收入0.00万，为事业单位取得的收入。")
    assert told(found) == [("0.00", "经营收入", None)]


def test_parts_of_what_is_not_understood_are_no_parts_of_its_change(read, claimed):
    line = "全市行政单位三公经费预算总额为1969万元，较2024年减少221万元；其中：公务接待费242万元，较上年减少12万元，下降4.7%。"
    assert told(read(line)) == []
    assert ("同比", "242", "减少", "12", None) in claimed(line)


def test_a_part_with_the_name_of_the_whole_is_not_the_item(read):
    found = read(
        "2023年单位预算全口径安排“三公”经费支出预算5000元，同比无变化。"
        "其中，当年预算资金安排的“三公”经费支出预算3000元，上年结转结余资金安排的“三公”经费支出预算2000元。"
    )
    assert told(found) == [("5000", "三公经费支出", "2023")]
    assert [value for value, *_ in told(found, "excluded")] == ["3000", "2000"]


def test_a_total_and_the_income_of_the_year_are_told_apart(read):
    assert told(read("本单位2023年度总收入125.08万元，其中本年收入117.06万元。")) == [
        ("125.08", "总计", "2023"),
        ("117.06", "合计", "2023"),
    ]


def test_names_in_quotation_marks_share_a_figure_and_are_its_parts(read):
    line = "本单位2023年“会议费”“培训费”“差旅费”财政拨款预算数3万元，其中：会议费0万元，培训费2万元，差旅费1万元。"
    found = read(line)
    assert told(found) == [("0", "会议费", "2023"), ("2", "培训费", "2023"), ("1", "差旅费", "2023")]
    assert found.unrecognised[0].text == "3万元"
    assert found.figures[0].sentence == line


def test_a_heading_that_names_both_kinds_gives_none(read):
    found = read("（二）按支出结构分类划分，分为基本支出预算和项目支出预算。", "商品和服务支出预算61,599.55元，占20%。")
    assert [f.kind_key for f in found.figures] == [None]


def test_a_line_that_begins_with_a_percentage_goes_on(read):
    lines = ["按照国家统一规定的标准安排的办公费、水电费、物业管理费等日常公用经费支出预算情况如下。"] * 8
    found = read(
        *lines,
        "1. 基本支出预算 924,289.71 元，占支出总预算的",
        "100.00%，同比减少 275,044.29 元，下降 22.93 %。其中：",
        "工资福利支出预算 857,890.16 元。",
    )
    assert [(f.value_text, f.role, f.kind_key) for f in found.figures if f.role == "amount"] == [
        ("924,289.71", "amount", "基本支出"),
        ("857,890.16", "amount", "基本支出"),
    ]


def test_the_code_of_an_account_stands_before_its_name(read, claimed):
    lines = (
        "（一）201-一般公共服务支出23653万元，较2021年决算数增加2954万元，增长14.27%，其中：",
        "1、20103-政府办公厅（室）及相关机构事务9185万元，较2021年决算数增加2686万元，增长41.33%。",
        "2、20104-发展与改革事务1182万元，较2021年决算数增加138万元，增长13.22%。",
    )
    assert [name for _, name, _ in told(read(*lines))] == [
        "一般公共服务支出",
        "政府办公厅(室)及相关机构事务",
        "发展与改革事务",
    ]
    assert [(value, change) for kind, value, _, change, _ in claimed(*lines) if kind == "同比"] == [
        ("23653", "2954"),
        ("9185", "2686"),
        ("1182", "138"),
    ]


def test_a_class_of_accounts_is_called_by_its_name(read):
    found = read("（一）社会保障和就业支出类科目116433.12元，占支出总预算10.73%。")
    assert told(found) == [("116433.12", "社会保障和就业支出", None)]


def test_the_next_item_of_a_list_in_a_sentence_ends_reason_and_parts(claimed):
    found = claimed(
        "二、2023年公务用车购置及运行费预算150万元，其中公务用车运行费150万元，与2022年预算相比减少170万元，主要原因是核减预算，"
        "三、2023年公务接待费预算200万元，与2022年预算相比持平。"
    )
    assert ("同比", "200", "持平", None, None) in found
    assert [value for kind, value, *_ in found if kind == "列举"] == ["150"]


def test_a_list_goes_on_over_a_full_stop_until_it_is_complete(read):
    found = read(
        "2019年一般公共预算拨款安排的“三公”经费决算支出数为1165.08万元。其中：因公出国（境）费支出0万元。"
        "公务用车购置费支出204.78万元；公务用车运行维护费支出664.60万元。公务接待费支出295.70万元。公务接待费预算300万元。"
    )
    assert [(f.value_text, f.stage_key, f.fund_key) for f in found.figures[1:]] == [
        ("0", "决算支出数", "一般公共预算拨款"),
        ("204.78", "决算支出数", "一般公共预算拨款"),
        ("664.60", "决算支出数", "一般公共预算拨款"),
        ("295.70", "决算支出数", "一般公共预算拨款"),
        ("300", "预算", None),
    ]


def test_a_line_that_ends_with_what_it_includes_goes_on(read):
    found = read(
        "2025年财政拨款收支总预算108.5万元。收入包括:", "一般公共预算拨款108.5万元。支出包括：住房保障支出108.5万元。"
    )
    assert [(f.side, f.label_key) for f in found.figures] == [
        ("收支", "合计"),
        ("收入", "一般公共预算财政拨款收入"),
        ("支出", "住房保障支出"),
    ]


def test_the_heading_says_the_stage_where_the_report_speaks_of_two(read):
    spent = (
        "二、2021年“三公”经费决算情况",
        "2021年度“三公”经费合计支出20.12万元，其中：公务接待12.39万元，公务用车运行费用7.73万元。",
    )
    both = read("一、2022年“三公”经费预算安排情况", "2022年度“三公”经费预算总计21.8万元。", *spent)
    assert [f.stage_key for f in both.figures] == ["预算", "决算", "决算", "决算"]
    assert [f.stage_key for f in read(*spent).figures] == [None, None, None]


def test_the_budget_of_a_rate_is_its_base_and_nothing_else(claimed, known, read):
    line = "公务接待费0.50万元，完成年初预算1.00万元的50.00%；比上年减少0.06万元，下降10.71%。"
    assert ("同比", "0.50", "减少", "0.06", None) in claimed(line)
    (rate,) = [c for c in read_claims(read(line).passages, *known) if c.claim_type == "完成率"]
    assert (rate.value and rate.value.text, rate.base and rate.base.text, rate.basis, rate.doubt) == (
        "0.50",
        "1.00",
        "年初预算",
        None,
    )


def test_basic_and_project_spending_in_other_words(read):
    found = read(
        "2023年度用于保障某县自然资源局机关、下属事业单位等机构正常运转的日常支出9,000,000.00元。",
        "2023年度用于保障某县自然资源局机构、下属事业单位等机构为完成特定的行政工作任务或事业发展目标，"
        "用于专项业务工作的经费支出3,300,000.00元。附属单位缴款收入0.00元。",
    )
    assert [(f.role, f.side, f.project_name) for f in found.figures] == [
        ("amount", "支出", None),
        ("amount", "支出", None),
        ("amount", "收入", None),
    ]


def test_accounts_before_a_kind_are_examples_of_it(read):
    found = read(
        "基本支出900万元。其中：基本工资、津贴补贴等人员经费支出840万元，占93.33%；办公费、印刷费、水电费等公用经费60万元。",
        "基本支出900万元。其中：聘用教师等人员经费支出100万元。",
    )
    assert [(f.value_text, f.role) for f in found.figures] == [
        ("900", "amount"),
        ("840", "amount"),
        ("60", "amount"),
        ("900", "amount"),
        ("100", "unknown"),
    ]


def test_parts_by_another_classification_are_not_parts_of_the_last_account(read):
    found = read(
        "2.支出预算：2024年支出预算总额为5,678.90万元，其中：",
        "按支出功能分类：社会保障和就业支出（类）5,478.90万元、住房保障支出（类）200.00万元。",
        "按支出性质分类：基本支出2,678.90万元，其中：工资福利支出2,678.90万元；项目支出3,000.00万元。",
    )
    assert [name for _, name, _ in told(found)][3:] == ["基本支出", "工资福利支出", "项目支出"]


def test_both_totals_are_totals(read):
    found = read("2023年度收入总计为2,345.67万元，支出总计为2,345.67万元。")
    assert [(f.side, f.label_key) for f in found.figures] == [("收入", "总计"), ("支出", "总计")]


def test_a_comparison_of_an_item_without_a_figure_is_not_about_the_figure_before_it(claimed):
    found = claimed(
        "2024年“三公”经费财政拨款安排预算10.00万元。2024年“三公”经费预算较上年减少1.00万元，其中：因公出国（境）费较上年持平，"
        "公务接待费较上年减少1.00万元。"
    )
    assert [(relation, doubt is None) for kind, _, relation, _, doubt in found if kind == "同比"] == [
        ("减少", True),
        ("持平", False),
        ("减少", False),
    ]


def test_a_share_of_what_two_figures_may_be_called_has_no_whole(known, read):
    passages = read("基本支出预算30万元，占总支出预算30.00%。项目支出预算70万元，占总支出预算70.00%。").passages
    shares = [c for c in read_claims(passages, *known) if c.claim_type == "比率"]
    assert [(c.base, c.doubt is None) for c in shares] == [(None, False)] * 2


def test_what_a_sentence_of_its_own_announces_is_of_the_whole(read):
    found = read(
        "2023年度一般公共预算财政拨款支出决算为100万元。其中：基本支出60万元，项目支出40万元。具体情况如下：",
        "1.社会保障和就业（类）行政事业单位养老（款）机关事业单位基本养老保险缴费（项）。年初预算为8万元，支出决算为8.5万元。",
    )
    assert [f.kind_key for f in found.figures] == [None, "基本支出", "项目支出", None, None]


def test_a_list_number_before_a_year(read):
    found = read("1.2024年“三公”经费预算5.00万元，较2023年减少1.00万元。其中：公务接待费5.00万元。")
    assert [(f.value_text, f.role, f.stage_key) for f in found.figures if f.role != "change"] == [
        ("5.00", "amount", "预算"),
        ("5.00", "amount", "预算"),
    ]


def test_running_costs_of_an_institution_have_their_own_name(read):
    assert told(read("2025年机构运行经费预算安排120.50万元，与上年相比增加3.50万元。")) == [
        ("120.50", "机构运行经费", "2025")
    ]
    assert told(read("2023年度某局本级等1家行政单位的机关运行经费支出260.00万元。")) == [
        ("260.00", "机关运行经费支出", "2023")
    ]


def test_the_other_side_of_a_total_is_of_the_same_fund(read):
    found = read(
        "本部门2023年度财政拨款本年收入1,200万元；本年支出1,210万元。具体情况如下：",
        "1.一般公共预算财政拨款本年收入1,200万元，比上年增加30万元；本年支出1,210万元，比上年增加35万元。",
        "2.政府性基金预算财政拨款本年收入0万元，与上年持平；本年支出0万元，与上年持平。",
    )
    assert [(f.side, f.fund_key) for f in found.figures if f.role == "amount"][2:] == [
        ("收入", "一般公共预算财政拨款"),
        ("支出", "一般公共预算财政拨款"),
        ("收入", "政府性基金预算财政拨款"),
        ("支出", "政府性基金预算财政拨款"),
    ]


def test_levels_of_accounts_with_their_codes(read):
    found = read(
        "1.教育支出（205类）32,500.00万元，占95.59%。",
        "2.教育支出（205类）普通教育（02款）小学教育（02项）：2024年预算数为15,000.00万元，比上年预算增加500.00万元。",
    )
    assert told(found) == [("32,500.00", "教育支出", None), ("15,000.00", "小学教育", "2024")]


def test_what_follows_other_money_is_not_what_the_section_is_about(read):
    narrative = read(
        "2022年度部门决算", "十三、项目支出绩效自评情况",
        "产业帮扶补助资金项目全年预算数569.96万元，全年执行数522.07万元，结余结转47.89万元。",
    )  # fmt: skip
    assert told(narrative) == []


def test_an_amount_at_the_head_of_a_page_is_no_year(project_dir: Path):
    layout = load_layout(project_dir / "dbt_project" / "seeds")
    lines = ("1.基本支出预算2476260.58元，", "工资福利支出预算2016908.34元，占基本支出预算81.45%。")
    document = Document("txt", tuple(TextBlock(line, line=number) for number, line in enumerate(lines, start=1)))
    assert recognise(document, layout).identity.year_text is None


def test_rate_and_amount_say_of_which_figure_they_are(claimed):
    said = "2020年度收入总计3759.2万元，其中年初结转和结余{}万元，较2019年增加197.03万元，增加5.5%。"
    assert ("同比", "3759.2", "增加", "197.03", None) in claimed(said.format("1366.76"))
    # Where they fit neither, the words decide; where they fit the part, it is of the part.
    assert ("同比", "1300.00", "增加", "197.03", None) in claimed(said.format("1300.00").replace("5.5%", "9.9%"))
    assert ("同比", "1366.76", "增加", "197.03", None) in claimed(said.format("1366.76").replace("5.5%", "16.84%"))


def test_a_second_comparison_is_of_the_item_the_first_one_names(claimed):
    found = claimed(
        "三公经费支出决算总额为5.48万元，比去年增加1.55万元，增长39.4%。其中，因公出国支出决算比预算无增减变化，比去年无增减变化；"
        "公务用车购置支出决算比预算无增减变化，比去年无增减变化，公务用车运行维护费支出决算比预算无增减变化，比去年增加1.05万元，增长35.8%；"
        "公务接待费支出决算比预算无增减变化，比去年增加0.5万元，增长50%。"
    )
    assert [claim for claim in found if claim[-1] is None] == [("同比", "5.48", "增加", "1.55", None)]
    assert len(found) == 5


def test_more_and_less_right_before_a_figure(claimed):
    assert claimed("车辆运行维护费用2.94万元，比去年3.01万元少0.07万元，基本持平。") == [
        ("同比", "2.94", "减少", "0.07", None)
    ]
    assert claimed("公务接待费4万元，同比去年1.05万元增加2.95万元。") == [("同比", "4", "增加", "2.95", None)]
    assert claimed("公务接待费4万元，比去年减少，至少5万元的项目须公示。") == []


def test_parts_leave_out_what_their_whole_has_said(read):
    found = read("公务用车购置及运行维护费130万元，其中：购置费30万元，运行维护费100万元。")
    assert [label for _, label, _ in told(found)] == [
        "公务用车购置及运行维护费",
        "公务用车购置费",
        "公务用车运行维护费",
    ]
    found = read("支出预算100万元，其中，一般公共服务60万元，教育40万元。")
    assert told(found)[-1] == ("40", "教育支出", None)
    found = read("项目支出100万元，其中，教育40万元。运行费100万元。")
    assert [label for _, label, _ in told(found)] == ["项目支出"]


def test_a_number_of_projects_is_no_name(read):
    found = read(
        "某中心2024年度项目支出绩效自评报告",
        "一、基本情况",
        "年初批复预算8个项目985万元（含1个年初结转结余项目50万元）。",
    )
    assert [f.project_name for f in found.figures] == [None, None]


def test_running_expenses_of_institutions_are_no_account(read):
    found = read("事业运行经费总预算安排300元，其中：基本支出预算100元，项目支出预算200元。")
    assert [(f.label_key, f.kind_key, f.account_level) for f in found.figures] == [
        ("事业运行经费", None, None),
        ("事业运行经费", "基本支出", None),
        ("事业运行经费", "项目支出", None),
    ]


def test_whose_expenses_are_summed_names_no_part(read):
    found = read(
        "包括市级行政单位（含参照公务员法管理的事业单位）、事业单位和其他单位使用当年一般公共预算拨款安排的2016年“三公”经费预算为"
        "7876万元，其中，公务接待费7494万元，因公出国（境）费382万元。"
    )
    assert [value for value, _, _ in told(found)] == ["7876", "7494", "382"]


def test_a_comparison_over_years_is_none_with_the_year_before(claimed):
    said = "2017年度三公经费5834万元，较{}年下降2.3%。"
    assert [c[-1] for c in claimed(said.format(2015))] == ["比较的不是上一年"]
    assert [c[-1] for c in claimed(said.format(2016))] == [None]


def test_growth_in_one_character_before_a_rate(claimed):
    found = claimed("2015年三公经费65.98万元，增加53.75万元，增437.7%。公务接待费5万元，比上年增减变化不大。")
    assert found == [("同比", "65.98", "增加", "53.75", None)]


def test_a_total_of_which_the_year_is_a_part_is_the_grand_one(read):
    found = read("本单位2023年度总支出125.08万元，其中本年支出116.12万元。总收入10万元，其中：本年收入10万元。")
    assert told(found) == [
        ("125.08", "总计", "2023"),
        ("116.12", "合计", "2023"),
        ("10", "合计", "2023"),
        ("10", "合计", "2023"),
    ]


def test_county_wide_sums_name_level_and_business(read):
    found = read(
        "2017年县级一般公共预算安排“三公”经费支出预算中公务用车运行维护费为39.6万元。",
        "开展业务活动的公务用车购置及运行费决算支出785万元。公务用车维护费预算数为1449万元。",
    )
    assert [label for _, label, _ in told(found)] == ["公务用车运行维护费", "公务用车购置及运行费", "公务用车维护费"]
