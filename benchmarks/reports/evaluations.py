"""Self-evaluation forms: 部门整体支出绩效自评表 and 项目支出绩效自评表, with fund block, goals and indicators in one table."""

from __future__ import annotations

from itertools import groupby

from benchmarks.reports.facts import ADJUSTED, BASIC, FINAL, INITIAL, PROJECT, TOTAL, Fact, Print, Printer, Row, spent
from benchmarks.reports.model import CAPITAL, GENERAL, GOVERNMENT_FUND, OWN, Evaluation, Money, Report
from benchmarks.reports.style import Style

WHOLE, OF_PROJECT = "部门整体支出绩效自评表", "项目支出绩效自评表"
_STAGES = ((INITIAL, "initial"), (ADJUSTED, "adjusted"), (FINAL, "executed"))
_RATE_WEIGHT = 10
_WIDTH = 9
_HEADINGS = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
_INDICATOR_HEADINGS = (
    *("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"),
)


def print_evaluations(printer: Printer, report: Report, style: Style) -> None:
    """The forms a report encloses: the unit's own, if it has one, and one per project."""
    if report.evaluation is not None:
        printer.text(f"{report.year}年度{WHOLE}")
        printer.table(_whole(report, report.evaluation, style))
    for project in report.projects:
        printer.text(f"{report.year}年度{OF_PROJECT}")
        printer.table(_project(report, project, style))


def points(hundredths: int) -> str:
    """9.5 for 950: without the zeros at the end."""
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")


def _whole(report: Report, form: Evaluation, style: Style) -> list[Row]:
    def share(label: str, amount: int, item: str, right: int, lead: str = "", **other: str) -> Print:
        fact = spent(WHOLE, item, amount, budget_stage=ADJUSTED, **other)
        text = style.money(amount)
        return Print(f"{lead}{label}：{text}", right=right, facts=(fact,) if text else ())

    def of(fund: str) -> int:
        return report.sum(lambda item: item.available, (fund,))

    basic = report.sum(lambda item: item.basic)
    project = form.total.adjusted - basic
    fund_row = share("政府性基金拨款", of(GOVERNMENT_FUND), "政府性基金拨款", 5, fund_source=GOVERNMENT_FUND)
    return [
        [Print("预算部门名称", right=2), Print(report.unit.name, right=_WIDTH - 2)],
        [Print(f"年度预算申请（{style.unit}）", 7), Print("", right=2), *_HEADINGS],
        [Print("年度资金总额", right=2), *_money_line(WHOLE, form, style)],
        [Print("按收入性质分：", right=5), Print("按支出性质分：", right=3)],
        [
            share("一般公共预算", of(GENERAL), GENERAL, 5, "其中：", fund_source=GENERAL),
            share(BASIC, basic, BASIC, 3, "其中：", expenditure_kind=BASIC),
        ],
        [fund_row, share(PROJECT, project, PROJECT, 3, expenditure_kind=PROJECT)],
        [Print("纳入专户管理的非税收入拨款：", right=5), Print("", right=3)],
        [share("其他资金", of(CAPITAL) + of(OWN), "其他资金", 5, fund_source="其他资金"), Print("", right=3)],
        *_goals(form),
        *_indicators(WHOLE, form),
    ]


def _project(report: Report, form: Evaluation, style: Style) -> list[Row]:
    lines = [
        ("其中：当年财政拨款", form.current, "当年财政拨款", "财政拨款"),
        ("上年结转资金", form.carried, "上年结转资金", "上年结转"),
        ("其他资金", None, "其他资金", "其他资金"),
    ]
    rows: list[Row] = [
        [Print("项目支出名称", right=2), Print(form.project or "", right=_WIDTH - 2)],
        [Print("主管部门", right=2), Print(report.unit.name, right=2), "实施单位", Print(report.unit.name, right=4)],
        [Print(f"项目资金（{style.unit}）", 5), Print("", right=2), *_HEADINGS],
        [Print("年度资金总额", right=2), *_money_line(OF_PROJECT, form, style)],
    ]
    for label, money, item, fund in lines:
        figures = [""] * 3 if money is None else _figures(OF_PROJECT, form, money, item, fund, style)
        rows.append([Print(label, right=2), *figures, "", "", ""])
    return [*rows, *_goals(form), *_indicators(OF_PROJECT, form)]


def _money_line(statement: str, form: Evaluation, style: Style) -> list[Print | str]:
    """The cells of 年度资金总额: three amounts, the weight of executing them, the rate and its score."""
    rate, score = _rate(form), points(form.rate_score)
    line = {
        "level1": "预算执行",
        "level2": "预算执行率",
        "level3": "预算执行率",
        "target_text": "",
        "actual_text": rate,
    }
    fact = _score(statement, form, line, str(_RATE_WEIGHT), score)
    return [
        *_figures(statement, form, form.total, TOTAL, TOTAL, style),
        str(_RATE_WEIGHT),
        rate,
        Print(score, facts=(fact,)),
    ]


def _rate(form: Evaluation) -> str:
    return points(form.total.rate) + "%"


def _figures(statement: str, form: Evaluation, money: Money, item: str, fund: str, style: Style) -> list[Print]:
    other = {} if form.project is None else {"expenditure_kind": PROJECT, "project_name": form.project}
    cells = []
    for stage, name in _STAGES:
        amount: int = getattr(money, name)
        text = style.money(amount)
        fact = spent(statement, item, amount, budget_stage=stage, fund_source=fund, **other)
        cells.append(Print(text, facts=(fact,) if text else ()))
    return cells


def _goals(form: Evaluation) -> list[Row]:
    return [
        [Print("年度总体目标", 2), Print("预期目标", right=4), Print("实际完成情况", right=4)],
        [Print(form.goal, right=4), Print(form.result, right=4)],
    ]


def _indicators(statement: str, form: Evaluation) -> list[Row]:
    """Indicator lines with their levels merged downwards, then the total."""
    rows: list[Row] = [[Print("绩效指标", len(form.indicators) + 1), *_INDICATOR_HEADINGS]]
    for level1, group in groupby(form.indicators, lambda indicator: indicator.level1):
        of_level1 = list(group)
        weight = sum(indicator.weight for indicator in of_level1)
        first: list[Print | str] = [Print(f"{level1}（{weight}分）", len(of_level1))]
        for level2, lines in groupby(of_level1, lambda indicator: indicator.level2):
            of_level2 = list(lines)
            first.append(Print(level2, len(of_level2)))
            for line in of_level2:
                levels = {"level1": level1, "level2": level2, "level3": line.level3}
                texts = {"target_text": line.target, "actual_text": line.actual, "deviation_text": line.deviation}
                fact = _score(statement, form, levels | texts, str(line.weight), str(line.score))
                cells = (line.target, line.actual, str(line.weight), Print(str(line.score), facts=(fact,)))
                rows.append([*first, line.level3, *cells, line.deviation])
                first = []
    total = Fact(
        "evaluation",
        {
            "statement": statement,
            "project_name": form.project or "",
            "total_weight": "100",
            "total_score": points(form.score),
            "execution_rate": points(form.total.rate),
            "grade": "",
        },
    )
    rows.append([Print("总分", right=6), "100", Print(points(form.score), facts=(total,)), ""])
    return rows


def _score(statement: str, form: Evaluation, texts: dict[str, str], weight: str, score: str) -> Fact:
    own = {"statement": statement, "project_name": form.project or "", "weight": weight, "score": score}
    return Fact("scores", own | texts)
