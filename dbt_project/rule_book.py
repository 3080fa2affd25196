"""Writes docs/rules.md, the rules in words, from the catalogue seeds/rules.csv (`make docs`).

What a placeholder of a message stands for is known when a report is checked; here it is shown as …, so that no figure is made up.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parent
BOOK = PROJECT.parent / "docs" / "rules.md"
SEVERITIES = {"critical": "严重", "warning": "警告", "info": "提示"}
CONSEQUENCES = {
    "accepted_with_findings": "报告采用并注明（`accepted_with_findings`）",
    "quarantined": "报告隔离（`quarantined`）",
    "listed": "只列出（`listed`）",
}
TOLERANCES = {"printed": "印刷精度界的 {} 倍", "fixed": "{}（按所印单位）", "none": "无"}
PLACEHOLDERS = re.compile(r"(?:\{\w+\})+")

HEAD = """# 核对规则

由 `make docs` 根据规则目录 `dbt_project/seeds/rules.csv` 生成，请改目录，不要改本文件。目录随数据一起发布为 `marts.dim_rule`，
每条规则相符、不符、未能核对的次数见 `marts.mart_rule_coverage`，发现的矛盾见 `marts.fact_finding`。
哪些矛盾不核对及其理由：[rule_coverage.md](rule_coverage.md)。

- **级别**：严重（`critical`）所指的数 `is_disputed` 为真；警告（`warning`）和提示（`info`）不影响数字。
- **后果**：目录的 `consequence` 列：报告采用并注明（`accepted_with_findings`）、隔离（`quarantined`，不进入事实表，理由见 `file_outcome`，
  报告、同一单位的报告或规则变了才重新核对）、只列出（`listed`）。单个矛盾不阻断发布；有严重矛盾的报告或未能核对的规则超过
  `marts.mart_run_quality` 的界限时，整次运行不发布。
- **误差**：“印刷精度界”是参与比较的各个印出的数末位半个单位的累计；超出误差但不超过其 {bound} 倍的，不论规则级别，一律为提示。
- **示例**：发现矛盾时的一句话，“…”处为报告印出的名称和数字。
"""

SILENCE = """## 如何处理一处矛盾

先看原文：`fiscal query "select fingerprint, message, cell_key from marts.fact_finding where status = 'open'"`，
再用 `fiscal trace KEY`（`finding_key` 或 `cell_key`）追溯到报告印着它的位置。两种处理都是数据，写进 CSV，经版本控制复核，不改程序；
下一次 `fiscal run` 生效。

### 报告确有矛盾，已核实并接受：waivers.csv

`dbt_project/seeds/waivers.csv` 每行一处矛盾：

| 列 | 内容 |
|---|---|
| `fingerprint` | `fact_finding.fingerprint`：规则、单位、年度、报告类型、位置和两个数的标识；任何一个数变了就是另一处矛盾，不再豁免 |
| `reason` | 理由，必填 |
| `who` | 何人审核，必填 |
| `valid_until` | 有效期至（含当日）；空为一直有效；过期后重新成为未处理 |

```
fingerprint,reason,who,valid_until
0123456789abcdef0123456789abcdef,机构改革后上年数按新口径调整，单位已书面说明,预算股,2027-12-31
```

豁免的矛盾留在 `fact_finding` 中，`status` 为 `waived`；所指的数不再 `is_disputed`，报告不再因它成为 `accepted_with_findings`。
豁免只针对一处矛盾；一条规则普遍误报，应当修正规则。过期的豁免不再生效：矛盾重新成为未处理，关口 `mart_waiver` 提示，下一版本的告警写明“豁免到期”。

### 一处矛盾的一生

`fact_finding.status`：`open` 未处理；`explained` 报告自己用四舍五入说明了这一差额，且说明属实；`waived` 已豁免；`fixed` 新版报告已改正
（`fixed_by_report_key`）。`fingerprint` 认同一处矛盾，`first_seen_version`、`last_seen_version` 是它首次和最近一次出现的发布版本，
重建工作库也不变；`place_key` 不含数字，数变了仍认得同一位置。`news` 是与上一版本相比的变化（新增、加重、重现、豁免到期），告警只发这些，
每份报告一条，写明位置和数字。报告没有换而矛盾消失（识别或规则改进了），视为本来就没有，不再保留。

### 印出的数是错的，正确的数已知：corrections.csv

`dbt_project/seeds/corrections.csv` 每行更正一个单元格，改变发布的金额（原数在 `printed_amount_yuan`，更正编号在 `correction_id`）：

| 列 | 内容 |
|---|---|
| `correction_id` | 更正编号，不重复 |
| `file_sha256` | 文件内容的 SHA-256（`marts.dim_report`） |
| `cell_key` | 单元格的键，与所更正的数同行 |
| `printed_text` | 印出的值；与报告不再相符即为错误，阻断发布，不会被悄悄略过 |
| `corrected_text` | 更正后的值，写法和单位与印出的值相同 |
| `reason`、`corrected_by`、`corrected_on` | 理由、何人、何日 |

更正是否生效见 `fiscal status` 和 `marts.mart_correction`。
"""


def catalogue() -> list[dict[str, str]]:
    with (PROJECT / "seeds" / "rules.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def rounding_bound() -> str:
    settings = (PROJECT / "dbt_project.yml").read_text(encoding="utf-8")
    found = re.search(r"^ +rounding_info_bound: (\S+)$", settings, re.MULTILINE)
    if found is None:
        raise SystemExit("dbt_project.yml has no rounding_info_bound")
    return found[1]


def told(rule: dict[str, str]) -> str:
    tolerance = TOLERANCES[rule["tolerance_kind"]].format(rule["tolerance"])
    applies_to = "全部报告" if rule["applies_to"] == "*" else rule["applies_to"].replace("|", "、")
    return f"""### {rule["rule_id"]}

**{rule["title"]}**（{rule["title_en"]}）

- 核对：{rule["description"]}
- 依据：{rule["basis"]}
- 级别：{SEVERITIES[rule["severity"]]}（`{rule["severity"]}`）；{CONSEQUENCES[rule["consequence"]]}
- 误差：{tolerance}。{rule["tolerance_reason"]}
- 适用：{applies_to}
- 示例：{PLACEHOLDERS.sub("…", rule["message_template"])}
"""


def rule_book(rules: list[dict[str, str]], bound: str) -> str:
    """The book: a table of contents, the rules by family in the order of the catalogue, and how a finding is settled."""
    families: dict[str, list[dict[str, str]]] = {}
    for rule in sorted(rules, key=lambda rule: rule["rule_id"]):
        families.setdefault(rule["family"], []).append(rule)
    ordered = {family: families[family] for family in dict.fromkeys(rule["family"] for rule in rules)}
    contents = ["## 目录\n"]
    for family, members in ordered.items():
        links = "、".join(f"[{rule['rule_id']}](#{rule['rule_id'].lower()})" for rule in members)
        contents.append(f"- [{family}](#{family})：{links}")
    contents.append("- [如何处理一处矛盾](#如何处理一处矛盾)\n")
    chapters = [f"## {family}\n\n" + "\n".join(told(rule) for rule in members) for family, members in ordered.items()]
    return "\n".join([HEAD.replace("{bound}", bound), "\n".join(contents), *chapters, SILENCE])


if __name__ == "__main__":
    BOOK.write_text(rule_book(catalogue(), rounding_bound()), encoding="utf-8")
