"""The command `fiscal`: every part of the pipeline from a shell. Thin: arguments in, exit code out.

Exit codes: 0 published or nothing new; 1 failed; 2 usage; 3 a gate blocked and nothing was published; 4 published, but
--strict was given and a file was rejected or a report quarantined. Commands that only read leave no trace in the home.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.settings import Settings

if TYPE_CHECKING:
    from flows.gating.outcomes import GateResult

FAILED, USAGE, BLOCKED, STRICT = 1, 2, 3, 4

app = typer.Typer(
    name="fiscal",
    help="From budget reports to a gated, published warehouse.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
units_app = typer.Typer(help="Units that reports are of.", no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(units_app, name="units")

HomeOption = Annotated[Path | None, typer.Option("--home", help="Folder of all state (default ./var or FISCAL_HOME).")]
LandingOption = Annotated[
    Path | None, typer.Option("--landing", help="Folder of report files (default raw/ or FISCAL_LANDING).")
]
StrictOption = Annotated[
    bool, typer.Option("--strict", help="Exit 4 when a file was rejected or a report quarantined.")
]


class OutputFormat(StrEnum):
    """How `fiscal query` prints rows."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"


def settings_for(home: Path | None, landing: Path | None = None) -> Settings:
    """Settings from the environment, overridden by the command line. Also keeps the tools below from phoning home.

    Raises UsageError when a variable is not what it must be.
    """
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from flows.errors import UsageError, bad_settings

    given = {name: value for name, value in (("home", home), ("landing", landing)) if value is not None}
    try:
        settings = Settings(**given)  # type: ignore[arg-type]
    except (ValidationError, SettingsError) as error:
        raise UsageError(bad_settings(error)) from error
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "ERROR")
    os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "CRITICAL")
    # A busy machine starts Prefect's temporary server slowly; its own limit of 20 s fails runs that only had to wait.
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "False")
    return settings


@contextmanager
def _writing(home: Path | None, landing: Path | None = None) -> Iterator[Settings]:
    """Settings of a command that changes the home: the folders it needs are made."""
    from flows.errors import UsageError

    with _messages():
        settings = settings_for(home, landing)
        _refuse_file(settings.home)
        if "?" in str(settings.home.resolve()):
            # DuckDB takes what follows for parameters of a URL and puts its write-ahead log before it, into no folder.
            raise UsageError(f"数据目录的路径不能含有“?”：{settings.home}；请用 --home 换一个目录")
        prefect_home = (settings.home / "prefect").resolve()
        prefect_home.mkdir(parents=True, exist_ok=True)
        _keep_prefect_in(prefect_home)
        _log_to(settings.logs_dir / "fiscal.log")
        yield settings


@contextmanager
def _reading(home: Path | None, landing: Path | None = None) -> Iterator[Settings]:
    """Settings of a command that only reads. A home given by name must be there: an empty answer would hide a typo."""
    with _messages():
        settings = settings_for(home, landing)
        _refuse_file(settings.home)
        if home is not None and not home.exists():
            raise FileNotFoundError(f"没有目录 {home}；请检查 --home，或先运行 fiscal run")
        yield settings


def _keep_prefect_in(folder: Path) -> None:
    """Prefect's own state. It builds its database's URL without escaping the path: no server starts in a folder a%41."""
    from sqlalchemy import URL

    if "PREFECT_HOME" not in os.environ:
        os.environ["PREFECT_HOME"] = str(folder)
        url = URL.create("sqlite+aiosqlite", database=str(folder / "prefect.db"))
        os.environ.setdefault("PREFECT_API_DATABASE_CONNECTION_URL", url.render_as_string(hide_password=False))


def _refuse_file(home: Path) -> None:
    if home.exists() and not home.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(home))


