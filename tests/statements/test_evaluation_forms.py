"""Forms of other places for evaluations and targets, each reduced to the rows that were once not read."""

from __future__ import annotations

import pytest

from benchmarks.layouts.corpus import document_of
from flows.readers.document import Cell, Document, Table, TextBlock
from flows.statements.captions import match_title
from flows.statements.recognise import recognise


def html_table(*rows: str) -> str:
    """Rows of cells divided by |; `text>3` spans three columns."""
    cells = [[cell.strip().partition(">") for cell in row.split("|")] for row in rows]
    return (
        "<table>"
        + "".join(
            "<tr>" + "".join(f'<td colspan="{span or 1}">{text}</td>' for text, _, span in row) + "</tr>"
            for row in cells
        )
        + "</table>"
    )


@pytest.fixture
def found(layout):
    return lambda title, *rows: recognise(document_of(f"<body><p>{title}</p>{html_table(*rows)}</body>"), layout)


def test_a_form_that_names_its_project_may_have_the_project_in_its_title(found):
    title, *rows = (
        "2021年度困难群众补助专项转移支付资金绩效自评表",
        "项目名称|补助资金>4",
        "指标名称|年度指标值|完成值|分值|得分",
    )
    rows.append("人数|≥3人|4人|10|9")
    (indicator,) = found(title, *rows).indicators
    assert (indicator.statement, indicator.project_name, indicator.score_text) == (
        "项目支出绩效自评表",
        "补助资金",
        "9",
    )
    # Where only the title names it, the report is that project's.
    assert [i.project_name for i in found(title, *rows[1:]).indicators] == ["困难群众补助专项转移支付资金"]


def test_the_heading_over_the_labels_names_the_figures_and_their_unit(found):
    result = found(
        "项目支出绩效自评表",
        "执行情况（10分）|年度预算数（万元）|年初预算|调整后预算数|预算执行数|预算执行率|权重|得分",
        "|总额|1.00|3.36|3.30|98.21%|10|9.8",
        "|其中：财政资金|1.00|3.36|3.30|98.21%|/|/",
    )
    assert [(line.label_text, line.value_text, line.unit_text) for line in result.lines[1:4]] == [
        ("总额", "3.36", "万元"),
        ("总额", "3.30", "万元"),
        ("财政资金", "1.00", "万元"),
    ]
    assert [i.actual_text for i in result.indicators] == ["98.21%"]


def test_full_scores_in_brackets_and_a_total_that_gives_its_own(found):
    result = found(
        "部门整体支出绩效自评指标评分表",
        "一级指标|二级指标|三级指标|自评分|扣分说明",
        "履职效能（50分）|整体效能（25分）|支出率（5分）|4.5|偏慢",
        "合计（100分）>3|95.6|",
    )
    assert [(e.total_weight_text, e.total_score_text) for e in result.evaluations] == [("100", "95.6")]
    assert [i.deviation_text for i in result.indicators] == ["偏慢"]


def test_subtotals_are_no_indicators_and_the_grade_stands_below_the_total(found):
    result = found(
        "附表：项目支出绩效评价指标评分表",
        "一级指标|二级指标|三级指标|分值|得分|得分率",
        "决策|立项|充分性|20|17.5|87.50%",
        "小计>3|20|17.5|87.50%",
        "合计>3|100|86.50|86.50%",
        "评价等级>3|良>3",
    )
    assert [i.level3_text for i in result.indicators] == ["充分性"]
    assert [(e.total_score_text, e.grade_text) for e in result.evaluations] == [("86.50", "良")]
    assert not result.unrecognised


def test_a_total_in_the_head_of_the_form_and_a_remark_across_its_columns(found):
    result = found(
        "部门整体绩效自评表",
        "部门（单位）名称|某镇>4|自评总分（分）|98.60>2",
        "指标名称|计量单位|指标性质|指标值|全年完成值|得分系数（%）|指标权重（分）|指标得分（分）",
        "养护里程|公里|≥|120|126|100|10|10",
        "说明|个别村社资料上报较迟。>7",
    )
    assert [(i.level3_text, i.unit_text, i.weight_text, i.score_text) for i in result.indicators] == [
        ("养护里程", "公里", "10", "10")
    ]
    assert [(e.total_weight_text, e.total_score_text) for e in result.evaluations] == [(None, "98.60")]


