"""Prefect's server of one command: started before anything else is imported, and ended with the command however that ends.

Prefect starts one by itself where no server is set, but later, while the command waits; and a command that is killed leaves
that one running, with its memory and its port, for ever. This one reads a pipe that the kernel closes with the command.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.settings import Settings

_HOST = "127.0.0.1"
_START_SECONDS = 180.0  # a machine that is busy with other things
_END_SECONDS = 5.0
# Who says one of these has set up Prefect himself: which server there is, or which database a server is to use.
_SET_UP = ("PREFECT_API_URL", "PREFECT_HOME", "PREFECT_PROFILE")


class ServerError(Exception):
    """Prefect's server did not start; the message names its log."""


@dataclass(frozen=True, slots=True)
class _Server:
    process: subprocess.Popen[bytes]
    port: int
    log: Path


_running: list[_Server] = []


def is_set_up(environment: Mapping[str, str]) -> bool:
    """Whether somebody has decided already which Prefect is used."""
    return any(environment.get(name) for name in _SET_UP)


@contextmanager
def temporary_server(settings: Settings) -> Iterator[None]:
    """A server that this process and its children use as long as the block lasts. Returns before it answers."""
    settings.logs_dir.mkdir(parents=True, exist_ok=True)
    path = settings.logs_dir / "prefect-server.log"
    with socket.socket() as listening, path.open("ab") as log:
        # Ours from now on: nobody takes the port before the server is there, and who asks meanwhile waits for it.
        listening.bind((_HOST, 0))
        listening.listen()
        port = listening.getsockname()[1]
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", __name__, str(listening.fileno())],
            stdin=subprocess.PIPE, stdout=log, stderr=log, pass_fds=[listening.fileno()],
            start_new_session=True,  # Ctrl-C is for the command, which ends this
        )  # fmt: skip
    _running.append(_Server(process, port, path))
    os.environ["PREFECT_API_URL"] = f"http://{_HOST}:{port}/api"
    try:
        yield
    finally:
        del os.environ["PREFECT_API_URL"]
        _running.pop()
        _end(process)


def wait_until_ready() -> None:
    """Return when the server of this process answers, or at once where it has none. Raises ServerError when it does not start."""
    for server in _running:
        connection = http.client.HTTPConnection(_HOST, server.port, timeout=_START_SECONDS)
        try:
            connection.request("GET", "/api/health")
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            raise ServerError(f"Prefect 服务没有启动；原因见 {server.log}") from error
        finally:
            connection.close()
        if status != http.client.OK:
            raise ServerError(f"Prefect 服务没有启动（HTTP {status}）；原因见 {server.log}")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(2 * _END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


# -- the server's own process ----------------------------------------------------------------------------------------------


def _serve(listening: socket.socket) -> None:
    started: list[Any] = []
    threading.Thread(target=_end_with_the_command, args=(started,), daemon=True).start()

    import uvicorn
    from prefect.server.api.server import create_app

    server = uvicorn.Server(uvicorn.Config(create_app(ephemeral=True, final=True), log_level="error", lifespan="on"))
    started.append(server)
    server.run(sockets=[listening])


def _end_with_the_command(started: list[Any]) -> None:
    """The pipe ends when the command closes it or dies. The server may write down what it holds, but not wait for anybody."""
    sys.stdin.buffer.read()
    for server in started:
        server.should_exit = True
        time.sleep(_END_SECONDS)
    os._exit(0)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
