"""Evaluates suites with Great Expectations, pushed down to DuckDB, and renders Data Docs.

Decides nothing. The connection is the only configuration that works on DuckDB: duckdb-sqlalchemy, read-only, autocommit, no
temporary tables. The engines are closed afterwards, or the next writer (dbt) could not open the file. Great Expectations
takes five seconds to import: nothing outside this module's functions does.
"""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from flows.gating.outcomes import Evaluation, Offender, Outcome, Status
from flows.gating.suites import UNEXPECTED_ROWS, Expectation, GateError, Scope, Suite
from flows.readers.masking import mask

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.datasource.fluent.sql_datasource import SQLDatasource

FIRST_ROWS = 10
_SITE = "gate"
# Which dialect; the file is given beside it.
_SOME_DUCKDB = "duckdb:///warehouse"


def evaluate(work_db: Path, suites: Sequence[Suite], run_id: str, site_dir: Path | None) -> list[Outcome]:
    """The outcome of every expectation, in the order of the suites. Data Docs go to `site_dir`, replacing what is there.

    An expectation that cannot be evaluated, and any on a table that does not exist, is broken.
    """
    present = _tables(work_db)
    evaluations = _validate(work_db, [s for s in suites if s.table in present], run_id, site_dir)
    absent = Evaluation(Status.BROKEN, error="表不存在，无法检查")
    outcomes = [
        Outcome(
            layer=suite.layer,
            table=suite.table,
            expectation=suite.qualified(expectation),
            title=expectation.title,
            type=expectation.type,
            severity=expectation.severity,
            scope=expectation.scope,
            evaluation=evaluations.get(suite.qualified(expectation), absent),
        )
        for suite in suites
        for expectation in suite.expectations
    ]
    return _with_offenders(work_db, suites, outcomes)


def _tables(work_db: Path) -> set[str]:
    with duckdb.connect(str(work_db), read_only=True) as connection:
        rows = connection.execute("select table_schema, table_name from information_schema.tables").fetchall()
    return {f"{schema}.{table}" for schema, table in rows}


# ---- Great Expectations ----


def _validate(work_db: Path, suites: Sequence[Suite], run_id: str, site_dir: Path | None) -> dict[str, Evaluation]:
    import great_expectations as gx
    from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults
    from great_expectations.datasource.fluent.interfaces import TestConnectionError

    context = gx.get_context(
        mode="ephemeral",
        # Without a project config the context leaves an empty temporary folder behind for a site nobody builds.
        project_config=DataContextConfig(store_backend_defaults=InMemoryStoreBackendDefaults()),
    )
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    try:
        # `kwargs` goes to SQLAlchemy's create_engine; the method's stub does not know it.
        source = context.data_sources.add_sql(  # type: ignore[call-arg]
            "warehouse",
            connection_string=_SOME_DUCKDB,
            create_temp_table=False,
            kwargs={
                "isolation_level": "AUTOCOMMIT",
                "skip_autocommit_rollback": True,
                # Not in the URL: a path may hold what means something there (%41, #) or to Great Expectations ($NAME).
                "connect_args": {"read_only": True, "database": str(work_db.resolve())},
            },
        )
    except TestConnectionError as error:
        raise GateError(f"质量检查无法打开工作库 {work_db}：{' '.join(str(error).split())[:300]}") from error
    evaluations: dict[str, Evaluation] = {}
    try:
        for suite in suites:
            evaluations.update(_run_suite(context, source, suite, run_id))
        if site_dir is not None:
            _render(context, site_dir)
    finally:
        source.get_engine().dispose()
        source.get_execution_engine().close()
    return evaluations


def _run_suite(
    context: EphemeralDataContext, source: SQLDatasource, suite: Suite, run_id: str
) -> dict[str, Evaluation]:
    """By qualified name."""
    import great_expectations as gx
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.datasource.fluent.interfaces import TestConnectionError
    from great_expectations.exceptions.exceptions import GreatExpectationsError

    name = str(suite.config["name"])
    schema, _, table = suite.table.partition(".")
    try:
        expectations = gx.ExpectationSuite(**suite.config | {"expectations": _asked_once(suite)})
    except (GreatExpectationsError, TypeError, ValueError) as error:
        raise GateError(f"套件 {name} 无法使用：{' '.join(str(error).split())[:300]}") from error
    try:
        with warnings.catch_warnings():
            # schema_name is deprecated for a schema in the connection string, which DuckDB's has no place for.
            warnings.simplefilter("ignore", DeprecationWarning)
            asset = source.add_table_asset(name, table_name=table, schema_name=schema)
    except TestConnectionError as error:
        # The table is there but cannot be read: a view on something that is gone.
        unreadable = Evaluation(Status.BROKEN, error=f"表无法读取：{' '.join(str(error).split())[:300]}")
        return {suite.qualified(expectation): unreadable for expectation in suite.expectations}
    definition = gx.ValidationDefinition(
        name=name, data=asset.add_batch_definition_whole_table("all"), suite=context.suites.add(expectations)
    )
    definition = context.validation_definitions.add(definition)
    run = RunIdentifier(run_name=run_id)
    result = definition.run(result_format="BOOLEAN_ONLY", run_id=run)
    if not result.success:
        # Which values are unexpected costs a query or two more for each expectation, and most tables have none. Under the
        # same run the second result takes the place of the first in Data Docs.
        details: dict[str, Any] = {"result_format": "COMPLETE", "partial_unexpected_count": FIRST_ROWS}
        if suite.key_columns:
            details["unexpected_index_column_names"] = list(suite.key_columns)
        result = definition.run(result_format=details, run_id=run)
    return _evaluations(suite, result)


