"""Publish the labelled layouts and print how right they are: by document and by statement; with --docs, into a page of docs/.

python -m benchmarks.layouts [--show N] [--docs docs/layouts.md] [--home DIR] [ID ...]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb

from benchmarks.layouts.corpus import LayoutDocument, load_corpus
from benchmarks.layouts.scoring import FACTS, Published, Score, Tally, score
from benchmarks.writers.formats import FORMATS
from flows.settings import PROJECT_DIR
from flows.tables import aligned

_HEADER = ("文档", "类型", "格式", "表格标注", "查全", "查准", "正文标注", "查全", "查准", "错误", "单位")
_BY_STATEMENT = ("报表", "标注", "查全", "查准")


def land(documents: Sequence[LayoutDocument], landing: Path) -> None:
    """Write the documents as files of their formats."""
    landing.mkdir(parents=True, exist_ok=True)
    for document in documents:
        data = document.html if document.format == "html" else FORMATS[document.format].write(document.source).data
        (landing / document.file_name).write_bytes(data)


def publish(landing: Path, home: Path) -> None:
    """Run the pipeline on a landing zone, however many reports are quarantined. Raises CalledProcessError when it fails."""
    project = home.parent / "project"
    _lenient_project(project)
    command = [sys.executable, "-c", "from flows.cli import main; main()", "run"]
    subprocess.run(  # noqa: S603 - our own command
        [*command, "--landing", str(landing), "--home", str(home)],
        check=True,
        capture_output=True,
        env={**os.environ, "FISCAL_PROJECT_DIR": str(project)},
    )


def _lenient_project(folder: Path) -> None:
    """The project with gates that quarantine reports but never block: here a report left out is a low score, no more."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dbt_project").unlink(missing_ok=True)
    (folder / "dbt_project").symlink_to(PROJECT_DIR / "dbt_project")
    for path in (PROJECT_DIR / "expectations").rglob("*.json"):
        suite = json.loads(path.read_text(encoding="utf-8"))
        suite["meta"] |= {"max_report_share": 0.999, "tolerated_reports": 1_000_000}
        for expectation in suite["expectations"]:
            if expectation["meta"]["scope"] == "run":
                expectation["severity"] = "info"
        target = folder / path.relative_to(PROJECT_DIR)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(suite, ensure_ascii=False), encoding="utf-8")


def published_rows(database: Path, documents: Sequence[LayoutDocument]) -> dict[str, Published]:
    """The published rows of each document, by document id and mart."""
    names = {document.file_name: document.id for document in documents}
    queries = {
        fact.mart: f"select f.*, r.file_name from marts.{fact.mart} as f join marts.dim_report as r using (report_key)"
        for fact in FACTS
    }
    queries["dim_report"] = (
        "select r.file_name, u.unit_name, u.division_code, r.fiscal_year, r.report_type"
        " from marts.dim_report as r join marts.dim_unit as u using (unit_key)"
    )
    rows: dict[str, dict[str, list[dict[str, object]]]] = {document.id: {} for document in documents}
    with duckdb.connect(str(database), read_only=True) as connection:
        for mart, query in queries.items():
            cursor = connection.execute(query)
            columns = [column[0] for column in cursor.description]
            for values in cursor.fetchall():
                row = dict(zip(columns, values, strict=True))
                rows[names[str(row["file_name"])]].setdefault(mart, []).append(row)
    return dict(rows)


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
    options = parser.parse_args()
    documents = [d for d in load_corpus() if not options.ids or d.id in options.ids]
    with tempfile.TemporaryDirectory() as folder:
        scores = scores_of(documents, options.home or Path(folder) / "home")
    tables = report(documents, scores)
    for own in scores if options.show else ():
        _print_differences(own, options.show)
    print("\n\n".join(aligned(header, rows) for header, rows in tables))
    if options.docs is not None:
        head = "# 版式测试集\n\n由 `python -m benchmarks.layouts --docs docs/layouts.md` 生成：按文档、按报表的查全率与查准率。\n\n"
        options.docs.write_text(head + "\n".join(markdown(*table) for table in tables), encoding="utf-8")
    return 0


def _print_differences(own: Score, most: int) -> None:
    print(f"\n{own.id}")
    parts = {**own.tables, "正文": own.text, "单位": own.units}
    for name, tally in parts.items():
        for word, keys in (("缺", tally.missing), ("多", tally.extra)):
            for key in keys[:most]:
                print(f"  {name} {word}：{' | '.join(key)}")


if __name__ == "__main__":
    sys.exit(main())
