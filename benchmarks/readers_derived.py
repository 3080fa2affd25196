"""Files that are made from others of the corpus: ofd and scans from its pdf, doc and an office program's pdf from its docx."""

from __future__ import annotations

import io
import subprocess
import tempfile
import zipfile
from html import escape
from itertools import groupby, pairwise
from pathlib import Path

import pypdfium2

from flows.readers.pdf.drawn import drawing_of

_MM = 25.4 / 72
_SCAN_DPI = 200
_OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_MOST_OBJECTS = 200_000


def ofd_from_pdf(data: bytes) -> bytes:
    """An OFD file with the characters and rules of a PDF: a text object for each run on one baseline, a path for each rule."""
    document = pypdfium2.PdfDocument(data)
    parts: dict[str, str] = {}
    pages = ""
    for number, page in enumerate(document):
        width, height = page.get_size()
        content = "".join([*_paths(page, height), *_texts(page, height)])
        box = f"<ofd:PhysicalBox>0 0 {width * _MM:.3f} {height * _MM:.3f}</ofd:PhysicalBox>"
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
            f"<ofd:Page {_OFD}><ofd:Area>{box}</ofd:Area>"
            f'<ofd:Content><ofd:Layer ID="{number * 100_000 + 99}">{content}</ofd:Layer></ofd:Content></ofd:Page>'
        )
        pages += f'<ofd:Page ID="{number + 10}" BaseLoc="Pages/Page_{number}/Content.xml"/>'
    document.close()
    parts["OFD.xml"] = (
        f'<ofd:OFD {_OFD} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )
    parts["Doc_0/Document.xml"] = (
        f"<ofd:Document {_OFD}><ofd:CommonData><ofd:MaxUnitID>9999999</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>"
        "0 0 297 210</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
        f"<ofd:Pages>{pages}</ofd:Pages></ofd:Document>"
    )
    parts["Doc_0/PublicRes.xml"] = (
        f'<ofd:Res {_OFD} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="1" FontName="宋体" FamilyName="宋体"/></ofd:Fonts></ofd:Res>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + content)
    return buffer.getvalue()


def _texts(page: pypdfium2.PdfPage, height: float) -> list[str]:
    text = page.get_textpage()
    chars: list[tuple[float, float, float, float, str]] = []
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index, loose=True)
        sign = text.get_text_range(index, 1)
        if sign.strip():
            chars.append((round(bottom, 1), left, right, top - bottom, sign))
    objects: list[str] = []
    for bottom, group in groupby(chars, key=lambda char: char[0]):
        run = list(group)
        starts, size = [char[1] for char in run], run[0][3] * _MM
        steps = " ".join(f"{(after - before) * _MM:.3f}" for before, after in pairwise(starts))
        x, y = starts[0] * _MM, (height - bottom) * _MM
        box = f"{x:.3f} {y - size:.3f} {(run[-1][2] - starts[0]) * _MM:.3f} {1.2 * size:.3f}"
        delta = f' DeltaX="{steps}"' if steps else ""
        said = escape("".join(char[4] for char in run))
        objects.append(
            f'<ofd:TextObject ID="{len(objects) + 100}" Boundary="{box}" Font="1" Size="{size:.3f}">'
            f'<ofd:TextCode X="0" Y="{size:.3f}"{delta}>{said}</ofd:TextCode></ofd:TextObject>'
        )
    return objects


def _paths(page: pypdfium2.PdfPage, height: float) -> list[str]:
    segments = [
        segment
        for path in drawing_of(page.raw, _MOST_OBJECTS).paths
        if path.is_stroked
        for subpath in path.subpaths
        for segment in subpath
    ]
    objects: list[str] = []
    for x0, y0, x1, y1 in segments:
        left, top = min(x0, x1) * _MM, (height - max(y0, y1)) * _MM
        wide, high = abs(x1 - x0) * _MM, abs(y1 - y0) * _MM
        objects.append(
            f'<ofd:PathObject ID="{len(objects) + 50_000}" Boundary="{left:.3f} {top:.3f} {wide:.3f} {high:.3f}" LineWidth="0.2">'
            f"<ofd:AbbreviatedData>M 0 0 L {wide:.3f} {high:.3f}</ofd:AbbreviatedData></ofd:PathObject>"
        )
    return objects


def scan_from_pdf(data: bytes, pages: range) -> bytes:
    """Some pages of a PDF as pictures in a PDF without text."""
    document = pypdfium2.PdfDocument(data)
    pictures = [document[number].render(scale=_SCAN_DPI / 72, grayscale=True).to_pil() for number in pages]
    document.close()
    buffer = io.BytesIO()
    pictures[0].save(buffer, "PDF", save_all=True, append_images=pictures[1:], resolution=_SCAN_DPI, quality=85)
    return buffer.getvalue()


def converted(files: list[Path], kind: str, command: str, target: Path) -> None:
    """Some .docx files written as `kind` (doc, pdf) by LibreOffice, in the folder `target`."""
    with tempfile.TemporaryDirectory() as profile:
        options = [f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", kind]
        subprocess.run(  # noqa: S603 - LibreOffice on files made here
            [command, *options, "--outdir", str(target), *map(str, files)], check=True, capture_output=True, timeout=300
        )
