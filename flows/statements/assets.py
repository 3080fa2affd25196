"""State assets (国有资产占用) said in running text or printed in tables: vehicles by use and large equipment, with their counts.

A count is read where the words right before it are a known name of an asset; 公务用车保有量 of a 三公 sentence and vehicles
bought or replaced in the year are other things and are left alone.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flows.readers.document import Cell, Document, Table
from flows.statements.folding import bare_label, fold, label_key
from flows.statements.narrative.paragraphs import paragraphs_with
from flows.statements.remembered import Remembered

_COUNT = re.compile(r"(?<!\d)(\d{1,6})(辆|台\(套\)|台|套)")
_BREAKS = re.compile(r"[,。;:、]")
# In tables: what an asset is counted in, alone in its cell or behind the name, and the count.
_MEASURE = re.compile(r"(辆|台\(套\)|台/套|台|套)(?:/台)?")
_MEASURE_BEHIND = re.compile(r"\((?:单位:)?(辆|台、?(?:\(套\)|套)?|台/套|套)\)*$")
_CELL_COUNT = re.compile(r"(\d{1,6})(?:\.0+)?(辆|台\(套\)|台|套)?")
# 共有车辆2辆，均为特种专业技术用车
_ALL_ARE = re.compile(r"[,，](?:均|全部?|都)(?:为|是|系)(?P<label>[^，,。；;：:、（(]+)")
_VEHICLE = re.compile("车$")
_MEASURES = re.compile("[辆台套]")
_LEAD_IN = re.compile(r"^(?:其中|截至.*?日|(?:本)?(?:单位|部门|局)|期末|年末|共有|共|现有|实有|拥有|有)+")
# 截至12月31日，某县水利局共有车辆5辆: the body whose vehicles are told, where nothing but the date stands before it.
_OWNER = re.compile(r"^(?P<owner>\D{2,40}?)(?:\(\D{1,6}\))?(?:及所?[属辖]\D{0,6}单位)?(?:共|现|实|拥)有(?P<name>.+)$")
_SUBORDINATE = re.compile(r"所属|下属|其中")
_OPENS = re.compile(r"(?:^|[。:])(?:截至[^,。]*|(?:20\d\d年)?[年期]末|20\d\d年底)?[,:]?$")
# Equipment is named by its price: 单价100万元（含）以上的专用设备, 单台价值在50万元以上通用设备.
_PRICE = re.compile(r"(?:单位价值|单台价值|单件价值|单位单价|单价)(?:在|为)?(\d+)万元?(?:\(含\))?以上(?:\(含\))?的?")
_BY_PRICE = r"单位价值\1万元以上"


@dataclass(frozen=True, slots=True)
class AssetCount:
    """One count of vehicles or equipment, in a span of its block's text or in a cell of its table."""

    asset_no: int
    label_text: str
    label_key: str
    quantity_text: str
    unit_text: str
    source_page: int | None
    source_line: int | None
    block_no: int
    span_start: int = 0
    span_end: int = 0
    row: int | None = None
    col: int | None = None


@dataclass(frozen=True)
class AssetTerms:
    """Known names of assets, folded, with what each is listed as; `row_numbers` are the headings of 行次."""

    items: dict[str, str]
    row_numbers: frozenset[str] = frozenset()
    unit_suffixes: tuple[str, ...] = ()

    def key_of(self, folded: str) -> str | None:
        """The known name that a folded text is, also where it names equipment by its price in other words."""
        if folded in self.items:
            return folded
        by_price = _PRICE.sub(_BY_PRICE, folded)
        return by_price if by_price in self.items else None

    def key_said(self, label: str, before: str) -> str | None:
        """The known name that the words before a count are, also behind a lead-in; `before`: the text in front of them."""
        # 单位 leads in a sentence (单位共有车辆) and starts a name (单位价值50万元以上…): the whole label first.
        known = self.key_of(label) or self.key_of(_LEAD_IN.sub("", label))
        if known is not None or _OPENS.search(before) is None:
            return known
        owned = _OWNER.match(label)
        if owned is None or _SUBORDINATE.search(owned["owner"]):
            return None
        is_body = owned["owner"].startswith("我") or owned["owner"].endswith(self.unit_suffixes)
        return self.key_of(owned["name"]) if is_body else None

    @cached_property
    def of_label(self) -> Remembered[str, tuple[str, str | None] | None]:
        """Label of a table → the known name that it is, and what it says the asset is counted in."""
        return Remembered(self._find_label)

    def _find_label(self, label: str) -> tuple[str, str | None] | None:
        folded = label_key(label)
        key = self.key_of(folded) or self.key_of(_MEASURE_BEHIND.sub("", folded))
        measure = _MEASURE_BEHIND.search(folded)
        return None if key is None else (key, measure.group(1) if measure else None)


