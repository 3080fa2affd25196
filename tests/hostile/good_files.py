"""A good file of every format, small and with everything its reader looks at. A new format is one line here."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path

import ofd_maker
import office_samples
from ole_samples import xls
from pdf_maker import Page, pdf
from PIL import Image, ImageDraw

_SAMPLES = Path(__file__).parents[2] / "raw" / "样例"
_TABLE = [
    ["科目编码", "科目名称", "本年支出合计"],
    ["201", "一般公共服务支出", "681.54"],
    ["221", "住房保障支出", "11.61"],
]


def _converted_txt() -> bytes:
    return max(_SAMPLES.rglob("*.txt"), key=lambda path: path.stat().st_size).read_bytes()[:60_000]


def _xls() -> bytes:
    rows = {row: dict(enumerate(texts)) for row, texts in enumerate([["支出决算表"], ["单位：万元"], *_TABLE])}
    return xls({"支出决算表": rows, "说明": {0: {0: office_samples.PROSE}}}, [(0, 0, 0, 2)])


def _pdf() -> bytes:
    ruled = Page().text(200, 60, "支出决算表").text(60, 90, "部门：示例县行政审批服务局 单位：万元")
    ruled.table([60, 160, 360, 500], [100, 130, 160, 190], _TABLE)
    plain = Page(turned=90).text(60, 60, office_samples.PROSE)
    for number, row in enumerate(_TABLE):
        for x, text in zip((60, 160, 360), row, strict=True):
            plain.text(x, 100 + 20 * number, text)
    return pdf(ruled, plain, Page().picture())


def _ofd() -> bytes:
    ruled = ofd_maker.Page().text(200, 60, "支出决算表").text(60, 90, "部门：示例县行政审批服务局 单位：万元")
    ruled.table([60, 160, 360, 500], [100, 130, 160, 190], _TABLE)
    return ofd_maker.ofd(ruled, ofd_maker.Page().text(60, 60, office_samples.PROSE), ofd_maker.Page().picture())


def _mht() -> bytes:
    page = base64.encodebytes(office_samples.as_html())
    head = b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="=_P"\r\n\r\n'
    part = b"--=_P\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head + part + page + b"\r\n--=_P--\r\n"


def _rtf() -> bytes:
    cells = "".join(
        "\\trowd\\cellx3000\\cellx6000\\cellx9000" + "".join(f"\\intbl {_escaped(t)}\\cell" for t in row) + "\\row"
        for row in _TABLE
    )
    return f"{{\\rtf1\\ansi {_escaped('支出决算表 单位：万元')}\\par {cells}\\pard {_escaped(office_samples.PROSE)}\\par}}".encode()


def _escaped(text: str) -> str:
    return "".join(sign if sign.isascii() else f"\\u{(ord(sign) + 32768) % 65536 - 32768}?" for sign in text)


def _inserted() -> bytes:
    """A Word file with a workbook and a picture among its text."""
    objects = "".join(
        f'<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" r:id="rId{number}"/></w:object></w:r></w:p>'
        for number in (3, 4)
    )
    picture = '<w:p><w:r><w:drawing><a:blip r:embed="rId5"/></w:drawing></w:r></w:p>'
    body = office_samples.p("支出决算表") + objects + picture + office_samples.p(office_samples.PROSE)
    return office_samples.docx(body, pictures=(office_samples.as_xlsx(), _xls(), _picture()))


def _csv() -> bytes:
    title = ["支出决算表,,", "部门：示例县行政审批服务局,,单位：万元"]
    return "\n".join([*title, *(",".join(row) for row in _TABLE), ""]).encode("gb18030")


def _picture() -> bytes:
    """A ruled grid with a few strokes in its cells, as a scanner gives it; what they say does not matter here."""
    image = Image.new("L", (420, 200), 255)
    pen = ImageDraw.Draw(image)
    for x in (20, 150, 280, 400):
        pen.line((x, 20, x, 180), width=2)
    for y in (20, 100, 180):
        pen.line((20, y, 400, y), width=2)
    pen.text((60, 50), "693.15", fill=0, font_size=24)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


GOOD_FILES: dict[str, Callable[[], bytes]] = {
    "txt": office_samples.as_txt,
    "converted.txt": _converted_txt,
    "csv": _csv,
    "docx": office_samples.as_docx,
    "inserted.docx": _inserted,
    "xlsx": office_samples.as_xlsx,
    "xls": _xls,
    "html": office_samples.as_html,
    "pdf": _pdf,
    "ofd": _ofd,
    "mht": _mht,
}
# Formats that need a tool beside the readers, and more time: fewer cases of them.
SLOW_FILES: dict[str, Callable[[], bytes]] = {"rtf": _rtf, "png": _picture}
