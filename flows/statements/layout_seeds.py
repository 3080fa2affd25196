"""The layout seeds as one Layout: the one place that knows how they are written."""

from __future__ import annotations

import csv
from pathlib import Path

from flows.statements.folding import fold
from flows.statements.layout import Layout
from flows.statements.terms import Heading, RowLabel, Title
from flows.statements.wording import Word, Wording

# What a heading may say of the figures below it: of these, headings that are put together may not contradict each other.
_DIMENSIONS = (
    "side", "budget_stage", "expenditure_kind", "fund_source", "revenue_source", "line_item", "year_shift",
)  # fmt: skip
# What a heading may say of an amount besides the kind of spending.
_OTHER_MEANINGS = ("budget_stage", "fund_source", "revenue_source", "year_shift")
_MENU = "menu"


def load_layout(seeds_dir: Path) -> Layout:
    """Read the layout seeds. Raises FileNotFoundError or KeyError when a seed or one of its columns is missing."""

    def rows(name: str) -> list[dict[str, str]]:
        return _rows(seeds_dir / "layouts" / f"{name}.csv")

    identities: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in rows("column_identities"):
        parts = identities.setdefault(row["statement"], {})
        parts[row["total_item"]] = (*parts.get(row["total_item"], ()), row["part_item"])
    signatures: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in rows("statement_signatures"):
        signatures[row["title_key"]] = (*signatures.get(row["title_key"], ()), (row["part"], row["key"]))
    accounts = _accounts(seeds_dir / "accounts")
    return Layout(
        titles=tuple(
            Title(
                r["title_key"],
                r["statement"],
                r["layout"],
                r["report_type"],
                is_of_project=r["layout"] == "evaluation" and r["expenditure_kind"] == "项目支出",
                expenditure_kind=r["expenditure_kind"],
                covers=(r["side"], r["fund_source"], r["expenditure_kind"], r["budget_stage"]),
            )
            for r in rows("statement_titles")
        ),
        headings={
            (r["heading_key"], r["scope"]): Heading(
                r["heading_key"],
                r["role"],
                r["side"],
                r["field"],
                r["line_item"],
                r["budget_stage"] != "",
                only_kind=r["expenditure_kind"] if not any(r[each] for each in _OTHER_MEANINGS) else "",
                says=frozenset((name, r[name]) for name in _DIMENSIONS if r[name] not in {"", "合计"}),
            )
            for r in rows("column_headings")
        },
        row_labels={
            (r["label_key"], r["scope"]): RowLabel(
                r["label_key"],
                r["role"],
                r["side"],
                r["section"],
                is_kind=r["role"] in {"project_section", "procurement"}
                or {r["expenditure_kind"], r["revenue_source"]} - {"", "合计"} != set(),
                says=tuple(
                    "" if value == "合计" and column != "line_item" else value
                    for column, value in r.items()
                    if column not in {"label_key", "scope"}
                ),
            )
            for r in rows("row_labels")
        },
        money_units=frozenset(r["unit_key"] for r in rows("money_units")),
        identity_labels={r["label_key"]: r["field"] for r in rows("identity_labels")},
        report_titles={r["title_key"]: r["report_type"] for r in rows("report_titles")},
        unit_suffixes=frozenset(r["suffix_key"] for r in rows("unit_suffixes")),
        column_identities=identities,
        evaluation_words={r["word_key"]: r["meaning"] for r in rows("evaluation_words")},
        statement_notes={r["note_key"]: r["title_key"] for r in rows("statement_notes")},
        statement_signatures=signatures,
        accounts={key: "both" if len(codes) > 1 else min(codes) for key, codes in accounts.items()},
        shared_accounts={
            key: min(codes["economic"], key=lambda code: (len(code), code))
            for key, codes in accounts.items()
            if len(codes) > 1
        },
        staff_terms={r["term_key"]: r["staff_category"] for r in rows("staff_terms")},
        title_prefixes={r["prefix_key"]: r["said_of"] for r in rows("title_prefixes") if r["said_of"] != _MENU},
        menu_words=frozenset(r["prefix_key"] for r in rows("title_prefixes") if r["said_of"] == _MENU),
        wording=_wording(rows("wording")),
    )


def _wording(rows: list[dict[str, str]]) -> dict[str, Wording]:
    words: dict[str, dict[str, Word]] = {}
    for row in rows:
        meanings = tuple(row["meaning"].split())
        words.setdefault(row["grammar"], {})[row["word_key"]] = Word(meanings, int(row["rank"]))
    return {grammar: Wording(known) for grammar, known in words.items()}


def _accounts(folder: Path) -> dict[str, dict[str, list[str]]]:
    """Codes and folded names (former ones too) of all accounts: classification → codes."""
    known: dict[str, dict[str, list[str]]] = {}
    for classification in ("function", "economic"):
        for row in _rows(folder / f"{classification}_accounts.csv"):
            for key in (row["code"], fold(row["name"])):
                known.setdefault(key, {}).setdefault(classification, []).append(row["code"])
    for row in _rows(folder / "account_synonyms.csv"):
        known.setdefault(row["name_key"], {}).setdefault(row["classification"], []).append(row["code"])
    return known


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
