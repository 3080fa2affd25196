"""Which rows of the seeds the recognition of a document uses.

Nothing of this is in the recognition itself: the reference data it is given notes what is looked up and found. What SQL
looks up later (meanings of the same headings and labels) are the rows noted here.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from flows.extraction import Knowledge, load_knowledge
from flows.readers.document import Document, TextBlock
from flows.statements.assets import AssetTerms, read_assets
from flows.statements.captions import match_title
from flows.statements.folding import fold
from flows.statements.layout import ANY, Layout
from flows.statements.narrative import read_narrative
from flows.statements.recognise import recognise
from flows.statements.wording import Wording

# A seed by the name of its file, and the values of its key columns in the row.
Used = tuple[str, tuple[str, ...]]

KEYS = {
    "layouts/statement_titles": ("title_key",),
    "layouts/column_headings": ("heading_key", "scope"),
    "layouts/row_labels": ("label_key", "scope"),
    "layouts/statement_notes": ("note_key",),
    "layouts/report_titles": ("title_key",),
    "layouts/identity_labels": ("label_key",),
    "layouts/evaluation_words": ("word_key",),
    "layouts/unit_suffixes": ("suffix_key",),
    "layouts/wording": ("grammar", "word_key"),
    "layouts/asset_terms": ("term_key",),
    "layouts/staff_terms": ("term_key",),
    "layouts/text_terms": ("term_key",),
    "accounts/account_synonyms": ("name_key",),
}
_WORDS = ("layouts/text_terms", "layouts/staff_terms", "accounts/account_synonyms")
_LONGEST_LINE = 60


class _Noting(dict[Any, Any]):
    """A mapping that notes the keys that were found in it."""

    def __init__(self, known: Iterable[tuple[Any, Any]] | dict[Any, Any], noted: set[Any]) -> None:
        super().__init__(known)
        self._noted = noted

    def get(self, key: Any, default: Any = None) -> Any:  # noqa: ANN401 - as dict has it
        if key in self:
            self._noted.add(key)
        return super().get(key, default)

    def __getitem__(self, key: Any) -> Any:  # noqa: ANN401 - as dict has it
        self._noted.add(key)
        return super().__getitem__(key)


class SeedUse:
    """Notes the rows that documents use; the seeds are read once."""

    def __init__(self, seeds_dir: Path) -> None:
        self._knowledge: Knowledge = load_knowledge(seeds_dir)

    def of(self, document: Document) -> set[Used]:
        """The rows that recognising a document uses."""
        layout = self._knowledge.layout
        noted: dict[str, set[Any]] = {}
        fields = {
            "headings": "layouts/column_headings",
            "row_labels": "layouts/row_labels",
            "report_titles": "layouts/report_titles",
            "identity_labels": "layouts/identity_labels",
            "evaluation_words": "layouts/evaluation_words",
            "staff_terms": "layouts/staff_terms",
            "statement_notes": "layouts/statement_notes",
        }
        noting = {
            field: _Noting(getattr(layout, field), noted.setdefault(seed, set())) for field, seed in fields.items()
        }
        assets = _Noting(self._knowledge.asset_terms.items, noted.setdefault("layouts/asset_terms", set()))
        vocabulary = copy.copy(self._knowledge.vocabulary)
        words: set[str] = set()
        vocabulary._terms = _Noting(vocabulary._terms, words)
        spoken: dict[str, set[Any]] = {grammar: set() for grammar in layout.wording}
        wording = {grammar: Wording(_Noting(known.words, spoken[grammar])) for grammar, known in layout.wording.items()}
        found = recognise(document, replace(layout, wording=wording, **noting))
        narrative = read_narrative(document, vocabulary, used_blocks=frozenset(found.caption_blocks))
        read_assets(document, AssetTerms(assets))
        labels = {line.label_key for line in found.lines} | {figure.label_key for figure in narrative.figures}
        used = {(seed, key if isinstance(key, tuple) else (key,)) for seed, keys in noted.items() for key in keys}
        used |= {(seed, (word,)) for seed in _WORDS for word in words}
        used |= {("layouts/row_labels", (word, ANY)) for word in words}
        used |= {("accounts/account_synonyms", (label,)) for label in labels if label}
        used |= {("layouts/wording", (grammar, word)) for grammar, words_of in spoken.items() for word in words_of}
        # A statement without a title has that of what it was found to be.
        texts = [line.title_text for line in found.lines if line.title_text]
        used |= {("layouts/statement_titles", (key,)) for key in _titles(document, layout, texts)}
        name = found.identity.unit_name or ""
        used |= {("layouts/unit_suffixes", (suffix,)) for suffix in layout.unit_suffixes if name.endswith(suffix)}
        # A heading that names an item has the level of the label of that name.
        items = {fold(layout.headings[key].line_item) for key in noted["layouts/column_headings"]} - {""}
        return used | {("layouts/row_labels", key) for key in layout.row_labels if key[0] in items}


def _titles(document: Document, layout: Layout, found: Iterable[str]) -> Iterator[str]:
    """The keys of the titles that were found, and of those that lines and cells of the document are."""
    lines = [block.text for block in document.blocks if isinstance(block, TextBlock)]
    cells = [cell.text for _, table in document.tables for cell in table.cells]
    joined = (above + below for above, below in pairwise(lines))
    for text in (*dict.fromkeys(found), *lines, *cells, *joined):
        if text and len(text) <= _LONGEST_LINE:
            title = match_title(text, layout, of_project=True, headings=True)
            if title is not None:
                yield title.key
