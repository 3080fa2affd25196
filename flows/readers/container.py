"""A zip container of XML parts (docx, xlsx, ofd): opened within limits, parsed without DTD, entities or network.

Decides which members may be unpacked at all. Refuses encrypted members, containers that grow too much, members that
overlap or that are packed in a way no program that writes documents uses. Nothing is ever written to disk, so a member's
name leads nowhere but to its bytes.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

from lxml import etree

from flows.readers.errors import ReadError
from flows.settings import ReaderLimits

# Deflate cannot make more of a byte than this.
_MOST_GROWTH = 1_032
_SMALL_MEMBER = 1_000_000
_PROLOGUE = 4_096
# What zipfile raises on headers that are damaged in one way or another.
DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError,
    OverflowError,
)  # fmt: skip
_NO_DTD = "{} 含有文档类型声明（DTD），这类文件里不应有；未读取"


class Container:
    """An opened container."""

    def __init__(self, data: bytes, limits: ReaderLimits) -> None:
        """Raises ReadError when the container is encrypted, damaged or over a limit."""
        self._limits = limits
        self._data = data
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
            self._members = {info.filename: info for info in self._archive.infolist()}
            self._check(len(data))
        except DAMAGE as error:
            raise ReadError("压缩包损坏或不完整，可能下载中断；请重新获取后放入") from error

    def count(self, folder: str) -> int:
        """How many members there are in a folder."""
        return sum(name.startswith(folder) for name in self._members)

    def part(self, name: str) -> bytes | None:
        """The bytes of a member, None when there is no such member."""
        info = self._members.get(name)
        if info is None:
            return None
        if info.file_size > self._limits.part_bytes:
            raise ReadError(
                f"{name} 解压后过大：{info.file_size:,} 字节，上限 {self._limits.part_bytes:,}（FISCAL_LIMIT_PART_BYTES）"
            )
        try:
            with self._archive.open(info) as member:
                # Without a bound a member whose header lies would be unpacked whole.
                return member.read(info.file_size + 1)
        except DAMAGE as error:
            raise ReadError(f"{name} 无法解压，文件损坏；请重新获取后放入") from error

    def xml(self, name: str) -> etree._Element | None:
        """The root element of an XML member, None when there is no such member."""
        data = self.markup(name)
        return None if data is None else parse_xml(data, name)

    def markup(self, name: str) -> bytes | None:
        """The bytes of an XML member with no more elements than the limit, None when there is no such member."""
        data = self.part(name)
        if data is not None and data.count(b"<") > 2 * self._limits.elements:
            raise ReadError(f"{name} 的元素过多，超过上限 {self._limits.elements:,} 个（FISCAL_LIMIT_ELEMENTS）")
        return data

    def _check(self, size: int) -> None:
        limits, members = self._limits, self._archive.infolist()
        if len(members) > limits.members:
            raise ReadError(f"压缩包里的文件过多：{len(members):,} 个，上限 {limits.members:,}（FISCAL_LIMIT_MEMBERS）")
        unpacked = sum(info.file_size for info in members)
        if unpacked > limits.unpacked_bytes:
            raise ReadError(
                f"压缩包解压后过大：{unpacked:,} 字节，上限 {limits.unpacked_bytes:,}（FISCAL_LIMIT_UNPACKED_BYTES）"
            )
        if sum(info.compress_size for info in members) > size:
            raise ReadError("压缩包里的文件互相重叠，不是正常的文档；未读取")
        for info in members:
            if info.flag_bits & 1:
                raise ReadError("文件已加密，需要密码；请去掉密码后重新放入")
            if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise ReadError("压缩包用了文档里不用的压缩方法；请用原软件另存后重新放入")
            if info.file_size > max(_SMALL_MEMBER, limits.unpack_ratio * info.compress_size):
                raise ReadError(
                    f"压缩比过大：{info.filename} 由 {info.compress_size:,} 字节解压为 {info.file_size:,} 字节，"
                    f"上限 {limits.unpack_ratio} 倍（FISCAL_LIMIT_UNPACK_RATIO）"
                )
            if info.compress_size * _MOST_GROWTH > limits.unpacked_bytes:
                self._check_size(info)

    def _check_size(self, info: zipfile.ZipInfo) -> None:
        """A header may understate what a member unpacks to; other libraries read on until the data ends."""
        name_size, extra_size = struct.unpack_from("<HH", self._data, info.header_offset + 26)
        start = info.header_offset + 30 + name_size + extra_size
        packed = memoryview(self._data)[start : start + info.compress_size]
        if info.compress_type == zipfile.ZIP_STORED:
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        size, rest = 0, bytes(packed)
        while rest and size <= info.file_size:
            size += len(inflater.decompress(rest, 1 << 20))
            rest = inflater.unconsumed_tail
        if size > info.file_size:
            raise ReadError(f"{info.filename} 解压后的大小与文件头不符，不是正常的文档；未读取")


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root of an XML part. Raises ReadError when it is damaged or has a document type declaration."""
    if b"<!DOCTYPE" in data[:_PROLOGUE]:
        raise ReadError(_NO_DTD.format(name))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(f"{name} 不是完整的 XML，文件损坏；请重新获取后放入") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ReadError(_NO_DTD.format(name))
    return root
