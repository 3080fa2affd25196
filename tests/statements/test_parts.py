"""One file, several reports: where each begins, and files that only look like it."""

from __future__ import annotations

from flows.readers.document import TextBlock
from flows.statements.identity import read_identity
from flows.statements.parts import split_by_unit

_TABLE = "支出决算表\n部门：{unit}\t单位：万元\n科目编码\t科目名称\t本年支出合计\n201\t甲\t5\n"


def _parts(document, layout):
    return [
        [b.text for _, b in p.own_blocks if isinstance(b, TextBlock) and b.text]
        for p in split_by_unit(document, layout)
    ]


def test_two_units_one_after_the_other(read_text, layout):
    first, second = _TABLE.format(unit="某县林业局"), _TABLE.format(unit="某县国有林场")
    text = f"某县林业局2019年度部门决算\n{first}某县林业局下属的某县国有林场，在职9人。\n（二）某县国有林场\n{second}某县国有林场在职5人。\n"
    document = read_text(text)
    one, two = _parts(document, layout)
    assert (one[0], one[-1]) == ("某县林业局2019年度部门决算", "某县林业局下属的某县国有林场，在职9人。")
    assert (two[0], two[-1]) == ("（二）某县国有林场", "某县国有林场在职5人。")
    whole = read_identity(document, layout)
    assert all(part.blocks is document.blocks for part in split_by_unit(document, layout))  # not copied for each
    identities = [read_identity(part, layout, whole) for part in split_by_unit(document, layout)]
    assert [(i.unit_name, i.year_text, i.report_type) for i in identities] == [
        ("某县林业局", "2019", "部门决算"),
        ("某县国有林场", "2019", "部门决算"),
    ]


def test_units_in_turn_or_without_a_repeated_statement_are_one_report(read_text, layout):
    bureau, farm = _TABLE.format(unit="某县林业局"), _TABLE.format(unit="某县国有林场")
    assert len(_parts(read_text(f"{bureau}\n一\n{farm}\n二\n{bureau}"), layout)) == 1
    other = farm.replace("支出决算表", "一般公共预算财政拨款支出决算表")
    assert len(_parts(read_text(f"{bureau}\n一\n{other}"), layout)) == 1
