"""What all commands share: settings, the folders they need, and known ways to fail as one sentence and an exit code."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Annotated

import typer

from flows.settings import Settings

FAILED, USAGE, BLOCKED, STRICT = 1, 2, 3, 4

HomeOption = Annotated[Path | None, typer.Option("--home", help="Folder of all state (default ./var or FISCAL_HOME).")]
LandingOption = Annotated[
    Path | None, typer.Option("--landing", help="Folder of report files (default raw/ or FISCAL_LANDING).")
]


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
    # Where Prefect itself starts a server (PREFECT_HOME is set, no API): a busy machine takes longer than its limit of 20 s.
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "False")
    return settings


@contextmanager
def writing(home: Path | None, landing: Path | None = None) -> Iterator[Settings]:
    """Settings of a command that changes the home: the folders it needs are made."""
    from flows.errors import UsageError
    from flows.logs import log_to

    with messages():
        settings = settings_for(home, landing)
        _refuse_file(settings.home)
        if "?" in str(settings.home.resolve()):
            # DuckDB takes what follows for parameters of a URL and puts its write-ahead log before it, into no folder.
            raise UsageError(f"数据目录的路径不能含有“?”：{settings.home}；请用 --home 换一个目录")
        prefect_home = (settings.home / "prefect").resolve()
        prefect_home.mkdir(parents=True, exist_ok=True)
        _keep_prefect_in(prefect_home)
        log_to(settings.logs_dir / "fiscal.log")
        yield settings


@contextmanager
def running(home: Path | None, landing: Path | None = None) -> Iterator[Settings]:
    """Settings of a command that runs flows, as `writing`, with a Prefect server unless one is set up."""
    from flows.temporary_server import is_set_up, temporary_server

    alone = not is_set_up(os.environ)
    with writing(home, landing) as settings, temporary_server(settings) if alone else nullcontext():
        yield settings


@contextmanager
def reading(home: Path | None, landing: Path | None = None) -> Iterator[Settings]:
    """Settings of a command that only reads. A home given by name must be there: an empty answer would hide a typo."""
    with messages():
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


@contextmanager
def messages() -> Iterator[None]:
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
