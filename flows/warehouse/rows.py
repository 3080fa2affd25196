"""What was recognised in a document → rows of the raw tables: keys of file and report, a place for every value.

`cell_key` names a table cell by its position and a figure in running text by its span; report_cell holds both, so a key
of a mart row always leads to printed text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from flows.readers.document import Block, Cell, Document, Table, TextBlock
from flows.statements.accounting import NumberUse
from flows.statements.assets import AssetCount
from flows.statements.claims import Claim, Operand
from flows.statements.lines import EvaluationLine, IndicatorLine, Place, StatementLine, Unrecognised
from flows.statements.narrative import Narrative, StaffLine, TextFigure
from flows.statements.narrative import Unrecognised as UnrecognisedText
from flows.statements.recognition import Recognition
from flows.warehouse.fragments import Rows

_RESULT_TABLES = ("statement_line", "indicator_line", "evaluation_line", "text_figure", "staff_line", "asset_line")


def make_key(*parts: object) -> str:
    """A stable key: hash of its parts."""
    return hashlib.md5(
        "\x1f".join("" if p is None else str(p) for p in parts).encode(), usedforsecurity=False
    ).hexdigest()


class Found(NamedTuple):
    """What was found in a document, or in the part of it that is one unit's report."""

    recognition: Recognition
    narrative: Narrative
    claims: tuple[Claim, ...]
    assets: list[AssetCount]


def document_rows(document: Document, reports: Sequence[Found], sha256: str) -> Rows:
    """The rows of all raw tables that belong to a document, but for its own (raw.document) and its file's.

    There is a row of raw.report for each of its reports in which something was recognised.
    """
    rows: Rows = {}
    spans: dict[str, dict[str, Any]] = {}
    for part_no, found in enumerate(reports, start=1):
        part = _ReportRows(document, found, sha256, part_no, spans)
        for table, of_part in part.build().items():
            rows.setdefault(table, []).extend(of_part)
    rows["report_block"] = _blocks(document, reports, sha256)
    rows["report_cell"] = [*_cells(document, sha256), *spans.values()]
    return rows


