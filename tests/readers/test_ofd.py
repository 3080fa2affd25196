"""OFD files: text as producers place it, templates and composites, what is no text, what is refused and why."""

from __future__ import annotations

import io
import zipfile
from io import BytesIO

import pytest
from ofd_maker import MM, NAMESPACE, Page, ofd
from PIL import Image

from flows.readers.document import Table, TextBlock
from flows.readers.errors import ReadError
from flows.readers.formats import detect, read_document
from flows.readers.ofd import read
from flows.readers.ofd.package import OfdPackage
from flows.readers.ofd.pages import PageReader
from flows.readers.ofd.scans import page_picture
from flows.readers.tools import OCR
from flows.settings import ReaderLimits

LIMITS = ReaderLimits()
SENTENCE = Page().text(50, 100, "本年支出合计2940.05万元。")


def lines(data: bytes) -> list[str]:
    return [block.text for block in read(data, LIMITS).blocks if isinstance(block, TextBlock)]


def run(text: str, attributes: str = "", code: str = "", boundary: str = "20 30 100 5", inner: str = "") -> str:
    """A TextObject of 4 mm, its first baseline 3.5 mm below its top."""
    return (
        f'<ofd:TextObject ID="1" Boundary="{boundary}" Font="3" Size="4" {attributes}>{inner}'
        f'<ofd:TextCode X="0" Y="3.5" {code}>{text}</ofd:TextCode></ofd:TextObject>'
    )


def test_an_ofd_file_is_known_by_its_content_and_read_with_boxes_in_points():
    data = ofd(SENTENCE)
    assert detect(data) == "ofd"
    (block,) = read_document(data, LIMITS).blocks
    assert isinstance(block, TextBlock)
    assert (block.text, block.page) == ("本年支出合计2940.05万元。", 1)
    assert block.box == pytest.approx((50, 91.5, 175, 102), abs=0.1)


@pytest.mark.parametrize(
    "code",
    [
        'DeltaX="4 4 4 2 2 2 2"',
        'DeltaX="g 3 4 g 4 2"',
        'DeltaX="4 g 2 4 g 3 2 2"',
        'DeltaX="4,4,4,2,2,2,2"',
        'DeltaX="g 3 4 2"',  # the last step goes on
        'DeltaX="g 3 4 g 100000000 2"',
        "",
    ],
)
def test_steps_between_characters_in_all_forms(code):
    page = Page().add(run("合计万 12.5", code=code)).add(run("元", boundary=f"{20 + 12 + 5 * 2} 30 4 5"))
    assert lines(ofd(page)) == ["合计万 12.5元"]


def test_a_step_that_leaps_over_columns_leaves_a_blank():
    page = Page().add(run("教育支出1.50", code='DeltaX="4 4 4 40 2 2 2"'))
    assert lines(ofd(page)) == ["教育支出 1.50"]


def test_several_text_codes_in_one_object_share_missing_coordinates():
    second = '</ofd:TextCode><ofd:TextCode X="30">1.50'
    assert lines(ofd(Page().add(run(f"教育支出{second}", code='DeltaX="4 4 4"')))) == ["教育支出 1.50"]
    below = '</ofd:TextCode><ofd:TextCode Y="12">1.50'
    assert lines(ofd(Page().add(run(f"教育支出{below}")))) == ["教育支出", "1.50"]


def test_one_text_object_a_character_in_any_order():
    page = Page()
    for x, sign in [(70, "表"), (50, "决"), (60, "算"), (80, " "), (85, "2"), (90, "0"), (95, "2"), (100, "3")]:
        page.text(x, 100, sign)
    assert lines(ofd(page)) == ["决算表 2023"]


def test_text_in_points_scaled_to_millimetres_by_its_matrix():
    # As PDF converters write it: coordinates of the page in points, the object's matrix takes them back.
    page = Page().add(
        '<ofd:TextObject ID="1" CTM="0.3527 0 0 0.3527 -20 -30" Boundary="20 30 40 6" Font="3" Size="12">'
        '<ofd:TextCode X="170" Y="283.5" DeltaX="12 12 12 12 6 6">本年支出1.5</ofd:TextCode></ofd:TextObject>'
    )
    (block,) = read(ofd(page), LIMITS).blocks
    assert isinstance(block, TextBlock)
    assert block.text == "本年支出1.5"
    assert block.box == pytest.approx((170, 273.3, 236, 285.9), abs=0.3)


def test_narrow_characters_and_indented_xml():
    page = Page().add(run("\n      合计\n    ", attributes='HScale="0.5"')).add(run("数", boundary="24 30 4 5"))
    assert lines(ofd(page)) == ["合计数"]


