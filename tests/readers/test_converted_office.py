"""What LibreOffice makes of real .doc, .rtf and .ods files; they are made by it from .docx and .xlsx. Skipped where it is not
installed.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import office_samples as samples
import pytest
from lxml import etree
from office_samples import docx, p, texts
from ole_samples import ole
from openpyxl import Workbook

from flows.extraction import ReadContext, load_knowledge
from flows.landing import LandedFile, Origin
from flows.readers import docx as docx_reader
from flows.readers.converted import Conversion
from flows.readers.converted.batch import conversions
from flows.readers.document import Document, Table
from flows.readers.errors import ReadError
from flows.readers.formats import read_document
from flows.readers.tools import office_command
from flows.reading import read_batch
from flows.settings import PROJECT_DIR, ReaderLimits

LIMITS = ReaderLimits()
W = f"{{{samples.W_NS}}}"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def field(instruction: str, result: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    return (
        f"{mark('begin')}<w:r><w:instrText>{instruction}</w:instrText></w:r>{mark('separate')}"
        f"<w:r><w:t>{result}</w:t></w:r>{mark('end')}"
    )


def cell(content: str) -> str:
    return f"<w:tc><w:tcPr/>{content}</w:tc>"


_CHANGED = 'w:id="1" w:author="a" w:date="2020-01-01T00:00:00Z"'
_LINES = "<w:p><w:r><w:t>上行</w:t><w:br/><w:t>下行</w:t></w:r></w:p>"
_INNER = samples.docx_table("数量|质量\n3|4")
# What Word has and statements alone do not show: a table in a cell, changes, soft line breaks, a text box, fields.
HARD = (
    p("前文")
    + samples.docx_table("项目|<|本年收入\n编码|名称|^\n合计|<|1.00\n201|x|2")
    + p("间")
    + "<w:tbl><w:tblPr/><w:tblGrid/>"
    + f"<w:tr>{cell(p('指标'))}{cell(p('见内表') + _INNER + p('完'))}</w:tr><w:tr>{cell(p('a'))}{cell(p('b'))}</w:tr></w:tbl>"
    + f"<w:p><w:r><w:t>支出</w:t></w:r><w:del {_CHANGED}><w:r><w:delText>100</w:delText></w:r></w:del>"
    + f"<w:ins {_CHANGED}><w:r><w:t>200</w:t></w:r></w:ins><w:r><w:t>万元</w:t></w:r></w:p>"
    + _LINES
    + f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cell(_LINES)}{cell(p('二'))}</w:tr><w:tr>{cell(p('1') + p('2'))}{cell(p(''))}</w:tr></w:tbl>"
    + f"<w:p>{field('NUMPAGES', '1')}<w:r><w:t>页</w:t></w:r></w:p>"
)
BOX = (
    "<w:p><w:r><w:t>锚</w:t></w:r><w:r><w:pict>"
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" type="#_x0000_t202" style="position:absolute;width:200pt;height:50pt">'
    f"<v:textbox><w:txbxContent>{p('框内文字')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
)
RTF_FIELDS = (
    "{\\rtf1\\ansi\\trowd\\cellx2000\\cellx4000\\pard\\intbl a\\cell 1.50\\cell\\row\\trowd\\cellx2000\\cellx4000\\pard\\intbl "
    "b\\cell {\\field{\\*\\fldinst =SUM(ABOVE)}{\\fldrslt 9.99}}\\cell\\row\\pard "
    '{\\field{\\*\\fldinst DATE \\\\@ "yyyy"}{\\fldrslt 1999}} {\\field{\\*\\fldinst INCLUDETEXT "/etc/hostname"}{\\fldrslt kept}} '
    "{\\field{\\*\\fldinst SYMBOL 168 \\\\f Wingdings}{\\fldrslt}}\\par}"
)


def word_made(data: bytes) -> bytes:
    """A .docx as Word writes it: parts have types, tables and cells have widths."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(parts["word/document.xml"])
    for table in root.iter(W + "tbl"):
        width = 0
        for row in table.findall(W + "tr"):
            covered = 0
            for properties in row.findall(f"{W}tc/{W}tcPr"):
                given = properties.find(W + "gridSpan")
                span = 1 if given is None else int(given.get(W + "val"))
                properties.insert(0, etree.Element(W + "tcW", {W + "w": str(700 * span), W + "type": "dxa"}))
                covered += span
            width = max(width, covered)
        table.find(W + "tblGrid").extend(etree.Element(W + "gridCol", {W + "w": "700"}) for _ in range(width))
    parts |= {"[Content_Types].xml": _TYPES.encode(), "word/document.xml": etree.tostring(root)}
    return samples.zipped(parts)


