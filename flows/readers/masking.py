"""Personal data is masked before anything is stored, logged, sent or shown.

Masked: mobile and fixed-line telephone numbers, identity card numbers, and what stands after labels such as 填表人,
联系人, 负责人 (names) and 联系电话, 手机 (numbers), in the same text, in the next cell or on the next filled line.

Figures are not touched: an amount has no eleven digits without a decimal point, comma or unit (a run of digits
followed by 元 is money), and a shorter run of digits is a telephone only after a label. After a colon anything that
looks like a name is one, unless it is a known word; without a colon, or on another line, it must also begin with a
surname, since 负责人 is as often a word of a sentence. The mask keeps the length, so that positions in a line stay
right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MASK = "＊"

# Forms are typed with full-width digits, brackets and blanks; every sign is read as its plain one of the same length.
_PLAIN = str.maketrans(
    "０１２３４５６７８９Ｘｘ：（）＋．＿／－—–―‐‑−\u3000\u00a0•・", "0123456789Xx:()+._/-------  ··"
)

# A number glued to other digits, a decimal point or a unit is a figure.
_NO_FIGURE_BEFORE = r"(?<!\d)(?<!\d\.)"
_NO_FIGURE_AFTER = r"(?!\d|\.\d|,\d{3}(?!\d)|\s*[万亿千百]?元)"
_MOBILE = r"(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}"
_NUMBER = re.compile(
    _NO_FIGURE_BEFORE
    + r"(?:[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
    + r"|[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}"
    + rf"|{_MOBILE}"
    + r"|\(?0\d{2,3}\)? ?-{1,2} ?\d{7,8}|\(0\d{2,3}\) ?\d{7,8}|0[1-9]\d{9,10})"
    + _NO_FIGURE_AFTER
)
# After a label shorter numbers are telephones too, but neither a date nor two years side by side.
_NO_UNIT_AFTER = r"(?!\s*(?:[台部件个次人户条](?![\u4e00-\u9fff])|%))"
_EXTENSION = r"(?: ?(?:-|转) ?\d{1,6})?"
_PHONE = re.compile(
    r"(?!(?:19|20)\d\d-\d{1,2}-\d{1,2}(?!\d))(?!(?:19|20)\d\d (?:19|20)\d\d(?!\d))"
    rf"(?:{_MOBILE}|\+?(?:86[- ]?)?(?:\(0\d{{2,3}}\)|0\d{{2,3}}) ?-{{0,2}} ?\d{{3,4}}[- ]?\d{{4}}"
    rf"|[48]00[- ]?\d{{3,4}}[- ]?\d{{3,4}}|\d{{3,4}}[- ]?\d{{4}}|\d[\d-]{{5,14}}\d){_EXTENSION}{_NO_FIGURE_AFTER}{_NO_UNIT_AFTER}"
)

# Without a colon 手机 1200 1300 is a purchase and two amounts.
_TWO_FIGURES = re.compile(r"[1-9]\d{2,3} \d{4}$")

_PERSONS = (
    *("填表人", "填报人", "填写人", "制表人", "编制人", "报送人", "经办人", "承办人", "联系人", "负责人", "责任人"),
    *("申请人", "审核人", "复核人", "审批人", "分管领导", "主管领导", "单位领导", "财务主管", "会计主管"),
    *("法定代表人", "法人代表", "姓名"),
)
# Verbs of everyday sentences: labels of a person only with a colon and a surname after it.
_ACTS = ("制表", "填表", "填报", "审核", "复核", "经办")
_TELEPHONES = (
    *("联系电话", "联系方式", "联系号码", "办公电话", "固定电话", "移动电话", "电话号码", "电话"),
    *("手机号码", "手机号", "手机", "座机", "传真号码", "传真"),
)
_SIGNATURE = r"(?:签字|签名|签章|盖章|公章|姓名)"


def _spaced(words: tuple[str, ...]) -> str:
    """The words as alternatives, longest first; blanks inside are layout (填 表 人)."""
    return "|".join(" {0,6}".join(word) for word in sorted(words, key=len, reverse=True))


_BRACKET = r"(?:\s?\([^()\n]{1,8}\))?"
_ANY_PHONE_LABEL = rf"(?:{_spaced(_TELEPHONES)})"
_TELEPHONE = re.compile(_ANY_PHONE_LABEL)
_LABEL = re.compile(
    rf"(?:(?P<person>{_spaced(_PERSONS)}){_BRACKET} ?(?:{_SIGNATURE})?"
    rf"(?: ?[及和与、/]? ?{_ANY_PHONE_LABEL})?"
    rf"|(?P<act>{_spaced(_ACTS)})(?= ?:)"
    rf"|(?P<phone>{_ANY_PHONE_LABEL})){_BRACKET}(?P<gap>[ \t]*:\s*|\s*[-_]?\s*)"
)
# A text without any of these holds nothing personal; most cells are figures, codes and short terms.
_HINT = re.compile(r"[人导管名话式机号真]|[表报核办][ \u3000]*[:：]|[\d０-９]{3}[^\d.,，]?[\d０-９]{4}|\(0|（[0０]")

_PREFIX = r"(?:(?:项目|财务|单位|部门|机构|科室|处室|股室|业务|评价|填报|主管|实施|主管部门|\((?:单位|部门|项目|盖章)\)){0,2})"
_NAME_CELL = re.compile(
    rf"^{_PREFIX}(?:{'|'.join(_PERSONS)})(?:\([^()]{{1,8}}\))?{_SIGNATURE}?"
    rf"(?:[及和与、/]?(?:{'|'.join(_TELEPHONES)}))?(?:\([^()]{{1,8}}\))?:?$"
)
_PHONE_CELL = re.compile(
    rf"^[\u4e00-\u9fff()、/]{{0,8}}(?:{'|'.join(_TELEPHONES)})(?:\([^()]{{1,8}}\))?:?$|^(?:{'|'.join(_PERSONS)})\(电话\):?$"
)
# A label typed wide (填    表    人) is still shorter than this.
_LONGEST_LABEL = 40
_NAME_LEAD, _PHONE_LEAD, _BOTH_LEAD = "联系人：", "电话：", "联系人及电话："
_SIGNATURE_CELL = re.compile(rf"^\(?{_SIGNATURE}\)?:?$")

# What ends a name: the end of the text, a sign, a digit, or the next label.
_END = (
    r"(?=$|[\s,，。.；;、():/_\-\d]|填 {0,6}[报表]|联 {0,6}系|电 {0,6}话|手 {0,6}机|传 {0,6}真|日 {0,6}期|单位|审 {0,6}核"
    r"|复 {0,6}核|财务|项目|负责|签[字名章]|(?:先生|女士|同志|主任|科长|局长)(?![\u4e00-\u9fff]))"
)
_NAMES = (
    re.compile(rf"[\u4e00-\u9fff]{{1,8}}·[\u4e00-\u9fff·]{{1,12}}?{_END}"),
    re.compile(rf"[\u4e00-\u9fff] {{1,3}}[\u4e00-\u9fff](?: {{0,3}}[\u4e00-\u9fff])?{_END}"),
    re.compile(rf"[\u4e00-\u9fff]{{1,4}}?{_END}"),
)
_SEPARATOR = re.compile(r" {0,3}[,，、/;；:()]{0,2} {0,3}")
# A name may have its number right behind it: 张三（88220000）.
_BEFORE_PHONE = frozenset({"(", ",", "，", "/", ":"})

_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟黄穆萧尹姚邵湛汪祁毛禹狄米贝明臧戴谈宋茅庞熊纪舒屈"
    "祝董梁杜阮蓝闵席季麻强贾娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房裘缪干解应宗丁宣邓郁单杭洪包诸左石"
    "崔吉龚程邢裴陆荣翁荀甄曲封储靳段焦谷车侯全班仲宁仇甘厉祖武符刘景龙叶司黎薄白蒲卓蔺屠池乔胥闻党翟谭贡姬申冉桑桂牛边"
    "尚温庄晏柴瞿阎慕连习艾容向古易廖庾耿满匡寇广东欧沃利蔚隆师巩聂晁敖冷辛阚那简饶曾沙丰关查荆游权盖付肖闫覃佟岳帅海晋"
    "楚代冀鞠苟谌揭粟税占舍阳涂鄢逄仝呙战覃禤妥扎次旦多普索达巴格尼措德吐阿买努麦亚卡佘邸撒苑库邝侬钮暴兰初展来米宫商"
)
_LONG_SURNAMES = (
    *("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "司空", "夏侯", "令狐", "长孙"),
    *("宇文", "端木", "南宫", "申屠", "呼延", "轩辕", "独孤", "淳于", "太史", "钟离", "闻人", "濮阳", "赫连", "澹台"),
    *("鲜于", "拓跋", "百里", "西门"),
)
# Words, as long as a name, that stand where one could: other labels, column headings, how prose goes on.
_NO_NAME = re.compile(
    r"^(?:合计|小计|总计|共计|金额|单位|部门|日期|时间|电话|手机|传真|联系|填[表报写]|制表|审[核批定签查]|复核|经办|签[字名章]|"
    r"盖章|公章|姓名|职[务称责位]|性别|年[龄度月]|备注|说明|意见|序号|编号|名称|类[型别]|地址|邮[箱编]|项目|财务|主管|分管|用车|"
    r"无$|暂无|见附|详见|同上|不详|预算|决算|收入|支出|经费|资金|绩效|目标|指标|完成|实施|评价|本[人单]|各[科部单处股]|"
    r"高[度效质级标]|严[格肃控禁]|任[期职命务何]|应[当该在对按及于由急]|方[可能案式便法面向针]|向[上社党财市县区省局各其有群主本全相人领同公]|"
    r"于[年当每次上本下月日该是]|管[理控]|全[面程部体年力]|成[员立果效]|安[排全]|曾[任经]|明[确细]|包[括干]|关[于心注]|"
    r"强[化调]|利用|广泛|党[委组政]|查[看阅验处]|干部|达[到标]|单独|单[笔项]|解[决释]|常[务年规]|多[次名方]|来[自信访]|"
    r"申[请报领]|代[表理]|带头|史料|商[定议讨]|权[限力利责]|充分|简[要历介]|连[续同]|师资|展[开示]|车辆|房屋|初[审步]|"
    r"游客|花费|费[用率]|次[数月年]|库存|万元|元整|元$|占[比用]|许可|包片|干预|甘|易|巩固|封存|强制|古迹|左右|白天|石油|海[关洋]|东[部区]|农|"
    r"司[机法]|班[子组]|普[通遍法查]|宣[传布]|舍|税[务收率]|温馨|容易|贯彻|满[意员足])"
    r"|(?:电话|日期|时间|单位|部门|职务|职称|方式|邮箱|地址|签字|签章|盖章|金额|名称|编码|意见|经费|支出|收入|预算|决算|资金|"
    r"情况|责任制?|人员|制度|负责)$"
)
# 财务科, 办公室: the office that answers for something, not a person (a surname in front makes it one: 王科).
_OFFICE = re.compile(r"[局处科股室委厅部所站院校办队组]$")


def mask(text: str) -> str:
    """The text with every telephone number, identity number and labelled name covered, same length.

    >>> mask("联系人：王某某 13800000000")
    '联系人：＊＊＊ ＊＊＊＊＊＊＊＊＊＊＊'
    """
    if _HINT.search(text) is None:
        return text
    plain = text.translate(_PLAIN)
    spans = [match.span() for match in _NUMBER.finditer(plain)]
    for label in _LABEL.finditer(plain):
        spans.extend(_announced(plain, label))
    if not spans:
        return text
    signs = list(text)
    for start, end in spans:
        signs[start:end] = [sign if sign.isspace() else MASK for sign in signs[start:end]]
    return "".join(signs)


def may_be_personal(text: str) -> bool:
    """Whether a text could hold or announce anything that is masked; false for nearly all cells of a report."""
    return _HINT.search(text) is not None


def is_name_label(text: str) -> bool:
    """Whether a table cell announces a person's name in the cell after it (填表人 | 王某)."""
    return _NAME_CELL.match(_squeezed(text)) is not None