def test_a_target_in_one_cell_over_operator_value_and_unit_is_said_once(found):
    (indicator,) = found(
        "项目支出绩效自评表",
        "二级指标|三级指标|指标性质|指标值|度量单位|完成值|权重|得分",
        "社会效益|知晓率|效果明显>3|明显|10|10",
    ).indicators
    assert (indicator.property_text, indicator.target_text, indicator.unit_text) == (None, "效果明显", None)


def test_the_sum_of_pairs_in_their_heading_and_a_label_without_a_figure_before_the_pair(found):
    result = found(
        "部门整体支出绩效自评表",
        "年度预算（万元）|>2|年初预算数|全年预算数|全年执行数|分值|执行率|得分",
        "|年度资金总额>2|8.00|20.00|20.00|10|100%|10",
        "|按收入性质分：20.00>4|按支出性质分：19.00>4",
        "|其中：一般公共预算：13.25>4|其中：基本支出：9.00>4",
        "|专户管理的非税收入拨款：其他资金：5.85>4|项目支出：10.00>4",
    )
    assert [(line.label_text, line.heading_keys[-1], line.value_text) for line in result.lines[3:]] == [
        ("一般公共预算", "按收入性质分", "13.25"),
        ("基本支出", "按支出性质分", "9.00"),
        ("其他资金", "按收入性质分", "5.85"),
        ("项目支出", "按支出性质分", "10.00"),
    ]
    assert not result.unrecognised


@pytest.mark.parametrize(
    ("parts", "labels"),
    [
        ("一、财政拨款：69.5万元（其中：上级财政资金：9万元）二、其他：0万元", ["财政拨款", "上级财政资金", "其他"]),
        ("一、财政拨款：69.5万元二、争取到的别的：9万元", []),
        ("财政拨款：69.5万元，比上年增加9万元", []),
    ],
)
def test_amounts_in_the_head_of_a_target_form(found, parts, labels):
    result = found(
        "项目绩效目标表",
        "项目名称|基础设施>3",
        "资金总额及构成|总额|69.5万元>2",
        f"|{parts}>3",
        "一级指标|二级指标|指标内容|指标值",
        "产出指标|数量指标|户数|≥120户",
    )
    assert [line.label_text for line in result.lines] == ["总额", *labels]
    assert {line.unit_text for line in result.lines} == {"万元"}
    assert [i.level3_text for i in result.indicators] == ["户数"]


def test_income_and_spending_of_the_unit_with_the_items_across(found):
    title, *rows = (
        "部门（单位）年度支出和结余情况（万元）",
        "机构名称|支出合计|其中：>2|当年结余",
        "|>1|基本支出|其中：人员支出|",
        "某市监督中心|10.65|4.37|3.90|0.73",
    )
    expected = [("支出合计", "10.65"), ("基本支出", "4.37"), ("人员支出", "3.90")]

    def believed(*more: str) -> list[tuple[str, str]]:
        lines = found(title, *rows, *more).lines
        return [(line.heading_keys[-1], line.value_text) for line in lines if line.doubt is None]

    assert believed() == expected
    assert not believed("某市环卫处|1.00|0.37|0.30|0.10")
    assert believed("某市环卫处|1.00|0.37|0.30|0.10", "合计|11.65|4.74|4.20|0.83") == [
        ("支出合计", "11.65"),
        ("基本支出", "4.74"),
        ("人员支出", "4.20"),
    ]


