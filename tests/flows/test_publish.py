"""What is published: content, comments, nothing new, interruption, readers with the old file, rollback, retention."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

import flows.publish
from flows.publish import Published, PublishError, list_versions, open_published, publish, rollback
from flows.publishing.versions import file_sha256, next_version

PASSED = [{"layer": "marts", "action": "pass"}]


class Home:
    """A work database with one mart, and its published folder."""

    def __init__(self, folder: Path) -> None:
        self.work = folder / "work" / "warehouse.duckdb"
        self.published = folder / "published"
        self.file = self.published / "warehouse.duckdb"
        self.work.parent.mkdir()
        self.run(
            """create schema marts; create schema raw; create table raw.secret as select 1 as x;
            create table marts.dim_unit (unit_key varchar not null, unit_name varchar, amount_yuan decimal(18, 2), days date);
            comment on table marts.dim_unit is '预算单位，''一行一个''';
            comment on column marts.dim_unit.unit_name is '单位全称';
            insert into marts.dim_unit values ('k2', '某局', 693.15, null), ('k1', '某委', 9999999999999999.99, '2022-01-01')"""
        )

    def run(self, sql: str) -> None:
        with duckdb.connect(str(self.work)) as connection:
            connection.execute(sql)

    def publish(self, keep: int = 5, gates: list[dict] = PASSED, **other: object) -> Published | None:
        inputs = {"a/b.txt": "aa", "c.txt": "cc"}
        return publish(
            self.work,
            self.published,
            code_version="0.1.0+abc",
            contract_version="1",
            inputs=inputs,
            gate_results=gates,
            keep=keep,
            **other,
        )

    def publish_unit(self, key: str, keep: int = 5) -> str:
        self.run(f"insert into marts.dim_unit values ('{key}', '某站', 1, null)")
        published = self.publish(keep)
        assert published is not None
        return published.version

    def query(self, sql: str) -> list[tuple]:
        with open_published(self.file) as connection:
            return connection.execute(sql).fetchall()

    def keys(self) -> list[str]:
        return [key for (key,) in self.query("select unit_key from marts.dim_unit order by 1")]


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path)


def test_published_file_holds_marts_with_types_constraints_and_comments(home):
    published = home.publish()
    assert home.query("select distinct schema_name from duckdb_tables()") == [("marts",)]
    assert home.query("select * from marts.dim_unit limit 1")[0][2] == Decimal("9999999999999999.99")
    assert home.query("select comment from duckdb_tables() where table_name = 'dim_unit'") == [
        ("预算单位，'一行一个'",)
    ]
    columns = home.query(
        "select column_name, data_type, is_nullable, comment from duckdb_columns() where table_name = 'dim_unit' order by column_index"
    )
    assert columns[0] == ("unit_key", "VARCHAR", False, None)
    assert columns[1:3] == [("unit_name", "VARCHAR", True, "单位全称"), ("amount_yuan", "DECIMAL(18,2)", True, None)]
    contract = home.query("select contract_version, version, code_version, input_count from marts.contract")
    assert contract == [("1", published.version, "0.1.0+abc", 2)]


def test_version_folder_has_parquet_copies_and_a_manifest(home):
    published = home.publish()
    manifest = json.loads((published.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["row_counts"] == {"dim_unit": 2}
    assert manifest["inputs"] == {"a/b.txt": "aa", "c.txt": "cc"}
    assert manifest["gates"] == PASSED
    assert manifest["file_sha256"] == file_sha256(home.file)
    copy = published.folder / "parquet" / "dim_unit.parquet"
    assert duckdb.sql(f"select unit_key from read_parquet('{copy}') order by 1").fetchall() == [("k1",), ("k2",)]


@pytest.mark.parametrize("mask", [0o077, 0o000])
def test_readers_may_read_and_not_write_whatever_the_umask(home, mask):
    before = os.umask(mask)
    try:
        folder = home.publish().folder
    finally:
        os.umask(before)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [home.published, *home.published.rglob("*")]}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o755}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o444}
    assert {home.file, folder / "parquet" / "dim_unit.parquet"} <= modes.keys()


def test_who_may_enter_the_published_folder_is_left_as_it_was_set(home):
    home.publish()
    home.published.chmod(0o2750)
    home.published.joinpath("versions").chmod(0o2755)
    folder = home.publish_unit("k3")
    assert stat.S_IMODE(home.published.stat().st_mode) == 0o2750
    assert stat.S_IMODE((home.published / "versions" / folder).stat().st_mode) == 0o2755


def test_nothing_new_is_not_published(home):
    home.publish()
    before = file_sha256(home.file)
    home.run("create table marts.t as select * from marts.dim_unit order by unit_key; delete from marts.dim_unit")
    home.run("insert into marts.dim_unit select * from marts.t; drop table marts.t")
    assert home.publish() is None
    assert file_sha256(home.file) == before


@pytest.mark.parametrize(
    "change",
    [
        "update marts.dim_unit set amount_yuan = 9999999999999999.98 where unit_key = 'k1'",
        "insert into marts.dim_unit select * from marts.dim_unit where unit_key = 'k2'",
        "comment on column marts.dim_unit.unit_name is '单位名称'",
        "update marts.dim_unit set unit_name = null where unit_key = 'k2'",
        "alter table marts.dim_unit add column county varchar",
    ],
)
def test_any_change_a_reader_can_see_is_published(home, change):
    home.publish()
    home.run(change)
    assert home.publish() is not None


def test_change_of_a_volatile_column_is_nothing_new(home):
    home.publish(volatile={"days"})
    home.run("update marts.dim_unit set days = '2023-01-01'")
    assert home.publish(volatile={"days"}) is None


@pytest.mark.parametrize("gates", [[], [*PASSED, {"layer": "raw", "action": "block"}]])
def test_nothing_is_published_without_a_gate_that_lets_it_through(home, gates):
    with pytest.raises(PublishError, match="未发布"):
        home.publish(gates=gates)
    assert not home.published.exists()


def test_no_marts_are_no_version(home):
    home.run("drop table marts.dim_unit")
    with pytest.raises(PublishError, match="fiscal build"):
        home.publish()


@pytest.mark.parametrize("step", ["write_warehouse", "finish_folder", "make_current"])
def test_interrupted_publish_leaves_the_old_version_byte_identical(home, monkeypatch, step):
    first = home.publish()
    before = file_sha256(home.file)
    home.run("insert into marts.dim_unit values ('k3', '某站', 1, null)")
    original: Callable = getattr(flows.publish, step)

    def fail(*arguments: object) -> None:
        if step != "make_current":
            original(*arguments)
        raise OSError("磁盘已满")

    monkeypatch.setattr(flows.publish, step, fail)
    with pytest.raises(OSError, match="磁盘已满"):
        home.publish()
    assert file_sha256(home.file) == before
    assert [v.version for v in list_versions(home.published) if v.is_current] == [first.version]
    monkeypatch.undo()
    assert home.publish() is not None
    assert home.keys() == ["k1", "k2", "k3"]
    assert not list(home.published.rglob(".*"))


def test_reader_with_the_old_file_keeps_reading_it(home):
    home.publish()
    with open_published(home.file) as reader:
        assert reader.execute("select count(*) from marts.dim_unit").fetchall() == [(2,)]
        home.publish_unit("k3")
        home.publish_unit("k4", keep=1)
        assert reader.execute("select unit_key from marts.dim_unit order by 1").fetchall() == [("k1",), ("k2",)]
    assert home.keys() == ["k1", "k2", "k3", "k4"]


def test_rollback_goes_back_and_forth(home):
    first = home.publish().version
    second = home.publish_unit("k3")
    third = home.publish_unit("k4")
    assert rollback(home.published) == second
    assert home.keys() == ["k1", "k2", "k3"]
    assert rollback(home.published) == first
    assert rollback(home.published, third) == third
    assert home.keys() == ["k1", "k2", "k3", "k4"]
    assert [v.version for v in list_versions(home.published)] == [third, second, first]


def test_rollback_to_what_is_not_there_changes_nothing(home):
    with pytest.raises(PublishError, match="没有已发布的版本"):
        rollback(home.published)
    version = home.publish().version
    with pytest.raises(PublishError, match="之前没有保留的版本"):
        rollback(home.published)
    for wrong in ("20200101T000000.000Z-00000000", "../versions", ""):
        with pytest.raises(PublishError, match=version):
            rollback(home.published, wrong)
    assert home.keys() == ["k1", "k2"]


def test_damaged_version_is_not_made_current(home):
    first = home.publish()
    home.publish_unit("k3")
    damaged = first.folder / "warehouse.duckdb"
    damaged.chmod(0o644)
    damaged.write_bytes(b"x")
    with pytest.raises(PublishError, match="已损坏"):
        rollback(home.published)
    assert home.keys() == ["k1", "k2", "k3"]


def test_last_versions_are_kept_and_the_current_one_always(home):
    first = home.publish().version
    newer = [home.publish_unit(f"k{n}", keep=3) for n in range(3, 6)]
    assert [v.version for v in list_versions(home.published)] == newer[::-1]
    rollback(home.published, newer[0])
    home.publish_unit("k6", keep=1)
    assert len(list_versions(home.published)) == 1
    assert first not in {v.version for v in list_versions(home.published)}


def test_versions_sort_by_time_even_when_the_clock_goes_back(home):
    versions = [home.publish().version, home.publish_unit("k3")]
    later = next_version(home.published, datetime(2020, 1, 1, tzinfo=UTC), "0" * 64)
    assert [*versions, later] == sorted([*versions, later])


def test_current_version_is_known_where_there_are_no_hard_links(home):
    version = home.publish().version
    content = home.file.read_bytes()
    home.file.unlink()
    home.file.write_bytes(content)
    assert [v.version for v in list_versions(home.published) if v.is_current] == [version]
    assert home.publish() is None


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/hostname')",
        "set enable_external_access = true",
        "insert into marts.dim_unit values ('k9', null, null, null)",
        "attach '/tmp/other.duckdb'",
    ],
)
def test_open_published_reads_the_file_and_nothing_else(home, sql):
    home.publish()
    with pytest.raises(duckdb.Error):
        home.query(sql)


def test_nothing_published_is_one_sentence(home):
    with pytest.raises(FileNotFoundError, match="fiscal run"):
        open_published(home.file)


def test_a_finding_keeps_the_version_that_showed_it_first(home):
    home.run(
        """create table marts.fact_finding (finding_key varchar, fingerprint varchar, first_seen_version varchar);
        insert into marts.fact_finding values ('a', 'old', null)"""
    )
    first = home.publish().version
    home.run("insert into marts.fact_finding values ('b', 'new', null)")
    second = home.publish().version
    assert home.query("select fingerprint, first_seen_version from marts.fact_finding order by 1") == [
        ("new", second),
        ("old", first),
    ]
    assert home.publish() is None


def test_what_a_name_stands_for_is_on_the_disk_before_the_name(home, monkeypatch):
    """Power may fail between any two steps: a name must never outlive what it names."""
    steps: list[tuple[str, str]] = []

    def place(path: Path | str) -> str:
        return re.sub(r"\d{8}T[\d.]+Z-\w+", "VERSION", str(Path(path).relative_to(home.published)))

    def sync(handle: int) -> None:
        steps.append(("sync", place(Path(f"/proc/self/fd/{handle}").readlink())))

    def noted(name: str) -> Callable:
        original = getattr(Path, name)

        def call(path: Path, target: Path) -> object:
            steps.append((name, place(target if name != "hardlink_to" else path)))
            return original(path, target)

        return call

    monkeypatch.setattr("os.fsync", sync)
    for name in ("rename", "replace", "hardlink_to"):
        monkeypatch.setattr(Path, name, noted(name))
    home.publish()
    renamed = steps.index(("rename", "versions/VERSION"))
    files = {
        f"versions/.partial-VERSION/{name}"
        for name in ("warehouse.duckdb", "manifest.json", "parquet/dim_unit.parquet")
    }
    folders = {"versions/.partial-VERSION/parquet", "versions/.partial-VERSION"}
    assert {("sync", one) for one in files | folders} <= set(steps[:renamed])
    assert steps[renamed:] == [
        ("rename", "versions/VERSION"),
        ("sync", "versions"),
        ("hardlink_to", ".partial-VERSION.duckdb"),
        ("replace", "warehouse.duckdb"),
        ("sync", "."),
    ]