def is_phone_label(text: str) -> bool:
    """Whether a table cell announces a telephone number in the cell after it (联系电话 | 88220000)."""
    return _PHONE_CELL.match(_squeezed(text)) is not None


def mask_name(text: str) -> str:
    """The text of the cell after a name label: covered when it looks like a name, else only `mask`ed."""
    return _after(_NAME_LEAD, text)


def mask_phone(text: str) -> str:
    """The text of the cell after a telephone label: covered when it looks like a number, else only `mask`ed."""
    return _after(_PHONE_LEAD, text)


def mask_lines(lines: list[str]) -> list[str]:
    """Lines of a text file, masked; a value may stand in the next tab-separated cell or on the next filled line."""
    masked: list[str] = []
    lead = ""
    for line in lines:
        cells = line.split("\t")
        here = False  # whether the label stands on this line
        for i, cell in enumerate(cells):
            if not cell.strip():
                continue
            # Below a label that was left empty, the title of the next table is no name: the line break makes it strict.
            cells[i] = _after(lead if here else f"{lead}\n", cell) if lead else mask(cell)
            lead, here = _next_lead(cell, lead), True
        masked.append("\t".join(cells))
    return masked


def _next_lead(cell: str, lead: str) -> str:
    """The label that the cell after this one has to be read with: none, a name's, a telephone's or that of both."""
    # （签字） between a label and its value is part of the label.
    if lead and _SIGNATURE_CELL.match(_squeezed(cell)):
        return lead
    if len(cell) > _LONGEST_LABEL or _HINT.search(cell) is None:
        return ""
    is_phone = is_phone_label(cell)
    if is_name_label(cell):
        return _BOTH_LEAD if is_phone else _NAME_LEAD
    return _PHONE_LEAD if is_phone else ""


