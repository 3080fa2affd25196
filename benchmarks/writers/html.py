"""A page of a government site: menu and footer around the report, which is paragraphs and tables of an editor."""

from __future__ import annotations

from html import escape

from benchmarks.writers.written import Written
from flows.readers.document import Cell, Document, Table

_HEAD = (
    '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>信息公开</title>'
    "<style>td{border:1px solid #000}p{text-indent:2em}</style></head>\n"
    '<body><div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li></ul></div>\n'
    '<div class="content">\n'
)
_FOOT = '</div>\n<div class="footer"><ul><li>网站地图</li><li>打印本页</li></ul></div><script>var page=1;</script></body></html>\n'


def write(document: Document) -> Written:
    """UTF-8 HTML with rowspan and colspan where cells are merged."""
    parts = [_table(block) if isinstance(block, Table) else _paragraph(block.text) for block in document.blocks]
    return Written((_HEAD + "".join(parts) + _FOOT).encode())


def _paragraph(text: str) -> str:
    return f"<p><span>{_text(text)}</span></p>\n"


def _table(table: Table) -> str:
    rows = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>\n" for row in table.rows)
    return f"<table><tbody>\n{rows}</tbody></table>\n"


def _cell(cell: Cell) -> str:
    spans = (f' rowspan="{cell.row_span}"' if cell.row_span > 1 else "") + (
        f' colspan="{cell.col_span}"' if cell.col_span > 1 else ""
    )
    return f"<td{spans}>{_text(cell.text)}</td>"


def _text(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")
