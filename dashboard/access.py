"""Who gets to see the pages: this machine, or whoever knows the password.

Refuses to listen on another address without a password. On the loopback address without one, only requests that were meant for
this machine are answered: a page of somebody else's cannot read the dashboard through the name of its own server.
"""

from __future__ import annotations

import base64
import binascii
import hmac

from pydantic import SecretStr
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from flows.errors import UsageError
from flows.serving import is_loopback
from flows.settings import Settings

USER = "fiscal"
THIS_MACHINE = ["127.0.0.1", "localhost", "[::1]"]
_LEAST_CHARACTERS = 12
_OPEN_PATHS = ("/health",)


def password_of(settings: Settings) -> SecretStr | None:
    """The password that is set, from the environment or from the file named there. Raises UsageError when it is none."""
    password = settings.dashboard_password
    if settings.dashboard_password_file is not None:
        try:
            password = SecretStr(settings.dashboard_password_file.read_text(encoding="utf-8").strip())
        except OSError as error:
            raise UsageError(f"读不到看板的密码文件 {settings.dashboard_password_file}：{error.strerror}") from error
    if password is not None and len(password.get_secret_value()) < _LEAST_CHARACTERS:
        raise UsageError(f"看板的密码少于 {_LEAST_CHARACTERS} 个字符：请换一个，例如 openssl rand -base64 24")
    return password


def check_address(host: str, password: SecretStr | None) -> None:
    """Raises UsageError when pages would be shown to other machines without asking for a password."""
    if password is None and not is_loopback(host):
        raise UsageError(
            f"不在 {host} 上启动看板：别的机器无须密码就能看到全部数据。请只用 127.0.0.1，"
            "或先设置 FISCAL_DASHBOARD_PASSWORD_FILE=密码文件"
        )


class PasswordMiddleware:
    """HTTP Basic authentication for every path but the health check, which says nothing of the data."""

    def __init__(self, app: ASGIApp, password: SecretStr) -> None:
        self._app = app
        self._expected = f"{USER}:{password.get_secret_value()}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in _OPEN_PATHS or self._is_known(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        asking = {"WWW-Authenticate": 'Basic realm="fiscal", charset="UTF-8"'}
        await PlainTextResponse("需要密码", status_code=401, headers=asking)(scope, receive, send)

    def _is_known(self, headers: Headers) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        try:
            said = base64.b64decode(given, validate=True)
        except (binascii.Error, ValueError):
            return False
        return scheme.lower() == "basic" and hmac.compare_digest(said, self._expected)
