"""The nine statements of a 部门决算 with their true merged cells, written as txt, docx, xlsx and html for the reader tests.

A table is one line per row, cells between bars; `<` continues the cell to its left, `^` the one above.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from html import escape

from flows.readers.document import Document, Table, TextBlock
from flows.statements.layout import Layout
from flows.statements.recognise import recognise

UNIT = "示例县行政审批服务局"
COVER = ["2020年度", f"{UNIT}部门决算"]
PROSE = "2020年度“三公”经费支出预算为0.53万元，支出决算为0.19万元，完成预算的35.85%。"
NOTE = "注：本表反映部门本年度的收支情况。"

TABLES = {
    "收入支出决算总表": """\
收入|<|<|支出|<|<
项 目|行次|决算数|项 目|行次|决算数
栏 次||1|栏 次||2
一、一般公共预算财政拨款收入|1|693.15|一、一般公共服务支出|14|681.54
二、政府性基金预算财政拨款收入|2||二、外交支出|15|
三、国有资本经营预算财政拨款收入|3||三、国防支出|16|
四、上级补助收入|4||四、公共安全支出|17|
五、事业收入|5||五、教育支出|18|
六、经营收入|6||六、科学技术支出|19|
七、附属单位上缴收入|7|||20|
八、其他收入|8||十九、住房保障支出|21|11.61
|9|||22|
本年收入合计|10|693.15|本年支出合计|23|693.15
使用非财政拨款结余|11||结余分配|24|
年初结转和结余|12||年末结转和结余|25|
总计|13|693.15|总计|26|693.15""",
    "收入决算表": """\
项 目|<|本年收入 合计|财政拨款 收入|上级补 助收入|事业收 入|经营收 入|附属单 位上缴 收入|其他收入
功能分类 科目编码|科目名称|^|^|^|^|^|^|^
栏次|<|1|2|3|4|5|6|7
合计|<|693.15|693.15|||||
201|一般公共服务支出|681.54|681.54|||||
20103|政府办公厅（室）及相关机构事务|681.54|681.54|||||
2010301|行政运行|44.91|44.91|||||
2010399|其他政府办公厅（室）及相关机构事务支出|636.63|636.63|||||
221|住房保障支出|11.61|11.61|||||
22102|住房改革支出|11.61|11.61|||||
2210201|住房公积金|11.61|11.61|||||""",
    "支出决算表": """\
项目|<|本年支出 合计|基本支出|项目支 出|上缴上 级支出|经营支 出|对附属 单位补 助支出
功能分 类科目 编码|科目名称|^|^|^|^|^|^
栏次|<|1|2|3|4|5|6
合计|<|693.15|693.15||||
201|一般公共服务支出|681.54|681.54||||
20103|政府办公厅（室）及相关机构事务|681.54|681.54||||
2010301|行政运行|44.91|44.91||||
2010399|其他政府办公厅（室）及相关机构事务支出|636.63|636.63||||
221|住房保障支出|11.61|11.61||||
22102|住房改革支出|11.61|11.61||||
2210201|住房公积金|11.61|11.61||||""",
    "财政拨款收入支出决算总表": """\
收入|<|<|支出|<|<|<|<|<
项 目|行次|金额|项 目|行次|合计|一般公共预算财政拨款|政府性基金预算财政拨款|国有资本经营预算财政拨款
栏 次||1|栏 次||2|3|4|5
一、一般公共预算财政拨款|1|693.15|一、一般公共服务支出|14|681.54|681.54||
二、政府性基金预算财政拨款|2||二、外交支出|15||||
三、国有资本经营预算财政拨款|3||三、国防支出|16||||
|4||四、公共安全支出|17||||
|5||五、教育支出|18||||
|6||六、科学技术支出|19||||
|7||十九、住房保障支出|20|11.61|11.61||
本年收入合计|8|693.15|本年支出合计|21|693.15|693.15||
年初财政拨款结转和结余|9||年末财政拨款结转和结余|22||||
一般公共预算财政拨款|10|||23||||
政府性基金预算财政拨款|11|||24||||
国有资本经营预算财政拨款|12|||25||||
总计|13|693.15|总计|26|693.15|693.15||""",
    "一般公共预算财政拨款支出决算表": """\
