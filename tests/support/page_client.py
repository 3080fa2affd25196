"""The pages of a home as a browser on this machine sees them."""

from __future__ import annotations

from pydantic import SecretStr
from starlette.testclient import TestClient

from dashboard.server import create_app
from flows.settings import Settings


def client_of(settings: Settings, password: str | None = None) -> TestClient:
    app = create_app(settings, None if password is None else SecretStr(password))
    return TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
