"""The two READMEs say the same: what they name of tables, seeds, commands and documents is there, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READMES = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")}
# A sample of output stands in either once, a command's place-holders are in its language.
NAMED = re.compile(r"`((?:fact|dim|mart)_\w+|\w+\.csv)`|\]\(((?:docs/)[\w./]+)\)|bin/(fiscal \w+)|(make [\w-]+)")


@pytest.mark.parametrize("name", READMES)
def test_readme_has_every_mart(name):
    marts = {path.stem for path in (ROOT / "dbt_project" / "models" / "marts").glob("*.sql")}
    assert {mart for mart in marts if f"`{mart}`" not in READMES[name]} == set()


def test_readmes_name_the_same_things():
    english, chinese = ({match[0] for match in NAMED.finditer(text)} for text in READMES.values())
    assert english == chinese


@pytest.mark.parametrize("name", READMES)
def test_documents_named_are_there(name):
    assert [link for link in re.findall(r"\]\(([\w./-]+)\)", READMES[name]) if not (ROOT / link).exists()] == []