def load_asset_terms(seeds_dir: Path) -> AssetTerms:
    """Read the names from seed asset_terms, the headings from column_headings."""
    folder = seeds_dir / "layouts"
    headings = _rows(folder / "column_headings.csv")
    return AssetTerms(
        {row["term_key"]: row["line_item"] for row in _rows(folder / "asset_terms.csv")},
        frozenset(row["heading_key"] for row in headings if row["role"] == "row_no"),
        tuple(fold(row["suffix_key"]) for row in _rows(folder / "unit_suffixes.csv")),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def read_assets(document: Document, terms: AssetTerms) -> list[AssetCount]:
    """Counts of assets, in reading order; the same asset is taken once, where it is said first, in text before tables."""
    found: list[AssetCount] = []
    seen: set[str] = set()
    # A name may be broken over two printed lines (执法执 / 勤用车0辆): paragraphs, not lines, are searched.
    for paragraph, above in paragraphs_with(document, _MEASURES):
        for words, count in _counted(paragraph.folded):
            label = paragraph.folded[slice(*words)]
            key, begun = terms.key_said(label, paragraph.folded[: words[0]]), ""
            if key is None and not words[0]:
                # On a page it is not seen that a line goes on which was broken before its end: 主要领导干部 / 用车0辆.
                begun = _BREAKS.split(fold(above))[-1]
                key = terms.key_said(begun + label, "")
            named = [] if key is None else [(key, words, begun)]
            if key is not None and (all_are := _ALL_ARE.match(paragraph.folded, count.end())):
                kind = terms.key_of(all_are["label"])
                named += [] if kind is None else [(kind, all_are.span("label"), "")]
            for name, named_by, before in named:
                if terms.items[name] in seen:
                    continue
                seen.add(terms.items[name])
                span = paragraph.locate(*count.span(1))
                found.append(
                    AssetCount(
                        asset_no=len(found) + 1,
                        label_text=before + paragraph.printed(*named_by),
                        label_key=name,
                        quantity_text=count[1],
                        unit_text=count[2],
                        source_page=span.page,
                        source_line=span.line,
                        block_no=span.block_no,
                        span_start=span.start,
                        span_end=span.end,
                    )
                )
    for block_no, table in document.tables:
        # A count needs something it is counted in, beside it or behind the name: tables without any are not gone through.
        if _MEASURES.search("".join([cell.text for cell in table.cells])):
            found += _in_table(block_no, table, terms, seen, len(found))
    return found


def _counted(folded: str) -> Iterator[tuple[tuple[int, int], re.Match[str]]]:
    """The counts of a text, each with the range of the words right before it."""
    begin = 0
    breaks = _BREAKS.finditer(folded)
    after = next(breaks, None)
    for count in _COUNT.finditer(folded):
        while after is not None and after.start() < count.start():
            begin = max(begin, after.end())
            after = next(breaks, None)
        if begin < count.start():
            yield (begin, count.start()), count
            begin = count.end()


def _in_table(block_no: int, table: Table, terms: AssetTerms, seen: set[str], before: int) -> list[AssetCount]:
    """（一）车辆数合计（辆） | 6, or 其中：车辆 | 辆 | 1 | 276000.00: the count follows the name and what it is counted in."""
    found: list[AssetCount] = []
    # （一）车辆数合计（辆） | 23 | 4: the number of the line stands between the name and the count.
    numbering = {cell.col for cell in table.cells if label_key(cell.text) in terms.row_numbers}
    # 1.机要通信用车 | 1 below （一）车辆数合计（辆）: the names of a column are counted in what the one above them says.
    counted_in: dict[int, str] = {}
    for row in table.rows:
        for label, *rest in _tails([cell for cell in row if cell.text and cell.col not in numbering]):
            named = terms.of_label[label.text]
            if named is None or terms.items[named[0]] in seen:
                continue
            key, measure = named
            if measure is not None:
                counted_in[label.col] = measure
            beside = [cell for cell in rest[:2] if not _MEASURE.fullmatch(fold(cell.text))]
            unit = measure or next((fold(c.text) for c in rest[:1] if c not in beside), None)
            count = _CELL_COUNT.fullmatch(fold(beside[0].text)) if beside else None
            unit = unit or (counted_in.get(label.col) if _VEHICLE.search(key) else None)
            if count is None or not (unit or count.group(2)):
                continue
            seen.add(terms.items[key])
            found.append(
                AssetCount(
                    asset_no=before + len(found) + 1,
                    label_text=bare_label(label.text),
                    label_key=key,
                    quantity_text=count.group(1),
                    unit_text=count.group(2) or unit or "",
                    source_page=beside[0].page,
                    source_line=beside[0].line,
                    block_no=block_no,
                    row=beside[0].row,
                    col=beside[0].col,
                )
            )
    return found


def _tails(cells: list[Cell]) -> Iterator[list[Cell]]:
    """Each cell but the last with those to its right."""
    return (cells[position:] for position in range(len(cells) - 1))