def _after(lead: str, text: str) -> str:
    """The text masked as if it stood behind the label."""
    return mask(lead + text)[len(lead) :]


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text.translate(_PLAIN))


def _announced(plain: str, label: re.Match[str]) -> Iterator[tuple[int, int]]:
    """The places of the names and telephone numbers that follow a label: 张三/李四, 张三 88220000."""
    has_colon, on_next_line = ":" in label["gap"], "\n" in label["gap"]
    if on_next_line and not has_colon:
        return
    wants_name = label["phone"] is None
    wants_phone = _TELEPHONE.search(label.group()) is not None
    strict = not has_colon or on_next_line or label["act"] is not None
    at, may_be_phone = label.end(), wants_phone
    while True:
        value = _PHONE.match(plain, at) if may_be_phone else None
        if value is not None and not has_colon and _TWO_FIGURES.match(value.group()):
            return
        end = None if value is None else value.end()
        if value is None and (wants_name or has_colon):
            end = _name_end(plain, at, strict=strict)
            # After a telephone label a name counts when its number follows.
            if end is not None and not wants_name and _PHONE.match(plain, _next(plain, end)) is None:
                return
        if end is None:
            return
        yield at, end
        at = _next(plain, end)
        separator = plain[end:at].strip()
        if not separator and (value is not None or not wants_phone):
            return  # 张三 1200000: behind blanks alone begins something else, perhaps a figure
        may_be_phone = wants_phone or (value is None and separator in _BEFORE_PHONE)
        strict = True


def _next(plain: str, at: int) -> int:
    """Where the next of several values begins."""
    match = _SEPARATOR.match(plain, at)
    return at if match is None else match.end()


def _name_end(plain: str, at: int, *, strict: bool) -> int | None:
    """Where the name that begins here ends; None when none does."""
    for pattern in _NAMES:
        match = pattern.match(plain, at)
        if match is not None and _is_name(match.group().replace(" ", ""), strict=strict):
            return match.end()
    return None


def _is_name(word: str, *, strict: bool) -> bool:
    if _NO_NAME.search(word) or (word[0] not in _SURNAMES and _OFFICE.search(word)):
        return False
    if not strict or "·" in word:
        return True
    if word.startswith(_LONG_SURNAMES):
        return len(word) > 2
    return word[0] in _SURNAMES and len(word) in (2, 3)
