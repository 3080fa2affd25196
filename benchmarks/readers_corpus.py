"""Reports to measure readers with: nine statements and a narrative as county departments publish them, drawn by a seed.

The accounts are those of the seeds, sums agree, tables have their true merged cells. The same seed gives the same report.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

ACCOUNTS = Path(__file__).resolve().parent.parent / "dbt_project" / "seeds" / "accounts"
YEAR = 2023

# A row is a list of texts; "<" continues the cell to its left, "^" the one above.
Rows = list[list[str]]


@dataclass(frozen=True)
class Statement:
    """One statement: its number among the nine, its title and its grid."""

    number: int
    title: str
    rows: Rows


@dataclass(frozen=True)
class Report:
    """A report in printed order: title lines, the nine statements, paragraphs of running text."""

    title: tuple[str, ...]
    unit: str
    statements: tuple[Statement, ...]
    narrative: tuple[str, ...]


@dataclass(frozen=True)
class _Account:
    code: str
    name: str
    basic: int
    project: int

    @property
    def total(self) -> int:
        return self.basic + self.project


_PLACES = ("青石县", "临江市", "白水区", "长陵县", "松河市", "南屏区")
_OFFICES = ("教育局", "民政局", "水利局", "林业局", "司法局", "统计局", "卫生健康局", "交通运输局", "农业农村局")
_INCOME = ("上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
_REASONS = (
    "部分项目年中追加预算",
    "严格落实过紧日子要求，压减一般性支出",
    "人员增加及工资标准调整",
    "项目跨年度实施，资金结转下年使用",
    "按照规定清理历年结余资金",
)
_NOTE = "注：本表反映部门本年度{}情况。"


def note(statement: Statement) -> str:
    """The line below a statement."""
    return _NOTE.format(statement.title.removesuffix("表"))


def captions(report: Report, statement: Statement) -> list[str]:
    """The lines above a statement."""
    return [statement.title, f"公开{statement.number:02d}表", f"部门：{report.unit}", "单位：万元"]


def report(seed: int) -> Report:
    """The report of a seed."""
    rng = random.Random(seed)
    unit = f"{_PLACES[seed % len(_PLACES)]}{rng.choice(_OFFICES)}"
    accounts = _accounts(rng)
    economic = _economic(rng, sum(account.basic for account in _leaves(accounts)))
    three_public = [rng.randint(0, 4_000) for _ in range(8)]
    statements = (
        Statement(1, "收入支出决算总表", _summary(accounts)),
        Statement(2, "收入决算表", _income(accounts)),
        Statement(3, "支出决算表", _spending(accounts)),
        Statement(4, "财政拨款收入支出决算总表", _grants(accounts)),
        Statement(5, "一般公共预算财政拨款支出决算表", _general_budget(accounts)),
        Statement(6, "一般公共预算财政拨款基本支出决算表", _basic_spending(economic)),
        Statement(7, "一般公共预算财政拨款“三公”经费支出决算表", _three_public(three_public)),
        Statement(8, "政府性基金预算财政拨款收入支出决算表", _fund()),
        Statement(9, "国有资本经营预算财政拨款支出决算表", _state_capital()),
    )
    title = (f"{YEAR}年度", f"{unit}部门决算")
    return Report(title, unit, statements, tuple(_narrative(rng, unit, accounts, economic, three_public)))


def money(hundredths: int) -> str:
    """An amount as printed, in 万元; nothing where it is zero.

    >>> money(123456), money(0)
    ('1,234.56', '')
    """
    return f"{hundredths / 100:,.2f}" if hundredths else ""


def _said(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}"


def _rows_of(name: str) -> list[dict[str, str]]:
    with (ACCOUNTS / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _classes() -> list[dict[str, str]]:
    return [row for row in _rows_of("function_accounts") if row["level"] == "类"]


def _accounts(rng: random.Random) -> list[_Account]:
    """Some classes of accounts with their parts, each followed by what it is the sum of."""
    rows = _rows_of("function_accounts")
    below: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        below.setdefault(row["parent_code"], []).append(row)
    chosen: list[_Account] = []
    for top in sorted(rng.sample([row for row in _classes() if row["code"] in below], 5), key=lambda row: row["code"]):
        groups = below[top["code"]]
        built: list[tuple[_Account, list[_Account]]] = []
        for group in rng.sample(groups, min(len(groups), rng.randint(1, 3))):
            items = below.get(group["code"], [])[: rng.randint(1, 4)]
            leaves = [
                _Account(item["code"], item["name"], rng.randint(0, 90_000), rng.randint(1, 150_000)) for item in items
            ]
            if leaves:
                built.append((_sum(group, leaves), leaves))
        if built:
            chosen.append(_sum(top, [group for group, _ in built]))
            for group, leaves in built:
                chosen += [group, *leaves]
    return chosen


def _sum(row: dict[str, str], parts: list[_Account]) -> _Account:
    return _Account(row["code"], row["name"], sum(p.basic for p in parts), sum(p.project for p in parts))


def _tops(accounts: list[_Account]) -> list[_Account]:
    return [account for account in accounts if len(account.code) == 3]


def _leaves(accounts: list[_Account]) -> list[_Account]:
    return [account for account in accounts if len(account.code) == 7]


def _total(accounts: list[_Account]) -> int:
    return sum(account.total for account in _tops(accounts))


def _economic(rng: random.Random, total: int) -> list[list[tuple[str, str, int]]]:
    """The three blocks of account, name and amount of the table of basic spending; together they are the total."""
    rows = [row for row in _rows_of("economic_accounts") if not row["valid_to"]]
    blocks = [
        [row for row in rows if row["code"].startswith(prefixes)]
        for prefixes in (("301", "303"), ("302",), ("307", "310", "399"))
    ]
    parts = [row["code"] for row in blocks[0] + blocks[1] if len(row["code"]) == 5]
    paid = dict.fromkeys(parts, 0)
    shares = {code: rng.randint(1, 100) for code in rng.sample(parts, len(parts) // 2)}
    for code, share in shares.items():
        paid[code] = total * share // sum(shares.values())
    paid[next(iter(shares))] += total - sum(paid.values())
    return [
        [
            (row["code"], row["name"], sum(v for code, v in paid.items() if code.startswith(row["code"])))
            for row in block
        ]
        for block in blocks
    ]


# -- the nine statements ------------------------------------------------------------------------------------------


def _summary(accounts: list[_Account]) -> Rows:
    total = money(_total(accounts))
    paid = {account.code: account.total for account in _tops(accounts)}
    left = ["一般公共预算财政拨款收入", "政府性基金预算财政拨款收入", "国有资本经营预算财政拨款收入", *_INCOME]
    right = [(row["name"], paid.get(row["code"], 0)) for row in _classes()]
    rows = [["收入", "<", "<", "支出", "<", "<"], ["项目", "行次", "决算数", "项目", "行次", "决算数"]]
    rows.append(["栏次", "", "1", "栏次", "", "2"])
    for no, (income, spending) in enumerate(zip_longest(left, right), start=1):
        label, value = spending or ("", 0)
        ordinal = "一二三四五六七八"[no - 1] + "、" if income else ""
        said = total if no == 1 else ""
        rows.append([f"{ordinal}{income or ''}", str(no), said, f"{no}、{label}", str(no + 40), money(value)])
    rows.append(["本年收入合计", "31", total, "本年支出合计", "71", total])
    rows.append(["年初结转和结余", "32", "", "年末结转和结余", "72", ""])
    rows.append(["总计", "33", total, "总计", "73", total])
    return rows


def _lines(accounts: list[_Account], figures: int, *columns: str) -> Rows:
    """合计 and one row per account: code, name, the named amounts, empty cells for the other columns."""

    def row(code: str, name: str, account: _Account) -> list[str]:
        amounts = [money(getattr(account, column)) for column in columns]
        return [code, name, *amounts, *[""] * (figures - len(amounts))]

    whole = _sum({"code": "", "name": ""}, _tops(accounts))
    numbers = [str(i) for i in range(1, figures + 1)]
    return [["栏次", "<", *numbers], row("合计", "<", whole), *(row(a.code, a.name, a) for a in accounts)]


def _income(accounts: list[_Account]) -> Rows:
    heads = ["本年收入合计", "财政拨款收入", *_INCOME]
    rows = [["项目", "<", *heads], ["功能分类科目编码", "科目名称", *["^"] * len(heads)]]
    return rows + _lines(accounts, len(heads), "total", "total")


def _spending(accounts: list[_Account]) -> Rows:
    heads = ["本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"]
    rows = [["项目", "<", *heads], ["功能分类科目编码", "科目名称", *["^"] * len(heads)]]
    return rows + _lines(accounts, len(heads), "total", "basic", "project")


def _grants(accounts: list[_Account]) -> Rows:
    total = money(_total(accounts))
    paid = {account.code: account.total for account in _tops(accounts)}
    funds = ["一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"]
    rows = [
        ["收入", "<", "<", "支出", "<", "<", "<", "<", "<"],
        ["项目", "行次", "金额", "项目", "行次", "合计", *funds],
    ]
    rows.append(["栏次", "", "1", "栏次", "", "2", "3", "4", "5"])
    for no, row in enumerate(_classes(), start=1):
        label = f"{'一二三'[no - 1]}、{funds[no - 1]}" if no <= 3 else ""
        value = money(paid.get(row["code"], 0))
        rows.append(
            [label, str(no), total if no == 1 else "", f"{no}、{row['name']}", str(no + 40), value, value, "", ""]
        )
    rows.append(["本年收入合计", "35", total, "本年支出合计", "75", total, total, "", ""])
    rows.append(["年初财政拨款结转和结余", "36", "", "年末财政拨款结转和结余", "76", "", "", "", ""])
    rows.append(["总计", "37", total, "总计", "77", total, total, "", ""])
    return rows


def _general_budget(accounts: list[_Account]) -> Rows:
    rows = [["项目", "<", "本年支出", "<", "<"], ["功能分类科目编码", "科目名称", "小计", "基本支出", "项目支出"]]
    return rows + _lines(accounts, 3, "total", "basic", "project")


def _basic_spending(economic: list[list[tuple[str, str, int]]]) -> Rows:
    rows = [["经济分类科目编码", "科目名称", "决算数"] * 3]
    for line in zip_longest(*economic, fillvalue=("", "", 0)):
        rows.append([text for code, name, value in line for text in (code, name, money(value))])
    staff, public = _staff_and_public(economic)
    rows.append(["人员经费合计", "<", money(staff), "公用经费合计", "<", "<", "<", "<", money(public)])
    return rows


def _staff_and_public(economic: list[list[tuple[str, str, int]]]) -> tuple[int, int]:
    staff, public, _ = (sum(value for code, _, value in block if len(code) == 3) for block in economic)
    return staff, public


def _three_public(parts: list[int]) -> Rows:
    heads = ["合计", "因公出国（境）费", "公务用车购置及运行维护费", "<", "<", "公务接待费"]
    lower = ["^", "^", "小计", "公务用车购置费", "公务用车运行维护费", "^"]
    rows = [["预算数", *["<"] * 5, "决算数", *["<"] * 5], heads * 2, lower * 2, [str(i) for i in range(1, 13)]]
    rows.append([money(value) for half in (parts[:4], parts[4:]) for value in _three_public_row(half)])
    return rows


def _three_public_row(parts: list[int]) -> list[int]:
    abroad, bought, run, guests = parts
    return [sum(parts), abroad, bought + run, bought, run, guests]


def _fund() -> Rows:
    heads = ["年初结转和结余", "本年收入", "本年支出", "<", "<", "年末结转和结余"]
    lower = ["功能分类科目编码", "科目名称", "^", "^", "小计", "基本支出", "项目支出", "^"]
    return [["项目", "<", *heads], lower, ["栏次", "<", *"123456"], ["合计", "<", *[""] * 6]]


def _state_capital() -> Rows:
    rows = [["项目", "<", "本年支出", "<", "<"], ["功能分类科目编码", "科目名称", "合计", "基本支出", "项目支出"]]
    return [*rows, ["栏次", "<", *"123"], ["合计", "<", "", "", ""]]


# -- running text -------------------------------------------------------------------------------------------------


def _narrative(
    rng: random.Random,
    unit: str,
    accounts: list[_Account],
    economic: list[list[tuple[str, str, int]]],
    three_public: list[int],
) -> list[str]:
    total, tops = _total(accounts), _tops(accounts)
    basic = sum(account.basic for account in tops)
    staff, public = _staff_and_public(economic)
    change = rng.randint(1, total // 3)

    def share(part: int, whole: int) -> str:
        return f"{100 * part / whole if whole else 0:.2f}%"

    def compared() -> str:
        more = rng.random() < 0.5
        return f"与上年相比，{'增加' if more else '减少'}{_said(change)}万元，主要原因是{rng.choice(_REASONS)}。"

    grants = ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
    lines = [
        "第一部分 部门概况",
        "一、部门职责",
        f"{unit}贯彻执行国家和省有关法律法规和方针政策，拟订本行业发展规划并组织实施。",
        "二、机构设置",
        f"{unit}内设办公室、财务股、业务股等{rng.randint(3, 9)}个股室，编制{rng.randint(20, 60)}人，年末在职{rng.randint(18, 58)}人。",
        f"第三部分 {YEAR}年度部门决算情况说明",
        "一、收入支出决算总体情况说明",
        f"{YEAR}年度收、支总计{_said(total)}万元。{compared()}",
        "二、收入决算情况说明",
        f"本年收入合计{_said(total)}万元，其中：财政拨款收入{_said(total)}万元，占100.00%；"
        + "；".join(f"{name}0万元，占0.00%" for name in _INCOME)
        + "。",
        "三、支出决算情况说明",
        f"本年支出合计{_said(total)}万元，其中：基本支出{_said(basic)}万元，占{share(basic, total)}；"
        f"项目支出{_said(total - basic)}万元，占{share(total - basic, total)}；上缴上级支出0万元，占0.00%。",
        "四、财政拨款收入支出决算总体情况说明",
        f"{YEAR}年度财政拨款收、支总计{_said(total)}万元。{compared()}",
        "五、一般公共预算财政拨款支出决算情况说明",
        "（一）一般公共预算财政拨款支出决算总体情况",
        f"{YEAR}年度一般公共预算财政拨款支出{_said(total)}万元，占本年支出合计的100.00%。{compared()}",
        "（二）一般公共预算财政拨款支出决算结构情况",
        f"{YEAR}年度一般公共预算财政拨款支出{_said(total)}万元，主要用于以下方面："
        + "；".join(
            f"{a.name.removesuffix('支出')}（类）支出{_said(a.total)}万元，占{share(a.total, total)}" for a in tops
        )
        + "。",
        "（三）一般公共预算财政拨款支出决算具体情况",
        f"{YEAR}年度一般公共预算财政拨款支出年初预算数为{_said(total - change)}万元，支出决算数为{_said(total)}万元，"
        f"完成年初预算的{share(total, total - change)}，其中：",
    ]
    names = {account.code: account.name for account in accounts}
    for no, account in enumerate(_leaves(accounts), start=1):
        planned = rng.randint(1, 2 * account.total)
        top, group = names[account.code[:3]], names[account.code[:5]]
        lines.append(f"{no}、{top.removesuffix('支出')}（类）{group}（款）{account.name}（项）。")
        lines.append(
            f"年初预算为{_said(planned)}万元，支出决算为{_said(account.total)}万元，完成年初预算的{share(account.total, planned)}，"
            f"决算数{'大于' if account.total > planned else '小于'}年初预算数的主要原因是：{rng.choice(_REASONS)}。"
        )
    planned, spent = _three_public_row(three_public[:4]), _three_public_row(three_public[4:])
    lines += [
        "六、一般公共预算财政拨款基本支出决算情况说明",
        f"{YEAR}年度一般公共预算财政拨款基本支出{_said(basic)}万元，其中：人员经费{_said(staff)}万元，占基本支出的{share(staff, basic)}，"
        f"主要包括基本工资、津贴补贴、奖金、住房公积金等；公用经费{_said(public)}万元，占基本支出的{share(public, basic)}，"
        "主要包括办公费、印刷费、水费、电费、差旅费、维修（护）费、会议费、培训费等。",
        "七、一般公共预算财政拨款“三公”经费支出决算情况说明",
        f"“三公”经费财政拨款支出预算为{_said(planned[0])}万元，支出决算为{_said(spent[0])}万元，完成预算的{share(spent[0], planned[0])}，其中：",
    ]
    for at, name in ((1, "因公出国（境）费"), (2, "公务用车购置及运行维护费"), (5, "公务接待费")):
        lines.append(
            f"{name}支出预算为{_said(planned[at])}万元，支出决算为{_said(spent[at])}万元，完成预算的{share(spent[at], planned[at])}，"
            f"决算数{'大于' if spent[at] > planned[at] else '小于'}预算数的主要原因是{rng.choice(_REASONS)}。"
        )
    lines += [
        "八、政府性基金预算收入支出决算情况",
        f"{YEAR}年度{grants[1]}收入0万元；年初结转和结余0万元；支出0万元，其中基本支出0万元，项目支出0万元；年末结转和结余0万元。",
        "九、关于机关运行经费支出说明",
        f"本部门{YEAR}年度机关运行经费支出{_said(public)}万元。{compared()}",
        "十、一般性支出情况说明",
        f"{YEAR}年本部门开支会议费{_said(rng.randint(0, 900))}万元，用于召开工作会议；开支培训费{_said(rng.randint(0, 900))}万元，用于开展业务培训。",
        "十一、关于政府采购支出说明",
        f"本部门{YEAR}年度政府采购支出总额{_said(change)}万元，其中：政府采购货物支出{_said(change // 2)}万元、"
        f"政府采购服务支出{_said(change - change // 2)}万元。",
        "十二、关于国有资产占用情况说明",
        f"截至{YEAR}年12月31日，本单位共有车辆{rng.randint(1, 9)}辆，其中，主要领导干部用车0辆，机要通信用车1辆，应急保障用车2辆；"
        "单位价值50万元以上通用设备0台（套），单位价值100万元以上专用设备0台（套）。",
        "第四部分 名词解释",
        "财政拨款收入：指单位从同级财政部门取得的财政预算资金。",
        "机关运行经费：是指为保障行政单位运行用于购买货物和服务的各项资金，包括办公及印刷费、邮电费、差旅费、会议费、福利费等。",
    ]
    return lines
