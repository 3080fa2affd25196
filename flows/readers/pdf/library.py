"""Opens PDF files with pdfium: documents, pages, text layers, pictures of pages.

The raw functions are used because a call through the helper classes costs several times as much, and a page has a
thousand characters and four hundred rules. No form environment is created, so no script in a file can run, and pdfium
fetches nothing. Refuses files that need a password or that pdfium cannot repair. Not to be called from two threads.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
from PIL import Image

from flows.readers.errors import ReadError
from flows.readers.pdf import stand_in
from flows.readers.pdf.calls import OBJECT_AT, TYPE_OF, Handle

_NO_IMAGES = frozenset({pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING})


@contextmanager
def opened(data: bytes) -> Iterator[Handle]:
    """The document handle of a file's bytes, closed at the end."""
    stand_in.install()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        raise ReadError(_refusal(pdfium.FPDF_GetLastError()))
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


def _refusal(error: int) -> str:
    if error == pdfium.FPDF_ERR_PASSWORD:
        return "PDF 已加密，需要密码才能打开；请去除密码后重新放入"
    if error == pdfium.FPDF_ERR_SECURITY:
        return "PDF 的加密方式不受支持；请去除加密后重新放入"
    return "PDF 文件已损坏或不完整，无法打开；请重新下载后放入"


def page_count(document: Handle) -> int:
    return int(pdfium.FPDF_GetPageCount(document))


@contextmanager
def page_of(document: Handle, number: int) -> Iterator[Handle | None]:
    """The handle of a page (from 0), or None when the page cannot be loaded."""
    page = pdfium.FPDF_LoadPage(document, number)
    try:
        yield page or None
    finally:
        if page:
            pdfium.FPDF_ClosePage(page)


@contextmanager
def text_of(page: Handle) -> Iterator[Handle | None]:
    """The handle of a page's text layer, or None when it has none."""
    text = pdfium.FPDFText_LoadPage(page)
    try:
        yield text or None
    finally:
        if text:
            pdfium.FPDFText_ClosePage(text)


def page_box(page: Handle) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of what a viewer shows of the page, in the page's own coordinates."""
    rect = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, rect)
    return rect.left, rect.bottom, rect.right, rect.top


def page_turn(page: Handle) -> int:
    """Clockwise quarter turns a viewer applies."""
    return int(pdfium.FPDFPage_GetRotation(page)) % 4


def picture(page: Handle, scale: float, most_pixels: int) -> Image.Image:
    """The page as a viewer shows it, annotations (stamps) included, at `scale` pixels a point.

    Raises ReadError when the page cannot be drawn, or would take more than `most_pixels`.
    """
    width, height = displayed_size(page)
    if not (width * scale >= 1 and height * scale >= 1 and width * height * scale * scale <= most_pixels):
        raise ReadError(
            f"页面尺寸无法绘制：{width:.0f} × {height:.0f} 点，上限 {most_pixels:,} 像素（FISCAL_LIMIT_PIXELS）"
        )
    size = (round(width * scale), round(height * scale))
    bitmap = pdfium.FPDFBitmap_CreateEx(*size, pdfium.FPDFBitmap_BGRx, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, *size, 0xFFFFFFFF)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, *size, 0, pdfium.FPDF_ANNOT)
        stride = int(pdfium.FPDFBitmap_GetStride(bitmap))
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * size[1])
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return Image.frombuffer("RGB", size, pixels, "raw", "BGRX", stride, 1)


def hide_text(page: Handle) -> None:
    """Leaves text out of pictures of the page."""
    _hide(page, frozenset({pdfium.FPDF_PAGEOBJ_TEXT}))


def hide_all_but_images(page: Handle) -> None:
    """Leaves text and drawings out of pictures of the page. What stands in forms (reusable drawings) goes with them."""
    _hide(page, _NO_IMAGES)


def _hide(page: Handle, kinds: frozenset[int]) -> None:
    for number in range(max(0, pdfium.FPDFPage_CountObjects(page))):
        item = OBJECT_AT(page, number)
        if TYPE_OF(item) in kinds:
            pdfium.FPDFPageObj_SetIsActive(item, 0)


def displayed_size(page: Handle) -> tuple[float, float]:
    """Width and height in points of the page as a viewer shows it."""
    left, bottom, right, top = page_box(page)
    return (top - bottom, right - left) if page_turn(page) % 2 else (right - left, top - bottom)