def test_a_table_without_title_gives_other_items_of_the_units_above_it(layout):
    above = html_table("机构名称|收入合计|上年结转", "某市监督中心|9.65|1.37")
    below = html_table("机构名称|三公经费合计|公务用车运维费|因公出国费", "某市监督中心|4.86|3.94|0.00")
    result = recognise(document_of(f"<body><p>年度收入情况（万元）</p>{above}{below}</body>"), layout)
    assert [(line.value_text, line.unit_text, line.doubt) for line in result.lines[2:]] == [
        ("4.86", "万元", None),
        ("3.94", "万元", None),
        ("0.00", "万元", None),
    ]


def test_headcounts_beside_their_label(found):
    staff = found("一、基本概况", "人员编制|21|实有人数|20人", "职能职责|负责编制21项规划>3").staff
    assert [(count.category_key, count.headcount_text) for count in staff] == [("人员编制", "21"), ("实有人数", "20")]


def test_fields_in_the_head_of_a_form_are_no_headings(found):
    result = found(
        "项目绩效目标表",
        "项目名称|基础设施>3",
        "项目单位|某镇|起止时间|2021年度",
        "资金总额及构成|总额|69.5万元>2",
        "一级指标|二级指标|指标内容|指标值",
        "产出指标|数量指标|户数|≥120户",
    )
    assert [(line.label_text, line.doubt) for line in result.lines] == [("总额", None)]


def test_a_form_without_scores_has_an_evaluation_of_its_execution_rate(found):
    result = found(
        "专项资金绩效目标自评表",
        "专项名称|救助资金>4",
        "项目资金（万元）||全年预算数|全年执行数|执行率",
        "|年度资金总额|42.50|41.65|98%",
        "一级指标|二级指标|三级指标|年度指标值|全年完成值",
        "产出指标|数量指标|救助人次|≥180人次|186人次",
    )
    assert [(e.project_name, e.total_score_text, e.execution_rate_text) for e in result.evaluations] == [
        ("救助资金", None, "98%")
    ]


@pytest.mark.parametrize(
    ("lines", "project"),
    [
        ("<p>2021年食品抽验经费项目绩效评价报告</p>", "2021年食品抽验经费"),
        ("<p>某市水务局2021年度河道清淤专项资金绩效自评报告</p>", "河道清淤专项资金"),
        ("<p>2021年度项目支出绩效自评报告</p>", None),
        ("<p>2021年度项目支出绩效自评报告</p><p>项目名称：河道清淤　　主管部门：某市水务局</p>", "河道清淤"),
        ("<p>2021年度项目支出绩效自评报告</p><p>项目名称</p><p>河道清淤</p>", "河道清淤"),
    ],
)
def test_a_score_sheet_is_of_the_project_that_the_lines_above_or_the_title_name(layout, lines, project):
    table = html_table("一级指标|三级指标|分值|得分", "产出|清淤里程|10|9")
    source = f"<body>{lines}<p>项目支出绩效评价指标评分表</p>{table}</body>"
    assert [i.project_name for i in recognise(document_of(source), layout).indicators] == [project]


def test_rows_that_lost_the_cells_of_merged_levels_and_rows_that_lost_their_last_cell(read_text, layout):
    # Text made from Word prints a merged cell once; which cells a short row lost is told by weight and score.
    rows = [
        "项目支出绩效自评表",
        "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因",
        "产出指标\t数量指标\t里程\t≥10公里\t12公里\t20\t20\t",
        "质量指标\t合格率\t100%\t100%\t20\t19\t返工",
        "返修率\t≤5%\t1%\t10\t10\t",
        "效益指标\t社会效益\t受益人数\t≥9人\t9人\t40\t40",
        "知晓率\t99%",
    ]
    result = recognise(read_text("\n".join(rows) + "\n"), layout)
    assert [(i.level1_text, i.level2_text, i.level3_text, i.weight_text, i.score_text) for i in result.indicators] == [
        ("产出指标", "数量指标", "里程", "20", "20"),
        ("产出指标", "质量指标", "合格率", "20", "19"),
        ("产出指标", "质量指标", "返修率", "10", "10"),
        ("效益指标", "社会效益", "受益人数", "40", "40"),
    ]