def test_escaped_characters_are_decoded_and_entities_read():
    assert lines(ofd(Page().add(run("收入\\0026支出&lt;1&gt;")))) == ["收入&支出<1>"]


def test_vertical_text_runs_down_by_its_reading_direction_or_steps():
    for code, attributes in [("", 'ReadDirection="90"'), ('DeltaY="g 2 4"', "")]:
        page = Page().add(run("公开表", attributes=attributes, code=code))
        assert lines(ofd(page)) == ["公", "开", "表"]


@pytest.mark.parametrize(
    ("attributes", "place"),
    [
        ('CTM="1 0 0 1 0 0"', lambda x, y: (x, y)),
        ('CTM="0 1 -1 0 0 0"', lambda x, y: (200 - y, x)),
        ('CTM="-1 0 0 -1 0 0"', lambda x, y: (200 - x, 200 - y)),
        ('CTM="0 -1 1 0 0 0"', lambda x, y: (y, 200 - x)),
        ('CharDirection="90" ReadDirection="90"', lambda x, y: (200 - y, x)),
    ],
)
def test_turned_text_is_read_upright(attributes, place):
    page = Page()
    for x, y, text in [(50, 50, "科目"), (80, 50, "合计"), (50, 60, "教育"), (80, 60, "1.50")]:
        left, top = place(x, y)
        page.add(
            f'<ofd:TextObject ID="1" {attributes} Boundary="{left} {top} 20 20" Font="3" Size="4"><ofd:TextCode X="0" '
            f'Y="0">{text}</ofd:TextCode></ofd:TextObject>'
        )
    assert lines(ofd(page)) == ["科目 合计", "教育 1.50"]


def test_boxes_are_places_on_the_page_as_displayed():
    sideways = Page()
    for x in (50, 150, 250):
        sideways.rule(100, 842 - x, 140, 842 - x)
    for y in (100, 140):
        sideways.rule(y, 842 - 250, y, 842 - 50)
    for x, text in ((60, "科目"), (160, "合计")):
        sideways.add(
            f'<ofd:TextObject ID="1" CTM="0 -1 1 0 0 0" Boundary="{120 * MM} {(842 - x) * MM} 9 9" Font="3" Size="4">'
            f'<ofd:TextCode X="0" Y="0">{text}</ofd:TextCode></ofd:TextObject>'
        )
    (table,) = read(ofd(sideways), LIMITS).blocks
    assert isinstance(table, Table)
    assert [(cell.text, cell.box) for cell in table.cells] == [
        ("科目", pytest.approx((100, 692, 140, 792), abs=0.1)),
        ("合计", pytest.approx((100, 592, 140, 692), abs=0.1)),
    ]


def test_glyphs_that_stand_for_several_codes_or_one_for_many():
    inner = (
        '<ofd:CGTransform CodePosition="0" CodeCount="2" GlyphCount="1"><ofd:Glyphs>7</ofd:Glyphs></ofd:CGTransform>'
        '<ofd:CGTransform CodePosition="3" CodeCount="1" GlyphCount="2"><ofd:Glyphs>8 9</ofd:Glyphs></ofd:CGTransform>'
    )
    page = Page().add(run("合计数额", inner=inner, code='DeltaX="8 4 4"'))
    assert lines(ofd(page)) == ["合计数额"]


def test_placeholders_without_codes_are_refused():
    inner = '<ofd:CGTransform CodeCount="3" GlyphCount="3"><ofd:Glyphs>7 8 9</ofd:Glyphs></ofd:CGTransform>'
    with pytest.raises(ReadError, match="没有对应的编码"):
        read(ofd(Page().add(run("¤¤¤", inner=inner))), LIMITS)


@pytest.mark.parametrize(
    "hidden",
    [
        run("看不见", attributes='Visible="false"'),
        f'<ofd:PageBlock Visible="false">{run("看不见")}</ofd:PageBlock>',
    ],
)
def test_what_is_marked_invisible_is_left_out(hidden):
    assert lines(ofd(Page().add(hidden).text(50, 100, "看得见"))) == ["看得见"]


@pytest.mark.parametrize(
    ("odd", "note"),
    [
        (run("内部资料", attributes='CTM="0.7 -0.7 0.7 0.7 0 0"'), "斜排"),
        (run("看不见", attributes='Alpha="0"'), "看不见"),
        (run("看不见", attributes='Fill="false"'), "看不见"),
        (run("位置不明", code='DeltaX="nan"'), "坐标无效"),
        (run("位置不明", boundary="1e308 0 1 1"), "坐标无效"),
        (run("位置不明", boundary="inf 0 1 1"), "坐标无效"),
        (run("位置不明", attributes='CTM="1 0 0"'), "坐标无效"),
        ('<ofd:PathObject ID="1" Boundary="0 0 9 9"><ofd:AbbreviatedData>M 0 L x</ofd:AbbreviatedData></ofd:PathObject>', "坐标无效"),
        ('<ofd:CompositeObject ID="1" Boundary="0 0 9 9" ResourceID="404"/>', "缺失"),
    ],
)  # fmt: skip
def test_what_is_not_read_of_a_page_is_noted(odd, note):
    document = read(ofd(Page().add(odd).text(50, 100, "正文")), LIMITS)
    assert [block.text for block in document.blocks if isinstance(block, TextBlock)] == ["正文"]
    assert len(document.notes) == 1
    assert document.notes[0].startswith("第 1 页")
    assert note in document.notes[0]