项目|<|本年支出|<|<
功能分类科目编码|科目名称|小计|基本支出|项目支出
栏次|<|1|2|3
合计|<|693.15|693.15|
201|一般公共服务支出|681.54|681.54|
20103|政府办公厅（室）及相关机构事务|681.54|681.54|
2010301|行政运行|44.91|44.91|
2010399|其他政府办公厅（室）及相关机构事务支出|636.63|636.63|
221|住房保障支出|11.61|11.61|
22102|住房改革支出|11.61|11.61|
2210201|住房公积金|11.61|11.61|""",
    "一般公共预算财政拨款基本支出决算表": """\
经济分类科目编码|科目名称|决算数|经济分类科目编码|科目名称|决算数|经济分类科目编码|科目名称|决算数
301|工资福利支出|315.78|302|商品和服务支出|372.07|307|债务利息及费用支出|
30101|基本工资|47.94|30201|办公费|44.03|30701|国内债务付息|
30102|津贴补贴|52.5|30202|印刷费||30702|国外债务付息|
30103|奖金|47.4|30203|咨询费||310|资本性支出|
30107|绩效工资|14.09|30205|水费|0.18|31002|办公设备购置|
30113|住房公积金|13.67|30213|维修（护）费|1.39|31009|土地补偿|
303|对个人和家庭的补助|5.3|30215|会议费||31012|拆迁补偿|
30309|奖励金|5.25|30239|其他交通费用|10.22|39906|赠与|
|||30299|其他商品和服务支出|110.67|||
人员经费合计|<|321.08|公用经费合计|<|<|<|<|372.07""",
    "一般公共预算财政拨款“三公”经费支出决算表": """\
预算数|<|<|<|<|<|决算数|<|<|<|<|<
合计|因公出国（境）费|公务用车购置及运行费|<|<|公务接待费|合计|因公出国（境）费|公务用车购置及运行费|<|<|公务接待费
^|^|小计|公务用车购置费|公务用车运行费|^|^|^|小计|公务用车购置费|公务用车运行费|^
1|2|3|4|5|6|7|8|9|10|11|12
0.53|||||0.53|0.19|||||0.19""",
    "政府性基金预算财政拨款收入支出决算表": """\
项目|<|年初结转和结余|本年收入|本年支出|<|<|年末结转和结余
功能分类科目编码|科目名称|^|^|小计|基本支出|项目支出|^
栏次|<|1|2|3|4|5|6
合计|<||||||""",
    "国有资本经营预算财政拨款支出决算表": """\
