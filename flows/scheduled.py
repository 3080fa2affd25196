"""The flows that schedules and people start through Prefect. Each is a run like those of the command line, with typed parameters.

What they are deployed as (names, schedules, tags, limits) stands in prefect.yaml; `fiscal serve` takes it from there, too. A
run that a gate blocked ends as failed, so that Prefect's automations see it; why is said by the alert and by its artifacts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from prefect import flow
from prefect.states import Failed
from pydantic import Field

from flows.alert import tell_of_run
from flows.command_context import settings_for
from flows.logs import log_to
from flows.publishing.reading import open_published
from flows.publishing.versions import remove_old
from flows.refresh import ingest_only, run_rebuild, run_refresh
from flows.runs import RunResult
from flows.settings import Settings
from flows.warehouse.connection import writer_lock

Year = Annotated[int | None, Field(ge=2000, le=2100)]
Division = Annotated[str | None, Field(pattern=r"\d{2,6}")]

_HOURS = 3600


@flow(name="scheduled refresh", timeout_seconds=12 * _HOURS)
def refresh(home: Path | None = None, landing: Path | None = None) -> object:
    """Read what is new, build, gate and publish.

    Args:
        home: Folder of all state; without it FISCAL_HOME, else ./var.
        landing: Folder of report files; without it FISCAL_LANDING, else raw/.
    """
    return _ended(run_refresh(_settings(home, landing)))


@flow(name="scheduled ingest", timeout_seconds=6 * _HOURS)
def ingest(home: Path | None = None, landing: Path | None = None) -> str:
    """Read new and changed files into the raw tables; nothing is built or published.

    Args:
        home: Folder of all state; without it FISCAL_HOME, else ./var.
        landing: Folder of report files; without it FISCAL_LANDING, else raw/.
    """
    done = ingest_only(_settings(home, landing))
    return f"{done.files} 个文件：读取 {done.read}，未变 {done.unchanged}，重新识别 {done.recognised_again}"


@flow(name="scheduled backfill", timeout_seconds=24 * _HOURS)
def backfill(
    year: Year = None, division: Division = None, home: Path | None = None, landing: Path | None = None
) -> object:
    """Read the files of published reports of a year and a division once more as if they were new, and publish.

    Args:
        year: Only reports of this year.
        division: Only reports of divisions whose GB/T 2260 code begins like this.
        home: Folder of all state; without it FISCAL_HOME, else ./var.
        landing: Folder of report files; without it FISCAL_LANDING, else raw/.
    """
    settings = _settings(home, landing)
    return _ended(run_refresh(settings, files_of(settings, year, division)))


@flow(name="scheduled rebuild", timeout_seconds=24 * _HOURS)
def rebuild(home: Path | None = None) -> object:
    """Recognise every stored document again, build and publish; no file is read.

    Args:
        home: Folder of all state; without it FISCAL_HOME, else ./var.
    """
    return _ended(run_rebuild(_settings(home, None)))


@flow(name="scheduled prune", timeout_seconds=_HOURS)
def prune(home: Path | None = None, keep_versions: Annotated[int | None, Field(ge=1)] = None) -> list[str]:
    """Remove published versions beyond those to keep; the current one always stays. Returns the versions removed.

    Args:
        home: Folder of all state; without it FISCAL_HOME, else ./var.
        keep_versions: How many to keep; without it FISCAL_KEEP_VERSIONS.
    """
    settings = _settings(home, None)
    with writer_lock(settings.home):
        return remove_old(settings.published_dir, keep_versions or settings.keep_versions)


def files_of(settings: Settings, year: int | None, division: str | None) -> set[str]:
    """Hashes of the files whose reports are of a year and a division; None: of any."""
    with open_published(settings.published_db) as connection:
        rows = connection.execute(
            """select distinct file_sha256 from marts.dim_report
            where ($1 is null or fiscal_year = $1) and ($2 is null or starts_with(division_code, $2))""",
            [year, division],
        ).fetchall()
    return {sha256 for (sha256,) in rows}


def _settings(home: Path | None, landing: Path | None) -> Settings:
    settings = settings_for(home, landing)
    log_to(settings.logs_dir / "fiscal.log")
    return settings


def _ended(result: RunResult) -> object:
    """What the flow run ends as: the version published, or failed with the gates' reasons."""
    if result.blocked:
        return Failed(message=f"质量关口未放行：{result.note}")
    return result.note or "没有变化"


@flow(name="scheduled notify", timeout_seconds=_HOURS)
def notify(what: str, home: Path | None = None) -> int:
    """Tell the alert routes of a run that could not tell itself: it crashed, ran out of time, or did not start.

    What a run that is noted as failed or blocked has told is not told again. Returns how many messages went out or wait.

    Args:
        what: Which run, and what became of it.
        home: Folder of all state; without it FISCAL_HOME, else ./var.
    """
    return tell_of_run(_settings(home, None), what)
