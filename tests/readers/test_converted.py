"""Formats that are read converted: which files they are, and what a failing LibreOffice costs (with a stand-in for it)."""

from __future__ import annotations

import hashlib
import os
import pickle
import struct
import tempfile
from pathlib import Path

import pytest
from office_samples import docx, docx_table, grid, p, texts, zipped
from ole_samples import ole

from flows.readers import docx as docx_reader
from flows.readers.converted.batch import conversions
from flows.readers.document import Document
from flows.readers.errors import ReadError
from flows.readers.formats import detect, read_document
from flows.settings import ReaderLimits

LIMITS = ReaderLimits(seconds=1)
STAND_IN = """#!/bin/sh
echo $$ >> {log}
while [ "$1" != --outdir ]; do shift; done
out=$2; shift 2
for file; do
  case $(head -c 50 "$file") in
    *hangs*) sleep 60 ;;
    *crashes*) kill -9 $$ ;;
    *refused*) ;;
    *) name=$(basename "$file"); cp {made} "$out/${{name%.*}}.docx" ;;
  esac
done
"""


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """A LibreOffice that makes the same .docx of every file, but for files that say otherwise. Gives its log of calls."""
    (tmp_path / "made.docx").write_bytes(docx(p("正文")))
    command = tmp_path / "soffice"
    command.write_text(STAND_IN.format(log=tmp_path / "calls", made=tmp_path / "made.docx"))
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    return tmp_path / "calls"


def read_all(folder: Path, *contents: str, names: tuple[str, ...] = ()) -> list[Document | ReadError]:
    """What becomes of .rtf files with these contents in one batch."""
    files = []
    for no, content in enumerate(contents):
        data = f"{{\\rtf1 {content}{no}\\par}}".encode()
        path = folder / (names[no] if names else f"{no}.doc")
        path.write_bytes(data)
        files.append((hashlib.sha256(data).hexdigest(), path))
    outcomes: list[Document | ReadError] = []
    with conversions(files, LIMITS) as made:
        for sha256, path in files:
            try:
                outcomes.append(read_document(path.read_bytes(), LIMITS, made.get(sha256)))
            except ReadError as error:
                outcomes.append(error)
    return outcomes