class _ReportRows:
    """Builds the rows of one report; notes the spans of text that figures were taken from."""

    def __init__(
        self, document: Document, found: Found, sha256: str, part_no: int, spans: dict[str, dict[str, Any]]
    ) -> None:
        self._document = document
        self._recognition, self._narrative, self._claims, self._assets = found
        self._sha256 = sha256
        self._part_no = part_no
        self._report_key = make_key(sha256, part_no)
        self._spans = spans

    def build(self) -> Rows:
        recognition, narrative = self._recognition, self._narrative
        rows: Rows = {
            "statement_line": [self._line(x, "line_key") for x in recognition.lines],
            "indicator_line": [self._line(x, "line_key") for x in recognition.indicators],
            "evaluation_line": self._evaluations(),
            "text_figure": [self._said(x, "figure_key", x.figure_no) for x in narrative.figures],
            "staff_line": self._staff(),
            "asset_line": self._asset_lines(),
            "unrecognised": [self._line(x) for x in recognition.unrecognised]
            + [self._said(x) for x in narrative.unrecognised],
            "number_use": [self._number_use(x) for x in recognition.number_uses],
        }
        if any(rows[table] for table in _RESULT_TABLES):
            rows["report"] = [self._report()]
            rows["claim"] = [self._claim(claim, number) for number, claim in enumerate(self._claims, start=1)]
        else:
            for row in (*rows["unrecognised"], *rows["number_use"]):
                row["report_key"] = None
        return rows

    # -- keys and places ------------------------------------------------------------------------------------------

    def _base(self) -> dict[str, Any]:
        return {"report_key": self._report_key, "file_sha256": self._sha256}

    def _cell_key(self, place: Place) -> str | None:
        return _cell_key(self._sha256, place)

    def _line(
        self, line: StatementLine | IndicatorLine | EvaluationLine | Unrecognised, key: str | None = None
    ) -> dict[str, Any]:
        """The row of a recognised line: its fields, its place as columns, and its own key."""
        values = _fields_of(line)
        place: Place = values.pop("place")
        row = {
            **self._base(),
            **values,
            "source_page": place.page,
            "source_line": place.line,
            "cell_key": self._cell_key(place),
        }
        if key is not None:
            row[key] = make_key(
                self._report_key, values["statement"], place.block_no, place.row, place.col, values["line_no"]
            )
        return row

    def _said(
        self, found: TextFigure | StaffLine | UnrecognisedText, key: str | None = None, ordinal: int = 0
    ) -> dict[str, Any]:
        """The row of something said in running text; its span becomes a row of report_cell."""
        values = _fields_of(found)
        block_no, start, end = values.pop("block_no"), values.pop("span_start"), values.pop("span_end")
        span_key = self._span(block_no, start, end)
        row = {**self._base(), **values, "cell_key": span_key}
        if key is not None:
            row[key] = make_key(self._report_key, key, ordinal)
        return row

    def _span(self, block_no: int, start: int, end: int) -> str:
        """Note a span of text as a cell of its own. Returns its cell_key."""
        block = self._document.blocks[block_no]
        span_key = make_key(self._sha256, block_no, "span", start, end)
        self._spans[span_key] = {
            "cell_key": span_key,
            "file_sha256": self._sha256,
            "block_no": block_no,
            "span_start": start,
            "span_end": end,
            "source_page": block.page,
            "source_line": block.line,
            "text": block.text[start:end] if isinstance(block, TextBlock) else "",
            **_printed_at(block),
        }
        return span_key

    def _number_use(self, number: NumberUse) -> dict[str, Any]:
        line = number.line_place
        return {
            **self._base(),
            "statement": number.statement,
            "use": number.use,
            "line_cell_key": None if line is None else self._cell_key(line),
            "cell_key": self._cell_key(number.place),
        }

    # -- tables that are more than a list of lines ----------------------------------------------------------------

    def _evaluations(self) -> list[dict[str, Any]]:
        counts: dict[tuple[str, str | None], int] = {}
        rows = []
        for line in self._recognition.evaluations:
            name = (line.statement, line.project_name)
            counts[name] = counts.get(name, 0) + 1
            key = make_key(self._report_key, *name, counts[name])
            rows.append({**self._line(line), "evaluation_key": key, "cell_key": self._evidence(line.place)})
        return rows

    def _staff(self) -> list[dict[str, Any]]:
        """Headcounts of text and of tables. Where none is named, the organisation is the reporting unit."""
        rows = [self._said(x, "staff_key", x.staff_no) for x in self._narrative.staff]
        for number, count in enumerate(self._recognition.staff, start=len(rows) + 1):
            rows.append(
                {
                    **self._base(),
                    "staff_key": make_key(self._report_key, "staff_key", number),
                    "staff_no": number,
                    "organisation": count.organisation,
                    "category_key": count.category_key,
                    "headcount_text": count.headcount_text,
                    "control_rate_text": count.control_rate_text,
                    "year_text": count.year_text,
                    "source_page": count.place.page,
                    "source_line": count.place.line,
                    "cell_key": self._cell_key(count.place),
                }
            )
        for row in rows:
            row["organisation"] = row["organisation"] or self._recognition.identity.unit_name
        return rows

    def _claim(self, claim: Claim, number: int) -> dict[str, Any]:
        """A claim with its operands as columns; a figure of money has the same cell here as in text_figure."""
        place = claim.place
        row = {
            **self._base(),
            "claim_key": make_key(self._report_key, "claim", number),
            "claim_no": number,
            "claim_type": claim.claim_type,
            "subject_text": claim.subject,
            "relation": claim.relation,
            "percent_relation": claim.percent_relation,
            "basis_text": claim.basis,
            "percent_text": claim.percent,
            "item_texts": [item.text for item in claim.items],
            "item_values": [item.value.text if item.value else None for item in claim.items],
            "item_units": [item.value.unit if item.value else None for item in claim.items],
            "item_cell_keys": [self._operand_key(item.value) for item in claim.items],
            "is_complete": claim.is_complete,
            "doubt": claim.doubt,
            "sentence": claim.sentence,
            "source_page": place.page,
            "source_line": place.line,
            "cell_key": self._span(place.block_no, place.start, place.end),
            "value_cell_key": self._operand_key(claim.value),
            "base_cell_key": self._operand_key(claim.base),
        }
        for name, operand in (("value", claim.value), ("change", claim.change), ("base", claim.base)):
            row[f"{name}_text"] = operand.text if operand else None
            row[f"{name}_unit"] = operand.unit if operand else None
        return row

    def _operand_key(self, operand: Operand | None) -> str | None:
        if operand is None:
            return None
        return self._span(operand.span.block_no, operand.span.start, operand.span.end)

    def _asset_lines(self) -> list[dict[str, Any]]:
        rows = []
        for count in self._assets:
            values = _fields_of(count)
            place = Place(values.pop("block_no"), values.pop("row"), values.pop("col"))
            span = values.pop("span_start"), values.pop("span_end")
            cell_key = self._span(place.block_no, *span) if place.row is None else self._cell_key(place)
            asset_key = make_key(self._report_key, "asset_key", count.asset_no)
            rows.append({**self._base(), **values, "cell_key": cell_key, "asset_key": asset_key})
        return rows

    def _report(self) -> dict[str, Any]:
        identity = self._recognition.identity
        return {
            **self._base(),
            "part_no": self._part_no,
            "title": identity.title,
            "unit_name": identity.unit_name,
            "unit_evidence": self._evidence(identity.unit_place),
            "year_text": identity.year_text,
            "report_type": identity.report_type,
            "money_unit_text": identity.money_unit_text,
        }

    def _evidence(self, place: Place | None) -> str | None:
        """cell_key of where something stands: its table cell, or its line of text."""
        if place is None:
            return None
        block = self._document.blocks[place.block_no]
        return self._span(place.block_no, 0, len(block.text)) if isinstance(block, TextBlock) else self._cell_key(place)


