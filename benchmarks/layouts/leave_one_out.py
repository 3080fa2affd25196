"""What a new place would get on its first day: each labelled document without the rows of the seeds that only it needs.

A row is a document's own when it uses it and no other labelled document and no sample report does, and its text is none of
the names that the contract of the marts itself uses (statements, kinds, funds, sources, 三公 items): these are known before
any document is. A word of seed wording is known as well where texts that stay are made of it. The own rows of two
documents have nothing in common, and no document uses the own rows of another: they are taken out all at once, and one run
scores every document as if it alone were new. Where a row that is gone would have been replaced by another document's own
row, that is gone as well, so that the scores are rather too low than too high.
"""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import duckdb

from benchmarks.layouts.corpus import LayoutDocument
from benchmarks.layouts.pipeline import land, publish, published_rows
from benchmarks.layouts.scoring import Score, score
from benchmarks.layouts.seed_use import KEYS, SeedUse, Used
from flows.landing import find_files
from flows.readers.document import Document
from flows.readers.errors import ReadError
from flows.readers.formats import read_document
from flows.settings import PROJECT_DIR, ReaderLimits
from flows.statements.folding import fold

_SEEDS = PROJECT_DIR / "dbt_project" / "seeds"
_TITLES = "layouts/statement_titles"
_OF_CONTRACT = ("statement", "expenditure_kind", "fund_source", "revenue_source", "total_item", "part_item")
HEADER = ("文档", "类型", "格式", "去掉的行", "表格查全", "查准", "正文查全", "错误", "未识别", "未发布的数")


def own_rows(documents: Sequence[LayoutDocument], landing: Path) -> dict[str, set[Used]]:
    """The rows that only one document uses, by its id."""
    use = SeedUse(_SEEDS)
    samples = [use.of(read) for path in find_files(PROJECT_DIR / "raw") if (read := _read(path)) is not None]
    used = {}
    for document in documents:
        read = _read(landing / document.file_name)
        used[document.id] = use.of(read) if read is not None else set()
    known = _names_of_contract() | _words_of_others(used)
    used = {name: {row for row in rows if _text_of(row) not in known} for name, rows in used.items()}
    return {
        name: rows.difference(*samples, *(others for other, others in used.items() if other != name))
        for name, rows in used.items()
    }


def _text_of(row: Used) -> str:
    seed, key = row
    return key[KEYS[seed].index("word_key")] if "word_key" in KEYS[seed] else key[0]


def _words_of_others(used: Mapping[str, set[Used]]) -> set[str]:
    """Single words (seed wording) that titles, headings and labels are made of which no document alone uses: known without it."""
    counts = Counter(row for rows in used.values() for row in rows)
    texts: list[str] = []
    for seed in (
        "layouts/statement_titles",
        "layouts/column_headings",
        "layouts/row_labels",
        "layouts/identity_labels",
    ):
        for row in _read_seed(PROJECT_DIR / "dbt_project", seed)[1]:
            key = tuple(row[column] for column in KEYS[seed])
            if counts[seed, key] != 1:
                texts.append(key[0])
    words = {row[1][1] for rows in used.values() for row in rows if row[0] == "layouts/wording"}
    return {word for word in words if any(word in text for text in texts)}


def _names_of_contract() -> set[str]:
    """The names of statements, kinds, funds, sources and 三公 items, as texts of headings and labels."""
    names: set[str] = set()
    for path in (_SEEDS / "layouts").glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as handle:
            for row in csv.DictReader(handle):
                names.update(row.get(column, "") for column in _OF_CONTRACT)
    return {fold(name) for name in names}


def _read(path: Path) -> Document | None:
    try:
        return read_document(path.read_bytes(), ReaderLimits())
    except ReadError:
        return None


def thin_seeds(own: Mapping[str, set[Used]], folder: Path) -> dict[str, int]:
    """Copy the dbt project without the rows that are some document's own. Returns how many rows each document lost."""
    shutil.copytree(PROJECT_DIR / "dbt_project", folder, ignore=shutil.ignore_patterns("target", "logs"))
    owner = {row: name for name, rows in own.items() for row in rows}
    lost = dict.fromkeys(own, 0)
    for seed, columns in KEYS.items():
        names, rows = _read_seed(folder, seed)
        kept = []
        for row in rows:
            name = owner.get((seed, tuple(row[column] for column in columns)))
            if name is None:
                kept.append(row)
            else:
                lost[name] += 1
        _write_seed(folder, seed, names, kept)
    _follow_titles(folder)
    return lost


