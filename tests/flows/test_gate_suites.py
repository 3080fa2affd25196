"""The real suites on a real work database: clean data passes, every expectation can fail, planted defects do what they should.

The database is built once from the sample reports in raw/ and copied for every test.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from flows.extraction import ReadContext, load_knowledge
from flows.gate import GateResult, run_gate
from flows.gating.evaluation import offending_reports
from flows.gating.outcomes import Action, Status
from flows.gating.suites import ROW_COUNT_GUARD, Scope, Severity, load_suites
from flows.ingest import look_at_landing_zone
from flows.publish import publish
from flows.reading import read_batch
from flows.settings import Settings
from flows.transform import dbt
from flows.warehouse.connection import work_database
from flows.warehouse.fragments import load_fragments, write_fragment

LAYERS = ("raw", "staging", "marts")
SUITES = Settings().expectations_dir / "suites"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a work database with candidate marts."""
    settings = Settings(home=tmp_path_factory.mktemp("gated"))
    now = datetime(2026, 1, 1)
    context = ReadContext("run0", settings.landing, now, settings.limits)
    files, _ = look_at_landing_zone.fn(settings.landing, now, settings.limits.file_bytes)
    rows = read_batch(files, context, load_knowledge(settings.seeds_dir), settings.read_workers)
    with work_database(settings.work_db) as connection:
        load_fragments(connection, [write_fragment(rows, settings.home / "fragment")])
    dbt(settings, "build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")
    return settings.work_db.parent


