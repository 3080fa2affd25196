"""The sample reports in raw/样例: enough of them, listed rightly, both encodings, no personal data, no copied prose.

Only the samples are looked at: whoever adds reports of their own to raw/ is not held to this.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RAW = ROOT / "raw"
REAL = ROOT.parent / "shared" / "reports"
SAMPLES = sorted((RAW / "样例").rglob("*.txt"))

TELEPHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-\d{7,8})(?!\d)")
IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
# What follows the label on its line; another label (填报日期：…) is no name.
NAME = re.compile(r"(?:填表人|联系人|负责人)(?:签字|签名|签章)?(?:[^\S\n]*[：:][^\S\n]*|[^\S\n]+)(?!\S*[：:])(\S+)")
# Lists of statements, and the line of a cover page that names the unit.
TITLE_OR_NAME = re.compile(r"(?:决算表|情况说明)$|^部门（单位）名称：")


def decoded(path: Path) -> tuple[str, str]:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("gb18030"), "gb18030"


def manifest() -> list[dict[str, str]]:
    with (RAW / "manifest.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def prose(path: Path) -> set[str]:
    """Lines of 25 and more characters without a digit that are neither table rows nor titles."""
    lines = {line.strip() for line in decoded(path)[0].splitlines()}
    return {x for x in lines if len(x) >= 25 and not re.search(r"[\d\t]", x) and not TITLE_OR_NAME.search(x)}


def test_at_least_eight_different_reports() -> None:
    assert len({path.read_bytes() for path in SAMPLES}) >= 8


def test_both_encodings_are_present() -> None:
    assert {decoded(path)[1] for path in SAMPLES} == {"utf-8", "gb18030"}


def test_both_line_ends_and_a_byte_order_mark_are_present() -> None:
    assert {b"\r\n" in path.read_bytes() for path in SAMPLES} == {True, False}
    assert any(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in SAMPLES)


def test_a_file_name_has_blanks_and_files_lie_in_subfolders() -> None:
    assert any(" " in path.name for path in SAMPLES)
    assert len({path.parent for path in SAMPLES}) > 1


def test_every_manifest_row_points_to_a_file() -> None:
    assert [row["file"] for row in manifest() if not (RAW / row["file"]).is_file()] == []


def test_manifest_lists_every_sample_once() -> None:
    listed = [row["file"] for row in manifest() if row["file"].startswith("样例/")]
    assert sorted(listed) == sorted(path.relative_to(RAW).as_posix() for path in SAMPLES)


def test_excerpts_are_dated_before_the_reports_they_are_from() -> None:
    dates = {row["file"]: row["published_on"] for row in manifest()}
    report = date.fromisoformat(dates[next(name for name in dates if "荷塘区" in name and "湖南省" in name)])
    excerpts = [date.fromisoformat(value) for name, value in dates.items() if "版式变化/荷塘区" in name]
    assert len(excerpts) == 2
    assert max(excerpts) < report


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_no_personal_data(path: Path) -> None:
    text, _ = decoded(path)
    assert not TELEPHONE.findall(text)
    assert not IDENTITY.findall(text)
    assert not NAME.findall(text)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("填表人：王某    填报日期：2023.6.20", ["王某"]),
        ("填表人：    填报日期：2023.6.20   联系电话：   单位负责人签字：", []),
        ("单位负责人签字： 李某某", ["李某某"]),
        ("\t联系人\t赵某", ["赵某"]),
    ],
)
def test_the_name_check_finds_names_and_only_names(line: str, names: list[str]) -> None:
    assert NAME.findall(line) == names


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_no_prose_is_copied(path: Path) -> None:
    reports = sorted(REAL.glob("*.txt"))
    if not reports:
        pytest.skip("the original reports are not beside the project (../shared/reports)")
    assert not prose(path) & set().union(*map(prose, reports))
