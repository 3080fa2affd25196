"""The dashboard as a web server: pages, security headers, a password where one is due.

Listens on the loopback address unless told otherwise, and refuses any other address without a password (`access.py`). Answers
no method that changes anything; there is nothing to change.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.access import THIS_MACHINE, PasswordMiddleware, check_address, password_of
from dashboard.pages import Pages
from flows.serving import ServeError
from flows.settings import Settings

_END_SECONDS = 5
# Nothing but our own style sheet is loaded, nothing of ours is shown in somebody's frame, nothing runs.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class HeadersMiddleware:
    """The same security headers on every answer, also on errors."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self._app(scope, receive, with_headers)


def create_app(settings: Settings, password: SecretStr | None) -> ASGIApp:
    """The whole application. Without a password it answers requests for this machine only."""
    guard = (
        Middleware(TrustedHostMiddleware, allowed_hosts=THIS_MACHINE)
        if password is None
        else Middleware(PasswordMiddleware, password=password)
    )
    pages = Pages(settings)
    # The headers come last, around everything: also around the page for what nobody expected.
    return HeadersMiddleware(Starlette(routes=pages.routes(), exception_handlers=pages.failures(), middleware=[guard]))


def serve_dashboard(settings: Settings, host: str, port: int) -> None:
    """Show the pages until told to stop."""
    server, listening = _prepared(settings, host, port)
    print(f"看板：{_url(host, listening)}；按 Ctrl-C 停止", flush=True)
    with listening:
        server.run(sockets=[listening])


@contextmanager
def dashboard_beside(settings: Settings, port: int) -> Iterator[str]:
    """The pages for this machine as long as the block lasts, in a thread: they end with the process however it ends."""
    host = "127.0.0.1"
    server, listening = _prepared(settings, host, port)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="dashboard", daemon=True)
    with listening:
        thread.start()
        try:
            yield _url(host, listening)
        finally:
            server.should_exit = True
            thread.join(2 * _END_SECONDS)


def _prepared(settings: Settings, host: str, port: int) -> tuple[uvicorn.Server, socket.socket]:
    """A server and the socket it will listen on. Raises UsageError without a due password, ServeError when the port is taken."""
    password = password_of(settings)
    check_address(host, password)
    config = uvicorn.Config(
        create_app(settings, password),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_END_SECONDS,
        lifespan="off",
    )
    try:
        address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.create_server(address[4][:2], family=address[0])
    except OSError as error:
        raise ServeError(f"看板不能在 {host}:{port} 上启动：{error.strerror}；请用 --port 换一个端口") from error
    return uvicorn.Server(config), listening


def _url(host: str, listening: socket.socket) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listening.getsockname()[1]}"