class Gated:
    """A copy of the built database to damage and to gate."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "work" / "warehouse.duckdb"
        self.published = folder / "published"

    def run(self, *statements: str) -> None:
        with duckdb.connect(str(self.path)) as connection:
            for statement in statements:
                connection.execute(statement)

    def rows(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.path), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def gate(self, layer: str) -> GateResult:
        return run_gate(self.path, layer, SUITES, "run1", self.folder / "docs", self.published / "warehouse.duckdb")

    def publish(self) -> None:
        passed = [{"layer": "marts", "action": "pass"}]
        publish(
            self.path, self.published, code_version="1", contract_version="1", inputs={}, gate_results=passed, keep=3
        )

    def loosen(self, schema: str) -> dict[str, list[tuple[str, str]]]:
        """Tables of a schema without their constraints, so that defects can be planted. Returns columns with types."""
        columns: dict[str, list[tuple[str, str]]] = {}
        for table, column, data_type in self.rows(
            f"""select table_name, column_name, data_type from duckdb_columns()
            where schema_name = '{schema}' and table_name in (select table_name from duckdb_tables() where schema_name = '{schema}')"""
        ):
            columns.setdefault(table, []).append((column, data_type))
        for table in columns:
            self.run(
                f"create table {schema}.loose as select * from {schema}.{table}",
                f"drop table {schema}.{table}",
                f"alter table {schema}.loose rename to {table}",
            )
        return columns


@pytest.fixture
def gated(built, tmp_path) -> Gated:
    shutil.copytree(built, tmp_path / "work")
    return Gated(tmp_path)


def test_sample_reports_pass_every_gate(gated):
    for layer in LAYERS:
        result = gated.gate(layer)
        assert not result.blocks, result.reasons
        assert not result.quarantined


def test_every_suite_is_on_a_table_that_exists(gated):
    tables = {f"{s}.{t}" for s, t in gated.rows("select table_schema, table_name from information_schema.tables")}
    assert {suite.table for layer in LAYERS for suite in load_suites(SUITES, layer)} <= tables


def test_every_mart_and_raw_table_is_gated(gated):
    exempt = {
        "raw.quarantine",
        "raw.unrecognised",
        "raw.run",
        "raw.manifest_problem",
        "raw.schema_change",
    }  # the pipeline's own records, and an open list
    reference = {
        "marts.dim_unit_alias",
        "marts.dim_function_account",
        "marts.dim_economic_account",
    }  # dbt tests hold these
    tables = {
        f"{s}.{t}"
        for s, t in gated.rows(
            "select schema_name, table_name from duckdb_tables() where schema_name in ('raw', 'marts')"
        )
    }
    assert tables - exempt - reference == {s.table for layer in ("raw", "marts") for s in load_suites(SUITES, layer)}


def bad_value(table: str, data_type: str) -> str:
    """A value no column may have: text with a blank in it that is no key anywhere, a year of long ago, an amount out of range."""
    text = f"'{table} 不 该有'"
    plain = {"VARCHAR": text, "VARCHAR[]": f"[{text}]", "INTEGER": "-7", "BIGINT": "-7", "BOOLEAN": "true"}
    if data_type.startswith("DECIMAL"):
        precision, scale = data_type[8:-1].split(",")
        return f"cast({10 ** (int(precision) - int(scale)) - 1} as {data_type})"
    return plain.get(data_type, "null")


def spoil(gated: Gated, schema: str) -> None:
    """In every table: one of its own rows twice, a row with nothing, and a row that is wrong in every column."""
    for table, columns in gated.loosen(schema).items():
        name = f"{schema}.{table}"
        gated.run(
            f"insert into {name} select * from (select * from {name} limit 1)",
            f"insert into {name} values ({', '.join('null' for _ in columns)})",
            f"insert into {name} values ({', '.join(bad_value(table, data_type) for _, data_type in columns)})",
        )


def failed(result: GateResult) -> set[str]:
    return {outcome.expectation for outcome in result.outcomes if outcome.status is Status.FAILED}


# What to change in a report's rows so that each report-scoped expectation names it: table, assignment.
REPORT_DEFECTS = {
    "raw.report.type_known": ("raw.report", "report_type = '年报'"),
    "raw.report.type_recognised": ("raw.report", "report_type = null"),
    "raw.statement_line.value_not_blank": ("raw.statement_line", "value_text = ' \u3000'"),
    "raw.statement_line.cell_known": ("raw.statement_line", "cell_key = 'gone'"),
    "raw.statement_line.most_columns_certain": ("raw.statement_line", "doubt = '错位'"),
    "raw.text_figure.value_not_blank": ("raw.text_figure", "value_text = ''"),
    "raw.text_figure.cell_known": ("raw.text_figure", "cell_key = 'gone'"),
    "raw.claim.cell_known": ("raw.claim", "cell_key = 'gone'"),
    "raw.indicator_line.level_given": (
        "raw.indicator_line",
        "level1_text = null, level2_text = null, level3_text = null, is_execution_rate = false",
    ),
    "raw.indicator_line.cell_known": ("raw.indicator_line", "cell_key = 'gone'"),
    "raw.staff_line.cell_known": ("raw.staff_line", "cell_key = 'gone'"),
    "raw.asset_line.cell_known": ("raw.asset_line", "cell_key = 'gone'"),
    "raw.report_cell.no_personal_data": ("raw.report_cell", "text = '身份证110101199003071234'"),
    "raw.report_block.no_personal_data": ("raw.report_block", "text = '电话13800000000。'"),
    "raw.report_block.no_labelled_names": ("raw.report_block", "text = '填表人：\u3000王某某'"),
    "staging.stg_report.unit_given": ("raw.report", "unit_name = ' '"),
    "staging.stg_report.year_plausible": ("raw.report", "year_text = '1949'"),
    "staging.int_statement_figures.values_are_numbers": (
        "intermediate.int_statement_figures",
        "left_out_reason = '数值无法识别'",
    ),
    "staging.int_statement_figures.unit_known": (
        "intermediate.int_statement_figures",
        "unit_text = '万册', unit_factor = null",
    ),
    "staging.int_statement_figures.unit_given": (
        "intermediate.int_statement_figures",
        "left_out_reason = '未注明金额单位'",
    ),
    "staging.int_statement_figures.amount_plausible": (
        "intermediate.int_statement_figures",
        "left_out_reason = '金额超出范围'",
    ),
    "staging.int_statement_figures.scan_legible": ("raw.report_cell", "confidence = 0.5"),
    "staging.stg_text_figure.unit_known": ("raw.text_figure", "unit_text = '万册', role = 'amount'"),
    "staging.stg_text_figure.amount_plausible": (
        "raw.text_figure",
        "value_text = '99999999999', unit_text = '万元', role = 'amount'",
    ),
    "staging.int_expenditure.amount_given": ("intermediate.int_expenditure", "amount_yuan = null"),
    "staging.int_expenditure.year_plausible": ("intermediate.int_expenditure", "fiscal_year = 1949"),
    "staging.int_revenue.amount_given": ("intermediate.int_revenue", "amount_yuan = null"),
    "staging.int_revenue.year_plausible": ("intermediate.int_revenue", "fiscal_year = 1949"),
    "staging.int_report_versions.year_given": ("intermediate.int_report_versions", "fiscal_year = null"),
    "staging.int_report_versions.division_found": ("intermediate.int_report_versions", "division_code = null"),
}


def test_report_defects_are_all_the_report_scoped_expectations():
    suites = [suite for layer in LAYERS for suite in load_suites(SUITES, layer)]
    scoped = {suite.qualified(e) for suite in suites for e in suite.expectations if e.scope is Scope.REPORT}
    assert scoped == set(REPORT_DEFECTS)


@pytest.fixture(scope="session")
def scratch(built, tmp_path_factory) -> Path:
    """One copy for tests that roll their defects back."""
    return Path(shutil.copytree(built, tmp_path_factory.mktemp("scratch") / "work")) / "warehouse.duckdb"


@pytest.mark.parametrize("name", REPORT_DEFECTS)
def test_report_scoped_query_names_the_reports_with_the_defect_and_no_others(scratch, name):
    suites = {s.qualified(e): e for layer in LAYERS for s in load_suites(SUITES, layer) for e in s.expectations}
    table, assignment = REPORT_DEFECTS[name]
    owner = "file_sha256" if table in {"raw.report_cell", "raw.report_block"} else "report_key"
    with duckdb.connect(str(scratch)) as connection:
        connection.begin()
        if not connection.execute(f"select 1 from {table} limit 1").fetchall():
            pytest.skip(f"the sample reports give no row of {table}")
        before = offending_reports(connection, suites[name].report_sql)
        # The report with the most rows: rules about shares want to see some.
        largest = f"select {owner} from {table} group by 1 order by count(*) desc, 1 limit 1"
        (value,) = connection.execute(largest).fetchall()[0]
        connection.execute(f"update {table} set {assignment} where {owner} = $1", [value])
        planted = connection.execute(f"select report_key from raw.report where {owner} = $1", [value]).fetchall()
        after = offending_reports(connection, suites[name].report_sql)
        connection.rollback()
    assert {o.report_key for o in after} == {key for (key,) in planted} | {o.report_key for o in before}
    assert {o.report_key for o in after} > {o.report_key for o in before}


# What neither wrong rows nor empty tables bring about: many rows of one kind, or tables that contradict each other.
SPECIAL_DEFECTS = (
    "insert into raw.landing_file by name select 'f' || n as file_path, 'rejected' as outcome from range(99) as t(n)",
    "insert into raw.landing_file by name select 'g' as file_path, 'read' as outcome, 'nowhere' as file_sha256",
    "update intermediate.int_statement_figures set left_out_reason = '数值无法识别', amount_yuan = null",
    "insert into raw.statement_line by name select l.* from (from raw.statement_line limit 1) as l, range(100)",
    "insert into intermediate.int_statement_figures by name select l.* from (from intermediate.int_statement_figures limit 1) as l, range(100)",
    "update raw.text_figure set value_text = '若干', role = 'amount'",
    "insert into raw.text_figure by name select f.* from (from raw.text_figure limit 1) as f, range(100)",
    "update raw.claim set item_values = []",
    "update raw.report_cell set confidence = 0.5",
    "update marts.mart_recognition set figures_published = 0, figures_printed = 1000, figures_left_out = 1, left_out_reasons = ''",
    "update intermediate.int_statement_figures set left_out_reason = '行次含义未知', label_text = '从未列出'",
    "update intermediate.int_table_figures set left_out_reason = '栏次'",
    "update marts.dim_report set fiscal_year = null, supersedes_report_key = 'nowhere',"
    " quality_status = if(report_key is null, 'quarantined', 'accepted')",
    "update marts.fact_indicator_score set target_value = null, target_operator = '>='",
    "update marts.mart_score_audit set recomputed_score = -1, not_computed_reason = '有值'",
    "delete from marts.mart_evaluation_audit where evaluation_key is not null",
    "update marts.mart_common_indicator set value = 1, not_computed_reason = '有值'",
    "update marts.mart_expenditure set amount_yuan = 1",
    "insert into marts.mart_expenditure select * replace ('别的表' as statement) from marts.mart_expenditure",
    "insert into seeds.corrections by name select file_sha256, 'nowhere' as cell_key, '1' as printed_text from raw.document",
    "insert into seeds.waivers by name select 'not in the mart' as fingerprint",
    "insert into seeds.corrections by name select 'not in the mart' as correction_id",
    "insert into marts.mart_correction by name select 'c' as correction_id from range(2)",
    "insert into marts.mart_correction by name select null as correction_id",
    "update marts.mart_coverage set expected_by = 'roster', status = 'missing'",
    "delete from marts.file_outcome where file_path is not null",
    "insert into marts.file_outcome by name select 'rejected' as outcome",
    "update intermediate.int_report_versions set is_current = true, unit_key = 'u', fiscal_year = 2022, report_type = '部门决算'",
    # Contradictions in most reports, rules that mostly could not be evaluated, and a rule that mostly fails.
    "update marts.mart_run_quality set is_bounded = true, critical_share = 0.6, most_critical_share = 0.5, not_evaluated_share = 0.95,"
    " most_not_evaluated_share = 0.9",
    "insert into marts.fact_finding (finding_key, report_key, severity) select 'f' || n % 4000, n, 'critical' from range(5000) as t(n)",
    "insert into marts.mart_waiver by name select 'w' as fingerprint, unnest(['已过期', '没有对应的矛盾']) as state",
    "insert into marts.mart_rule_coverage (rule_id, pass_count, fail_count, not_evaluated_count, report_count)"
    " values ('mostly', 1, 60, 0, 90)",
)


def test_every_expectation_can_fail(gated):
    """Wrong in every column, wrong as a whole, empty: nothing in the suites is a check that always passes."""
    gated.publish()
    # Enough in the published version for a collapse to mean something.
    gated.run(
        "create table marts.many as select d.* replace (d.report_key || t.n as report_key) from marts.dim_report as d, range(50) as t(n)"
    )
    gated.run("insert into marts.dim_report select * from marts.many", "drop table marts.many")
    gated.publish()
    seen: set[str] = set()
    for schema in ("raw", "intermediate", "marts"):
        spoil(gated, schema)
    seen |= {name for layer in LAYERS for name in failed(gated.gate(layer))}
    gated.run(*SPECIAL_DEFECTS)
    seen |= {name for layer in LAYERS for name in failed(gated.gate(layer))}
    tables = gated.rows(
        "select schema_name, table_name from duckdb_tables() where schema_name in ('raw', 'intermediate', 'marts')"
    )
    gated.run(*(f"delete from {schema}.{table}" for schema, table in tables))
    seen |= {name for layer in LAYERS for name in failed(gated.gate(layer))}
    everything = {
        suite.qualified(e) for layer in LAYERS for suite in load_suites(SUITES, layer) for e in suite.expectations
    }
    never_failed = sorted(everything - seen - set(REPORT_DEFECTS))
    assert not never_failed, "，".join(never_failed)


def test_bad_report_is_quarantined_and_the_others_go_on(gated):
    (key,) = gated.rows("select report_key from raw.report order by 1 limit 1")[0]
    gated.run(f"update raw.report set unit_name = null where report_key = '{key}'")
    result = gated.gate("staging")
    assert result.action is Action.QUARANTINE
    assert result.quarantined_reports == {key}
    assert gated.rows("select report_key, reason from raw.quarantine") == [(key, "没有识别出填报单位")]


def test_bad_key_in_the_marts_blocks(gated):
    gated.run("insert into marts.fact_expenditure select * from marts.fact_expenditure limit 1")
    result = gated.gate("marts")
    assert result.blocks
    assert "marts.fact_expenditure.expenditure_key_unique" in failed(result)


def test_collapse_against_the_published_version_blocks(gated):
    gated.run(
        "insert into marts.dim_report select d.* replace (d.report_key || t.n as report_key) "
        "from marts.dim_report as d, range(5) as t(n) where d.is_current"
    )
    gated.publish()
    gated.run("delete from marts.dim_report where length(report_key) > 32")
    result = gated.gate("marts")
    assert result.blocks
    assert {"marts.dim_report.collapsed", "marts.dim_report.fewer_reports"} <= failed(result)


def test_guards_are_critical_where_nothing_could_be_published():
    guards = {
        suite.table: suite.expectations[0].severity
        for layer in LAYERS
        for suite in load_suites(SUITES, layer)
        if suite.expectations[0].type == ROW_COUNT_GUARD
    }
    for table in ("raw.landing_file", "raw.document", "raw.report", "marts.dim_report", "marts.dim_unit"):
        assert guards[table] is Severity.CRITICAL