def living(group: int) -> list[str]:
    """The processes of a group that have not ended."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, number = path.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(number) == group and state != "Z":
            found.append(path.parent.name)
    return found


def test_one_call_converts_a_batch_and_the_format_stays_the_published_one(stand_in, tmp_path):
    documents = read_all(tmp_path, "a", "b", "c")
    assert [(d.source_format, texts(d)) for d in documents] == [("rtf", ["正文"])] * 3
    assert len(stand_in.read_text().split()) == 1


def test_names_are_never_seen_by_the_program(stand_in, tmp_path):
    names = ("-o \"x\" 'y'.rtf", "a\nb.doc", "$(touch z).doc")
    assert [texts(d) for d in read_all(tmp_path, "a", "b", "c", names=names)] == [["正文"]] * 3


def test_a_file_that_is_refused_costs_only_itself(stand_in, tmp_path):
    good, bad, last = read_all(tmp_path, "a", "refused", "b")
    assert (texts(good), texts(last)) == (["正文"], ["正文"])
    assert (bad.outcome, "打不开" in str(bad)) == ("rejected", True)
    assert len(stand_in.read_text().split()) == 1


@pytest.mark.parametrize("fate", ["crashes", "hangs"])
def test_a_file_that_ends_the_program_costs_only_itself_and_nothing_is_left(stand_in, tmp_path, fate):
    good, bad, last = read_all(tmp_path, "a", fate, "b")
    assert (texts(good), texts(last)) == (["正文"], ["正文"])
    assert (bad.outcome, "崩溃" in str(bad)) == ("rejected", True)
    assert list((tmp_path / "temp").iterdir()) == []
    calls = stand_in.read_text().split()
    assert len(calls) == 3
    assert [living(int(call)) for call in calls] == [[], [], []]


def test_a_program_that_converts_nothing_is_not_the_files_fault(tmp_path, stand_in):
    (tmp_path / "made.docx").unlink()
    assert [(e.outcome, "libreoffice-writer" in str(e)) for e in read_all(tmp_path, "a", "b")] == [
        ("needs_libreoffice", True)
    ] * 2
    assert len(stand_in.read_text().split()) == 1


def test_settings_and_secrets_of_the_pipeline_do_not_reach_the_program(stand_in, tmp_path, monkeypatch):
    monkeypatch.setenv("FISCAL_ALERT_URLS", '["json://token@host"]')
    command = tmp_path / "soffice"
    command.write_text(command.read_text().replace("echo $$", "env"))
    read_all(tmp_path, "a")
    seen = {line.partition("=")[0] for line in stand_in.read_text().splitlines()}
    assert "HOME" in seen
    assert not {name for name in seen if name.startswith(("FISCAL", "PREFECT"))}
    assert os.environ["HOME"] not in stand_in.read_text()


def test_without_libreoffice_the_outcome_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    (error,) = read_all(tmp_path, "a")
    assert error.outcome == "needs_libreoffice"
    assert "libreoffice-writer" in str(error)
    assert "docx" in str(error)


def test_a_file_that_changed_since_it_was_seen_is_not_converted(stand_in, tmp_path):
    path = tmp_path / "a.rtf"
    path.write_bytes(b"{\\rtf1 a}")
    with conversions([("0" * 64, path)], LIMITS) as made:
        assert made == {}


def word(flags: int = 0, program: bytes = b"") -> bytes:
    """The first bytes of a Word stream, which read as a summary too: the section at 48 says which program saved the file."""
    head = struct.pack("<HHHHHH", 0xA5EC, 193, 0, 0, 0, flags).ljust(44, b"\0")
    return head + struct.pack("<IIIIIII", 48, 0, 1, 18, 16, 30, len(program)) + program


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (ole("WordDocument", word()), "doc"),
        (ole("WordDocument", word(), "\x05SummaryInformation"), "doc"),
        (ole("WordDocument", word(program=b"Microsoft Office Word"), "\x05SummaryInformation"), "doc"),
        (ole("WordDocument", word(program=b"WPS Office"), "\x05SummaryInformation"), "wps"),
        (ole("WordDocument", word(), "WpsCustomData"), "wps"),
        (ole("WordDocument", word(flags=0x0100)), "encrypted"),
        (ole("WordDocument", word(), inside="Workbook"), "doc"),  # a workbook is inserted into it
        (ole("PowerPoint Document", b"x"), "ppt"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument>', "word_xml"),
        (b"PK\x03\x04".ljust(30, b"\0") + b"mimetypeapplication/vnd.oasis.opendocument.textPK", "odt"),
        (b"PK\x03\x04".ljust(30, b"\0") + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK", "ods"),
        (zipped({"xl/workbook.bin": "", "xl/worksheets/sheet1.bin": ""}), "xlsb"),
        (b"\0\0\0\x18ftypmp42", "unknown"),
    ],
)
def test_what_a_file_is_follows_from_its_content(data, name):
    assert detect(data) == name


def test_a_document_with_a_password_says_so():
    with pytest.raises(ReadError, match="已加密，需要密码"):
        read_document(ole("WordDocument", word(flags=0x0100)), LIMITS)


def test_a_reason_reaches_the_reader_process_whole():
    error = pickle.loads(pickle.dumps(ReadError("原因", "needs_libreoffice")))
    assert (str(error), error.outcome) == ("原因", "needs_libreoffice")


def test_a_presentation_is_refused_by_name():
    with pytest.raises(ReadError, match="PowerPoint 演示文稿"):
        read_document(ole("PowerPoint Document", b"x"), LIMITS)


def gridded(widths: list[int], table: str) -> bytes:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return docx(docx_table(table).replace("<w:tblGrid/>", f"<w:tblGrid>{columns}</w:tblGrid>"))


def test_columns_as_thin_as_a_hair_are_none():
    (_, table), *_ = docx_reader.read(
        gridded([900, 1, 900, 900], "项目|<|收入|支出\na|1|<|2\n合计|<|3|4"), LIMITS
    ).tables
    assert [(c.row, c.col, c.row_span, c.col_span) for c in table.cells] == [
        (row, col, 1, 1) for row in range(3) for col in range(3)
    ]
    assert grid(table)[1] == ["a", "1", "2"]


def test_a_thin_column_with_a_cell_of_its_own_stays():
    (_, table), *_ = docx_reader.read(gridded([5, 5, 5], "a|b|c\n1|2|3"), LIMITS).tables
    assert grid(table) == [["a", "b", "c"], ["1", "2", "3"]]


def test_results_that_were_computed_anew_are_left_out_and_noted():
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    day = (
        f"{mark('begin')}<w:r><w:instrText> DATE \\@ yyyy</w:instrText></w:r>{mark('separate')}"
        f"<w:r><w:t>2026</w:t></w:r>{mark('end')}"
    )
    name = '<w:fldSimple w:instr=" FILENAME "><w:r><w:t>0a1b.doc</w:t></w:r></w:fldSimple>'
    kept = '<w:fldSimple w:instr=" AUTHOR "><w:r><w:t>某局</w:t></w:r></w:fldSimple>'
    data = docx(f"<w:p>{day}{name}{kept}<w:r><w:t>决算</w:t></w:r></w:p>")
    assert texts(docx_reader.read(data, LIMITS)) == ["20260a1b.doc某局决算"]
    document = docx_reader.read(data, LIMITS, {"DATE", "FILENAME"})
    assert texts(document) == ["某局决算"]
    assert ["2 处" in note for note in document.notes] == [True]


def test_check_marks_that_are_text_in_a_symbol_font_are_what_they_look_like():
    run = '<w:r><w:rPr><w:rFonts w:ascii="{}"/></w:rPr><w:t>{}</w:t></w:r>'.format
    body = f"<w:p>{run('Wingdings', chr(0xF0FE))}{run('Wingdings', chr(0xA8))}{run('Wingdings', '是')}{run('宋体', 'o')}</w:p>"
    assert texts(docx_reader.read(docx(body), LIMITS)) == ["☑□是o"]
