"""Whose report it is, of which year and kind."""

from __future__ import annotations

import pytest

from flows.statements.identity import read_identity


@pytest.fixture
def identity(read_text, layout):
    return lambda text: read_identity(read_text(text), layout)


def test_title_broken_over_lines(identity):
    found = identity("2020年度\n某市某区行政审批服务\n局部门决算\n\n目录\n")
    assert (found.unit_name, found.year_text, found.report_type) == ("某市某区行政审批服务局", "2020", "部门决算")


def test_year_behind_an_attachment_number(identity):
    found = identity("附件2\n2022年度某市某区财政局\n\n部门整体支出绩效评价报告\n")
    assert (found.unit_name, found.year_text, found.report_type) == ("某市某区财政局", "2022", "部门整体支出绩效自评")


@pytest.mark.parametrize(
    "line",
    [
        "部门（单位）名称： 某市某区档案馆    ",
        "填报单位：某市某区档案馆（盖章）",
        "部门：101001-某市某区档案馆",
        "\t预算部门名称\n\t某市某区档案馆　",
    ],
)
def test_labelled_name(identity, line):
    assert identity("部门整体支出绩效自评表\n" + line + "\n").unit_name == "某市某区档案馆"


def test_what_no_line_says_is_none(identity):
    found = identity("关于下达经费的通知\n请按期报送。\n")
    assert (found.unit_name, found.year_text, found.report_type) == (None, None, None)


def test_several_years_in_a_title_are_no_year(identity):
    assert identity("2021-2022年度某市某局部门决算\n").year_text is None


@pytest.mark.parametrize(
    ("title", "name", "kind"),
    [
        ("某市某区检察院2020年度部门决算公开情况说明", "某市某区检察院", "部门决算"),
        ("某市某区统计局（汇总）2021年度部门决算", "某市某区统计局", "部门决算"),
        ("某县林业局（本级）2024年度决算公开说明", "某县林业局(本级)", "部门决算"),
        ("某市某局关于2023年度部门决算公开的说明", "某市某局", "部门决算"),
        ("2018年某市某中心部门预算及“三公”经费预算编制说明", "某市某中心", "部门预算"),
        ("2017年部门收支预算（及“三公”经费）公开文字说明及表格", None, "部门预算"),
        ("某市旅游局2015年上半年部门预算执行情况报告", "某市旅游局", "其他"),
        ("某州数据中心2024年度项目支出绩效单位自评报告", "某州数据中心", "项目支出绩效自评"),
        ("2021年食品安全监督抽验经费项目绩效评价报告", None, "项目支出绩效自评"),
        ("某市2018年度部门整体支出绩效评价自评报告（某市某指挥中心）", "某市某指挥中心", "部门整体支出绩效自评"),
        ("部门预算项目支出绩效自评表（2023年度）", None, "项目支出绩效自评"),
        ("某县2017年度部门“三公”经费预算汇总表", None, "部门预算"),
    ],
)
def test_what_surrounds_name_and_kind_in_a_title(identity, title, name, kind):
    found = identity(f"{title}\n一、概况\n")
    assert (found.unit_name, found.report_type, found.title is None) == (name, kind, False)


@pytest.mark.parametrize(
    "line",
    [
        "某区2023年政府决算公开",
        "关于做好2022年度部门决算公开的通知",
        "三、专项资金绩效自评情况",
        "某专项2022年部门决算",
    ],
)
def test_lines_that_are_no_title(identity, line):
    found = identity(f"{line}\n各科室：\n")
    assert (found.unit_name, found.report_type) == (None, None)


def test_title_and_year_in_the_head_of_a_table(identity):
    text = "表1 2018年部门综合预算收支总表\t\t\n单位名称：某县某局\t\t单位：元\n收入\t支出\t合计\n1\t2\t3\n"
    found = identity(text)
    assert (found.unit_name, found.year_text, found.report_type) == ("某县某局", "2018", "部门预算")


def test_full_name_of_the_first_form_stands_for_its_short_forms(identity):
    short = "收入支出决算总表\n单位名称：政协某县委员会\n收入\t支出\n1\t2\n"
    full = "收入支出决算总表\n单位名称：中国人民政治协商会议某省某县委员会\n收入\t支出\n1\t2\n"
    assert identity(full + short + short).unit_name == "中国人民政治协商会议某省某县委员会"


def test_date_of_writing_is_no_year_of_a_report(identity):
    assert identity("某市某局部门决算\n2021年8月\n").year_text is None


def test_unit_that_the_sentences_speak_of(identity):
    text = "2022年度项目支出绩效自评总报告\n某市某管理处核定编制28人。\n某市某管理处2022年度共有5个项目。\n某市财政局2022年下达预算。\n"
    assert identity(text).unit_name == "某市某管理处"


def test_two_units_spoken_of_alike_are_none(identity):
    text = "2022年度项目支出绩效自评总报告\n某市甲管理处2022年度共有5个项目。\n某市乙管理处2022年下达预算。\n"
    assert identity(text).unit_name is None


def test_tables_say_the_kind_of_a_report_without_title(identity):
    text = "收入支出决算总表\n部门：某县某局\n收入\t决算数\n一、合计\t2\n"
    assert identity(text).report_type == "部门决算"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("某县文学艺术界联合会\n关于财政拨款“三公”经费2015年决算的\n情 况 说 明\n", "部门决算"),
        ("某县文学艺术界联合会\n关于财政拨款“三公”经费预算\n2014年情况的说明\n", "部门预算"),
        ("关于某县文学艺术界联合会财政拨款“三公”经费2014年预算情况的说明\n", "部门预算"),
    ],
)
def test_the_year_among_the_words_of_a_title(identity, text, kind):
    found = identity(f"{text}一、公务接待费\n")
    assert (found.unit_name, found.report_type) == ("某县文学艺术界联合会", kind)


def test_the_account_of_a_government_is_no_unit_s(identity):
    assert identity("某县2023年政府决算\n").unit_name is None


@pytest.mark.parametrize("menu", ["首页\n政务公开\n", "首页　政务公开\n", "当前位置：首页 > 财政信息 > 2023\n"])
def test_menu_of_a_web_page_is_no_part_of_the_title(identity, menu):
    found = identity(f"{menu}某市科学技术协会\n2023年部门预算\n\n目录\n")
    assert (found.unit_name, found.year_text, found.report_type) == ("某市科学技术协会", "2023", "部门预算")


@pytest.mark.parametrize(
    ("words", "kind"), [("公开文本", "部门决算"), ("信息公开材料", "部门预算"), ("草案", "部门预算")]
)
def test_what_a_report_is_printed_as_says_nothing_of_its_own(identity, words, kind):
    found = identity(f"某县人民检察院2023年度{kind}{words}\n（一）财政拨款收支与2022年度决算对比情况\n")
    assert (found.unit_name, found.year_text, found.report_type) == ("某县人民检察院", "2023", kind)


def test_a_part_of_the_report_does_not_name_its_year(identity):
    found = identity("某县人民检察院2023年度部门决算某某稿\n（一）财政拨款收支与2022年度决算对比情况\n")
    assert found.year_text == "2023"


def test_the_name_of_a_title_is_that_of_the_text_with_its_place(identity):
    assert identity("某区档案局2015年度部门决算\n一、某市某区档案局基本情况\n").unit_name == "某市某区档案局"
    assert identity("某区档案局2015年度部门决算\n一、原某区档案局基本情况\n").unit_name == "某区档案局"
