"""Stored documents recognised again, when reference data or the recognising code changed; no file is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
from prefect import task

from flows.extraction import Knowledge, ReadContext, load_knowledge, recognised_rows, stored_document
from flows.settings import Settings
from flows.warehouse.connection import work_database
from flows.warehouse.fragments import Rows, fragments_dir, load_fragments, table_schemas, write_fragment

# To find the cells of a document all cells are looked through: with one document at a time a warehouse of many took the square
# of its size. So many are few enough to be held at once.
_AT_ONCE = 100
_PLACE = "source_page, source_line, box_left, box_top, box_right, box_bottom, confidence"


@task(name="recognise again")
def recognise_again(settings: Settings, context: ReadContext, *, everything: bool = False) -> int:
    """Recognise stored documents whose reference data changed since, or all of them; no file is read again. Returns how many."""
    knowledge = load_knowledge(settings.seeds_dir)
    folder = fragments_dir(settings.home, context.run_id)
    with work_database(settings.work_db) as connection:
        stale = connection.execute(
            "select file_sha256 from raw.document where recogniser_version <> $1 or $2 order by 1",
            [knowledge.version, everything],
        ).fetchall()
        for start in range(0, len(stale), _AT_ONCE):
            batch = [sha256 for (sha256,) in stale[start : start + _AT_ONCE]]
            rows = _recognised(connection, batch, knowledge, context)
            load_fragments(connection, [write_fragment(rows, folder / f"again-{start:08d}")])
    return len(stale)


def _recognised(
    connection: duckdb.DuckDBPyConnection, batch: Sequence[str], knowledge: Knowledge, context: ReadContext
) -> Rows:
    """The raw rows of stored documents, as they are recognised now."""
    columns = list(table_schemas()["document"])
    blocks = _by_file(connection, "report_block", f"block_no, kind, text, {_PLACE}", "block_no", batch)
    cells = _by_file(
        connection,
        "report_cell",
        f"block_no, row_no, col_no, row_span, col_span, text, {_PLACE}",
        "block_no, row_no, col_no",
        batch,
        "row_no is not null",
    )
    rows: Rows = {}
    for sha256, (values,) in _by_file(connection, "document", ", ".join(columns), "1", batch).items():
        document = dict(zip(columns, values, strict=True))
        stored = stored_document(document["source_format"], document["encoding"], blocks[sha256], cells[sha256])
        found = recognised_rows(stored, sha256, knowledge)
        found["document"] = [{**document, "recogniser_version": knowledge.version, "recognised_at": context.now}]
        for table, lines in found.items():
            rows.setdefault(table, []).extend(lines)
    return rows


def _by_file(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: str,
    order: str,
    batch: Sequence[str],
    condition: str = "true",
) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of a raw table by the hash of their file."""
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for sha256, *values in _rows(
        connection.execute(
            f"""select file_sha256, {columns} from raw.{table}
            where file_sha256 in (select unnest($1::varchar[])) and {condition} order by file_sha256, {order}""",
            [list(batch)],
        )
    ):
        found[sha256].append(tuple(values))
    return found


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(10_000):
        yield from rows