def test_names_and_weights_below_the_heading_of_each_level(found):
    result = found(
        "部门整体支出绩效自评指标评分表",
        "一级指标>2|二级指标>2|三级指标>2|评分标准|自评分",
        "名称|权重（%）|名称|权重（%）|名称|权重（%）||",
        "预算编制情况|20|预算编制|20|预算编制合理性|10|完整得满分|8.5分（缺1项）",
        "合计>6||93.5",
    )
    assert [(i.level1_text, i.level3_text, i.weight_text, i.score_text) for i in result.indicators] == [
        ("预算编制情况", "预算编制合理性", "10", "8.5分（缺1项）")
    ]
    assert [(e.total_weight_text, e.total_score_text) for e in result.evaluations] == [(None, "93.5")]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("总分>3|100分|97.67分", ("100分", "97.67分", None)),
        ("总分>3|100|97.17（优）", ("100", "97.17（优）", "优")),
        ("总计>2|100|97|优", ("100", "97", "优")),
        ("总分>2|100|97|（自评等级：）优", ("100", "97", "优")),
    ],
)
def test_totals_with_units_and_grades(found, cells, expected):
    result = found("项目支出绩效自评表", "二级指标|三级指标|年度指标值|分值|得分", "数量|里程|10|10分|9分", cells)
    assert [(e.total_weight_text, e.total_score_text, e.grade_text) for e in result.evaluations] == [expected]


def test_the_score_above_the_form_and_the_rate_of_an_ordinary_indicator(layout):
    table = html_table("一级指标|三级指标|实际完成值|分值|得分", "过程|预算执行率|96.82%|10|9.68")
    source = f"<body><p>部门整体支出绩效自评表</p><p>填报单位：某县司法局　　自评得分：93.5</p>{table}</body>"
    result = recognise(document_of(source), layout)
    assert [(e.total_score_text, e.execution_rate_text, e.place.block_no) for e in result.evaluations] == [
        ("93.5", None, 1)
    ]


def test_a_list_of_several_projects_with_their_money_and_targets(layout):
    source = """<body><p>项目支出绩效目标表</p><p>单位：某区发展和改革局　　金额单位：万元</p><table>
      <tr><td rowspan="2">单位代码<td rowspan="2">单位（专项）名称<td rowspan="2">资金总额<td rowspan="2">实施期绩效目标
          <td colspan="3">绩效指标<td rowspan="2">指标值<td rowspan="2">度量单位</tr>
      <tr><td>一级指标<td>二级指标<td>三级指标</tr>
      <tr><td>111001<td>某区发展和改革局<td>93.00<td><td><td><td><td><td></tr>
      <tr><td rowspan="2">111001<td rowspan="2">业务工作经费<td rowspan="2">63.00<td rowspan="2">完成工作
          <td>产出指标<td>数量指标<td>审批数<td>≥100<td>项</tr>
      <tr><td>产出指标<td>质量指标<td>合格率<td>100<td>%</tr>
      <tr><td>111001<td>会议费<td>30.00<td>开会<td>产出指标<td>数量指标<td>次数<td>≥3<td>次</tr></table></body>"""
    result = recognise(document_of(source), layout)
    assert [(x.project_name, x.label_text, x.value_text) for x in result.lines if x.doubt is None] == [
        ("业务工作经费", "业务工作经费", "63.00"),
        ("会议费", "会议费", "30.00"),
    ]
    assert [(i.project_name, i.level3_text) for i in result.indicators] == [
        ("业务工作经费", "审批数"),
        ("业务工作经费", "合格率"),
        ("会议费", "次数"),
    ]


def test_forms_of_several_projects_in_one_table(found):
    form = ("项目名称|{}>3", "二级指标|三级指标|年度指标值|得分", "数量指标|里程|≥3|50", "总分>3|97")
    result = found(
        "项目支出绩效自评表", *(row.format("甲项目") for row in form), *(row.format("乙项目") for row in form)
    )
    assert [i.project_name for i in result.indicators] == ["甲项目", "乙项目"]
    assert [(e.project_name, e.total_score_text) for e in result.evaluations] == [("甲项目", "97"), ("乙项目", "97")]


