"""Layouts of public reports that nobody had tuned for, each reduced to the rows that were read wrong or not at all."""

from __future__ import annotations

import pytest

from benchmarks.layouts.corpus import document_of
from flows.statements.recognise import recognise
from flows.statements.report_title import parse_title


@pytest.fixture
def found(read_text, layout):
    return lambda text: recognise(read_text(text), layout)


@pytest.fixture
def in_html(layout):
    return lambda body: recognise(document_of(f"<body>{body}</body>"), layout)


def test_the_heading_of_the_block_of_indicators_is_no_column_of_results(found):
    (indicator,) = found(
        "项目支出绩效自评表\n项目名称\t河流治理\n"
        "年度绩效指标完成情况\t一级指标\t二级指标\t三级指标\t年度指标值\t全年完成值\t分值\t得分\n"
        "\t产出指标\t数量指标\t治理长度\t10公里\t9公里\t20\t18\n"
    ).indicators
    assert (indicator.target_text, indicator.actual_text) == ("10公里", "9公里")


def test_of_the_money_of_tasks_only_the_sum_is_the_unit_s(found):
    lines = found(
        "部门整体支出绩效目标表\n任务名称\t主要内容\t预算金额（万元）\t\n\t\t总额\t财政拨款\n"
        "人员经费\t发工资\t310.20\t310.20\n审计业务经费\t审计\t60.00\t60.00\n金额合计\t\t370.20\t370.20\n"
    ).lines
    assert [line.label_text for line in lines if line.doubt is None] == ["金额合计", "金额合计"]
    assert [line.section_keys for line in lines[-2:]] == [(), ()]


def test_a_section_ends_at_the_next_label_numbered_like_its_own(found):
    lines = found(
        "部门收支总表\n单位：万元\n收入\t\t支出\t\n项目\t金额\t支出用途\t金额\n"
        "一、财政拨款收入\t1250\t一、基本支出\t900\n二、事业收入\t0\t二、项目支出\t340\n\t\t1、河流治理\t340\n"
        "\t\t三、单位预留机动经费\t10\n"
    ).lines
    assert [(line.label_text, line.section_keys) for line in lines if line.side == "支出"] == [
        ("基本支出", ()),
        ("项目支出", ()),
        ("河流治理", ("项目支出",)),
        ("单位预留机动经费", ()),
    ]


def test_a_total_of_funds_is_no_item_where_the_items_are_the_rows(found):
    lines = found(
        "“三公”经费预算表\n单位：万元\n项目\t2016年预算数\t\n\t小计\t其中：一般公共预算安排数\n"
        "一、“三公”经费合计\t21.63\t21.63\n（二）公务接待费\t14.83\t14.83\n二、会议费\t7.59\t7.59\n"
    ).lines
    assert [(line.label_text, line.heading_keys, line.doubt) for line in lines[::2]] == [
        ("“三公”经费合计", ("2016年预算数",), None),
        ("公务接待费", ("2016年预算数",), None),
        ("会议费", ("2016年预算数",), None),
    ]


def test_a_stage_alone_over_the_figures_is_a_heading(found):
    lines = found(
        "“三公”经费支出预算表\n单位：万元\n项目一\t\t预算数\n因公出国（境）费\t\t13.9\n公务接待费\t\t9\n"
    ).lines
    assert [(line.label_text, line.heading_keys, line.value_text) for line in lines] == [
        ("因公出国（境）费", ("预算数",), "13.9"),
        ("公务接待费", ("预算数",), "9"),
    ]


@pytest.mark.parametrize(("last", "count"), [("公务用车购置", 4), ("会务开支", 0)])
def test_known_labels_beside_figures_need_no_headings(found, last, count):
    lines = found(
        "“三公”经费支出预算表\n单位：万元\n因公出国（境）费\t13.9\n公务接待费\t9\n公务用车购置及运行费\t35\n"
        + f"{last}\t0\n"
    ).lines
    assert len(lines) == count
    assert {line.doubt for line in lines} <= {None}


def test_codes_and_names_in_turn_are_no_headings(found):
    (indicator,) = found(
        "2021年部门预算\n编制部门：某县财政局\n项目绩效目标表\n项目编码\t130126\t项目名称\t就业补助\n"
        "一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t人数\t≥200人\n"
    ).indicators
    assert (indicator.project_name, indicator.target_text) == ("就业补助", "≥200人")


