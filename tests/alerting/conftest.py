"""A local HTTP server that takes messages as receivers on the internet do."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest


@pytest.fixture
def http_receiver() -> Iterator[tuple[str, list[dict]]]:
    """Its Apprise address (json://), and the bodies it received. It answers as 企业微信, 钉钉 and 飞书 do."""
    received: list[dict] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            received.append({"path": self.path, **body})
            answer = json.dumps({"errcode": 0, "errmsg": "ok", "code": 0, "StatusCode": 0}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Keep the test output clean."""

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, daemon=True)
        thread.start()
        yield f"json://127.0.0.1:{http.server_port}/alerts", received
        http.shutdown()
        thread.join()
