"""Everything on one machine: a Prefect server (unless there is one), and the deployments of prefect.yaml served by this process.

The server listens on the loopback address. On any other it would let everybody start runs, so that needs a password
(PREFECT_SERVER_API_AUTH_STRING). Ends on SIGTERM or Ctrl-C: first the runs, then the server.
"""

from __future__ import annotations

import ipaddress
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from flows.bound_process import bound_process
from flows.errors import UsageError
from flows.settings import PROJECT_DIR, Settings

_START_SECONDS = 180.0


class ServeError(Exception):
    """The server did not come up."""


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens there."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_address(host: str, environment: Mapping[str, str] = os.environ) -> None:
    """Raises UsageError when the server would answer other machines without asking for a password."""
    if not is_loopback(host) and ":" not in environment.get("PREFECT_SERVER_API_AUTH_STRING", ""):
        raise UsageError(
            f"不在 {host} 上启动：别的机器无须密码就能启动运行。请只用 127.0.0.1，"
            "或先设置 PREFECT_SERVER_API_AUTH_STRING=用户名:密码"
        )


@contextmanager
def prefect_server(settings: Settings, host: str, port: int) -> Iterator[str]:
    """The API of the server that is set (PREFECT_API_URL), or of one started for as long as this is open."""
    given = os.environ.get("PREFECT_API_URL")
    if given:
        yield given
        return
    check_address(host)
    settings.logs_dir.mkdir(parents=True, exist_ok=True)
    log = settings.logs_dir / "prefect-server.log"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", host, "--port", str(port)]
    with bound_process(command, log) as server:
        url = f"http://{host}:{port}/api"
        _wait_for(f"{url}/health", server, log)
        os.environ["PREFECT_API_URL"] = url
        auth = os.environ.get("PREFECT_SERVER_API_AUTH_STRING")
        if auth:
            os.environ.setdefault("PREFECT_API_AUTH_STRING", auth)
        try:
            yield url
        finally:
            del os.environ["PREFECT_API_URL"]


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while server.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own server
                return
        except urllib.error.HTTPError:
            return  # it is up and asks for the password
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise ServeError(f"Prefect 服务没有启动；原因见 {log}")


def deployments(settings: Settings, path: Path = PROJECT_DIR / "prefect.yaml") -> list[Any]:
    """The deployments of prefect.yaml, for a runner on this machine and this home."""
    from prefect.client.schemas.objects import ConcurrencyLimitConfig
    from prefect.events import DeploymentEventTrigger
    from prefect.schedules import Cron

    from flows import scheduled

    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    made = []
    for entry in content["deployments"]:
        flow = getattr(scheduled, entry["entrypoint"].partition(":")[2])
        places = {"home": str(settings.home.resolve()), "landing": str(settings.landing.resolve())}
        taken = flow.parameters.properties
        triggers = [
            DeploymentEventTrigger(**{**trigger, "within": timedelta(seconds=trigger["within"])})
            for trigger in entry.get("triggers", ())
        ]
        made.append(
            flow.to_deployment(
                entry["name"],
                description=entry["description"],
                tags=entry["tags"],
                schedules=[
                    Cron(schedule["cron"], timezone=schedule["timezone"], active=schedule.get("active", True))
                    for schedule in entry.get("schedules", ())
                ],
                parameters={
                    **entry.get("parameters", {}),
                    **{name: place for name, place in places.items() if name in taken},
                },
                concurrency_limit=ConcurrencyLimitConfig(**entry["concurrency_limit"]),
                triggers=triggers,
            )
        )
    return made


def serve_all(settings: Settings, host: str, port: int, dashboard_port: int) -> None:
    """Serve until told to stop. One run at a time: the home has one writer. The dashboard answers only this machine."""
    from dashboard.server import dashboard_beside

    # Ctrl-C lets the runner end what it has started. Told to stop by a service manager it shall do the same.
    signal.signal(signal.SIGTERM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
    with dashboard_beside(settings, dashboard_port) as pages, prefect_server(settings, host, port) as url:
        from prefect import serve

        print(f"Prefect：{url.removesuffix('/api')}；看板：{pages}；按 Ctrl-C 停止", flush=True)
        serve(*deployments(settings), limit=1, pause_on_shutdown=False, print_starting_message=False)
