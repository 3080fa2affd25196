"""What is scheduled, and that nothing listens where everybody could start runs."""

from __future__ import annotations

import pytest
import yaml

from flows import scheduled
from flows.errors import UsageError
from flows.serving import check_address, deployments
from flows.settings import PROJECT_DIR, Settings

ENTRIES = {
    entry["name"]: entry
    for entry in yaml.safe_load((PROJECT_DIR / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
}


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "warehouse.example.org"])
def test_other_addresses_need_a_password(host):
    with pytest.raises(UsageError, match="PREFECT_SERVER_API_AUTH_STRING"):
        check_address(host, {})
    check_address(host, {"PREFECT_SERVER_API_AUTH_STRING": "admin:secret"})


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_this_machine_needs_none(host):
    check_address(host, {})


def test_everything_that_is_scheduled_can_be_served(tmp_path):
    served = {one.name: one for one in deployments(Settings(home=tmp_path))}
    assert served.keys() == ENTRIES.keys() == {"refresh", "ingest", "backfill", "rebuild", "prune", "notify"}
    assert served["refresh"].schedules[0].schedule.timezone == "Asia/Shanghai"
    assert served["refresh"].parameters["home"] == str(tmp_path)
    assert [one.concurrency_limit for one in served.values()] == [1] * len(served)
    assert "landing" not in served["rebuild"].parameters
    assert [schedule.active for schedule in served["ingest"].schedules] == [False]


@pytest.mark.parametrize("name", ENTRIES)
def test_parameters_are_documented_and_runs_have_a_time_limit(name):
    flow = getattr(scheduled, ENTRIES[name]["entrypoint"].partition(":")[2])
    assert flow.timeout_seconds
    for parameter, schema in flow.parameters.properties.items():
        assert schema.get("description"), parameter


def test_lost_runs_are_told():
    (trigger,) = ENTRIES["notify"]["triggers"]
    assert {event.rpartition(".")[2] for event in trigger["expect"]} == {"Crashed", "Failed", "TimedOut", "Late"}
    assert "fiscal" not in ENTRIES["notify"]["tags"]  # or it would tell of itself, again and again
    assert all("fiscal" in entry["tags"] for name, entry in ENTRIES.items() if name != "notify")