def _follow_titles(folder: Path) -> None:
    """Notes and signatures name their statement by one of its titles: where that is gone, by another that means the same."""
    _, before = _read_seed(PROJECT_DIR / "dbt_project", _TITLES)
    _, titles = _read_seed(folder, _TITLES)
    meant = {row["title_key"]: tuple(row.values())[1:] for row in before}
    left = {meant[row["title_key"]]: row["title_key"] for row in reversed(titles)}
    for seed in ("layouts/statement_notes", "layouts/statement_signatures"):
        names, rows = _read_seed(folder, seed)
        for row in rows:
            row["title_key"] = left.get(meant[row["title_key"]], "")
        _write_seed(folder, seed, names, [row for row in rows if row["title_key"]])


def _read_seed(folder: Path, seed: str) -> tuple[list[str], list[dict[str, str]]]:
    with (folder / "seeds" / f"{seed}.csv").open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        return list(reader.fieldnames or ()), list(reader)


def _write_seed(folder: Path, seed: str, names: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    with (folder / "seeds" / f"{seed}.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def first_day(documents: Sequence[LayoutDocument], folder: Path) -> tuple[list[Score], list[tuple[object, ...]]]:
    """The scores of all documents without their own rows, and a table of them."""
    land(documents, folder / "landing")
    lost = thin_seeds(own_rows(documents, folder / "landing"), folder / "thin")
    home = folder / "home"
    publish(folder / "landing", home, folder / "thin")
    published = published_rows(home / "published" / "warehouse.duckdb", documents)
    scores = [score(document, published[document.id]) for document in documents]
    unknown, left_out = _left_over(home)
    rows: list[tuple[object, ...]] = []
    for document, own in zip(documents, scores, strict=True):
        name = document.file_name
        left = unknown.get(name, 0), left_out.get(name, 0)
        rows.append((document.id, document.kind, document.format, lost[document.id], *_shown(own), *left))
    rows.append(_total(scores, sum(lost.values()), sum(unknown.values()), sum(left_out.values())))
    return scores, rows


def _shown(own: Score) -> tuple[object, ...]:
    tables, text = own.all_tables, own.text
    return f"{tables.recall:.3f}", f"{tables.precision:.3f}", f"{text.recall:.3f}", len(own.wrong)


def _total(scores: Sequence[Score], lost: int, unknown: int, left_out: int) -> tuple[object, ...]:
    tables = [own.all_tables for own in scores]
    hits, truth, found = (sum(getattr(tally, name) for tally in tables) for name in ("hits", "truth", "found"))
    said = sum(own.text.hits for own in scores) / max(1, sum(own.text.truth for own in scores))
    wrong = sum(len(own.wrong) for own in scores)
    shown = f"{hits / max(1, truth):.3f}", f"{hits / max(1, found):.3f}", f"{said:.3f}", wrong
    return ("合计", "", "", lost, *shown, unknown, left_out)


def _left_over(home: Path) -> tuple[dict[str, int], dict[str, int]]:
    """By file: texts in raw.unrecognised, and printed figures that are left out with a reason. All others are published."""
    with closing(duckdb.connect(str(home / "work" / "warehouse.duckdb"), read_only=True)) as connection:
        unknown = connection.execute(
            "select file_name, count(*) from raw.unrecognised join raw.document using (file_sha256) group by 1"
        ).fetchall()
        counted = connection.execute(
            """select file_name, sum(figures_left_out), sum(figures_printed - figures_published - figures_left_out)
            from marts.mart_recognition group by 1"""
        ).fetchall()
    silent = [name for name, _, rest in counted if rest]
    if silent:
        raise RuntimeError(f"figures that are neither published nor left out: {', '.join(silent)}")
    return dict(unknown), {name: int(count) for name, count, _ in counted}