def test_the_only_row_of_a_fund_block_is_its_total(in_html):
    result = in_html(
        "<p>部门整体绩效自评表</p><table>"
        "<tr><td>主管部门</td><td>某区融媒体中心</td><td>自评总分（分）</td><td>97.6</td></tr>"
        "<tr><td rowspan=2>部门预算执行情况（万元）</td><td>年初预算数</td><td>全年执行数</td><td>执行率（%）</td>"
        "<td>执行率权重</td><td>执行率得分</td></tr><tr><td>1500</td><td>1231.58</td><td>76%</td><td>10</td><td>7.6</td></tr>"
        "<tr><td rowspan=2>绩效指标</td><td>指标名称</td><td>年初指标值</td><td>全年完成值</td><td>指标权重</td><td>指标得分</td></tr>"
        "<tr><td>播发稿件</td><td>2200篇</td><td>2859篇</td><td>10</td><td>10</td></tr></table>"
    )
    assert [(line.label_text, line.value_text, line.unit_text) for line in result.lines] == [
        ("年度资金总额", "1500", "万元"),
        ("年度资金总额", "1231.58", "万元"),
    ]
    assert [(i.is_execution_rate, i.actual_text, i.weight_text, i.score_text) for i in result.indicators] == [
        (True, "76%", "10", "7.6"),
        (False, "2859篇", "10", "10"),
    ]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("某区财政局2016年“三公”经费预算情况", ("某区财政局", "部门预算")),
        ("某市经信局2016年“三公经费”预算对比增减说明", ("某市经信局", "部门预算")),
        ("某县统计局2018年度“三公”经费决算说明", ("某县统计局", "部门决算")),
        ("2018年某市质量技术监督局收支预算情况说明", ("某市质量技术监督局", "部门预算")),
        ("2015年某市司法局部门“三公”经费情况统计表", ("某市司法局", "")),
        ("某县2023年政府决算", None),
        ("某县2022年财政预算执行情况", None),
        ("三、“三公”经费预算情况说明", None),
        ("某县教育局2023年绩效自评报告", None),  # of the unit or of a project
    ],
)
def test_a_report_title_says_its_kind_with_known_words(layout, title, said):
    parsed = parse_title(title, layout)
    assert (parsed and (parsed.unit_name, parsed.report_type)) == said


@pytest.mark.parametrize(("heading", "kind"), [("本年预算数", "部门预算"), ("决算数", "部门决算")])
def test_headings_tell_whose_statement_it_is_where_the_title_does_not(found, heading, kind):
    result = found(f"2015年某市司法局部门“三公”经费情况统计表\n单位：万元\n项目\t{heading}\n公务接待费\t1.70\n")
    assert (result.identity.report_type, result.identity.unit_name) == (kind, "某市司法局")
    assert [line.value_text for line in result.lines] == ["1.70"]


def test_a_title_printed_twice_names_its_unit_once(in_html):
    title = "2015年某市司法局部门“三公”经费情况统计表"
    result = in_html(f"<p>{title}</p><p>{title}</p><table><tr><td>项目<td>本年预算数<tr><td>公务接待费<td>1.70</table>")
    assert result.identity.unit_name == "某市司法局"


@pytest.mark.parametrize("title", ["15-一般公共预算“三公”经费支出表", "三公经费支出表", "一般公共预算“三公”经费统计表"])
def test_numbered_titles_and_titles_without_a_stage(found, title):
    lines = found(f"某县水利局2022年部门预算\n{title}\n单位：万元\n项目\t2022年预算数\n公务接待费\t1.70\n").lines
    assert [(line.statement, line.doubt) for line in lines] == [("三公经费支出预算表", None)]


def test_a_title_goes_on_with_the_part_of_the_statement_it_is(found):
    lines = found(
        "8-一般公共预算基本支出表--人员经费（工资福利支出）（按部门预算经济分类）\n单位：万元\n"
        "科目编码\t科目名称\t总计\t基本工资\n2200101\t行政运行\t400\t400\n"
    ).lines
    assert [(line.statement, line.heading_keys) for line in lines] == [
        ("一般公共预算基本支出表", ("总计",)),
        ("一般公共预算基本支出表", ("基本工资",)),
    ]


