"""The log is JSON that says which run and which file a line is about."""

from __future__ import annotations

import json
import logging

import pytest

from flows import logs


@pytest.fixture
def lines(tmp_path):
    """What stands in the log file, one object per line."""
    before = logging.getLogger("flows").handlers, logging.getLogger("flows").propagate
    logs.log_to(tmp_path / "logs" / "fiscal.log")
    yield lambda: [
        json.loads(line) for line in (tmp_path / "logs" / "fiscal.log").read_text(encoding="utf-8").splitlines()
    ]
    logging.getLogger("flows").handlers, logging.getLogger("flows").propagate = before


def test_a_line_names_its_run_and_file(lines):
    token = logs.run_id.set("run1")
    logging.getLogger("flows.x").info("读取\n%s", "一行", extra={"file_sha256": "aa", "seconds": 0.5})
    logs.run_id.reset(token)
    logging.getLogger("flows.x").warning("后来")
    first, second = lines()
    assert (first["run_id"], first["file_sha256"], first["seconds"], first["message"]) == (
        "run1",
        "aa",
        0.5,
        "读取\n一行",
    )
    assert "run_id" not in second
    assert second["level"] == "WARNING"


def test_an_error_keeps_its_traceback(lines):
    try:
        raise ValueError("x")
    except ValueError:
        logging.getLogger("flows.x").exception("失败")
    assert "ValueError: x" in lines()[0]["error"]
