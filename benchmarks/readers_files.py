"""A report of the corpus as file bytes in each format, as the programs that offices use write it.

docx comes from python-docx, xlsx from XlsxWriter, pdf from reportlab; txt, html and xls are put together here.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Callable, Iterator
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

import docx
import paperang_p2_fonts_cjk
import xlsxwriter
from docx.enum.text import WD_ALIGN_PARAGRAPH
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

from benchmarks.readers_corpus import Report, Rows, Statement, captions, note

_FONT = "WenQuanYi Micro Hei"
_FONT_FILE = Path(paperang_p2_fonts_cjk.__file__).parent / "fonts" / "wqy-microhei.ttc"
_AMOUNT = re.compile(r"-?[\d,]*\d\.\d{2}$")


class Spanned(NamedTuple):
    """A cell with its place and spans."""

    row: int
    col: int
    row_span: int
    col_span: int
    text: str


def spanned(rows: Rows) -> Iterator[Spanned]:
    """The cells of a grid, row by row; positions that another cell covers are left out."""
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text in {"<", "^"}:
                continue
            right, down = c + 1, r + 1
            while right < len(row) and row[right] == "<":
                right += 1
            while down < len(rows) and rows[down][c] == "^":
                down += 1
            yield Spanned(r, c, down - r, right - c, text)


def as_txt(report: Report) -> bytes:
    """As converters leave tables: a line per row, tabs, nothing where another cell reaches."""
    lines = [*report.title, ""]
    for statement in report.statements:
        rows = ["\t".join("" if text in {"<", "^"} else text for text in row) for row in statement.rows]
        lines += [*captions(report, statement), "", *rows, "", note(statement), ""]
    return "\n".join([*lines, *report.narrative]).encode()


def as_html(report: Report) -> bytes:
    """A page of a government site with what a word processor pasted into it."""
    parts = [f"<h1>{line}</h1>" for line in report.title]
    for statement in report.statements:
        parts += [f'<p style="text-align:center"><span>{line}</span></p>' for line in captions(report, statement)]
        parts.append('<table border="1" cellspacing="0" style="border-collapse:collapse">')
        at = -1
        for cell in spanned(statement.rows):
            if cell.row != at:
                parts.append("</tr><tr>" if at >= 0 else "<tr>")
                at = cell.row
            spans = f' rowspan="{cell.row_span}"' * (cell.row_span > 1) + f' colspan="{cell.col_span}"' * (
                cell.col_span > 1
            )
            style = 'style="border:solid windowtext 1.0pt;padding:0cm 5.4pt"'
            text = (
                f'<span style="font-family:宋体;font-size:10pt">{escape(cell.text)}</span>' if cell.text else "&nbsp;"
            )
            parts.append(f"<td{spans} {style}><p>{text}</p></td>\n")
        parts.append(f"</tr></table><p>{note(statement)}</p>")
    parts += [f'<p style="text-indent:2em"><span>{escape(line)}</span></p>\n' for line in report.narrative]
    menu = "<ul>" + "".join(f'<li><a href="/{i}">栏目{i}</a></li>' for i in range(12)) + "</ul>"
    head = '<meta charset="utf-8"><title>部门决算公开</title><style>p{margin:0}</style><script>var a = 1;</script>'
    body = f"<div class=nav>{menu}</div><div class=article>{''.join(parts)}</div>"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def as_docx(report: Report) -> bytes:
    """A Word document with real tables."""
    document = docx.Document()
    for line in report.title:
        document.add_heading(line, 0)
    for statement in report.statements:
        for line in captions(report, statement):
            document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
        table = document.add_table(len(statement.rows), len(statement.rows[0]), "Table Grid")
        width, cells = len(statement.rows[0]), table._cells  # the public way to a cell is quadratic
        for cell in spanned(statement.rows):
            first = cells[cell.row * width + cell.col]
            first.text = cell.text
            if cell.row_span * cell.col_span > 1:
                first.merge(cells[(cell.row + cell.row_span - 1) * width + cell.col + cell.col_span - 1])
        document.add_paragraph(note(statement))
    for line in report.narrative:
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def as_xlsx(report: Report) -> bytes:
    """A workbook with a sheet per statement, amounts as numbers with a format, and the narrative on the last sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        bordered = workbook.add_format({"border": 1})
        amount = workbook.add_format({"border": 1, "num_format": "#,##0.00"})
        for statement in report.statements:
            sheet = workbook.add_worksheet(f"Z{statement.number:02d} {statement.title[:20]}")
            width = len(statement.rows[0])
            sheet.merge_range(0, 0, 0, width - 1, statement.title)
            sheet.write_string(1, width - 1, f"公开{statement.number:02d}表")
            sheet.write_string(2, 0, f"部门：{report.unit}")
            sheet.write_string(2, width - 1, "单位：万元")
            for cell in spanned(statement.rows):
                row = cell.row + 3
                if cell.row_span * cell.col_span > 1:
                    last = row + cell.row_span - 1, cell.col + cell.col_span - 1
                    sheet.merge_range(row, cell.col, *last, cell.text, bordered)
                elif not cell.text:
                    sheet.write_blank(row, cell.col, None, bordered)
                elif _AMOUNT.match(cell.text):
                    sheet.write_number(row, cell.col, float(cell.text.replace(",", "")), amount)
                else:
                    sheet.write_string(row, cell.col, cell.text, bordered)
            sheet.write_string(3 + len(statement.rows), 0, note(statement))
        text = workbook.add_worksheet("情况说明")
        for row, line in enumerate((*report.title, *report.narrative)):
            text.write_string(row, 0, line)
    return buffer.getvalue()


