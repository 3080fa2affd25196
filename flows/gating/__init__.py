"""Deciding whether data may go on: expectation suites, their evaluation in DuckDB, the decision and its records."""
