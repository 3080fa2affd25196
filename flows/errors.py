"""The ways a run is known to fail: each carries one sentence that says what, where and what to do."""

from __future__ import annotations


def known_errors() -> tuple[type[Exception], ...]:
    """Exceptions whose message is meant for people."""
    import duckdb

    from flows.gate import GateError
    from flows.landing import ManifestError
    from flows.publish import PublishError
    from flows.trace import UnknownKeyError
    from flows.transform import TransformError
    from flows.warehouse.connection import BusyError

    return (
        BusyError,
        GateError,
        ManifestError,
        PublishError,
        TransformError,
        UnknownKeyError,
        FileNotFoundError,
        duckdb.Error,
    )
