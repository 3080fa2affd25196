"""Labelled fields in lines and in the head of forms."""

from __future__ import annotations

import pytest

from benchmarks.layouts.corpus import document_of
from flows.statements.fields import document_fields


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ("<p>项目名称：智慧水利 实施单位：某县水利局</p>", [("project_name", "智慧水利"), ("implementing_unit", "某县水利局")]),
        ("<p>项目名称：智慧水利　　主管部门：某县水利局（公章）</p>", [("project_name", "智慧水利"), ("competent_department", "某县水利局（公章）")]),
        ("<p>部 门：101001-某市某区档案馆</p>", [("unit_name", "101001-某市某区档案馆")]),
        ("<p>填报单位（盖章）：  某县水利局</p>", [("unit_name", "某县水利局")]),
        ("<p>部门（单位）名称</p><p>某县水务局</p><p>金额单位：千元</p>", [("unit_name", "某县水务局")]),
        ("<p>项目名称</p><p>主管部门</p>", []),
        ("<p>存在的问题：资金不足</p>", []),
        (
            "<table><tr><td>项目名称<td>河道清淤</tr><tr><td>主管部门<td><td>某市水务局</tr></table>",
            [("project_name", "河道清淤"), ("competent_department", "某市水务局")],
        ),
        ("<table><tr><td>项目名称<td>主管部门</tr></table>", []),
    ],
)  # fmt: skip
def test_fields_are_labels_with_what_stands_behind_or_below(layout, body, fields):
    found = document_fields(document_of(f"<body>{body}</body>"), layout)
    assert [(field, value) for field, value, _ in found] == fields
