"""A good file of every format, small and with everything its reader looks at. A new format is one line here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import office_samples
from ole_samples import xls
from pdf_maker import Page, pdf

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


GOOD_FILES: dict[str, Callable[[], bytes]] = {
    "txt": office_samples.as_txt,
    "converted.txt": _converted_txt,
    "docx": office_samples.as_docx,
    "xlsx": office_samples.as_xlsx,
    "xls": _xls,
    "html": office_samples.as_html,
    "pdf": _pdf,
}
