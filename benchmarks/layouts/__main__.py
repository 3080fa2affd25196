"""Publish the labelled layouts and print how right they are: by document and by statement; with --docs, into a page of docs/.

python -m benchmarks.layouts [--leave-one-out] [--show N] [--docs docs/layouts.md] [--home DIR] [ID ...]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.layouts.corpus import LayoutDocument, load_corpus
from benchmarks.layouts.leave_one_out import HEADER as FIRST_DAY_HEADER
from benchmarks.layouts.leave_one_out import first_day
from benchmarks.layouts.pipeline import land, publish, published_rows
from benchmarks.layouts.scoring import Score, Tally, score
from flows.tables import aligned

_HEADER = ("文档", "类型", "格式", "表格标注", "查全", "查准", "正文标注", "查全", "查准", "错误", "单位")
_BY_STATEMENT = ("报表", "标注", "查全", "查准")


def scores_of(documents: Sequence[LayoutDocument], home: Path) -> list[Score]:
    """Write, publish and score the documents."""
    landing = home.parent / "landing"
    land(documents, landing)
    publish(landing, home)
    rows = published_rows(home / "published" / "warehouse.duckdb", documents)
    return [score(document, rows[document.id]) for document in documents]


def report(
    documents: Sequence[LayoutDocument], scores: Sequence[Score]
) -> list[tuple[Sequence[str], list[tuple[object, ...]]]]:
    """Two tables, each a header and rows: by document, by statement."""
    rows: list[tuple[object, ...]] = []
    by_statement: dict[str, Tally] = {}
    tables, text, units, wrong = Tally(), Tally(), Tally(), 0
    for document, own in zip(documents, scores, strict=True):
        rows.append(
            (document.id, document.kind, document.format, *_shown(own.all_tables, own.text, len(own.wrong), own.units))
        )
        tables.add(own.all_tables)
        text.add(own.text)
        units.add(own.units)
        wrong += len(own.wrong)
        for statement, tally in own.tables.items():
            by_statement.setdefault(statement, Tally()).add(tally)
    rows.append(("合计", "", "", *_shown(tables, text, wrong, units)))
    statements = [(name, t.truth, f"{t.recall:.3f}", f"{t.precision:.3f}") for name, t in sorted(by_statement.items())]
    return [(_HEADER, rows), (_BY_STATEMENT, [*statements])]


def _shown(tables: Tally, text: Tally, wrong: int, units: Tally) -> tuple[object, ...]:
    figures = [(t.truth, f"{t.recall:.3f}", f"{t.precision:.3f}") for t in (tables, text)]
    return *figures[0], *figures[1], wrong, f"{units.recall:.3f}"


def markdown(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(str(cell) for cell in row) + " |" for row in (header, ["---"] * len(header), *rows)]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Score the corpus, or the documents named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.layouts", description="Score the labelled layouts.")
    parser.add_argument("ids", nargs="*", metavar="ID", help="only these documents")
    parser.add_argument(
        "--show", type=int, default=0, metavar="N", help="print up to N missing and extra rows of each document"
    )
    parser.add_argument("--docs", type=Path, help="also write the tables into this Markdown file")
    parser.add_argument("--home", type=Path, help="keep the warehouse here (default: a folder that is removed)")
    parser.add_argument(
        "--leave-one-out",
        action="store_true",
        help="without the rows of the seeds that only one document needs; --docs then writes beside that file",
    )
    options = parser.parse_args()
    documents = [d for d in load_corpus() if not options.ids or d.id in options.ids]
    if options.leave_one_out:
        documents = load_corpus()  # which rows are a document's own depends on all the others
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder) / "home"
        if options.leave_one_out:
            scores, rows = first_day(documents, home)
            tables = [(FIRST_DAY_HEADER, rows)]
        else:
            scores = scores_of(documents, home)
            tables = report(documents, scores)
    for own in scores if options.show else ():
        if not options.ids or own.id in options.ids:
            _print_differences(own, options.show)
    print("\n\n".join(aligned(header, rows) for header, rows in tables))
    if options.docs is not None:
        _write_docs(options.docs, tables, leave_one_out=options.leave_one_out)
    return 0


def _write_docs(
    path: Path, tables: Sequence[tuple[Sequence[str], list[tuple[object, ...]]]], *, leave_one_out: bool
) -> None:
    if leave_one_out:
        path = path.with_stem(f"{path.stem}_first_day")
        head = (
            "# 新地方的第一天\n\n由 `make bench-layouts ARGS=--leave-one-out` 生成：每份文档去掉只有它才用到的参考数据行，其余不变，再看识别出多少。"
            "没有发布的数都在 `mart_recognition` 里写明原因。\n\n"
        )
    else:
        head = "# 版式测试集\n\n由 `make bench-layouts` 生成：按文档、按报表的查全率与查准率。\n\n"
    path.write_text(head + "\n".join(markdown(*table) for table in tables), encoding="utf-8")


def _print_differences(own: Score, most: int) -> None:
    print(f"\n{own.id}")
    parts = {**own.tables, "正文": own.text, "单位": own.units}
    for name, tally in parts.items():
        for word, keys in (("缺", tally.missing), ("多", tally.extra)):
            for key in keys[:most]:
                print(f"  {name} {word}：{' | '.join(key)}")


if __name__ == "__main__":
    sys.exit(main())