def test_pairs_of_label_and_figure_in_two_cells_below_their_heading(found):
    result = found(
        "部门预算项目绩效自评表",
        "项目名称|河道清淤>6",
        "预算安排情况（调整后）>2|资金到位情况>2|资金执行情况>2|预算执行进度",
        "预算数：|120.00|到位数：|120.00|执行数：|118.50|98.75%",
        "其中：财政资金|120.00|其中：财政资金|120.00|其中：财政资金|118.50|",
        "一级指标|二级指标|三级指标|预期指标值|实际完成值>2|自评得分",
        "产出指标|数量指标|里程|≥10公里|10公里>2|15",
    )
    assert [(x.label_text, x.heading_keys[-1], x.value_text) for x in result.lines] == [
        ("预算数", "预算安排情况(调整后)", "120.00"),
        ("执行数", "资金执行情况", "118.50"),
        ("财政资金", "预算安排情况(调整后)", "120.00"),
        ("财政资金", "资金执行情况", "118.50"),
    ]
    assert [i.actual_text for i in result.indicators] == ["98.75%", "10公里"]
    assert not result.unrecognised


def test_the_money_of_the_year_in_the_head_of_a_target_form(found):
    result = found(
        "项目支出绩效目标申报表",
        "项目名称|校舍维修>4",
        "项目资金（万元）|实施期资金总额|300.00|年度资金总额|100.00",
        "|其中：财政拨款|290.00|其中：财政拨款|95.00",
        "|其他资金|10|其他资金|5",
        "总体目标|完成>4",
        "绩效指标|一级指标|二级指标|三级指标|指标值",
        "|产出指标|数量指标|面积|≥500平方米",
    )
    assert [(x.label_text, x.value_text, x.unit_text) for x in result.lines] == [
        ("年度资金总额", "100.00", "万元"),
        ("财政拨款", "95.00", "万元"),
        ("其他资金", "5", "万元"),
    ]


def test_a_total_of_money_in_the_head_of_a_form_is_no_score(found):
    result = found(
        "部门整体支出绩效自评表",
        "任务名称|主要内容|批复金额|实际支出",
        "合计|20.00|20.00|18.00",
        "一级指标|二级指标|三级指标|得分",
        "产出指标|数量指标|场次|20",
    )
    assert not result.evaluations


_INDICATORS = "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分"
_FIRST = ("项目名称|甲项目>6", _INDICATORS, "产出指标|数量指标|里程|≥3公里|3公里|20|20")
_REST = ("|质量指标|合格率|100%|90%|30|29", "总分>5|50|49")


@pytest.mark.parametrize(
    ("between", "rest", "projects"),
    [
        ("", _REST, ["甲项目", "甲项目"]),
        ("<p>- 2 -</p>", (_INDICATORS, *_REST), ["甲项目", "甲项目"]),
        ("<p>二、乙项目</p>", ("项目名称|乙项目>6", _INDICATORS, *_REST), ["甲项目", "乙项目"]),
        ("<p>本表以下各行是另一张没有说明的表，与上表没有关系。</p>", _REST, ["甲项目"]),
    ],
)
def test_a_form_over_two_tables_and_a_form_without_title(layout, between, rest, projects):
    first, second = html_table(*_FIRST), html_table(*rest)
    title = "<p>某县水务局2022年度项目支出绩效自评报告</p><p>项目支出绩效自评表</p>"
    result = recognise(document_of(f"<body>{title}{first}{between}{second}</body>"), layout)
    assert [i.project_name for i in result.indicators] == projects
    assert [e.project_name for e in result.evaluations] == projects[1:]


