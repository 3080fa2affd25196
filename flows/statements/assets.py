"""State assets said in running text (国有资产占用): vehicles by use and large equipment, each with its count.

A count is read where the words right before it are a known name of an asset; 公务用车保有量 of a 三公 sentence and vehicles
bought or replaced in the year are other things and are left alone.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from flows.readers.document import Document
from flows.statements.narrative.paragraphs import paragraphs_with

_COUNT = re.compile(
    r"(?P<label>[^，,。；;：:、]+?)\s*(?<!\d)(?P<count>\d{1,6})\s*(?P<unit>辆|台\s*[（(]\s*套\s*[)）]|台|套)"
)
_MEASURES = re.compile("[辆台套]")
_LEAD_IN = re.compile(r"^(?:其中|截至.*?日|(?:本)?(?:单位|部门|局)|期末|年末|共有|共|现有|实有|拥有|有)+")
# Equipment is named by its price: 单价100万元（含）以上的专用设备, 单台价值在50万元以上通用设备.
_PRICE = re.compile(r"(?:单位价值|单台价值|单件价值|单位单价|单价)(?:在|为)?(\d+)万元?(?:\(含\))?以上(?:\(含\))?的?")
_BY_PRICE = r"单位价值\1万元以上"


@dataclass(frozen=True, slots=True)
class AssetCount:
    """One count of vehicles or equipment. `span_start` and `span_end` are offsets of the count in its block."""

    asset_no: int
    label_text: str
    label_key: str
    quantity_text: str
    unit_text: str
    source_page: int | None
    source_line: int | None
    block_no: int
    span_start: int
    span_end: int


@dataclass(frozen=True)
class AssetTerms:
    """Known names of assets, folded."""

    keys: frozenset[str]


def load_asset_terms(seeds_dir: Path) -> AssetTerms:
    """Read the names from seed asset_terms."""
    with (seeds_dir / "layouts" / "asset_terms.csv").open(encoding="utf-8-sig", newline="") as handle:
        return AssetTerms(frozenset(row["term_key"] for row in csv.DictReader(handle)))


def read_assets(document: Document, terms: AssetTerms) -> list[AssetCount]:
    """Counts of assets in the running text, in reading order; the same asset is taken once, where it is said first."""
    found: list[AssetCount] = []
    seen: set[str] = set()
    # A name may be broken over two printed lines (执法执 / 勤用车0辆): paragraphs, not lines, are searched.
    for paragraph in paragraphs_with(document, _MEASURES):
        for match in _COUNT.finditer(paragraph.folded):
            label = match["label"]
            # 单位 leads in a sentence (单位共有车辆) and starts a name (单位价值50万元以上…): the whole label first.
            bare = _LEAD_IN.sub("", label)
            key = next((k for k in (label, bare, _PRICE.sub(_BY_PRICE, bare)) if k in terms.keys), None)
            if key is None or key in seen:
                continue
            seen.add(key)
            span = paragraph.locate(*match.span("count"))
            found.append(
                AssetCount(
                    asset_no=len(found) + 1,
                    label_text=paragraph.printed(*match.span("label")),
                    label_key=key,
                    quantity_text=match["count"],
                    unit_text=match["unit"],
                    source_page=span.page,
                    source_line=span.line,
                    block_no=span.block_no,
                    span_start=span.start,
                    span_end=span.end,
                )
            )
    return found
