"""Figures of money in sentences, in the words of 部门决算 texts and of evaluation reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.readers.document import Document, TextBlock
from flows.statements.narrative import Narrative, TextFigure, Vocabulary, load_vocabulary, read_narrative


@pytest.fixture(scope="module")
def vocabulary(project_dir: Path) -> Vocabulary:
    return load_vocabulary(project_dir / "dbt_project" / "seeds")


@pytest.fixture
def read(vocabulary: Vocabulary):
    def read_text(text: str) -> Narrative:
        lines = enumerate(text.strip().split("\n"), start=1)
        return read_narrative(
            Document("txt", tuple(TextBlock(line.strip(), line=number) for number, line in lines if line.strip())),
            vocabulary,
        )

    return read_text


def amounts(narrative: Narrative) -> list[tuple[str, str | None, str | None, str | None]]:
    """Value, label, stage word and side of the figures that become facts."""
    return [(f.value_text, f.label_key, f.stage_key, f.side) for f in narrative.figures if f.role == "amount"]


def by_value(narrative: Narrative, value: str) -> TextFigure:
    return next(figure for figure in narrative.figures if figure.value_text == value)


def test_totals_and_their_split(read):
    found = read("本年支出合计 693.15 万元，其中：基本支出 600 万元，占 86.6%；项目支出 93.15 万元，占 13.4%。")
    assert amounts(found) == [
        ("693.15", "合计", None, "支出"),
        ("600", "基本支出", None, "支出"),
        ("93.15", "项目支出", None, "支出"),
    ]
    assert by_value(found, "600").kind_key == "基本支出"


def test_one_figure_for_both_sides_and_the_remark_in_brackets(read):
    found = read(
        "2020 年度收、支总计 693.15 万元（收入总计含使用非财政拨款结余 1 万元和年初结转和结余 2 万元，"
        "支出总计含结余分配 3 万元和年末结转和结余 4 万元）。与上年相比，增加 325.89 万元，增长 88.74%。"
    )
    assert amounts(found) == [
        ("693.15", "总计", None, "收支"),
        ("1", "使用非财政拨款结余", None, "收入"),
        ("2", "年初结转和结余", None, "收入"),
    ]
    assert [f.role for f in found.figures[3:]] == ["excluded", "excluded", "change"]
    assert by_value(found, "693.15").year_text == "2020"


def test_account_chain_in_the_heading_names_the_figures_under_it(read):
    found = read(
        """五、一般公共预算财政拨款支出决算情况说明
        1、一般公共服务（类）政府办公厅（室）及相关机构事务（款）行政运行（项）。
        年初预算为0万元，支出决算为44.91万元，决算数大于年初
        预算数的主要原因是：年初未申请财政拨款预算。
        2、住房保障支出（类）住房改革支出（款）住房公积金（项）。主要用于：缴纳住房公积金。年初预算为11.61万元。"""
    )
    assert amounts(found) == [
        ("0", "行政运行", "年初预算", "支出"),
        ("44.91", "行政运行", "支出决算", "支出"),
        ("11.61", "住房公积金", "年初预算", "支出"),
    ]
    assert {f.fund_key for f in found.figures} == {"一般公共预算财政拨款"}
    assert by_value(found, "11.61").account_level == "function"


def test_class_marker_inside_a_sentence(read):
    found = read(
        "2020年度一般公共预算财政拨款支出主要用于以下方面：教育（类）支出0万元，占0.0%；卫生健康支出（类）60.99万元。"
    )
    assert [(f.label_text, f.account_level) for f in found.figures] == [
        ("教育支出", "function"),
        ("卫生健康支出", "function"),
    ]


def test_itemised_economic_list(read):
    found = read(
        """3、一般公共预算财政拨款基本支出决算情况说明：
        （1）工资福利支出312.96万元，其中基本工资59.2万元，住房公积金15.84万元。
        （2）商品和服务支出439.82万元，其中维修（护）费4.51万元，公务招待费0.5万元,福利费4.58万元（因四舍五入的原因，
        商品和服务支出439.82万元和明细数合计总数439.84万元相差0.02万元）。"""
    )
    assert [f.label_text for f in found.figures if f.role == "amount"] == [
        "工资福利支出", "基本工资", "住房公积金", "商品和服务支出", "维修（护）费", "公务招待费", "福利费",
    ]  # fmt: skip
    assert {f.account_level for f in found.figures if f.role == "amount"} == {"economic"}
    assert {f.kind_key for f in found.figures if f.role == "amount"} == {"基本支出"}
    assert by_value(found, "439.84").role == "excluded"


def test_budget_before_an_item_holds_for_the_next_item(read):
    found = read("2022年度年初预算本年收入485.88万元，本年支出485.88万元，收、支总计与上年年初预算数比减少5.75万元。")
    assert amounts(found) == [("485.88", "合计", "年初预算", "收入"), ("485.88", "合计", "年初预算", "支出")]
    assert by_value(found, "5.75").role == "change"


def test_budget_as_head_does_not_hold_for_the_next_item(read):
    found = read(
        """（二）项目支出
        2022年财政预算为890.03万元，上年结转项目经费0万元，2022年项目支出627.48万元。"""
    )
    assert amounts(found) == [
        ("890.03", "项目支出", "财政预算", "支出"),
        ("0", "上年结转项目经费", None, "收入"),
        ("627.48", "项目支出", None, "支出"),
    ]


def test_split_keeps_the_stage_of_its_total(read):
    found = read("部门预算1000万元，其中：基本支出600万元，项目支出400万元。执行数980万元，其中：基本支出590万元。")
    assert [f.stage_key for f in found.figures] == ["部门预算", "部门预算", "部门预算", "执行数", "执行数"]


def test_another_total_does_not_keep_the_stage_of_a_split(read):
    found = read("年初预算500万元，其中基本支出300万元，项目支出200万元；本年收入480万元，支出490万元。")
    assert [f.stage_key for f in found.figures] == ["年初预算", "年初预算", "年初预算", None, None]


def test_a_sentence_that_begins_with_its_split_continues_the_one_before(read):
    found = read("2019年年初预算500万元用于支出，比上年增加10万元。其中：基本支出300万元，项目支出200万元。")
    assert [(f.year_text, f.stage_key) for f in found.figures if f.label_key in ("基本支出", "项目支出")] == [
        ("2019", "年初预算"),
        ("2019", "年初预算"),
    ]


def test_plain_spending_after_a_budget_is_spending_of_that_item(read):
    found = read("2023年“三公”经费年初预算数为15万元，全年支出12万元。预算总支出120万元，实际总支出118万元。")
    assert [(f.label_key, f.stage_key) for f in found.figures] == [
        ("三公经费", "年初预算数"),
        ("三公经费", None),
        ("合计", "预算"),
        ("合计", "实际"),
    ]


def test_spending_does_not_take_its_name_from_income(read):
    found = read(
        "全年实际到位资金2677.20万元；实际支出2600万元，其中基本支出2049.72万元；上年结余1万元，本年结余2万元。"
    )
    assert amounts(found) == [
        ("2677.20", "全年实际到位资金", "决算", "收入"),
        ("2600", "合计", "实际支出", "支出"),
        ("2049.72", "基本支出", "实际支出", "支出"),
        ("1", "上年结余", None, "收入"),
    ]
    assert by_value(found, "2").role == "excluded"


def test_project_names(read):
    found = read(
        """（二）项目支出情况
        1.年初预算项目：项目督察经费2.80万元,金额2.80万元，年中执行2.80万元，实际支出2.81万元，结余结转0万元。
        2.年中追加项目“优化营商“三高”要素保障工作经费”，金额6.00万元，实际支出2.67万元，结余结转3.33万元。
        3.乡村振兴工作经费年初预算30万元，实际支出29万元。"""
    )
    figures = [f for f in found.figures if f.role == "amount"]
    assert [(f.value_text, f.stage_key) for f in figures] == [
        ("2.80", "年初预算"), ("2.80", "年初预算"), ("2.81", "实际支出"),
        ("6.00", "全年预算"), ("2.67", "实际支出"), ("30", "年初预算"), ("29", "实际支出"),
    ]  # fmt: skip
    assert [f.project_name for f in figures[2::2]] == [
        "项目督察经费",
        "优化营商“三高”要素保障工作经费",
        "乡村振兴工作经费",
    ]


def test_three_public_expenses_take_the_fund_of_their_heading(read):
    found = read(
        """七、一般公共预算财政拨款三公经费支出决算情况说明
        “三公”经费财政拨款支出预算为0.53万元，支出决算为0.19万元，完成预算的35.85%，其中：
        因公出国（境）费支出预算为0万元，与上年相比减少0万元。"""
    )
    assert amounts(found) == [
        ("0.53", "三公经费", "支出预算", "支出"),
        ("0.19", "三公经费", "支出决算", "支出"),
        ("0", "因公出国(境)费支出", "预算", "支出"),
    ]
    assert {f.fund_key for f in found.figures if f.role == "amount"} == {"一般公共预算财政拨款"}


def test_years_of_two_periods(read):
    found = read(
        "部门2020年基本支出320.5万元，其中公用经费40.2万元；2021年基本支出350万元。与2019年决算数300万元相比增加50万元。"
    )
    assert [f.year_text for f in found.figures[:3]] == ["2020", "2020", "2021"]
    assert by_value(found, "50").role == "change"


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("中标单位为某家具制造有限公司，中标金额为77.39万元。", "excluded"),
        ("某软件股份有限公司2022年1月以87.8万元中标。", "excluded"),
        ("协助3家企业获得融资贷款共计1020万元。", "excluded"),
        ("单位价值50万元以上通用设备0台（套）。", "excluded"),
        ("截至2022年6月30日，支出50万元。", "excluded"),
        ("每年可为企业节约成本150余万元。", "excluded"),
        ("注：本年支出合计5万元。", "excluded"),
        ("全年共争取上级资金5000万元。", "unknown"),
        ("实现地方一般公共预算收入8.5亿元。", "unknown"),
        ("会议费、培训费共5万元。", "unknown"),
        ("2021年、2022年公务接待费分别为3.5万元、2.1万元和1万元。", "unknown"),
        ("支出约50万元。", "unknown"),
        ("编报绩效目标的2024年度项目4个，涉及预算金额598.42万元。", "unknown"),
        ("人员经费比上年增加3万元。", "change"),
    ],
)
def test_figures_that_are_no_money_of_the_unit(read, sentence, role):
    assert read(sentence).figures[0].role == role


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("国内公务接待31批次，260人次，共计支出2.25万元。", ("excluded", "国内公务接待")),
        ("公务接待31批次，260人次，共计支出2.25万元。", ("amount", "公务接待")),
        ("2021年公务接待31批次，260人次，合计2.25万元。", ("amount", "公务接待")),
        ("组织培训12次，参训300人次，共计支出3万元。", ("unknown", None)),
        ("在职人员70人，退休人员20人，支出合计300万元。", ("amount", "合计")),
        ("下设股室5个，2021年支出合计300万元。", ("amount", "合计")),
    ],
)
def test_the_sum_of_what_was_counted_is_not_the_total_of_the_unit(read, sentence, figure):
    assert [(f.role, f.label_key) for f in read(sentence).figures] == [figure]


@pytest.mark.parametrize(
    "sentence",
    [
        "2022年度财政拨款收入600.45万元（其中一般公共预算550.45万元，政府性基金预算50万元）。",
        "财政拨款收入600.45万元，其中：一般公共预算550.45万元，政府性基金预算50万元，其他收入3万元。",
    ],
)
def test_funds_named_alone_split_the_income_from_the_treasury(read, sentence):
    figures = read(sentence).figures
    assert [(f.role, f.side, f.label_key, f.label_text, f.fund_key) for f in figures[:3]] == [
        ("amount", "收入", "财政拨款收入", "财政拨款收入", None),
        ("amount", "收入", "一般公共预算财政拨款收入", "一般公共预算", None),
        ("amount", "收入", "政府性基金预算财政拨款收入", "政府性基金预算", None),
    ]


@pytest.mark.parametrize(
    ("sentence", "side"),
    [
        ("财政拨款收入600万元，支出600万元，其中：一般公共预算550万元。", "支出"),
        ("年初财政拨款结转和结余600万元，其中：一般公共预算550万元。", "收入"),
    ],
)
def test_funds_that_split_something_else_stay_funds(read, sentence, side):
    part = by_value(read(sentence), "550")
    assert (part.side, part.label_key, part.fund_key) == (side, "一般公共预算", "一般公共预算")


@pytest.mark.parametrize("opening", ["", "2022年", "2022年度，"])
@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("某市某区水利局机关运行经费支出", "机关运行经费支出"),
        ("某市某区水利局政府采购支出总额", "政府采购支出总额"),
        ("某县人民政府政府采购支出总额", "政府采购支出总额"),
        ("某县发展和改革委员会机关运行经费", "机关运行经费"),
        ("某县教育局机关公用经费", "公用经费"),
    ],
)
def test_the_name_of_the_unit_ends_where_the_item_begins(read, opening, words, label):
    assert amounts(read(f"{opening}{words}86.50万元。")) == [("86.50", label, None, "支出")]


def test_a_unit_inside_a_list_is_another_unit(read):
    found = read("本年支出合计9万元，其中：某县水利局机关运行经费5万元。")
    assert by_value(found, "5").role == "unknown"


def test_unknown_figures_are_recorded_with_their_clause(read):
    found = read("全年共争取上级资金5000万元。")
    assert [(u.kind, u.text, u.context) for u in found.unrecognised] == [
        ("figure", "5000万元", "全年共争取上级资金5000万元")
    ]


def test_printed_forms_of_numbers(read):
    found = read(
        "本年收入合计１２３．４５万元。\nXX县教育局2021年度总支出12,300,000.00元，其中：基本支出1，200.50 千元。"
    )
    assert [(f.value_text, f.unit_text, f.role) for f in found.figures] == [
        ("１２３．４５", "万元", "amount"), ("12,300,000.00", "元", "amount"), ("1，200.50", "千元", "amount"),
    ]  # fmt: skip


def test_spans_lead_back_to_the_printed_figure(read, vocabulary):
    lines = (
        "支出决算",
        "（二）[bookmark: _Toc1]结构",
        "公务接待费支出决算0.19万元，因公出国（境）费支出决算",
        "2 万元，",
    )
    document = Document("txt", tuple(TextBlock(text, line=no) for no, text in enumerate(lines, start=7)))
    figures = read_narrative(document, vocabulary).figures
    assert [(f.source_line, lines[f.block_no][f.span_start : f.span_end]) for f in figures] == [
        (9, "0.19万元"),
        (10, "2 万元"),
    ]
    assert [f.heading_keys[-1] for f in figures] == ["结构", "结构"]


def test_blocks_used_by_tables_are_skipped(vocabulary):
    document = Document("txt", (TextBlock("本年收入合计5万元", line=1),))
    assert read_narrative(document, vocabulary, used_blocks=frozenset({0})).figures == ()


def meanings(narrative: Narrative) -> list[tuple[str, str | None, str | None, str | None]]:
    """Value, label, stage word and year of the figures that become facts."""
    return [(f.value_text, f.label_key, f.stage_key, f.year_text) for f in narrative.figures if f.role == "amount"]


def test_numbered_items_inside_a_paragraph(read):
    found = read(
        """1.教育支出1595.95万元，用于保教人员经费；2.社会保障和就业支出89.63万元；③住房保障支出33.76万元。
        2025年“三公”经费预算数为37.91万元。其中：（一）因公出国（境）费0万元。（二）公务接待费1.35万元。"""
    )
    assert [(value, label, stage) for value, label, stage, _ in meanings(found)] == [
        ("1595.95", "教育支出", None),
        ("89.63", "社会保障和就业支出", None),
        ("33.76", "住房保障支出", None),
        ("37.91", "三公经费", "预算数"),
        ("0", "因公出国(境)费", "预算数"),
        ("1.35", "公务接待费", "预算数"),
    ]


def test_parts_go_with_the_figure_they_add_up_to(read):
    found = read(
        """五、一般公共预算财政拨款支出决算情况说明
        2021年度一般公共预算财政拨款支出1411.48万元，与2020年度1590.78万元相比，减少179.30万元。年初预算1386.50万元。
        其中：基本支出1218.70万元，项目支出192.78万元。
        “三公”经费支出21.36万元，比年初预算30.50万元减少9.14万元，其中公务接待费6.18万元，公务用车运行维护费15.18万元。"""
    )
    assert meanings(found)[1:] == [
        ("1590.78", "合计", None, "2020"),
        ("1386.50", "合计", "年初预算", "2021"),
        ("1218.70", "基本支出", None, "2021"),
        ("192.78", "项目支出", None, "2021"),
        ("21.36", "三公经费支出", None, None),
        ("30.50", "三公经费支出", "年初预算", None),
        ("6.18", "公务接待费", None, None),
        ("15.18", "公务用车运行维护费", None, None),
    ]


def test_parts_of_a_change_are_changes(read):
    found = read("基本支出100万元，比上年增加9.14万元，其中：人员经费6.18万元，公用经费2.96万元。")
    assert [f.role for f in found.figures] == ["amount", "change", "change", "change"]


def test_base_of_a_comparison_belongs_to_the_figure_it_differs_from(read):
    found = read(
        """2021年度收入合计2575.49万元，其中：财政拨款收入1112.23万元，其他收入1463.26万元。与上年2318.06万元相比增加257.43万元。
        公务接待费用4.00万元，比去年1.05万元增加2.95万元。"""
    )
    assert meanings(found)[3:] == [
        ("2318.06", "合计", None, "2020"),
        ("4.00", "公务接待费用", None, None),
        ("1.05", "公务接待费用", None, "上年"),
    ]


def test_base_that_could_belong_to_several_figures_stays_unknown(read):
    found = read("财政拨款收入1112.23万元，其他收入1463.26万元，比上年2000万元有所增加。")
    assert [f.role for f in found.figures] == ["amount", "amount", "unknown"]


def test_one_figure_of_several_items_and_figures_in_the_order_of_items(read):
    found = read(
        "上缴上级支出、经营支出均为0元；人员经费、公用经费年初预算分别为5万元和3万元。会议费和培训费分别为2万元。"
    )
    assert [(value, label, stage) for value, label, stage, _ in meanings(found)] == [
        ("0", "上缴上级支出", None),
        ("0", "经营支出", None),
        ("5", "人员经费", "年初预算"),
        ("3", "公用经费", "年初预算"),
    ]
    assert by_value(found, "2").role == "unknown"


def test_one_item_in_several_years(read):
    found = read("2021年、2022年公务接待费分别为3.5万元和2.1万元。公用经费由2021年的30万元下降到2022年的25万元。")
    assert meanings(found) == [
        ("3.5", "公务接待费", None, "2021"),
        ("2.1", "公务接待费", None, "2022"),
        ("30", "公用经费", None, "2021"),
        ("25", "公用经费", None, "2022"),
    ]


def test_the_same_spending_by_other_classifications(read):
    found = read(
        "支出总计1050万元，按支出性质分类：基本支出700万元，项目支出350万元；按支出经济分类：工资福利支出1050万元。"
        "机关运行经费：2022年度支出120.5万元，其中办公费120.5万元。"
    )
    assert [(f.label_key, f.kind_key) for f in found.figures] == [
        ("总计", None),
        ("基本支出", "基本支出"),
        ("项目支出", "项目支出"),
        ("工资福利支出", None),
        ("机关运行经费", None),
        ("办公费", None),
    ]


def test_names_without_an_announcement_that_add_up_to_the_projects(read):
    found = read("项目支出78.5万元，占24.72%，项目为交易平台运行维护46.5万元、评标场所租赁32万元。")
    assert [(f.project_name, f.role) for f in found.figures] == [
        (None, "amount"),
        ("交易平台运行维护", "amount"),
        ("评标场所租赁", "amount"),
    ]
    found = read("项目支出78.5万元，占24.72%，项目为交易平台运行维护46.5万元、评标场所租赁30万元。")
    assert [f.role for f in found.figures] == ["amount", "excluded", "unknown"]


def test_projects_of_an_evaluation_report(read):
    found = read(
        """某市烈士陵园管理处2022年度项目支出绩效自评总报告
        二、项目情况
        2022年度共有2个项目，预算合计55.3万元，全年实际支付55.3万元：
        1、烈士纪念设施维修项目：预算35.3万元，2022年全年实际支付35.3万元。
        2、2022年退役军人事务专项资金项目：预算20万元，2022年全年实际支付20万元。"""
    )
    assert [(f.value_text, f.project_name, f.kind_key) for f in found.figures] == [
        ("55.3", None, "项目支出"),
        ("55.3", None, "项目支出"),
        ("35.3", "烈士纪念设施维修项目", None),
        ("35.3", "烈士纪念设施维修项目", None),
        ("20", "2022年退役军人事务专项资金项目", None),
        ("20", "2022年退役军人事务专项资金项目", None),
    ]


def test_the_project_that_the_title_names(read):
    found = read(
        """2021年食品安全监督抽验经费项目绩效评价报告
        （一）资金情况
        项目财政预算安排260.00万元，实际到位260.00万元。项目实际支出251.37万元。其中：购买样品支出83.57万元，委托检验167.80万元。"""
    )
    assert [(f.value_text, f.label_text, f.role) for f in found.figures] == [
        ("260.00", "2021年食品安全监督抽验经费", "amount"),
        ("260.00", "实际到位", "unknown"),
        ("251.37", "2021年食品安全监督抽验经费", "amount"),
        ("83.57", "购买样品支出", "amount"),
        ("167.80", "委托检验", "amount"),
    ]


def test_half_a_year_is_no_year(read):
    found = read(
        """二、上半年预算执行情况
        我局部门支出1206.96万元，其中基本支出736.40万元。年初部门预算支出8560万元。
        三、其他
        1-6月，部门支出1206.96万元。其中基本支出736.40万元。"""
    )
    assert [f.role for f in found.figures] == ["excluded", "excluded", "amount", "excluded", "excluded"]


def test_parts_by_fund_of_an_item_are_the_item(read):
    found = read(
        "公务接待费支出预算8万元（其中：一般公共预算支出8万元；政府性基金预算支出0万元；国有资本经营预算支出0万元），支出决算7.1万元。"
    )
    assert [(f.label_key, f.fund_key, f.stage_key) for f in found.figures if f.role == "amount"] == [
        ("公务接待费支出", None, "预算"),
        ("公务接待费支出", "一般公共预算", "预算"),
        ("公务接待费支出", "政府性基金预算", "预算"),
        ("公务接待费支出", "国有资本经营", "预算"),
        ("公务接待费支出", None, "支出决算"),
    ]


def test_a_new_stage_behind_a_semicolon_is_about_the_whole(read):
    found = read(
        "2022年支出年初预算数为4500万元，其中：基本支出2000万元，项目支出2500万元；调整后预算数5200万元，执行数5150万元。"
    )
    assert [(value, label, stage) for value, label, stage, _ in meanings(found)][3:] == [
        ("5200", "合计", "调整后预算数"),
        ("5150", "合计", "执行数"),
    ]


def test_a_total_of_both_sides_from_one_fund(read):
    found = read("2023年度财政拨款收入、支出决算总计5861.89万元。")
    assert [(f.label_key, f.side, f.fund_key) for f in found.figures] == [("总计", "收支", "财政拨款")]


def test_parts_of_what_is_not_understood_are_not_published(read):
    found = read("全县乡镇2021年“三公”经费支出432万元，其中：公务接待费323万元，公务用车运行维护费109万元。")
    assert [f.role for f in found.figures] == ["unknown", "unknown", "unknown"]


def test_funds_of_all_income_are_incomes_and_hold_for_no_other_part(read):
    found = read(
        "2023年财政拨款收支总预算3080万元。其中，收入总计3080万元，包括一般公共预算本年收入3046万元、上年结转34万元；"
        "支出总计3080万元，包括教育支出3080万元。"
    )
    assert [(f.label_key, f.side, f.fund_key) for f in found.figures] == [
        ("合计", "收支", "财政拨款"),
        ("总计", "收入", "财政拨款"),
        ("一般公共预算财政拨款收入", "收入", "财政拨款"),
        ("上年结转", "收入", "财政拨款"),
        ("总计", "支出", "财政拨款"),
        ("教育支出", "支出", "财政拨款"),
    ]


def test_items_of_a_list_in_paragraphs_of_their_own(read):
    found = read(
        """1.基本支出预算1054709.06元，占支出预算100%，同比增加
        81281.91元。其中：
        工资福利支出预算905709.06元，占基本支出预算79.89%。
        商品和服务支出预算149000元，同比增加
        52044.27元，增长50.63%。"""
    )
    assert [(f.value_text, f.role, f.kind_key) for f in found.figures if f.role == "amount"] == [
        ("1054709.06", "amount", "基本支出"),
        ("905709.06", "amount", "基本支出"),
        ("149000", "amount", "基本支出"),
    ]
    assert by_value(found, "52044.27").role == "change"


def test_under_a_heading_of_its_own_nothing_is_all_spending(read):
    found = read(
        """某局2021年度部门整体支出绩效评价报告
        七、项目绩效
        1.大气污染防治专项：年初预算600万元，实际执行590万元。
        2.水污染防治500万元，支出480万元。
        3.监测能力建设。预算安排400万元，已支付380万元，支出370万元。"""
    )
    assert [f.project_name for f in found.figures if f.role == "amount"] == ["大气污染防治专项", "大气污染防治专项"]
    assert [f.value_text for f in found.figures if f.role == "unknown"] == ["500", "480", "400", "380", "370"]


def test_all_figures_of_a_sentence_about_the_one_project_are_of_the_project(read):
    found = read(
        """2022年度社区矫正工作经费项目支出绩效自评报告
        社区矫正工作经费2022年预算资金80万元，实际到位80万元，实际支出76.5万元。资金主要用于：培训费6万元。
        该项目年初预算80万元，全年预算81万元，全年执行76.5万元，得9.56分。"""
    )
    assert [(f.value_text, f.project_name) for f in found.figures if f.role == "amount"] == [
        ("80", "社区矫正工作经费"),
        ("76.5", "社区矫正工作经费"),
        ("80", "社区矫正工作经费"),
        ("81", "社区矫正工作经费"),
        ("76.5", "社区矫正工作经费"),
    ]


def test_a_heading_about_all_spending_is_no_topic_of_its_own(read):
    found = read(
        """某局部门整体支出绩效评价报告
        （二）部门（单位）整体支出规模、使用方向和主要内容、涉及范围等
        2022年预算批复2970.96万元，实际支出2677.20万元。"""
    )
    assert [(value, label, stage) for value, label, stage, _ in meanings(found)] == [
        ("2970.96", "合计", "预算批复"),
        ("2677.20", "合计", "实际支出"),
    ]


def test_a_row_of_forms_is_a_stage_in_a_sentence(read):
    found = read("2022年度项目支出预算资金总额为18.64万元。")
    assert amounts(found) == [("18.64", "项目支出", "预算资金总额", "支出")]


def test_a_paragraph_behind_a_complete_list_is_no_part_of_it(read):
    found = read(
        """2022年三公经费预算10万元，其中：公务接待费2万元，公务用车运行维护费8万元。
        公务接待费支出1.5万元，接待20批次。"""
    )
    assert [(value, stage) for value, _, stage, _ in meanings(found)] == [
        ("10", "预算"), ("2", "预算"), ("8", "预算"), ("1.5", None),
    ]  # fmt: skip


def test_parts_larger_than_the_change_said_last_are_parts_of_the_amount(read):
    found = read(
        """2024年一般公共预算支出10000万元，较上年增加200万元，其中：
        卫生健康支出（类）卫生健康管理事务（款）行政运行（项）安排1200万元，较上年增加50万元。"""
    )
    assert [f.role for f in found.figures] == ["amount", "change", "amount", "change"]


def test_a_part_of_all_income_without_an_income_of_that_name_keeps_the_printed_one(read):
    found = read("2024年收入预算100万元，其中：财政专户管理资金收入5万元，事业收入95万元。")
    assert [(f.label_text, f.fund_key) for f in found.figures if f.role == "amount"] == [
        ("合计", None),
        ("财政专户管理资金收入", "财政专户管理资金"),
        ("事业收入", None),
    ]


def test_summaries_of_the_evaluation_of_projects(read):
    found = read(
        """（二）部门决算中项目绩效自评结果
        1.信息化建设项目绩效自评综述：根据年初设定的绩效目标，项目自评得分98分。项目全年预算数为300万元，执行数为290万元。
        （三）部门项目绩效自评情况
        全年预算数为370万元，执行数为358万元。"""
    )
    assert [(f.value_text, f.project_name, f.role) for f in found.figures] == [
        ("300", "信息化建设项目", "amount"),
        ("290", "信息化建设项目", "amount"),
        ("370", None, "unknown"),
        ("358", None, "unknown"),
    ]


def test_an_item_that_states_its_own_budget_did_not_take_over_that_of_the_whole(read):
    found = read(
        "2018年“三公”经费支出2.05万元，年初预算为2.95万元，差值为0.9万元。其中：公务用车运行维护费支出0万元，"
        "年初预算为0.95万元，差值为0.95万元，原因为厉行节约；公务接待费支出2.05万元，年初预算为2万元，差值为0.05万元。"
    )
    assert [(value, stage) for value, _, stage, _ in amounts(found)] == [
        ("2.05", None),
        ("2.95", "年初预算"),
        ("0", None),
        ("0.95", "年初预算"),
        ("2.05", None),
        ("2", "年初预算"),
    ]


def test_a_printed_zero_is_exact_when_parts_are_added_up(read):
    found = read(
        "“三公”经费支出2.05万元，年初预算为2.95万元。其中：因公出国（境）支出0万元，年初预算为0万元；"
        "公务用车购置支出0万元，年初预算为0.9万元；公务接待费支出2.05万元，年初预算为2.05万元。"
    )
    assert [(value, stage) for value, _, stage, _ in amounts(found)][2::2] == [("0", None), ("0", None), ("2.05", None)]


def test_an_account_by_kind_of_spending_keeps_its_name(read):
    found = read("机构运行110万元，其中：基本支出100万元，项目支出10万元。")
    assert [(f.label_key, f.kind_key, f.value_text) for f in found.figures] == [
        ("机构运行", None, "110"),
        ("机构运行", "基本支出", "100"),
        ("机构运行", "项目支出", "10"),
    ]


@pytest.mark.parametrize(
    ("unit", "text", "role"),
    [
        ("某县文学艺术界联合会", "某县文联2023年支出预算276.45万元。", "amount"),
        ("某县文学艺术界联合会", "2023年某县文联支出预算276.45万元。", "amount"),
        ("某县文学艺术界联合会", "某县科协2023年支出预算276.45万元。", "unknown"),
        ("某县财政局", "某县2023年支出预算276.45万元。", "unknown"),
        ("某县财政局", "2023年某县财政支出预算276.45万元。", "unknown"),
    ],
)
def test_the_unit_s_own_short_name_is_its_subject(vocabulary, unit, text, role):
    found = read_narrative(Document("txt", (TextBlock(text),)), vocabulary, unit_name=unit)
    assert [figure.role for figure in found.figures] == [role]
