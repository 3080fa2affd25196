"""What changed between versions, and backups that can be restored."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from flows.backup import BackupError, backup, restore
from flows.publish import PublishError, current_version, publish
from flows.publishing.difference import MartDifference, compare

PASSED = [{"layer": "marts", "action": "pass"}]


class Home:
    """A home with two marts: facts that have a key and say which report they are of, and one without a key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = folder / "work" / "warehouse.duckdb"
        self.published = folder / "published"
        self.work.parent.mkdir(parents=True)
        self.run(
            """create schema marts; create table marts.dim_report (report_key varchar, file_name varchar);
            create table marts.fact_expenditure (expenditure_key varchar, report_key varchar, amount_yuan decimal(18, 2));
            create table marts.mart_count (kind varchar, rows integer);
            insert into marts.dim_report values ('r1', '甲.pdf'), ('r2', '乙.docx');
            insert into marts.fact_expenditure values ('a', 'r1', 1), ('b', 'r1', 2), ('c', 'r2', 3);
            insert into marts.mart_count values ('x', 1), ('x', 2)"""
        )
        self.versions = [self.publish()]

    def run(self, sql: str) -> None:
        with duckdb.connect(str(self.work)) as connection:
            connection.execute(sql)

    def publish(self) -> str:
        done = publish(
            self.work, self.published, code_version="1", contract_version="1", inputs={}, gate_results=PASSED, keep=9
        )
        assert done is not None
        return done.version


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path / "home")


def test_rows_added_changed_and_removed_are_told_with_their_files(home):
    home.run(
        """update marts.fact_expenditure set amount_yuan = 9 where expenditure_key = 'a';
        delete from marts.fact_expenditure where expenditure_key = 'b';
        insert into marts.fact_expenditure values ('d', 'r1', 4), ('e', 'r1', 5);
        delete from marts.mart_count where rows = 2"""
    )
    home.publish()
    assert compare(home.published) == [
        MartDifference("fact_expenditure", added=2, changed=1, removed=1, files=("甲.pdf",)),
        MartDifference("mart_count", added=0, changed=0, removed=1),
    ]


def test_a_version_against_itself_and_against_one_that_is_not_there(home):
    version = home.versions[0]
    assert compare(home.published, version, version) == []
    with pytest.raises(PublishError, match="之前没有保留的版本"):
        compare(home.published)
    with pytest.raises(PublishError, match=version):
        compare(home.published, "20200101T000000.000Z-00000000", version)


def test_a_mart_only_one_version_has_is_added_whole(home):
    home.run("create table marts.mart_new as select 1 as x, 'y' as y")
    home.publish()
    assert compare(home.published) == [MartDifference("mart_new", added=1, changed=0, removed=0)]


def test_a_backup_becomes_a_home_with_the_same_marts_versions_and_work(home, tmp_path):
    home.run("insert into marts.mart_count values ('y', 3)")
    newest = home.publish()
    made = backup(home.folder, tmp_path / "backups")
    assert made.version == newest
    restored = restore(made.folder, tmp_path / "again")
    assert restored.files == made.files
    again = tmp_path / "again"
    assert current_version(again / "published") == newest
    assert compare(again / "published") == compare(home.published)
    with duckdb.connect(str(again / "work" / "warehouse.duckdb"), read_only=True) as connection:
        assert connection.execute("select count(*) from marts.mart_count").fetchone() == (3,)


def test_a_damaged_backup_is_refused_and_nothing_is_written(home, tmp_path):
    made = backup(home.folder, tmp_path / "backups")
    (made.folder / "work" / "warehouse.duckdb").write_bytes(b"x")
    with pytest.raises(BackupError, match="已损坏"):
        restore(made.folder, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_home_in_use_is_never_overwritten(home, tmp_path):
    made = backup(home.folder, tmp_path / "backups")
    with pytest.raises(BackupError, match="不是空目录"):
        restore(made.folder, home.folder)
    with pytest.raises(BackupError, match="不是 fiscal backup"):
        restore(tmp_path / "backups", tmp_path / "again")
    with pytest.raises(BackupError, match="之内"):
        backup(home.folder, home.folder / "backups")
    with pytest.raises(BackupError, match="没有工作库"):
        backup(tmp_path / "nothing", tmp_path / "backups")
