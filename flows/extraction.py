"""One report file → the rows of the raw tables. Pure but for reading the file; runs in a worker process.

A bad file never raises: its outcome row says what is wrong and what to do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flows import fingerprint
from flows.landing import LandedFile, UnreadableError, read_bytes
from flows.printable import printable
from flows.readers.converted import Conversion
from flows.readers.document import Block, Box, Cell, Document, Table, TextBlock
from flows.readers.errors import ReadError
from flows.readers.formats import detect, misnamed, read_document
from flows.readers.masking import mask
from flows.settings import ReaderLimits
from flows.statements.assets import AssetTerms, load_asset_terms, read_assets
from flows.statements.claims import ClaimTerms, load_claim_terms, read_claims
from flows.statements.identity import Identity, read_identity
from flows.statements.known_texts import Known, load_known
from flows.statements.layout import Layout
from flows.statements.layout_seeds import load_layout
from flows.statements.lines import Unrecognised
from flows.statements.misread import mended
from flows.statements.narrative import Vocabulary, load_vocabulary, read_narrative
from flows.statements.parts import split_by_unit
from flows.statements.recognise import recognise
from flows.warehouse.fragments import Rows
from flows.warehouse.rows import Found, document_rows

# No reader has this version: the next run reads the file again, since what went wrong may have been for once.
TRY_AGAIN = ""
_LONGEST_REASON = 500


@dataclass(frozen=True)
class Knowledge:
    """All reference data that recognition uses. `version` changes with the recognising code and with any seed."""

    layout: Layout
    vocabulary: Vocabulary
    claim_terms: ClaimTerms
    asset_terms: AssetTerms
    known: Known
    version: str


@dataclass(frozen=True, slots=True)
class ReadContext:
    """What is the same for all files of a batch."""

    run_id: str
    landing: Path
    now: datetime
    limits: ReaderLimits


def load_knowledge(seeds_dir: Path) -> Knowledge:
    """Read the reference data from the seeds."""
    version = f"{fingerprint.of_package('statements')}-{fingerprint.of_files(seeds_dir, '**/*.csv')}"
    vocabulary = load_vocabulary(seeds_dir)
    return Knowledge(
        load_layout(seeds_dir),
        vocabulary,
        load_claim_terms(seeds_dir, vocabulary),
        load_asset_terms(seeds_dir),
        load_known(seeds_dir),
        version,
    )


def reader_version(outcome: str = "read", limits: ReaderLimits | None = None) -> str:
    """Changes with the code of the readers: files read by another version are read again.

    Of rejected files also with the limits: what was too large yesterday is read once the limit is raised.
    """
    code = fingerprint.of_package("readers")
    return f"{code}-{fingerprint.of_text(limits.model_dump_json())}" if outcome == "rejected" and limits else code


def read_file(
    file: LandedFile, knowledge: Knowledge, context: ReadContext, conversion: Conversion | None = None
) -> Rows:
    """All raw rows of one file, its outcome among them. `conversion`: see readers/converted."""
    if file.error is not None or file.sha256 is None:
        return {"landing_file": [landing_row(file, context, "rejected", file.error or "文件无法读取")]}
    source_format = None
    try:
        data = read_bytes(context.landing / file.place, context.landing, context.limits.file_bytes)
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise UnreadableError("读取期间文件内容发生变化；下次运行会重新读取")
        source_format = detect(data) if data else None
        document = read_document(data, context.limits, conversion)
    except ReadError as error:
        return {"landing_file": [landing_row(file, context, error.outcome, mask(str(error)), source_format)]}
    except UnreadableError as error:
        return {"landing_file": [{**landing_row(file, context, "rejected", str(error)), "reader_version": TRY_AGAIN}]}
    rows = recognised_rows(document, file.sha256, knowledge)
    notes = "；".join(document.notes) or None
    rows["landing_file"] = [read_row(file, context, document.source_format, has_report="report" in rows, notes=notes)]
    rows["document"] = [_document_row(file, document, knowledge, context)]
    return rows


def recognised_rows(document: Document, sha256: str, knowledge: Knowledge) -> Rows:
    """Recognise a document and give the rows of everything that belongs to it."""
    found, misread = found_in(document, knowledge)
    found[0].recognition.unrecognised.extend(misread)
    # The raw layer keeps what was printed: the document as it was read.
    return document_rows(document, found, sha256)


def found_in(document: Document, knowledge: Knowledge) -> tuple[list[Found], list[Unrecognised]]:
    """What is in the reports of a document, and what was misread in its images."""
    read, misread = mended(document, knowledge.known)
    parts = split_by_unit(read, knowledge.layout)
    whole = read_identity(read, knowledge.layout) if len(parts) > 1 else None
    return [_found_in(part, knowledge, whole) for part in parts], misread


def _found_in(part: Document, knowledge: Knowledge, whole: Identity | None) -> Found:
    recognition = recognise(part, knowledge.layout, whole)
    narrative = read_narrative(
        part,
        knowledge.vocabulary,
        used_blocks=frozenset(recognition.caption_blocks),
        unit_name=recognition.identity.unit_name,
    )
    claims = read_claims(narrative.passages, knowledge.vocabulary, knowledge.claim_terms)
    return Found(recognition, narrative, claims, read_assets(part, knowledge.asset_terms))


def stored_document(source_format: str, encoding: str | None, blocks: Iterable[Any], cells: Iterable[Any]) -> Document:
    """The Document again from its rows of raw.report_block and raw.report_cell (table cells only), both ordered.

    `blocks`: (block_no, kind, text, *place); `cells`: (block_no, row_no, col_no, row_span, col_span, text, *place), where
    place is (source_page, source_line, box_left, box_top, box_right, box_bottom, confidence).
    """
    by_block: dict[int, list[Cell]] = {}
    for block_no, row, col, row_span, col_span, text, *place in cells:
        by_block.setdefault(block_no, []).append(Cell(row, col, text, row_span, col_span, *_place(*place)))
    built: list[Block] = []
    for no, kind, text, page, line, *printed in blocks:
        if kind == "table":
            built.append(Table(tuple(by_block.get(no, ())), line, page))
        else:
            built.append(TextBlock(text, *_place(page, line, *printed)))
    return Document(source_format, tuple(built), encoding)


def _place(
    page: int | None, line: int | None, left: float | None, top: float, right: float, bottom: float, sure: float | None
) -> tuple[int | None, int | None, Box | None, float | None]:
    """The last fields of a cell or block: line, page, box, confidence."""
    return line, page, None if left is None else (left, top, right, bottom), sure


def landing_row(
    file: LandedFile, context: ReadContext, outcome: str, reason: str | None = None, source_format: str | None = None
) -> dict[str, Any]:
    """The row of raw.landing_file that says what became of a file; its reason also says when the name lies about the content."""
    reasons = (misnamed(file.name, source_format) if source_format is not None else None, reason)
    return {
        "file_path": file.path,
        "file_name": file.name,
        "file_sha256": file.sha256,
        "source_format": source_format,
        "size_bytes": file.size,
        "outcome": outcome,
        "reason": _shortened(printable("；".join(filter(None, reasons)))) or None,
        **asdict(file.origin),
        "landed_at": file.landed_at,
        "reader_version": reader_version(outcome, context.limits),
        "run_id": context.run_id,
    }


def _shortened(reason: str) -> str:
    """A reason may quote the file: names of sheets and parts, and there may be thousands of pages to tell of."""
    return reason if len(reason) <= _LONGEST_REASON else f"{reason[: _LONGEST_REASON - 1]}…"


def read_row(
    file: LandedFile, context: ReadContext, source_format: str, *, has_report: bool, notes: str | None
) -> dict[str, Any]:
    """The outcome row of a file whose content was read, now or before. `notes` say what in it was not (hidden sheets)."""
    if has_report:
        return landing_row(file, context, "read", notes, source_format)
    reason = "没有识别出任何报表、指标或数字"
    return landing_row(file, context, "read_empty", f"{reason}；{notes}" if notes else reason, source_format)


def _document_row(file: LandedFile, document: Document, knowledge: Knowledge, context: ReadContext) -> dict[str, Any]:
    return {
        "file_sha256": file.sha256,
        "file_name": file.name,
        "file_path": file.path,
        **asdict(file.origin),
        "landed_at": file.landed_at,
        "source_format": document.source_format,
        "encoding": document.encoding,
        "reader_version": reader_version(),
        "recogniser_version": knowledge.version,
        "block_count": len(document.blocks),
        "table_count": len(document.tables),
        "cell_count": sum(len(table.cells) for _, table in document.tables),
        "notes": "；".join(document.notes) or None,
        "lacks": document.lacks,
        "read_at": context.now,
        "recognised_at": context.now,
    }