def test_levels_below_a_heading_of_indicators_keep_their_own(found):
    (indicator,) = found(
        "项目支出绩效自评指标评分表\n项目名称：校园安全经费\n评价指标\t\t\t\t\t\t自评分\n"
        "一级指标\t权重（%）\t二级指标\t权重（%）\t三级指标\t权重（%）\t\n过程\t20\t资金管理\t12\t资金到位\t5\t4.5\n"
    ).indicators
    assert (indicator.level1_text, indicator.level2_text, indicator.level3_text) == ("过程", "资金管理", "资金到位")
    assert (indicator.weight_text, indicator.score_text) == ("5", "4.5")


def test_indicators_named_behind_the_second_level_and_targets_of_half_a_year(found):
    (indicator,) = found(
        "2023年部门预算项目支出绩效目标表\n项目名称\t河道养护\n"
        "一级指标\t二级指标\t绩效指标\t半年指标值\t全年指标值\t指标方向\n产出指标\t数量指标\t养护长度\t15公里\t35公里\t≥\n"
    ).indicators
    assert (indicator.level3_text, indicator.property_text, indicator.target_text) == ("养护长度", "≥", "35公里")


@pytest.mark.parametrize(("amount", "sections"), [("1200.00", ()), ("480.00", ("项目支出",))])
def test_a_row_that_is_more_than_a_section_is_no_part_of_it(found, amount, sections):
    lines = found(
        "部门整体支出绩效自评表\n年度预算执行情况\t预算数（万元）\n年度资金总额\t1200.00\n其中：基本支出\t700.00\n"
        f"项目支出\t500.00\n其中：财政拨款\t{amount}\n"
    ).lines
    assert (lines[-1].label_text, lines[-1].section_keys) == ("财政拨款", sections)


def test_a_section_heading_in_known_words_titles_the_table_below_it(found):
    lines = found(
        "某区人社局2014年度部门决算\n“三公”经费财政拨款支出决算情况\n单位：万元\n项目\t2014年预算数\t2014年决算数\n"
        "公务接待费\t10.00\t6.00\n"
    ).lines
    assert [(line.statement, line.value_text) for line in lines] == [
        ("三公经费支出决算表", "10.00"),
        ("三公经费支出决算表", "6.00"),
    ]


def test_the_first_heading_of_the_text_is_no_part_of_the_title(found):
    result = found("某市文化和旅游局2021年度部门决算\n第三部分 2021年度部门决算情况说明\n支出合计5万元。\n")
    assert result.identity.unit_name == "某市文化和旅游局"


def test_a_unit_of_money_that_no_seed_knows_is_told_and_its_figures_keep_it(found):
    result = found("支出决算表\n科目编码\t科目名称\t本年支出合计（百元）\n201\t一般公共服务支出\t5.00\n")
    assert [(line.heading_keys, line.unit_text) for line in result.lines] == [(("本年支出合计",), "百元")]


def test_a_project_s_report_is_titled_in_known_words(layout):
    title = "2021年食品安全抽检经费项目绩效自评价报告"
    parsed = parse_title(title, layout, project_titles=True)
    assert parsed is not None
    assert (parsed.report_type, parsed.project_name) == ("项目支出绩效自评", "2021年食品安全抽检经费")


@pytest.mark.parametrize("heading", ["本年预算数", "当年年初预算数", "年初指标值", "年初目标值"])
def test_two_readings_of_a_heading_that_agree_are_one(layout, heading):
    assert layout.heading(heading, "三公经费支出预算表") is not None


def test_the_sum_of_three_public_items_and_meetings_is_no_three_public_total(found):
    lines = found(
        "一般公共预算拨款“三公”经费及会议费、培训费支出预算表\n单位：万元\n单位名称\t2020年\t\t\t\t\n"
        "\t合计\t一般公共预算拨款安排的“三公”经费预算\t\t会议费\t培训费\n\t\t小计\t公务接待费\t\t\n合计\t10.50\t2.50\t2.50\t3.00\t5.00\n"
    ).lines
    assert [line.value_text for line in lines] == ["2.50", "2.50", "3.00", "5.00"]


