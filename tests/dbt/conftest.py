"""Databases for the dbt tests: seeds are loaded once, every test or module works on a copy."""

from __future__ import annotations

import itertools
from pathlib import Path

import duckdb
import pytest
from small_warehouse import RAW_SCHEMA, Built, Warehouse


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with empty raw tables and the seeds loaded, copied for every test."""
    folder = tmp_path_factory.mktemp("seeded")
    path = folder / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(RAW_SCHEMA.read_text(encoding="utf-8"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FISCAL_WAREHOUSE", str(path))
        Warehouse(path, folder / "target", itertools.count(1)).dbt("seed")
    return path


@pytest.fixture
def warehouse(seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Warehouse:
    path = tmp_path / "warehouse.duckdb"
    path.write_bytes(seeded.read_bytes())
    monkeypatch.setenv("FISCAL_WAREHOUSE", str(path))
    monkeypatch.setenv("DO_NOT_TRACK", "1")
    return Warehouse(path, seeded.parent / "target", itertools.count(1))


@pytest.fixture(scope="module")
def built(seeded: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Built:
    path = tmp_path_factory.mktemp("built") / "warehouse.duckdb"
    path.write_bytes(seeded.read_bytes())
    warehouse = Warehouse(path, seeded.parent / "target", itertools.count(1))
    for name, arrange in request.module.CASES.items():
        arrange(warehouse, warehouse.report(name, unit=f"株洲市{name}局"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FISCAL_WAREHOUSE", str(path))
        warehouse.build()
    return Built(warehouse)
