"""The command `fiscal`: every part of the pipeline from a shell. Thin: arguments in, exit code out.

Exit codes: 0 published or nothing new; 1 failed; 2 usage; 3 a gate blocked and nothing was published; 4 published, but
--strict was given and a file was rejected or a report quarantined. Commands that only read leave no trace in the home.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.alerting.command import app as alert_app
from flows.collector import leave_all
from flows.command_context import (
    BLOCKED,
    FAILED,
    STRICT,
    HomeOption,
    LandingOption,
    messages,
    reading,
    running,
    settings_for,
    writing,
)
from flows.settings import Settings

if TYPE_CHECKING:
    from flows.gating.outcomes import GateResult

app = typer.Typer(
    name="fiscal",
    help="From budget reports to a gated, published warehouse.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
units_app = typer.Typer(help="Units that reports are of.", no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(units_app, name="units")

StrictOption = Annotated[
    bool, typer.Option("--strict", help="Exit 4 when a file was rejected or a report quarantined.")
]


class OutputFormat(StrEnum):
    """How `fiscal query` prints rows."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"


app.add_typer(alert_app)


@app.command()
def run(home: HomeOption = None, landing: LandingOption = None, strict: StrictOption = False) -> None:
    """Ingest, build, gate and publish: the whole job."""
    with running(home, landing) as settings:
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
    with running(home, landing) as settings:
        from flows.refresh import ingest_only

        done = ingest_only(settings)
        print(f"{done.files} 个文件：读取 {done.read}，未变 {done.unchanged}，重新识别 {done.recognised_again}")


@app.command()
def build(home: HomeOption = None) -> None:
    """Build staging and candidate marts from the raw tables with dbt, gated; nothing is published."""
    with running(home) as settings:
        from flows.refresh import build_only

        _show_gates(build_only(settings).gates)
        print(f"候选数据集市已建成：{settings.work_db}")


@app.command()
def check(home: HomeOption = None) -> None:
    """Run all gates on the work database as it is; nothing is published."""
    with running(home) as settings:
        from flows.refresh import check_only

        _show_gates(check_only(settings))


@app.command()
def publish(home: HomeOption = None) -> None:
    """Publish the candidate marts, if all gates let them through."""
    with running(home) as settings:
        from flows.refresh import publish_only

        result = publish_only(settings)
        _show_gates(result.gates)
        print(f"已发布：{result.published.version}" if result.published else "没有变化，未发布新版本")


@app.command()
def versions(home: HomeOption = None) -> None:
    """List the published versions, newest first."""
    with reading(home) as settings:
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
    with writing(home) as settings:
        from flows.publish import rollback as roll_back
        from flows.warehouse.connection import writer_lock

        with writer_lock(settings.home):
            print(f"现在发布的版本：{roll_back(settings.published_dir, version)}")


@app.command()
def diff(
    older: Annotated[str | None, typer.Argument(help="Version to compare with; default: the one before.")] = None,
    newer: Annotated[str | None, typer.Argument(help="Version to look at; default: the current.")] = None,
    home: HomeOption = None,
) -> None:
    """What changed between two published versions: rows per mart, and the report files behind them."""
    with reading(home) as settings:
        from flows.publishing.difference import compare
        from flows.summary import print_differences

        print_differences(compare(settings.published_dir, older, newer))


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="Folder that gets the backup as a folder of its own.")],
    home: HomeOption = None,
) -> None:
    """Copy the work database and all published versions, with their hashes, while nothing is written."""
    with writing(home) as settings:
        from flows.backup import backup as back_up

        made = back_up(settings.home, target)
        print(f"已备份：{made.folder}，{made.files} 个文件，{made.size_bytes:,} 字节，当前版本 {made.version or '无'}")


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="A folder that fiscal backup made.")], home: HomeOption = None
) -> None:
    """Make a new home of a backup, after checking every file of it. What is in use is never overwritten."""
    with messages():
        settings = settings_for(home)
        from flows.backup import restore as restore_backup

        made = restore_backup(source, settings.home)
        print(f"已恢复到 {made.folder}：{made.files} 个文件，当前版本 {made.version or '无'}")


@app.command()
def status(
    check: Annotated[bool, typer.Option("--check", help="For monitoring: exit 1 when somebody has to look.")] = False,
    max_age: Annotated[
        float | None,
        typer.Option("--max-age", help="Hours since a run got through that are fine (FISCAL_MAX_AGE_HOURS, 36)."),
    ] = None,
    home: HomeOption = None,
) -> None:
    """What is published, since when, the last run, and the files and reports left out with their reasons."""
    with reading(home) as settings:
        if check:
            _check_health(settings, settings.max_age_hours if max_age is None else max_age)
            return
        from flows.summary import print_status

        print_status(settings)


def _check_health(settings: Settings, max_age: float) -> None:
    from datetime import UTC, datetime, timedelta

    from flows.health import problems

    found = problems(settings, datetime.now(UTC), timedelta(hours=max_age))
    print("\n".join(found) if found else "正常")
    if found:
        raise typer.Exit(FAILED)


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
    with (running if answers is not None or asks else reading)(home) as settings:
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
    with (running if answers is not None or asks else reading)(home) as settings:
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
    with reading(home, landing) as settings:
        from flows.summary import print_trace

        print_trace(settings, key, image)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address the Prefect server listens on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Its port.")] = 4200,
    dashboard_port: Annotated[int, typer.Option(help="Port of the dashboard, on 127.0.0.1.")] = 4210,
    home: HomeOption = None,
    landing: LandingOption = None,
) -> None:
    """Run what prefect.yaml schedules on this machine, with the dashboard, and a Prefect server unless PREFECT_API_URL names one."""
    with writing(home, landing) as settings:
        from flows.serving import serve_all

        serve_all(settings, host, port, dashboard_port)


@app.command()
def dashboard(
    host: Annotated[
        str, typer.Option(help="Address to listen on; any but this machine's needs a password.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port.")] = 4210,
    home: HomeOption = None,
) -> None:
    """Show the published marts as pages: overview, units, findings, and where each figure is printed."""
    with reading(home) as settings:
        from dashboard.server import serve_dashboard

        serve_dashboard(settings, host, port)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="SQL on the published marts, e.g. 'select * from marts.dim_report'.")],
    shape: Annotated[OutputFormat, typer.Option("--format", "-f", help="How to print the rows.")] = OutputFormat.TABLE,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the rows to this file.")] = None,
    home: HomeOption = None,
) -> None:
    """Run read-only SQL on the published file."""
    with reading(home) as settings:
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
    try:
        app()
    finally:
        leave_all()
