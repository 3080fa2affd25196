"""Which reports are published, and that an incremental build gives what a full one gives."""

from __future__ import annotations

from datetime import date

FINAL = "支出决算表"


def add(warehouse, key, value="1", **report):
    warehouse.report(key, **report)
    warehouse.figure(key, FINAL, value, label_text="合计", heading_keys=["合计"])


def published(warehouse):
    return [key for (key,) in warehouse.rows("select report_key from marts.fact_expenditure order by 1")]


def test_a_later_report_supersedes_an_older_one(warehouse):
    add(warehouse, "old", published_on=date(2021, 8, 1))
    add(warehouse, "other", year="2019")
    warehouse.build()
    assert published(warehouse) == ["old", "other"]
    add(warehouse, "new", published_on=date(2021, 9, 1))
    warehouse.build()
    assert published(warehouse) == ["new", "other"]
    rows = warehouse.rows("select report_key, is_current, supersedes_report_key from marts.dim_report order by 1")
    assert rows == [("new", True, "old"), ("old", False, None), ("other", True, None)]
    left_out = "select left_out_reasons from marts.mart_recognition where report_key = 'old'"
    assert warehouse.rows(left_out) == [("报告已被新版本取代×1",)]


def test_project_evaluations_supersede_only_the_same_projects(warehouse):
    for key, project in [("a", "甲"), ("b", "乙"), ("c", "甲")]:
        warehouse.report(key, report_type="项目支出绩效自评", published_on=date(2021, 1, ord(key) - 90))
        warehouse.indicator(key, project_name=project, level1_text="产出", statement="项目支出绩效自评表")
    warehouse.build()
    current = warehouse.rows("select report_key from marts.dim_report where is_current order by 1")
    assert current == [("b",), ("c",)]


def test_a_quarantined_report_leaves_and_comes_back(warehouse):
    add(warehouse, "good", unit="株洲市甲局")
    add(warehouse, "bad", unit="株洲市乙局")
    warehouse.build()
    warehouse.quarantine("bad")
    warehouse.build()
    assert published(warehouse) == ["good"]
    assert warehouse.rows("select quality_status from marts.dim_report where report_key = 'bad'") == [("quarantined",)]
    outcome = "select outcome, reason from marts.file_outcome where file_name = 'bad.txt'"
    assert warehouse.rows(outcome) == [("quarantined", "单位不明")]
    candidates = warehouse.rows("select report_key from intermediate.int_expenditure order by 1")
    assert candidates == [("bad",), ("good",)]  # the gate still sees it
    warehouse.run("delete from raw.quarantine")
    warehouse.build()
    assert published(warehouse) == ["bad", "good"]


def test_incremental_builds_equal_a_full_refresh(warehouse):
    add(warehouse, "first", published_on=date(2021, 8, 1))
    add(warehouse, "gone", unit="株洲市乙局")
    warehouse.build()
    warehouse.run("delete from raw.report where report_key = 'gone'")
    add(warehouse, "second", value="2", published_on=date(2021, 9, 1))
    warehouse.run("update raw.statement_line set value_text = '3' where report_key = 'second'")
    warehouse.run("update raw.document set recognised_at = now()::timestamp where file_sha256 = 'sha-second'")
    warehouse.said("first", "4", label_text="支出", side="支出")
    warehouse.build()
    incremental = warehouse.tables()
    assert published(warehouse) == ["second"]
    warehouse.build("--full-refresh")
    assert warehouse.tables() == incremental


def test_only_changed_reports_are_built_and_a_broken_build_is_made_up_for(warehouse):
    changed = "select report_key from intermediate.int_changed_reports"
    add(warehouse, "first")
    warehouse.build()
    add(warehouse, "second", unit="株洲市渌口区别的局", year="2019")
    warehouse.build("--exclude", "fact_expenditure+")
    assert published(warehouse) == ["first"]
    warehouse.build()
    assert warehouse.rows(changed) == [("second",)]
    assert published(warehouse) == ["first", "second"]
    warehouse.build()
    assert warehouse.rows(changed) == []
    assert published(warehouse) == ["first", "second"]


def test_reports_of_one_unit_are_built_together(warehouse):
    """Rules compare them over the years."""
    add(warehouse, "first")
    warehouse.build()
    add(warehouse, "second", year="2019")
    warehouse.build()
    changed = warehouse.rows("select report_key from intermediate.int_changed_reports order by 1")
    assert changed == [("first",), ("second",)]


def test_one_unit_over_years_and_spellings(warehouse):
    warehouse.report("r1", unit="101001株洲市渌口区某某⾦融局", year="2020")
    warehouse.report("r2", unit="株洲市 渌口区某某金融局", year="2021")
    warehouse.build()
    units = warehouse.rows("select unit_name, division_code, province, city, county from marts.dim_unit")
    assert units == [("株洲市渌口区某某金融局", "430212", "湖南省", "株洲市", "渌口区")]
    aliases = warehouse.rows("select alias, first_fiscal_year from marts.dim_unit_alias order by 2")
    assert aliases == [("101001株洲市渌口区某某⾦融局", 2020), ("株洲市 渌口区某某金融局", 2021)]
