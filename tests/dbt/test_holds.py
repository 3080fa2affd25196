"""The data test `holds`: what it says of rows that break a requirement. Its SQL is rendered as dbt renders it."""

from __future__ import annotations

import duckdb
import jinja2
import pytest

from flows.settings import PROJECT_DIR

SOURCE = (PROJECT_DIR / "dbt_project" / "macros" / "broken_requirements.sql").read_text(encoding="utf-8")
ROWS = "(values ('a', 1, 'open'), ('a', 1, 'shut'), (null, 2, null), (null, 2, 'odd')) as t(key, number, state)"


def broken(**requirements: object) -> list[tuple[str, int]]:
    template = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False).from_string(
        SOURCE, globals={"string_literal": lambda text: f"'{text}'"}
    )
    asked = {"not_null": [], "unique": [], "accepted_values": {}, **requirements}
    query = template.module.broken_requirements(ROWS, **asked)
    return sorted(duckdb.sql(query).fetchall())


@pytest.mark.parametrize(
    ("requirements", "expected"),
    [
        ({"not_null": ["number"]}, []),
        ({"not_null": ["number", "key"]}, [("not_null key", 2)]),
        ({"unique": [["key", "number", "state"]]}, []),
        ({"unique": [["number", "state"], ["key", "number"]]}, [("unique key, number", 4)]),
        ({"accepted_values": {"state": ["open", "shut", "odd"], "number": [1, 2]}}, []),
        ({"accepted_values": {"state": ["open", "it's"]}}, [("accepted_values state", 2)]),
        (
            {"not_null": ["key"], "unique": [["key"]], "accepted_values": {"number": [1]}},
            [("accepted_values number", 2), ("not_null key", 2), ("unique key", 4)],
        ),
    ],
)
def test_each_broken_requirement_is_named_with_its_rows(requirements, expected):
    assert broken(**requirements) == expected
