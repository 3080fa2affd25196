"""Who gets to see the pages: this machine, or whoever knows the password; and the pages in a real browser."""

from __future__ import annotations

import shutil
import socket
import subprocess

import pytest
from page_client import client_of
from PIL import Image
from pydantic import SecretStr
from small_marts import HOSTILE
from typer.testing import CliRunner

from dashboard.access import check_address, password_of
from dashboard.server import dashboard_beside
from flows.cli import app
from flows.errors import UsageError
from flows.serving import ServeError
from flows.settings import Settings

PASSWORD = "ein-langes-geheimnis"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "warehouse.example.org"])
def test_other_addresses_need_a_password(published, host):
    with pytest.raises(UsageError, match="FISCAL_DASHBOARD_PASSWORD_FILE"):
        check_address(host, None)
    check_address(host, SecretStr(PASSWORD))
    refused = CliRunner().invoke(app, ["dashboard", "--host", host, "--home", str(published.home)])
    assert refused.exit_code == 2
    assert "无须密码" in refused.stderr


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_this_machine_needs_none(host):
    check_address(host, None)


def test_the_password_is_in_a_file(tmp_path):
    file = tmp_path / "password"
    for content in ("", "short\n"):
        file.write_text(content, encoding="utf-8")
        with pytest.raises(UsageError, match="少于 12 个字符"):
            password_of(Settings(dashboard_password_file=file))
    file.write_text(f"{PASSWORD}\n", encoding="utf-8")
    found = password_of(Settings(dashboard_password_file=file))
    assert found is not None
    assert found.get_secret_value() == PASSWORD
    assert PASSWORD not in repr(found)
    with pytest.raises(UsageError, match="读不到"):
        password_of(Settings(dashboard_password_file=tmp_path / "nothing"))


def test_pages_ask_for_the_password(published):
    pages = client_of(published, PASSWORD)
    for path in ("/", "/units", "/static/style.css", "/nothing"):
        assert pages.get(path).status_code == 401
        assert pages.get(path, auth=("fiscal", "wrong")).status_code == 401
        assert pages.get(path, headers={"Authorization": "Basic ???"}).status_code == 401
    assert pages.get("/", auth=("fiscal", PASSWORD)).status_code == 200
    assert pages.get("/health").text == "ok"


def test_without_a_password_only_this_machine_is_answered(pages):
    assert pages.get("/", headers={"Host": "attacker.example"}).status_code == 400
    assert pages.get("/", headers={"Host": "localhost:4210"}).status_code == 200


def test_a_taken_port_is_told(published):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=f"127.0.0.1:{port}"), dashboard_beside(published, port):
            pass


def test_pages_in_a_browser(published, tmp_path):
    """Chromium shows the pages: the style sheet is let through, pictures are drawn, nothing runs."""
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("Chromium is not installed (Debian, Ubuntu: apt install chromium)")

    def open_page(address: str, *arguments: str) -> str:
        profile = f"--user-data-dir={tmp_path / 'profile'}"
        quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr", profile]
        done = subprocess.run(
            [browser, *quiet, *arguments, address], capture_output=True, text=True, check=True, timeout=300
        )
        assert "CONSOLE" not in done.stderr  # what the browser refuses, it says there
        return done.stdout

    with dashboard_beside(published, 0) as address:
        assert HOSTILE.replace("<", "&lt;").replace(">", "&gt;") in open_page(f"{address}/units", "--dump-dom")
        picture = tmp_path / "page.png"
        open_page(address, "--window-size=390,1200", f"--screenshot={picture}")
    with Image.open(picture) as page:
        colors = {color: count for count, color in page.convert("RGB").getcolors(page.width * page.height) or ()}
    assert colors.get((0x1E, 0x84, 0x49), 0) > 200
