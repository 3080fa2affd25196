"""What an ingest reads, what it leaves alone, and what becomes of files that cannot be read."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from flows import reading
from flows.extraction import ReadContext, load_knowledge, read_file, reader_version
from flows.ingest import Known, Stored, plan_ingest
from flows.landing import LandedFile, ManifestError, Origin, find_files, look_at, read_manifest
from flows.reading import read_batch
from flows.settings import ReaderLimits

NOW = datetime(2026, 1, 2)
BEFORE = datetime(2026, 1, 1)


@pytest.fixture
def context(tmp_path) -> ReadContext:
    return ReadContext("run", tmp_path, NOW, ReaderLimits())


def landed(path: str, sha256: str | None = "aa", error: str | None = None) -> LandedFile:
    return LandedFile(path, path, 1, sha256, error, Origin(), NOW)


def known(sha256: str = "aa", outcome: str = "read", version: str | None = None) -> Known:
    return Known(sha256, outcome, version or reader_version(), BEFORE)


def test_only_new_and_changed_files_are_read(context):
    files = [landed("same"), landed("changed", "bb"), landed("new", "cc"), landed("old reader", "dd")]
    remembered = {"same": known(), "changed": known("b0"), "old reader": known("dd", version="other")}
    plan = plan_ingest(files, remembered, {"aa": Stored(reader_version(), "txt", True)}, context)
    assert {file.path for file in plan.to_read} == {"changed", "new", "old reader"}
    assert plan.unchanged == 1
    at = {file.path: file.landed_at for file in plan.to_read}
    assert (at["old reader"], at["changed"]) == (BEFORE, NOW), "other content at a path is a later file"


def test_second_path_with_the_same_content_is_a_duplicate(context):
    plan = plan_ingest([landed("b"), landed("a")], {}, {}, context)
    assert [file.path for file in plan.to_read] == ["a"]
    assert [(row["file_path"], row["outcome"]) for row in plan.settled["landing_file"]] == [("b", "duplicate")]


def test_moved_file_is_not_read_again(context):
    plan = plan_ingest(
        [landed("new place")], {"old place": known()}, {"aa": Stored(reader_version(), "txt", True)}, context
    )
    assert not plan.to_read
    assert [row["outcome"] for row in plan.settled["landing_file"]] == ["read"]


def test_file_that_cannot_be_opened_is_an_outcome(context):
    plan = plan_ingest([landed("x", None, "文件无法打开")], {}, {}, context)
    assert [(row["outcome"], row["reason"]) for row in plan.settled["landing_file"]] == [("rejected", "文件无法打开")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_unreadable_permissions(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("x")
    path.chmod(0)
    assert look_at(path, tmp_path, {}, NOW).error is not None


def test_links_out_of_the_landing_zone_are_not_followed(tmp_path):
    outside = tmp_path / "secret.txt"
    outside.write_text("部门决算")
    landing = tmp_path / "raw"
    landing.mkdir()
    (landing / "link.txt").symlink_to(outside)
    (landing / "dangling.txt").symlink_to(tmp_path / "gone")
    files = [look_at(path, landing, {}, NOW) for path in find_files(landing)]
    assert [file.sha256 for file in files] == [None, None]
    assert all(file.error for file in files)


def test_manifest_and_hidden_files_are_no_reports(tmp_path):
    for name in ("manifest.csv", "README.md", ".hidden", "report.txt"):
        (tmp_path / name).write_text("file\n")
    assert [path.name for path in find_files(tmp_path)] == ["report.txt"]


def test_manifest_errors_name_the_line(tmp_path):
    (tmp_path / "manifest.csv").write_text("file,published_on\na.txt,2023-06-29\nb.txt,29.6.2023\n")
    with pytest.raises(ManifestError, match="第 3 行"):
        read_manifest(tmp_path, {"a.txt", "b.txt"})


def test_manifest_rows_that_say_nothing_are_told(tmp_path):
    (tmp_path / "manifest.csv").write_bytes(
        "file,publisher\n./a.txt ,某局\na.txt,别处\nnosuch.txt,某局\n".encode("gb18030")
    )
    origins, problems = read_manifest(tmp_path, {"a.txt"})
    assert origins["a.txt"].publisher == "某局"
    assert [(problem.line_no, problem.text) for problem in problems] == [(3, "a.txt"), (4, "nosuch.txt")]


@pytest.mark.parametrize("content", ["source_url,name\nhttp://x\n", "publisher\n"])
def test_manifest_without_file_column(tmp_path, content):
    (tmp_path / "manifest.csv").write_text(content)
    with pytest.raises(ManifestError, match="缺少 file 列"):
        read_manifest(tmp_path, set())


@pytest.fixture(scope="module")
def knowledge(project_dir: Path):
    return load_knowledge(project_dir / "dbt_project" / "seeds")


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (b"", "rejected"),
        (bytes(range(128, 256)) * 4, "rejected"),
        (b"%PDF-1.4", "rejected"),
        ("今天天气很好。".encode(), "read_empty"),
        ("支出决算表\n单位：元\n科目编码\t科目名称\t本年支出合计\n201\t甲\t5\n".encode("gb18030"), "read"),
    ],
)
def test_every_file_has_an_outcome_and_a_reason_if_it_is_not_read(tmp_path, context, knowledge, data, outcome):
    path = tmp_path / "奇怪的 '名字'; drop table.txt"
    path.write_bytes(data)
    (row,) = read_file(look_at(path, tmp_path, {}, NOW), knowledge, context)["landing_file"]
    assert row["outcome"] == outcome
    assert (row["reason"] is None) == (outcome == "read")


def test_file_that_changes_or_disappears_while_being_read(tmp_path, context, knowledge):
    path = tmp_path / "a.txt"
    path.write_text("一")
    file = look_at(path, tmp_path, {}, NOW)
    path.write_text("二")
    assert "发生变化" in read_file(file, knowledge, context)["landing_file"][0]["reason"]
    path.unlink()
    assert read_file(file, knowledge, context)["landing_file"][0]["outcome"] == "rejected"


def test_file_that_kills_its_worker_costs_only_itself(tmp_path, context, knowledge, monkeypatch):
    files = []
    for name in ("good.txt", "deadly.txt"):
        (tmp_path / name).write_text("支出决算表\n单位：元\n科目编码\t科目名称\t本年支出合计\n201\t甲\t5\n" + name)
        files.append(look_at(tmp_path / name, tmp_path, {}, NOW))
    monkeypatch.setattr(reading, "_read_in_worker", _die_of_deadly)
    outcomes = {row["file_name"]: row["outcome"] for row in read_batch(files, context, knowledge, 2)["landing_file"]}
    assert outcomes == {"good.txt": "read", "deadly.txt": "rejected"}


def test_file_that_takes_too_long_costs_only_itself(tmp_path, context, knowledge, monkeypatch):
    (tmp_path / "slow.txt").write_text("x")
    impatient = replace(context, limits=ReaderLimits(seconds=1))
    monkeypatch.setattr(reading, "_read_in_worker", _take_too_long)
    (row,) = read_batch([look_at(tmp_path / "slow.txt", tmp_path, {}, NOW)], impatient, knowledge, 1)["landing_file"]
    assert row["outcome"] == "rejected"
    assert "超时" in row["reason"]


def _die_of_deadly(task: tuple[LandedFile, None], context: ReadContext):
    file, _ = task
    if file.name == "deadly.txt":
        os._exit(9)
    return read_file(replace(file), load_knowledge(Path(__file__).parents[2] / "dbt_project" / "seeds"), context)


def _take_too_long(task: tuple[LandedFile, None], context: ReadContext):
    with reading.time_limit(context.limits.seconds):
        time.sleep(60)


def test_file_that_waited_for_a_tool_is_read_when_it_is_there(context):
    files = [landed("scan", "aa"), landed("half a scan", "bb"), landed("text", "cc")]
    remembered = {"scan": known("aa", "needs_ocr"), "half a scan": known("bb"), "text": known("cc")}
    stored = {
        "bb": Stored(reader_version(), "pdf", True, "第 2 页是扫描图像，未识别", "ocr"),
        "cc": Stored(reader_version(), "pdf", True),
    }
    assert plan_ingest(files, remembered, stored, context).unchanged == 3
    plan = plan_ingest(files, remembered, stored, context, {"ocr"})
    assert [file.path for file in plan.to_read] == ["half a scan", "scan"]


def test_file_that_broke_a_limit_is_read_when_the_limit_is_another(context):
    version = reader_version("rejected", context.limits)
    remembered = {"large": known("aa", "rejected", version), "fine": known("bb")}
    stored = {"bb": Stored(reader_version(), "pdf", True)}
    files = [landed("large", "aa"), landed("fine", "bb")]
    assert plan_ingest(files, remembered, stored, context).unchanged == 2
    roomy = replace(context, limits=ReaderLimits(cells=10**6))
    assert [file.path for file in plan_ingest(files, remembered, stored, roomy).to_read] == ["large"]