项 目|<|本年支出|<|<
功能分类科目 编码|科目名称|合计|基本支出|项目支出
栏次|<|1|2|3
合计|<|||""",
}
Spanned = tuple[int, int, int, int, str]


def cells_of(table: str) -> list[list[Spanned]]:
    """Rows of (row, column, row span, column span, text); positions that another cell covers are left out."""
    grid = [line.split("|") for line in table.split("\n")]
    rows: list[list[Spanned]] = []
    for r, line in enumerate(grid):
        rows.append([])
        for c, text in enumerate(line):
            if text in {"<", "^"}:
                continue
            right, down = c + 1, r + 1
            while right < len(line) and line[right] == "<":
                right += 1
            while down < len(grid) and grid[down][c] == "^":
                down += 1
            rows[-1].append((r, c, down - r, right - c, text))
    return rows


def captions(number: int, title: str) -> list[str]:
    return [title, f"公开{number:02d}表", f"部门：{UNIT}", "单位：万元"]


def as_txt() -> bytes:
    """As PDF and OCR converters leave tables: a line per row, tabs, empty cells where another one reaches."""
    lines = list(COVER)
    for number, (title, table) in enumerate(TABLES.items(), start=1):
        rows = [["" if cell in {"<", "^"} else cell for cell in line.split("|")] for line in table.split("\n")]
        lines += ["", *captions(number, title), "", *("\t".join(row) for row in rows), "", NOTE]
    return "\n".join([*lines, "", PROSE]).encode()


# -- docx ---------------------------------------------------------------------------------------------------------

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The container with one of its parts changed or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {member: archive.read(member) for member in archive.namelist()}
    return zipped({**parts, name: change(parts.get(name, b""))})


def relationships(*targets: tuple[str, str]) -> str:
    """A .rels part: (kind, target) get the ids rId1, rId2 …"""
    entries = "".join(
        f'<Relationship Id="rId{i}" Type="{_REL}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, start=1)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{entries}</Relationships>'
    )


def docx(
    body: str, numbering: str = "", styles: str = "", prologue: str = "", pictures: tuple[bytes, ...] = ()
) -> bytes:
    """A .docx with this content of w:body; `prologue` goes before the root element; `pictures` have the ids rId3, rId4 …"""

    def part(name: str, content: str) -> str:
        return (
            f'<w:{name} xmlns:w="{W_NS}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            f'xmlns:wps="urn:wps" xmlns:r="{_REL}" xmlns:v="urn:schemas-microsoft-com:vml" '
            f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">{content}</w:{name}>'
        )

    media = {f"media/image{number}": data for number, data in enumerate(pictures)}
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relationships(("officeDocument", "word/document.xml")),
            "word/document.xml": prologue + part("document", f"<w:body>{body}</w:body>"),
            "word/_rels/document.xml.rels": relationships(
                ("numbering", "numbering.xml"), ("styles", "styles.xml"), *(("image", name) for name in media)
            ),
            "word/numbering.xml": part("numbering", numbering),
            "word/styles.xml": part("styles", styles),
            **{f"word/{name}": data for name, data in media.items()},
        }
    )


def p(text: str, properties: str = "") -> str:
    ppr = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{ppr}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def docx_table(table: str) -> str:
    """A w:tbl; a cell that is merged downwards is there again in each row, as Word writes it."""
    rows = cells_of(table)
    continued = {
        (r + down, c): (right, "") for row in rows for r, c, height, right, _ in row for down in range(1, height)
    }
    xml = ""
    for r, row in enumerate(rows):
        merged = {c: (right, text, "restart" if height > 1 else None) for _, c, height, right, text in row}
        merged |= {c: (right, text, "continue") for (below, c), (right, text) in continued.items() if below == r}
        xml += "<w:tr>"
        for c in sorted(merged):
            right, text, merge = merged[c]
            properties = f'<w:gridSpan w:val="{right}"/>' if right > 1 else ""
            if merge:
                properties += '<w:vMerge w:val="restart"/>' if merge == "restart" else "<w:vMerge/>"
            xml += f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"
        xml += "</w:tr>"
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{xml}</w:tbl>"


def as_docx() -> bytes:
    body = "".join(p(line) for line in COVER)
    for number, (title, table) in enumerate(TABLES.items(), start=1):
        body += "".join(p(line) for line in captions(number, title)) + docx_table(table) + p(NOTE)
    return docx(body + p(PROSE))


# -- xlsx ---------------------------------------------------------------------------------------------------------


def column_name(col: int) -> str:
    return column_name(col // 26 - 1) + chr(ord("A") + col % 26) if col >= 26 else chr(ord("A") + col)


def xlsx_cell(row: int, col: int, text: str) -> str:
    reference = f"{column_name(col)}{row + 1}"
    if not text:
        return f'<c r="{reference}"/>'
    if text.replace(".", "", 1).isdigit() and not text.startswith("00"):
        return f'<c r="{reference}"><v>{text}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def sheet(rows: dict[int, dict[int, str]], merges: list[str] | None = None) -> str:
    """A worksheet part: {row: {column: text}}; texts that read as numbers are stored as numbers."""
    data = "".join(
        f'<row r="{r + 1}">{"".join(xlsx_cell(r, c, text) for c, text in sorted(row.items()))}</row>'
        for r, row in sorted(rows.items())
    )
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in merges or [])
    merged = f"<mergeCells>{merged}</mergeCells>" if merged else ""
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{data}</sheetData>{merged}</worksheet>"
    )


def xlsx(sheets: dict[str, str], states: dict[str, str] | None = None) -> bytes:
    """An .xlsx of worksheet parts by name; `states` makes sheets hidden or veryHidden."""
    names = "".join(
        f'<sheet name="{escape(name)}" sheetId="{i}" r:id="rId{i}"'
        + (f' state="{states[name]}"' if states and name in states else "")
        + "/>"
        for i, name in enumerate(sheets, start=1)
    )
    workbook = (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        f'xmlns:r="{_REL}"><sheets>{names}</sheets></workbook>'
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": workbook,
        "xl/_rels/workbook.xml.rels": relationships(
            *(("worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(sheets) + 1))
        ),
    }
    parts |= {f"xl/worksheets/sheet{i}.xml": content for i, content in enumerate(sheets.values(), start=1)}
    return zipped(parts)


def statement_sheet(number: int, title: str, table: str) -> str:
    """A sheet as the treasury's program exports it: merged title, form number right, 部门 and 单位 in one row."""
    rows = cells_of(table)
    width = 1 + max(c + right - 1 for row in rows for _, c, _, right, _ in row)
    last = column_name(width - 1)
    content = {
        0: {0: title},
        1: {width - 1: f"公开{number:02d}表"},
        2: {0: f"部门：{UNIT}", width - 1: "单位：万元"},
    }
    merges = [f"A1:{last}1"]
    for row in rows:
        for r, c, height, right, text in row:
            content.setdefault(3 + r, {})[c] = text
            if height * right > 1:
                merges.append(f"{column_name(c)}{r + 4}:{column_name(c + right - 1)}{r + 3 + height}")
    below = 3 + len(rows)
    return sheet(content | {below: {0: NOTE}}, [*merges, f"A{below + 1}:{last}{below + 1}"])


