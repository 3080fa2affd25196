"""What a page only points to: files that are linked to it, and pictures where it has no table.

Many units publish a page that is but a frame: the statements are the files linked below, or photographs of them. Nothing
is loaded; who put the page into the landing folder is told what to put beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import unquote

from flows.readers.document import Block, Table
from flows.readers.html.text import plain, tidy
from flows.readers.masking import mask

# A link, or a frame in which a viewer shows the file. Most tags are neither: their first letter says so soonest.
_LINK = re.compile(
    r"<(?=[aieoAIEO])(?i:a|iframe|embed|object)\s(?>[^<>]{0,2000}?\b(?i:href|src|data)\s*=\s*[\"']?)"
    r"([^\"'\s<>]{1,2000}+)[^<>]{0,2000}+>((?:[^<]|<(?!/a\b)){0,300})"
)
_FILE = re.compile(r"([^/?=&#]*\.(?:pdf|docx?|wps|xlsx?|et|ofd|zip|rar|7z))(?=$|[?&#])", re.IGNORECASE)
_PICTURE = re.compile(r"<img[\s/>]", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>?")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_MOST_LINKS = 1_000
_MOST_NAMES = 3


def notes(page: str, blocks: Sequence[Block]) -> Iterator[str]:
    """Sentences about what the markup of a page points to; `blocks` are what was read of it."""
    files: dict[str, str] = {}
    for link in islice(_LINK.finditer(page), _MOST_LINKS):
        found = _FILE.search(plain(link.group(1)))
        if found is not None:
            files.setdefault(found.string, _name(link.group(2), found.group(1)))
    if files:
        names = "、".join(list(files.values())[:_MOST_NAMES]) + ("等" if len(files) > _MOST_NAMES else "")
        yield f"网页链接的 {len(files)} 个附件不在网页里，未读取（{names}）；请把附件一并放入"
    pictures = len(_PICTURE.findall(page)) if not any(isinstance(block, Table) for block in blocks) else 0
    if pictures:
        yield f"网页没有表格，有 {pictures} 幅图片，未读取"


def _name(shown: str, file: str) -> str:
    """What the page calls a file, or else its own name."""
    text = tidy(plain(_TAG.sub("", shown)))
    return mask(text if _CHINESE.search(text) else unquote(file))