@pytest.mark.parametrize(
    ("report", "columns", "statement"),
    [
        ("部门整体支出绩效自评报告", "一级指标|三级指标|分值|评分标准|得分", "部门整体支出绩效自评指标计分表"),
        ("部门整体支出绩效自评报告", "一级指标|三级指标|分值|完成值|得分", "部门整体支出绩效自评表"),
        ("河道清淤专项资金绩效评价报告", "一级指标|三级指标|分值|评分标准|得分", "项目支出绩效自评表"),
        ("部门决算", "一级指标|三级指标|分值|评分标准|得分", None),
    ],
)
def test_a_table_of_scores_without_title_is_what_the_report_is_about(layout, report, columns, statement):
    source = f"<p>某县水务局2022年度{report}</p><p>附件</p>{html_table(columns, '过程|完成率|5|无|4')}"
    result = recognise(document_of(f"<body>{source}</body>"), layout)
    assert [i.statement for i in result.indicators] == ([statement] if statement else [])


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (("单位名称|人员编制|在职人员", "合计|30|28", "某县水务局|20|19", "某县河道管理所|10|9"),
         [("某县水务局", "20"), ("某县水务局", "19"), ("某县河道管理所", "10"), ("某县河道管理所", "9")]),
        (("人员编制|在职人员|离退休人员", "20|19|3"), [(None, "20"), (None, "19")]),
        (("姓名|职务|在职", "甲|局长|1", "乙|科长|1"), []),
    ],
)  # fmt: skip
def test_headcounts_below_their_categories(found, rows, expected):
    assert [(count.organisation, count.headcount_text) for count in found("人员情况", *rows).staff] == expected


def test_a_pair_without_figure_beside_the_label_of_its_block_begins_no_other_block(layout):
    """年度预算申请 stands over the rows of pairs; one of these may hold a name of funds and nothing else."""
    rows = [
        [Cell(0, 0, "年度预算申请（元）", 5, 1), Cell(0, 1, ""), Cell(0, 2, "年初预算数"), Cell(0, 3, "全年执行数")],
        [Cell(1, 1, "年度资金总额"), Cell(1, 2, "30.00"), Cell(1, 3, "29.00")],
        [Cell(2, 1, "按收入性质分：", 1, 2), Cell(2, 3, "按支出性质分：")],
        [Cell(3, 1, "纳入专户管理的非税收入拨款：", 1, 2), Cell(3, 3, "")],
        [Cell(4, 1, "其他资金：5.85", 1, 2), Cell(4, 3, "")],
    ]
    table = Table(tuple(cell for row in rows for cell in row))
    lines = recognise(Document("docx", (TextBlock("部门整体支出绩效自评表"), table)), layout).lines
    assert ("其他资金", "5.85") in {(line.label_text, line.value_text) for line in lines}


def test_a_row_with_words_under_its_weight_is_not_read(found):
    result = found(
        "部门整体绩效自评表",
        "一级指标|二级指标|三级指标|权重|目标值|实际值|自评得分|财政复核得分",
        "过程|预算执行|执行率|85%|100%|98%|83|80",
        "|过程|预算执行|预算调整率|10%|0|0|10|9",
        "合计>3|100%|||93|89",
    )
    assert [(i.level3_text, i.weight_text, i.score_text) for i in result.indicators] == [("执行率", "85%", "83")]
    assert [u.text for u in result.unrecognised] == ["过程"]


@pytest.mark.parametrize(
    ("title", "statement"),
    [
        ("2022年省级部门预算项目支出绩效自评表", "项目支出绩效自评表"),
        ("中央对地方转移支付区域绩效自评表", "项目支出绩效自评表"),
        ("财政支出项目绩效目标申报表", "项目支出绩效目标表"),
        ("部门整体支出绩效评价得分表", "部门整体支出绩效自评指标计分表"),
        ("市级支出决算表", None),
        ("水利专项支出决算表", None),
    ],
)
def test_words_for_any_project_before_the_title_of_a_form(layout, title, statement):
    found = match_title(title, layout)
    assert (found.statement if found else None) == statement
