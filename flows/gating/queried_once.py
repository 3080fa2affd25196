"""Great Expectations' expectation on the rows of a query, asked once.

Its own asks every query twice, first how many rows there are and then which; most queries give none and take seconds on
many reports. Importing this imports Great Expectations, which takes five seconds.
"""

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.constants import MAX_RESULT_RECORDS
from great_expectations.core.expectation_validation_result import ExpectationValidationResult
from great_expectations.execution_engine.sqlalchemy_execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.query_metrics.query_row_count.unexpected_rows_query_row_count import (
    UnexpectedRowsQueryRowCount,
)
from great_expectations.validator.metric_configuration import MetricConfiguration

_ROWS, _COUNT, _COUNT_ELSEWHERE = (
    "unexpected_rows_query.table",
    "unexpected_rows_query.once",
    "unexpected_rows_query.row_count",
)


class CountOfFetchedRows(UnexpectedRowsQueryRowCount):
    """How many rows the query gives: those that were fetched, counted by the database only where there may be more."""

    metric_name = _COUNT

    @metric_value(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(
        cls,  # noqa: N805 - metric_value makes a class method of it
        execution_engine: SqlAlchemyExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any],
    ) -> int:
        fetched = len(metrics[_ROWS])
        if fetched < MAX_RESULT_RECORDS:
            return fetched
        counted = UnexpectedRowsQueryRowCount._sqlalchemy(
            cls, execution_engine, metric_domain_kwargs, metric_value_kwargs, metrics, runtime_configuration
        )
        return int(counted)

    @classmethod
    def _get_evaluation_dependencies(
        cls,
        metric: MetricConfiguration,
        configuration: ExpectationConfiguration | None = None,
        execution_engine: Any = None,  # noqa: ANN401 - of any kind, as its base class has it
        runtime_configuration: dict[str, Any] | None = None,
    ) -> dict[str, MetricConfiguration]:
        return {_ROWS: MetricConfiguration(_ROWS, metric.metric_domain_kwargs, metric.metric_value_kwargs)}


class UnexpectedRowsQueriedOnce(UnexpectedRowsExpectation):
    """`unexpected_rows_expectation`, with the same result."""

    metric_dependencies: ClassVar[tuple[str, ...]] = (_ROWS, _COUNT)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,  # noqa: ANN401 - as above
    ) -> ExpectationValidationResult | dict[str, Any]:
        counted = {_ROWS: metrics[_ROWS], _COUNT_ELSEWHERE: metrics[_COUNT]}
        return super()._validate(counted, runtime_configuration, execution_engine)