def workbook() -> Workbook:
    """A workbook with a merged title, a number format and a hidden sheet."""
    book = Workbook()
    shown = book.active
    shown.title = "收入"
    for row in (["收入决算表", None], ["科目", "金额"], ["教育支出", 1234.5]):
        shown.append(row)
    shown.merge_cells("A1:B1")
    shown["B3"].number_format = "#,##0.00"
    book.create_sheet("底稿").sheet_state = "hidden"
    return book


SOURCES = {"nine": word_made(samples.as_docx()), "hard": word_made(docx(HARD)), "box": word_made(docx(BOX))}


@pytest.fixture(scope="module")
def landing(tmp_path_factory) -> Path:
    """A folder with .doc and .rtf made of the samples, a damaged .doc and an .rtf with fields, all with names to trip over."""
    command = office_command()
    if command is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("landing")
    for name, data in SOURCES.items():
        (folder / f"{name}.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(tmp_path_factory.mktemp('profile') / 'p').as_uri()}"
    for kind in ("doc", "rtf"):
        sources = [str(folder / f"{name}.docx") for name in SOURCES]
        call = [command, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), *sources]
        subprocess.run(call, check=True, capture_output=True, timeout=120)
    workbook().save(folder / "sheets.xlsx")
    call = [command, profile, "--headless", "--convert-to", "ods", "--outdir", str(folder), str(folder / "sheets.xlsx")]
    subprocess.run(call, check=True, capture_output=True, timeout=120)
    (folder / "fields.rtf").write_text(RTF_FIELDS)
    (folder / "dam'aged\n.doc").write_bytes(ole("WordDocument", b"\xec\xa5\xc1\x00".ljust(9_000, b"\x00")))
    return folder


@pytest.fixture(scope="module")
def made(landing) -> Iterator[dict[str, Conversion]]:
    files = [(hashlib.sha256(path.read_bytes()).hexdigest(), path) for path in sorted(landing.iterdir())]
    with conversions(files, LIMITS) as found:
        yield found


def read(path: Path, made: dict[str, Conversion]) -> Document:
    data = path.read_bytes()
    return read_document(data, LIMITS, made.get(hashlib.sha256(data).hexdigest()))


@pytest.mark.parametrize("name", ["nine", "hard"])
@pytest.mark.parametrize("kind", ["doc", "rtf"])
def test_text_tables_and_merged_cells_are_those_of_the_docx(landing, made, name, kind):
    document = read(landing / f"{name}.{kind}", made)
    assert document.source_format == kind
    assert document.blocks == docx_reader.read(SOURCES[name], LIMITS).blocks


def test_a_workbook_is_read_as_the_xlsx_that_is_made_of_it(landing, made):
    document = read(landing / "sheets.ods", made)
    assert (document.source_format, texts(document)) == ("ods", ["收入决算表"])
    assert samples.grid(document.tables[0][1]) == [["科目", "金额"], ["教育支出", "1,234.50"]]
    assert document.notes == ("第 2 张工作表“底稿”是隐藏的，未读取",)


def test_a_text_box_of_an_old_document_is_read(landing, made):
    assert texts(read(landing / "box.doc", made)) == ["锚", "框内文字"]


def test_fields_show_what_was_printed_and_nothing_is_computed_or_fetched(landing, made):
    table, line = read(landing / "fields.rtf", made).blocks
    assert isinstance(table, Table)
    assert samples.grid(table) == [["a", "1.50"], ["b", "9.99"]]
    assert line.text == "1999 kept □"


def test_a_damaged_document_among_good_ones_is_refused(landing, made):
    with pytest.raises(ReadError, match="LibreOffice 打不开"):
        read(landing / "dam'aged\n.doc", made)


def test_only_what_needs_it_is_converted(made):
    assert len(made) == 2 * len(SOURCES) + 3


def test_a_batch_reads_old_documents_by_way_of_their_conversion(landing):
    data = (landing / "nine.doc").read_bytes()
    now = datetime.now(UTC).replace(tzinfo=None)
    file = LandedFile("nine.doc", "nine.doc", len(data), hashlib.sha256(data).hexdigest(), None, Origin(), now)
    knowledge = load_knowledge(PROJECT_DIR / "dbt_project" / "seeds")
    rows = read_batch([file], ReadContext("r", landing, now, LIMITS), knowledge, 1)
    (outcome,) = rows["landing_file"]
    assert (outcome["outcome"], outcome["source_format"]) == ("read", "doc")
    assert rows["document"][0]["table_count"] == len(samples.TABLES)
