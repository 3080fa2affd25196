"""The list of what was not understood: by how many files print it, with neighbours and the known ones it is most like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from flows.review.seeds import Seeds
from flows.statements.folding import squeeze
from flows.statements.layout import Layout
from flows.statements.unknown import key_of, nearest

# What a row of a seed answers. A figure or table that was left out has other reasons, which the marts count.
ANSWERABLE = ("title", "heading", "label", "code", "unit", "term")
KIND_NAMES = {
    "title": "表名",
    "heading": "表头",
    "label": "行次",
    "code": "编码",
    "unit": "单位",
    "term": "用语",
}


@dataclass(frozen=True, slots=True)
class UnknownText:
    """A text that stands in `files` files at `places` places; the rest is how it stands in one of them."""

    kind: str
    text: str
    key: str
    statement: str | None
    files: int
    places: int
    reason: str
    row_text: str | None
    column_text: str | None
    context: str | None
    file_path: str
    source_page: int | None
    source_line: int | None
    cell_key: str | None
    nearest: tuple[str, ...]
    meaning: str | None

    @property
    def suggestion(self) -> str | None:
        """The known text that it may be another way to write."""
        return self.nearest[0] if self.nearest else None

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__} | {"suggestion": self.suggestion}


def unknown_texts(connection: duckdb.DuckDBPyConnection, layout: Layout, seeds: Seeds) -> list[UnknownText]:
    """What the stored documents hold that a seed could explain, most frequent first.

    The suggestions are those of the seeds as they are now, not as they were when the document was recognised.
    """
    rows = connection.execute(
        """select u.kind, u.text, u.statement, count(distinct u.file_sha256) as files, count(*) as places,
            arg_min(struct_pack(r := u.reason, w := u.row_text, c := u.column_text, x := u.context, f := d.file_path,
                p := u.source_page, l := u.source_line, k := u.cell_key), d.file_path) as example
        from raw.unrecognised as u join raw.document as d using (file_sha256)
        where list_contains($1, u.kind)
        group by all order by files desc, places desc, u.kind, u.text, u.statement""",
        [list(ANSWERABLE)],
    ).fetchall()
    found = []
    for kind, text, statement, files, places, example in rows:
        like = nearest(kind, text, layout)
        found.append(
            UnknownText(
                kind=kind,
                text=text,
                key=key_of(kind, text),
                statement=statement,
                files=files,
                places=places,
                reason=example["r"],
                row_text=example["w"],
                column_text=example["c"],
                context=example["x"],
                file_path=example["f"],
                source_page=example["p"],
                source_line=example["l"],
                cell_key=example["k"],
                nearest=like,
                meaning=seeds.meaning_of(kind, like[0]) if like else None,
            )
        )
    return found


def listing(found: Sequence[UnknownText]) -> tuple[list[str], list[tuple[object, ...]]]:
    """Header and rows for people."""
    rows: list[tuple[object, ...]] = [
        (
            KIND_NAMES[item.kind],
            squeeze(item.text),
            item.statement or "",
            item.files,
            item.places,
            item.column_text or item.row_text or item.context or "",
            f"同“{item.suggestion}”：{item.meaning}" if item.suggestion else "",
        )
        for item in found
    ]
    return ["种类", "内容", "报表", "文件", "次数", "上下文", "建议"], rows