def test_what_a_clip_cuts_off_is_not_printed():
    clip = (
        '<ofd:Clips><ofd:Clip><ofd:Area><ofd:Path Boundary="0 0 9 5"><ofd:AbbreviatedData>M 0 0 L 9 0 L 9 5 L 0 5 C'
        "</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>"
    )
    assert lines(ofd(Page().add(run("合计溢出的字", inner=clip)))) == ["合计"]


def test_templates_are_part_of_every_page_that_names_them():
    template = Page().text(50, 40, "部门决算报表")
    data = ofd(
        Page(template="7").text(50, 200, "甲"), Page().text(50, 200, "乙"), Page(template="7").text(50, 200, "丙"),
        templates={"7": template},
    )  # fmt: skip
    assert lines(data) == ["部门决算报表", "甲", "乙", "部门决算报表", "丙"]


def test_composites_are_placed_by_their_own_matrix_and_place():
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="30" Width="50" Height="9"><ofd:Content>'
        f"{run('合计', boundary='0 0 9 5')}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    page = Page().add('<ofd:CompositeObject ID="1" Boundary="20 30 99 9" CTM="2 0 0 2 0 0" ResourceID="30"/>')
    (block,) = read(ofd(page, resources=unit), LIMITS).blocks
    assert isinstance(block, TextBlock)
    assert block.box == pytest.approx((20 / MM, (37 - 0.85 * 8) / MM, 36 / MM, (37 + 0.2 * 8) / MM), abs=0.1)


@pytest.mark.parametrize("namespace", ['xmlns:ofd="http://www.ofdspec.org"', 'xmlns="http://www.ofdspec.org/2016"', ""])
def test_namespaces_and_prefixes_do_not_matter(namespace):
    def plain(text: str) -> str:
        text = text.replace(f'xmlns:ofd="{NAMESPACE}"', namespace)
        return text if "ofd:" in namespace else text.replace("ofd:", "")

    bare = Page().add(run("合计"))
    names = ("OFD.xml", "Doc_0/Document.xml", "Doc_0/DocumentRes.xml", "Doc_0/Pages/Page_0/Content.xml")
    with zipfile.ZipFile(io.BytesIO(ofd(bare))) as archive:
        files = {name: plain(archive.read(name).decode()) for name in names}
    assert lines(ofd(bare, files=files)) == ["合计"]


def main(root: str) -> str:
    return f'<ofd:OFD xmlns:ofd="{NAMESPACE}">{root}</ofd:OFD>'


@pytest.mark.parametrize(
    "root", ["/Doc_0/Document.xml", "./Doc_0/Document.xml", "doc_0\\DOCUMENT.XML", " Doc_0/../Doc_0/Document.xml\n"]
)
def test_locations_are_absolute_or_relative_and_spelled_in_any_case(root):
    body = main(f"<ofd:DocBody><ofd:DocRoot>{root}</ofd:DocRoot></ofd:DocBody>")
    assert lines(ofd(SENTENCE, files={"OFD.xml": body})) == ["本年支出合计2940.05万元。"]


def test_several_documents_in_one_file_are_read_one_after_the_other():
    second = f'<ofd:Document xmlns:ofd="{NAMESPACE}"><ofd:Pages><ofd:Page ID="1" BaseLoc="P.xml"/></ofd:Pages></ofd:Document>'
    bodies = "".join(
        f"<ofd:DocBody><ofd:DocRoot>{d}/Document.xml</ofd:DocRoot></ofd:DocBody>" for d in ("Doc_0", "Doc_1")
    )
    files = {"OFD.xml": main(bodies), "Doc_1/Document.xml": second, "Doc_1/P.xml": Page().text(50, 90, "乙").xml()}
    document = read(ofd(SENTENCE, files=files), LIMITS)
    assert [(block.page, block.text) for block in document.blocks if isinstance(block, TextBlock)] == [
        (1, "本年支出合计2940.05万元。"),
        (2, "乙"),
    ]