def test_a_form_of_a_transfer_names_its_project(found):
    (line, *_) = found(
        "2023年中央就业补助资金转移支付区域（项目）绩效自评表\n转移支付（项目）名称\t就业补助资金\n"
        "资金投入情况（万元）\t全年预算数\t全年执行数\n年度资金总额\t1500\t1485\n"
    ).lines
    assert (line.statement, line.project_name) == ("项目支出绩效自评表", "就业补助资金")


def test_stages_as_labels_beside_their_figures_in_the_head_of_a_form(found):
    result = found(
        "2019年度项目支出绩效自评表\n项目名称\t河流治理\n"
        "项目预算执行情况（万元）\t年度预算数：\t800\t年度执行数：\t760\n\t其中：财政拨款\t700\t其中：财政拨款\t660\n"
        "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\n产出指标\t数量指标\t长度\t10\t10\t20\t20\n"
    )
    assert [(line.label_text, line.heading_keys, line.value_text, line.unit_text) for line in result.lines] == [
        ("年度资金总额", ("年度预算数",), "800", "万元"),
        ("财政拨款", ("年度预算数",), "700", "万元"),
        ("年度资金总额", ("年度执行数",), "760", "万元"),
        ("财政拨款", ("年度执行数",), "660", "万元"),
    ]


def test_accounts_below_basic_spending_are_parts_of_it(found):
    lines = found(
        "部门收支总表\n单位：万元\n支出项目\t2022年预算数\n一、基本支出\t624.60\n1、工资福利支出\t500.10\n二、项目支出\t230.00\n"
    ).lines
    assert [(line.label_text, line.section_keys) for line in lines] == [
        ("基本支出", ()),
        ("工资福利支出", ("基本支出",)),
        ("项目支出", ()),
    ]


def test_what_is_expected_of_the_year_is_a_target(found):
    (indicator,) = found(
        "项目支出绩效目标表\n项目名称\t办公大楼运行保障\n"
        "绩效指标\t一级指标\t二级指标\t三级指标\t绩效标准\t当年预期实现值\n"
        "\t产出指标\t数量指标\t大楼安检巡察次数\t反映巡检情况\t200次\n"
    ).indicators
    assert (indicator.target_text, indicator.actual_text) == ("200次", None)


def test_spending_in_the_only_column_of_a_table_of_travel_cars_and_receptions(found):
    lines = found(
        "2020年度“三公”经费决算情况\n经费项目\t2020年度支出（万元）\t支出减少率\n因公出国（境）费\t0\t0%\n"
        "公务接待费\t71.53\t-\n总“三公”经费支出\t71.53\t-\n"
    ).lines
    assert [(line.label_key, line.value_text, line.doubt) for line in lines] == [
        ("因公出国(境)费", "0", None),
        ("公务接待费", "71.53", None),
        ("总三公经费支出", "71.53", None),
    ]


def test_running_costs_beside_travel_cars_and_receptions(found):
    lines = found(
        "2019年行政经费、“三公”经费预算情况\n项目\t合计\t一般公共预算\t政府性基金预算\n"
        "行政经费\t312.23\t312.23\t0.00\n“三公”经费\t29.00\t29.00\t0.00\n"
    ).lines
    assert {line.statement for line in lines} == {"三公经费支出预算表"}
    assert [(line.label_key, line.value_text) for line in lines][::3] == [("行政经费", "312.23"), ("三公经费", "29.00")]


def test_the_sum_of_the_office_and_its_institutions_is_the_unit_s(found):
    lines = found(
        "部门整体支出绩效自评表\n年度收入情况（万元）\n机构名称\t收入合计\t公共财政拨款\n"
        "局机关及二级机构汇总\t3312.6\t3312.6\n1、局机关\t3000\t3000\n"
    ).lines
    assert [line.label_key for line in lines if line.doubt is None] == ["局机关及二级机构汇总"] * 2


