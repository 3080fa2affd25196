"""What a change of the seeds changed in the marts: rows added, changed and gone, per mart.

Before the change each row is kept as its key and the hash of its content; after it the same is taken again and compared.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from flows.publishing.warehouse_file import Mart, read_marts
from flows.settings import Settings
from flows.warehouse.quoting import literal, quoted


@dataclass(frozen=True, slots=True)
class Change:
    """Rows of a mart that came, changed and went."""

    mart: str
    added: int
    changed: int
    removed: int


class Snapshot:
    """The rows of the candidate marts as they were."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._keys = _key_columns(settings.expectations_dir / "suites" / "marts")
        self._before = self._write("before")

    def changes(self) -> list[Change]:
        """What is different now, marts without a difference left out."""
        after = self._write("after")
        found: list[Change] = []
        with duckdb.connect() as connection:
            for mart in sorted({*self._before, *after}):
                sides = [
                    f"(from read_parquet({literal(str(path))}))"
                    if path
                    else "(select null as key, null as content limit 0)"
                    for path in (self._before.get(mart), after.get(mart))
                ]
                counts = connection.execute(
                    f"""select count(*) filter (where b.key is null), count(*) filter (where b.content <> a.content),
                        count(*) filter (where a.key is null)
                    from {sides[0]} as b full outer join {sides[1]} as a using (key)"""
                ).fetchall()[0]
                if any(counts):
                    found.append(Change(mart, *counts))
        return found

    def _write(self, name: str) -> dict[str, Path]:
        """One Parquet file of keys and hashes for each mart."""
        folder = self._folder / name
        folder.mkdir(parents=True, exist_ok=True)
        written: dict[str, Path] = {}
        with duckdb.connect(str(self._settings.work_db), read_only=True) as connection:
            for mart in read_marts(connection, self._settings.work_db.stem):
                written[mart.name] = folder / f"{mart.name}.parquet"
                connection.execute(f"copy ({self._rows(mart)}) to {literal(str(written[mart.name]))} (format parquet)")
        return written

    def _rows(self, mart: Mart) -> str:
        """Key and content of each row; a row that comes several times is numbered."""
        columns = [column.name for column in mart.columns]
        keys = self._keys.get(mart.name) or columns
        key, content = (
            f"md5(to_json([{', '.join(f'{quoted(name)}::varchar' for name in names)}])::varchar)"
            for names in (keys, columns)
        )
        number = "row_number() over (partition by key order by content)"
        return (
            f"select concat(key, '-', {number}) as key, content"
            f" from (select {key} as key, {content} as content from marts.{quoted(mart.name)})"
        )


@contextmanager
def snapshot(settings: Settings) -> Iterator[Snapshot]:
    """A snapshot of the candidate marts that is removed again."""
    folder = settings.home / "work" / "review"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield Snapshot(settings, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _key_columns(suites: Path) -> dict[str, list[str]]:
    """The key of each mart, as its suite names it."""
    described = (json.loads(path.read_text(encoding="utf-8"))["meta"] for path in sorted(suites.glob("*.json")))
    return {meta["table"].removeprefix("marts."): meta["key_columns"] for meta in described}