def test_of_a_revised_document_the_current_version_is_read():
    body = main(
        '<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot><ofd:Versions><ofd:Version ID="1" BaseLoc="V/1.xml"/>'
        '<ofd:Version ID="2" Current="true" BaseLoc="V/2.xml"/></ofd:Versions></ofd:DocBody>'
    )
    version = f'<ofd:DocVersion xmlns:ofd="{NAMESPACE}"><ofd:DocRoot>/Doc_0/New.xml</ofd:DocRoot></ofd:DocVersion>'
    new = f'<ofd:Document xmlns:ofd="{NAMESPACE}"><ofd:Pages><ofd:Page ID="1" BaseLoc="P.xml"/></ofd:Pages></ofd:Document>'
    files = {
        "OFD.xml": body,
        "V/2.xml": version,
        "Doc_0/New.xml": new,
        "Doc_0/P.xml": Page().text(50, 90, "新版").xml(),
    }
    assert lines(ofd(SENTENCE, files=files)) == ["新版"]


def test_stamps_and_watermarks_are_not_read_and_other_annotations_and_attachments_are_noted():
    listed = f'<ofd:Annotations xmlns:ofd="{NAMESPACE}"><ofd:Page PageID="0"><ofd:FileLoc>A.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>'
    kinds = ("Stamp", "Watermark", "Path")
    annotations = "".join(
        f'<ofd:Annot ID="1" Type="{kind}"><ofd:Appearance>{run("某局公章")}</ofd:Appearance></ofd:Annot>'
        for kind in kinds
    )
    files = {
        "Doc_0/Annots.xml": listed,
        "Doc_0/A.xml": f'<ofd:PageAnnot xmlns:ofd="{NAMESPACE}">{annotations}</ofd:PageAnnot>',
        "Doc_0/Attachs.xml": f'<ofd:Attachments xmlns:ofd="{NAMESPACE}"><ofd:Attachment Name="决算表.xlsx"/></ofd:Attachments>',
    }
    places = "<ofd:Annotations>Annots.xml</ofd:Annotations><ofd:Attachments>Attachs.xml</ofd:Attachments>"
    document = read(ofd(SENTENCE, document=places, files=files), LIMITS)
    assert len(document.blocks) == 1
    assert document.notes == ("文件有 1 处带文字的批注，未读取", "文件带有 1 个附件，未读取：决算表.xlsx")


def test_scanned_pages_are_noted_and_the_rest_is_read(without_ocr):
    stamped = Page().picture().text(290, 820, "2")
    document = read(ofd(SENTENCE, Page().picture(), stamped, Page(), SENTENCE, Page().picture()), LIMITS)
    assert document.notes == ("第 2–3、6 页是扫描图像，未识别",)
    assert [block.page for block in document.blocks] == [1, 5]
    assert document.lacks == OCR


def test_a_file_of_scans_needs_ocr(without_ocr):
    with pytest.raises(ReadError, match="ocr") as refusal:
        read(ofd(Page(width=400, height=300).picture(), Page().picture(595, 421)), LIMITS)
    assert refusal.value.outcome == "needs_ocr"


def test_the_picture_of_a_scanned_page_is_its_images_where_they_stand():
    scan = BytesIO()
    Image.new("RGB", (40, 30), (0, 60, 120)).save(scan, format="PNG")
    files = {"Doc_0/Res/scan.jpg": scan.getvalue()}
    package = OfdPackage(ofd(Page(width=400, height=300).picture(), Page().picture(595, 421), files=files), LIMITS)
    reader = PageReader(package)
    whole, upper = (page_picture(package, number, reader.read(number, 1000), LIMITS) for number in (1, 2))
    assert whole.size == (1111, 833)
    assert {whole.getpixel((10, 10)), whole.getpixel((1100, 820)), upper.getpixel((800, 1100))} == {(0, 60, 120)}
    assert upper.getpixel((800, 1200)) == (255, 255, 255)


def test_a_logo_beside_text_is_no_scan():
    document = read(ofd(Page().picture(50, 50).text(100, 100, "本年支出合计2940.05万元。")), LIMITS)
    assert (document.notes, document.lacks) == ((), None)


OCR_TEXT = "一般公共预算财政拨款支出决算表的说明如下，支出合计2940.05万元，其中基本支出2336.91万元。"


@pytest.mark.parametrize(
    "page",
    [
        Page().picture().text(50, 100, OCR_TEXT, attributes='Alpha="0"'),
        Page().picture().text(50, 100, OCR_TEXT, attributes='Fill="false"'),
        Page().text(50, 100, OCR_TEXT).picture(),
    ],
)
def test_text_behind_a_scan_is_read_and_noted(page):
    document = read(ofd(page), LIMITS)
    assert document.notes == ("第 1 页的文字来自扫描件的识别结果",)
    assert [block.text for block in document.blocks if isinstance(block, TextBlock)] == [OCR_TEXT]
