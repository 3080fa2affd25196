"""How the published file is opened for readers: other people's SQL may read it and nothing else."""

from __future__ import annotations

from pathlib import Path

import duckdb


def open_published(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection that can only read the published file: with read-only alone a query could still read other files."""
    if not path.exists():
        raise FileNotFoundError(f"还没有发布任何版本：{path} 不存在；请先运行 fiscal run")
    return duckdb.connect(
        str(path), read_only=True, config={"enable_external_access": "false", "lock_configuration": "true"}
    )
