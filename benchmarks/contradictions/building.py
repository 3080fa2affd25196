"""Reads report files into a work database and builds the marts in it: the steps of a run without server, gates and publishing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from flows.extraction import ReadContext, load_knowledge
from flows.ingest import look_at_landing_zone
from flows.reading import read_batch
from flows.settings import Settings
from flows.transform import dbt
from flows.warehouse.connection import work_database
from flows.warehouse.fragments import load_fragments, write_fragment

_BATCH = 200


def build_marts(landing: Path, home: Path) -> Path:
    """The work database with the marts of all files of a landing zone."""
    settings = Settings(home=home, landing=landing)
    load_raw(settings)
    dbt(settings, "build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")
    return settings.work_db


def load_raw(settings: Settings) -> None:
    """Read and recognise all files of the landing zone into the raw tables."""
    now = datetime(2026, 1, 1)
    context = ReadContext("measured", settings.landing, now, settings.limits)
    files, _ = look_at_landing_zone.fn(settings.landing, now, settings.limits.file_bytes)
    knowledge = load_knowledge(settings.seeds_dir)
    with work_database(settings.work_db) as connection:
        for number, start in enumerate(range(0, len(files), _BATCH)):
            rows = read_batch(files[start : start + _BATCH], context, knowledge, settings.read_workers)
            load_fragments(connection, [write_fragment(rows, settings.home / f"fragment{number}")])
