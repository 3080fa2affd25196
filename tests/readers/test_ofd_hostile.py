"""OFD files that are damaged or made to hurt: refused with a reason or noted, never a crash or a hang."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ofd_maker import NAMESPACE, Page, ofd

from flows.readers.document import TextBlock
from flows.readers.errors import ReadError
from flows.readers.formats import read_document
from flows.readers.ofd import pages, read
from flows.rendering.ofd import render_page
from flows.settings import ReaderLimits

LIMITS = ReaderLimits()
SENTENCE = Page().text(50, 100, "本年支出合计2940.05万元。")
CONTENT = "Doc_0/Pages/Page_0/Content.xml"
OFD_XML = f'<ofd:OFD xmlns:ofd="{NAMESPACE}">{{}}</ofd:OFD>'
GOOD = ofd(SENTENCE)


def encrypted() -> bytes:
    data = bytearray(GOOD)
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def understated() -> bytes:
    """A member whose header states less than it unpacks to."""
    data = bytearray(ofd(SENTENCE, files={CONTENT: " " * 5_000_000 + SENTENCE.xml()}))
    at = data.index(CONTENT.encode(), data.index(b"PK\x01\x02")) - 46
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "损坏"),
        (GOOD[: len(GOOD) // 2], "损坏"),
        (encrypted(), "加密"),
        (ofd(SENTENCE, files={"Encryptions.xml": "<Encryptions/>"}), "加密"),
        (ofd(SENTENCE, files={"OFD.xml": None}), "OFD.xml"),
        (ofd(SENTENCE, files={"OFD.xml": OFD_XML.format("")}), "DocBody"),
        (ofd(SENTENCE, files={"OFD.xml": "<ofd:OFD"}), "XML"),
        (ofd(SENTENCE, files={"OFD.xml": OFD_XML.format("<ofd:DocBody/>")}), "Document.xml"),
        (
            ofd(SENTENCE, files={"OFD.xml": OFD_XML.format("<ofd:DocBody><ofd:DocRoot>../../etc/passwd</ofd:DocRoot></ofd:DocBody>")}),
            "Document.xml",
        ),
        (ofd(SENTENCE, files={"Doc_0/Document.xml": None}), "Document.xml"),
        (ofd(SENTENCE, files={CONTENT: None}), "没有一页可以读取"),
        (ofd(SENTENCE, files={CONTENT: "<Page>"}), "没有一页可以读取"),
        (ofd(SENTENCE, files={CONTENT: " " * 20_000_000}), "压缩比过大"),
        (understated(), "没有一页可以读取"),
        (ofd(Page()), "没有任何文字"),
        (ofd(), "没有任何文字"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_reason(data, reason):
    with pytest.raises(ReadError, match=reason) as refusal:
        read(data, LIMITS)
    assert refusal.value.outcome == "rejected"


def test_a_container_no_program_can_open_is_refused_before_its_format_is_known():
    data = bytearray(GOOD)
    data[data.index(b"PK\x01\x02") + 6] = 227  # the version of zip that is needed to unpack it
    with pytest.raises(ReadError, match="压缩包损坏"):
        read_document(bytes(data), LIMITS)


def test_a_damaged_page_is_noted_and_the_others_are_read():
    document = read(ofd(SENTENCE, SENTENCE, SENTENCE, files={"Doc_0/Pages/Page_1/Content.xml": "<Page><"}), LIMITS)
    assert [block.page for block in document.blocks] == [1, 3]
    (note,) = document.notes
    assert note.startswith("第 2 页未读取")


def test_entities_are_not_expanded():
    bomb = '<!DOCTYPE x [<!ENTITY a "合计合计"><!ENTITY b "&a;&a;&a;&a;">]>' + Page().text(50, 90, "甲").xml().replace(
        "甲", "&b;"
    )
    with pytest.raises(ReadError, match="没有一页可以读取"):
        read(ofd(SENTENCE, files={CONTENT: bomb}), LIMITS)


def composite(id_: str, inner: str) -> str:
    return f'<ofd:CompositeGraphicUnit ID="{id_}" Width="9" Height="9"><ofd:Content>{inner}</ofd:Content></ofd:CompositeGraphicUnit>'


def use(id_: str, ctm: str = "1 0 0 1 0 0") -> str:
    return f'<ofd:CompositeObject ID="1" Boundary="0 0 9 9" CTM="{ctm}" ResourceID="{id_}"/>'


def units(*all_units: str) -> str:
    return f"<ofd:CompositeGraphicUnits>{''.join(all_units)}</ofd:CompositeGraphicUnits>"


def test_composites_that_hold_each_other_are_noted():
    data = ofd(
        Page().add(use("30")).text(50, 100, "正文"),
        resources=units(composite("30", use("31")), composite("31", use("30"))),
    )
    assert "循环" in read(data, LIMITS).notes[0]
    assert render_page(data, 1, 1, LIMITS).size == (595, 842)


def test_composites_that_multiply_are_refused():
    levels = [composite(str(30 + level), use(str(31 + level)) * 100) for level in range(7)]
    data = ofd(Page().add(use("30")), resources=units(*levels, composite("37", "")))
    with pytest.raises(ReadError, match="过多"):
        read(data, LIMITS)


def test_composites_that_grow_out_of_all_proportion_are_noted():
    levels = [composite(str(30 + level), use(str(31 + level), "1e5 0 0 1e5 0 0")) for level in range(4)]
    text = '<ofd:TextObject ID="1" Boundary="0 0 9 9" Size="4"><ofd:TextCode X="0" Y="0">大</ofd:TextCode></ofd:TextObject>'
    page = Page().add(use("30", "1e5 0 0 1e5 0 0")).text(50, 100, "正文")
    data = ofd(page, resources=units(*levels, composite("34", text)))
    document = read(data, LIMITS)
    assert document.notes == ("第 1 页有 1 个对象的坐标无效，未读取",)
    assert render_page(data, 1, 1, LIMITS).size == (595, 842)


def test_a_template_may_name_itself_and_blocks_may_nest_deep():
    nested = "<ofd:PageBlock>" * 200 + "</ofd:PageBlock>" * 200
    data = ofd(
        Page(template="7").add(nested).text(50, 100, "正文"), templates={"7": Page(template="7").text(50, 200, "模板")}
    )
    assert [block.text for block in read(data, LIMITS).blocks if isinstance(block, TextBlock)] == ["正文", "模板"]


def test_blocks_nested_without_end_are_no_page():
    nested = "<ofd:PageBlock>" * 100_000 + "</ofd:PageBlock>" * 100_000
    with pytest.raises(ReadError, match="没有一页可以读取"):
        read(ofd(Page().add(nested)), ReaderLimits(unpack_ratio=10_000))


LONG_PATH = (
    f'<ofd:PathObject ID="1"><ofd:AbbreviatedData>M 0 0 {"L 1 1 " * 300_000}</ofd:AbbreviatedData></ofd:PathObject>'
)


@pytest.mark.parametrize("objects", [LONG_PATH, '<ofd:PageBlock ID="1"/>' * 300_000], ids=["path", "objects"])
def test_pages_with_far_too_much_on_them_are_refused(objects):
    with pytest.raises(ReadError, match="第 1 页的文字或图形过多"):
        read(ofd(Page().add(objects)), ReaderLimits(unpack_ratio=10_000))


def test_templates_count_for_every_page_that_uses_them(monkeypatch):
    data = ofd(*[Page(template="7")] * 5, templates={"7": Page().text(50, 100, "字" * 9).grid([50, 60], [50, 60])})
    assert len(read(data, ReaderLimits(characters=45)).blocks) == 5
    with pytest.raises(ReadError, match="到第 5 页为止文字过多"):
        read(data, ReaderLimits(characters=44))
    monkeypatch.setattr(pages, "_MOST_OF_A_FILE", 40)
    with pytest.raises(ReadError, match="第 5 页的文字或图形过多"):
        read(data, LIMITS)


def test_limits():
    with pytest.raises(ReadError, match="页数过多"):
        read(ofd(SENTENCE, SENTENCE), ReaderLimits(pages=1))
    with pytest.raises(ReadError, match="过多"):
        read(ofd(Page().text(50, 100, "字" * 31)), ReaderLimits(characters=30))
    with pytest.raises(ReadError, match="单元格过多"):
        read(ofd(Page().table([50, 100, 150], [50, 70], [["甲", "乙"]])), ReaderLimits(cells=1))


def test_one_part_named_by_many_pages_is_counted_each_time():
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_0/Content.xml"/>' for n in range(1000))
    document = f'<ofd:Document xmlns:ofd="{NAMESPACE}"><ofd:Pages>{listed}</ofd:Pages></ofd:Document>'
    data = ofd(SENTENCE, files={"Doc_0/Document.xml": document})
    notes = read(data, ReaderLimits(unpacked_bytes=400_000)).notes
    assert "反复引用" in notes[-1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5000), st.binary(min_size=1, max_size=8)), min_size=1, max_size=5))
def test_damaged_content_is_read_or_refused(changes):
    page = Page(template="7").table([50, 100, 150], [50, 70, 90], [["科目", "合计"], ["教育", "1.00"]]).picture(30, 30)
    content = bytearray(page.xml().encode())
    for place, change in changes:
        content[place % len(content) : place % len(content) + len(change)] = change
    data = ofd(page, templates={"7": SENTENCE}, files={CONTENT: bytes(content)})
    try:
        document = read(data, LIMITS)
    except ReadError as refusal:
        assert refusal.outcome in {"rejected", "needs_ocr"}
    else:
        assert all(block.page == 1 for block in document.blocks)
    try:
        assert render_page(data, 1, 0.5, LIMITS).mode == "RGB"
    except ReadError as refusal:
        assert str(refusal)


NUMBERS = st.sampled_from(
    ["0", "-1", "1e308", "-1e308", "nan", "inf", "1e-308", "999999", "3.5", "", "x", "g", "1e400", "-0"]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(NUMBERS, min_size=14, max_size=14), st.lists(NUMBERS, max_size=8))
def test_numbers_of_any_kind_are_read_or_noted(values, steps):
    box, ctm = " ".join(values[:4]), " ".join(values[4:10])
    page = Page().text(50, 100, "正文")
    page.add(
        f'<ofd:TextObject ID="1" Boundary="{box}" CTM="{ctm}" Font="3" Size="{values[10]}" HScale="{values[11]}" '
        f'CharDirection="{values[12]}"><ofd:TextCode X="{values[13]}" Y="1" DeltaX="{" ".join(steps)}">本年支出</ofd:TextCode>'
        f'</ofd:TextObject><ofd:PathObject ID="2" Boundary="{box}" CTM="{ctm}" LineWidth="{values[10]}" Fill="true">'
        f"<ofd:AbbreviatedData>M {values[11]} 0 L {values[12]} {values[13]} B 0 0 1 1 {box[:9]} C</ofd:AbbreviatedData>"
        f'</ofd:PathObject><ofd:ImageObject ID="3" Boundary="{box}" CTM="{ctm}" ResourceID="5"/>'
    )
    data = ofd(page)
    try:
        document = read(data, LIMITS)
    except ReadError as refusal:
        # A page-sized image makes it a scan.
        assert refusal.outcome == "needs_ocr"
    else:
        assert any("正文" in block.text for block in document.blocks if isinstance(block, TextBlock))
    assert render_page(data, 1, 0.5, LIMITS).size == (298, 421)