def _asked_once(suite: Suite) -> list[dict[str, Any]]:
    """The expectations of a suite's file, those on the rows of a query as the type that asks it once."""
    from flows.gating.queried_once import UnexpectedRowsQueriedOnce

    once = {"type": UnexpectedRowsQueriedOnce.expectation_type}
    return [entry | once if entry["type"] == UNEXPECTED_ROWS else entry for entry in suite.config["expectations"]]


def _evaluations(suite: Suite, result: ExpectationSuiteValidationResult) -> dict[str, Evaluation]:
    """By qualified name. An expectation without a result stays out, and so ends up broken like one on a missing table."""
    qualified = {expectation.name: suite.qualified(expectation) for expectation in suite.expectations}
    found: dict[str, Evaluation] = {}
    for one in result.results:
        if one.expectation_config is not None:
            found[qualified[str(one.expectation_config.meta["name"])]] = _evaluation(one)
    return found


def _evaluation(result: ExpectationValidationResult) -> Evaluation:
    error = _exception_message(result.exception_info)
    if error is not None:
        return Evaluation(Status.BROKEN, error=error)
    details: Mapping[str, Any] = result.to_json_dict()["result"]  # type: ignore[assignment]
    if result.success:
        return Evaluation(Status.PASSED, 0)
    return Evaluation(Status.FAILED, _unexpected_count(details), _first_rows(details))


def _exception_message(info: Mapping[str, Any] | None) -> str | None:
    """Great Expectations gives one flat record, or one per metric that raised."""
    if not info:
        return None
    records = [info] if "raised_exception" in info else list(info.values())
    messages = [str(record.get("exception_message")) for record in records if record.get("raised_exception")]
    return mask(" ".join(messages[0].split())[:300]) if messages else None


def _unexpected_count(details: Mapping[str, Any]) -> int | None:
    if "unexpected_count" in details:
        return int(details["unexpected_count"])
    observed = details.get("observed_value")
    return observed if isinstance(observed, int) and "unexpected_rows" in details.get("details", {}) else None


def _first_rows(details: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    rows = details.get("details", {}).get("unexpected_rows") or details.get("unexpected_index_list")
    if not rows:
        listed = details.get("partial_unexpected_list") or []
        rows = [{"value": value} for value in listed]
        if not rows and "observed_value" in details:
            rows = [{"observed_value": details["observed_value"]}]
    return tuple(
        {str(key): mask(value) if isinstance(value, str) else value for key, value in row.items()}
        for row in rows[:FIRST_ROWS]
    )


def _render(context: EphemeralDataContext, site_dir: Path) -> None:
    """Data Docs of this run, personal data masked. Built beside and moved, so that a page is never half of one run and half of another."""
    partial = site_dir.with_name(f".partial-{site_dir.name}")
    shutil.rmtree(partial, ignore_errors=True)
    context.add_data_docs_site(
        _SITE,
        {
            "class_name": "SiteBuilder",
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(partial.resolve())},
        },
    )
    context.build_data_docs(site_names=[_SITE])
    for page in partial.rglob("*.html"):
        page.write_text(mask(page.read_text(encoding="utf-8")), encoding="utf-8")
    shutil.rmtree(site_dir, ignore_errors=True)
    partial.rename(site_dir)


# ---- the reports behind a failure ----


def _with_offenders(work_db: Path, suites: Sequence[Suite], outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Report-scoped outcomes with the reports they name: Great Expectations keeps 200 rows, our own query finds all."""
    expectations = {suite.qualified(e): e for suite in suites for e in suite.expectations}
    with duckdb.connect(str(work_db), read_only=True) as connection:
        return [
            _name_offenders(connection, outcome, expectations[outcome.expectation].report_sql)
            if _may_name_reports(outcome, expectations[outcome.expectation])
            else outcome
            for outcome in outcomes
        ]


def _may_name_reports(outcome: Outcome, expectation: Expectation) -> bool:
    """Not where it passed and the query that would name the reports is the one that gave no rows."""
    if outcome.scope is not Scope.REPORT or outcome.status is Status.BROKEN:
        return False
    return outcome.failed or not expectation.is_report_sql


def _name_offenders(connection: duckdb.DuckDBPyConnection, outcome: Outcome, query: str | None) -> Outcome:
    """An expectation and its query must agree: a failure that names no report would quarantine nothing."""
    try:
        offenders = offending_reports(connection, query or "")
    except (duckdb.Error, GateError) as error:
        return replace(outcome, evaluation=Evaluation(Status.BROKEN, error=str(error).splitlines()[0]))
    if bool(offenders) != outcome.failed:
        disagree = "检查与其 report_sql 不一致：一个通过而另一个未通过"
        return replace(outcome, evaluation=Evaluation(Status.BROKEN, error=disagree))
    return replace(outcome, offenders=tuple(offenders))


def offending_reports(connection: duckdb.DuckDBPyConnection, query: str) -> list[Offender]:
    """The reports a report-scoped query names, with up to three of its reasons each. Raises GateError on a row without one."""
    rows = connection.execute(
        f"""select report_key, array_to_string(list_sort(list(distinct reason))[:3], '；'), count(*)
        from ({query}) as unexpected_rows group by report_key order by report_key"""
    ).fetchall()
    if any(report_key is None or reason is None for report_key, reason, _ in rows):
        raise GateError("检查结果中有行没有 report_key 或 reason，无法确定应隔离哪份报告")
    return [
        Offender(report_key, mask(reason if count == 1 else f"{reason}（共 {count} 处）"))
        for report_key, reason, count in rows
    ]