def _log_to(path: Path) -> None:
    """The log of the pipeline (alerts, receivers that were down) is a file; the terminal shows progress and summary."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(path, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger = logging.getLogger("flows")
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False


@contextmanager
def _messages() -> Iterator[None]:
    """Known ways to fail become one sentence and an exit code; anything else is a defect and keeps its traceback."""
    from flows.errors import UsageError, known_errors, message

    try:
        yield
    except BrokenPipeError:
        # Who reads our output has seen enough (| head): no failure to speak of, Click ends quietly.
        raise
    except UsageError as error:
        print(f"用法错误：{error}", file=sys.stderr)
        raise typer.Exit(USAGE) from error
    except known_errors() as error:
        print(f"失败：{message(error)}", file=sys.stderr)
        raise typer.Exit(FAILED) from error


@app.command()
def run(home: HomeOption = None, landing: LandingOption = None, strict: StrictOption = False) -> None:
    """Ingest, build, gate and publish: the whole job."""
    with _writing(home, landing) as settings:
        from flows.refresh import run_refresh
        from flows.summary import print_summary

        result = run_refresh(settings)
        print_summary(result, settings)
        if result.blocked:
            raise typer.Exit(BLOCKED)
        if strict and result.left_out:
            raise typer.Exit(STRICT)


@app.command()
def ingest(home: HomeOption = None, landing: LandingOption = None) -> None:
    """Read new and changed files into the raw tables."""
    with _writing(home, landing) as settings:
        from flows.refresh import ingest_only

        done = ingest_only(settings)
        print(f"{done.files} 个文件：读取 {done.read}，未变 {done.unchanged}，重新识别 {done.recognised_again}")


@app.command()
def build(home: HomeOption = None) -> None:
    """Build staging and candidate marts from the raw tables with dbt, gated; nothing is published."""
    with _writing(home) as settings:
        from flows.refresh import build_only

        _show_gates(build_only(settings).gates)
        print(f"候选数据集市已建成：{settings.work_db}")


@app.command()
def check(home: HomeOption = None) -> None:
    """Run all gates on the work database as it is; nothing is published."""
    with _writing(home) as settings:
        from flows.refresh import check_only

        _show_gates(check_only(settings))


@app.command()
def publish(home: HomeOption = None) -> None:
    """Publish the candidate marts, if all gates let them through."""
    with _writing(home) as settings:
        from flows.refresh import publish_only

        result = publish_only(settings)
        _show_gates(result.gates)
        print(f"已发布：{result.published.version}" if result.published else "没有变化，未发布新版本")


@app.command()
def versions(home: HomeOption = None) -> None:
    """List the published versions, newest first."""
    with _reading(home) as settings:
        from flows.summary import print_versions

        print_versions(settings)


@app.command()
def rollback(
    version: Annotated[
        str | None, typer.Argument(help="Version to go back to; default: the one before the current.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Make an older version the published one."""
    with _writing(home) as settings:
        from flows.publish import rollback as roll_back
        from flows.warehouse.connection import writer_lock

        with writer_lock(settings.home):
            print(f"现在发布的版本：{roll_back(settings.published_dir, version)}")


@app.command()
def status(home: HomeOption = None) -> None:
    """What is published, since when, the last run, and the files and reports left out with their reasons."""
    with _reading(home) as settings:
        from flows.summary import print_status

        print_status(settings)


@app.command()
def review(
    answers: Annotated[
        Path | None, typer.Option("--answers", help="Take the answers of this file (.csv or .toml).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the unknown texts as JSON.")] = False,
    list_only: Annotated[bool, typer.Option("--list", help="Only show; ask nothing.")] = False,
    home: HomeOption = None,
) -> None:
    """Show what no reference data explains, most frequent first; take a person's answers into the seeds and rebuild the marts."""
    asks = answers is None and not as_json and not list_only and sys.stdin.isatty()
    with (_writing if answers is not None or asks else _reading)(home) as settings:
        from flows.review.command import review as review_texts

        gates = review_texts(settings, answers, as_json=as_json, list_only=not asks)
        if gates:
            _show_gates(gates)


@units_app.command("review")
def review_units(
    answers: Annotated[Path | None, typer.Option("--answers", help="Take the answers of this CSV file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the near matches as JSON.")] = False,
    list_only: Annotated[bool, typer.Option("--list", help="Only show; ask nothing.")] = False,
    home: HomeOption = None,
) -> None:
    """Show names that may be one unit; take a person's answers into the seed of aliases and rebuild the marts."""
    asks = answers is None and not as_json and not list_only and sys.stdin.isatty()
    with (_writing if answers is not None or asks else _reading)(home) as settings:
        from flows.review.units_command import review_units as review_names

        gates = review_names(settings, answers, as_json=as_json, list_only=not asks)
        if gates:
            _show_gates(gates)


@app.command()
def trace(
    key: Annotated[str, typer.Argument(help="Key of a mart row, or a cell_key.")],
    image: Annotated[
        Path | None,
        typer.Option("--image", help="Write the page as a PNG file with the cell framed (pdf, ofd, scans)."),
    ] = None,
    home: HomeOption = None,
    landing: LandingOption = None,
) -> None:
    """Show the printed text a mart row came from; with --image, the page it is printed on."""
    with _reading(home, landing) as settings:
        from flows.summary import print_trace

        print_trace(settings, key, image)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="SQL on the published marts, e.g. 'select * from marts.dim_report'.")],
    shape: Annotated[OutputFormat, typer.Option("--format", "-f", help="How to print the rows.")] = OutputFormat.TABLE,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the rows to this file.")] = None,
    home: HomeOption = None,
) -> None:
    """Run read-only SQL on the published file."""
    with _reading(home) as settings:
        from flows.summary import print_query

        print_query(settings, sql, shape.value, output)


def _show_gates(gates: Sequence[GateResult]) -> None:
    """Print the gates; exit when one blocked."""
    from flows.summary import print_gates

    print_gates(gates)
    if any(gate.blocks for gate in gates):
        raise typer.Exit(BLOCKED)


def main() -> None:
    """Entry point of the command."""
    app()
