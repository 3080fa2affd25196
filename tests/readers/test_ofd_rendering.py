"""Pages of OFD files drawn as images: ink where the reader's boxes are, whatever fonts there are."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from ofd_maker import MM, Page, ofd
from PIL import Image

from flows.readers.document import Box
from flows.readers.errors import ReadError
from flows.readers.ofd import read
from flows.readers.ofd.pictures import open_picture
from flows.readers.pdf.stand_in import font_file
from flows.rendering import ofd_text
from flows.rendering.marking import Focus, PrintedText
from flows.rendering.ofd import printed_characters, render_page
from flows.rendering.pages import SCALE, marked_page
from flows.settings import ReaderLimits

LIMITS = ReaderLimits()
TABLE = Page(300, 200).table([50, 150, 250], [100, 120, 140], [["科目", ""], ["", "1.50"]])
FONT = '<ofd:Fonts><ofd:Font ID="3" FontName="宋体"><ofd:FontFile>f.ttf</ofd:FontFile></ofd:Font></ofd:Fonts>'


def darkest(image: Image.Image, box: Box, scale: float, inset: float = 2) -> int:
    """The darkest level inside a box in points."""
    left, top, right, bottom = box
    part = image.crop(
        (
            round((left + inset) * scale),
            round((top + inset) * scale),
            round((right - inset) * scale),
            round((bottom - inset) * scale),
        )
    )
    return int(part.convert("L").getextrema()[0])  # type: ignore[arg-type]


@pytest.mark.parametrize("scale", [1.0, 2.5])
def test_filled_cells_hold_ink_and_empty_ones_none(scale):
    data = ofd(TABLE)
    image = render_page(data, 1, scale, LIMITS)
    assert image.size == (round(300 * scale), round(200 * scale))
    ((_, table),) = read(data, LIMITS).tables
    assert len(table.cells) == 4
    for cell in table.cells:
        assert cell.box is not None
        assert (darkest(image, cell.box, scale) < 128) == bool(cell.text)
    # The rules themselves.
    assert darkest(image, (49, 119, 251, 121), scale, inset=0) < 128


def test_text_set_sideways_has_its_ink_where_the_reader_finds_it():
    page = Page(300, 200).text(50, 20, "正文正文正文").add(
        f'<ofd:TextObject ID="1" Boundary="{100 * MM} {60 * MM} 9 30" CTM="0 1 -1 0 0 0" Font="3" Size="4">'
        '<ofd:TextCode X="0" Y="0" DeltaX="g 3 4">财政拨款</ofd:TextCode></ofd:TextObject>'
    )  # fmt: skip
    image = render_page(ofd(page), 1, 2, LIMITS)
    assert darkest(image, (98, 60, 110, 105), 2, inset=0) < 128
    assert darkest(image, (115, 40, 200, 105), 2, inset=0) == 255
    assert darkest(image, (20, 40, 95, 105), 2, inset=0) == 255


def test_an_embedded_font_is_used_by_code_and_by_glyph_number():
    # A font with one glyph, a bar, that only 算 leads to.
    font = font_file().replace(struct.pack(">III", 0x20, 0x10FFFF, 1), struct.pack(">III", ord("算"), ord("算"), 1))
    glyphs = '<ofd:CGTransform CodeCount="1" GlyphCount="1"><ofd:Glyphs>1</ofd:Glyphs></ofd:CGTransform>'
    for inner, text in (("", "算"), (glyphs, "¤")):
        page = Page(100, 100).add(
            f'<ofd:TextObject ID="1" Boundary="0 0 9 9" Font="3" Size="{50 * MM}">{inner}<ofd:TextCode X="{20 * MM}" '
            f'Y="{60 * MM}">{text}</ofd:TextCode></ofd:TextObject>'
        )
        image = render_page(ofd(page, resources=FONT, files={"Doc_0/Res/f.ttf": font}), 1, 2, LIMITS)
        assert darkest(image, (20, 20, 23, 60), 2, inset=0) < 128  # the bar
        assert darkest(image, (28, 10, 90, 90), 2, inset=0) == 255  # and nothing of another font


def test_without_any_font_boxes_stand_for_characters(monkeypatch):
    monkeypatch.setattr(ofd_text, "chinese_face", lambda: None)
    image = render_page(ofd(TABLE, resources=FONT, files={"Doc_0/Res/f.ttf": b"no font"}), 1, 2, LIMITS)
    assert darkest(image, (50, 100, 150, 120), 2) < 128
    assert darkest(image, (150, 100, 250, 120), 2) == 255


def jpeg(color: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 40), color).save(out, "JPEG")
    return out.getvalue()


def test_images_areas_templates_and_colours():
    template = Page(200, 200).bar(100, 100, 50, 50)
    page = Page(200, 200, template="7").picture(60, 60).add(
        '<ofd:PathObject ID="1" Boundary="0 0 9 9" Stroke="false" Fill="true"><ofd:FillColor Value="0 0 255"/><ofd:AbbreviatedData>'
        f"M {150 * MM} 0 L {200 * MM} 0 L {200 * MM} {50 * MM} L {150 * MM} {50 * MM} C</ofd:AbbreviatedData></ofd:PathObject>"
    )  # fmt: skip
    image = render_page(ofd(page, templates={"7": template}, files={"Doc_0/Res/scan.jpg": jpeg("red")}), 1, 1, LIMITS)
    red, blue, black, white = (image.getpixel(at) for at in ((30, 30), (175, 25), (125, 125), (30, 150)))
    assert red[0] > 200  # type: ignore[index]
    assert red[1] < 60  # type: ignore[index]
    assert (blue, black, white) == ((0, 0, 255), (0, 0, 0), (255, 255, 255))


def jbig2(width: int, height: int) -> bytes:
    """A JBIG2 file of one page that is black all over."""
    page = struct.pack(">IBBBI", 0, 48, 0, 1, 19) + struct.pack(">IIIIBH", width, height, 0, 0, 4, 0)
    return b"\x97JB2\r\n\x1a\n\x01" + struct.pack(">I", 1) + page + struct.pack(">IBBBI", 1, 49, 0, 1, 0)


def test_scans_in_jbig2_are_opened():
    image = render_page(ofd(Page(200, 200).picture(), files={"Doc_0/Res/scan.jpg": jbig2(60, 40)}), 1, 1, LIMITS)
    assert image.getpixel((100, 100)) == (0, 0, 0)


@pytest.mark.parametrize(
    "data", [jbig2(60_000, 60_000), jbig2(0, 0), jbig2(60, 40)[:20], jbig2(60, 40)[:8], b"GIF89a", b""]
)
def test_damaged_and_huge_images_are_not_opened(data):
    assert open_picture(data, LIMITS.pixels) is None


def test_an_image_that_cannot_be_opened_leaves_a_frame():
    image = render_page(ofd(Page(200, 200).picture(100, 100)), 1, 1, LIMITS)
    assert darkest(image, (0, 0, 101, 101), 1, inset=0) < 255


def test_what_cannot_be_drawn_is_refused_with_a_reason():
    data = ofd(TABLE)
    for page in (0, 2):
        with pytest.raises(ReadError, match="共 1 页"):
            render_page(data, page, 1, LIMITS)
    with pytest.raises(ReadError, match="图像过大"):
        render_page(data, 1, 1000, LIMITS)
    with pytest.raises(ReadError, match="不在文件里"):
        render_page(ofd(TABLE, files={"Doc_0/Pages/Page_0/Content.xml": None}), 1, 1, LIMITS)


def test_images_over_the_limit_are_not_opened():
    data = ofd(Page(200, 200).picture(), files={"Doc_0/Res/scan.jpg": jpeg("red")})
    small = ReaderLimits(pixels=1000)
    assert render_page(data, 1, 0.1, small).getpixel((10, 10)) == (255, 255, 255)
    assert render_page(data, 1, 0.1, LIMITS).getpixel((10, 10)) != (255, 255, 255)


def test_the_characters_that_were_drawn_have_their_places():
    page = Page(300, 200).text(50, 40, "电话 138", size=10)
    found = printed_characters(ofd(page), 1, LIMITS)
    assert [text for text, _ in found] == ["电", "话", "1", "3", "8"]
    assert found[2][1] == pytest.approx((75, 31.5, 80, 42), abs=0.1)
    assert printed_characters(ofd(page), 2, LIMITS) == []


def test_a_traced_figure_is_framed_and_names_are_painted_over():
    rows = [["联系人", "王小明"], ["教育", "1.50"]]
    data = ofd(Page(300, 200).table([50, 150, 250], [100, 120, 140], rows))
    ((_, table),) = read(data, LIMITS).tables
    name, figure = (
        PrintedText(cell.box, cell.text) for cell in (table.cells[1], table.cells[3]) if cell.box is not None
    )
    picture = marked_page(data, 1, Focus(figure), [name], LIMITS)
    plain = render_page(data, 1, SCALE, LIMITS)
    inside = tuple(round(value * SCALE) for value in (154, 103, 180, 112))
    assert name.text == "＊＊＊"
    assert picture.crop(inside).getextrema() != plain.crop(inside).getextrema()
    assert len(set(picture.crop(inside).convert("L").tobytes())) == 1
    assert picture.tobytes() != marked_page(data, 1, Focus(name), [name], LIMITS).tobytes()


def test_ink_is_bounded():
    bars = Page(500, 500).add("".join(Page().bar(0, 0, 500, 500).parts) * 5000).text(50, 50, "合计")
    assert render_page(ofd(bars), 1, 2, LIMITS).getpixel((500, 500)) == (0, 0, 0)
