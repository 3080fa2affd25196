"""What may lie in a landing zone beside reports: pipes, sockets, devices, links, closed folders, names that are no text."""

from __future__ import annotations

import os
import socket
import sys
from datetime import datetime
from pathlib import Path

import pytest

from flows import landing
from flows.extraction import TRY_AGAIN, ReadContext, read_file
from flows.landing import ManifestError, find_files, look_at, read_manifest
from flows.printable import printable
from flows.settings import ReaderLimits
from flows.tables import aligned

NOW = datetime(2026, 1, 2)


def looked_at(folder: Path) -> dict[str, landing.LandedFile]:
    return {file.path: file for file in (look_at(path, folder, {}, NOW) for path in find_files(folder))}


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (os.mkfifo, "命名管道"),
        (lambda path: socket.socket(socket.AF_UNIX).bind(str(path)), "套接字"),
        (lambda path: path.symlink_to("/dev/zero"), "投放目录之外"),
        (lambda path: path.symlink_to(path), "成环"),
        (lambda path: path.symlink_to(path.parent), "目录"),
        (lambda path: path.symlink_to(path.parent / "gone"), "不存在"),
    ],
)
def test_what_is_no_file_is_told_and_never_opened(tmp_path, make, reason):
    make(tmp_path / "a.pdf")
    (file,) = looked_at(tmp_path).values()
    assert file.sha256 is None
    assert reason in (file.error or "")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may make a device")
def test_device_is_told_and_never_opened(tmp_path):
    os.mknod(tmp_path / "zero.txt", 0o20666, os.makedev(1, 5))
    assert "设备" in (looked_at(tmp_path)["zero.txt"].error or "")


def test_huge_file_is_not_even_hashed(tmp_path):
    with (tmp_path / "sparse.pdf").open("wb") as handle:
        handle.truncate(1 << 40)
    file = looked_at(tmp_path)["sparse.pdf"]
    assert (file.size, file.sha256) == (1 << 40, None)
    assert "文件过大" in (file.error or "")


def test_file_that_is_written_to_while_it_is_hashed_is_read_later(tmp_path, monkeypatch):
    path = tmp_path / "growing.txt"
    path.write_text("一")
    real = landing.hashlib.sha256

    def grow():
        path.write_text("一二")
        return real()

    monkeypatch.setattr(landing.hashlib, "sha256", grow)
    assert "正在被写入" in (looked_at(tmp_path)["growing.txt"].error or "")


def test_pipe_in_place_of_a_file_that_was_looked_at_does_not_block(tmp_path, knowledge):
    path = tmp_path / "a.txt"
    path.write_text("一")
    file = look_at(path, tmp_path, {}, NOW)
    path.unlink()
    os.mkfifo(path)
    (row,) = read_file(file, knowledge, ReadContext("run", tmp_path, NOW, ReaderLimits()))["landing_file"]
    assert (row["outcome"], row["reader_version"]) == ("rejected", TRY_AGAIN)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look into every folder")
def test_folder_that_cannot_be_looked_into_is_told(tmp_path):
    (tmp_path / "closed").mkdir(mode=0)
    assert "目录无法打开" in (looked_at(tmp_path)["closed"].error or "")


def test_folder_that_fails_is_told(tmp_path, monkeypatch):
    (tmp_path / "closed").mkdir()
    (tmp_path / "a.txt").write_text("一")
    real = os.scandir

    def closed(folder):
        if Path(folder).name == "closed":
            raise PermissionError(13, "denied", str(folder))
        return real(folder)

    monkeypatch.setattr(landing.os, "scandir", closed)
    files = looked_at(tmp_path)
    assert files["a.txt"].error is None
    assert "目录无法打开" in (files["closed"].error or "")


def test_folders_named_like_files_and_ones_deeper_than_the_stack(tmp_path):
    deep = tmp_path / "x.pdf"
    deep.mkdir()
    for _ in range(300):
        deep /= "d"
        deep.mkdir()
    (deep / "a.txt").write_text("一")
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(250)
    try:
        files = looked_at(tmp_path)
    finally:
        sys.setrecursionlimit(usual)
    assert [file.error for file in files.values()] == [None]


def test_names_become_text_that_can_be_shown_and_stay_apart(tmp_path):
    names = [
        b"\xff.txt", rb"\xff.txt", b"new\nline.txt", b"esc\x1b[2J.txt", "bidi\u202etxt.exe".encode(),
        b"quote'\";drop table.txt", "长".encode() * 80 + b".txt", "报告（2）　终稿.txt".encode(),
    ]  # fmt: skip
    for name in names:
        (tmp_path / os.fsdecode(name)).write_bytes(name)
    files = looked_at(tmp_path)
    assert len(files) == len(names)
    assert all(file.error is None and file.path == file.path.encode().decode() for file in files.values())
    assert not any(sign in path for path in files for sign in "\n\x1b\u202e")
    assert {r"\xff.txt", r"\\xff.txt", r"new\x0aline.txt", "报告（2）　终稿.txt"} <= files.keys()


def test_control_characters_do_not_reach_the_terminal():
    assert printable("表\x1b]0;x\x07\u2067") == r"表\x1b]0;x\x07\u2067"
    assert "\x1b" not in aligned(["a"], [["\x1b[2J"]])


@pytest.mark.parametrize("content", ['file\n"' + "a" * 200_000, "file\na\x00b"])
def test_hostile_manifest_is_one_sentence(tmp_path, content):
    (tmp_path / "manifest.csv").write_text(content)
    try:
        origins, problems = read_manifest(tmp_path, set())
    except ManifestError as error:
        assert "manifest.csv" in str(error)
    else:
        assert (origins, len(problems)) == ({}, 1)


def test_manifest_that_is_a_pipe_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "manifest.csv")
    with pytest.raises(ManifestError, match="命名管道"):
        read_manifest(tmp_path, set())


def test_times_with_a_zone_become_utc(tmp_path):
    (tmp_path / "manifest.csv").write_text("file,retrieved_at\na.txt,2023-08-31T08:00:00+08:00\n")
    assert read_manifest(tmp_path, {"a.txt"})[0]["a.txt"].retrieved_at == datetime(2023, 8, 31)