def test_a_heading_over_columns_within_a_table_begins_a_statement(found):
    lines = found(
        "年度收入情况（万元）\n机构名称\t收入合计\t公共财政拨款\n局机关及二级机构汇总\t3312.6\t3312.6\n"
        "年度支出和结余情况（万元）\n机构名称\t支出合计\t基本支出\t项目支出\n局机关及二级机构汇总\t3312.6\t2211.4\t1101.2\n"
    ).lines
    assert [(line.side, line.title_text, line.value_text) for line in lines if line.doubt is None][1:3] == [
        ("收入", "年度收入情况（万元）", "3312.6"),
        ("支出", "年度支出和结余情况（万元）", "3312.6"),
    ]


def test_a_heading_within_a_table_titles_what_is_below_it(in_html):
    lines = in_html(
        "<p>年度收入情况（万元）</p><table><tr><td>机构名称<td>收入合计<td>公共财政拨款<tr><td>局机关及二级机构汇总<td>33<td>33"
        "<tr><td colspan=3>年度支出和结余情况（万元）<tr><td>机构名称<td>支出合计<td>基本支出<tr><td>局机关及二级机构汇总<td>33<td>22</table>"
    ).lines
    assert [(line.side, line.title_text) for line in lines][::2] == [
        ("收入", "年度收入情况（万元）"),
        ("支出", "年度支出和结余情况（万元）"),
    ]


def test_targets_that_wait_for_approval(found):
    (indicator,) = found(
        "某乡配套设施建设项目支出绩效目标审批表\n项目名称\t配套设施建设项目\n"
        "年度绩效目标\t一级指标\t二级指标\t三级指标\t指标值\t分值\t指标解释\n"
        "\t产出指标\t数量指标\t新建晾晒房\t1座\t20\t\n"
    ).indicators
    assert (indicator.statement, indicator.target_text) == ("项目支出绩效目标表", "1座")


def test_a_code_beside_the_name_of_a_unit_is_the_unit_s(found):
    lines = found(
        "部门支出总表\n单位：元\n科目编码\t\t\t单位（科目）代码\t单位（科目）名称\t总计\n类\t款\t项\t\t\t\n\t\t\t\t合计\t50\n"
        "\t\t\t501001\t甲街道办事处（本级）\t30\n208\t02\t\t20802\t民政管理事务\t30\n208\t02\t08\t2080208\t基层政权建设和社区治理\t30\n"
        "\t\t\t208\t乙社会事务综合服务中心\t20\n"
    ).lines
    assert [(line.unit_name, line.code_text, line.label_text, line.doubt) for line in lines] == [
        (None, None, "合计", None),
        ("甲街道办事处(本级)", None, None, None),
        ("甲街道办事处(本级)", "20802", "民政管理事务", None),
        ("甲街道办事处(本级)", "2080208", "基层政权建设和社区治理", None),
        ("乙社会事务综合服务中心", None, None, None),
    ]


def test_a_column_of_projects_names_them_also_after_accounts(found):
    lines = found(
        "项目支出表\n单位：万元\n项目名称\t合计\t财政拨款结转结余\n\t\t一般公共预算\n合计\t9\t4\n老旧小区改造\t9\t4\n"
    ).lines
    assert [(line.project_name, line.label_text, line.heading_keys[0]) for line in lines] == [
        (None, "合计", "合计"),
        (None, "合计", "财政拨款结转结余"),
        ("老旧小区改造", "老旧小区改造", "合计"),
        ("老旧小区改造", "老旧小区改造", "财政拨款结转结余"),
    ]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("一般公共预算“三公”经费、会议费、培训费支出预算表", "一般公共预算拨款三公经费及会议费、培训费支出预算表"),
        ("一般公共预算“三公”经费等若干费用表", "一般公共预算三公经费支出表"),  # known by its headings
        ("“三公”经费等若干费用表", "三公经费支出预算表"),
        ("一般公共预算和政府性基金“三公”经费等若干费用表", "三公经费支出预算表"),
    ],
)
def test_what_a_statement_covers_is_said_by_the_line_above_it_also_where_this_is_no_known_title(found, line, title):
    lines = found(
        f"甲局2019年部门预算\n{line}\n单位：万元\n合计\t因公出国（境）费\t公务用车购置及运行费\t公务接待费\n68\t0\t60\t8\n"
    ).lines
    assert {line.title_text for line in lines} == {title}