def as_xls(report: Report) -> bytes:
    """The statements as a BIFF8 workbook in an OLE container."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    sheets: list[tuple[str, bytes]] = []
    for statement in report.statements:
        cells, merges = b"", []
        lines = [Spanned(row, 0, 1, 1, line) for row, line in enumerate(captions(report, statement))]
        table = [cell._replace(row=cell.row + 4) for cell in spanned(statement.rows)]
        below = Spanned(4 + len(statement.rows), 0, 1, 1, note(statement))
        for cell in [*lines, *table, below]:
            if _AMOUNT.match(cell.text):
                cells += record(0x0203, struct.pack("<HHHd", cell.row, cell.col, 0, float(cell.text.replace(",", ""))))
            elif cell.text:
                head = struct.pack("<HHHHB", cell.row, cell.col, 0, len(cell.text), 1)
                cells += record(0x0204, head + cell.text.encode("utf-16-le"))
            if cell.row_span * cell.col_span > 1:
                last = cell.row + cell.row_span - 1, cell.col + cell.col_span - 1
                merges.append(struct.pack("<4H", cell.row, last[0], cell.col, last[1]))
        size = struct.pack("<IIHHH", 0, below.row + 1, 0, len(statement.rows[0]), 0)
        start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + record(0x0200, size)
        merged = record(0x00E5, struct.pack("<H", len(merges)) + b"".join(merges))
        sheets.append((f"Z{statement.number:02d}", start + cells + merged + record(0x000A, b"")))
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    names = [struct.pack("<BBBB", 0, 0, len(name), 1) + name.encode("utf-16-le") for name, _ in sheets]
    at = len(begin) + sum(8 + len(name) for name in names) + 4
    book = begin
    for name, (_, part) in zip(names, sheets, strict=True):
        book += record(0x0085, struct.pack("<I", at) + name)
        at += len(part)
    return _ole(book + record(0x000A, b"") + b"".join(part for _, part in sheets))


def _ole(stream: bytes) -> bytes:
    """An OLE container whose only stream is a workbook: header, allocation table, directory, stream."""
    free, end, table_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    sectors = -(-max(len(stream), 4096) // 512)
    tables = -(-(sectors + 2) // 126)
    first = tables + 1
    chain = [table_mark] * tables + [end] + [*range(first + 1, first + sectors), end]
    chain += [free] * (tables * 128 - len(chain))

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        name = title.encode("utf-16-le") + b"\x00\x00"
        return struct.pack("<64sHBBIII36xIQ", name, len(name), kind, 1, free, free, child, start, size)

    directory = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, first, sectors * 512)
    version = struct.pack("<8s16xHHHHH6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 62, 3, 0xFFFE, 9, 6)
    header = version + struct.pack("<9I", 0, tables, tables, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", *range(tables), *[free] * (109 - tables))
    allocation = struct.pack(f"<{tables * 128}I", *chain)
    return header + allocation + directory.ljust(512, b"\x00") + stream.ljust(sectors * 512, b"\x00")


def as_pdf(report: Report) -> bytes:
    """Ruled tables and justified text on A4, in a font of which the file holds the glyphs it needs, as published files do."""
    _register_font()
    plain = ParagraphStyle("plain", fontName=_FONT, fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
    title = ParagraphStyle("title", plain, fontSize=16, leading=24, firstLineIndent=0, alignment=1)
    story: list[object] = [Paragraph(line, title) for line in report.title]
    for statement in report.statements:
        story.append(PageBreak())
        story += [Paragraph(line, title if i == 0 else plain) for i, line in enumerate(captions(report, statement))]
        story.append(_pdf_table(statement))
        story.append(Paragraph(note(statement), plain))
    story.append(PageBreak())
    story += [Paragraph(escape(line), plain) for line in report.narrative]
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=landscape(A4), leftMargin=40, rightMargin=40).build(story)
    return buffer.getvalue()


@cache
def _register_font() -> None:
    """reportlab embeds TrueType outlines only, which Noto and Source Han do not have."""
    pdfmetrics.registerFont(TTFont(_FONT, str(_FONT_FILE)))


def _pdf_table(statement: Statement) -> Table:
    width = len(statement.rows[0])
    narrow = ParagraphStyle("cell", fontName=_FONT, fontSize=9, leading=11, wordWrap="CJK")
    data: list[list[object]] = [[""] * width for _ in statement.rows]
    style: list[tuple[object, ...]] = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
    for cell in spanned(statement.rows):
        data[cell.row][cell.col] = Paragraph(escape(cell.text), narrow) if cell.text else ""
        if cell.row_span * cell.col_span > 1:
            last = cell.col + cell.col_span - 1, cell.row + cell.row_span - 1
            style.append(("SPAN", (cell.col, cell.row), last))
    return Table(data, colWidths=[760 / width] * width, style=style)


WRITERS: dict[str, Callable[[Report], bytes]] = {
    "pdf": as_pdf,
    "txt": as_txt,
    "html": as_html,
    "docx": as_docx,
    "xlsx": as_xlsx,
    "xls": as_xls,
}