def as_xlsx() -> bytes:
    sheets = {"封面": sheet({2: {1: COVER[0]}, 4: {1: COVER[1]}}, ["B5:F5"])}
    for number, (title, table) in enumerate(TABLES.items(), start=1):
        sheets[f"Z{number:02d}"] = statement_sheet(number, title, table)
    return xlsx(sheets | {"说明": sheet({0: {0: PROSE}})})


# -- html ---------------------------------------------------------------------------------------------------------


def html_table(table: str) -> str:
    html = "<table border=1>"
    for row in cells_of(table):
        html += "<tr>"
        for _, _, height, right, text in row:
            spans = (f" rowspan={height}" if height > 1 else "") + (f" colspan={right}" if right > 1 else "")
            html += f"<td{spans}><p><span>{escape(text)}</span></p></td>"
        html += "</tr>"
    return html + "</table>"


def as_html(encoding: str = "utf-8") -> bytes:
    """A page of a government site: everything stands in the cell of a layout table beside a menu."""
    content = "".join(f"<p>{line}</p>" for line in COVER)
    for number, (title, table) in enumerate(TABLES.items(), start=1):
        content += (
            "".join(f"<p>{line}</p>\n" for line in captions(number, title)) + html_table(table) + f"<p>{NOTE}</p>"
        )
    return (
        f'<!DOCTYPE html><html><head><meta charset="{encoding}"><title>公开</title><style>p{{margin:0}}</style></head>'
        f"<body><table><tr><td><ul><li>首页</li><li>公开目录</li></ul></td><td>{content}<p>{PROSE}</p></td></tr></table>"
        "<script>document.write('脚本')</script></body></html>"
    ).encode(encoding)


# -- what is compared ---------------------------------------------------------------------------------------------


def lines(document: Document, layout: Layout) -> list[tuple[object, ...]]:
    """The statement lines of a document without their places."""
    return [
        (
            x.statement,
            x.side,
            x.code_text,
            x.label_text,
            x.heading_keys,
            x.section_keys,
            x.value_text,
            x.unit_text,
            x.doubt,
        )
        for x in recognise(document, layout).lines
    ]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, TextBlock)]


def grid(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]