def _cell_key(sha256: str, place: Place) -> str | None:
    return None if place.row is None else make_key(sha256, place.block_no, place.row, place.col)


def _blocks(document: Document, reports: Sequence[Found], sha256: str) -> list[dict[str, Any]]:
    uses: dict[int, str] = {}
    for recognition, narrative, _claims, assets in reports:
        said = [x.block_no for x in narrative.figures] + [x.block_no for x in narrative.staff]
        uses |= dict.fromkeys(said + [x.block_no for x in assets], "narrative")
        uses |= dict.fromkeys(recognition.caption_blocks, "caption")
        uses |= dict.fromkeys(recognition.statement_blocks, "statement")
    return [
        {
            "file_sha256": sha256,
            "block_no": no,
            "kind": "table" if isinstance(block, Table) else "text",
            "use": uses.get(no, "unused"),
            "source_page": block.page,
            "source_line": block.line,
            "text": None if isinstance(block, Table) else block.text,
            **_printed_at(block),
        }
        for no, block in enumerate(document.blocks)
    ]


def _cells(document: Document, sha256: str) -> list[dict[str, Any]]:
    return [_cell(cell, no, sha256) for no, table in document.tables for cell in table.cells]


def _cell(cell: Cell, block_no: int, sha256: str) -> dict[str, Any]:
    return {
        "cell_key": _cell_key(sha256, Place(block_no, cell.row, cell.col)),
        "file_sha256": sha256,
        "block_no": block_no,
        "row_no": cell.row,
        "col_no": cell.col,
        "row_span": cell.row_span,
        "col_span": cell.col_span,
        "source_page": cell.page,
        "source_line": cell.line,
        "text": cell.text,
        **_printed_at(cell),
    }


def _fields_of(
    line: StatementLine
    | IndicatorLine
    | EvaluationLine
    | Unrecognised
    | TextFigure
    | StaffLine
    | AssetCount
    | UnrecognisedText,
) -> dict[str, Any]:
    """Field → value; `dataclasses.asdict` would copy each value of each line."""
    if isinstance(line, StatementLine | TextFigure):
        return line._asdict()
    return {name: getattr(line, name) for name in line.__slots__}


def _printed_at(what: Cell | Block) -> dict[str, Any]:
    """Box and confidence as columns; nothing for formats without pages and for whole tables."""
    if isinstance(what, Table) or (what.box is None and what.confidence is None):
        return {}
    left, top, right, bottom = what.box or (None,) * 4
    return {"box_left": left, "box_top": top, "box_right": right, "box_bottom": bottom, "confidence": what.confidence}
